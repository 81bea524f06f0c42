import { freshQuestion, type Definition, type Entry, type Question, type Section, type Words } from './rules.ts'

// The definition a prefecture may start from: what is usually asked of municipalities about their care conferences.

const w = (ja: string, en: string): Words => ({ ja, en })
const entries = (...words: [ja: string, en: string][]): Entry[] => words.map(([ja, en], at) => ({ key: at + 1, ja, en }))
const [times, people, cases, centers] = [w('回', 'times'), w('人', 'people'), w('件', 'cases'), w('か所', 'centers')]

const organizers = entries(['区市町村', 'Municipality'], ['地域包括支援センター', 'Support centers'])
const types = entries(
  ['地域ケア個別会議（区市町村主催）', 'Individual conferences held by the municipality'], ['地域ケア個別会議（センター主催）', 'Individual conferences held by centers'],
  ['地域ケア推進会議（日常生活圏域）', 'Promotion conferences of an area'], ['地域ケア推進会議（区市町村全域）', 'Promotion conferences of the municipality'])
const professions = entries(
  ['医師', 'Physicians'], ['歯科医師', 'Dentists'], ['薬剤師', 'Pharmacists'], ['保健師・看護師', 'Nurses and public health nurses'], ['理学療法士', 'Physical therapists'],
  ['作業療法士', 'Occupational therapists'], ['言語聴覚士', 'Speech therapists'], ['管理栄養士・栄養士', 'Dietitians'], ['歯科衛生士', 'Dental hygienists'], ['社会福祉士', 'Social workers'],
  ['介護支援専門員', 'Care managers'], ['生活支援コーディネーター', 'Livelihood support coordinators'], ['民生委員・住民', 'Welfare commissioners and residents'], ['その他', 'Others'])
const doers = entries(['区市町村・直営センターが行う', 'Municipality or its own center'], ['委託センターが行う', 'Commissioned center'], ['両方が行う', 'Both'], ['行っていない', 'Not done'])
const roles: Words[] = [
  w('議題・事例の集約と選定', 'Gathering and choosing topics and cases'), w('参加者の選定と調整', 'Choosing and arranging participants'), w('事前の調整と説明', 'Arranging and explaining beforehand'), w('ファシリテート', 'Facilitating'),
  w('議事録の作成', 'Taking the minutes'), w('課題の振り返りと整理', 'Reviewing and sorting issues'), w('結果の共有', 'Sharing results'), w('会議の評価', 'Evaluating the conference'),
]
const efforts: Words[] = [
  w('個別課題の解決', 'Solving individual issues'), w('ネットワークの強化', 'Strengthening networks'), w('会議の目的の共有', 'Sharing the purpose of conferences'), w('複数の事例からの地域課題の抽出', 'Finding community issues in several cases'),
  w('会議の効果的な進行', 'Running conferences well'), w('住民の参加の促進', 'Bringing residents in'), w('会議の振り返り・評価', 'Reviewing and evaluating conferences'), w('庁内の連携', 'Working together within the office'),
]

/** The ready-made definition; `indicators`: the ids of the subsidy indicators it speaks of, by their code. */
export function standardDefinition(indicators: Readonly<Record<string, number>> = {}): Definition {
  let next = 1
  const question = (kind: Question['kind'], label: Words, more: Partial<Question> = {}): Question => ({ ...freshQuestion(next++, kind), label, ...more })
  const section = (title: Words, lead: Words, questions: () => Question[]): Section => ({ number: next++, title, lead, questions: questions() })
  const indicator = (code: string) => indicators[code] ?? null
  const sections = [
    section(w('会議の開催の体制', 'How conferences are held'), w('今年度の体制をお答えください。', 'Please answer for the current fiscal year.'), () => [
      question('single', w('地域ケア会議の主催者', 'Who holds care conferences'), { entries: entries(['区市町村', 'Municipality'], ['地域包括支援センター', 'Support centers'], ['両方', 'Both'], ['開催していない', 'Not held']) }),
      question('multiple', w('設けている会議の段階', 'Levels of conferences'), { entries: entries(['個別', 'Individual'], ['日常生活圏域', 'Daily-living area'], ['行政区・地区', 'Ward or district'], ['区市町村全域', 'Municipality'], ['区市町村を越える範囲', 'Beyond the municipality']), mayBeNone: true }),
      question('number', w('地域包括支援センターの数', 'Support centers'), { unit: centers, withPlan: true }),
      question('number', w('会議を1回以上開いたセンターの数', 'Centers that held at least one conference'), { unit: centers, mayBeInseparable: true, mayBeNone: true }),
      question('yesno', w('地域ケア会議の開催計画を作っている', 'There is a yearly plan of conferences'), { required: false }),
    ]),
    section(w('開催の回数', 'Conferences held'), w('前年度の実績と、今年度の計画をお答えください。個別会議と推進会議を分けて数えられないときは「区分できない」を選んでください。', 'Last year’s actual and this year’s plan. Where kinds cannot be told apart, choose “cannot be separated”.'), () => [
      question('number', w('会議の種類ごとの開催回数', 'Conferences by type'), { unit: times, withPlan: true, entries: types, withTotal: true, mayBeNone: true, mayBeInseparable: true }),
      question('number', w('開催回数の合計', 'All conferences'), { unit: times, withPlan: true, source: 'conferences_held', help: w('会議の記録から数えた回数を参考に示します。', 'What your conference records count is shown beside it.') }),
      question('number', w('自立支援型の個別会議の開催回数', 'Self-reliance conferences'), { unit: times, withPlan: true, mayBeInseparable: true, mayBeNone: true }),
    ]),
    section(w('検討した事例', 'Cases discussed'), w('前年度の実績をお答えください。', 'Please answer for last fiscal year.'), () => [
      question('number', w('検討した事例の件数（新規・再検討）', 'Cases discussed, new and again'), { unit: cases, entries: entries(['新規', 'New'], ['再検討', 'Again']), withTotal: true, withPlan: true, source: 'cases_discussed', mayBeInseparable: true }),
      question('number', w('うち自立支援に関する事例の件数', 'Of these, self-reliance cases'), { unit: cases, withPlan: true, mayBeInseparable: true }),
      question('number', w('事例の選定理由ごとの件数', 'Cases by reason'), { unit: cases, help: w('1つの事例に理由がいくつかあるときは、それぞれに数えてください。', 'A case with several reasons counts for each.'), entries: entries(['要支援認定者等', 'Certified as needing support'], ['支援に困難を感じている', 'Support is felt to be difficult'], ['地域課題に関わる', 'Touches a community issue']), mayBeInseparable: true, required: false }),
      question('multiple', w('個別の事例の検討が果たした機能', 'Functions that case discussions had'), { entries: entries(['個別課題の解決', 'Solving individual issues'], ['ネットワークの構築', 'Building networks'], ['地域課題の発見', 'Finding community issues'], ['資源開発・政策形成', 'Resources and policies']) }),
      question('number', w('把握した地域課題の件数', 'Community issues found'), { unit: cases, mayBeNone: true }),
      question('number', w('資源開発・政策に結びついた課題の件数', 'Issues that led to resources or policies'), { unit: cases, mayBeNone: true }),
    ]),
    section(w('参加者', 'Attendees'), w('前年度に参加した人の延べ人数をお答えください。', 'Extended counts of attendees of last fiscal year.'), () => [
      question('number', w('職種ごとの参加者（延べ）', 'Attendees by profession (extended)'), { unit: people, entries: professions, withTotal: true, mayBeNone: true, mayBeInseparable: true }),
      question('number', w('研修を修了して在職している人', 'Trained people in post'), { unit: people, source: 'trained_people', help: w('都の研修を修了し、いま貴自治体で働いている人の数です。', 'People who completed the prefecture’s training and work with you now.') }),
      question('number', w('主催者ごとの1回あたりの平均参加者', 'Average attendees per conference'), { unit: people, decimal: true, entries: organizers, mayBeNone: true, required: false }),
    ]),
    section(w('運営の役割', 'Who does what'), w('会議の運営で、それぞれの役割をだれが担っているかをお答えください。', 'Who takes each part in running conferences.'), () => roles.map((label) => question('single', label, { entries: doers, mayBeInseparable: true }))),
    section(w('取組の状況', 'Efforts'), w('それぞれにどのくらい取り組んでいるかをお答えください。', 'How much is done about each.'), () => [
      ...efforts.map((label) => question('scale', label, { required: false })),
      question('text', w('取り組むうえで困っていること', 'What makes it difficult'), { required: false }),
    ]),
    section(w('交付金の指標', 'Subsidy indicators'), w('保険者機能強化推進交付金等の評価指標について、前年度の状況をお答えください。', 'Indicators of the insurer-function subsidy, for last fiscal year.'), () => [
      question('number', w('個別事例の検討件数の割合の分子', 'Case-discussion ratio: cases discussed'), { unit: cases, indicatorId: indicator('case_ratio'), mayBeNone: true }),
      question('yesno', w('ケアプラン点検を会議と合わせて行った', 'Care plans were reviewed together with conferences'), { indicatorId: indicator('care_plan_check') }),
      question('yesno', w('介護予防に多職種が関わる仕組みがある', 'Several professions take part in prevention'), { indicatorId: indicator('professionals') }),
      question('single', w('検討した事例のその後を確かめている', 'Discussed cases are followed up'), { indicatorId: indicator('follow_up'), entries: entries(['すべて確かめている', 'All'], ['一部を確かめている', 'Some'], ['確かめていない', 'None']), mayBeNone: true }),
      question('yesno', w('会議から区市町村へ政策を提案した', 'Conferences proposed policies to the municipality'), { indicatorId: indicator('proposals') }),
      question('text', w('結果を公表しているページ', 'Where results are published'), { required: false, mayBeNone: true }),
    ]),
  ]
  return { next, sections }
}

/** The indicators the ready-made definition speaks of, as reference rows with the years they are of. */
export const standardIndicators = [
  { code: 'case_ratio', name: '個別事例の検討件数割合', name_en: 'Case-discussion ratio', from_year: 2023, definition: '地域ケア会議で検討した個別事例の件数 ÷ 受給者数', definition_en: 'Individual cases discussed in care conferences ÷ recipients' },
  { code: 'care_plan_check', name: 'ケアプラン点検の実施', name_en: 'Care-plan check', from_year: 2023, definition: 'ケアプラン点検を行い、結果を事業者と共有している', definition_en: 'Care plans are checked and results shared with offices' },
  { code: 'professionals', name: '介護予防への専門職の関与', name_en: 'Professionals in prevention', from_year: 2023, definition: '通いの場等に医療専門職が関わる仕組みがある', definition_en: 'Medical professions take part in community prevention' },
  { code: 'follow_up', name: '検討した事例のフォロー', name_en: 'Follow-up of discussed cases', from_year: 2023, definition: '検討した事例について、その後の経過を確かめている', definition_en: 'What became of discussed cases is looked at' },
  { code: 'proposals', name: '政策の提案', name_en: 'Proposals of policies', from_year: 2023, definition: '複数の事例から明らかになった課題を区市町村へ提案している', definition_en: 'Issues found in several cases are proposed to the municipality' },
] as const

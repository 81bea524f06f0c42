import { barChart, changeChart, funnelChart, lineChart, pairChart, stackChart } from '../../base/charts.ts'
import type { Language } from '../../base/texts.ts'

/** What the styleguide shows: invented words and figures, in the language of the reader. */
export function samples(language: Language) {
  const say = (ja: string, en: string) => language === 'ja' ? ja : en
  return { samples: { ...people(say), ...forms(say), ...lists(say), ...figures(say) } }
}

/** A letter on paper, as a municipality gets it. */
export function letter(language: Language) {
  return { letter: {
    title: language === 'ja' ? '受講決定通知　小林 直子 様' : 'Selection notice: 小林 直子',
    status: { tone: '', label: language === 'ja' ? '下書き' : 'Draft' },
    number: '８福祉高介第218号', day: '令和８年７月24日', to: '小林 直子　様', from: '東京都福祉局高齢者施策推進部介護保険課長',
    subject: '令和８年度 地域ケア会議実践者養成研修の受講決定について（通知）',
    body: ['日頃から、東京都の高齢者福祉施策に御協力いただき、ありがとうございます。', '標記の研修について、下記のとおり受講を決定しましたので、お知らせします。'],
    notes: [
      { label: '受講番号', value: '第１コース　0107番' }, { label: '受講区分', value: '②助言者' },
      { label: '研修日', value: '令和８年９月18日（金）　午前９時30分から午後４時30分まで' }, { label: '場所', value: '立川ホール ３階 会議室Ａ（例）' },
    ],
  } }
}

type Pick = (ja: string, en: string) => string

function people(say: Pick) {
  return {
    people: [
      { name: '田中 美咲', kana: 'たなか みさき', affiliation: 'みずべ地域包括支援センター', profession: '主任介護支援専門員' },
      { name: '渡邉 大輔', kana: 'わたなべ だいすけ', affiliation: '深大寺訪問看護ステーション', profession: '理学療法士', large: true },
    ],
    statuses: [
      { tone: '', label: say('これから', 'Not yet') }, { tone: 'now', label: say('審査中', 'Under review') },
      { tone: 'done', label: say('修了', 'Completed') }, { tone: 'warn', label: say('補欠3', 'Waitlist 3') },
      { tone: 'late', label: say('期限切れ', 'Overdue') },
    ],
    values: [
      { label: say('受講番号', 'Enrollment number'), value: say('第1コース 0107番', 'Cohort 1, 0107') },
      { label: say('推薦元', 'Nominated by'), value: '調布市', lang: 'ja' },
      { label: say('研修日', 'Class days'), value: [say('9月18日（金）', 'Fri 18 Sep'), say('10月2日（金）', 'Fri 2 Oct')] },
      { label: say('補講', 'Make-up'), value: null },
    ],
    checklist: { items: [
      { state: 'done', label: say('事前課題を出す', 'Hand in the pre-assignment'), href: '#', note: say('9月1日 受け付けました', 'Received on 1 September') },
      { state: 'now', label: say('動画を見る（4本中3本）', 'Watch the videos (3 of 4)'), href: '#', note: say('9月15日（火）まで', 'By Tue 15 September'),
        status: { tone: 'now', label: say('途中', 'Under way') } },
      { state: '', label: say('理解度テスト', 'Comprehension test'), href: '#', note: say('80点で合格', 'Passed with 80 points') },
      { state: 'later', label: say('受講レポート', 'Trainee report'), note: say('10月16日（金）まで', 'By Fri 16 October') },
    ] },
    ticket: { day: '2026-09-18', title: say('第1コース 1日目　講義とグループ演習', 'Cohort 1, day 1: lecture and group exercise'),
      times: say('9:30～16:30（受付 9:00から）', '9:30–16:30 (doors open at 9:00)'), place: say('立川ホール 3階 会議室A（例）', 'Tachikawa Hall, room 3A (example)') },
  }
}

function forms(say: Pick) {
  const field = (name: string, label: string, more: object = {}) =>
    ({ name, label, type: 'string', required: true, value: '', problem: null, ...more })
  const professions = [say('社会福祉士', 'Social worker'), say('保健師', 'Public health nurse')]
  const kana = field('kana', say('ふりがな', 'Kana'), { problem: say('ひらがなで入力してください。', 'Use hiragana.'), maxLength: 60 })
  const starts = field('startsOn', say('研修を始める日', 'First day'), { type: 'day', value: '2026-02-30', problem: say('この日はありません。', 'There is no such day.') })
  return {
    wrong: [kana, starts],
    fields: [
      field('name', say('氏名', 'Name'), { value: '髙橋 俊介', maxLength: 60, autocomplete: 'off',
        hint: say('修了証書に印字します。戸籍などの文字のまま入力してください。', 'Printed on the certificate. Type it exactly as in the register.') }),
      kana,
      field('profession', say('職種', 'Profession'), { options: professions.map((label, index) => ({ value: String(index), label })), value: '0' }),
      field('seats', say('募集人数（人）', 'Capacity (people)'), { type: 'integer', value: 450, minimum: 0, maximum: 9999 }),
      starts,
      field('category', say('受講区分', 'Category'), { type: 'radio', value: '1', options: [
        { value: '1', label: say('①司会者', '① Chair'), hint: say('会議を進める人（経験あり・予定）', 'Runs the conference (experienced or planned)') },
        { value: '2', label: say('②助言者', '② Adviser'), hint: say('リハビリテーション専門職、管理栄養士、歯科衛生士など', 'Therapists, dietitians, dental hygienists and others') },
      ] }),
      field('consent', say('修了者名簿を区市町村に渡すことに同意します', 'The roster of completers may be given to the municipality'), { type: 'boolean', required: false, value: 'true' }),
      field('reason', say('推薦の理由', 'Reason for the nomination'), { type: 'textarea', required: false, maxLength: 300 }),
    ],
  }
}

function lists(say: Pick) {
  return {
    buttons: [
      { label: say('提出前の確認へ', 'Check before submitting') }, { label: say('下書きを保存する', 'Save the draft'), kind: 'secondary' },
      { label: say('一覧にもどる', 'Back to the list'), kind: 'quiet', href: '#' }, { label: say('推薦を取り下げる', 'Withdraw the nomination'), kind: 'danger' },
      { label: say('締切を過ぎました', 'The deadline has passed'), disabled: true },
    ],
    steps: { items: [
      { state: 'done', label: say('募集要項を読む', 'Read the call') }, { state: 'now', label: say('推薦者を入れる', 'Enter the nominees') },
      { state: 'later', label: say('確かめる', 'Check') }, { state: 'later', label: say('提出する', 'Submit') },
    ] },
    tabs: { label: say('表示の見本', 'Sample of a view'), items: [
      { href: '#', label: say('すべて（541）', 'All (541)'), current: true }, { href: '#', label: say('補欠（32）', 'Waitlisted (32)'), current: false },
      { href: '#', label: say('不決定（21）', 'Declined (21)'), current: false },
    ] },
    filters: { action: '/styleguide', keep: { year: 2026 }, fields: [
      { name: 'municipality', label: say('区市町村', 'Municipality'), value: '132021', options: [{ value: '132021', label: '立川市' }, { value: '132241', label: '多摩市' }] },
      { name: 'words', label: say('氏名・ふりがな', 'Name or kana'), value: '' },
    ] },
    rows: [
      { year: 2019, tone: 'done', state: say('公表', 'Published'), municipalities: 2, sessions: 4 },
      { year: 2020, tone: 'done', state: say('公表', 'Published'), municipalities: 1, sessions: null },
    ],
    heads: [say('年度', 'Fiscal year'), say('状態', 'State'), say('モデル自治体数（自治体）', 'Model municipalities'), say('支援の会議（回）', 'Support sessions')],
    caption: say('モデル事業', 'Model support'), unknown: say('「―」は数字がないことを示します。0ではありません。', '“―” means there is no figure. It is not 0.'),
    empty: { title: say('推薦はまだありません', 'No nominations yet'), text: say('6月15日（月）に募集が始まると、ここに区市町村からの推薦が並びます。', 'Once the call opens on Mon 15 June, nominations from municipalities are listed here.'),
      action: { label: say('募集要項を確かめる', 'Check the call'), href: '#' } },
    confirm: { title: say('488人に決定を発表しますか', 'Announce the selection to 488 people?'), action: '#', back: '#', submit: say('発表する', 'Announce'),
      what: [say('区市町村と本人に通知が届きます。', 'Municipalities and the people themselves are told.'), say('発表したあとは、案に戻せません。', 'Afterwards it cannot become a draft again.')] },
    actionBar: { note: say('提出しても、期限まではご自身で取り戻せます。', 'You can take it back yourself until the deadline.'), items: [
      { label: say('下書きのまま閉じる', 'Keep as a draft'), kind: 'quiet', href: '#' }, { label: say('提出前の確認へ', 'Check before submitting') },
    ] },
  }
}

function figures(say: Pick) {
  const people = say('人', '')
  return {
    tally: { items: [
      { label: say('募集人数', 'Capacity'), value: 450, unit: people }, { label: say('決定', 'Selected'), value: 488, unit: people, href: '#' },
      { label: say('募集に対する割合', 'Of capacity'), value: '108.4', unit: '%' }, { label: say('修了', 'Completed'), value: 1199, unit: people },
    ] },
    bar: { parts: [{ kind: 'got', value: 144 }, { kind: 'more', value: 150 }], width: 170, mark: 153, label: say('目標153人、実績144人、見込150人', 'Target 153, actual 144, forecast 150') },
    key: [say('目標', 'Target'), say('実績', 'Actual'), say('見込', 'Forecast')],
    seats: { items: [
      { label: say('①司会者', '① Chair'), taken: 162, seats: 150, href: '#' }, { label: say('②助言者', '② Adviser'), taken: 158, seats: 160 },
      { label: say('④その他', '④ Other'), taken: 0, seats: 30 },
    ] },
    progress: { value: 312, max: 488, label: say('通知を作っています　312 / 488通', 'Writing letters: 312 of 488') },
    saved: say('保存しました 10:24', 'Saved at 10:24'),
    bars: { id: 'bars', ...barChart({
      title: say('区分別の受講決定者数（人）', 'People selected, by category'),
      description: say('司会者162人、助言者178人、事例提供者118人、その他30人。縦線は募集人数です。', 'Chairs 162, advisers 178, case presenters 118, others 30. The lines are the capacity.'),
      valueHeading: say('決定', 'Selected'), markHeading: say('募集', 'Capacity'), itemHeading: say('区分', 'Category'), sum: true,
      rows: [
        { label: say('①司会者', '① Chair'), value: 162, mark: 150, href: '#' }, { label: say('②助言者', '② Adviser'), value: 178, mark: 160 },
        { label: say('③事例提供者', '③ Case presenter'), value: 118, mark: 110 }, { label: say('④その他', '④ Other'), value: 30, mark: 30 },
      ],
    }) },
    lines: { id: 'lines', ...lineChart({
      title: say('受講者数と修了者数の推移（人）', 'Trainees and completers over the years'),
      description: say('受講者数は令和4年度312人から令和8年度466人に、修了者数は180人から371人に増えました。', 'Trainees rose from 312 in FY2022 to 466 in FY2026, completers from 180 to 371.'),
      points: [2022, 2023, 2024, 2025, 2026].map((year) => say(`R${year - 2018}`, String(year))), itemHeading: say('年度', 'Fiscal year'),
      series: [
        { label: say('修了', 'Completed'), values: [180, 240, null, 322, 371] }, { label: say('受講', 'Attended'), values: [312, 398, 488, 421, 466] },
      ],
    }) },
    funnel: { caption: say('実践者養成研修', 'Practitioner training'), href: '#', ...funnelChart([
      { label: say('募集人数', 'Capacity'), value: 540, href: '#' }, { label: say('推薦者数', 'Nominated'), value: 682, href: '#' }, { label: say('受講決定者数', 'Selected'), value: 561, href: '#' },
      { label: say('受講者数', 'Attended'), value: 368, projected: 548, href: '#' }, { label: say('修了者数', 'Completed'), value: 48, projected: 525, href: '#' },
    ]) },
    stacks: { id: 'stacks', ...stackChart({
      title: say('修了者の実践（件）', 'What completers put into practice'), sumHeading: say('聞いた', 'Asked'), itemHeading: say('研修', 'Course'),
      description: say('実践者養成は聞いた200件のうち実践した90件、実践なし40件、回答なし70件。講師養成は60件のうち30件、10件、20件。', 'Practitioners: of 200 asked 90 practiced, 40 did not, 70 gave no answer. Instructors: of 60 asked 30, 10 and 20.'),
      kinds: [{ label: say('実践した', 'Practiced'), pattern: 'got' }, { label: say('実践なし', 'Did not'), pattern: 'more' }, { label: say('回答なし', 'No answer'), pattern: 'rest' }],
      rows: [{ label: say('実践者養成', 'Practitioners'), values: [90, 40, 70] }, { label: say('講師養成', 'Instructors'), values: [30, 10, 20] }],
    }) },
    pairs: { id: 'pairs', ...pairChart({
      title: say('会議の開催（1年あたりの回数）', 'Conferences held (per year)'), beforeHeading: say('前', 'Before'), afterHeading: say('後', 'After'), itemHeading: say('区市町村', 'Municipality'),
      description: say('立川市は前が8回、後が9.5回。多摩市はどちらも6回。', 'Tachikawa: 8 before, 9.5 after. Tama: 6 both.'),
      rows: [{ label: say('立川市', 'Tachikawa'), before: 8, after: 9.5, href: '#' }, { label: say('多摩市', 'Tama'), before: 6, after: 6 }],
    }) },
    changes: { id: 'changes', ...changeChart({
      title: say('自己評価の変わり方（5段階）', 'Self-ratings (of 5)'), description: say('会議を進める力は、前が2.4、後が3.8。', 'Leading a conference: 2.4 before, 3.8 after.'), least: 1, most: 5,
      fromHeading: say('受講前', 'Before'), toHeading: say('受講後', 'After'), otherHeading: say('3か月後', 'Three months later'), rows: [{ label: say('会議を進める力', 'Leading a conference'), from: 2.4, to: 3.8, other: 3.5 }],
    }) },
  }
}

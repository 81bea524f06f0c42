import type { Day } from '../../base/days.ts'
import type { Assignment, CaseSheet } from '../../learning/assignments/rules.ts'
import type { Enrolled } from './entering.ts'
import type { DemoTraining } from './trainings.ts'
import type { Stage } from './year.ts'

const level = (label: string, points: number, text: string) => ({ label, points, text })

const caseSheet: Assignment = {
  purpose: 'pre_assignment', hasCaseSheet: true, text: null, files: null, pointsNeeded: null, markers: 1, isAnonymous: false, check: 'block', sharing: 'cohort', lateAllowed: true,
  instructions: '演習で話し合う事例を1つ、シートにまとめてください。\n\n- 自立支援に向けて、助言がほしい事例を選びます。\n- **だれのことかわからないように**書きます。氏名・住所・生年月日・電話番号・病院や事業所の名前は書きません。\n- 「助言者に聞きたいこと」は、職種を1つ選んで書くと、助言がもらいやすくなります。',
  rubric: [
    { title: '本人の望みがとらえられている', levels: [level('よい', 5, '本人の言葉で、暮らしの中の望みとして書かれている'), level('ふつう', 3, '望みが書かれている'), level('もう少し', 1, '家族や支援者の望みになっている')] },
    { title: '課題が望みと結び付いている', levels: [level('よい', 5, '望みに届かない理由が、心身・環境の両方から書かれている'), level('ふつう', 3, '理由が書かれている'), level('もう少し', 1, '病名や状態だけが書かれている')] },
  ],
}
const report: Assignment = {
  purpose: 'report', hasCaseSheet: false, text: { min: 200, max: 1_200 }, files: { kinds: ['pdf', 'docx'], min: 0, max: 2, megabytes: 10 }, pointsNeeded: 4, markers: 2, isAnonymous: true, check: 'warn', sharing: 'instructors', lateAllowed: true,
  instructions: '研修で学んだことと、職場の地域ケア会議で試したいことを書いてください。\n\n1. 学んだこと（考え方が変わったところ）\n2. 次の会議で試したいこと\n3. 試すために、だれの協力がいるか',
  rubric: [{ title: '次の会議で試すことが具体的である', levels: [level('よい', 5, 'いつ・だれと・何をするかがわかる'), level('ふつう', 4, '何をするかがわかる'), level('もう少し', 2, '考えだけが書かれている')] }],
}

const cases: CaseSheet[] = [
  { ageBand: '80', sex: 'female', careLevel: 'support2', household: 'alone', illness: '変形性膝関節症（5年前から）、高血圧。降圧薬と痛み止め。', lifeHistory: '夫と商店を営み、10年前に閉めた。夫は3年前に亡くなった。近所づきあいが広い。', adl: '室内は伝い歩き。入浴は見守りがあれば一人でできる。', iadl: '調理と洗濯は自分でできる。買い物は長女が週1回まとめてしている。',
    services: '通所型サービス 週1回、福祉用具の貸与（手すり）', goal: '自分で店まで歩いて、品物を見て買いたい。', issue: '半年前に道で転んでから、外へ出る自信がない。膝の痛みで10分ほどしか続けて歩けない。', question: '理学療法士の方へ：店まで片道15分の道を、休みながら歩けるようになるには、何から始めるとよいか。' },
  { ageBand: '75', sex: 'male', careLevel: 'support1', household: 'couple', illness: '脳梗塞（2年前、右の手足に軽いまひ）、糖尿病。', lifeHistory: '会社を定年まで勤めた。趣味は写真と町内会の役員。', adl: '自立。右手で箸を使うのは難しい。', iadl: '家事は妻。服薬は妻が確かめている。車の運転はやめた。', services: '訪問型サービス（専門職）月2回', goal: '写真仲間の集まりにまた出たい。', issue: 'まひを見られたくない気持ちがあり、誘いを断っている。食事の量が増え、血糖の値が上がってきた。', question: '管理栄養士の方へ：間食を楽しみにしている人に、どう話を始めるとよいか。' },
  { ageBand: '85', sex: 'female', careLevel: 'care1', household: 'child', illness: '骨粗しょう症、圧迫骨折（1年前）、物忘れ。', lifeHistory: '縫い物の仕事を長く続けた。', adl: '起き上がりに時間がかかる。食事は自立。', iadl: '薬の飲み忘れが週に数回ある。', services: '通所介護 週2回', goal: '孫に縫い物を教えたい。', issue: '長男夫婦が先に手を出してしまい、することが減っている。', question: '作業療法士の方へ：縫い物を続けるための道具や姿勢の工夫を知りたい。' },
]
const reports = [
  '個別の事例から地域の課題を見つける、という流れが、演習でようやく自分の言葉で言えるようになりました。これまでは、助言の内容を持ち帰ることに気を取られ、同じ困りごとが何件続いたかを数えていませんでした。次の会議では、事例の最後に「同じ困りごとはほかにもあるか」を司会から必ず聞くことにします。記録の様式にも一行を加え、半年たったところで件数を数えます。そのために、会議の事務局と、通いの場を支える生活支援コーディネーターに協力をお願いします。まず来月の会議で試し、うまくいかなければ聞き方を変えます。',
  '助言は短く、一つに絞るほうが実行されるという話が印象に残りました。自分の助言をふり返ると、一度に三つも四つも伝えていました。次の会議では、望みに一番近いことを一つだけ伝え、いつまでに試すかをその場で決めます。持ち帰ったあとにどうなったかを、次の回の初めに五分だけ話す時間を作りたいと思います。司会の方と事前に打ち合わせ、時間の割り振りを変えてもらうようお願いします。',
]

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

/** A case sheet before the class day and a report after it, with some of each in every state; all of it invented. */
export function putAssigned({ tray, offer, staff }: Stage, training: DemoTraining, enrolled: readonly Enrolled[], walkedIn: Enrolled): void {
  const [sheetLesson, reportLesson] = [putLesson('事例シート', 'Case sheet', 5, caseSheet, '2026-12-18'), putLesson('受講レポート', 'Training report', 6, report, '2026-12-18')]
  const others = (cohort: number) => enrolled.filter((one) => one !== walkedIn && one.cohortId === training.cohorts[cohort]!.id)
  const [a, b, c, d] = others(2) as [Enrolled, Enrolled, Enrolled, Enrolled]
  const marker = { verdict: 'accepted' as 'accepted' | 'returned', levels: [0, 1], comment: '望みが本人の言葉で書かれていて、よく伝わります。', remarks: [] as object[], due_on: null as Day | null }

  const own = begin(walkedIn, sheetLesson, 'returned', { sheet: cases[0]! }, '2026-11-22')
  hand(own, 1, { sheet: { ...cases[0]!, goal: '安全に暮らせるとよい。' } }, '2026-11-12', 'returned', [{ ...marker, verdict: 'returned', levels: [2, 1], due_on: '2026-12-11', comment: '生活歴がていねいです。望みを、本人の言葉で書き直してみてください。', remarks: [{ place: 'sheet.goal', quote: '安全に暮らせる', page: null, text: 'これは支援者の望みに読めます。本人は何と言っていますか。' }] }], 'K000001-1')
  hand(begin(a, sheetLesson, 'submitted', { sheet: cases[1]! }, '2026-11-18'), 1, { sheet: cases[1]! }, '2026-11-18', null, [])
  hand(begin(b, sheetLesson, 'submitted', { sheet: cases[2]! }, '2026-11-20'), 1, { sheet: cases[2]! }, '2026-11-20', null, [])
  hand(begin(c, sheetLesson, 'accepted', { sheet: cases[1]! }, '2026-11-10'), 1, { sheet: cases[1]! }, '2026-11-10', 'accepted', [marker])
  begin(d, sheetLesson, 'draft', { sheet: { ageBand: '80', sex: 'female' } }, '2026-11-23')

  const [e, f, g] = others(0) as [Enrolled, Enrolled, Enrolled]
  hand(begin(e, reportLesson, 'submitted', { text: reports[0]! }, '2026-10-20'), 1, { text: reports[0]! }, '2026-10-20', null, [{ ...marker, levels: [0] }])
  hand(begin(f, reportLesson, 'submitted', { text: reports[1]! }, '2026-10-22'), 1, { text: reports[1]! }, '2026-10-22', null, [{ ...marker, levels: [0] }, { ...marker, levels: [1], comment: '打合せの中身がもう少しわかるとよいです。' }])
  hand(begin(g, reportLesson, 'accepted', { text: reports[0]! }, '2026-10-15'), 1, { text: reports[0]! }, '2026-10-15', 'accepted', [{ ...marker, levels: [0] }, { ...marker, levels: [0] }])

  function putLesson(title: string, title_en: string, module: number, content: Assignment, due_on: Day) {
    const module_id = offer.modules.practitioner[module - 1]!.id
    const id = tray.put('lesson', { module_id, position: tray.rows('lesson').filter((one) => one.module_id === module_id).length + 1, kind: 'assignment', title, title_en })
    const version = tray.put('lesson_version', { lesson_id: id, number: 1, content: JSON.stringify(content), published_at: at('2026-07-01', '09:00') })
    tray.mend('lesson', id, { published_version_id: version })
    tray.put('training_lesson', { training_id: training.id, lesson_id: id, opens_on: '2026-08-03', due_on })
    return { id, version }
  }

  function begin({ enrollment }: Enrolled, lesson: { id: number; version: number }, state: 'draft' | 'submitted' | 'returned' | 'accepted', draft: object, on: Day): number {
    const isDone = state === 'accepted'
    tray.put('progress', { enrollment_id: enrollment, lesson_id: lesson.id, lesson_version_id: lesson.version, state: isDone ? 'completed' : 'in_progress', opened_at: at(on, '12:05'), seen_at: at(on, '12:30'), completed_at: isDone ? at(on, '18:00') : null, percent: isDone ? 100 : 0 })
    tray.mend('enrollment', enrollment, { state: 'in_progress' })
    return tray.put('submission', { enrollment_id: enrollment, lesson_id: lesson.id, lesson_version_id: lesson.version, state, draft: JSON.stringify(draft), draft_version: 3, draft_saved_at: at(on, '12:30'), due_on: state === 'returned' ? '2026-12-11' : null })
  }

  function hand(submission_id: number, number: number, answers: object, on: Day, outcome: 'accepted' | 'returned' | null, markings: (typeof marker)[], receipt = `K${String(submission_id).padStart(6, '0')}-${number}`): void {
    const settled = outcome === null ? {} : { outcome, settled_by: staff.instructor, settled_at: at(on, '18:00') }
    const round_id = tray.put('submission_round', { submission_id, number, receipt, answers: JSON.stringify(answers), handed_in_at: at(on, '12:30'), due_on: '2026-12-18', is_late: false, ...settled })
    for (const [place, one] of markings.entries()) {
      const { levels, remarks, ...same } = one
      tray.put('marking', { round_id, marked_by: place === 0 ? staff.instructor : staff.prefecture, ...same, levels: JSON.stringify(levels), remarks: JSON.stringify(remarks), in_at: at(on, '18:00') })
    }
  }
}

import type { Day } from '../../base/days.ts'
import { receiptOf } from '../../cascade/model-supports/rules.ts'
import { hashOf } from '../../cascade/support-reports/paper.ts'
import type { Record as Frozen } from '../../cascade/support-reports/queries.ts'
import { receiptOf as reportReceiptOf } from '../../cascade/support-reports/rules.ts'
import type { Town } from './bodies.ts'
import { practices, shimonoseki, supportedTowns, type Supported } from './supported-words.ts'
import type { Stage } from './year.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time = '10:00') => new Date(`${day}T${time}:00+09:00`)
const themes = { own: '自立支援型の個別会議、地域課題の束ね方', first: '会議の進め方と司会、専門職の助言', second: 'オンラインの会議、推進会議の議題のつくり方' }
const affiliations = { own: '多摩南大学 人間福祉学部', first: '地域ケア研究所', second: '北多摩大学 看護学部' }
const orderOfLife = ['recruiting', 'applied', 'designated', 'plan_agreed', 'supporting', 'reported', 'shared_at_liaison', 'closed'] as const

/** Model municipalities of 令和元年度, 2年度, 7年度 and the year that runs, with their experts; and the shelf of good practices. */
export function putSupports(stage: Stage, afterTraining: number): void {
  const experts = putExperts(stage)
  const recruitments = new Map([2019, 2020, 2025, 2026].map((year) => [year, putRecruitment(stage, year)]))
  for (const told of supportedTowns) putSupport(stage, told, recruitments.get(told.year)!, experts)
  putDeclined(stage, recruitments.get(2026)!)
  putPractices(stage, afterTraining)
}

type Experts = Record<'own' | 'first' | 'second', { id: number; name: string }>

function putExperts({ tray, cast, staff }: Stage): Experts {
  const invited = (email: string) => {
    const { id, name } = cast.person(null, { email })
    cast.account(id, email, [{ kind: 'expert', title: '有識者' }])
    return { id, name }
  }
  const own = tray.rows('person').find(({ id }) => id === staff.expert)!
  const experts = { own: { id: staff.expert, name: own.name }, first: invited('expert-2@example.jp'), second: invited('expert-3@example.jp') }
  for (const [key, { id }] of Object.entries(experts) as [keyof Experts, { id: number }][]) {
    tray.put('expert', { person_id: id, affiliation: affiliations[key], themes: themes[key], days: key === 'own' ? '火・木の午後' : '水曜', ended_on: null })
  }
  return experts
}

const putRecruitment = ({ tray, staff }: Stage, fiscal_year: number): number => tray.put('support_recruitment', {
  fiscal_year, closes_on: `${fiscal_year}-06-30`, places: fiscal_year === 2019 ? 2 : 1, state: 'decided', document_number: `${fiscal_year - 2018}福祉高介第${fiscal_year === 2026 ? 300 : 260}号`,
  sender: '東京都福祉局高齢者施策推進部介護保険課長', decided_on: supportedTowns.find(({ year }) => year === fiscal_year)!.decidedOn, contact: '都・事務局（体制づくり担当）', made_by: staff.prefecture, made_at: at(`${fiscal_year}-05-27`),
  words: '有識者とともに、地域ケア会議の体制づくりを支援します。\n・支援の会議は年に数回、対面またはオンラインで行います。\n・終わりに報告書をまとめ、連絡会議で発表していただきます。',
})

function putSupport(stage: Stage, told: Supported, recruitment_id: number, experts: Experts): void {
  const { tray, staff, towns } = stage
  const town = towns.find(({ name }) => name === told.town)!
  const officer = staff.officers.get(town.id) ?? null
  const id = tray.put('model_support', {
    recruitment_id, fiscal_year: told.year, municipality_id: town.id, state: told.state, reason: told.reason, situation: told.situation, wishes: told.wishes, structure: told.structure, contact: `${town.office.name}　042-000-0000`,
    version: 3, outcome: 'designate', outcome_reason: told.outcomeReason, receipt: receiptOf(told.year, tray.rows('model_support').length + 1),
  })
  putSteps(stage, told, id, officer)
  const goals = putPlan(stage, told, id, officer)
  const isOver = told.state === 'closed'
  const appointments = told.experts.map((key, n) => ({ ...experts[key], affiliation: affiliations[key], id: tray.put('expert_appointment', {
    model_support_id: id, person_id: experts[key].id, from_on: told.agreedOn, to_on: isOver ? `${told.year + 1}-03-31` : '2027-03-31', state: n > 0 && !isOver ? 'asked' : isOver ? 'ended' : 'accepted', words: '支援の会議での助言と、訪問の報告をお願いします。',
    document_number: `${told.year - 2018}福祉高介第310号`, asked_by: staff.prefecture, asked_at: at(told.decidedOn, '15:00'), answered_at: n > 0 && !isOver ? null : at(told.agreedOn, '09:00'),
  }) }))
  const sessions = told.meetings.map((meeting, n) => putSession(stage, { meeting, n, supportId: id, town, officer, appointment: appointments[0]! }))
  if (told.report !== undefined) putReport(stage, { told, id, town, officer, goals, sessions: sessions.flatMap((one) => one ?? []), experts: appointments.map(({ name, affiliation }) => ({ name, affiliation, fromOn: told.agreedOn, toOn: `${told.year + 1}-03-31` })) })
}

function putSteps({ tray, staff }: Stage, told: Supported, model_support_id: number, officer: number | null): void {
  const held = told.meetings.filter(({ planned }) => !planned)
  const days: Record<typeof orderOfLife[number], [Day | undefined, number | null]> = {
    recruiting: [`${told.year}-06-10`, officer], applied: [told.appliedOn, officer], designated: [told.decidedOn, staff.approver], plan_agreed: [told.agreedOn, officer], supporting: [held[0]?.on, staff.prefecture],
    reported: [told.report?.on, officer], shared_at_liaison: [told.report?.sharedOn, staff.prefecture], closed: [told.state === 'closed' ? `${told.year + 1}-03-31` : undefined, staff.prefecture],
  }
  for (const state of orderOfLife) {
    const [day, by_person] = days[state]
    if (day !== undefined) tray.put('model_support_step', { model_support_id, state, at: at(day, '11:00'), by_person, note: null })
  }
}

function putPlan({ tray, staff }: Stage, told: Supported, model_support_id: number, officer: number | null): Frozen['goals'] {
  const plan_id = tray.put('support_plan', {
    model_support_id, number: 1, state: 'agreed', aim: told.aim, version: 2, made_at: at(told.decidedOn, '16:00'), municipality_agreed_by: officer, municipality_agreed_at: at(told.agreedOn, '10:00'), prefecture_agreed_by: staff.prefecture, prefecture_agreed_at: at(told.agreedOn, '11:00'),
  })
  return told.goals.map(({ goal, evidence, half, end }, n) => {
    const goal_id = tray.put('support_goal', { plan_id, position: n + 1, goal, evidence })
    const check = (kind: 'half_year' | 'end', [outcome, words]: NonNullable<typeof half>, day: Day) => tray.put('goal_check', { goal_id, kind, outcome, words, checked_by: officer, checked_at: at(day) })
    if (half) check('half_year', half, `${told.year}-11-05`)
    if (end) check('end', end, told.report?.on ?? `${told.year + 1}-02-20`)
    return { position: n + 1, goal, evidence, halfYear: half?.[0] ?? null, halfYearWords: half?.[1] ?? null, atEnd: end?.[0] ?? null, atEndWords: end?.[1] ?? null }
  })
}

interface Sitting { meeting: Supported['meetings'][number]; n: number; supportId: number; town: Town; officer: number | null; appointment: { id: number; name: string; affiliation: string } }

/** One session with who was there and what was settled. @returns what the report says of it, null while it is to come */
function putSession({ tray, staff }: Stage, { meeting, n, supportId, town, officer, appointment }: Sitting) {
  const { on, from = '14:00', to = '16:00', mode = 'on_site', place, theme, advice, own, planned, report, actions } = meeting
  const session_id = tray.put('support_session', {
    model_support_id: supportId, municipality_id: town.id, number: n + 1, held_on: on, starts_at: from, ends_at: to, mode, place, address: mode === 'on_site' ? '' : 'https://meet.example.jp/support', theme, advice, state: planned ? 'planned' : 'held', version: planned ? 1 : 3,
    saved_by: staff.prefecture, saved_at: at(planned ? '2026-11-09' : on, '17:00'),
  })
  // 「地域包括支援センター　6人」 as six rows, since each of them was there.
  const people = own.flatMap((words) => { const [body, count] = words.split('　') as [string, string]; return Array.from({ length: Number.parseInt(count, 10) }, (_, at) => ({ affiliation: body, name: `${body}の出席者${at + 1}` })) })
  const rows = planned ? [] : [
    { side: 'expert' as const, appointment_id: appointment.id, name: appointment.name, affiliation: appointment.affiliation, state: mode === 'both' ? 'online' as const : 'present' as const },
    ...people.map((one) => ({ side: 'municipality' as const, appointment_id: null, ...one, state: 'present' as const })), { side: 'officer' as const, appointment_id: null, name: '都の担当者', affiliation: '体制づくり担当', state: 'present' as const },
  ]
  for (const [position, row] of rows.entries()) tray.put('support_attendance', { session_id, position: position + 1, ...row })
  if (report !== undefined) tray.put('visit_report', { session_id, appointment_id: appointment.id, words: report, written_at: at(on, '20:00') })
  for (const { what, owner, due, state, settled, remark } of actions) tray.put('action_item', { municipality_id: town.id, support_session_id: session_id, what, owner, due_on: due, state: state ?? 'open', settled_on: settled ?? null, remark: remark ?? '', made_by: officer, made_at: at(on, '16:30') })
  return planned ? null : { number: n + 1, heldOn: on, mode, place, theme, advice, state: 'held' as const, municipality: people.length, expert: 1, officer: 1, actions }
}

interface Reporting { told: Supported; id: number; town: Town; officer: number | null; goals: Frozen['goals']; sessions: NonNullable<ReturnType<typeof putSession>>[]; experts: Frozen['experts'] }

/** The report as it was frozen; its paper is printed by the job that prints all of them. */
function putReport({ tray }: Stage, { told, id, town, officer, goals, sessions, experts }: Reporting): void {
  const { opening, course, results, outlook, on, sharedOn } = told.report!
  const record: Frozen = {
    fiscalYear: told.year, municipalityId: town.id, municipality: town.name, municipalityEn: town.nameEn, reason: told.reason, situation: told.situation, wishes: told.wishes, structure: told.structure, plan: { number: 1, aim: told.aim },
    sessions: sessions.map(({ actions: _, ...one }) => one), experts, goals,
    actions: sessions.flatMap((one) => one.actions.map(({ what, owner, due, state, settled, remark }) => ({ what, owner, dueOn: due, state: state ?? 'open' as const, settledOn: settled ?? null, remark: remark ?? '', sessionNumber: one.number }))),
  }
  const words = { opening, course, results, outlook }
  tray.put('support_report', {
    model_support_id: id, municipality_id: town.id, state: 'submitted', ...words, version: 2, receipt: reportReceiptOf(told.year, id), record: JSON.stringify(record), content_hash: hashOf(words, record), file_id: null, submitted_by: officer, submitted_at: at(on, '11:00'),
    shared_on: sharedOn ?? null, shared_at: sharedOn ? at(sharedOn, '16:00') : null,
  })
}

/** One that applied this year, and was told why not. */
function putDeclined({ tray, staff, towns }: Stage, recruitment_id: number): void {
  const town = towns.find(({ name }) => name === '昭島市')!
  const id = tray.put('model_support', {
    recruitment_id, fiscal_year: 2026, municipality_id: town.id, state: 'declined', reason: '個別会議を始めたばかりで、進め方を学びたい。', situation: '個別会議は年4回。', wishes: '会議の始め方への助言。', structure: '介護福祉課', contact: `${town.office.name}　042-000-0001`, version: 3, outcome: 'decline',
    outcome_reason: 'まず実践者養成研修の受講をお勧めし、来年度の応募をお待ちするため。', receipt: receiptOf(2026, tray.rows('model_support').length + 1),
  })
  const officer = staff.officers.get(town.id) ?? null
  for (const [state, day, by_person] of [['recruiting', '2026-06-15', officer], ['applied', '2026-06-29', officer], ['declined', '2026-07-13', staff.approver]] as const) tray.put('model_support_step', { model_support_id: id, state, at: at(day), by_person, note: null })
}

function putPractices({ tray, staff, towns }: Stage, trainingId: number): void {
  const townOf = (name: string) => towns.find((town) => town.name === name)!
  const counts = (rows: [number, number, string][]) => JSON.stringify(rows.map(([year, count, unit]) => ({ year, count, unit })))
  for (const one of practices) {
    const town = townOf(one.town)
    const officer = staff.officers.get(town.id) ?? null
    tray.put('good_practice', {
      municipality_id: town.id, state: one.state, title: one.title, name: town.name, kind: town.kind, themes: JSON.stringify(one.themes), population: one.population, aged_65_hundredths: one.aged65, aged_75_hundredths: one.aged75, part_population: one.part?.[0] ?? null, part_aged_65_hundredths: one.part?.[1] ?? null,
      counted_on: one.countedOn, outline: one.outline, features: one.features, since_year: one.since, history: one.history, users: one.users, user_counts: counts(one.counts), lead_body: one.lead, bodies: one.bodies, involvement: one.involvement, involvement_yen: one.involvementYen, aid: one.aid, aid_yen: one.aidYen,
      issues: one.issues, plans: one.plans, section: town.office.name, contact: '042-000-0000', version: 3, made_by: officer, made_at: at(one.on, '09:00'), consented_by: officer, consented_at: at(one.on, '10:00'), published_by: one.state === 'published' ? staff.prefecture : null, published_at: one.state === 'published' ? at(one.on, '15:00') : null,
    })
  }
  const { aged65, aged75, countedOn, since, counts: users, lead, aidYen, themes: about, ...s } = shimonoseki
  tray.put('good_practice', {
    ...s, municipality_id: null, state: 'published', themes: JSON.stringify(about), aged_65_hundredths: aged65, aged_75_hundredths: aged75, counted_on: countedOn, since_year: since, user_counts: counts(users), lead_body: lead, aid_yen: aidYen,
    version: 2, made_by: staff.prefecture, made_at: at('2026-05-20'), published_by: staff.prefecture, published_at: at('2026-05-21'),
  })
  putShelf(tray, staff.prefecture)
  for (const [name, on, what, training_id] of [['調布市', '2021-10-05', '記録の様式に「ほかにもあるか」の欄を加えた。', null], ['立川市', '2026-04-15', '個別会議の課題を数え、半年ごとに束ねることにした。', trainingId]] as const) {
    const town = townOf(name)
    tray.put('practice_adoption', { practice_id: 1, municipality_id: town.id, adopted_on: on, what, training_id, told_by: staff.officers.get(town.id) ?? null, told_at: at(on) })
  }
}

/** What stands on the shelf of reports, manuals and forms; none of it has its file here, but its place is known. */
function putShelf(tray: Tray, made_by: number): void {
  for (const row of [
    { kind: 'report', title: '東京都地域ケア会議推進部会のまとめ', publisher: '東京都', published_year: 2014, published_month: 3, description: '地域ケア会議をどのように進めるかを、区市町村とともにまとめたもの。会議の種類と役割の基本にしています。', audience: 'public' },
    { kind: 'report', title: '自立支援・介護予防に向けた地域ケア会議推進事業報告書（仮称）', publisher: '東京都', planned_fiscal_year: 2020, description: '令和2年度の計画で公表が予定されていたもの。モデル自治体の取組と、会議の進め方をまとめる。', audience: 'public' },
    { kind: 'manual', title: '地域ケア会議の司会の手引き', title_en: 'Guide for chairs of care conferences', publisher: '東京都', published_year: 2025, published_month: 9, description: '初めて司会をする方のために、始め方・時間の配り方・まとめ方を1枚ずつにしています。', audience: 'municipalities' },
    { kind: 'form', title: '個別会議の事例シート（例）', title_en: 'Case sheet for individual conferences (example)', publisher: '東京都', published_year: 2026, published_month: 4, description: '氏名や住所を書かずに事例を示すための様式の例です。', audience: 'municipalities' },
  ] as const) tray.put('shelf_item', { ...row, state: 'shown', version: 2, made_by, made_at: at('2026-05-11') })
}

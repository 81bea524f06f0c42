import type { Day } from '../../base/days.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'
import { comeAgain } from './again.ts'
import { officesApply } from './applied.ts'
import { putAssigned } from './assigned.ts'
import { putCascade } from './cascaded.ts'
import { putConferences } from './conferred.ts'
import { putCriteria } from './criteria.ts'
import { settleBodies, type Town } from './bodies.ts'
import { putDecisions } from './decisions.ts'
import { dice as throwing, type Dice } from './dice.ts'
import { endTraining } from './endings.ts'
import { putSelection, putSheet, type Enrolled, type Nominated } from './entering.ts'
import { handOut } from './handed.ts'
import { insideMunicipalities } from './inside.ts'
import { putProgress, putRoll } from './learned.ts'
import { putMissed } from './missed.ts'
import { putIssues } from './issues.ts'
import { putLogged } from './logged.ts'
import { openOffer } from './offered.ts'
import { offerProgram, type LessonFiles, type Offer } from './offer.ts'
import { putQuestions } from './questions.ts'
import { putDoors } from './doors.ts'
import { casting, settleStaff, type Casting, type Somebody, type Staff } from './people.ts'
import { putSupports } from './supported.ts'
import { shareOut } from './sharing.ts'
import { putReported } from './reported.ts'
import { putSurvey } from './survey.ts'
import { putSurveyed } from './surveyed.ts'
import { putTest } from './tested.ts'
import { putGroups } from './grouped.ts'
import { putLooked } from './looked.ts'
import { putFollowed } from './followed.ts'
import { putMeasured } from './measured.ts'
import { putPlayed } from './played.ts'
import { completedBefore, openToday } from './today.ts'
import { putTold } from './told.ts'
import { putMessages, putTraces } from './traces.ts'
import { putTransferred } from './transferred.ts'
import { putMeetings } from './met.ts'
import { putMinutes } from './minuted.ts'
import { planTraining, type DemoTraining } from './trainings.ts'
import { emptyTray, type Tray } from './tray.ts'
import { enteredTwice } from './twice.ts'
import { waitingCall, waitingJudgment } from './waiting.ts'
import { putYearsAgo } from './years-ago.ts'

/** The day the demo stands at: selection is done, lessons and class days are under way. */
export const demoDay: Day = '2026-11-24'

export interface Stage { tray: Tray; dice: Dice; offer: Offer; staff: Staff; cast: Casting; towns: Town[] }

/**
 * The living year 令和8年度 of 62 municipalities with the year before it: about 1,500 invented people. The same rows each
 * time it is called for the same `today`, on which one class day is held. @returns the rows and the id of the program, to which the years before the system are added
 */
export function demoYear(files: LessonFiles | null, today: Day = demoDay): { tray: Tray; program: number; courses: { practitioner_training: number; instructor_training: number } } {
  const [tray, dice] = [emptyTray(), throwing(20261124)]
  const towns = settleBodies(tray, dice)
  const cast = casting(tray, dice)
  const staff = settleStaff(cast, tray, towns)
  const offer = offerProgram(tray, files)
  const bank = putQuestions(tray, offer)
  const stage = { tray, dice, offer, staff, cast, towns }
  const { completed: earlier, failed } = yearBefore(stage)
  const { practitioner, trainee } = practitioners(stage)
  comeAgain(tray, staff, practitioner, failed)
  instructors(stage, earlier)
  const followUp = followUps(stage, earlier)
  shareOut(stage, followUp.call)
  officesApply(stage, followUp, earlier)
  waitingCall(stage)
  putMessages(tray, trainee.id, practitioner, followUp, townOf(towns, '立川市').id, townOf(towns, '多摩市').id)
  putTold(tray, staff, towns, followUp, new Set(['立川市', '多摩市'].map((name) => townOf(towns, name).id)))
  for (const town of towns) crowd(stage, town, 0.5) // at work, and not yet in any training
  waitingJudgment(stage, earlier.filter(({ town }) => nominating(towns).indexOf(town) % 3 === 1))
  putSurvey(stage)
  putSurveyed(stage)
  putMeetings(stage)
  putMinutes(stage)
  putDecisions(tray, staff)
  putTest(tray, bank, practitioner.id, offer.modules.practitioner[0]!.id, trainee.id, staff.instructor)
  putCriteria(tray, staff, practitioner.id)
  if (offer.package !== null) putPlayed(tray, offer.package, practitioner.id, trainee.id)
  insideMunicipalities(stage, followUp, practitioner)
  putTargets(tray, offer)
  putTargetsOfParts(tray, offer, towns, nominating(towns))
  openOffer(stage, earlier, trainee)
  putMeasured(tray, offer, [1, practitioner.id].map((trainingId) => ({ trainingId, until: demoDay })))
  putGroups(tray, staff, practitioner.cohorts.at(-1)!)
  completedBefore(stage, earlier, trainee)
  openToday(stage, earlier, trainee, today)
  putFollowed(tray, staff, 1, demoDay)
  putLooked(tray, staff, demoDay)
  putSupports(stage, 1)
  putCascade(stage, earlier)
  putConferences(stage, demoDay)
  putReported(stage)
  putTransferred(stage)
  putYearsAgo(stage)
  putIssues(stage)
  return { tray, program: offer.program, courses: { practitioner_training: offer.practitioner, instructor_training: offer.instructor } }
}

const townOf = (towns: readonly Town[], name: string) => towns.find((town) => town.name === name)!
/** Villages, the smallest towns and two cities have nobody to send this year: 50 of 62 nominate. */
const nominating = (towns: readonly Town[]) => [
  ...towns.filter(({ kind }) => kind === 'ward'), ...towns.filter(({ kind, name }) => kind === 'city' && !['稲城市', '羽村市'].includes(name)),
  ...towns.filter(({ kind }) => kind === 'town').slice(0, 3),
]

const quotas = { chair: 4, adviser: 7, case_presenter: 4, other: 3 }

/** As many people of a category as a municipality of that size puts forward. */
function crowd({ dice, cast }: Stage, town: Town, busy: number, leftOn: (dice: Dice) => Day | null = () => null): Somebody[] {
  const wanted: Record<Category, [number, number]> = {
    chair: [1, town.size], adviser: [town.size, 2 * town.size], case_presenter: [1, town.size + 1], other: [0, town.size],
  }
  return categories.flatMap((category) => {
    const [least, most] = wanted[category]
    return Array.from({ length: Math.round(dice.between(least, most) * busy) }, () => cast.practitioner(town, category, leftOn(dice)))
  })
}

function yearBefore(stage: Stage): { completed: Enrolled[]; failed: Enrolled[] } {
  const { tray, dice, offer, staff, towns } = stage
  const training = planTraining(tray, offer, staff, {
    course: 'practitioner', year: 2025, capacity: 480, overPercent: 108, state: 'closed',
    cohorts: [['2025-09-11'], ['2025-10-16'], ['2025-11-20']].map((days) => ({ days, place: '都庁第一本庁舎 5階 大会議場' })),
    call: { state: 'finished', number: '7福祉高介第205号', issuedOn: '2025-05-26', opensOn: '2025-06-02', officeClosesOn: '2025-06-27', closesOn: '2025-07-11', decisionOn: '2025-07-31', quotas },
  })
  const moved = (dice: Dice): Day | null => (dice.happens(0.08) ? '2026-03-31' : null)
  const nominated = nominating(towns).flatMap((town) =>
    putSheet(tray, dice, staff, training, town, crowd(stage, town, 1.15, moved), { on: `2025-07-0${dice.between(1, 9)}` }))
  const enrolled = putSelection(tray, staff, training, nominated, 7)
  const failed = putRoll(tray, dice, staff, training, enrolled, '2026-03-31')
  putProgress(tray, dice, offer, enrolled, '2025-08-04', () => 1)
  endTraining(tray, dice, staff, training, enrolled, failed, { judgedOn: '2026-02-10', issuedOn: '2026-03-12', mark: '実践', year: 2025 })
  handOut(tray, staff, training, enrolled, failed, { handedOn: '2026-03-19', judgedOn: '2026-02-10', mark: '実践', year: 2025 })
  putTraces(tray, staff, training, { issuedOn: '2025-05-26' })
  const [completed, others] = [false, true].map((hasFailed) => enrolled.filter(({ enrollment }) => failed.has(enrollment) === hasFailed))
  return { completed: completed!, failed: others! }
}

function practitioners(stage: Stage): { practitioner: DemoTraining; trainee: Somebody } {
  const { tray, dice, offer, staff, cast, towns } = stage
  const practitioner = planTraining(tray, offer, staff, {
    course: 'practitioner', year: 2026, capacity: 540, overPercent: 104, state: 'running',
    cohorts: [['2026-09-17'], ['2026-10-15'], ['2026-11-26']].map((days, at) => ({ days, place: at === 2 ? '立川ホール 3階 会議室A' : '都庁第一本庁舎 5階 大会議場' })),
    call: { state: 'finished', number: '8福祉高介第218号', issuedOn: '2026-05-25', opensOn: '2026-06-01', officeClosesOn: '2026-06-26', closesOn: '2026-07-10', decisionOn: '2026-07-31', quotas },
  })
  const tachikawa = townOf(towns, '立川市')
  const kobayashi = walkedIn(stage, tachikawa)
  const nominated: Nominated[] = towns.flatMap((town) => {
    const comes = nominating(towns).includes(town)
    if (!comes && town.island) return [] // no answer at all from some islands
    const people = comes ? crowd(stage, town, 1.5) : []
    return putSheet(tray, dice, staff, practitioner, town, town === tachikawa ? [kobayashi, ...people] : people, { on: `2026-07-0${dice.between(1, 9)}` })
  })
  const enrolled = putSelection(tray, staff, practitioner, nominated, 8)
  const third = practitioner.cohorts[2]!
  const trainee = enrolled.find(({ who }) => who === kobayashi)!
  tray.mend('enrollment', trainee.enrollment, { cohort_id: third.id, name_checked_at: new Date('2026-08-03T12:10:00+09:00') })
  trainee.cohortId = third.id
  putProgress(tray, dice, offer, enrolled, '2026-08-03', (one) => (one === trainee ? 0.8 : one.cohortId === third.id ? 0.9 : dice.happens(0.93) ? 1 : 0.8))
  putRoll(tray, dice, staff, practitioner, enrolled, demoDay)
  putDoors(tray, staff, practitioner, enrolled)
  putMissed(tray, staff, practitioner, enrolled, trainee)
  for (const { who } of enrolled) if (who !== kobayashi && who.email !== null) cast.account(who.id, who.email, [{ kind: 'trainee' }])
  putAssigned(stage, practitioner, enrolled, trainee)
  enteredTwice(stage, enrolled)
  putTraces(tray, staff, practitioner, { issuedOn: '2026-05-25' })
  return { practitioner, trainee: kobayashi }
}

/** 小林 直子, who can be walked in as: an adviser of 立川市. */
function walkedIn({ tray, cast }: Stage, town: Town): Somebody {
  const made = cast.person(town, { name: '小林 直子', kana: 'こばやし　なおこ', email: 'trainee@demo.example', consent: true })
  const affiliation = town.centers[0]!
  tray.put('person_profession', { person_id: made.id, profession_code: 'registered_dietitian', is_primary: true })
  tray.put('affiliation', {
    person_id: made.id, municipality_id: town.id, organization_id: affiliation.id, organization: affiliation.name, category: 'adviser', from_on: '2022-04-01', to_on: null,
  })
  cast.account(made.id, made.email!, [{ kind: 'trainee' }])
  return { ...made, town, category: 'adviser', professionCode: 'registered_dietitian', affiliation }
}

function instructors(stage: Stage, earlier: readonly Enrolled[]): void {
  const { tray, dice, offer, staff, towns } = stage
  const training = planTraining(tray, offer, staff, {
    course: 'instructor', year: 2026, capacity: 153, state: 'running',
    cohorts: [['2026-08-27'], ['2026-10-08'], ['2026-12-10']].map((days, at) => ({ days, place: at === 2 ? '立川ホール 2階 研修室' : 'オンライン', mode: at === 2 ? 'on_site' as const : 'live_online' as const })),
    call: { state: 'finished', number: '8福祉高介第96号', issuedOn: '2026-04-20', opensOn: '2026-04-27', officeClosesOn: '2026-05-22', closesOn: '2026-06-05', decisionOn: '2026-06-30', quotas: { chair: 2, adviser: 2, case_presenter: 1, other: 1 } },
  })
  const nominated = nominating(towns).flatMap((town) => {
    const people = earlier.filter((one) => one.town === town).map(({ who }) => who).slice(0, town.size + (dice.happens(0.5) ? 1 : 0))
    return putSheet(tray, dice, staff, training, town, people, { on: `2026-06-0${dice.between(1, 4)}` })
  })
  const enrolled = putSelection(tray, staff, training, nominated, 9)
  putRoll(tray, dice, staff, training, enrolled, demoDay)
  putLogged(tray, staff, training.cohorts[1]!.days[0]!, undefined)
  putTraces(tray, staff, training, { issuedOn: '2026-04-20' })
}

/** The call that is open now: some have answered, 立川市 is in the middle of its sheet. */
function followUps(stage: Stage, earlier: readonly Enrolled[]): DemoTraining {
  const { tray, dice, offer, staff, towns } = stage
  const training = planTraining(tray, offer, staff, {
    course: 'followUp', year: 2026, capacity: 270, overPercent: 104, state: 'call_published',
    cohorts: [{ days: ['2027-02-05'], place: '立川ホール 2階 研修室' }, { days: ['2027-02-10'], place: '都庁第一本庁舎 5階 大会議場' }, { days: ['2027-02-17'], place: 'オンライン', mode: 'live_online' }],
    call: { state: 'published', number: '8福祉高介第431号', issuedOn: '2026-11-09', opensOn: '2026-11-09', officeClosesOn: '2026-12-04', closesOn: '2026-12-11', decisionOn: '2026-12-25', quotas: { chair: 1, adviser: 2, case_presenter: 1, other: 1 } },
  })
  const answered = nominating(towns).filter((_, at) => at % 3 === 0)
  for (const town of new Set([...answered, townOf(towns, '立川市'), townOf(towns, '多摩市')])) {
    const people = earlier.filter((one) => one.town === town).map(({ who }) => who)
    const some = categories.flatMap((category) => people.filter((one) => one.category === category).slice(0, 1))
    const isDraft = town.name === '立川市'
    putSheet(tray, dice, staff, training, town, isDraft ? some.slice(0, 2) : some, { state: isDraft ? 'draft' : 'submitted', on: `2026-11-${dice.between(12, 20)}` })
  }
  putTraces(tray, staff, training, { issuedOn: '2026-11-09' })
  return training
}

function putTargets(tray: Tray, { program, instructor, practitioner }: Offer): void {
  const target = (fiscal_year: number, course_id: number | null, measure: 'attended' | 'capacity' | 'meetings' | 'model_municipalities' | 'selected' | 'municipalities', value: number,
    label: string, label_en: string, unit: string, position: number) =>
    tray.put('target', { program_id: program, course_id, fiscal_year, measure, value, span: 'each', label, label_en, unit, position })
  for (const year of [2021, 2022, 2023, 2024, 2025, 2026]) {
    target(year, instructor, 'attended', 153, '講師養成研修の受講者数', 'People attending the instructor training', '人', 1)
    target(year, null, 'meetings', 1, '実務者連絡会議の開催', 'Liaison meetings held', '回', 2)
  }
  // As the plan of 令和2年度 prints them.
  target(2020, practitioner, 'capacity', 540, '実践者養成研修の募集人数', 'Places of the practitioner training', '名', 1)
  target(2020, null, 'model_municipalities', 1, 'モデル自治体', 'Model municipalities', '自治体', 2)
  target(2020, null, 'meetings', 2, '実務者連絡会議の開催（予定）', 'Liaison meetings planned', '回', 3)
  target(2026, practitioner, 'selected', 540, '実践者養成研修の受講決定者数', 'People selected for the practitioner training', '人', 3)
  target(2026, practitioner, 'municipalities', 62, '実践者養成研修に推薦した区市町村', 'Municipalities nominating for the practitioner training', '区市町村', 4)
}

/** Targets of the four categories, and of each municipality: how many of its people are to complete, by how many it usually sends. */
function putTargetsOfParts(tray: Tray, { program, practitioner }: Offer, towns: readonly Town[], sending: readonly Town[]): void {
  const common = { program_id: program, course_id: practitioner, span: 'each', unit: '人' } as const
  for (const [at, category] of categories.entries()) {
    tray.put('target', { ...common, fiscal_year: 2026, measure: 'completed', category, value: [150, 150, 130, 60][at]!, label: '実践者養成研修の修了者数', label_en: 'People completing the practitioner training', position: 5 })
  }
  for (const year of [2025, 2026]) for (const town of towns) {
    const value = sending.includes(town) ? town.size * 3 + (year === 2026 ? 1 : 0) : 1
    tray.put('target', { ...common, fiscal_year: year, measure: 'completed', municipality_id: town.id, value, label: '実践者養成研修の修了者数', label_en: 'People completing the practitioner training', position: 6 })
  }
  for (const town of towns.filter(({ kind }) => kind === 'ward')) {
    tray.put('target', { ...common, fiscal_year: 2026, measure: 'selected', category: 'chair', municipality_id: town.id, value: 3, label: '司会者の受講決定者数', label_en: 'Chairs selected', position: 7 })
  }
}

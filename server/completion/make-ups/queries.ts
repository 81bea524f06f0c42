import { sql, type Expression } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { carriedOn, isNoticed, modulesOfLessons, signedLate, slotTitleEn } from '../../classroom/attendance/facts.ts'
import { standingStates } from '../../classroom/attendance/guests/rules.ts'
import { latestRule } from '../../classroom/attendance/queries.ts'
import { isMissed, type AttendanceState, type SlotToAttend } from '../../classroom/attendance/rules.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import { isLastOfChoice, isOwnDay, isUnchosenDay } from '../../planning/trainings/class-days.ts'
import { criteriaIn } from '../evidence/queries.ts'
import { makeUpTermsOf, modulesToMakeUp, whyNotSlots } from '../evidence/rules.ts'
import type { MakeUp, MakeUpKind, MakeUpState, Seat, Terms } from './rules.ts'

interface TermsRow { rule: unknown; lateLimitMinutes: number; closesOn: Day | null; reportLength: number | null }

export const reportLengthUsual = 200

/** What a training allows: its latest criteria, or the usual ones, and what the office set; what was never set is as shipped. */
export function termsOf(row: TermsRow): Terms {
  const criteria = criteriaIn(row)
  return { ...makeUpTermsOf(criteria), exerciseModules: criteria.attendance.exerciseModules ?? [], closesOn: row.closesOn, reportLength: row.reportLength ?? reportLengthUsual }
}

/** The make-up that stands for a slot, else the last one. */
export interface OwnMakeUp { id: number; kind: MakeUpKind; state: MakeUpState; report: string | null; note: string | null; handedInAt: string | null
  seatSlotId: number | null; heldOn: Day | null; startsAt: string | null; endsAt: string | null; place: string | null; cohort: string | null; cohortEn: string | null }

const makeUpOfSlot = sql<OwnMakeUp | null>`(select json_build_object('id', g.id, 'kind', g.kind, 'state', g.state, 'report', g.report, 'note', g.note, 'handedInAt', g.handed_in_at,
    'seatSlotId', g.seat_slot_id, 'heldOn', gd.held_on, 'startsAt', gs.starts_at, 'endsAt', gs.ends_at, 'place', gd.place, 'cohort', gc.name, 'cohortEn', gc.name_en)
  from make_up g left join slot gs on gs.id = g.seat_slot_id left join class_day gd on gd.id = gs.class_day_id left join cohort gc on gc.id = gd.cohort_id
  where g.enrollment_id = e.id and g.slot_id = s.id and g.state <> 'canceled'
  order by (g.state in (${sql.join([...standingStates])})) desc, g.id desc limit 1)`

/** The films of the slot's module that the training uses, and how far the person has watched each. */
export interface FilmShown { lessonId: number; moduleId: number; title: string; titleEn: string; percent: number; isDone: boolean }
const filmsOfSlot = sql<FilmShown[]>`(select coalesce(json_agg(json_build_object('lessonId', l.id, 'moduleId', l.module_id, 'title', l.title, 'titleEn', l.title_en,
    'percent', coalesce(g.percent, 0), 'isDone', coalesce(g.state = 'completed', false)) order by l.position, l.id), '[]')
  from training_lesson n join lesson l on l.id = n.lesson_id left join progress g on g.enrollment_id = e.id and g.lesson_id = l.id
  where n.training_id = e.training_id and l.module_id = s.module_id and l.kind = 'video')`

/** A slot somebody has to attend, as the judgment asks for it. */
interface SlotFacts extends Required<Pick<SlotToAttend, 'heldOn' | 'startsAt' | 'isNoticed' | 'signedLate' | 'carriedOn'>> {
  slotId: number; moduleId: number | null; state: AttendanceState | null; minutes: number | null; markedAt: number | null
}

/** Everything that somebody has to attend, in the order it is held: one slot may be missed because of another, as with checks of presence. */
const slotsOfPerson = sql<SlotFacts[]>`(select json_agg(json_build_object('slotId', s.id, 'moduleId', s.module_id, 'heldOn', d.held_on, 'startsAt', s.starts_at, 'state', a.state,
    'minutes', a.minutes, 'markedAt', extract(epoch from a.marked_at) * 1000, 'isNoticed', ${isNoticed}, 'signedLate', coalesce(${signedLate}, false), 'carriedOn', ${carriedOn('s.module_id')})
    order by d.held_on, s.position, s.id)
  from class_day d join slot s on s.class_day_id = d.id left join attendance a on a.slot_id = s.id and a.enrollment_id = e.id
  where d.cohort_id = e.cohort_id and (${isOwnDay('e', 'd')} or (${isUnchosenDay('e', 'd')} and ${isLastOfChoice('d')})))`

/** Said once for each person, with their first row. */
const oncePerPerson = (value: Expression<unknown>) => sql`case when row_number() over (partition by e.id order by d.held_on, s.position, s.id) = 1 then ${value} end`

/** The criteria hold a slot for missed though somebody is marked as there, or nobody marked it yet. */
const looksCloser = sql<boolean>`(x.rule -> 'attendance' ->> 'signsBeforeStart' = 'true' or x.rule -> 'attendance' ->> 'presenceChecks' = 'true')`

/** A slot of somebody that may have been missed, with what its training allows and the make-up of it. */
export interface PerhapsMissed extends TermsRow {
  enrollmentId: number; number: number; affiliation: string; name: string; kana: string; profession: string | null; professionEn: string | null
  trainingId: number; training: string; trainingEn: string; cohortId: number; cohort: string; cohortEn: string
  dayId: number; heldOn: Day; choiceId: number | null; slotId: number; slot: string; slotEn: string; startsAt: string; endsAt: string
  moduleId: number | null; module: string | null; moduleEn: string | null
  state: AttendanceState | null; minutes: number | null; reason: string | null; makeUp: OwnMakeUp | null; films: FilmShown[]
  /** All slots of the person, and the modules of the lessons of the training; with the first row of each person only. */
  all: SlotFacts[] | null; lessonModules: number[] | null
}

/** Whose rows of an enrollment `e` the scope reaches, as a condition in plain SQL. */
export const reachedBy = (scope: Scope) => within(scope, { municipality: sql<number | null>`e.municipality_id`, person: sql<number | null>`e.person_id`, cohort: sql<number | null>`e.cohort_id` })

const activeOnes = sql.join([...activeStates])

/**
 * Slots of people that may have been missed: marked as something else than attended, made up or on the way to it, or held where
 * the criteria look closer at who was there. What counts is said by `missedAmong`. Plain SQL, because its joins are more than a query's type carries; `e` is the enrollment, `t` its training.
 */
export const perhapsMissed = (today: Day, where: Expression<unknown>, limit: number) => sql<PerhapsMissed>`
  select e.id as "enrollmentId", e.number, e.affiliation, p.name, p.kana, f.name as profession, f.name_en as "professionEn",
    t.id as "trainingId", t.title as training, t.title_en as "trainingEn", t.late_limit_minutes as "lateLimitMinutes", z.closes_on as "closesOn", z.report_length as "reportLength",
    x.rule, ${oncePerPerson(slotsOfPerson)} as "all", ${oncePerPerson(modulesOfLessons)} as "lessonModules",
    c.id as "cohortId", c.name as cohort, c.name_en as "cohortEn", d.id as "dayId", d.held_on as "heldOn", d.day_choice_id as "choiceId",
    s.id as "slotId", s.title as slot, ${slotTitleEn} as "slotEn", s.starts_at as "startsAt", s.ends_at as "endsAt", m.id as "moduleId", m.title as module, m.title_en as "moduleEn",
    a.state, a.minutes, a.reason, ${makeUpOfSlot} as "makeUp", ${filmsOfSlot} as films
  from enrollment e join person p on p.id = e.person_id join training t on t.id = e.training_id join cohort c on c.id = e.cohort_id
  join class_day d on d.cohort_id = c.id join slot s on s.class_day_id = d.id left join module m on m.id = s.module_id
  left join make_up_setting z on z.training_id = t.id left join profession f on f.code = e.profession_code
  left join attendance a on a.slot_id = s.id and a.enrollment_id = e.id
  left join lateral (select y.rule from completion_criteria y where y.training_id = t.id order by y.version desc limit 1) x on true
  where e.state in (${activeOnes}) and (${isOwnDay('e', 'd')} or (${isUnchosenDay('e', 'd')} and ${isLastOfChoice('d')}))
    and (a.state not in ('present', 'exempt') or (a.state is null and exists (select from make_up g where g.enrollment_id = e.id and g.slot_id = s.id and g.state <> 'canceled'))
      or (${looksCloser} and a.state is distinct from 'exempt' and d.held_on <= ${today}::date and c.state in ('planned', 'finished')))
    and ${where}
  order by t.id, e.number, d.held_on, s.position, s.id limit ${limit}`

/**
 * Those that do not count by the rules of the judgment, or were made up; with the terms. `isDone`: made up, and it counts; else `because` says why the slot does not. What was
 * brought along is not missed, nor what nobody has marked yet. `modulesMax` of the terms is what the criteria come to for this person, by number and by share.
 */
export const missedAmong = (rows: readonly PerhapsMissed[]) =>
  [...Map.groupBy(rows, ({ enrollmentId }) => enrollmentId).values()].flatMap(missedOfOne)

function missedOfOne(rows: readonly PerhapsMissed[]) {
  const slots = rows.flatMap(({ all }) => all ?? []).map(({ markedAt, ...slot }) =>
    ({ ...slot, mark: markOf(slot), ...markedAt !== null && { markedAt } }))
  const evidence = { slots, lessons: rows.flatMap(({ lessonModules }) => lessonModules ?? []).map((moduleId) => ({ moduleId })) }
  const criteria = criteriaIn(rows[0]!)
  const terms = { ...termsOf(rows[0]!), modulesMax: modulesToMakeUp(criteria, evidence) }
  const reasons = new Map(whyNotSlots(criteria, evidence).map((reason, n) => [slots[n]!.slotId, { reason, carriedOn: slots[n]!.carriedOn }]))
  return rows.flatMap(({ all: _, lessonModules: __, ...row }) => {
    const { reason = null, carriedOn: brought = null } = reasons.get(row.slotId) ?? {}
    const mark = markOf(row)
    const isDone = row.state === 'made_up' && reason === null && brought === null
    return isDone || isMissed({ mark }, reason) || (mark === null && row.makeUp !== null) ? [{ ...row, mark, isDone, terms, because: reason }] : []
  })
}

const markOf = ({ state, minutes }: { state: AttendanceState | null; minutes: number | null }) => state === null ? null : { state, minutes }
export type Missed = ReturnType<typeof missedAmong>[number]

/** One missed slot of an enrollment that the scope reaches, with all the others of that person: what was made up elsewhere counts. */
export async function findMissed(db: Reader, scope: Scope, enrollmentId: number, slotId: number, today: Day): Promise<{ slot: Missed; all: Missed[] } | undefined> {
  const rows = await ask(db, perhapsMissed(today, sql`e.id = ${enrollmentId} and ${reachedBy(scope)}`, 200))
  const all = missedAmong(rows)
  const slot = all.find((one) => one.slotId === slotId)
  return slot && { slot, all }
}

/** Everything that was missed in a training by people the scope reaches, by number; a training has some hundred of them. */
export const missedInTraining = async (db: Reader, scope: Scope, trainingId: number, today: Day): Promise<Missed[]> =>
  missedAmong(await ask(db, perhapsMissed(today, sql`t.id = ${trainingId} and ${reachedBy(scope)}`, 20_000)))

/** The make-ups of somebody's missed slots, as the rules ask for them; what was marked as made up by hand is one, too. */
export const makeUpsIn = (rows: readonly Missed[]): MakeUp[] => rows.flatMap(({ slotId, moduleId, makeUp, isDone }) =>
  isDone && makeUp?.state !== 'done' ? [{ slotId, moduleId, kind: 'seat', state: 'done', seatHeldOn: null }] : makeUp === null ? [] : [{ slotId, moduleId, kind: makeUp.kind, state: makeUp.state, seatHeldOn: makeUp.heldOn }])

/**
 * Slots of these trainings that are still to come, with how many the room takes (as many as were selected for it) and who comes: the cohort's people but those who sent word, and guests.
 * Asked past the wall, because a seat is free or not whoever sits beside it; only numbers are told.
 */
export const seatsOf = (db: Reader, trainingIds: readonly number[], today: Day) => db.selectFrom('slot as s')
  .innerJoin('class_day as d', 'd.id', 's.class_day_id').innerJoin('cohort as c', 'c.id', 'd.cohort_id').leftJoin('module as m', 'm.id', 's.module_id')
  .select(['s.id as slotId', 'd.id as dayId', 's.module_id as moduleId', 'c.id as cohortId', 'c.training_id as trainingId', 'd.day_choice_id as choiceId', 'd.held_on as heldOn', 'd.place',
    's.starts_at as startsAt', 's.ends_at as endsAt', 's.title', 'c.name as cohort', 'c.name_en as cohortEn', sql<number>`coalesce(d.seats, floor(c.capacity * (select t.over_percent from training t where t.id = c.training_id) / 100)::int)`.as('capacity')])
  .select([slotTitleEn.as('titleEn'), sql<number>`(select count(*)::int from enrollment e where e.cohort_id = c.id and e.state not in ('withdrawn', 'carried_over') and ${isOwnDay('e', 'd')}
      and not exists (select from attendance a where a.slot_id = s.id and a.enrollment_id = e.id and a.state in ('absent_notified', 'absent_unnotified', 'exempt')))
    + (select count(*)::int from make_up g where g.seat_slot_id = s.id and g.state in ('booked', 'done'))`.as('taken')])
  .where('c.training_id', 'in', trainingIds.length === 0 ? [0] : [...trainingIds]).where('c.state', '=', 'planned').where('d.held_on', '>=', today)
  .orderBy('d.held_on').orderBy('s.position').orderBy('s.id').limit(500).execute()
export type SeatShown = Seat & Awaited<ReturnType<typeof seatsOf>>[number]

/** A training of which the scope reaches a cohort, with its criteria and what was set for make-ups. */
export const findTrainingOf = (db: Reader, scope: Scope, id: number) => db.selectFrom('training as t').leftJoin('make_up_setting as z', 'z.training_id', 't.id')
  .select((eb) => ['t.id', 't.title', 't.title_en as titleEn', 't.state', 't.fiscal_year as fiscalYear', 't.course_id as courseId', 't.late_limit_minutes as lateLimitMinutes',
    'z.closes_on as closesOn', 'z.report_length as reportLength', 'z.years_carried as yearsCarried', eb.fn.coalesce('z.version', sql<number>`0`).as('version')])
  .select(latestRule)
  .where('t.id', '=', id).where((eb) => eb.exists(eb.selectFrom('cohort as c').select('c.id').whereRef('c.training_id', '=', 't.id')
    .where(({ ref }) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, cohort: ref('c.id') })))).executeTakeFirst()

/** Trainings of a year that have begun, with how many make-ups wait for somebody; as far as the scope reaches. */
export const trainingsToMakeUp = (db: Reader, scope: Scope, fiscalYear: number) => db.selectFrom('training as t')
  .innerJoin('cohort as c', 'c.training_id', 't.id')
  .leftJoin('enrollment as e', (join) => join.onRef('e.cohort_id', '=', 'c.id').on('e.state', 'in', activeStates))
  .leftJoin('make_up as g', 'g.enrollment_id', 'e.id')
  .select(({ fn }) => ['t.id', 't.title', 't.title_en as titleEn', 't.state',
    fn.count<number>('g.id').filterWhere('g.state', '=', 'submitted').as('submitted'), fn.count<number>('g.id').filterWhere('g.state', '=', 'booked').as('booked'),
    fn.count<number>('g.id').filterWhere('g.state', '=', 'done').as('done'), fn.count<number>('e.id').distinct().as('people')])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', 'in', ['running', 'judging'])
  .where(({ ref }) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, cohort: ref('c.id') }))
  .groupBy('t.id').orderBy('t.course_id').orderBy('t.id').limit(100).execute()

export interface Report {
  id: number; state: MakeUpState; report: string | null; note: string | null; handedInAt: Date; decidedAt: Date | null; decidedBy: string | null; slotId: number; enrollmentId: number
  number: number; affiliation: string; name: string; kana: string; profession: string | null; professionEn: string | null
  trainingId: number; training: string; trainingEn: string; cohort: string; cohortEn: string; heldOn: Day; slot: string; slotEn: string
}

/** A report that was handed in, for whoever judges it. */
export const findReport = async (db: Reader, scope: Scope, id: number): Promise<Report | undefined> => (await ask(db, sql<Report>`
  select g.id, g.state, g.report, g.note, g.handed_in_at as "handedInAt", g.decided_at as "decidedAt", j.name as "decidedBy", g.slot_id as "slotId", e.id as "enrollmentId",
    e.number, e.affiliation, p.name, p.kana, f.name as profession, f.name_en as "professionEn", t.id as "trainingId", t.title as training, t.title_en as "trainingEn",
    c.name as cohort, c.name_en as "cohortEn", d.held_on as "heldOn", s.title as slot, ${slotTitleEn} as "slotEn"
  from make_up g join enrollment e on e.id = g.enrollment_id join person p on p.id = e.person_id join training t on t.id = e.training_id join cohort c on c.id = e.cohort_id
  join slot s on s.id = g.slot_id join class_day d on d.id = s.class_day_id left join module m on m.id = s.module_id
  left join profession f on f.code = e.profession_code left join person j on j.id = g.decided_by
  where g.id = ${id} and g.kind = 'report' and g.state in ('submitted', 'returned', 'done') and ${reachedBy(scope)}`))[0]

import { sql, type Expression } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { prepared } from '../../base/prepared.ts'
import { among } from '../../base/within.ts'
import { carriedOn, isNoticed, signedLate, slotTitleEn } from '../../classroom/attendance/facts.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import { isLastOfChoice, isOwnDay, isUnchosenDay } from '../../planning/trainings/class-days.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'
import { checklistOf } from './checklist.ts'
import type { ChecklistItem, Criteria, EvidenceOf, LessonSeen, SlotSeen, Task } from './rules.ts'

/** What a training asks for until somebody says otherwise: every lesson, every slot, its own limit of lateness. */
export const usualCriteria = (lateLimitMinutes: number): Criteria =>
  ({ lessons: 'all', attendance: { required: 'all', lateLimitMinutes, madeUpCounts: true } })

/** The criteria that a row brings along, or the usual ones while none are set. */
export const criteriaIn = ({ rule, lateLimitMinutes }: { rule: unknown; lateLimitMinutes: number }): Criteria =>
  (rule as Criteria | null) ?? usualCriteria(lateLimitMinutes)

/**
 * What the registers say about each enrollment on that day, in two statements however many there are. A lesson past its due
 * date can still be done while the training runs; a missed slot can be made up while another cohort of the training,
 * or another day of the same choice, is still to be taught the same module. An id nobody knows is left out.
 */
export async function evidenceOf(db: Reader, enrollmentIds: readonly number[], today: Day): Promise<Map<number, EvidenceOf>> {
  const [id, ...others] = enrollmentIds
  if (id === undefined) return new Map()
  const isAsked = ({ ref }: { ref: (column: 'e.id') => Expression<number> }) => among(ref('e.id'), enrollmentIds)
  return gathered(today, ...await Promise.all(others.length === 0 ? [lessonsSeenByOne(db, { id }), slotsMarkedOfOne(db, { id, today })]
    : [lessonsSeen(db).where(isAsked).execute(), slotsMarked(db, today).where(isAsked).execute()]))
}

/** The same of everybody in a training who has not withdrawn or gone over to another year. */
export const evidenceOfTraining = async (db: Reader, trainingId: number, today: Day): Promise<Map<number, EvidenceOf>> => gathered(today, ...await Promise.all([
  lessonsSeen(db).where('e.training_id', '=', trainingId).where('e.state', 'not in', ['withdrawn', 'carried_over']).execute(),
  slotsMarked(db, today).where('e.training_id', '=', trainingId).where('e.state', 'not in', ['withdrawn', 'carried_over']).execute(),
]))

/** The same of all trainings in which a person is learning. */
export const evidenceOfLearner = async (db: Reader, personId: number, today: Day): Promise<Map<number, EvidenceOf>> =>
  gathered(today, ...await Promise.all([lessonsSeenByLearner(db, { personId }), slotsMarkedOfLearner(db, { personId, today })]))

type Gathered = Omit<EvidenceOf, 'lessons' | 'slots'> & { lessons: LessonSeen[]; slots: SlotSeen[] }

function gathered(today: Day, lessons: readonly LessonRow[], slots: readonly SlotRow[]): Map<number, EvidenceOf> {
  const evidence = new Map<number, Gathered>()
  for (const row of lessons) {
    const one = evidence.get(row.id) ?? {
      today, lessons: [], slots: [], cohortId: row.cohortId, isJudged: isJudged(row.state),
      ...row.ratings === null ? {} : { tasks: { effect_measurement: row.ratings >= 2 ? 'done' as const : 'now' as const } },
    }
    evidence.set(row.id, one)
    if (row.lessonId !== null) one.lessons.push(lessonOf(row, row.lessonId, today))
  }
  for (const row of slots) evidence.get(row.id)?.slots.push(slotOf(row))
  return evidence
}

function lessonOf({ isDone, isClaimed, opensOn, dueOn, state, ...row }: LessonRow, id: number, today: Day): LessonSeen {
  const isOver = dueOn !== null && dueOn < today && isJudged(state)
  return {
    id, moduleId: row.moduleId!, title: row.title!, titleEn: row.titleEn!, task: row.task, isDone: isDone === true,
    isClaimed: isDone === true && isClaimed, isOpen: !isOver && (opensOn === null || opensOn <= today), isOver,
    doneOn: row.completedAt === null ? null : dayInJapan(row.completedAt), points: row.points, carriedOn: row.carriedOn,
  }
}

function slotOf({ slotId, heldOn, state, minutes, markedAt, ...row }: SlotRow): SlotSeen {
  return {
    id: slotId, moduleId: row.moduleId, title: row.title, titleEn: row.titleEn, heldOn, startsAt: row.startsAt,
    mark: state === null ? null : { state, minutes }, canMakeUp: row.canMakeUp, isNoticed: row.isNoticed, signedLate: row.signedLate === true,
    ...markedAt === null ? {} : { markedAt: markedAt.getTime() },
    doneOn: state === 'made_up' && markedAt !== null ? dayInJapan(markedAt) : heldOn, carriedOn: row.carriedOn,
  }
}

const isJudged = (state: TrainingState): boolean => state === 'judging' || state === 'closed'

/** The task that a lesson is by its kind; an assignment says for itself whether it comes before or after. */
const taskOf = sql<Task | null>`case k.kind when 'test' then 'comprehension_test' when 'questionnaire' then 'questionnaire'
  when 'assignment' then case when w.content ->> 'purpose' = 'pre_assignment' then 'pre_assignment' else 'trainee_report' end end`

/** The best attempt at a test in percent of its points. */
const bestPoints = sql<number | null>`case when k.kind = 'test' then (select max(y.points * 100 / y.points_max) from test_attempt y
  where y.enrollment_id = e.id and y.lesson_id = l.lesson_id and y.passed is not null) end`

/** How often somebody has rated themselves before and after the class days; null where the training does not ask. */
const ratings = sql<number | null>`case when exists (select from effect_measurement y where y.training_id = e.training_id)
  then (select count(*)::int from effect_rating y where y.enrollment_id = e.id and y.rater = 'self' and y.round in ('before', 'after')) end`

/** One row per enrollment and lesson; an enrollment whose training has no lessons has one row without. */
const lessonsSeen = (db: Reader) => db.selectFrom('enrollment as e')
  .innerJoin('training as t', 't.id', 'e.training_id')
  .leftJoin('training_lesson as l', 'l.training_id', 'e.training_id')
  .leftJoin('lesson as k', 'k.id', 'l.lesson_id').leftJoin('lesson_version as w', 'w.id', 'k.published_version_id')
  .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'l.lesson_id'))
  .select((eb) => ['e.id', 'e.cohort_id as cohortId', 't.state', 'l.lesson_id as lessonId', 'l.opens_on as opensOn', 'l.due_on as dueOn',
    'k.module_id as moduleId', 'k.title', 'k.title_en as titleEn', 'p.completed_at as completedAt', eb('p.state', '=', 'completed').as('isDone')])
  .select([taskOf.as('task'), bestPoints.as('points'), ratings.as('ratings'), carriedOn('k.module_id').as('carriedOn')])
  // Done by what a package said of itself, with no test of ours beside it.
  .select(sql<boolean>`exists (select from lesson_version v where v.id = p.lesson_version_id and k.kind = 'scorm' and v.content ->> 'testLessonId' is null)`.as('isClaimed'))
  .orderBy('e.id').orderBy('l.lesson_id')

const lessonsSeenByOne = prepared((db, { id }: { id: number }) => lessonsSeen(db).where('e.id', '=', id))
const lessonsSeenByLearner = prepared((db, { personId }: { personId: number }) => lessonsSeen(db).where('e.person_id', '=', personId).where('e.state', 'in', activeStates))
type LessonRow = Awaited<ReturnType<typeof lessonsSeenByOne>>[number]

/**
 * One row per enrollment and slot it has to attend, in the order they are held. Of days to choose it is the chosen one;
 * while nobody has said which, the last of them stands for all.
 */
const slotsMarked = (db: Reader, today: Day) => db.selectFrom('enrollment as e')
  .innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id')
  .innerJoin('slot as s', 's.class_day_id', 'd.id')
  .leftJoin('module as m', 'm.id', 's.module_id')
  .leftJoin('attendance as a', (join) => join.onRef('a.slot_id', '=', 's.id').onRef('a.enrollment_id', '=', 'e.id'))
  .select((eb) => ['e.id', 's.id as slotId', 's.module_id as moduleId', 's.title', 's.starts_at as startsAt', 'd.held_on as heldOn', 'a.state', 'a.minutes', 'a.marked_at as markedAt',
    eb.exists(eb.selectFrom('slot as s2')
      .innerJoin('class_day as d2', 'd2.id', 's2.class_day_id').innerJoin('cohort as c2', 'c2.id', 'd2.cohort_id')
      .select('s2.id').whereRef('s2.module_id', '=', 's.module_id').whereRef('c2.training_id', '=', 'e.training_id')
      .where((other) => other.or([other('c2.id', '<>', other.ref('e.cohort_id')), other.and([other('d2.day_choice_id', '=', other.ref('d.day_choice_id')), other('d2.id', '<>', other.ref('d.id'))])]))
      .where('c2.state', '=', 'planned').where('d2.held_on', '>=', today),
    ).$castTo<boolean>().as('canMakeUp')])
  .select([slotTitleEn.as('titleEn'), isNoticed.as('isNoticed'), carriedOn('s.module_id').as('carriedOn'),
    signedLate.as('signedLate')])
  .where((eb) => eb.or([isOwnDay('e', 'd'), eb.and([isUnchosenDay('e', 'd'), isLastOfChoice('d')])]))
  .orderBy('e.id').orderBy('d.held_on').orderBy('s.position').orderBy('s.id')

const slotsMarkedOfOne = prepared((db, { id, today }: { id: number; today: Day }) => slotsMarked(db, today).where('e.id', '=', id))
const slotsMarkedOfLearner = prepared((db, { personId, today }: { personId: number; today: Day }) => slotsMarked(db, today)
  .where('e.person_id', '=', personId).where('e.state', 'in', activeStates))
type SlotRow = Awaited<ReturnType<typeof slotsMarkedOfOne>>[number]

/** What is done and what is left for one trainee, line by line; by the usual criteria while none are set. */
export async function checklistFor(db: Reader, enrollmentId: number, today: Day): Promise<ChecklistItem[]> {
  const training = await db.selectFrom('enrollment as e')
    .innerJoin('training as t', 't.id', 'e.training_id')
    .leftJoin('completion_criteria as c', 'c.training_id', 't.id')
    .select(['t.late_limit_minutes as lateLimitMinutes', 'c.rule'])
    .where('e.id', '=', enrollmentId).orderBy('c.version', (order) => order.desc().nullsLast()).limit(1).executeTakeFirst()
  const evidence = (await evidenceOf(db, [enrollmentId], today)).get(enrollmentId)
  if (training === undefined || evidence === undefined) return []
  return checklistOf(criteriaIn(training), evidence)
}

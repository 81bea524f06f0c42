import { sql, type Expression } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { prepared } from '../../base/prepared.ts'
import { among, within } from '../../base/within.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import { isLastOfChoice, isOwnDay, isUnchosenDay } from '../../planning/trainings/class-days.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'
import { checklistOf, type ChecklistItem, type Criteria, type Decision, type EvidenceOf, type JudgmentState } from './rules.ts'

/** The criteria of a training as they stand, with who set them and when; undefined while nobody has. */
export async function criteriaOf(db: Reader, trainingId: number) {
  const [latest] = await versionsOfCriteria(db, trainingId, 1)
  return latest
}

/** Every version of a training's criteria, the latest first. */
export async function versionsOfCriteria(db: Reader, trainingId: number, limit = 50) {
  const rows = await db.selectFrom('completion_criteria as c')
    .leftJoin('person as p', 'p.id', 'c.made_by')
    .select(['c.id', 'c.version', 'c.rule', 'c.made_at as madeAt', 'p.name as madeByName'])
    .where('c.training_id', '=', trainingId).orderBy('c.version', 'desc').limit(limit).execute()
  return rows.map(({ rule, ...row }) => ({ ...row, rule: rule as Criteria }))
}

/** What a training asks for until somebody says otherwise: every lesson, every slot, its own limit of lateness. */
export const usualCriteria = (lateLimitMinutes: number): Criteria =>
  ({ lessons: 'all', attendance: { required: 'all', lateLimitMinutes, madeUpCounts: true } })

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

/** The same of all trainings in which a person is learning. */
export const evidenceOfLearner = async (db: Reader, personId: number, today: Day): Promise<Map<number, EvidenceOf>> =>
  gathered(today, ...await Promise.all([lessonsSeenByLearner(db, { personId }), slotsMarkedOfLearner(db, { personId, today })]))

function gathered(today: Day, lessons: readonly LessonSeen[], slots: readonly SlotMarked[]): Map<number, EvidenceOf> {
  const evidence = new Map<number, { today: Day; lessons: EvidenceOf['lessons'][number][]; slots: EvidenceOf['slots'][number][] }>()
  for (const { id, lessonId, isDone, isClaimed, opensOn, dueOn, state } of lessons) {
    const one = evidence.get(id) ?? { today, lessons: [], slots: [] }
    evidence.set(id, one)
    if (lessonId === null) continue
    const isOver = dueOn !== null && dueOn < today && isJudged(state)
    one.lessons.push({ isDone: isDone === true, isClaimed: isDone === true && isClaimed, isOpen: !isOver && (opensOn === null || opensOn <= today), isOver })
  }
  for (const { id, slotId, moduleId, heldOn, state, minutes, canMakeUp } of slots) {
    evidence.get(id)?.slots.push({ slotId, moduleId, heldOn, mark: state === null ? null : { state, minutes }, canMakeUp })
  }
  return evidence
}

const isJudged = (state: TrainingState): boolean => state === 'judging' || state === 'closed'

/** One row per enrollment and lesson; an enrollment whose training has no lessons has one row without. */
const lessonsSeen = (db: Reader) => db.selectFrom('enrollment as e')
  .innerJoin('training as t', 't.id', 'e.training_id')
  .leftJoin('training_lesson as l', 'l.training_id', 'e.training_id')
  .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'l.lesson_id'))
  .select((eb) => ['e.id', 't.state', 'l.lesson_id as lessonId', 'l.opens_on as opensOn', 'l.due_on as dueOn',
    eb('p.state', '=', 'completed').as('isDone')])
  // Done by what a package said of itself, with no test of ours beside it.
  .select(sql<boolean>`exists (select from lesson_version v join lesson k on k.id = v.lesson_id where v.id = p.lesson_version_id and k.kind = 'scorm' and v.content ->> 'testLessonId' is null)`.as('isClaimed'))
  .orderBy('e.id').orderBy('l.lesson_id')

const lessonsSeenByOne = prepared((db, { id }: { id: number }) => lessonsSeen(db).where('e.id', '=', id))
const lessonsSeenByLearner = prepared((db, { personId }: { personId: number }) => lessonsSeen(db).where('e.person_id', '=', personId).where('e.state', 'in', activeStates))
type LessonSeen = Awaited<ReturnType<typeof lessonsSeenByOne>>[number]

/**
 * One row per enrollment and slot it has to attend, in the order they are held. Of days to choose it is the chosen one;
 * while nobody has said which, the last of them stands for all.
 */
const slotsMarked = (db: Reader, today: Day) => db.selectFrom('enrollment as e')
  .innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id')
  .innerJoin('slot as s', 's.class_day_id', 'd.id')
  .leftJoin('attendance as a', (join) => join.onRef('a.slot_id', '=', 's.id').onRef('a.enrollment_id', '=', 'e.id'))
  .select((eb) => ['e.id', 's.id as slotId', 's.module_id as moduleId', 'd.held_on as heldOn', 'a.state', 'a.minutes',
    eb.exists(eb.selectFrom('slot as s2')
      .innerJoin('class_day as d2', 'd2.id', 's2.class_day_id').innerJoin('cohort as c2', 'c2.id', 'd2.cohort_id')
      .select('s2.id').whereRef('s2.module_id', '=', 's.module_id').whereRef('c2.training_id', '=', 'e.training_id')
      .where((other) => other.or([other('c2.id', '<>', other.ref('e.cohort_id')), other.and([other('d2.day_choice_id', '=', other.ref('d.day_choice_id')), other('d2.id', '<>', other.ref('d.id'))])]))
      .where('c2.state', '=', 'planned').where('d2.held_on', '>=', today),
    ).$castTo<boolean>().as('canMakeUp')])
  .where((eb) => eb.or([isOwnDay('e', 'd'), eb.and([isUnchosenDay('e', 'd'), isLastOfChoice('d')])]))
  .orderBy('e.id').orderBy('d.held_on').orderBy('s.position').orderBy('s.id')

const slotsMarkedOfOne = prepared((db, { id, today }: { id: number; today: Day }) => slotsMarked(db, today).where('e.id', '=', id))
const slotsMarkedOfLearner = prepared((db, { personId, today }: { personId: number; today: Day }) => slotsMarked(db, today)
  .where('e.person_id', '=', personId).where('e.state', 'in', activeStates))
type SlotMarked = Awaited<ReturnType<typeof slotsMarkedOfOne>>[number]

/** What is done and what is left for one trainee, line by line; by the usual criteria while none are set. */
export async function checklistFor(db: Reader, enrollmentId: number, today: Day): Promise<ChecklistItem[]> {
  const training = await db.selectFrom('enrollment as e')
    .innerJoin('training as t', 't.id', 'e.training_id')
    .leftJoin('completion_criteria as c', 'c.training_id', 't.id')
    .select(['t.late_limit_minutes as lateLimitMinutes', 'c.rule'])
    .where('e.id', '=', enrollmentId).orderBy('c.version', (order) => order.desc().nullsLast()).limit(1).executeTakeFirst()
  const evidence = (await evidenceOf(db, [enrollmentId], today)).get(enrollmentId)
  if (training === undefined || evidence === undefined) return []
  return checklistOf((training.rule as Criteria | null) ?? usualCriteria(training.lateLimitMinutes), evidence)
}

const enrolledIn = (db: Reader) => db.selectFrom('enrollment as e').select((eb) => ['e.training_id',
  eb.fn.countAll<number>().filterWhere('e.state', 'not in', ['withdrawn', 'carried_over']).as('people'),
  eb.fn.countAll<number>().filterWhere('e.state', 'in', activeStates).as('waiting'),
  eb.fn.countAll<number>().filterWhere('e.state', '=', 'completed').as('completed'),
  eb.fn.countAll<number>().filterWhere('e.state', '=', 'not_completed').as('notCompleted'),
]).groupBy('e.training_id').as('n')

/** The trainings of a year that have begun, and where the judgment of each stands; for those who may judge at all. */
export const judgingOfYear = (db: Reader, scope: Scope, fiscalYear: number) => db.selectFrom('training as t')
  .leftJoin(enrolledIn(db), 'n.training_id', 't.id')
  .select((eb) => ['t.id', 't.title', 't.title_en as titleEn', 't.state', 'n.people', 'n.waiting', 'n.completed', 'n.notCompleted',
    eb.selectFrom('judgment as j').select('j.state').whereRef('j.training_id', '=', 't.id').orderBy('j.id', 'desc').limit(1).as('judgment'),
    eb.exists(eb.selectFrom('completion_criteria as c').select('c.id').whereRef('c.training_id', '=', 't.id')).$castTo<boolean>().as('hasCriteria')])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', 'in', ['running', 'judging', 'closed']).where(() => all(scope))
  .orderBy('t.course_id').orderBy('t.id').limit(100).execute()

const all = (scope: Scope) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int` })

/** A training with how many of its people wait, and every judgment it has had, the latest first. */
export async function judgmentsOf(db: Reader, scope: Scope, trainingId: number) {
  const rows = await db.selectFrom('training as t')
    .leftJoin('judgment as j', 'j.training_id', 't.id')
    .leftJoin('completion_criteria as c', 'c.id', 'j.criteria_id').leftJoin('person as p', 'p.id', 'j.prepared_by')
    .select((eb) => ['t.id as trainingId', 't.title', 't.title_en as titleEn', 't.state as trainingState', 't.fiscal_year as fiscalYear',
      eb.selectFrom('enrollment as e').select((e) => e.fn.countAll<number>().as('n')).whereRef('e.training_id', '=', 't.id')
        .where('e.state', 'in', activeStates).as('waiting'),
      'j.id', 'j.state', 'j.prepared_at as preparedAt', 'p.name as preparedByName', 'j.confirmed_at as confirmedAt',
      'j.completed_on as completedOn', 'c.version as criteriaVersion', 'c.rule'])
    .where('t.id', '=', trainingId).where(() => all(scope)).orderBy('j.id', 'desc').limit(50).execute()
  const [first] = rows
  if (first === undefined) return undefined
  const { title, titleEn, trainingState, fiscalYear, waiting } = first
  return { training: { id: trainingId, title, titleEn, state: trainingState, fiscalYear, waiting: waiting ?? 0 }, judgments: rows.flatMap(given) }
}

/** A left join of nothing is one row of nulls. */
function given<T extends { id: number | null; state: JudgmentState | null; rule: unknown; completedOn: Day | null }>(row: T) {
  const { id, state, completedOn } = row
  return id === null || state === null || completedOn === null ? [] : [{ ...row, id, state, completedOn, rule: row.rule as Criteria }]
}

export interface LinesWanted { proposal?: Decision; decision?: Decision; municipality?: number | null; exception?: boolean; limit: number; offset: number }

/** The people of a judgment by number, each with proposal, decision and the evidence as it was kept; `total` without the paging. */
export async function linesOf(db: Reader, judgmentId: number, wanted: LinesWanted) {
  let query = db.selectFrom('judgment_line as l')
    .innerJoin('enrollment as e', 'e.id', 'l.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id').leftJoin('profession as f', 'f.code', 'e.profession_code')
    .leftJoin('person as c', 'c.id', 'l.changed_by')
    .select(({ fn }) => ['e.id', 'e.number', 'e.state as enrollment', 'e.affiliation', 'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn',
      'm.name as municipality', 'm.name_en as municipalityEn', 'l.proposal', 'l.decision', 'l.evidence', 'l.exception_reason as reason',
      'c.name as changedBy', fn.countAll<number>().over().as('total')])
    .where('l.judgment_id', '=', judgmentId)
  if (wanted.proposal) query = query.where('l.proposal', '=', wanted.proposal)
  if (wanted.decision) query = query.where('l.decision', '=', wanted.decision)
  if (wanted.exception) query = query.whereRef('l.decision', '<>', 'l.proposal')
  if (wanted.municipality === null) query = query.where('e.municipality_id', 'is', null)
  else if (wanted.municipality !== undefined) query = query.where('e.municipality_id', '=', wanted.municipality)
  const rows = await query.orderBy('e.number').orderBy('e.id').limit(wanted.limit).offset(wanted.offset).execute()
  return rows.map(({ evidence, ...row }) => ({ ...row, evidence: evidence as KeptEvidence }))
}

/** What a line of a judgment was decided by, kept as it was on that day. */
export interface KeptEvidence { today: Day; items: ChecklistItem[]; reasons: Reason[] }

/** How many stand where: per municipality, proposal and decision; municipalities in official order. */
export const tallyOf = (db: Reader, judgmentId: number) => db.selectFrom('judgment_line as l')
  .innerJoin('enrollment as e', 'e.id', 'l.enrollment_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .select(({ fn }) => ['m.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'l.proposal', 'l.decision',
    fn.countAll<number>().as('people')])
  .where('l.judgment_id', '=', judgmentId)
  .groupBy(['m.id', 'm.code', 'm.name', 'm.name_en', 'l.proposal', 'l.decision']).orderBy('m.code').orderBy('m.id').limit(3000).execute()

/** A judgment with its training, for those who may judge; a change holds its row by `forUpdate`. */
export const findJudgment = (db: Reader, scope: Scope, id: number) => db.selectFrom('judgment as j')
  .innerJoin('training as t', 't.id', 'j.training_id')
  .select(['j.id', 'j.state', 'j.completed_on as completedOn', 't.id as trainingId', 't.title', 't.title_en as titleEn', 't.state as trainingState'])
  .where('j.id', '=', id).where(() => all(scope))

/** The last class day of a training up to a day, which a judgment offers as the day of completion, and the last one after it. */
export const lastDays = (db: Reader, trainingId: number, today: Day) => db.selectFrom('class_day as d')
  .innerJoin('cohort as c', 'c.id', 'd.cohort_id')
  .select(({ fn }) => [
    fn.max('d.held_on').filterWhere('d.held_on', '<=', today).as('held'),
    fn.max('d.held_on').filterWhere((eb) => eb.and([eb('d.held_on', '>', today), eb('c.state', '=', 'planned')])).as('toCome'),
  ])
  .where('c.training_id', '=', trainingId).executeTakeFirstOrThrow()

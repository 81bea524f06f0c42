import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { within } from '../../base/within.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import type { ChecklistItem, Criteria, Decision } from '../evidence/rules.ts'
import type { JudgmentState } from './rules.ts'

export { checklistFor, evidenceOf, evidenceOfLearner, usualCriteria } from '../evidence/queries.ts'
export { criteriaOf } from '../criteria/queries.ts'

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

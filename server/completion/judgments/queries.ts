import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { within } from '../../base/within.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import type { Decision } from '../evidence/checklist.ts'
import type { ModuleDone } from '../evidence/modules.ts'
import type { ChecklistItem, Criteria } from '../evidence/rules.ts'
import type { JudgmentState, KeptRows } from './rules.ts'

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
      'j.completed_on as completedOn', 'c.version as criteriaVersion', 'c.rule', 'j.kind', 'j.reason', 'j.cohort_id as cohortId'])
    .select([sql<string | null>`(select h.name from cohort h where h.id = j.cohort_id)`.as('cohort'), sql<string | null>`(select h.name_en from cohort h where h.id = j.cohort_id)`.as('cohortEn')])
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

export interface LinesWanted { proposal?: Decision; decision?: Decision; municipality?: number | null; exception?: boolean; changed?: boolean; limit: number; offset: number }

/** Moved to another cohort, or marked otherwise, since the proposals were made or the judgment was confirmed. */
const isChanged = sql<boolean>`((l.evidence ->> 'cohortId')::int <> e.cohort_id or exists (select from attendance_mark k
  where k.enrollment_id = e.id and k.marked_at > (select coalesce(j.confirmed_at, j.proposed_at, j.prepared_at) from judgment j where j.id = l.judgment_id)))`

const lines = (db: Reader, judgmentId: number) => db.selectFrom('judgment_line as l')
  .innerJoin('enrollment as e', 'e.id', 'l.enrollment_id').where('l.judgment_id', '=', judgmentId)

function narrowed<Q extends ReturnType<typeof lines>>(all: Q, wanted: Omit<LinesWanted, 'limit' | 'offset'>): Q {
  let query: ReturnType<typeof lines> = all
  if (wanted.proposal) query = query.where('l.proposal', '=', wanted.proposal)
  if (wanted.decision) query = query.where('l.decision', '=', wanted.decision)
  if (wanted.exception) query = query.whereRef('l.decision', '<>', 'l.proposal')
  if (wanted.changed) query = query.where(isChanged)
  if (wanted.municipality === null) query = query.where('e.municipality_id', 'is', null)
  else if (wanted.municipality !== undefined) query = query.where('e.municipality_id', '=', wanted.municipality)
  return query as Q
}

/** Who of a judgment the filters leave, and what may be decided of each: at most five thousand. */
export const linesToDecide = (db: Reader, judgmentId: number, wanted: Omit<LinesWanted, 'limit' | 'offset'>) => narrowed(lines(db, judgmentId), wanted)
  .select(['e.id', 'e.state', 'l.proposal', 'l.decision', 'l.exception_reason as reason']).orderBy('e.id').limit(5000).execute()

/** How many people's records were changed since the proposals were made; who withdrew is not counted. */
export const changedSince = async (db: Reader, judgmentId: number): Promise<number> => (await lines(db, judgmentId)
  .select(({ fn }) => fn.countAll<number>().as('people')).where('e.state', '<>', 'withdrawn').where(isChanged).executeTakeFirstOrThrow()).people

const shownLines = (db: Reader, judgmentId: number) => lines(db, judgmentId)
  .innerJoin('person as p', 'p.id', 'e.person_id')
  .leftJoin('municipality as m', 'm.id', 'e.municipality_id').leftJoin('profession as f', 'f.code', 'e.profession_code')
  .select(['e.id', 'l.judgment_id as judgmentId', 'e.number', 'e.state as enrollment', 'e.affiliation', 'e.completed_on as completedOn', 'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn',
    'm.name as municipality', 'm.name_en as municipalityEn', 'l.proposal', 'l.decision', 'l.version', 'l.exception_reason as reason'])
  .select([isChanged.as('isChanged'), sql<string | null>`(select c.name from person c where c.id = l.changed_by)`.as('changedBy'),
    sql<string>`(select h.name from cohort h where h.id = e.cohort_id)`.as('cohort'), sql<string>`(select h.name_en from cohort h where h.id = e.cohort_id)`.as('cohortEn')])

/** The people of a judgment by number, each with proposal, decision and the evidence as it was kept, without its rows; `total` without the paging. */
export async function linesOf(db: Reader, judgmentId: number, wanted: LinesWanted) {
  const rows = await narrowed(shownLines(db, judgmentId), wanted)
    .select(({ fn }) => [sql<unknown>`l.evidence - 'slots' - 'lessons'`.as('evidence'), fn.countAll<number>().over().as('total')])
    .orderBy('e.number').orderBy('e.id').limit(wanted.limit).offset(wanted.offset).execute()
  return rows.map(({ evidence, ...row }) => ({ ...row, evidence: evidence as KeptEvidence }))
}

/** One person of a judgment with everything it was decided by, every confirmed judgment they had, and the modules of the course. */
export async function findLine(db: Reader, scope: Scope, judgmentId: number, enrollmentId: number) {
  const row = await shownLines(db, judgmentId).innerJoin('judgment as j', 'j.id', 'l.judgment_id').innerJoin('training as t', 't.id', 'j.training_id')
    .select((eb) => ['l.evidence', 'j.state', 'j.kind', 'j.reason as correctionReason', 'j.completed_on as judgedFor', 'j.cohort_id as cohortId', 't.id as trainingId', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear',
      't.state as trainingState',
      eb.selectFrom('completion_criteria as c').select('c.rule').whereRef('c.id', '=', 'j.criteria_id').as('rule'),
      eb.selectFrom('completion_criteria as c').select('c.version').whereRef('c.id', '=', 'j.criteria_id').as('criteriaVersion'),
      jsonArrayFrom(eb.selectFrom('module as o').select(['o.id', 'o.title', 'o.title_en as titleEn']).whereRef('o.course_id', '=', 't.course_id').orderBy('o.position').limit(99)).as('modules'),
      jsonArrayFrom(eb.selectFrom('judgment_line as x').innerJoin('judgment as y', 'y.id', 'x.judgment_id')
        .select(['y.id', 'y.kind', 'y.state', 'x.decision', 'y.reason']).select(sql<Day>`to_char(y.completed_on, 'YYYY-MM-DD')`.as('completedOn'))
        .whereRef('x.enrollment_id', '=', 'e.id').orderBy('y.id').limit(50)).as('judgments')])
    .where('e.id', '=', enrollmentId).where(() => all(scope)).executeTakeFirst()
  return row && { ...row, evidence: row.evidence as KeptEvidence, rule: row.rule as Criteria }
}

/** Whose completion would be taken while a certificate of theirs stands. */
export const certifiedOf = async (db: Reader, judgmentId: number): Promise<number> => (await lines(db, judgmentId)
  .select(({ fn }) => fn.countAll<number>().as('people')).where('l.decision', '=', 'not_completed').where('e.state', '=', 'completed')
  .where(sql<boolean>`exists (select from certificate k where k.enrollment_id = e.id
    and not exists (select from certificate_event v where v.certificate_id = k.id and v.kind = 'revoked'))`)
  .executeTakeFirstOrThrow()).people

/** Who has completed modules of a training, by number, and which; `total` without the paging. Those who completed all of it only when asked for. */
export const partlyCompleted = (db: Reader, trainingId: number, wanted: { everybody: boolean; limit: number; offset: number }) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id').leftJoin('profession as f', 'f.code', 'e.profession_code')
  .select(({ fn }) => ['e.id', 'e.number', 'e.state', 'e.affiliation', 'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn', 'm.name as municipality', 'm.name_en as municipalityEn',
    fn.countAll<number>().over().as('total')])
  .select((eb) => jsonArrayFrom(eb.selectFrom('completed_module as d').innerJoin('module as o', 'o.id', 'd.module_id').select(['o.id', 'o.title', 'o.title_en as titleEn'])
    .select(sql<Day>`to_char(d.completed_on, 'YYYY-MM-DD')`.as('completedOn')).whereRef('d.enrollment_id', '=', 'e.id').orderBy('o.position')).as('modules'))
  .where('e.training_id', '=', trainingId).where(({ exists, selectFrom }) => exists(selectFrom('completed_module as d').select('d.module_id').whereRef('d.enrollment_id', '=', 'e.id')))
  .where((eb) => wanted.everybody ? eb.val(true) : eb('e.state', '<>', 'completed'))
  .orderBy('e.number').orderBy('e.id').limit(wanted.limit).offset(wanted.offset).execute()

/** The cohorts of a training, for a judgment of one of them before the others. */
export const cohortsOf = (db: Reader, trainingId: number) => db.selectFrom('cohort').select(['id', 'name', 'name_en as nameEn'])
  .where('training_id', '=', trainingId).where('state', 'in', ['planned', 'finished']).orderBy('position').limit(50).execute()

/** What a line of a judgment was decided by, kept as it was on that day. */
export interface KeptEvidence extends Partial<KeptRows> { today: Day; items: ChecklistItem[]; reasons: Reason[]; modules?: ModuleDone[] }

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
  .select(['j.id', 'j.state', 'j.completed_on as completedOn', 'j.kind', 'j.cohort_id as cohortId', 'j.criteria_id as criteriaId', 't.id as trainingId', 't.title', 't.title_en as titleEn', 't.state as trainingState'])
  .where('j.id', '=', id).where(() => all(scope))

/** The last class day of a training up to a day, which a judgment offers as the day of completion, and the last one after it. */
export const lastDays = (db: Reader, trainingId: number, today: Day) => db.selectFrom('class_day as d')
  .innerJoin('cohort as c', 'c.id', 'd.cohort_id')
  .select(({ fn }) => [
    fn.max('d.held_on').filterWhere('d.held_on', '<=', today).as('held'),
    fn.max('d.held_on').filterWhere((eb) => eb.and([eb('d.held_on', '>', today), eb('c.state', '=', 'planned')])).as('toCome'),
  ])
  .where('c.training_id', '=', trainingId).executeTakeFirstOrThrow()

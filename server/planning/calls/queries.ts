import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import { beginsAt, choiceOf, endsAt } from '../trainings/class-days.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Tables } from '../../base/tables.ts'
import { signedBy } from '../../office/senders/queries.ts'
import { strictnessOf } from './eligibility.ts'
import { isPoolOpen, type Holding } from './pool.ts'
import type { QuotaCategory } from './rules.ts'

const knownStates = ['published', 'closed', 'reopened', 'finished'] as const

/** Whom a call may be shown to: all of them inside, only what was published for a municipality, nobody else. */
function known(eb: ExpressionBuilder<Tables & { c: Tables['call'] }, 'c'>, scope: Scope) {
  if (scope.of === 'all') return eb.lit(true)
  return scope.of === 'municipality' ? eb('c.state', 'in', knownStates) : eb.lit(false)
}

const calls = (db: Reader) => db.selectFrom('call as c')
  .innerJoin('training as t', 't.id', 'c.training_id')
  .leftJoin('course as before', 'before.id', 't.prerequisite_course_id')
  .select([
    'c.id', 'c.training_id as trainingId', 't.title as trainingTitle', 't.title_en as trainingTitleEn', 't.fiscal_year as fiscalYear',
    'c.state', 'c.revision', 'c.document_number as documentNumber', 'c.opens_on as opensOn', 'c.office_closes_on as officeClosesOn',
    'c.closes_on as closesOn', 'c.decision_on as decisionOn', 'c.version', 't.state as trainingState',
    'c.quota_chair', 'c.quota_adviser', 'c.quota_case_presenter', 'c.quota_other',
    'c.route', 'c.pool_on as poolOn', 'c.profession_quotas as professionQuotas',
    't.course_id as courseId', 't.copied_from_id as copiedFromId', 'c.eligibility_rules', 'before.id as prerequisiteId', 'before.name as prerequisiteName',
    'before.name_en as prerequisiteNameEn', followUpTitle.as('followUpTitle'),
  ])

/** The follow-up training of the same year, which is what somebody who completed the course is told of. */
const followUpTitle = sql<string | null>`(select f.title from training f join course k on k.id = f.course_id where k.kind = 'follow_up_training'
  and f.fiscal_year = t.fiscal_year and f.course_id <> t.course_id and f.state not in ('canceled', 'closed') order by f.id limit 1)`

interface Quoted {
  quota_chair: number; quota_adviser: number; quota_case_presenter: number; quota_other: number; eligibility_rules: unknown; professionQuotas: unknown
}

/** The four columns as one record, which is how rules and pages count places; the rules of eligibility whole. */
function withQuotas<T extends Quoted>(row: T) {
  const { quota_chair: chair, quota_adviser: adviser, quota_case_presenter, quota_other: other, eligibility_rules, professionQuotas, ...rest } = row
  return {
    ...rest as Omit<T, keyof Quoted>, quotas: { chair, adviser, case_presenter: quota_case_presenter, other } satisfies Record<QuotaCategory, number>,
    strictness: strictnessOf(eligibility_rules), professionQuotas: (professionQuotas ?? {}) as Record<string, number>,
  }
}

/** One call, when the scope may know of it: a municipality sees it from its publication on. */
export async function findCall(db: Reader, scope: Scope, id: number) {
  const row = await knownCall(db, scope, id).executeTakeFirst()
  return row && withQuotas(row)
}

const knownCall = (db: Reader, scope: Scope, id: number) => calls(db).where('c.id', '=', id).where((eb) => known(eb, scope))

/** What every municipality holds of the call `c` in every category, in official order, on a day, as one JSON value. */
export const holdings = (today: Day) => sql<Holding[]>`(
  select coalesce(json_agg(json_build_object('municipalityId', m.id, 'name', m.name, 'nameEn', m.name_en, 'category', q.category, 'own', coalesce(a.places, q.places),
      'submitted', case when s.state in ('submitted', 'accepted') then coalesce(n.named, 0) else 0 end,
      'returned', case when s.state = 'returned' then coalesce(n.named, 0) else 0 end,
      'kept', coalesce(s.due_on >= ${today}::date, false) and s.state not in ('submitted', 'accepted')) order by m.code, q.position), '[]')
  from municipality m
  cross join lateral (values (1, 'chair', c.quota_chair), (2, 'adviser', c.quota_adviser), (3, 'case_presenter', c.quota_case_presenter),
    (4, 'other', c.quota_other)) as q (position, category, places)
  left join allotment a on a.call_id = c.id and a.municipality_id = m.id and a.category = q.category
  left join nomination_sheet s on s.call_id = c.id and s.municipality_id = m.id
  left join (select municipality_id, category, count(*)::int as named from nomination
    where call_id = c.id and withdrawn_at is null group by 1, 2) n on n.municipality_id = m.id and n.category = q.category
  where m.valid_to is null or m.valid_to >= ${today}::date or s.id is not null)`

/** The call with what every municipality holds of it: one statement. It must see past the wall. */
export async function callWithHoldings(db: Reader, scope: Scope, id: number, today: Day) {
  const row = await knownCall(db, scope, id).select(holdings(today).as('holdings')).executeTakeFirst()
  return row && withQuotas(row)
}

/** The same of a call that was found already. It must see past the wall. */
export const holdingsOf = async (db: Reader, callId: number, today: Day): Promise<readonly Holding[]> =>
  (await db.selectFrom('call as c').select(holdings(today).as('holdings')).where('c.id', '=', callId).executeTakeFirst())?.holdings ?? []

/** The call of a training: there is at most one. */
export async function callOfTraining(db: Reader, scope: Scope, trainingId: number) {
  const row = await calls(db).where('c.training_id', '=', trainingId).where((eb) => known(eb, scope)).executeTakeFirst()
  return row && withQuotas(row)
}

/** The earliest class day of a call's training, as a subquery of the row at hand. */
const firstClassDay = sql<Day | null>`(select min(d.held_on) from class_day d join cohort h on h.id = d.cohort_id where h.training_id = t.id)`
const standing = sql`m.valid_to is null`
/** Everybody a notice is addressed to: the municipalities in official order. */
const addressees = sql<string[]>`(select coalesce(json_agg(m.name order by m.code), '[]') from municipality m where ${standing})`
/** The professions with places of their own in the call, as they are written. */
export const professions = sql<{ code: string; name: string; nameEn: string; places: number }[]>`(
  select coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'nameEn', f.name_en, 'places', q.value::int) order by f.position, f.code), '[]')
  from jsonb_each_text(c.profession_quotas) q join profession f on f.code = q.key)`
/** The allotment in official order: behind the wall a municipality finds its own. Empty while nothing was shared out. */
const allotted = sql<Allotted[]>`(
  select coalesce(json_agg(json_build_object('municipalityId', m.id, 'name', m.name, 'nameEn', m.name_en, 'places', a.places) order by m.code), '[]')
  from municipality m join (select municipality_id, json_object_agg(category, places) as places from allotment where call_id = c.id group by 1) a
    on a.municipality_id = m.id)`

/** Who signs the call on the date of its issue, until then on the day it is looked at; what was written by hand where no office was chosen. */
export const signer = (today: Day) => sql<string | null>`case when c.sender_label is null then c.sender
  else ${signedBy(sql.ref('c.sender_label'), sql`coalesce(c.issued_on, ${today}::date)`)} end`

/** The same of an office and a day that are not the call's yet. */
export const signerOf = async (db: Reader, label: string | null, day: Day): Promise<string | null> =>
  (await db.selectNoFrom(signedBy(sql`${label}::text`, sql`${day}::date`).as('signer')).executeTakeFirst())?.signer ?? null

/** The forms and papers that go with the call, in their order. */
const files = sql<{ id: number; kind: 'form' | 'attachment'; title: string; name: string; bytes: number; shared: boolean }[]>`(
  select coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'title', p.title, 'name', k.name, 'bytes', k.bytes,
    'shared', exists (select from call_file o where o.file_id = p.file_id and o.call_id <> p.call_id)) order by p.position, p.id), '[]')
  from call_file p join file k on k.id = p.file_id where p.call_id = c.id and p.removed_at is null)`

/** The municipalities for which the call was opened again alone, in official order. */
const prolonged = sql<Prolonged[]>`(
  select coalesce(json_agg(json_build_object('name', m.name, 'nameEn', m.name_en, 'dueOn', s.due_on, 'reason', s.due_reason,
    'handedIn', s.state in ('submitted', 'accepted')) order by m.code), '[]')
  from nomination_sheet s join municipality m on m.id = s.municipality_id where s.call_id = c.id and s.due_on is not null)`
export interface Prolonged { name: string; nameEn: string; dueOn: Day; reason: string | null; handedIn: boolean }

/** Everything on one call: what is printed, what is counted, and the sheet of the municipality that looks. */
export async function wholeCall(db: Reader, scope: Scope, id: number, today: Day) {
  const municipalityId = scope.of === 'municipality' ? scope.municipalityId : null
  const row = await calls(db)
    .innerJoin('course as k', 'k.id', 't.course_id')
    .leftJoin('nomination_sheet as own', (join) => join.onRef('own.call_id', '=', 'c.id').on('own.municipality_id', '=', municipalityId))
    .select([
      'k.name as courseName', 'k.name_en as courseNameEn', 't.capacity',
      'c.issued_on as issuedOn', 'c.addressee', 'c.sender', 'c.sender_label as senderLabel', 'c.seal_omitted as sealOmitted', 'c.purpose', 'c.eligibility', 'c.cost',
      'c.how_to as howTo', 'c.completion', 'c.personal_data as personalData', 'c.attachments', 'c.contact',
      'c.published_at as publishedAt', 'c.closed_at as closedAt', 'c.reopened_reason as reopenedReason', 'c.file_id as fileId',
      'own.state as sheetState', 'own.due_on as sheetDueOn', 'own.due_reason as sheetDueReason', firstClassDay.as('firstClassDay'),
      sql<number>`(select count(*) from nomination_sheet s where s.call_id = c.id and s.state in ('submitted', 'accepted'))`.as('answered'),
      sql<number>`(select count(*) from nomination_sheet s where s.call_id = c.id and s.state = 'submitted')`.as('sheetsWaiting'),
      sql<number>`(select count(*) from municipality m where ${standing})`.as('asked'),
      signer(today).as('signedBy'), professions.as('professions'), allotted.as('allotted'), addressees.as('addressees'), files.as('files'),
      // What each returned is for those who see all, from the day on which it returns.
      sql<Holding[] | null>`case when ${scope.of === 'all'} and c.pool_on <= ${today}::date then ${holdings(today)} end`.as('holdings'),
      // Who was given a later day alone is nobody else's business.
      sql<Prolonged[]>`case when ${scope.of === 'all'} then ${prolonged} else '[]'::json end`.as('prolonged'),
      sql<number>`(select count(*) from application a where a.call_id = c.id and a.state = 'submitted' and (${municipalityId}::int is null or a.municipality_id = ${municipalityId}))`.as('applicationsWaiting'),
    ])
    .where('c.id', '=', id).where((eb) => known(eb, scope)).executeTakeFirst()
  if (row === undefined) return undefined
  const call = withQuotas(row)
  const own = municipalityId === null ? undefined : call.allotted.find((one) => one.municipalityId === municipalityId)
  return { ...call, own: own === undefined ? null : { ...call.quotas, ...own.places }, isPoolOpen: isPoolOpen(call.poolOn, today) }
}
export interface Allotted { municipalityId: number; name: string; nameEn: string; places: Partial<Record<QuotaCategory, number>> }
export type WholeCall = NonNullable<Awaited<ReturnType<typeof wholeCall>>>

/** The call, held until the change ends: its state and revision belong to whoever holds it. */
export const holdCall = (tx: Writer, scope: Scope, id: number) => tx.selectFrom('call as c').selectAll('c')
  .where('c.id', '=', id).where((eb) => known(eb, scope)).forUpdate().executeTakeFirst()

/** The first class day of a training, or null while it has none. */
export async function firstClassDayOf(db: Reader, trainingId: number): Promise<Day | null> {
  const row = await db.selectFrom('class_day as d').innerJoin('cohort as h', 'h.id', 'd.cohort_id')
    .select(({ fn }) => fn.min('d.held_on').as('day')).where('h.training_id', '=', trainingId).executeTakeFirst()
  return row?.day ?? null
}

/** How many sheets of a call were handed in and wait for an answer. */
export async function sheetsWaitingFor(db: Reader, callId: number): Promise<number> {
  const { count } = await db.selectFrom('nomination_sheet').select(({ fn }) => fn.countAll<number>().as('count'))
    .where('call_id', '=', callId).where('state', '=', 'submitted').executeTakeFirstOrThrow()
  return count
}

/** The days of a training by cohort, in order, as the notice prints them; a cohort without days is one row. */
export const scheduleOf = (db: Reader, trainingId: number) => db.selectFrom('cohort as h')
  .leftJoin('class_day as d', 'd.cohort_id', 'h.id')
  .select([
    'h.id as cohortId', 'h.name', 'h.name_en as nameEn', 'h.capacity', 'h.delivery_mode as deliveryMode', 'h.state',
    'd.held_on as heldOn', 'd.place', choiceOf('d', 'title').as('oneOf'), choiceOf('d', 'title_en').as('oneOfEn'),
    beginsAt('d').as('startsAt'),
    endsAt('d').as('endsAt'),
  ])
  .where('h.training_id', '=', trainingId).where('h.state', '<>', 'canceled')
  .orderBy('h.position').orderBy('h.id').orderBy('d.held_on').limit(200).execute()
export type Schedule = Awaited<ReturnType<typeof scheduleOf>>

/** What was corrected since a call was published, the first correction first; `file` is there once it is printed. */
export const revisionsOf = (db: Reader, callId: number) => db.selectFrom('call_revision as r')
  .innerJoin('person as p', 'p.id', 'r.made_by')
  .select(['r.revision', 'r.note', 'r.changed', 'r.made_at as madeAt', 'p.name as madeBy', 'r.file_id as fileId'])
  .where('r.call_id', '=', callId).orderBy('r.revision').limit(100).execute()
export type Revisions = Awaited<ReturnType<typeof revisionsOf>>

/** The stored notice of one revision of a call, once it is printed. */
export const fileOfRevision = (db: Reader, callId: number, revision: number) => db.selectFrom('call_revision as r')
  .innerJoin('file as f', 'f.id', 'r.file_id').select(['f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256'])
  .where('r.call_id', '=', callId).where('r.revision', '=', revision).executeTakeFirst()

/**
 * The trainings of a fiscal year with their calls: for the prefecture also those that have none yet, for a municipality
 * only what is published, with the state of its own sheet.
 */
export function callsOfYear(db: Reader, scope: Scope, fiscalYear: number) {
  const municipalityId = scope.of === 'municipality' ? scope.municipalityId : null
  return db.selectFrom('training as t')
    .leftJoin('call as c', 'c.training_id', 't.id')
    .leftJoin('nomination_sheet as own', (join) => join.onRef('own.call_id', '=', 'c.id').on('own.municipality_id', '=', municipalityId))
    .select([
      't.id as trainingId', 't.title', 't.title_en as titleEn', 't.capacity', 't.state as trainingState', 'c.id as callId', 'c.state',
      'c.revision', 'c.opens_on as opensOn', 'c.office_closes_on as officeClosesOn', 'c.closes_on as closesOn', 'c.decision_on as decisionOn',
      'own.state as sheetState', 'own.due_on as sheetDueOn',
      sql<number>`(select count(*) from nomination_sheet s where s.call_id = c.id and s.state in ('submitted', 'accepted'))`.as('answered'),
      sql<number>`(select count(*) from municipality m where ${standing})`.as('asked'),
    ])
    .where('t.fiscal_year', '=', fiscalYear)
    .where((eb) => scope.of === 'all' ? eb.or([eb('c.id', 'is not', null), eb('t.state', 'in', ['planned', 'postponed'])])
      : scope.of === 'municipality' ? eb('c.state', 'in', knownStates) : eb.lit(false))
    .orderBy('c.closes_on').orderBy('t.id').limit(100).execute()
}

/** The training a new one continues: the one it was copied from, else the latest of its course. */
export interface Successor { courseId: number; copiedFromId: number | null }
const nearest = ({ copiedFromId }: Successor) => sql<boolean>`t.id is not distinct from ${copiedFromId}::int`

/** What the call before said, to begin the next one with. */
export const textsOfEarlierCall = (db: Reader, { courseId, copiedFromId }: Successor) => db.selectFrom('call as c')
  .innerJoin('training as t', 't.id', 'c.training_id')
  .select([
    'c.training_id as trainingId', 't.fiscal_year as fiscalYear', 'c.opens_on as opensOn', 'c.office_closes_on as officeClosesOn', 'c.closes_on as closesOn', 'c.decision_on as decisionOn', 'c.pool_on as poolOn', 'c.addressee', 'c.sender', 'c.sender_label as senderLabel', 'c.seal_omitted as sealOmitted', 'c.purpose', 'c.eligibility', 'c.cost', 'c.how_to as howTo', 'c.completion',
    'c.personal_data as personalData', 'c.attachments', 'c.contact', 'c.route', 'c.profession_quotas as professionQuotas', 'c.eligibility_rules as eligibilityRules', 'c.quota_chair as quotaChair', 'c.quota_adviser as quotaAdviser',
    'c.quota_case_presenter as quotaCasePresenter', 'c.quota_other as quotaOther',
  ])
  .where('t.course_id', '=', courseId).orderBy(nearest({ courseId, copiedFromId }), 'desc').orderBy('t.fiscal_year', 'desc').orderBy('c.id', 'desc').limit(1).executeTakeFirst()

/**
 * The forms and papers of the latest published call of the same course that has any, other than this one: what the next call
 * may take over.
 */
export const filesOfEarlierCall = (db: Reader, { courseId, copiedFromId }: Successor, callId: number | null = null) => db.selectFrom('call_file as p').innerJoin('file as k', 'k.id', 'p.file_id')
  .innerJoin('call as c', 'c.id', 'p.call_id').innerJoin('training as t', 't.id', 'c.training_id')
  .select(['p.id', 'p.kind', 'p.title', 'p.file_id as fileId', 'k.name', 'k.bytes', 't.fiscal_year as fiscalYear'])
  .where('p.removed_at', 'is', null).where('c.id', '=', (eb) => eb.selectFrom('call as e').innerJoin('training as f', 'f.id', 'e.training_id').select('e.id')
    .where('f.course_id', '=', courseId).where('e.state', 'not in', ['draft', 'in_approval']).where('e.id', '<>', callId ?? 0)
    .where((is) => is.exists(is.selectFrom('call_file as o').select('o.id').whereRef('o.call_id', '=', 'e.id').where('o.removed_at', 'is', null)))
    .orderBy(sql`f.id is not distinct from ${copiedFromId}::int`, 'desc').orderBy('f.fiscal_year', 'desc').orderBy('e.id', 'desc').limit(1))
  .orderBy('p.position').orderBy('p.id').limit(100)

/** The professions a call may give places of their own. */
export const professionsOf = (db: Reader) => professionsInOrder(db).execute()
const professionsInOrder = (db: Reader) => db.selectFrom('profession').select(['code', 'name', 'name_en as nameEn']).orderBy('position').orderBy('code').limit(100)

/** What the form of a call offers to choose from, in one statement: professions, and the offices that may sign. */
export const choicesOf = (db: Reader) => db.selectNoFrom([
  jsonArrayFrom(professionsInOrder(db)).as('professions'), sql<string[]>`(select coalesce(json_agg(distinct s.label order by s.label), '[]') from sender s)`.as('senders'),
]).executeTakeFirstOrThrow()

/** What a course says of itself, and under which title its last training was issued. */
export const courseTextsOf = (db: Reader, courseId: number) => db.selectFrom('course as k')
  .select([
    'k.name as courseName', 'k.description', 'k.requirements',
    sql<string>`coalesce((select t.issuer_title from training t where t.course_id = k.id order by t.fiscal_year desc, t.id desc limit 1), '')`
      .as('issuerTitle'),
  ])
  .where('k.id', '=', courseId).executeTakeFirst()

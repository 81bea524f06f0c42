import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { fiscalYearInWords } from '../../base/days.ts'
import { inBoth } from '../../base/texts.ts'
import { within } from '../../base/within.ts'
import type { Parent } from '../documents/shelf.ts'
import { whyNotKeepDocuments } from './rules.ts'
import { texts } from './texts.ts'

/** Supports that a scope reaches: of its municipality, or those that somebody advises. */
export const supportsWithin = (db: Reader, scope: Scope) => db.selectFrom('model_support as s')
  .innerJoin('municipality as m', 'm.id', 's.municipality_id').innerJoin('support_recruitment as r', 'r.id', 's.recruitment_id')
  .where(({ ref }) => within(scope, { municipality: ref('s.municipality_id'), person: sql<null>`null::int`, support: ref('s.id') }))

const columns = ['s.id', 's.fiscal_year as fiscalYear', 's.state', 's.version', 's.receipt', 's.recruitment_id as recruitmentId',
  'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'm.kind'] as const

/** What a support is called and where it stands: what every page below it needs. */
export const findSupport = (db: Reader, scope: Scope, id: number) => supportsWithin(db, scope).select(columns).where('s.id', '=', id).executeTakeFirst()
export type Support = NonNullable<Awaited<ReturnType<typeof findSupport>>>

/** A support as the parent of its documents. */
export async function supportAsParent(db: Reader, scope: Scope, id: number): Promise<Parent | undefined> {
  const support = await findSupport(db, scope, id)
  return support && { id, ...titled(titleOf(support)), municipalityId: support.municipalityId, above: [], page: `/model-supports/${id}`, whyNotKeep: whyNotKeepDocuments(support.state) }
}

const titled = ({ ja, en }: { ja: string; en: string }) => ({ title: ja, titleEn: en })

/** What a support is called where pages below it name it. */
export const titleOf = ({ municipality, municipalityEn, fiscalYear }: Pick<Support, 'municipality' | 'municipalityEn' | 'fiscalYear'>) =>
  inBoth(texts, 'modelSupports.one', { ja: { municipality, year: fiscalYearInWords(fiscalYear, 'ja') }, en: { municipality: municipalityEn, year: fiscalYearInWords(fiscalYear, 'en') } })

/** The same with its row held until the change is done. */
export async function holdSupport(db: Reader, scope: Scope, id: number): Promise<Support | undefined> {
  if (await findSupport(db, scope, id) === undefined) return undefined
  await db.selectFrom('model_support').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return findSupport(db, scope, id)
}

/** The application of a support with the recruiting it answers. */
export const findApplication = (db: Reader, scope: Scope, id: number) => supportsWithin(db, scope).select(columns)
  .select(['s.reason', 's.situation', 's.wishes', 's.structure', 's.contact', 's.outcome', 's.outcome_reason as outcomeReason',
    'r.closes_on as closesOn', 'r.state as recruitmentState', 'r.contact as officeContact', 'r.words'])
  .where('s.id', '=', id).executeTakeFirst()

const held = sql<number>`(select count(*)::int from support_session e where e.model_support_id = s.id and e.state = 'held')`

/** The supports of a year, in official order, with what was done in each. */
export const supportsOfYear = (db: Reader, scope: Scope, fiscalYear: number) => supportsWithin(db, scope).select(columns)
  .select([held.as('sessions'),
    sql<number>`(select count(*)::int from support_goal g join support_plan p on p.id = g.plan_id where p.model_support_id = s.id and p.state = 'agreed')`.as('goals'),
    // The check at the end counts, and until there is one that of the half-year.
    sql<number>`(select count(*)::int from support_goal g join support_plan p on p.id = g.plan_id left join goal_check h on h.goal_id = g.id and h.kind = 'half_year'
      left join goal_check z on z.goal_id = g.id and z.kind = 'end' where p.model_support_id = s.id and p.state = 'agreed' and coalesce(z.outcome, h.outcome) = 'reached')`.as('reached'),
    sql<number>`(select count(*)::int from action_item a join support_session e on e.id = a.support_session_id where e.model_support_id = s.id and a.state = 'open')`.as('openActions'),
    sql<string | null>`(select string_agg(p.name, '、' order by x.id) from expert_appointment x join person p on p.id = x.person_id where x.model_support_id = s.id and x.state in ('accepted', 'ended'))`.as('experts')])
  .where('s.fiscal_year', '=', fiscalYear).orderBy('m.code').orderBy('s.id').limit(200).execute()

/** The recruiting of a year, which every municipality may read. */
export const recruitmentOfYear = (db: Reader, fiscalYear: number) => db.selectFrom('support_recruitment')
  .select(['id', 'fiscal_year as fiscalYear', 'closes_on as closesOn', 'places', 'words', 'contact', 'state', 'version', 'document_number as documentNumber', 'decided_on as decidedOn'])
  .where('fiscal_year', '=', fiscalYear).executeTakeFirst()

/** Everything of one support that its page shows, in one statement. */
export const supportInFull = (db: Reader, scope: Scope, id: number) => supportsWithin(db, scope).select(columns)
  .select(['s.outcome_reason as outcomeReason', 's.withdrawal_reason as withdrawalReason'])
  .select((eb) => [
    jsonArrayFrom(eb.selectFrom('model_support_step as t').leftJoin('person as p', 'p.id', 't.by_person').select(['t.state', 't.at', 't.note', 'p.name as by'])
      .whereRef('t.model_support_id', '=', 's.id').orderBy('t.at').limit(20)).as('steps'),
    jsonObjectFrom(eb.selectFrom('support_plan as l').select((plan) => ['l.id', 'l.number', 'l.state', 'l.aim',
      jsonArrayFrom(plan.selectFrom('support_goal as g').leftJoin('goal_check as h', (join) => join.onRef('h.goal_id', '=', 'g.id').on('h.kind', '=', 'half_year'))
        .leftJoin('goal_check as z', (join) => join.onRef('z.goal_id', '=', 'g.id').on('z.kind', '=', 'end'))
        .select(['g.id', 'g.position', 'g.goal', 'g.evidence', 'h.outcome as halfYear', 'z.outcome as atEnd']).whereRef('g.plan_id', '=', 'l.id').orderBy('g.position').limit(5)).as('goals')])
      .whereRef('l.model_support_id', '=', 's.id').where('l.state', 'in', ['agreed', 'draft']).orderBy('l.state').limit(1)).as('plan'),
    sql<boolean>`exists (select from support_plan d where d.model_support_id = s.id and d.state = 'draft')`.as('hasDraft'),
    jsonArrayFrom(eb.selectFrom('support_session as e').select((session) => ['e.id', 'e.number', 'e.held_on as heldOn', 'e.starts_at as startsAt', 'e.mode', 'e.place', 'e.theme', 'e.state',
      session.selectFrom('support_attendance as a').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('a.session_id', '=', 'e.id').where('a.state', '<>', 'absent').as('people')])
      .whereRef('e.model_support_id', '=', 's.id').orderBy('e.held_on').orderBy('e.number').limit(60)).as('sessions'),
    jsonArrayFrom(eb.selectFrom('expert_appointment as x').innerJoin('person as p', 'p.id', 'x.person_id').innerJoin('expert as k', 'k.person_id', 'x.person_id')
      .select(['x.id', 'p.name', 'k.affiliation', 'x.state', 'x.from_on as fromOn', 'x.to_on as toOn']).whereRef('x.model_support_id', '=', 's.id').orderBy('x.id').limit(20)).as('experts'),
    jsonObjectFrom(eb.selectFrom('support_report as q').select(['q.id', 'q.state', 'q.receipt', 'q.file_id as fileId', 'q.shared_on as sharedOn']).whereRef('q.model_support_id', '=', 's.id')).as('report'),
  ]).where('s.id', '=', id).executeTakeFirst()

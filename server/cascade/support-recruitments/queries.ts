import type { Reader } from '../../base/database.ts'
import type { Scope } from '../../base/access.ts'
import { supportsWithin } from '../model-supports/queries.ts'

const columns = ['id', 'fiscal_year as fiscalYear', 'closes_on as closesOn', 'places', 'words', 'contact', 'state', 'version',
  'document_number as documentNumber', 'sender', 'decided_on as decidedOn'] as const

export const findRecruitment = (db: Reader, id: number) => db.selectFrom('support_recruitment').select(columns).where('id', '=', id).executeTakeFirst()
export const holdRecruitment = (db: Reader, id: number) => db.selectFrom('support_recruitment').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()

/** Which years have a recruiting already. */
export const yearsRecruited = async (db: Reader): Promise<number[]> =>
  (await db.selectFrom('support_recruitment').select('fiscal_year').orderBy('fiscal_year').limit(200).execute()).map(({ fiscal_year }) => fiscal_year)

/** What came in for a recruiting and was not withdrawn, in official order, as far as the scope reaches. */
export const applicationsOf = (db: Reader, scope: Scope, recruitmentId: number) => supportsWithin(db, scope)
  .select(['s.id', 's.state', 's.receipt', 's.outcome', 's.outcome_reason as outcomeReason', 's.reason', 's.situation', 's.wishes', 's.structure',
    'm.name as municipality', 'm.name_en as municipalityEn'])
  .where('s.recruitment_id', '=', recruitmentId).where('s.state', '<>', 'withdrawn').orderBy('m.code').limit(200).execute()

/** One support as a letter about its designation needs it. */
export const findDecided = (db: Reader, scope: Scope, supportId: number) => supportsWithin(db, scope)
  .select(['s.id', 's.fiscal_year as fiscalYear', 's.outcome', 's.outcome_reason as outcomeReason', 'm.name as municipality', 'm.section',
    'r.document_number as documentNumber', 'r.sender', 'r.decided_on as decidedOn', 'r.contact'])
  .where('s.id', '=', supportId).where('r.state', '=', 'decided').where('s.outcome', 'is not', null).executeTakeFirst()
export type DecidedSupport = NonNullable<Awaited<ReturnType<typeof findDecided>>>

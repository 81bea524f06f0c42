import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { Category, SheetState } from './rules.ts'

/** A sheet with everything its page shows and offers; `id` is null while the municipality has not begun. */
export type Desk = Awaited<ReturnType<typeof withDefaults>>

/** The sheet by its own id, within the scope. */
export async function findSheet(db: Reader, scope: Scope, id: number) {
  const row = await desks(db, scope).where('s.id', '=', id).executeTakeFirst()
  return row && withDefaults(row)
}

/** The sheet of a municipality for a call, within the scope: an empty one before its first save. */
export async function sheetOf(db: Reader, scope: Scope, callId: number, municipalityId: number) {
  const row = await desks(db, scope).where('c.id', '=', callId).where('m.id', '=', municipalityId).executeTakeFirst()
  return row && withDefaults(row)
}

type Row = Awaited<ReturnType<ReturnType<typeof desks>['executeTakeFirstOrThrow']>>

function withDefaults({ version, state, contactName, contactPhone, contactEmail, inApproval, officers, ...row }: Row) {
  return {
    ...row, inApproval: inApproval ?? false, officers: officers ?? 0, state: state ?? 'draft' as SheetState, version: version ?? 0,
    contactName: contactName ?? '', contactPhone: contactPhone ?? '', contactEmail: contactEmail ?? '',
  }
}

/** One statement: the municipality, its sheet with lines and nil returns, and what a line may choose from. */
function desks(db: Reader, scope: Scope) {
  return db.selectFrom('municipality as m')
    .innerJoin('call as c', (join) => join.onTrue())
    .leftJoin('nomination_sheet as s', (join) => join.onRef('s.call_id', '=', 'c.id').onRef('s.municipality_id', '=', 'm.id'))
    .leftJoin('person as p', 'p.id', 's.submitted_by').leftJoin('person as w', 'w.id', 's.saved_by')
    .select(['s.id', 'c.id as callId', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
      'm.code as municipalityCode', 's.state', 's.version', 's.contact_name as contactName', 's.contact_phone as contactPhone',
      's.contact_email as contactEmail', 's.receipt', 's.submitted_at as submittedAt', 'p.name as submittedBy', 's.saved_at as savedAt',
      's.return_reason as returnReason', 's.returned_at as returnedAt', 's.due_on as dueOn', 's.due_reason as dueReason',
      's.in_approval as inApproval', 'w.name as savedBy'])
    .select((eb) => [
      jsonArrayFrom(eb.selectFrom('nomination as n').whereRef('n.sheet_id', '=', 's.id').where('n.withdrawn_at', 'is', null)
        .select(['n.id', 'n.category', 'n.rank', 'n.person_id as personId', 'n.name', 'n.kana', 'n.affiliation', 'n.profession_code as professionCode',
          'n.experience', 'n.experience_count as experienceCount', 'n.experience_years as years', 'n.wished_cohort_id as wishedCohortId', 'n.second_cohort_id as secondCohortId', 'n.third_cohort_id as thirdCohortId', 'n.team', 'n.email', 'n.reason', 'n.applicant_id as applicantId'])
        .select((of) => of.selectFrom('applicant as r').innerJoin('application as a', 'a.id', 'r.application_id').whereRef('r.id', '=', 'n.applicant_id')
          .select('a.receipt').as('applicationReceipt'))
        .select((of) => of.selectFrom('name_correction as o').select('o.name_before').whereRef('o.person_id', '=', 'n.person_id').whereRef('o.call_id', '=', 'n.call_id')
          .orderBy('o.id', 'desc').limit(1).as('nameBefore'))
        .orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').limit(400)).as('lines'),
      jsonArrayFrom(eb.selectFrom('nomination as n').whereRef('n.sheet_id', '=', 's.id').where('n.withdrawn_at', 'is not', null)
        .select(['n.id', 'n.category', 'n.rank', 'n.name', 'n.team', 'n.withdrawn_on as withdrawnOn', 'n.withdrawn_by as withdrawnBy', 'n.withdrawn_reason as withdrawnReason'])
        .select((eb) => eb.selectFrom('nomination as o').select('o.name').whereRef('o.replaces_id', '=', 'n.id').limit(1).as('replacedBy'))
        .select((eb) => eb.selectFrom('substitution as u').select('u.id').whereRef('u.nomination_id', '=', 'n.id').where('u.state', '=', 'done').limit(1).as('substitutionId'))
        .orderBy('n.id').limit(400)).as('left'),
      jsonArrayFrom(eb.selectFrom('nil_return as r').whereRef('r.sheet_id', '=', 's.id').select(['r.category', 'r.reason']).orderBy('r.category').limit(4)).as('nilReturns'),
      jsonArrayFrom(eb.selectFrom('profession as f').select(['f.code', 'f.name', 'f.name_en as nameEn']).orderBy('f.position').orderBy('f.code').limit(100)).as('professions'),
      jsonArrayFrom(eb.selectFrom('cohort as h').select(['h.id', 'h.name', 'h.name_en as nameEn']).whereRef('h.training_id', '=', 'c.training_id')
        .where('h.state', 'in', ['planned', 'postponed']).orderBy('h.position').limit(50)).as('cohorts'),
      jsonArrayFrom(eb.selectFrom('sheet_approval_step as a').innerJoin('post as o', 'o.id', 'a.post_id').innerJoin('account as k', 'k.id', 'o.account_id')
        .innerJoin('person as q', 'q.id', 'k.person_id').select(['a.position', 'a.title', 'q.id as personId', 'q.name',
          sql<boolean>`(o.ended_at is null and k.disabled_at is null)`.as('standing')])
        .whereRef('a.municipality_id', '=', 'm.id').orderBy('a.position').limit(3)).as('approvalSteps'),
      jsonObjectFrom(eb.selectFrom('sheet_approval as r').leftJoin('sheet_approval_mark as b', (join) => join.onRef('b.sheet_approval_id', '=', 'r.id').on('b.decision', '=', 'returned'))
        .leftJoin('person as q', 'q.id', 'b.decided_by').select(['r.id', 'r.state', 'b.title', 'q.name', 'b.note'])
        .whereRef('r.sheet_id', '=', 's.id').orderBy('r.id', 'desc').limit(1)).as('approval'),
      eb.selectFrom('post as o').innerJoin('account as k', 'k.id', 'o.account_id').select(({ fn }) => fn.count<number>('k.person_id').distinct().as('n'))
        .whereRef('o.municipality_id', '=', 'm.id').where('o.kind', '=', 'municipality').where('o.ended_at', 'is', null).where('k.disabled_at', 'is', null).as('officers'),
    ])
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null` }))
}

/** All municipalities that exist on a day, in official order, each with its sheet for the call and what it names. */
export function sheetsOfCall(db: Reader, callId: number, today: Day) {
  const named = (category: Category) => sql<number>`count(*) filter (where n.category = ${category} and n.withdrawn_at is null)`
  return db.selectFrom('municipality as m')
    .leftJoin('nomination_sheet as s', (join) => join.onRef('s.municipality_id', '=', 'm.id').on('s.call_id', '=', callId))
    .leftJoin('nomination as n', 'n.sheet_id', 's.id')
    .select(['m.id as municipalityId', 'm.name', 'm.name_en as nameEn', 'm.code', 's.id', 's.state', 's.receipt', 's.submitted_at as submittedAt', 's.due_on as dueOn', 's.due_reason as dueReason'])
    .select([named('chair').as('chair'), named('adviser').as('adviser'), named('case_presenter').as('case_presenter'), named('other').as('other')])
    .select((eb) => eb.selectFrom('nil_return as r').whereRef('r.sheet_id', '=', 's.id').select(sql<string | null>`string_agg(r.category, ',')`.as('nils')).as('nils'))
    .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('m.valid_to', '>=', today)]))
    .groupBy(['m.id', 's.id']).orderBy('m.code').limit(200)
    .$narrowType<{ state: SheetState | null }>().execute()
}

/** How many sheets wait for an answer of the prefecture. */
export async function sheetsWaiting(db: Reader, callId: number): Promise<number> {
  const { count } = await db.selectFrom('nomination_sheet').select((eb) => eb.fn.countAll<number>().as('count'))
    .where('call_id', '=', callId).where('state', '=', 'submitted').executeTakeFirstOrThrow()
  return count
}

/** From whom and to whom the papers of a training go: the municipality with whoever it names on its sheet, and who made the call. */
export async function noticeGround(db: Reader, scope: Scope, about: { municipalityId: number } & ({ trainingId: number } | { callId: number })) {
  const row = await db.selectFrom('training as t').innerJoin('municipality as m', (join) => join.on('m.id', '=', about.municipalityId))
    .leftJoin('call as c', 'c.training_id', 't.id').leftJoin('nomination_sheet as s', (join) => join.onRef('s.call_id', '=', 'c.id').onRef('s.municipality_id', '=', 'm.id'))
    .select(['t.title as trainingTitle', 't.fiscal_year as fiscalYear', 'm.name as municipality', 'c.sender', 'c.document_number as documentNumber', 'c.issued_on as issuedOn',
      's.contact_name as contactName', 's.contact_phone as contactPhone', 's.contact_email as contactEmail'])
    .where('callId' in about ? 'c.id' : 't.id', '=', 'callId' in about ? about.callId : about.trainingId)
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null` })).executeTakeFirst()
  return row && { ...row, sender: row.sender ?? '', contact: [row.contactName, row.contactPhone, row.contactEmail].filter((line): line is string => (line ?? '') !== '') }
}
export type NoticeGround = NonNullable<Awaited<ReturnType<typeof noticeGround>>>

import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { actionsOfSupport } from '../actions/queries.ts'
import { supportsWithin } from '../model-supports/queries.ts'
import { checkedGoals } from '../support-plans/queries.ts'

/** Who was there, by side, as numbers. */
const came = (side: 'municipality' | 'expert' | 'officer') => sql<number>`(select count(*)::int from support_attendance a where a.session_id = e.id and a.state <> 'absent' and a.side = ${side})`

/** The support with its report as it stands, and what of its record is not said elsewhere. */
const ground = (db: Reader, scope: Scope, supportId: number) => supportsWithin(db, scope)
  .select(['s.id', 's.state', 's.fiscal_year as fiscalYear', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 's.reason', 's.situation', 's.wishes', 's.structure'])
  .select((eb) => [
    jsonObjectFrom(eb.selectFrom('support_report as q').select(['q.id', 'q.state', 'q.opening', 'q.course', 'q.results', 'q.outlook', 'q.version']).whereRef('q.model_support_id', '=', 's.id')).as('report'),
    jsonObjectFrom(eb.selectFrom('support_plan as l').select(['l.number', 'l.aim']).whereRef('l.model_support_id', '=', 's.id').where('l.state', '=', 'agreed')).as('plan'),
    jsonArrayFrom(eb.selectFrom('support_session as e').select(['e.number', 'e.held_on as heldOn', 'e.mode', 'e.place', 'e.theme', 'e.advice', 'e.state', came('municipality').as('municipality'), came('expert').as('expert'), came('officer').as('officer')])
      .whereRef('e.model_support_id', '=', 's.id').where('e.state', '=', 'held').orderBy('e.number').limit(60)).as('sessions'),
    jsonArrayFrom(eb.selectFrom('expert_appointment as x').innerJoin('person as p', 'p.id', 'x.person_id').innerJoin('expert as k', 'k.person_id', 'x.person_id')
      .select(['p.name', 'k.affiliation', 'x.from_on as fromOn', 'x.to_on as toOn']).whereRef('x.model_support_id', '=', 's.id').where('x.state', 'in', ['accepted', 'ended']).orderBy('x.id').limit(20)).as('experts'),
  ]).where('s.id', '=', supportId).executeTakeFirst()

/** Everything the final report is put together from, in a fixed order, so that the same record gives the same hash. */
export async function recordOf(db: Reader, scope: Scope, supportId: number) {
  const found = await ground(db, scope, supportId)
  if (found === undefined) return undefined
  const { report, state, id, ...support } = found
  const goals = (await checkedGoals(db, supportId)).map(({ position, goal, evidence, halfYear, halfYearWords, atEnd, atEndWords }) => ({ position, goal, evidence, halfYear, halfYearWords, atEnd, atEndWords }))
  const actions = (await actionsOfSupport(db, scope, supportId).execute())
    .map(({ what, owner, dueOn, state, settledOn, remark, sessionNumber }) => ({ what, owner, dueOn, state, settledOn, remark, sessionNumber }))
  return { id, state, report, record: { ...support, goals, actions } }
}
export type Record = NonNullable<Awaited<ReturnType<typeof recordOf>>>['record']

const reports = (db: Reader) => db.selectFrom('support_report as q').innerJoin('model_support as s', 's.id', 'q.model_support_id').innerJoin('municipality as m', 'm.id', 'q.municipality_id')
  .where('q.state', '=', 'submitted')
  .select(['q.id', 'q.receipt', 'q.submitted_at as submittedAt', 'q.shared_on as sharedOn', 'q.file_id as fileId', 's.id as supportId', 's.state as supportState', 's.fiscal_year as fiscalYear',
    'm.name as municipality', 'm.name_en as municipalityEn', 'm.kind'])

/** Reports that a scope reaches by itself. */
const reached = (db: Reader, scope: Scope) => reports(db).where(({ ref }) => within(scope, { municipality: ref('q.municipality_id'), person: sql<null>`null::int`, support: ref('s.id') }))
/** Reports that were shared with all municipalities: asked past the wall, and for nothing else. */
const shared = (db: Reader) => reports(db).where('q.shared_at', 'is not', null)

const whole = ['q.opening', 'q.course', 'q.results', 'q.outlook', 'q.record', 'q.content_hash as contentHash'] as const
export const findReport = (db: Reader, scope: Scope, id: number) => reached(db, scope).select(whole).where('q.id', '=', id).executeTakeFirst()
export const findSharedReport = (beyond: Reader, id: number) => shared(beyond).select(whole).where('q.id', '=', id).executeTakeFirst()
export type Report = NonNullable<Awaited<ReturnType<typeof findReport>>>

interface Paged { limit: number; offset: number }
/** What was shared, the latest first. */
export const sharedReports = (beyond: Reader, { limit, offset }: Paged) => shared(beyond).select(sql<number>`count(*) over ()`.as('total')).orderBy('q.shared_on', 'desc').orderBy('q.id').limit(limit).offset(offset).execute()
/** What was submitted and not shared yet, as far as a scope reaches. */
export const waitingReports = (db: Reader, scope: Scope) => reached(db, scope).where('q.shared_at', 'is', null).orderBy('q.submitted_at').limit(50).execute()

/** A submitted report as it is printed; undefined when its paper lies there already. */
export const reportToPrint = (db: Reader, id: number) => reports(db).select(whole).where('q.id', '=', id).where('q.file_id', 'is', null).executeTakeFirst()

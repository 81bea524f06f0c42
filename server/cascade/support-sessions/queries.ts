import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { inBoth } from '../../base/texts.ts'
import { within } from '../../base/within.ts'
import type { Parent } from '../documents/shelf.ts'
import { titleOf } from '../model-supports/queries.ts'
import { whyNotKeepDocuments } from '../model-supports/rules.ts'
import { texts } from './texts.ts'

const reached = (db: Reader, scope: Scope) => db.selectFrom('support_session as e').innerJoin('model_support as s', 's.id', 'e.model_support_id').innerJoin('municipality as m', 'm.id', 's.municipality_id')
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: sql<null>`null::int`, support: ref('s.id') }))

const columns = ['e.id', 'e.number', 'e.held_on as heldOn', 'e.starts_at as startsAt', 'e.ends_at as endsAt', 'e.mode', 'e.place', 'e.address', 'e.theme', 'e.advice', 'e.state', 'e.version',
  's.id as supportId', 's.state as supportState', 's.fiscal_year as fiscalYear', 's.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'] as const

/** One session with who was there, the experts who may be, and what each expert reported of it. */
export const findSession = (db: Reader, scope: Scope, id: number) => reached(db, scope).leftJoin('person as w', 'w.id', 'e.saved_by').select(columns)
  .select((eb) => ['e.saved_at as savedAt', 'w.name as savedBy',
    jsonArrayFrom(eb.selectFrom('support_attendance as a').select(['a.side', 'a.appointment_id as appointmentId', 'a.name', 'a.affiliation', 'a.state']).whereRef('a.session_id', '=', 'e.id').orderBy('a.position').limit(40)).as('people'),
    jsonArrayFrom(eb.selectFrom('expert_appointment as x').innerJoin('person as p', 'p.id', 'x.person_id').innerJoin('expert as k', 'k.person_id', 'x.person_id')
      .leftJoin('visit_report as v', (join) => join.onRef('v.appointment_id', '=', 'x.id').onRef('v.session_id', '=', 'e.id'))
      .select(['x.id', 'x.person_id as personId', 'x.state', 'p.name', 'k.affiliation', 'v.words', 'v.version', 'v.written_at as writtenAt'])
      .whereRef('x.model_support_id', '=', 's.id').where((of) => of.or([of('x.state', '=', 'accepted'), of('v.words', 'is not', null)])).orderBy('x.id').limit(20)).as('experts')])
  .where('e.id', '=', id).executeTakeFirst()
export type Session = NonNullable<Awaited<ReturnType<typeof findSession>>>

/** The same with its row held until the change is done. */
export async function holdSession(db: Reader, scope: Scope, id: number): Promise<Session | undefined> {
  if (await findSession(db, scope, id) === undefined) return undefined
  await db.selectFrom('support_session').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return findSession(db, scope, id)
}

/** The next number of a session of a support whose row is held, and the place of the last one to begin with. */
export const lastSession = (db: Reader, supportId: number) => db.selectFrom('support_session').select(['number', 'starts_at as startsAt', 'ends_at as endsAt', 'mode', 'place', 'address'])
  .where('model_support_id', '=', supportId).orderBy('number', 'desc').limit(1).executeTakeFirst()

/** A session as the parent of its documents. */
export async function sessionAsParent(db: Reader, scope: Scope, id: number): Promise<Parent | undefined> {
  const session = await reached(db, scope).select(columns).where('e.id', '=', id).executeTakeFirst()
  if (session === undefined) return undefined
  const [own, support] = [inBoth(texts, 'supportSessions.one', { ja: { number: session.number }, en: { number: session.number } }), titleOf(session)]
  const above = [{ href: `/model-supports/${session.supportId}`, title: support.ja, titleEn: support.en }]
  return { id, title: own.ja, titleEn: own.en, municipalityId: session.municipalityId, above, page: `/support-sessions/${id}`, whyNotKeep: whyNotKeepDocuments(session.supportState) }
}

import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { IdCheck, RequestState } from './rules.ts'

const requests = (db: Reader, scope: Scope) => db.selectFrom('reissue_request as r')
  .innerJoin('certificate as c', 'c.id', 'r.certificate_id').innerJoin('training as t', 't.id', 'c.training_id').innerJoin('person as p', 'p.id', 'r.person_id')
  .select(['r.id', 'r.certificate_id as certificateId', 'r.reason', 'r.words', 'r.name_wanted as nameWanted', 'r.returns_old as returnsOld', 'r.address',
    'r.state', 'r.asked_at as askedAt', 'r.decided_at as decidedAt', 'r.refusal', 'c.number_text as numberText', 'p.name as personName', 'p.kana',
    't.title', 't.title_en as titleEn', sql<IdCheck>`r.id_check`.as('idCheck'),
    sql<string | null>`(select m.name from municipality m where m.id = r.municipality_id)`.as('municipality'),
    sql<string | null>`(select d.name from person d where d.id = r.decided_by)`.as('decidedBy'),
    sql<string>`(select h.name from certificate_event h where h.certificate_id = c.id order by h.id desc limit 1)`.as('name')])
  .where(({ ref }) => within(scope, { municipality: ref('r.municipality_id'), person: ref('r.person_id') }))

/** Requests in a state, the oldest first while they wait, then the latest first; at most 200. */
export const requestsIn = (db: Reader, scope: Scope, state: RequestState) => requests(db, scope).where('r.state', '=', state)
  .orderBy('r.id', state === 'asked' ? 'asc' : 'desc').limit(200).execute()

export const findRequest = (db: Reader, scope: Scope, id: number) => requests(db, scope).where('r.id', '=', id).executeTakeFirst()

/** What was asked for one certificate, the latest first. */
export const requestsOfCertificate = (db: Reader, scope: Scope, certificateId: number) => requests(db, scope)
  .where('r.certificate_id', '=', certificateId).orderBy('r.id', 'desc').limit(20).execute()

/** Whether a changed name is a reason for this certificate: by the design it was issued with; the house says yes. */
export async function isNameChangeGround(db: Reader, certificateId: number): Promise<boolean> {
  const row = await db.selectFrom('certificate as c').innerJoin('certificate_template as d', 'd.id', 'c.template_id')
    .select('d.name_change_is_ground as isGround').where('c.id', '=', certificateId).executeTakeFirst()
  return row?.isGround ?? true
}

/** How many wait to be decided. */
export const countAsked = async (db: Reader, scope: Scope): Promise<number> => (await db.selectFrom('reissue_request as r')
  .select(({ fn }) => fn.countAll<number>().as('n')).where('r.state', '=', 'asked')
  .where(({ ref }) => within(scope, { municipality: ref('r.municipality_id'), person: ref('r.person_id') })).executeTakeFirstOrThrow()).n

import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'
import type { Criteria } from '../evidence/rules.ts'
import type { Achieved } from './credential.ts'

/** A badge is its holder's alone: no municipality has it. */
const nobodys = sql<number | null>`null::int`

type B = Tables & { b: Tables['badge'] }

const eventsOf = (eb: ExpressionBuilder<B, 'b'>) => jsonArrayFrom(eb.selectFrom('certificate_event as h')
  .select(['h.id', 'h.kind']).whereRef('h.certificate_id', '=', 'b.certificate_id').orderBy('h.id')).as('events')

const badges = (db: Reader) => db.selectFrom('badge as b').select((eb) => [
  'b.id', 'b.uuid', 'b.certificate_id as certificateId', 'b.event_id as eventId', 'b.with_name as withName', 'b.valid_from as validFrom',
  'b.made_at as madeAt', 'b.withdrawn_at as withdrawnAt', eventsOf(eb),
])

/** The badges of one certificate, the latest first. A trainee may have two at a time; the rest are those that were replaced. */
export const badgesOf = (db: Reader, scope: Scope, certificateId: number) => badges(db).where('b.certificate_id', '=', certificateId)
  .where(({ ref }) => within(scope, { municipality: nobodys, person: ref('b.person_id') })).orderBy('b.id', 'desc').limit(50).execute()

/** One badge with its token, when the scope reaches it. */
export const findBadge = (db: Reader, scope: Scope, id: number) => badges(db).innerJoin('certificate as c', 'c.id', 'b.certificate_id').innerJoin('training as t', 't.id', 'c.training_id')
  .select(['b.token', 't.title', 't.title_en as titleEn', 't.issuer_title as issuerTitle', 't.fiscal_year as fiscalYear'])
  .where('b.id', '=', id).where(({ ref }) => within(scope, { municipality: nobodys, person: ref('b.person_id') })).executeTakeFirst()

/** What is published of a badge to whoever has it: exactly these columns, and nothing of whose it is. */
export const publishedBadge = (db: Reader, uuid: string) => db.selectFrom('badge as b').innerJoin('certificate as c', 'c.id', 'b.certificate_id')
  .innerJoin('training as t', 't.id', 'c.training_id').innerJoin('signing_key as k', 'k.id', 'b.key_id')
  .select((eb) => ['b.uuid', 'b.token', 'b.event_id as eventId', 'b.valid_from as validFrom', 'b.withdrawn_at as withdrawnAt', 'b.with_name as withName',
    'c.completed_on as completedOn', 'c.issued_on as issuedOn', 't.title', 't.title_en as titleEn', 't.issuer_title as issuerTitle', eventsOf(eb as never)])
  .where('b.uuid', '=', uuid).executeTakeFirst()

/** The badges of a training that count no more. There are never more than one training's people and a few each. */
export async function revokedBadges(db: Reader, trainingId: number) {
  const rows = await db.selectFrom('badge as b').innerJoin('certificate as c', 'c.id', 'b.certificate_id')
    .select((eb) => ['b.uuid', 'b.event_id as eventId', 'b.valid_from as validFrom', 'b.withdrawn_at as withdrawnAt', eventsOf(eb as never)])
    .where('c.training_id', '=', trainingId)
    .where((eb) => eb.or([eb('b.withdrawn_at', 'is not', null), eb.exists(eb.selectFrom('certificate_event as l').select('l.id')
      .whereRef('l.certificate_id', '=', 'b.certificate_id').whereRef('l.id', '>', 'b.event_id'))]))
    .orderBy('b.id').limit(revokedMax + 1).execute()
  // A list that left somebody out would call valid what is not.
  if (rows.length > revokedMax) throw new Error(`training ${trainingId} has more than ${revokedMax} revoked badges`)
  return rows
}
const revokedMax = 50_000

const achieved = (db: Reader) => db.selectFrom('training as t').innerJoin('course as k', 'k.id', 't.course_id')
  .select(['t.id as trainingId', 't.title', 't.title_en as titleEn', 'k.name as courseName', 'k.description'])

/** What completing a training meant by one version of its criteria. Nothing is published of a training before it gave a certificate. */
export async function findAchievement(db: Reader, trainingId: number, version: number): Promise<Achieved & { issuerTitle: string; fiscalYear: number } | undefined> {
  const row = await achieved(db).leftJoin('completion_criteria as r', (join) => join.onRef('r.training_id', '=', 't.id').on('r.version', '=', version))
    .select(['t.issuer_title as issuerTitle', 't.fiscal_year as fiscalYear', 'r.rule'])
    .where('t.id', '=', trainingId).where('t.certificates_given', '>', 0).executeTakeFirst()
  if (row === undefined || (version > 0 && row.rule === null)) return undefined
  return { ...row, version, rule: ruleIn(row.rule) }
}

/** What one person achieved, by the criteria they were judged by. */
export async function achievementOfCertificate(db: Reader, certificateId: number): Promise<Achieved | undefined> {
  const row = await achieved(db).innerJoin('certificate as c', 'c.training_id', 't.id')
    .leftJoinLateral((eb) => eb.selectFrom('judgment_line as l').innerJoin('judgment as j', 'j.id', 'l.judgment_id').innerJoin('completion_criteria as r', 'r.id', 'j.criteria_id')
      .select(['r.version', 'r.rule']).whereRef('l.enrollment_id', '=', 'c.enrollment_id').where('j.state', '=', 'confirmed').where('l.decision', '=', 'completed')
      .orderBy('j.id', 'desc').limit(1).as('r'), (join) => join.on(sql<boolean>`true`))
    .select(['r.version', 'r.rule']).where('c.id', '=', certificateId).executeTakeFirst()
  return row && { ...row, version: row.version ?? 0, rule: ruleIn(row.rule) }
}

/** Criteria as they are kept; what is none asks nothing that could be told. */
const ruleIn = (rule: unknown): Criteria | null => rule !== null && typeof rule === 'object' && 'attendance' in rule ? rule as Criteria : null

/** In whose name was issued last. */
export const latestIssuer = async (db: Reader): Promise<string> => (await db.selectFrom('training').select('issuer_title')
  .where('certificates_given', '>', 0).orderBy('fiscal_year', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst())?.issuer_title ?? ''

export interface PublicKey { id: number; publicJwk: Record<string, string>; withdrawnAt: Date | null; retiredAt: Date | null; madeAt: Date }

const keys = (db: Reader) => db.selectFrom('signing_key').select(['id', 'public_jwk as publicJwk', 'withdrawn_at as withdrawnAt', 'retired_at as retiredAt', 'made_at as madeAt'])

/** Every key that was ever used, the latest first, whether it still counts or not. */
export const allKeys = async (db: Reader): Promise<PublicKey[]> => await keys(db).orderBy('id', 'desc').limit(1_000).execute() as PublicKey[]

export const findKey = async (db: Reader, id: number): Promise<PublicKey | undefined> => await keys(db).where('id', '=', id).executeTakeFirst() as PublicKey | undefined

/** The key that signs today; none before the first badge. */
export const keyInUse = async (db: Reader): Promise<number | null> => (await db.selectFrom('signing_key').select('id').where('retired_at', 'is', null).executeTakeFirst())?.id ?? null

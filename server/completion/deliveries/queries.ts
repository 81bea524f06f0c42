import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { Sequence } from './rules.ts'

const inScope = (scope: Scope) => ({ ref }: { ref: (column: never) => never }) =>
  within(scope, { municipality: ref('c.municipality_id' as never), person: ref('c.person_id' as never) })

/** The latest paper of the certificate at hand that is in force: of one that was revoked none is handed to anybody. */
const latest = (db: Reader) => db.selectFrom('certificate as c')
  .innerJoinLateral((eb) => eb.selectFrom('certificate_event as h').select(['h.id as eventId', 'h.kind', 'h.name', 'h.file_id as fileId', 'h.at'])
    .whereRef('h.certificate_id', '=', 'c.id').orderBy('h.id', 'desc').limit(1).as('l'), (join) => join.onTrue())
  .where('l.kind', '<>', 'revoked')

/** How many papers of a training each municipality has, how many of them are printed and handed over; in official order, then without one. */
export const deliveriesOf = (db: Reader, scope: Scope, trainingId: number) => latest(db)
  .leftJoin('municipality as m', 'm.id', 'c.municipality_id')
  .leftJoin('certificate_handover as o', 'o.event_id', 'l.eventId')
  .where('c.training_id', '=', trainingId).where(inScope(scope) as never)
  .select(({ fn }) => ['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', fn.countAll<number>().as('papers'), fn.count<number>('l.fileId').as('printed'), fn.count<number>('o.id').as('handedOver')])
  .groupBy(['m.id', 'm.code', 'm.name', 'm.name_en']).orderBy(sql`m.code nulls last`).limit(200).execute()

/** Stored papers in force, by municipality code and number: what goes into a ZIP. */
export const papersInForce = (db: Reader, scope: Scope, trainingId: number, municipalityId?: number) => latest(db)
  .innerJoin('file as f', 'f.id', 'l.fileId').leftJoin('municipality as m', 'm.id', 'c.municipality_id')
  .select(['c.number_text as numberText', 'm.code', 'm.name as municipality', 'f.key', 'f.sha256'])
  .where('c.training_id', '=', trainingId).where(inScope(scope) as never)
  .$if(municipalityId !== undefined, (q) => q.where('c.municipality_id', '=', municipalityId!))
  .orderBy(sql`m.code nulls last`).orderBy('c.number').limit(3_000).execute()

/** Papers that nobody has yet. Who holds the certificates holds them against a correction. */
export const notHandedOver = (tx: Writer, scope: Scope, trainingId: number, municipalityId?: number) => latest(tx)
  .leftJoin('certificate_handover as o', 'o.event_id', 'l.eventId').where('o.id', 'is', null)
  .select(['c.id', 'l.eventId', 'c.issued_on as issuedOn'])
  .where('c.training_id', '=', trainingId).where(inScope(scope) as never)
  .$if(municipalityId !== undefined, (q) => q.where('c.municipality_id', '=', municipalityId!))
  .orderBy('c.id').limit(3_000).forUpdate('c').execute()

/** Every number of a training that was given, counted in the register itself; at most twenty of those that are not there. */
export async function sequenceOf(db: Reader, trainingId: number): Promise<Sequence> {
  const row = await db.selectFrom('training as t').where('t.id', '=', trainingId).select((eb) => [
    't.certificates_given as given',
    eb.selectFrom('certificate as c').whereRef('c.training_id', '=', 't.id').select(({ fn }) => fn.countAll<number>().as('n')).$asScalar().$notNull().as('count'),
    eb.selectFrom('certificate as c').whereRef('c.training_id', '=', 't.id').select(({ fn }) => fn.max('c.number').as('n')).$asScalar().as('last'),
    sql<number[]>`array(select n from generate_series(1, t.certificates_given) n
      where not exists (select from certificate c where c.training_id = t.id and c.number = n) order by n limit 20)`.as('missing'),
  ]).executeTakeFirstOrThrow()
  return { ...row, last: row.last ?? null }
}

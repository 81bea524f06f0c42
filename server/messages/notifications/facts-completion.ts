import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import { aboutColumns, aboutTraining, body } from './about.ts'
import type { Certified, Facts, Judged } from './shapes.ts'

// What letters about judgments and certificates need to know.

export async function judgmentFacts(db: Reader, trainingId: number): Promise<Facts | undefined> {
  const about = await aboutTraining(db, trainingId)
  if (about === undefined) return undefined
  const rows = await db.selectFrom('judgment as j').innerJoin('judgment_line as l', 'l.judgment_id', 'j.id')
    .innerJoin('enrollment as e', 'e.id', 'l.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select(['p.id as personId', 'p.name', 'l.decision', 'e.number', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('j.id', '=', (eb) => eb.selectFrom('judgment').select(({ fn }) => fn.max('id').as('id')).where('training_id', '=', trainingId).where('state', '=', 'confirmed'))
    .where('l.decision', 'in', ['completed', 'not_completed']).where('e.state', '<>', 'withdrawn')
    .orderBy('m.code').orderBy('e.number').limit(10_000).execute()
  return {
    of: 'judgment', trainingId, about,
    results: rows.map(({ personId, name, decision, number, ...m }): Judged => ({
      personId, name, decision: decision === 'completed' ? 'completed' : 'not_completed', number: enrollmentNumber(number),
      municipality: m.municipalityId === null ? null : body(m.municipalityId, m.municipality!, m.municipalityEn!),
    })),
  }
}

const certificates = (db: Reader) => db.selectFrom('certificate as k').innerJoin('training as t', 't.id', 'k.training_id')
  .leftJoin('call as c', 'c.training_id', 't.id').leftJoin('municipality as m', 'm.id', 'k.municipality_id')
  .select([...aboutColumns, 'c.contact', 'k.id', 'k.person_id as personId', 'k.name', 'k.number_text as numberText', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
type CertificateRow = Awaited<ReturnType<ReturnType<typeof certificates>['execute']>>[number]
const certified = ({ id, personId, name, numberText, ...m }: CertificateRow): Certified =>
  ({ id, personId, name, numberText, municipality: m.municipalityId === null ? null : body(m.municipalityId, m.municipality!, m.municipalityEn!) })

export async function certificatesFacts(db: Reader, trainingId: number, from: number, to: number): Promise<Facts | undefined> {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return undefined
  const rows = await certificates(db).where('k.training_id', '=', trainingId).where('k.number', '>=', from).where('k.number', '<=', to)
    .orderBy('m.code').orderBy('k.number').limit(10_000).execute()
  return rows[0] && { of: 'certificates', about: { ...rows[0], contact: rows[0].contact ?? '' }, results: rows.map(certified) }
}

export async function certificateFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await certificates(db)
    .select(sql<string | null>`(select v.reason from certificate_event v where v.certificate_id = k.id order by v.id desc limit 1)`.as('reason'))
    .where('k.id', '=', id).executeTakeFirst()
  return row && { of: 'certificate', about: { ...row, contact: row.contact ?? '' }, certificate: certified(row), reason: row.reason ?? '' }
}

/** A request for another paper that was refused, with why. */
export async function refusedReissueFacts(db: Reader, certificateId: number, requestId: number): Promise<Facts | undefined> {
  if (!Number.isInteger(requestId)) return undefined
  const row = await certificates(db).innerJoin('reissue_request as r', 'r.certificate_id', 'k.id').select('r.refusal')
    .where('k.id', '=', certificateId).where('r.id', '=', requestId).where('r.state', '=', 'refused').executeTakeFirst()
  return row && { of: 'certificate', about: { ...row, contact: row.contact ?? '' }, certificate: certified(row), reason: row.refusal ?? '' }
}

/** What somebody was just granted from an earlier year and still has. */
export async function grantedFacts(db: Reader, enrollmentId: number, { modules }: Record<string, unknown>): Promise<Facts | undefined> {
  const ids = Array.isArray(modules) ? modules.filter((one) => Number.isInteger(one)) as number[] : []
  if (ids.length === 0) return undefined
  const rows = await db.selectFrom('carried_module as c').innerJoin('module as o', 'o.id', 'c.module_id').innerJoin('enrollment as e', 'e.id', 'c.enrollment_id')
    .innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('training as t', 't.id', 'e.training_id').leftJoin('call as k', 'k.training_id', 't.id')
    .select([...aboutColumns, 'k.contact', 'p.id as personId', 'p.name', 'o.title as module', 'o.title_en as moduleEn'])
    .where('e.id', '=', enrollmentId).where('e.state', '<>', 'withdrawn').where('c.module_id', 'in', ids).orderBy('o.position').orderBy('o.id').limit(200).execute()
  return rows[0] && {
    of: 'granted', about: { ...rows[0], contact: rows[0].contact ?? '' }, person: rows[0], modules: rows.map((row) => ({ title: row.module, titleEn: row.moduleEn || row.module })),
  }
}

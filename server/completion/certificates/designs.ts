import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { deedFrom, houseDesign, type DeedFacts, type Design } from './wording.ts'

/** The version of a course's design that new certificates are issued with; the design of the house while nobody has made one. */
export async function currentDesign(db: Reader, courseId: number) {
  const row = await designs(db).where('d.course_id', '=', courseId).orderBy('d.version', 'desc').limit(1).executeTakeFirst()
  return row ?? designOfHouse
}

/** The design of the house, as a version that nobody has made. */
export const designOfHouse = { ...houseDesign, id: null, version: 0, senderLabel: null, nameChangeIsGround: true, madeAt: null }

/** Every version there was of a course's design, the latest first, with who made it. */
export const designsOfCourse = (db: Reader, courseId: number) => designs(db).leftJoin('person as p', 'p.id', 'd.made_by').select('p.name as madeBy')
  .where('d.course_id', '=', courseId).orderBy('d.version', 'desc').limit(50).execute()

const designs = (db: Reader) => db.selectFrom('certificate_template as d').select([
  'd.id', 'd.version', 'd.title', 'd.deed', 'd.title_en as titleEn', 'd.deed_en as deedEn', 'd.issuer_en as issuerEn', 'd.with_english as withEnglish',
  'd.with_birth_date as withBirthDate', 'd.seal', 'd.orientation', 'd.border', 'd.sender_label as senderLabel',
  'd.name_change_is_ground as nameChangeIsGround', 'd.made_at as madeAt',
])

/** What certificates of a training are issued with on a day: the design, who signs then, and what fills the holes. */
export async function designFor(db: Reader, trainingId: number, issuedOn: Day) {
  const row = await db.selectFrom('training as t').where('t.id', '=', trainingId).select((eb) => [
    't.course_id as courseId', 't.title as trainingTitle', 't.title_en as trainingTitleEn', 't.fiscal_year as fiscalYear',
    't.issuer_title as issuerTitle', 't.issuer_name as issuerName',
    sql<DeedFacts['modules']>`(select coalesce(json_agg(json_build_object('title', m.title, 'titleEn', m.title_en, 'minutes', m.minutes) order by m.position, m.id), '[]')
      from module m where m.course_id = ${eb.ref('t.course_id')})`.as('modules'),
  ]).executeTakeFirstOrThrow()
  const design = await currentDesign(db, row.courseId)
  const signer = design.senderLabel === null ? undefined : await holderOf(db, design.senderLabel, issuedOn)
  const issuer = design.senderLabel === null ? row : { issuerTitle: signer ? `${signer.organization}${signer.title}` : '', issuerName: signer?.name || signer?.title || '' }
  return { ...row, issuerTitle: issuer.issuerTitle, issuerName: issuer.issuerName, design }
}
export type DesignFor = Awaited<ReturnType<typeof designFor>>

/** Who holds an office on a day; both days of a term count. */
export const holderOf = (db: Reader, label: string, day: Day) => db.selectFrom('sender').select(['organization', 'title', 'name'])
  .where('label', '=', label).where('valid_from', '<=', day).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', day)]))
  .orderBy('valid_from', 'desc').limit(1).executeTakeFirst()

/** The words of one certificate, filled and kept with it: a title that is changed later leaves it as it is. */
export function deedsFor(on: Omit<DesignFor, 'design'> & { design: Design & { id: number | null } }, completedOn: Day): { deed: string | null; deed_en: string | null } {
  if (on.design.id === null) return { deed: null, deed_en: null }
  const facts = { ...on, issuerEn: on.design.issuerEn, completedOn }
  return {
    deed: deedFrom(on.design.deed, facts, 'ja').join('\n'),
    deed_en: on.design.withEnglish ? deedFrom(on.design.deedEn, facts, 'en').join('\n') : null,
  }
}

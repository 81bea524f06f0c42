import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/**
 * What stands beside a course's design, in one statement: its latest training and its modules (a sample is filled with them), every office that may
 * sign, and other courses with the same mark, whose numbers would be taken for ours.
 */
export const besidesOf = (db: Reader, course: { id: number; mark: string }) => db.selectNoFrom((eb) => [
  jsonObjectFrom(eb.selectFrom('training as t')
    .select(['t.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 't.issuer_title as issuerTitle', 't.issuer_name as issuerName'])
    .where('t.course_id', '=', course.id).orderBy('t.fiscal_year', 'desc').orderBy('t.id', 'desc').limit(1)).as('training'),
  jsonArrayFrom(eb.selectFrom('module as m').select(['m.title', 'm.title_en as titleEn', 'm.minutes'])
    .where('m.course_id', '=', course.id).orderBy('m.position').orderBy('m.id').limit(200)).as('modules'),
  jsonArrayFrom(eb.selectFrom('sender as s').select(['s.label', 's.organization', 's.title', 's.name', 's.valid_from as validFrom', 's.valid_to as validTo'])
    .orderBy('s.label').orderBy('s.valid_from', 'desc').limit(500)).as('signers'),
  jsonArrayFrom(eb.selectFrom('course as c').select(['c.id', 'c.name', 'c.name_en as nameEn'])
    .where('c.mark', '=', course.mark).where('c.id', '<>', course.id).orderBy('c.id').limit(10)).as('likes'),
]).executeTakeFirstOrThrow()
export type Besides = Awaited<ReturnType<typeof besidesOf>>

/** Who of these holds an office on a day; both days of a term count. */
export const signerOn = (signers: Besides['signers'], label: string, day: Day) =>
  signers.find((one) => one.label === label && one.validFrom <= day && (one.validTo === null || one.validTo >= day))

import type { Reader } from '../../base/database.ts'

const courses = (db: Reader) => db.selectFrom('course as c')
  .select(['c.id', 'c.kind', 'c.name', 'c.name_en as nameEn', 'c.mark', 'c.description', 'c.requirements', 'c.instructor_years as instructorYears'])

/** Every course with its size and how often it was held; courses belong to the prefecture, so there is no scope. */
export const allCourses = (db: Reader) => courses(db).select((eb) => [
  eb.selectFrom('module as m').whereRef('m.course_id', '=', 'c.id').select(({ fn }) => fn.countAll<number>().as('n')).as('modules'),
  eb.selectFrom('module as m').whereRef('m.course_id', '=', 'c.id').select(({ fn }) => fn.sum<number>('m.minutes').as('n')).as('minutes'),
  eb.selectFrom('training as t').whereRef('t.course_id', '=', 'c.id').select(({ fn }) => fn.countAll<number>().as('n')).as('trainings'),
]).orderBy('c.id').limit(200).execute()

export const findCourse = (db: Reader, id: number) => courses(db).where('c.id', '=', id).executeTakeFirst()

/** The outline of a course in its order; `slots` says how many slots teach a module. */
export const outlineOf = (db: Reader, courseId: number) => db.selectFrom('module as m')
  .select((eb) => ['m.id', 'm.position', 'm.title', 'm.title_en as titleEn', 'm.minutes',
    eb.selectFrom('slot as s').whereRef('s.module_id', '=', 'm.id').select(({ fn }) => fn.countAll<number>().as('n')).as('slots')])
  .where('m.course_id', '=', courseId).orderBy('m.position').orderBy('m.id').limit(200).execute()

/** One module of this course; of another course it is not found. */
export const findModule = (db: Reader, courseId: number, id: number) => db.selectFrom('module')
  .select(['id', 'position', 'title', 'title_en as titleEn', 'minutes']).where('course_id', '=', courseId).where('id', '=', id).executeTakeFirst()

/** Which trainings use a course, the latest first. */
export const trainingsOfCourse = (db: Reader, courseId: number) => db.selectFrom('training')
  .select(['id', 'title', 'title_en as titleEn', 'fiscal_year as fiscalYear', 'state']).where('course_id', '=', courseId)
  .orderBy('fiscal_year', 'desc').orderBy('id', 'desc').limit(50).execute()

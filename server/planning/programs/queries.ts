import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'

/** The programs of the prefecture; they belong to no municipality, so there is no scope. */
export const programsInOrder = (db: Reader) => db.selectFrom('program as p').select((eb) => ['p.id', 'p.name', 'p.name_en as nameEn',
  eb.selectFrom('program_year as y').whereRef('y.program_id', '=', 'p.id').select(({ fn }) => fn.min('y.fiscal_year').as('n')).as('from'),
  eb.selectFrom('program_year as y').whereRef('y.program_id', '=', 'p.id').select(({ fn }) => fn.max('y.fiscal_year').as('n')).as('to'),
]).orderBy('p.id').limit(100).execute()

export const findProgram = (db: Reader, id: number) =>
  db.selectFrom('program').select(['id', 'name', 'name_en as nameEn', 'purpose']).where('id', '=', id).executeTakeFirst()

/** One program with the fiscal years it has opened, the latest first. */
export const findProgramWithYears = (db: Reader, id: number) => db.selectFrom('program as p').select((eb) => ['p.id', 'p.name', 'p.name_en as nameEn', 'p.purpose',
  jsonArrayFrom(eb.selectFrom('program_year as y').select('y.fiscal_year as fiscalYear').whereRef('y.program_id', '=', 'p.id').orderBy('y.fiscal_year', 'desc').limit(100)).as('years'),
]).where('p.id', '=', id).executeTakeFirst()

export const findPillar = (db: Reader, programId: number, id: number) => db.selectFrom('pillar')
  .select(['id', 'name', 'name_en as nameEn', 'from_fiscal_year as from', 'to_fiscal_year as to']).where('program_id', '=', programId).where('id', '=', id).executeTakeFirst()

export const pillarsOf = (db: Reader, programId: number) => db.selectFrom('pillar')
  .select(['id', 'position', 'name', 'name_en as nameEn', 'from_fiscal_year as from', 'to_fiscal_year as to'])
  .where('program_id', '=', programId).orderBy('from_fiscal_year').orderBy('position').orderBy('id').limit(100).execute()

export const findYear = (db: Reader, programId: number, fiscalYear: number) => db.selectFrom('program_year')
  .select(['id', 'fiscal_year as fiscalYear']).where('program_id', '=', programId).where('fiscal_year', '=', fiscalYear).executeTakeFirst()

/** The budget lines of every year of a program, the latest year first. */
export const budgetOf = (db: Reader, programId: number) => db.selectFrom('budget_line as b')
  .innerJoin('program_year as y', 'y.id', 'b.program_year_id').leftJoin('pillar as p', 'p.id', 'b.pillar_id')
  .select(['b.id', 'y.fiscal_year as fiscalYear', 'b.label', 'b.amount', 'b.unit', 'b.pillar_id as pillarId', 'p.name as pillar', 'p.name_en as pillarEn'])
  .where('y.program_id', '=', programId).orderBy('y.fiscal_year', 'desc').orderBy('b.id').limit(500).execute()

/** The yearly calendar of one fiscal year. */
export const stepsOf = (db: Reader, programId: number, fiscalYear: number) => db.selectFrom('year_step as s')
  .innerJoin('program_year as y', 'y.id', 's.program_year_id')
  .select(['s.id', 's.label', 's.label_en as labelEn', 's.from_on as fromOn', 's.to_on as toOn'])
  .where('y.program_id', '=', programId).where('y.fiscal_year', '=', fiscalYear).orderBy('s.from_on').orderBy('s.id').limit(200).execute()

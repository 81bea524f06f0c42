import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader, Writer } from '../../base/database.ts'
import { count } from '../../base/numbers.ts'
import type { AnnexContent } from '../self-evaluations/content.ts'
import { figureOver, type Registers } from '../self-evaluations/counting.ts'
import { wideNumber } from '../self-evaluations/rules.ts'

/** An annex as it is written, with its year, its sheet, and the budget lines it prints. */
const annexes = (db: Reader) => db.selectFrom('evaluation_annex as a').innerJoin('evaluation_year as y', 'y.id', 'a.year_id').innerJoin('self_evaluation_sheet as s', 's.id', 'y.sheet_id').select((eb) => [
  'a.id', 'a.year_id as yearId', 'a.number', 'a.title', 'a.goal', 'a.purpose', 'a.results', 'a.challenges', 'a.efforts', 'a.budget_fiscal_year as budgetYear', 'a.version',
  'y.fiscal_year as fiscalYear', 'y.state', 's.id as sheetId', 's.number as sheetNumber', 's.name as sheetName', 's.program_id as programId',
  jsonArrayFrom(eb.selectFrom('evaluation_annex_pillar as p').whereRef('p.annex_id', '=', 'a.id').select(['p.heading', 'p.name', 'p.words']).orderBy('p.position').limit(9)).as('pillars'),
  jsonArrayFrom(eb.selectFrom('evaluation_annex_figure as f').leftJoin('course as c', 'c.id', 'f.course_id').whereRef('f.annex_id', '=', 'a.id').select(['f.name', 'f.course_id as courseId', 'c.name as courseName', 'f.measure', 'f.from_fiscal_year as from', 'f.to_fiscal_year as to', 'f.digits']).orderBy('f.position').limit(9)).as('figures'),
  jsonArrayFrom(eb.selectFrom('budget_line as b').innerJoin('program_year as g', 'g.id', 'b.program_year_id').whereRef('g.program_id', '=', 's.program_id').whereRef('g.fiscal_year', '=', 'a.budget_fiscal_year').select(['b.label', 'b.amount', 'b.unit']).orderBy('b.id').limit(99)).as('lines'),
])

export const findAnnex = (db: Reader | Writer, id: number) => annexes(db as Reader).where('a.id', '=', id).executeTakeFirst()
export const annexOfYear = (db: Reader | Writer, yearId: number) => annexes(db as Reader).where('a.year_id', '=', yearId).executeTakeFirst()
export type Annex = NonNullable<Awaited<ReturnType<typeof findAnnex>>>

/** The years that the figures of an annex reach over. */
export const reachOf = ({ figures }: Pick<Annex, 'figures'>) => figures.length === 0 ? null : { from: Math.min(...figures.map(({ from }) => from)), to: Math.max(...figures.map(({ to }) => to)) }

/** The figures of an annex by what the registers and the printed figures say now. */
export const figuresOf = (registers: Registers, { figures, programId }: Pick<Annex, 'figures' | 'programId'>) =>
  figures.map((one) => ({ ...one, ...figureOver(registers, { courseId: one.courseId, programId, measure: one.measure }, one) }))

/** An annex with its figures counted and its budget added up, as it is printed and frozen. */
export function annexContent(registers: Registers, annex: Annex | undefined): AnnexContent | null {
  if (annex === undefined) return null
  const { number, title, goal, purpose, results, challenges, efforts, pillars, budgetYear, lines } = annex
  const figures = figuresOf(registers, annex).map(({ name, value, from, to, digits }) => ({ name, value, from, to, printed: value === null ? '－' : digits === 'wide' ? wideNumber(value) : count(value, 'ja') }))
  const budget = (['thousand_yen', 'yen'] as const).map((unit) => ({ unit, amount: lines.filter((one) => one.unit === unit).reduce((sum, { amount }) => sum + amount, 0), of: lines.some((one) => one.unit === unit) }))
  return { number, title, goal, purpose, results, challenges, efforts, pillars, figures, budgetYear, budget: budget.filter(({ of }) => of).map(({ unit, amount }) => ({ amount, unit })) }
}

export const coursesToChoose = (db: Reader) => db.selectFrom('course').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(100).execute()

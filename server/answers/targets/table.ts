import type { FastifyRequest } from 'fastify'
import { fiscalYearOf, type Day } from '../../base/days.ts'
import type { TextKey } from '../../base/texts.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'
import { fiscalYear, oneNamed, oneNamedOrBlank, oneOf, oneOfOrBlank, text, wholeOrBlank } from '../../office/table-imports/cells.ts'
import type { Columns, RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { texts as trainingTexts } from '../../planning/trainings/texts.ts'
import { takeTargets, type IncomingTarget } from './changes.ts'
import { coursesOfTargets, targetsInFile, townsOfTargets } from './queries.ts'
import { peopleMeasures, whyNotChange, type PeopleMeasure } from './rules.ts'
import { texts } from './texts.ts'

type Span = 'each' | 'cumulative'
interface Named { id: number; name: string; nameEn: string }
/** A row of the form: the target of one municipality. Without a value nothing is promised yet, and nothing is taken in. */
export interface TargetRow {
  year: number; municipalityId: number; courseId: number | null; measure: PeopleMeasure; category: Category | null; span: Span
  value: number | null; unit: string; label: string; labelEn: string; reason: string
}
type Stands = Awaited<ReturnType<typeof targetsInFile>>[number]
interface Ground extends Standing { courses: readonly Named[]; towns: readonly (Named & { code: string })[]; stands: ReadonlyMap<string, Stands>; today: Day }

const municipality = oneNamed(({ towns }: Ground) => towns, ({ id }) => id, 'targets.noMunicipality')
const course = {
  ...oneNamedOrBlank(({ courses }: Ground) => courses, ({ id }) => id, 'targets.noCourse'),
  choices: ({ courses }: Ground) => courses.map(({ name }) => name),
}
const wordsOf = <Code extends string>(codes: readonly Code[], family: string) => Object.fromEntries(codes.map((code) => [code, `${family}.${code}`])) as Record<Code, TextKey>

const columns: Columns<TargetRow, Ground> = {
  year: { header: 'targets.fromYear', width: 10, ...fiscalYear() },
  municipalityId: { header: 'targets.municipality', width: 16, also: ['団体コード'], ...municipality },
  courseId: { header: 'targets.course', width: 34, optional: true, ...course },
  measure: { header: 'targets.measure', width: 16, ...oneOf<PeopleMeasure>({ texts, words: wordsOf(peopleMeasures, 'targets.measures') }) },
  category: { header: 'targets.category', width: 16, optional: true, ...oneOfOrBlank<Category>({ texts: trainingTexts, words: wordsOf(categories, 'trainings.categories'), also: { chair: ['司会者'], adviser: ['助言者'], case_presenter: ['事例提供者'], other: ['その他'] } }) },
  span: { header: 'targets.span', width: 26, ...oneOf<Span>({ texts, words: wordsOf(['each', 'cumulative'] as const, 'targets.spanOf'), also: { each: ['各年度', '（各年度）'], cumulative: ['累計', '（累計）'] } }) },
  value: { header: 'targets.value', width: 10, ...wholeOrBlank({ min: 1, max: 1_000_000 }) },
  unit: { header: 'targets.unit', width: 8, optional: true, ...text({ max: 10 }) },
  label: { header: 'targets.tableLabel', width: 30, optional: true, ...text({ max: 80 }) },
  labelEn: { header: 'targets.tableLabelEn', width: 30, optional: true, ...text({ max: 120 }) },
  reason: { header: 'targets.reason', width: 30, optional: true, ...text({ max: 200 }) },
}

const keyOf = ({ year, municipalityId, courseId, measure, category }: Pick<TargetRow, 'year' | 'municipalityId' | 'courseId' | 'category'> & { measure: string }) =>
  [year, municipalityId, courseId ?? '', measure, category ?? ''].join('|')
const rowOf = (one: Stands): TargetRow => ({ ...one, measure: one.measure as PeopleMeasure, reason: '' })
const kept = ['span', 'value', 'unit', 'label', 'labelEn'] as const satisfies (keyof TargetRow)[]
const differs = (row: TargetRow, stands: Stands) => kept.some((name) => row[name] !== stands[name])

/** Boxes left blank mean what stands there already, or what the figure is called; a reason without a change says nothing. */
function settled(row: TargetRow, { stands }: Ground): TargetRow {
  const before = stands.get(keyOf(row))
  const whole = {
    ...row, value: row.value ?? before?.value ?? null, unit: row.unit || before?.unit || '人', label: row.label || before?.label || texts[`targets.measures.${row.measure}`].ja,
    labelEn: row.labelEn || before?.labelEn || texts[`targets.measures.${row.measure}`].en,
  }
  return before !== undefined && !differs(whole, before) ? { ...whole, reason: '' } : whole
}

function problemsOf(row: TargetRow, place: number, { stands, today }: Ground): RowProblem<TargetRow>[] {
  const before = stands.get(keyOf(row))
  if (before === undefined) return row.value === null ? [{ place, field: 'value', level: 'warning', reason: { key: 'targets.noValue' } }] : []
  const why = differs(row, before) ? whyNotChange(row.year, today, row.reason) : null
  return why === null ? [] : [{ place, field: 'reason', level: 'error', reason: why }]
}

/**
 * The rows to fill in: of this fiscal year, or the next once this one has targets, a row without a value for each municipality,
 * meaning what those of the year before mean.
 */
function toFill({ towns, stands, today }: Ground): TargetRow[] {
  const all = [...stands.values()]
  const now = fiscalYearOf(today)
  const year = [now, now + 1].find((one) => !all.some((target) => target.year === one))
  if (year === undefined) return []
  const before = all.filter((one) => one.year === year - 1)
  const kinds = [...new Map(before.map((one) => [keyOf({ ...one, year: 0, municipalityId: 0 }), one])).values()].map((one) => ({ ...rowOf(one), value: null }))
  const plainKind: Omit<TargetRow, 'municipalityId' | 'year'> = { courseId: null, measure: 'completed', category: null, span: 'each', value: null, unit: '人', label: texts['targets.measures.completed'].ja, labelEn: texts['targets.measures.completed'].en, reason: '' }
  return (kinds.length > 0 ? kinds.slice(0, 8) : [plainKind]).flatMap((kind) => towns.map(({ id }) => ({ ...kind, year, municipalityId: id })))
}

/** Targets of many municipalities at once, as a table that is sent, looked at and taken. */
export const targetTable: TableKind<TargetRow, Ground> = {
  kind: 'targets', path: '/targets', access: 'targets.edit', rowsMax: 5_000, title: 'targets.tableTitle', howTo: 'targets.tableHowTo', fileName: 'targets.tableFile', taken: 'targets.taken', columns,
  async ground({ db, say, today }: FastifyRequest) {
    const [courses, towns, all] = await Promise.all([coursesOfTargets(db), townsOfTargets(db), targetsInFile(db)])
    return {
      municipalityId: null, subjectId: null, about: say('targets.ofMunicipalities'), crumbs: [{ href: '/targets', label: say('targets.heading') }], back: '/targets', whyNot: null,
      courses, towns, stands: new Map(all.map((one) => [keyOf(one), one])), today,
    }
  },
  standing: async (_, ground) => [...toFill(ground), ...[...ground.stands.values()].map(rowOf)],
  settle: (rows, ground) => rows.map((row) => settled(row, ground)),
  keyOf,
  problems: (rows, ground) => rows.flatMap((row, place) => problemsOf(row, place, ground)),
  take: (change, compared, { stands }) => takeTargets(change, compared.flatMap(({ mark, value: row }): IncomingTarget[] => {
    const before = stands.get(keyOf(row))
    return mark === 'removed' || row.value === null ? [] : [{ ...row, value: row.value, id: before?.id ?? null, version: before?.version ?? 1 }]
  })),
}

import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { municipalityAsked } from '../conference-types/pages.ts'
import { columnsTyped } from './changes.ts'
import { PlanForm, type PlanQuery } from './forms.ts'
import { findPlan, plansOfYear } from './queries.ts'
import { cellInWords, cellsOf, columnsMax, countOf, layOut, readBlock, readCell, sameDays, shortNames, type Grid, type Standing } from './rules.ts'

/** The plan of a year to be looked at; for the prefecture, first all municipalities. */
export async function planPage(request: FastifyRequest, { municipality }: PlanQuery) {
  const { db, scope, year } = request
  const isAll = scope.of === 'all'
  const id = municipalityAsked(scope, municipality)
  if (id === undefined) return { isAll, year, plan: null, rows: await plansOfYear(db, year) }
  const plan = found(await findPlan(db, scope, id, year))
  const grid = layOut({ ...plan, year })
  return { isAll, year, plan, grid, rows: [], names: shortNames(plan.centers, plan.municipality), counts: countOf(grid), sameDays: sameDays(grid), isMarked: markedBy(plan) }
}

/** Whether a day lies in the months that the paper marks. */
const markedBy = ({ markedFrom, markedTo }: { markedFrom: string | null; markedTo: string | null }) => (day: string | null): boolean =>
  day !== null && markedFrom !== null && markedTo !== null && markedFrom <= day && day <= markedTo

const wordsOf = (standing: Standing | null, language: 'ja' | 'en'): string =>
  standing === null || standing.heldOn === null ? '' : cellInWords({ day: standing.heldOn, mode: standing.mode, isCanceled: standing.state === 'canceled' }, language)

/** Whether two texts of a cell say the same day in the same way. */
function saysTheSame(one: string, other: string, year: number): boolean {
  const [a, b] = [readCell(one, year), readCell(other, year)]
  return one.trim() === other.trim() || ('cell' in a && 'cell' in b && JSON.stringify(a) === JSON.stringify(b))
}

/** The sheet of a year: as it stands, or as it was typed when it comes back, with what stands beside each cell that differs. */
export async function sheetPage(request: FastifyRequest) {
  const { db, scope, language, say } = request
  const body = request.method === 'POST' ? (request.body ?? {}) as Partial<PlanForm> : {}
  const year = typeof body.fiscalYear === 'number' && body.fiscalYear >= 1950 && body.fiscalYear <= 2999 ? body.fiscalYear : request.year
  const plan = found(scope.of === 'municipality' ? await findPlan(db, scope, scope.municipalityId, year) : undefined)
  const typed = request.method === 'POST'
  const columns = columnsTyped(textsOf(body.columns))
  const more = /^more\.(\d{1,9})$/.exec(String(body.act ?? ''))?.[1]
  let grid = layOut({ ...plan, year, columns })
  if (more !== undefined) {
    const now = [...grid.groups.map(({ type, columns: count }) => ({ id: type.id, count })), ...grid.whole.map(({ type, cells }) => ({ id: type.id, count: cells.length }))].find(({ id }) => id === Number(more))
    if (now) grid = layOut({ ...plan, year, columns: { ...columns, [now.id]: Math.min(columnsMax, now.count + 1) } })
  }
  const sent = textsOf(body.cells)
  const pasted = body.act === 'paste' && typeof body.block === 'string' ? readBlock(body.block, grid) : null
  const cells = Object.fromEntries(cellsOf(grid).map(({ key, standing }) => [key, pasted?.cells[key] ?? (typed ? sent[key] ?? '' : wordsOf(standing, language))]))
  const isStale = request.refusal?.key === 'form.stale'
  const theirs = isStale ? Object.fromEntries(cellsOf(grid).flatMap(({ key, standing }) => saysTheSame(cells[key]!, wordsOf(standing, language), year) ? [] : [[key, wordsOf(standing, language) || say('conferencePlans.blank')]])) : {}
  const problems = Object.fromEntries(request.unfit.flatMap(({ field, reason }) => field.startsWith('cells.') ? [[field.slice(6), say(reason.key, reason.data)]] : []))
  return {
    plan, grid, year, cells, theirs, names: shortNames(plan.centers, plan.municipality), problems, problemList: listOf(grid, problems, language), isStale, unread: pasted?.unread ?? null, isPasted: pasted !== null,
    form: formOf(PlanForm, request, { markedFrom: plan.markedFrom ?? '', markedTo: plan.markedTo ?? '' }), marked: typed ? { from: body.markedFrom ?? '', to: body.markedTo ?? '' } : { from: plan.markedFrom ?? '', to: plan.markedTo ?? '' },
  }
}

const textsOf = (boxes: unknown): Record<string, string> =>
  boxes === null || typeof boxes !== 'object' || Array.isArray(boxes) ? {} : Object.fromEntries(Object.entries(boxes).filter((one): one is [string, string] => typeof one[1] === 'string'))

/** Problems in the order of the sheet, each named by its center, its type and its place. */
function listOf(grid: Grid, problems: Readonly<Record<string, string>>, language: 'ja' | 'en') {
  const nameOf = (name: string, nameEn: string) => language === 'ja' ? name : nameEn || name
  const groups = [...grid.whole.map(({ type, cells }) => ({ row: '', type, cells })), ...grid.rows.flatMap(({ center, groups: list }) => list.map((cells, n) => ({ row: center?.name ?? '', type: grid.groups[n]!.type, cells: cells ?? [] })))]
  return groups.flatMap(({ row, type, cells }) => cells.filter(({ key }) => problems[key] !== undefined).map(({ key, position }) => ({
    name: `cells.${key}`, label: [row, nameOf(type.name, type.nameEn), position].filter((one) => one !== '').join(language === 'ja' ? '　' : ' '), problem: problems[key]!,
  })))
}

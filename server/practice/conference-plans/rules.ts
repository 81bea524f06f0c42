import { dayInWords, fiscalYearOf, isDay, parseDay, weekdayNumber, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { Language } from '../../base/texts.ts'
import { isOfYear, type ConferenceState, type Frequency, type Level, type Mode } from '../conference-types/rules.ts'

/** What one cell of the grid says: a day, whether it is (partly) online, and whether it was called off. */
export interface CellTyped { day: Day; mode: Mode; isCanceled: boolean }

const marks: [ending: RegExp, means: Partial<CellTyped>][] = [
  [/[(\s、,・]*(?:中止|canceled|cancelled)\)?$/i, { isCanceled: true }],
  [/[(\s、,・]*(?:一部オンライン|一部|partly online|partly)\)?$/i, { mode: 'partly_online' }],
  [/[(\s、,・]*(?:完全オンライン|全部オンライン|オンライン|全部|online)\)?$/i, { mode: 'online' }],
]
const inYear = /^(\d{1,2})(?:[/.\-月])(\d{1,2})日?(?:\(([日月火水木金土])\))?$/
const englishMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A cell as people type it: '5/27', '5月27日', '５月２７日（木）', 'R3.5.27', '2021-05-27', '27-May', with 一部オンライン, オンライン or 中止 behind it.
 * A day without a year lies in the fiscal year of the grid. Null for a blank one.
 */
export function readCell(text: string, year: number): { cell: CellTyped | null } | { reason: Reason } {
  let left = text.normalize('NFKC').trim()
  if (left === '' || /^[-―—–－]$/.test(left)) return { cell: null }
  const found: CellTyped = { day: '', mode: 'on_site', isCanceled: false }
  for (let isMarked = true; isMarked && left !== '';) {
    const mark = marks.find(([ending]) => ending.test(left))
    isMarked = mark !== undefined
    if (mark) { left = left.replace(mark[0], '').trim(); Object.assign(found, mark[1]) }
  }
  const day = dayTyped(left, year)
  if (day === null) return { reason: { key: 'conferencePlans.noDay' } }
  if (fiscalYearOf(day) !== year) return { reason: { key: 'conferencePlans.otherYear', data: { day } } }
  return { cell: { ...found, day } }
}

function dayTyped(text: string, year: number): Day | null {
  const typed = text.replace(/\s/g, '').replace(/[‐‒–—―−ー]/g, '-')
  const [, english, month] = /^(\d{1,2})-?([a-z]{3})$/i.exec(typed) ?? []
  const [, m = month === undefined ? undefined : String(englishMonths.indexOf(month.toLowerCase()) + 1), d = english, weekday] = inYear.exec(typed) ?? []
  if (m === undefined || d === undefined) return parseDay(text)
  const day = `${Number(m) < 4 ? year + 1 : year}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  if (!isDay(day)) return null
  return weekday === undefined || '日月火水木金土'[weekdayNumber(day)] === weekday ? day : null
}

/** A cell in words that `readCell` understands: '5/27', '5/27 一部', '5/27 オンライン', '5/27 中止'. */
export function cellInWords({ day, mode, isCanceled }: CellTyped, language: Language): string {
  const words = language === 'ja' ? { partly_online: '一部', online: 'オンライン', canceled: '中止' } : { partly_online: 'partly', online: 'online', canceled: 'canceled' }
  return [`${Number(day.slice(5, 7))}/${Number(day.slice(8))}`, mode === 'on_site' ? '' : words[mode], isCanceled ? words.canceled : ''].filter(Boolean).join(' ')
}

export const dayOfCell = (day: Day, language: Language): string => dayInWords(day, language, 'short')

export interface PlanType { id: number; name: string; nameEn: string; level: Level; fromFiscalYear: number; toFiscalYear: number | null; areas: readonly number[]; frequencies: readonly Frequency[] }
export interface PlanCenter { id: number; name: string; validFrom: Day | null; validTo: Day | null }
export interface Standing {
  id: number; typeId: number; organizationId: number | null; position: number; heldOn: Day | null; mode: Mode; state: ConferenceState
  /** Whether more is known of it than its day: then its cell is not emptied. */
  hasRecord: boolean
  /** Whether a community issue names it: then its cell is not emptied, either. */
  isNamed: boolean
}

export interface GridCell { key: string; typeId: number; organizationId: number | null; position: number; standing: Standing | null }
export interface GridRow { center: PlanCenter | null; /** One list per column group; null where the type is not held at this center. */ groups: (GridCell[] | null)[] }
export interface Grid {
  /** Types of the whole municipality, a row of cells each. */
  whole: { type: PlanType; cells: GridCell[] }[]
  /** Column groups of the table of centers, and how many columns each has. */
  groups: { type: PlanType; columns: number }[]
  rows: GridRow[]
}

export const columnsMax = 31
export const keyOf = (typeId: number, organizationId: number | null, position: number): string => `${typeId}-${organizationId ?? 0}-${position}`

/** How many columns a type needs: as often as it is usually held, as often as it is, and what somebody asked for. */
const columnsOf = (type: PlanType, standing: readonly Standing[], scope: Frequency['scope'], asked = 0): number => {
  const usual = type.frequencies.filter((one) => one.scope === scope).map(({ timesMax, per, everyMonths }) => everyMonths !== null ? Math.floor(12 / everyMonths) : (timesMax ?? 0) * (per === 'month' ? 12 : 1))
  return Math.min(columnsMax, Math.max(1, ...usual, asked, ...standing.filter((one) => one.typeId === type.id).map((one) => one.position)))
}

/** The grid of a year: its centers as rows, its types as groups of columns, and above them what is held for the whole municipality. */
export function layOut({ types, centers, standing, year, columns = {} }: { types: readonly PlanType[]; centers: readonly PlanCenter[]; standing: readonly Standing[]; year: number; columns?: Readonly<Record<number, number>> }): Grid {
  const used = (id: number) => standing.some((one) => one.typeId === id)
  const [all, there] = [types.filter((one) => isOfYear(one, year) || used(one.id)), new Map(standing.map((one) => [keyOf(one.typeId, one.organizationId, one.position), one]))]
  const [first, last] = [`${year}-04-01`, `${year + 1}-03-31`]
  const rowsOf = centers.filter((one) => ((one.validFrom ?? first) <= last && (one.validTo ?? last) >= first) || standing.some(({ organizationId }) => organizationId === one.id))
  const cells = (type: PlanType, organizationId: number | null, count: number): GridCell[] => Array.from({ length: count }, (_, n) => {
    const key = keyOf(type.id, organizationId, n + 1)
    return { key, typeId: type.id, organizationId, position: n + 1, standing: there.get(key) ?? null }
  })
  const [whole, rest] = [all.filter(({ level }) => level === 'municipality'), all.filter(({ level }) => level !== 'municipality')]
  const groups = rest.map((type) => ({ type, columns: columnsOf(type, standing, rowsOf.length === 0 ? 'municipality' : 'center', columns[type.id]) }))
  const isHeldAt = (type: PlanType, id: number) => type.areas.length === 0 || type.areas.includes(id) || standing.some((one) => one.typeId === type.id && one.organizationId === id)
  const forAll = rowsOf.length === 0 || standing.some((one) => one.organizationId === null && rest.some(({ id }) => id === one.typeId))
  return {
    whole: whole.map((type) => ({ type, cells: cells(type, null, columnsOf(type, standing, 'municipality', columns[type.id])) })), groups,
    rows: groups.length === 0 ? [] : [
      ...forAll ? [{ center: null, groups: groups.map(({ type, columns: count }) => cells(type, null, count)) }] : [],
      ...rowsOf.map((center) => ({ center, groups: groups.map(({ type, columns: count }) => isHeldAt(type, center.id) ? cells(type, center.id, count) : null) })),
    ],
  }
}

export const cellsOf = (grid: Grid): GridCell[] => [...grid.whole.flatMap(({ cells }) => cells), ...grid.rows.flatMap(({ groups }) => groups.flatMap((one) => one ?? []))]

export interface Wanted { put: (CellTyped & GridCell)[]; change: (CellTyped & { id: number; state: ConferenceState; before: Standing })[]; remove: Standing[] }

/**
 * What a sheet of cells wants done to what stands, and what is wrong with it, each by its cell. A meeting that was held keeps its record, and one that a community issue
 * names stays: its day may be mended, its cell is not emptied. The same day twice for one type at one center is told at both cells.
 */
export function readSheet(grid: Grid, typed: Readonly<Record<string, string>>, year: number, today: Day): { wanted: Wanted; problems: FieldReason[] } {
  const problems: FieldReason[] = []
  const wanted: Wanted = { put: [], change: [], remove: [] }
  const days = new Map<string, string[]>()
  for (const cell of cellsOf(grid)) {
    const at = `cells.${cell.key}`
    const read = readCell(typed[cell.key] ?? '', year)
    if ('reason' in read) { problems.push({ field: at, reason: read.reason }); continue }
    const { standing } = cell
    if (read.cell === null) {
      if (standing === null) continue
      if (standing.hasRecord || standing.state === 'held') problems.push({ field: at, reason: { key: 'conferencePlans.hasRecord' } })
      else if (standing.isNamed) problems.push({ field: at, reason: { key: 'conferencePlans.isNamed' } })
      else wanted.remove.push(standing)
      continue
    }
    const place = `${cell.typeId}-${cell.organizationId ?? 0}-${read.cell.day}`
    if (!read.cell.isCanceled) days.set(place, [...days.get(place) ?? [], at])
    if (standing === null) { wanted.put.push({ ...cell, ...read.cell }); continue }
    if (standing.state === 'held' && read.cell.isCanceled) { problems.push({ field: at, reason: { key: 'conferencePlans.wasHeld' } }); continue }
    if (standing.state === 'held' && read.cell.day > today) { problems.push({ field: at, reason: { key: 'conferencePlans.heldLater' } }); continue }
    const state = read.cell.isCanceled ? 'canceled' : standing.state === 'canceled' ? 'planned' : standing.state
    if (read.cell.day !== standing.heldOn || read.cell.mode !== standing.mode || state !== standing.state) wanted.change.push({ ...read.cell, id: standing.id, state, before: standing })
  }
  for (const places of days.values()) if (places.length > 1) for (const field of places) problems.push({ field, reason: { key: 'conferencePlans.twice' } })
  return { wanted, problems }
}

/** Days on which a center has two different types of meetings: not wrong, and worth a look. */
export function sameDays(grid: Grid): Set<string> {
  const found = new Set<string>()
  for (const { groups } of grid.rows) {
    const cells = groups.flatMap((one) => one ?? []).filter(({ standing }) => standing !== null && standing.state !== 'canceled' && standing.heldOn !== null)
    for (const one of cells) if (cells.some((other) => other !== one && other.typeId !== one.typeId && other.standing!.heldOn === one.standing!.heldOn)) found.add(one.key)
  }
  return found
}

const plainName = (text: string): string => text.normalize('NFKC').replace(/[\s　]/g, '').replace(/地域包括支援センター|包括支援センター|包括$/g, '').toLowerCase()

/**
 * A block as a spreadsheet hands it over (tabs and lines). A line that begins with a center's name fills that center's row, one that begins with the name of a type of the whole municipality
 * fills its row; lines without a name fill the rows that are left in their order. Blank cells leave the cell blank. `unread`: lines without any place, headings among them.
 */
export function readBlock(block: string, grid: Grid): { cells: Record<string, string>; unread: string[] } {
  const cells: Record<string, string> = {}
  const unread: string[] = []
  const lines = block.split(/\r?\n/).map((line) => line.split('\t').map((cell) => cell.trim())).filter((line) => line.some((cell) => cell !== ''))
  const taken = new Set<GridRow>()
  const named = (word: string) => grid.rows.find(({ center }) => center !== null && plainName(center.name) === plainName(word))
    ?? grid.rows.find(({ center }) => center !== null && plainName(word).length > 1 && plainName(center.name).endsWith(plainName(word)))
  const put = (row: readonly GridCell[], words: readonly string[]) => { for (const [n, cell] of row.entries()) cells[cell.key] = words[n] ?? '' }
  const flat = (row: GridRow) => row.groups.flatMap((one, n) => one ?? Array.from({ length: grid.groups[n]!.columns }, (): null => null))
  for (const line of lines) {
    const [first = '', ...rest] = line
    const whole = grid.whole.find(({ type }) => plainName(type.name) === plainName(first))
    if (whole) { put(whole.cells, rest.filter((word) => word !== '')); continue }
    const row = named(first)
    const isName = row !== undefined && !/^\d/.test(first.normalize('NFKC'))
    const isDates = !isName && line.some((word) => 'cell' in readCell(word, 0) || /\d/.test(word)) && /^$|\d/.test(first.normalize('NFKC'))
    const target = isName ? row : isDates ? grid.rows.find((one) => !taken.has(one)) : undefined
    if (target === undefined) { unread.push(line.filter(Boolean).join(' ').slice(0, 40)); continue }
    taken.add(target)
    const words = isName ? rest : line
    for (const [n, cell] of flat(target).entries()) if (cell !== null && n < words.length) cells[cell.key] = words[n]!
  }
  return { cells, unread }
}

/** Names of centers as a table of one municipality has them: without what all of them share, the name of the municipality and 地域包括支援センター. */
export function shortNames(centers: readonly Pick<PlanCenter, 'id' | 'name'>[], municipality: string): Map<number, string> {
  const cut = centers.map(({ id, name }) => [id, name.replace(/地域包括支援センター$/, '').replace(new RegExp(`^${municipality.replace(/[^\p{L}\p{N}]/gu, '')}`), '').trim()] as const)
  const isClear = cut.every(([, name]) => name !== '') && new Set(cut.map(([, name]) => name)).size === cut.length
  return new Map(isClear ? cut : centers.map(({ id, name }) => [id, name]))
}

/** How many dates each type has in a grid, and how many of them were held. */
export const countOf = (grid: Grid): { type: PlanType; dates: number; held: number }[] => [
  ...grid.whole.map(({ type, cells }) => ({ type, cells })), ...grid.groups.map(({ type }) => ({ type, cells: grid.rows.flatMap(({ groups }) => groups.flatMap((one) => (one ?? []).filter(({ typeId }) => typeId === type.id))) })),
].map(({ type, cells }) => ({ type, dates: cells.filter(({ standing }) => standing !== null && standing.state !== 'canceled' && standing.heldOn !== null).length, held: cells.filter(({ standing }) => standing?.state === 'held').length }))

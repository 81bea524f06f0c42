import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Table } from '../../base/sheets.ts'
import { isLog, isSection, placesIn, serviceOf, type Places, type Role } from './columns.ts'
import { orderOf, readMoment, secondsOf, type Order, type Written } from './moments.ts'
import { identityOf, joinIdsIn, type Service } from './rules.ts'

/** Where staff said which column is what: numbers of rows and columns from 0. */
export interface Layout { headRow: number; name?: number; email?: number; joined: number; left: number; marks?: number }

/** One connection as the log has it. Times in seconds since 1970; null where the cell could not be read. `line` counts from 1. */
export interface LogRow {
  line: number; identity: string; name: string; email: string; marks: string
  joined: number | null; left: number | null; isWaiting: boolean; cells: string[]
}

/** What a log was read as. `zone`: minutes ahead of UTC the clock was read in, null when that has to be said by somebody. */
export interface Reading { service: Service; zone: number | null; rows: LogRow[]; said: Reason[] }

/** What a log is held against: the day it is for, and from when until when its slots run (seconds since 1970). */
export interface Ground { heldOn: Day; from: number; to: number; zone: number | null; layout: Layout | null }

interface Found { headRow: number; end: number; places: Places; isRough: boolean }

/**
 * Reads a log by what its headings say, whichever service wrote it; of several tables in one file the one that knows every coming
 * and going. 'unknown' when no headings are known: then somebody says which column is what.
 */
export function readLog({ rows }: Table, ground: Ground): Reading | { refused: Reason } | 'unknown' {
  const table = ground.layout === null ? findTable(rows) : byHand(rows, ground.layout)
  if (table === null) return rows.some((row) => isWithoutTimes(placesIn(row))) ? { refused: { key: 'onlineLogs.noTimes' } } : 'unknown'
  const said: Reason[] = table.isRough ? [{ key: 'onlineLogs.onlyFirstAndLast' }] : []
  const service = ground.layout === null ? serviceOf(rows, rows[table.headRow]!) : 'other'
  const raw = table.places.action === undefined ? connectionsIn(rows, table) : connectionsOfEvents(rows, table)
  if (raw.length === 0) return { refused: { key: 'onlineLogs.noRows' } }
  const written = raw.flatMap(({ joined, left }) => [joined, left])
  const order = orderOf(written, ground.heldOn)
  const zone = ground.zone ?? zoneOf(raw, order, ground)
  const made = untilTheEnd(raw.map((one) => rowOf(one, order, zone ?? 540, ground.heldOn)), said)
  return { service, zone, rows: made, said: [...said, ...unreadable(made)] }
}

const isWithoutTimes = (places: Places): boolean => (places.name !== undefined || places.email !== undefined) && places.duration !== undefined && !isLog(places)

function findTable(rows: readonly string[][]): Found | null {
  const tables = rows.flatMap((row, headRow): Found[] => {
    const places = placesIn(row)
    return isLog(places) ? [{ headRow, places, isRough: places.joined === undefined && places.action === undefined, end: endOf(rows, headRow) }] : []
  })
  const size = ({ headRow, end }: Found) => end - headRow
  return tables.toSorted((a, b) => Number(a.isRough) - Number(b.isRough) || size(b) - size(a)).find((one) => size(one) > 1) ?? tables[0] ?? null
}

/** A table ends at a blank row, the title of another part, or other headings. */
function endOf(rows: readonly string[][], headRow: number): number {
  const end = rows.findIndex((row, n) => n > headRow && (row.every((cell) => cell.trim() === '') || isSection(row) || isLog(placesIn(row))))
  return end < 0 ? rows.length : end
}

const byHand = (rows: readonly string[][], { headRow, ...places }: Layout): Found => ({ headRow, end: rows.length, places, isRough: false })

interface Raw { line: number; name: string; email: string; marks: string; joined: Written | null; left: Written | null; isOpen: boolean; isWaiting: boolean; cells: string[] }

const tidy = (cell: string | undefined, most: number): string => (cell ?? '').replace(/^="(.*)"$/s, '$1').replaceAll('\0', '').trim().slice(0, most)
const yes = /^(yes|はい|○|true|1)$/i

function connectionsIn(rows: readonly string[][], { headRow, end, places }: Found): Raw[] {
  return rows.slice(headRow + 1, end).flatMap((row, n): Raw[] => {
    const who = whoIn(row, places)
    if (who.name === '' && who.email === '') return []
    const cell = (role: Role, instead: Role) => tidy(row[places[role] ?? places[instead] ?? -1], 100)
    const [joined, left] = [cell('joined', 'first'), cell('left', 'last')]
    return [{ ...who, line: headRow + n + 2, joined: readMoment(joined), left: readMoment(left), isOpen: left === '', isWaiting: yes.test(tidy(row[places.waiting ?? -1], 20)) }]
  })
}

function whoIn(row: readonly string[], places: Places): Pick<Raw, 'name' | 'email' | 'marks' | 'cells'> {
  const cells = row.slice(0, 60).map((cell) => tidy(cell, 300))
  const at = (role: Role) => cells[places[role] ?? -1] ?? ''
  const email = [at('email'), at('account')].find((one) => one.includes('@')) ?? ''
  const known = new Set(Object.values(places))
  const elsewhere = cells.filter((cell, place) => !known.has(place) && joinIdsIn(cell).length > 0)
  return { name: at('name').slice(0, 200), email: email.slice(0, 254), marks: [at('marks'), ...elsewhere].filter(Boolean).join(' ').slice(0, 200), cells }
}

const [coming, going] = [/join|参加|入室/i, /left|leave|退出|退室|退席/i]

/** An older list has a line for each coming and each going: what somebody began is ended by the next going of the same name. */
function connectionsOfEvents(rows: readonly string[][], { headRow, end, places }: Found): Raw[] {
  const open = new Map<string, Raw>()
  const made: Raw[] = []
  rows.slice(headRow + 1, end).forEach((row, n) => {
    const who = whoIn(row, places)
    const [action, at] = [tidy(row[places.action!], 60), readMoment(tidy(row[places.at!], 100))]
    const key = who.email || who.name
    if (key === '') return
    if (going.test(action)) {
      const begun = open.get(key)
      if (begun === undefined) made.push({ ...who, line: headRow + n + 2, joined: null, left: at, isOpen: false, isWaiting: false })
      else Object.assign(begun, { left: at, isOpen: false })
      open.delete(key)
    } else if (coming.test(action) && !open.has(key)) {
      const begun: Raw = { ...who, line: headRow + n + 2, joined: at, left: null, isOpen: true, isWaiting: false }
      open.set(key, begun)
      made.push(begun)
    }
  })
  return made
}

function rowOf({ joined, left, isOpen, ...row }: Raw, order: Order, zone: number, heldOn: Day): LogRow & { isOpen: boolean } {
  const at = (written: Written | null) => written === null ? null : secondsOf(written, order, zone, heldOn)
  const [from, until] = [at(joined), at(left)]
  // A meeting over midnight in a list without dates: whoever left before coming left the day after.
  const to = from !== null && until !== null && until < from && left!.ymd === null && left!.ends === null ? until + 86_400 : until
  return { ...row, identity: identityOf(row), joined: from, left: to, isOpen }
}

/** Who was still there when the list was written has no time of leaving: they stayed until the last thing the list knows. */
function untilTheEnd(rows: readonly (LogRow & { isOpen: boolean })[], said: Reason[]): LogRow[] {
  const last = Math.max(0, ...rows.flatMap(({ joined, left }) => [joined ?? 0, left ?? 0]))
  const open = rows.filter(({ isOpen, joined }) => isOpen && joined !== null).length
  if (open > 0) said.push({ key: 'onlineLogs.stillThere', data: { count: open } })
  return rows.map(({ isOpen, ...row }) => isOpen && row.joined !== null ? { ...row, left: last } : row)
}

function unreadable(rows: readonly LogRow[]): Reason[] {
  const lines = rows.filter(({ joined, left }) => joined === null || left === null || left < joined).map(({ line }) => line)
  return lines.length === 0 ? [] : [{ key: 'onlineLogs.unreadableTimes', data: { lines: lines.slice(0, 10).join(', ') + (lines.length > 10 ? ' …' : ''), count: lines.length } }]
}

/** How many connections touch the hours of the day when the clock is read in a zone. */
const fitting = (rows: readonly Raw[], order: Order, { heldOn, from, to }: Ground, zone: number): number => rows.filter(({ joined, left }) => {
  const [begun, ended] = [joined, left].map((one) => one === null ? null : secondsOf(one, order, zone, heldOn))
  return typeof begun === 'number' && begun < to && (ended ?? begun) > from
}).length

/** The clock of Japan when most of the log then lies in the day's hours, or when each time says its zone itself; else nobody can tell. */
function zoneOf(rows: readonly Raw[], order: Order, ground: Ground): number | null {
  if (rows.every(({ joined }) => joined === null || joined.zone !== null)) return 540
  return fitting(rows, order, ground, 540) * 2 >= rows.length ? 540 : null
}

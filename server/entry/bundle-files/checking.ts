import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Language } from '../../base/texts.ts'
import type { Table } from '../../base/sheets.ts'
import { isPoolOpen, placesOf, type Holding, type Places } from '../../planning/calls/pool.ts'
import { perCategory } from '../../planning/allotments/parameters.ts'
import type { callWithHoldings } from '../../planning/calls/queries.ts'
import type { ColumnName } from '../nomination-files/columns.ts'
import { compare, type Compared } from '../nomination-files/comparing.ts'
import { problemAt, readForm, type CellProblem, type Reading, type ReadLine } from '../nomination-files/reading.ts'
import { judged, withOwnPlaces } from '../nominations/checks.ts'
import type { Line } from '../nominations/lines.ts'
import { registersOfSheets } from '../nominations/register.ts'
import type { Category } from '../nominations/rules.ts'
import { groundOf, type Body } from './queries.ts'
import { isLate, whyNotEnterFor } from './rules.ts'
import { toOffice, whyNotAnswered } from './wording.ts'

export type Call = NonNullable<Awaited<ReturnType<typeof callWithHoldings>>>

/** What the file says of one municipality: the lines of its sheet, who is nobody, and what changes by it. */
export interface Part {
  body: Body; read: ReadLine[]; lines: Line[]; compared: Compared[]
  nils: { category: Category; reason: string }[]
  counts: Record<Compared['mark'], number>
  late: boolean
}
export interface Bundle { table: Table; reading: Reading; problems: CellProblem[]; errors: number; parts: Part[]; people: number }

/** Rows of a file, headings and blanks included. */
export const tableLimits = { rowsMax: 20_000, columnsMax: 60 }

/**
 * Asks the rules of the sheet about every municipality of a file, against the sheets as they are now. Each line is compared
 * with those of its own sheet only; the registers are asked once for all. Places out of a pool are given in official order,
 * so that one file cannot take the last one twice. Three statements, however many rows.
 */
export async function checkBundle(db: Reader, call: Call, table: Table, today: Day, language: Language): Promise<Bundle | { refused: Reason }> {
  const ground = await groundOf(db, call.id, today)
  const reading = readForm(table, {
    callId: call.id, municipalityCodes: ground.bodies.map(({ code }) => code), wrongCode: { key: 'bundleFiles.noCode' },
    professions: ground.professions, cohorts: ground.cohorts, language,
  })
  if ('refused' in reading) return reading
  const parts = partsOf(reading, ground.bodies, call, today)
  const registers = await registersOfSheets(db, call, parts.map(({ body, lines }) => ({ municipalityId: body.id, lines })))
  const known = new Set(reading.problems.map(({ row, field }) => `${row} ${field}`))
  const holdings = call.holdings.map((one) => ({ ...one }))
  const byRule = parts.flatMap((part, place) => {
    const places = placesFor(holdings, part.body.id, isPoolOpen(call.poolOn, today))
    take(holdings, part)
    return problemsOf(part, call, reading, table, registers[place]!, places, language)
  }).filter(({ row, field }) => !known.has(`${row} ${field}`))
  const problems = [...reading.problems, ...byRule].sort((a, b) => a.row - b.row || a.column - b.column)
  return { table, reading, problems, errors: problems.filter(({ level }) => level === 'error').length, parts, people: reading.lines.length }
}

function partsOf(reading: Reading, bodies: readonly Body[], call: Call, today: Day): Part[] {
  const [lines, nils] = [Map.groupBy(reading.lines, ({ code }) => code), Map.groupBy(reading.nils, ({ code }) => code)]
  return bodies.filter(({ code }) => lines.has(code) || nils.has(code)).map((body) => {
    const read = lines.get(body.code) ?? []
    const compared = compare(body.lines, read.map(({ line }) => line))
    const counts = { new: 0, changed: 0, removed: 0, same: 0 }
    for (const { mark } of compared) counts[mark] += 1
    return {
      body, read, compared, counts, late: isLate(body, call, today), lines: compared.filter(({ mark }) => mark !== 'removed').map(({ line }) => line),
      nils: (nils.get(body.code) ?? []).map(({ category, reason }) => ({ category, reason })),
    }
  })
}

function problemsOf(
  { body, read, lines, nils }: Part, call: Call, reading: Reading, table: Table, registers: Parameters<typeof judged>[2], places: Record<Category, Places>, language: Language,
): CellProblem[] {
  const own = reading.nils.filter(({ code }) => code === body.code)
  const first = read[0]?.row ?? own[0]!.row
  const shut = whyNotEnterFor(body)
  if (shut !== null) return [problemAt(reading, table, first, 'municipality', shut)]
  const { problems } = judged(call, { ...body, state: 'draft', lines, nilReturns: nils }, registers, places)
  const unanswered = whyNotAnswered(new Set([...lines, ...nils].map(({ category }) => category)), withOwnPlaces(call, places).quotas, language)
  return [
    ...unanswered === null ? [] : [problemAt(reading, table, first, 'municipality', unanswered)],
    ...own.filter(({ reason }) => reason === '').map(({ row }) => problemAt(reading, table, row, 'reason', { key: 'bundleFiles.nilWhy' })),
    ...problems.flatMap((ones, place) => ones.map(({ field, level, reason }) => problemAt(reading, table, read[place]!.row, field as ColumnName, toOffice(reason, body, language), level))),
  ]
}

const placesFor = (holdings: readonly Holding[], municipalityId: number, open: boolean): Record<Category, Places> =>
  perCategory((category) => placesOf(holdings.filter((one) => one.category === category), municipalityId, open))

/** Whoever comes after in the file finds these places taken. */
function take(holdings: Holding[], { body, lines }: Part): void {
  for (const one of holdings) if (one.municipalityId === body.id)
    Object.assign(one, { submitted: lines.filter(({ category }) => category === one.category).length, returned: 0, kept: false })
}

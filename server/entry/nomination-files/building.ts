import type { FastifyRequest } from 'fastify'
import { writeCsv, type CsvEncoding } from '../../base/csv.ts'
import { writeXlsx, type Column } from '../../base/sheets.ts'
import type { Call, Examined } from './checking.ts'
import { columns, formMark, labelOf, type ColumnName } from './columns.ts'
import type { Desk } from '../nominations/queries.ts'
import { categories } from '../nominations/rules.ts'

export interface Built { bytes: Uint8Array; name: string; type: string }
export type Asker = Pick<FastifyRequest, 'say' | 'language' | 'server'>

export const types = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv; charset=utf-8', cp932: 'text/csv; charset=Shift_JIS' }
const widths: Record<ColumnName, number> = {
  municipality: 14, category: 16, rank: 7, name: 18, kana: 20, affiliation: 30, profession: 22, experience: 12, experienceCount: 14, years: 12, cohort: 14, cohort2: 14, cohort3: 14, team: 9, email: 28, reason: 44,
}

/** The form of a call for one municipality, holding what its sheet holds now, with blank rows to fill. */
export async function buildForm(request: Asker, call: Call, desk: Desk, as: 'xlsx' | CsvEncoding): Promise<Built> {
  const { say, language } = request
  const above = headOf(request, call, desk)
  const rows = rowsOf(request, desk)
  const name = say('nominationFiles.fileName', { municipality: language === 'ja' ? desk.municipality : desk.municipalityEn })
  if (as !== 'xlsx') {
    const blank = Array.from({ length: blankRowsOf(call, rows.length) }, () => columns.map(() => ''))
    const head = columns.map((column) => labelOf(column, language))
    const whole = [...above.map((row) => columns.map((_, place) => row[place] ?? '')), head, ...rows, ...blank]
    return { bytes: writeCsv(whole, as), name: `${name}.csv`, type: as === 'cp932' ? types.cp932 : types.csv }
  }
  const bytes = await writeXlsx({
    sheet: say('nominationFiles.sheetName'), title: formMark(say), above, rows, columns: columnsOf(request, desk),
    blankRows: blankRowsOf(call, rows.length), now: request.server.clock(),
  })
  return { bytes, name: `${name}.xlsx`, type: types.xlsx }
}

/** Everything of a municipality that stands in its form, to be asked what an encoding cannot hold. */
export const textOfForm = (request: Asker, call: Call, desk: Desk): string => [...headOf(request, call, desk), ...rowsOf(request, desk)].flat().join('\n')

const headOf = ({ say, language }: Asker, call: Call, desk: Desk): string[][] => [
  [formMark(say)],
  [say('nominationFiles.callNumber'), String(call.id), language === 'ja' ? call.trainingTitle : call.trainingTitleEn ?? call.trainingTitle],
  [say('nominationFiles.contactName'), desk.contactName, '', say('nominationFiles.contactPhone'), desk.contactPhone, '', say('nominationFiles.contactEmail'), desk.contactEmail],
  [say('nominationFiles.howTo')],
]

function rowsOf({ say, language }: Asker, desk: Desk): string[][] {
  const named = (from: readonly { name: string; nameEn: string | null }[], fits: (one: never) => boolean) => {
    const one = (from as never[]).find(fits) as { name: string; nameEn: string | null } | undefined
    return one === undefined ? '' : language === 'ja' ? one.name : one.nameEn ?? one.name
  }
  const people = desk.lines.map((line) => [
    desk.municipalityCode, say(`nominations.category.${line.category}`), String(line.rank), line.name, line.kana, line.affiliation,
    named(desk.professions, ({ code }: { code: string }) => code === line.professionCode),
    line.experience === null ? '' : say(`nominations.experiences.${line.experience}`), String(line.experienceCount ?? ''), String(line.years ?? ''),
    ...[line.wishedCohortId, line.secondCohortId, line.thirdCohortId].map((wish) => named(desk.cohorts, ({ id }: { id: number }) => id === wish)), line.team === null ? '' : String(line.team), line.email, line.reason,
  ])
  const nils = desk.nilReturns.map(({ category, reason }) =>
    [desk.municipalityCode, say(`nominations.category.${category}`), '', say('nominations.nil'), '', '', '', '', '', '', '', '', '', '', '', reason])
  return [...people, ...nils]
}

/** A row for each place that is free, and some more. */
function blankRowsOf({ quotas }: Call, used: number): number {
  const places = categories.reduce((sum, category) => sum + quotas[category], 0)
  return Math.min(396, Math.max(10, places - used + 5))
}

/** The columns with what each may choose from; `municipalities` where rows of several are meant. */
export function columnsOf({ say, language }: Asker, desk: Pick<Desk, 'professions' | 'cohorts'>, municipalities: string[] = []): Column[] {
  const named = (from: readonly { name: string; nameEn: string | null }[]) => from.map(({ name, nameEn }) => (language === 'ja' ? name : nameEn ?? name))
  const choices: Partial<Record<ColumnName, string[]>> = {
    category: categories.map((category) => say(`nominations.category.${category}`)), profession: named(desk.professions), cohort: named(desk.cohorts), cohort2: named(desk.cohorts), cohort3: named(desk.cohorts),
    municipality: municipalities,
    experience: (['experienced', 'planned'] as const).map((one) => say(`nominations.experiences.${one}`)),
  }
  return columns.map((name) => ({ header: labelOf(name, language), width: widths[name], isText: true, ...choices[name]?.length && { choices: choices[name] } }))
}

/** The file as it came, each row with its result and why, to be mended where it was made. */
export async function buildJudged(request: Asker, fileName: string, { table, reading, problems }: Pick<Examined, 'table' | 'reading' | 'problems'>): Promise<Built> {
  const { say, server } = request
  const { headRow } = reading
  const kept = (table.rows[headRow] ?? []).flatMap((heading, place) => (isOurs(heading, say) ? [] : [place]))
  const head = [...kept.map((place) => table.rows[headRow]![place]!), say('nominationFiles.judgment'), say('nominationFiles.why')]
  const byRow = Map.groupBy(problems, ({ row }) => row)
  const rowsRead = new Set([...reading.lines, ...reading.nils].map(({ row }) => row))
  const rows = table.rows.slice(headRow + 1).map((cells, n) => {
    const row = headRow + 1 + n
    const found = byRow.get(row) ?? []
    const result = found.some(({ level }) => level === 'error') ? 'mend' : found.length > 0 ? 'ask' : rowsRead.has(row) ? 'fine' : null
    return [...kept.map((place) => cells[place] ?? ''), result === null ? '' : say(`nominationFiles.${result}`),
      found.map(({ address, reason }) => `${address} ${say(reason.key, reason.data)}`).join('\n')]
  })
  const above = table.rows.slice(0, headRow).map((row) => kept.map((place) => row[place] ?? ''))
  const name = say('nominationFiles.judgedName', { name: fileName.replace(/\.[^.]*$/, '') })
  if (table.kind !== 'xlsx') {
    const whole = [...above.map((row) => head.map((_, place) => row[place] ?? '')), head, ...rows]
    const encoding = table.kind === 'cp932' ? 'cp932' : 'utf-8'
    return { bytes: writeCsv(whole, encoding), name: `${name}.csv`, type: encoding === 'cp932' ? types.cp932 : types.csv }
  }
  const columns = head.map((header, place): Column => ({ header, width: place === head.length - 1 ? 60 : 16, isText: true }))
  return { bytes: await writeXlsx({ sheet: say('nominationFiles.sheetName'), title: formMark(say), above, columns, rows, now: server.clock() }), name: `${name}.xlsx`, type: types.xlsx }
}

const isOurs = (heading: string, say: Asker['say']): boolean => [say('nominationFiles.judgment'), say('nominationFiles.why')].includes(heading)

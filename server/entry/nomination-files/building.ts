import type { FastifyRequest } from 'fastify'
import type { Column } from '../../base/sheets.ts'
import { buildTable, lostOf, type Built, type TableFile, type TableForm } from '../../base/table-files.ts'
import type { Call, Examined } from './checking.ts'
import { columns, formMark, labelOf, type ColumnName } from './columns.ts'
import type { Desk } from '../nominations/queries.ts'
import { categories } from '../nominations/rules.ts'

export type Asker = Pick<FastifyRequest, 'say' | 'language' | 'server'>

const widths: Record<ColumnName, number> = {
  municipality: 14, category: 16, rank: 7, name: 18, kana: 20, affiliation: 30, profession: 22, experience: 12, experienceCount: 14, years: 12, cohort: 14, cohort2: 14, cohort3: 14, team: 9, email: 28, reason: 44,
}

/** The form of a call for one municipality, holding what its sheet holds now, with blank rows to fill. */
export const buildForm = async (request: Asker, call: Call, desk: Desk, as: TableForm): Promise<Built> => buildTable(formOf(request, call, desk), as, request.server.clock())

/** What CP932 cannot hold of a municipality's form. */
export const lostOfForm = (request: Asker, call: Call, desk: Desk) => lostOf(formOf(request, call, desk))

function formOf(request: Asker, call: Call, desk: Desk): TableFile {
  const { say, language } = request
  const rows = rowsOf(request, desk)
  return {
    fileName: say('nominationFiles.fileName', { municipality: language === 'ja' ? desk.municipality : desk.municipalityEn }), sheet: say('nominationFiles.sheetName'),
    title: formMark(say), above: headOf(request, call, desk), rows, columns: columnsOf(request, desk), blankRows: blankRowsOf(call, rows.length), isForm: true,
  }
}

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
  const head = [...kept.map((place) => table.rows[headRow]![place]!), say('tableFiles.judgment'), say('tableFiles.why')]
  const byRow = Map.groupBy(problems, ({ row }) => row)
  const rowsRead = new Set([...reading.lines, ...reading.nils].map(({ row }) => row))
  const rows = table.rows.slice(headRow + 1).map((cells, n) => {
    const row = headRow + 1 + n
    const found = byRow.get(row) ?? []
    const result = found.some(({ level }) => level === 'error') ? 'mend' : found.length > 0 ? 'ask' : rowsRead.has(row) ? 'fine' : null
    return [...kept.map((place) => cells[place] ?? ''), result === null ? '' : say(`tableFiles.${result}`),
      found.map(({ address, reason }) => `${address} ${say(reason.key, reason.data)}`).join('\n')]
  })
  const above = table.rows.slice(0, headRow).map((row) => kept.map((place) => row[place] ?? ''))
  const columns = head.map((header, place): Column => ({ header, width: place === head.length - 1 ? 60 : 16, isText: true }))
  return buildTable({
    fileName: say('tableFiles.judgedName', { name: fileName.replace(/\.[^.]*$/, '') }), sheet: say('nominationFiles.sheetName'), title: formMark(say),
    above, columns, rows, isForm: true,
  }, table.kind === 'utf-8-bom' || table.kind === 'utf-16' ? 'utf-8' : table.kind, server.clock())
}

const isOurs = (heading: string, say: Asker['say']): boolean => [say('tableFiles.judgment'), say('tableFiles.why')].includes(heading)

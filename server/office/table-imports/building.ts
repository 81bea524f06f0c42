import type { FastifyRequest } from 'fastify'
import type { Column as SheetColumn } from '../../base/sheets.ts'
import { buildTable, lostOf, type Built, type TableFile, type TableForm } from '../../base/table-files.ts'
import type { Examined } from './checking.ts'
import { cellsOf, namesOf } from './comparing.ts'
import type { Standing, TableKind } from './kinds.ts'

/** The form of a kind, holding what stands now, with blank rows to fill. */
export const buildForm = async <Row extends object, Ground extends Standing>(request: FastifyRequest, kind: TableKind<Row, Ground>, ground: Ground, as: TableForm): Promise<Built> =>
  buildTable(await formOf(request, kind, ground), as, request.server.clock())

/** What CP932 cannot hold of it. */
export const lostOfForm = async <Row extends object, Ground extends Standing>(request: FastifyRequest, kind: TableKind<Row, Ground>, ground: Ground) =>
  lostOf(await formOf(request, kind, ground))

async function formOf<Row extends object, Ground extends Standing>(request: FastifyRequest, kind: TableKind<Row, Ground>, ground: Ground): Promise<TableFile> {
  const { say } = request
  const rows = await kind.standing(request, ground)
  const columns = namesOf(kind.columns).map((name): SheetColumn => {
    const { header, width = 16, choices } = kind.columns[name]
    const among = choices?.(ground, say) ?? []
    return { header: say(header), width, isText: true, ...among.length > 0 && { choices: among } }
  })
  const title = say(kind.title)
  return {
    fileName: say(kind.fileName, { about: ground.about.replaceAll(/[\s　]+/g, '_') }), sheet: title.replaceAll(/[:\\/?*[\]]/g, ' ').slice(0, 31), title,
    above: [[`${title}　${ground.about}`], [say(kind.howTo)]], columns, rows: rows.map((row) => cellsOf(kind.columns, row, ground, say)),
    blankRows: kind.blankRows ?? 30, isForm: true,
  }
}

/** The file as it came, each row with its result and why, to be mended where it was made. */
export async function buildJudged<Row>({ say, server }: FastifyRequest, fileName: string, { table, reading, problems }: Examined<Row>): Promise<Built> {
  const { headRow, filled } = reading
  const ours = [say('tableFiles.judgment'), say('tableFiles.why')]
  const kept = table.rows[headRow]!.flatMap((heading, place) => (ours.includes(heading) ? [] : [place]))
  const [byRow, rowsRead] = [Map.groupBy(problems, ({ row }) => row), new Set(filled)]
  const rows = table.rows.slice(headRow + 1).map((cells, n) => {
    const row = headRow + 1 + n
    const found = byRow.get(row) ?? []
    const result = found.some(({ level }) => level === 'error') ? 'mend' : found.length > 0 ? 'ask' : rowsRead.has(row) ? 'fine' : null
    return [...kept.map((place) => cells[place] ?? ''), result === null ? '' : say(`tableFiles.${result}`),
      found.map(({ address, reason }) => `${address} ${say(reason.key, reason.data)}`).join('\n')]
  })
  const head = [...kept.map((place) => table.rows[headRow]![place]!), ...ours]
  const name = say('tableFiles.judgedName', { name: fileName.replace(/\.[^.]*$/, '') })
  return buildTable({
    fileName: name, sheet: say('tableFiles.judgment'), title: name, above: table.rows.slice(0, headRow).map((row) => kept.map((place) => row[place] ?? '')),
    columns: head.map((header, place) => ({ header, width: place === head.length - 1 ? 60 : 16, isText: true })), rows, isForm: true,
  }, table.kind === 'utf-8-bom' || table.kind === 'utf-16' ? 'utf-8' : table.kind, server.clock())
}

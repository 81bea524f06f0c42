import type { FastifyRequest } from 'fastify'
import { buildTable, type Built, type TableForm } from '../../base/table-files.ts'
import type { effectPage } from './pages.ts'

/** The table of the page as a file, with what it says and does not say above it, and those left out below. */
export async function buildEffect({ say, server }: Pick<FastifyRequest, 'say' | 'server'>, page: Awaited<ReturnType<typeof effectPage>>, as: TableForm): Promise<Built> {
  const title = say(`effect.each.${page.of}`)
  const inTenths = (value: number) => Math.round(value * 10) / 10
  const columns = [{ header: say('effect.municipality'), width: 30, isText: true }, { header: say('effect.years'), width: 44, isText: true }, { header: say(`effect.before.${page.of}`), width: 20 }, { header: say(`effect.after.${page.of}`), width: 20 }]
  const lines = [...page.lines, ...page.isPrefecture && page.sums !== null ? page.sums.rows : []]
  const rows: (string | number | null)[][] = [
    ...lines.map(({ label, note, before, after }) => [label, note ?? '', inTenths(before), inTenths(after)]),
    ...page.leftOut.flatMap(({ why, bodies }) => bodies.map(({ name }) => [name, say(`effect.why.${why}`), null, null])),
  ]
  return buildTable({ fileName: say('effect.fileName', { of: say(`effect.of.${page.of}`) }), sheet: say('effect.sheet'), title, above: [[title], [say('effect.noCause')]], columns, rows }, as, server.clock())
}

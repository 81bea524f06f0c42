import type { FastifyRequest } from 'fastify'
import type { Column } from '../../base/sheets.ts'
import { buildTable, type Built, type TableForm } from '../../base/table-files.ts'
import { wordsOf } from './pages.ts'
import type { resultsPage } from './pages.ts'
import { fewest } from './rules.ts'

/** What changed, as a file: one line for each item and comparison, with who is missing. It says what the page says. */
export async function buildChanges({ say, language, server }: Pick<FastifyRequest, 'say' | 'language' | 'server'>, { training, trainingEn, results, choices, chosen }: Awaited<ReturnType<typeof resultsPage>>, as: TableForm): Promise<Built> {
  const columns: Column[] = [
    { header: say('measurements.comparison'), width: 28 }, { header: say('measurements.item'), width: 36 }, { header: say('measurements.pairs'), width: 10 }, { header: say('measurements.meanFrom'), width: 10 }, { header: say('measurements.meanTo'), width: 10 },
    { header: say('measurements.meanChange'), width: 10 }, { header: say('measurements.up'), width: 10 }, { header: say('measurements.same'), width: 10 }, { header: say('measurements.down'), width: 10 },
    { header: say('measurements.onlyFrom'), width: 12 }, { header: say('measurements.onlyTo'), width: 12 }, { header: say('measurements.neither'), width: 12 },
  ]
  const rows = results.flatMap(({ key, rows }) => rows.map(({ item, change, isWithheld, onlyFrom, onlyTo, neither }) => [
    say(`measurements.comparisons.${key}`), wordsOf(item, language), isWithheld ? say('measurements.withheldShort', { fewest }) : change?.pairs ?? 0, change?.from ?? null, change?.to ?? null, change?.change ?? null,
    change?.spread?.up ?? null, change?.spread?.same ?? null, change?.spread?.down ?? null, onlyFrom, onlyTo, neither]))
  const of = (['cohort', 'municipality'] as const).flatMap((side) => choices[side].filter(({ id }) => id === chosen[side]).map(({ name, nameEn }) => language === 'ja' || nameEn === '' ? name : nameEn))
  const title = say('measurements.fileName', { training: language === 'ja' ? training : trainingEn })
  return buildTable({ fileName: title, sheet: say('measurements.sheetName'), title, above: [[title], [`${say('measurements.of')}　${of.join('　') || say('measurements.ofAll')}`], [say('measurements.noCause')]], columns, rows }, as, server.clock())
}

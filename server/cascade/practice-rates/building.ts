import type { FastifyRequest } from 'fastify'
import { dayInWords } from '../../base/days.ts'
import { buildTable, type Built, type TableForm } from '../../base/table-files.ts'
import type { ratesPage, wholeRows } from './pages.ts'
import { steps } from './rules.ts'

type Asking = Pick<FastifyRequest, 'say' | 'language' | 'server'>

/** The table of the page as a file, with what its figures mean above it. */
export async function buildRates({ say, server }: Asking, { by, lines, total }: Awaited<ReturnType<typeof ratesPage>>, as: TableForm): Promise<Built> {
  const title = say('practiceRates.fileName', { by: say(`practice.by.${by}`) })
  const columns = [
    { header: say(`practice.by.${by}`), width: 34 }, ...[...steps, 'disagreed' as const, 'unconfirmed' as const].map((step) => ({ header: say(`practiceRates.${step}`), width: 14 })),
    { header: say('practiceRates.ofAnsweredPercent'), width: 18 }, { header: say('practiceRates.ofAskedPercent'), width: 18 },
  ]
  const rows = [...lines, total].map(({ label, counts, rates }) => [
    label, ...steps.map((step) => counts[step]), counts.disagreed, counts.unconfirmed, rates.ofAnswered === null ? null : Number(rates.ofAnswered), rates.ofAsked === null ? null : Number(rates.ofAsked)])
  return buildTable({ fileName: title, sheet: say('practiceRates.sheet'), title, above: [[title], [say('practiceRates.unit')]], columns, rows }, as, server.clock())
}

/** The people behind a figure as a file: what the page shows of them, and nothing they wrote. */
export async function buildRows({ say, language, server }: Asking, { figure, label, rows }: Awaited<ReturnType<typeof wholeRows>>, as: TableForm): Promise<Built> {
  const title = `${say('practiceRates.rowsTitle', { figure: say(`practiceRates.${figure}`) })}${label === null ? '' : `　${label}`}`
  const inOwn = (ja: string | null, en: string | null) => (language === 'en' && en ? en : ja) ?? ''
  const yes = (is: boolean) => is ? '○' : ''
  const columns = [
    ...(['practiceRates.name', 'practice.by.municipality', 'practiceRates.affiliation', 'practice.by.category', 'practiceRates.training', 'practice.completedOn', 'practice.by.months', 'practice.askedOn'] as const).map((key) => ({ header: say(key), width: 18, isText: true })),
    ...(['reached', 'answered', 'practiced'] as const).map((step) => ({ header: say(`practiceRates.${step}`), width: 10 })),
    { header: say('practice.timesShort'), width: 10 }, { header: say('practice.roleShort'), width: 14 }, { header: say('practice.casesShort'), width: 10 }, { header: say('practice.manager'), width: 14 },
  ]
  const cells = rows.map((row) => [
    row.name, inOwn(row.municipality, row.municipalityEn), row.affiliation, say(`calls.quotas.${row.category}`), inOwn(row.training, row.trainingEn), dayInWords(row.completedOn, language, 'number'), say('practice.afterMonths', { months: row.months }), dayInWords(row.askedOn, language, 'number'),
    yes(row.reached), yes(row.answered), yes(row.practiced), row.times, row.role === null ? '' : say(`calls.quotas.${row.role}`), row.cases, row.verdict === null ? '' : say(`practice.confirmations.${row.verdict}`)])
  return buildTable({ fileName: title.replaceAll('　', ' '), sheet: say('practiceRates.sheet'), title, above: [[title]], columns, rows: cells }, as, server.clock())
}

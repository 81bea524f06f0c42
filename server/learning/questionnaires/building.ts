import type { FastifyRequest } from 'fastify'
import { fiscalYearInWords } from '../../base/days.ts'
import type { Column } from '../../base/sheets.ts'
import { buildTable, type Built, type TableForm } from '../../base/table-files.ts'
import { labelOf, labelOfPart, resultsOf } from './pages.ts'
import type { GroupPot, Named } from './queries.ts'
import { fewest, type Item } from './rules.ts'
import type { ShownItem } from './showing.ts'

type Asker = Pick<FastifyRequest, 'scope' | 'say' | 'language' | 'server'>

/** The table of results (D13) as a file: what the page shows and no more, whichever way it is taken. */
export async function buildResults(asker: Asker, questionnaire: Named, pots: readonly GroupPot[], as: TableForm): Promise<Built> {
  const { say, language } = asker
  const { items, groups, people } = resultsOf(asker, questionnaire, pots)
  const own = (ja: string, en: string) => language === 'ja' || en === '' ? ja : en
  const columns: Column[] = [
    { header: say('questionnaires.number'), width: 6 }, { header: say('questionnaires.item'), width: 44 }, { header: say('questionnaires.group'), width: 18 }, { header: say('questionnaires.answer'), width: 30 },
    { header: say('questionnaires.people'), width: 10 }, { header: say('questionnaires.answeredItem'), width: 10 }, { header: say('questionnaires.unanswered'), width: 10 }, { header: say('questionnaires.mean'), width: 12 },
  ]
  const rows = items.flatMap(({ item, all, groups }, place) => [...all === null ? [] : [{ name: say('questionnaires.all'), shown: all }], ...groups.map(({ group, shown }) => ({ name: group.name, shown }))]
    .flatMap(({ name, shown }) => linesOf(item, shown, asker).map(([answer, count]) =>
      [place + 1, own(item.label, item.labelEn), name, answer, count, shown.answered, shown.asked - shown.answered, shown.mean === null ? '' : spanInWords(shown.mean)])))
  const title = say('questionnaires.tableTitle', { title: own(questionnaire.title, questionnaire.titleEn) })
  const above = [[title], [`${own(questionnaire.training, questionnaire.trainingEn)}　${say('questionnaires.countedPeople', { people })}　${groups.length > 0 ? say('questionnaires.fewNote', { fewest }) : ''}`.trim()]]
  const fileName = say('questionnaires.fileName', { title: own(questionnaire.title, questionnaire.titleEn), year: fiscalYearInWords(questionnaire.fiscalYear, language) })
  return buildTable({ fileName, sheet: say('questionnaires.sheetName'), title, above, columns, rows }, as, asker.server.clock())
}

export const spanInWords = ({ low, high }: { low: number; high: number }): string => low === high ? low.toFixed(1) : `${low.toFixed(1)}～${high.toFixed(1)}`

/** The answers to an item as lines, as far as they are shown. */
export function linesOf(item: Item, { parts, ticked }: ShownItem, { say, language }: Pick<Asker, 'say' | 'language'>): [string, number | string][] {
  if (item.kind === 'text') return [[say('questionnaires.textsApart'), '']]
  if (ticked !== null) return ticked.map(({ answer, count }) => [labelOf(item, answer, language), count ?? say('questionnaires.few', { fewest })])
  return parts?.map(({ answers, count }) => [labelOfPart(item, answers, language), count]) ?? [[say('questionnaires.tooFewShown', { fewest }), '']]
}

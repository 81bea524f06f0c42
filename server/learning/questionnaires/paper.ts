import type { FastifyRequest } from 'fastify'
import { dayInWords } from '../../base/days.ts'
import { linesOf, spanInWords } from './building.ts'
import { resultsOf } from './pages.ts'
import type { GroupPot, Named } from './queries.ts'
import { fewest } from './rules.ts'

/** What views/paper/questionnaire-results.typ prints: アンケート集計表 (D13), in Japanese as all that goes into the office's files. */
export function resultsPaper(asker: Pick<FastifyRequest, 'scope' | 'say'>, questionnaire: Named, pots: readonly GroupPot[]): object {
  const words = { ...asker, language: 'ja' as const }
  const { say } = asker
  const { items, people, on } = resultsOf(words, questionnaire, pots)
  return {
    title: questionnaire.title, training: questionnaire.training, people, on: on === null ? '' : dayInWords(on, 'ja'), fewest: String(fewest),
    items: items.filter(({ item }) => item.kind !== 'text').map(({ item, all, groups }, place) => ({
      label: `${place + 1}　${item.label}`,
      sets: [...all === null ? [] : [{ name: '全体', shown: all }], ...groups.map(({ group, shown }) => ({ name: group.name, shown }))].map(({ name, shown }) => ({
        name, answered: String(shown.answered), unanswered: String(shown.asked - shown.answered), mean: shown.mean === null ? '' : spanInWords(shown.mean),
        rows: linesOf(item, shown, { say, language: 'ja' }).map(([answer, count]) => [answer, String(count), typeof count === 'number' && shown.answered > 0 ? count / shown.answered : 0]),
      })),
    })),
  }
}

import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import type { TableFile } from '../../base/table-files.ts'
import { percentOf } from '../attempts/rules.ts'
import { testOf } from '../comprehension-tests/content.ts'
import { itemsOfTest } from './pages.ts'
import { attemptsHandedIn, findTest } from './queries.ts'

const column = (header: string, width: number, isText = false) => ({ header, width, ...isText ? { isText } : {} })

/** Every attempt that was handed in, a row each: points, line, passed or not. */
export async function resultsTable({ db, scope, say, year }: FastifyRequest, lessonId: number): Promise<TableFile> {
  const [test, rows] = await Promise.all([findTest(db, lessonId), attemptsHandedIn(db, scope, lessonId, year)])
  const words = ['training', 'cohort', 'number', 'name', 'kana', 'municipality', 'attempt', 'day', 'time', 'by', 'points', 'max', 'percent', 'line', 'result', 'version'] as const
  return {
    fileName: `${say('testMarking.resultsOf')}_${found(test).title}`, sheet: say('testMarking.resultsOf'), title: found(test).title, above: [],
    columns: words.map((word) => column(say(`testMarking.column.${word}`), word === 'training' ? 30 : ['name', 'kana', 'cohort', 'municipality', 'day'].includes(word) ? 14 : 9)),
    rows: rows.map((row) => [
      row.training, row.cohort, row.number, row.name, row.kana, row.municipality ?? '', row.attempt, dayInJapan(row.handedInAt!), timeInJapan(row.handedInAt!), say(row.handedInBy === 'time' ? 'testMarking.byTime' : 'testMarking.byPerson'),
      row.points === null ? '' : Math.round(row.points * 100) / 100, row.pointsMax, row.points === null ? '' : percentOf(row.points, row.pointsMax), testOf(row.content).passPercent,
      say(row.passed === null ? 'attempts.state.pending' : row.passed ? 'attempts.state.passed' : 'attempts.state.failed'), row.version,
    ]),
  }
}

const rounded = (figure: number | null) => figure === null ? '' : Math.round(figure * 1000) / 1000

/** The figures of each question, a row each; its choices with how many chose them stand in one cell. Nobody is named. */
export async function itemsTable(request: FastifyRequest, lessonId: number): Promise<TableFile> {
  const { say } = request
  const { test, items } = await itemsOfTest(request, lessonId)
  const words = ['question', 'stem', 'kind', 'n', 'difficulty', 'discrimination', 'upperLower', 'choices', 'warnings'] as const
  return {
    fileName: `${say('tests.tab.items')}_${test.title}`, sheet: say('tests.tab.items'), title: test.title, above: [],
    columns: words.map((word) => column(say(`testMarking.item.${word}`), word === 'stem' || word === 'choices' || word === 'warnings' ? 40 : 12)),
    rows: items.map((one) => [one.questionId, one.stem, say(`testMarking.kind.${one.kind}`), one.n, rounded(one.difficulty), rounded(one.discrimination), rounded(one.upperLower),
      one.choices.map(({ text, isRight, count }) => `${isRight ? '○' : '　'}${text}：${count}`).join('\n'), one.warnings.map((warning) => say(`testMarking.warning.${warning}`)).join('\n')]),
  }
}

import type { FastifyRequest } from 'fastify'
import { found, type Reason } from '../../base/errors.ts'
import type { RowProblem, TableKind } from '../../office/table-imports/kinds.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { firstProgram } from '../targets/queries.ts'
import { takeCompleters, takeModels, takeResults } from './changes.ts'
import { completerColumns, modelColumns, resultColumns, type Ground } from './columns.ts'
import { choicesOf, namesakesOf, standingCompleters, standingModels, standingResults, yearsInRegisters } from './queries.ts'
import { keyOfCompleter, keyOfModel, keyOfResult, likeliest, whyNotResult, whyNotYear, yearOf, type CompleterRow, type ModelRow, type ResultRow } from './rules.ts'

const ground = (about: 'results' | 'completers' | 'models') => async ({ db, say }: FastifyRequest): Promise<Ground> => ({
  ...await choicesOf(db), municipalityId: null, subjectId: null, about: say(`earlierResults.about.${about}`), back: '/earlier-results', whyNot: null,
  crumbs: [{ href: '/earlier-results', label: say('earlierResults.title') }],
})
const error = <Row>(place: number, field: keyof Row & string, reason: Reason): RowProblem<Row> => ({ place, field, level: 'error', reason })
const warning = <Row>(place: number, field: keyof Row & string, reason: Reason): RowProblem<Row> => ({ place, field, level: 'warning', reason })

/** Sums as they were printed: one row is one figure, never split and never added up. */
export const resultsKind: TableKind<ResultRow, Ground> = {
  kind: 'earlier_results', path: '/earlier-results', access: 'earlier.keep', title: 'earlierResults.sendResults', howTo: 'earlierResults.howToResults', fileName: 'earlierResults.fileName', taken: 'earlierResults.taken',
  columns: resultColumns, ground: ground('results'), standing: ({ db }) => standingResults(db), keyOf: keyOfResult,
  async problems(rows, _, { db, today }) {
    const standing = new Map((await standingResults(db)).map((row) => [keyOfResult(row), row]))
    const facts = new Set([...standing.values()].map(({ fact }) => fact))
    return rows.flatMap((row, place): RowProblem<ResultRow>[] => {
      const wrong = whyNotResult(row)
      const stands = standing.get(keyOfResult(row))
      const late = whyNotYear(row.to, today)
      return [
        ...wrong === null ? [] : [error<ResultRow>(place, wrong.field, wrong.reason)], ...late === null ? [] : [error<ResultRow>(place, 'to', late)],
        // What is corrected in print has another source: both stay, each with where it stood.
        ...stands !== undefined && (stands.value !== row.value || stands.municipalities !== row.municipalities || stands.printed !== row.printed) ? [error<ResultRow>(place, 'value', { key: 'earlierResults.differs', data: { value: stands.value } })] : [],
        ...stands === undefined && row.fact !== '' && facts.has(row.fact) ? [error<ResultRow>(place, 'fact', { key: 'earlierResults.factTwice' })] : [],
      ]
    })
  },
  async take(change, compared) { return takeResults(change, found(await firstProgram(change.tx)).id, compared) },
}

/** People who completed before this system. */
export const completersKind: TableKind<CompleterRow, Ground> = {
  kind: 'earlier_completers', path: '/earlier-completers', access: 'earlier.keep', title: 'earlierResults.sendCompleters', howTo: 'earlierResults.howToCompleters', fileName: 'earlierResults.fileName', taken: 'earlierResults.takenCompleters',
  columns: completerColumns, rowsMax: 5_000, ground: ground('completers'), standing: ({ db }) => standingCompleters(db), keyOf: keyOfCompleter,
  async problems(rows, _, { db, today }) {
    const keys = rows.map(({ name, kana }) => searchKeyOf(name, kana))
    const [known, counted] = [Map.groupBy(await namesakesOf(db, keys, rows.map(({ municipalityId }) => municipalityId)), ({ municipalityId, key }) => `${municipalityId} ${key}`), await yearsInRegisters(db)]
    const standing = new Set((await standingCompleters(db)).map(keyOfCompleter))
    return rows.flatMap((row, place): RowProblem<CompleterRow>[] => {
      const late = whyNotYear(row.fiscalYear, today)
      const likely = standing.has(keyOfCompleter(row)) ? undefined : likeliest(known.get(`${row.municipalityId} ${keys[place]}`) ?? [], (affiliation) => searchKeyOf(affiliation) === searchKeyOf(row.affiliation))
      return [
        ...late === null ? [] : [error<CompleterRow>(place, 'fiscalYear', late)],
        ...counted.has(`${row.courseId} ${row.fiscalYear}`) ? [error<CompleterRow>(place, 'fiscalYear', { key: 'earlierResults.inRegisters' })] : [],
        ...row.completedOn !== null && row.completedOn > today ? [error<CompleterRow>(place, 'completedOn', { key: 'earlierResults.notYet' })] : [],
        ...row.completedOn !== null && yearOf(row.completedOn) !== row.fiscalYear ? [warning<CompleterRow>(place, 'completedOn', { key: 'earlierResults.otherYear' })] : [],
        ...likely === undefined ? [] : [warning<CompleterRow>(place, 'name', likely.affiliation === null ? { key: 'earlierResults.likelyNowhere' } : { key: 'earlierResults.likely', data: { affiliation: likely.affiliation } })],
      ]
    })
  },
  take: (change, compared) => takeCompleters(change, compared),
}

/** Which municipalities were supported as a model, by year. */
export const modelsKind: TableKind<ModelRow, Ground> = {
  kind: 'earlier_models', path: '/earlier-models', access: 'earlier.keep', title: 'earlierResults.sendModels', howTo: 'earlierResults.howToModels', fileName: 'earlierResults.fileName', taken: 'earlierResults.taken',
  columns: modelColumns, ground: ground('models'), standing: ({ db }) => standingModels(db), keyOf: keyOfModel,
  problems: (rows, _, { today }) => rows.flatMap((row, place): RowProblem<ModelRow>[] => { const late = whyNotYear(row.fiscalYear, today); return late === null ? [] : [error<ModelRow>(place, 'fiscalYear', late)] }),
  take: (change, compared) => takeModels(change, compared),
}

import type { FastifyRequest } from 'fastify'
import { dayInWords, type Day } from '../../base/days.ts'
import type { TableFile } from '../../base/table-files.ts'
import type { IssueListed } from './queries.ts'
import { placeInWords, themesInWords } from './words.ts'

type Asking = Pick<FastifyRequest, 'say' | 'language'>

/** Where an issue stands, in one line: its state, what answered it, where it was carried to. */
export function standingInWords({ say, language }: Asking, { state, response, outcome, carriedTo }: Pick<IssueListed, 'state' | 'response' | 'outcome' | 'carriedTo'>): string {
  const more = [response === null ? '' : say(`communityIssues.responses.${response}`), outcome === null ? '' : say(`communityIssues.outcomes.${outcome}`), carriedTo === null ? '' : say('communityIssues.carriedTo', { year: carriedTo })].filter(Boolean)
  const name = say(`communityIssues.states.${state}`)
  return more.length === 0 ? name : language === 'en' ? `${name} (${more.join(', ')})` : `${name}（${more.join('・')}）`
}

/** The list as a table to be taken. */
export function tableOf(request: Asking, rows: readonly IssueListed[]): TableFile {
  const { say, language } = request
  const title = say('communityIssues.title')
  const day = (one: Day | null) => one === null ? '' : dayInWords(one, language, 'number')
  const keys = ['municipality', 'raisedOn', 'name', 'situation', 'themes', 'function', 'place', 'evidenceCases', 'linkedCases', 'state', 'lastOn', 'lastWords', 'untoldCases', 'nextOn'] as const
  const widths = [14, 12, 34, 50, 24, 18, 20, 12, 12, 26, 12, 50, 14, 14]
  return {
    fileName: title, sheet: title, title, above: [[title], [say('communityIssues.fileNote')]],
    columns: keys.map((key, at) => ({ header: say(`communityIssues.${key}`), width: widths[at]!, ...['evidenceCases', 'linkedCases', 'untoldCases'].includes(key) ? {} : { isText: true } })),
    rows: rows.map((row) => [
      language === 'en' ? row.municipalityEn : row.municipality, day(row.raisedOn), row.title, row.situation, themesInWords(request, row), say(`conferenceTypes.function.${row.function}`), placeInWords(request, row), row.evidenceCases, row.cases,
      standingInWords(request, row), day(row.lastOn), row.lastWords, row.untold, day(row.nextOn)]),
  }
}

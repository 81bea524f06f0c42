import type { FastifyRequest } from 'fastify'
import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { percent } from '../../base/numbers.ts'
import type { Column } from '../../base/sheets.ts'
import type { TableFile } from '../../base/table-files.ts'
import { missingInFile } from '../survey-answers/reading.ts'
import { boxesOf, isMissing, type Box, type Cells, type Value } from '../survey-answers/rules.ts'
import { boxInWords, choicesOf, inLanguage, inWords, rowInWords } from '../survey-answers/words.ts'
import type { Question, Section } from '../survey-definitions/rules.ts'
import type { Counted, Row } from './queries.ts'
import { resultOf, totalOf, type Result, type Sent, type Total } from './rules.ts'

type Asker = Pick<FastifyRequest, 'say' | 'language'>

/** Words of the municipalities stay with the office; figures and choices are everybody's. */
export const openTo = (isOffice: boolean, sections: readonly Section[]): Section[] =>
  sections.map((section) => ({ ...section, questions: section.questions.filter(({ kind }) => isOffice || kind !== 'text') })).filter(({ questions }) => questions.length > 0)

export const sentOf = (rows: readonly Row[]): Sent[] => rows.flatMap(({ municipalityId, cells }) => (cells === null ? [] : [{ municipalityId, cells }]))
export const sentBefore = (before: ReadonlyMap<number, Cells>): Sent[] => [...before].map(([municipalityId, cells]) => ({ municipalityId, cells }))

/** Who has handed in: answers, the municipalities they are for, and who is missing. */
export function standingOf(rows: readonly Row[]) {
  return {
    answers: rows.filter(({ cells }) => cells !== null).length, given: rows.filter(({ isGiven }) => isGiven).length, all: rows.length,
    missing: rows.filter(({ isGiven }) => !isGiven), covered: rows.filter(({ leaderId, isGiven }) => leaderId !== null && isGiven),
  }
}

export interface ShownTotal extends Total { label: string; last: number | null; plan: Total | null; planCell: string | null; cell: string }
export interface ShownFrequency { label: string; count: number; share: string; last: number | null }
export interface ShownResult {
  number: number; label: string; unit: string; kind: Question['kind']; withPlan: boolean; totals: ShownTotal[]; texts: number
  frequency: { rows: ShownFrequency[]; answers: number; answered: number } | null
}

/** A question over all answers in words, last year's beside it. */
export function shownResult(asker: Asker, question: Question, sent: readonly Sent[], before: readonly Sent[]): ShownResult {
  const [result, last] = [resultOf(question, sent), resultOf(question, before)]
  return {
    number: question.number, label: inLanguage(asker, question.label), unit: inLanguage(asker, question.unit), kind: question.kind, withPlan: question.withPlan, texts: result.texts,
    totals: totalsShown(asker, question, result, last, before.length > 0), frequency: frequencyShown(asker, question, result, last, before.length > 0),
  }
}

function totalsShown(asker: Asker, question: Question, result: Result, last: Result, hasLast: boolean): ShownTotal[] {
  const boxes = boxesOf(question)
  return boxes.filter(({ isPlan }) => !isPlan && question.kind === 'number').map((box) => {
    const planCell = boxes.find(({ row, isPlan }) => isPlan && row === box.row)?.cell ?? null
    return { ...result.totals[box.cell]!, cell: box.cell, label: rowInWords(asker, question, box.row), last: hasLast ? last.totals[box.cell]?.sum ?? null : null, planCell, plan: planCell === null ? null : result.totals[planCell] ?? totalOf([]) }
  })
}

function frequencyShown(asker: Asker, question: Question, { frequency }: Result, last: Result, hasLast: boolean): ShownResult['frequency'] {
  if (frequency === null) return null
  const row = (label: string, count: number, lastCount: number): ShownFrequency => ({ label, count, share: percent(count, frequency.answers) ?? '－', last: hasLast ? lastCount : null })
  return {
    answers: frequency.answers, answered: frequency.answered,
    rows: [
      ...choicesOf(asker, question).map(({ value, label }) => row(label, frequency.counts[value] ?? 0, last.frequency?.counts[value] ?? 0)),
      ...question.mayBeNone ? [row(asker.say('surveyAnswers.none'), frequency.none, last.frequency?.none ?? 0)] : [],
      ...question.mayBeInseparable ? [row(asker.say('surveyAnswers.inseparable'), frequency.inseparable, last.frequency?.inseparable ?? 0)] : [],
      row(asker.say('surveyAnswers.unanswered'), frequency.unanswered, last.frequency?.unanswered ?? 0),
    ],
  }
}

/** What stood in a cell before it was corrected, the first of them; undefined where nothing was. */
export function wasIn({ corrections }: Pick<Row, 'corrections'>, cell: string): { was: Value | undefined } | null {
  const first = corrections.find((one) => one.cell === cell)
  return first === undefined ? null : { was: first.was ?? undefined }
}

const cellOf = (asker: Asker, question: Question, value: Value | undefined): string | number | null =>
  typeof value === 'number' && question.kind === 'number' ? value : value === undefined ? null : isMissing(value) ? missingInFile(asker, value.missing) : inWords(asker, question, value)

interface ColumnOf { question: Question; box: Box }
export const columnsOf = (sections: readonly Section[]): ColumnOf[] => sections.flatMap(({ questions }) => questions.flatMap((question) => boxesOf(question).map((box) => ({ question, box }))))

/** All answers by municipality in official order, with totals below. A blank is no answer, － and 区分できない are what was said, and 0 is nought. */
export function tableOfResults(asker: Asker, survey: Counted, sections: readonly Section[], rows: readonly Row[]): TableFile {
  const { say, language } = asker
  const title = language === 'ja' ? survey.title : survey.titleEn || survey.title
  const columns = columnsOf(sections)
  const head = ({ question, box }: ColumnOf) => {
    const [unit, where] = [inLanguage(asker, question.unit), boxInWords(asker, question, box)]
    return `${inLanguage(asker, question.label)}${where === '' ? '' : ` ${where}`}${unit === '' ? '' : `（${unit}）`}`
  }
  const sent = sentOf(rows)
  const sums = columns.map(({ question, box }) => (question.kind === 'number' ? totalOf(sent.map(({ cells }) => cells[box.cell])) : null))
  return {
    fileName: `${say('surveyResults.fileName')}_${fiscalYearInWords(survey.fiscalYear, language)}`, sheet: say('surveyResults.sheet'), title, above: [[title]],
    columns: [
      { header: say('surveyResults.code'), width: 10, isText: true }, { header: say('statusSurveys.municipality'), width: 16 }, { header: say('statusSurveys.answer'), width: 14 },
      ...columns.map((one): Column => ({ header: head(one), width: one.question.kind === 'text' ? 40 : 14 })), { header: say('surveyResults.corrected'), width: 40 },
    ],
    rows: [
      ...rows.map((row) => [row.code, language === 'ja' ? row.name : row.nameEn, stateOf(asker, row), ...columns.map(({ question, box }) => cellOf(asker, question, row.cells?.[box.cell])), correctionsOf(asker, columns, row)]),
      ['', say('surveyAnswers.total'), '', ...sums.map((total) => total?.sum ?? null), ''],
      ['', say('surveyResults.numbers'), '', ...sums.map((total) => total?.numbers ?? null), ''],
    ],
  }
}

export const stateOf = ({ say, language }: Asker, { cells, leaderId, leader, leaderEn, isGiven, late }: Row): string =>
  cells !== null ? say(late ? 'surveyResults.givenLate' : 'statusSurveys.answers.submitted') : leaderId !== null && isGiven ? say('surveyResults.coveredBy', { leader: (language === 'ja' ? leader : leaderEn) ?? '' }) : say('statusSurveys.missing')

const correctionsOf = (asker: Asker, columns: readonly ColumnOf[], row: Row): string => columns.flatMap(({ question, box }) => {
  const before = wasIn(row, box.cell)
  if (before === null) return []
  const words = (value: Value | undefined) => inWords(asker, question, value) ?? asker.say('surveyAnswers.blank')
  return [`${inLanguage(asker, question.label)} ${boxInWords(asker, question, box)} ${words(before.was)} → ${words(row.cells?.[box.cell])}`.replaceAll(/ {2,}/g, ' ')]
}).join(' / ')

/** 集計表 as a paper: every question with its total or its frequencies. Japanese, like all papers of the office. */
export function resultsPaper(survey: Counted, sections: readonly Section[], results: readonly ShownResult[], standing: ReturnType<typeof standingOf>, today: Day) {
  const number = (n: number | null | undefined) => (n === null || n === undefined ? '' : n.toLocaleString('ja-JP'))
  const of = new Map(results.map((one) => [one.number, one]))
  return {
    title: `${survey.title}　集計表`, printedOn: dayInWords(today, 'ja', 'era'),
    note: `回答 ${standing.given} / ${standing.all} 区市町村（回答の数 ${standing.answers}）`,
    columns: ['区分', '設問', '項目', '計・件数', '割合', '今年度の計画', '前回', '数えた回答', '－', '区分できない', '無回答'],
    rows: sections.flatMap((section) => section.questions.flatMap((question) => {
      const result = of.get(question.number)!
      const head = (n: number) => [n === 0 ? section.title.ja : '', n === 0 ? `${question.label.ja}${question.unit.ja === '' ? '' : `（${question.unit.ja}）`}` : '']
      if (result.frequency !== null) return result.frequency.rows.map((one, n) => [...head(n), one.label, number(one.count), `${one.share}%`, '', number(one.last), n === 0 ? number(result.frequency!.answers) : '', '', '', ''])
      if (question.kind === 'text') return [[...head(0), '記述', number(result.texts), '', '', '', '', '', '', '']]
      return result.totals.map((one, n) => [...head(n), one.label, number(one.sum), '', number(one.plan?.sum), number(one.last), number(one.numbers), number(one.none), number(one.inseparable), number(one.unanswered)])
    })),
  }
}

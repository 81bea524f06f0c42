import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { found } from '../../base/errors.ts'
import { text } from '../../office/table-imports/cells.ts'
import type { RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { whyNotAnswer } from '../status-surveys/rules.ts'
import { questionAt, sectionOf, type Question } from '../survey-definitions/rules.ts'
import { takeRows } from './changes.ts'
import { findDesk, gathered, papersOf, type Desk } from './queries.ts'
import { readCell, writeCell } from './reading.ts'
import { boxesOf, isTyped, numberOfCell, problemOfTyped, remarkMax, textMax, type Cells, type Remarks } from './rules.ts'
import { inLanguage, rowInWords, type Speaker } from './words.ts'

/** One line of the workbook: a question, or one of its rows. `code` is what it is known by; the words beside it only help to read. */
export interface AnswerRow { code: string; section: string; question: string; item: string; actual: string; plan: string; remark: string }
export interface AnswerGround extends Standing { desk: Desk; cells: Cells; remarks: Remarks; speaker: Speaker }

/** 回答 as a workbook: one municipality's out, filled in, and back in. What is blank in it is left as it stands. */
export const answerTable: TableKind<AnswerRow, AnswerGround> = {
  kind: 'status_survey_answer', path: '/status-surveys/:surveyId/answer', params: Type.Object({ surveyId: Type.Integer({ minimum: 1, maximum: 2147483647 }) }), access: 'status_surveys.answer',
  title: 'surveyAnswers.tableTitle', howTo: 'surveyAnswers.tableHowTo', fileName: 'surveyAnswers.tableName', taken: 'surveyAnswers.tableTaken', blankRows: 0,
  columns: {
    code: { header: 'surveyAnswers.tableCode', also: ['code'], width: 10, ...text({ max: 30, required: true }) },
    section: { header: 'surveyAnswers.tableSection', optional: true, width: 18, ...text({ max: 400 }) },
    question: { header: 'surveyAnswers.tableQuestion', optional: true, width: 40, ...text({ max: 600 }) },
    item: { header: 'surveyAnswers.item', optional: true, width: 24, ...text({ max: 400 }) },
    actual: { header: 'surveyAnswers.tableActual', also: ['前年度の実績', '答え', 'Answer'], width: 24, ...text({ max: textMax }) },
    plan: { header: 'surveyAnswers.plan', also: ['今年度の計画'], optional: true, width: 14, ...text({ max: 30 }) },
    remark: { header: 'surveyAnswers.remarkMark', optional: true, width: 30, ...text({ max: remarkMax }) },
  },
  ground: groundOf,
  standing: async (_, ground) => ground.desk.definition.sections.flatMap(({ questions }) => questions.flatMap((question) => codesOf(question).map(({ code, row }) => lineOf(ground, question, code, row)))),
  // A figure typed in full width is the same figure; what is blank stays, and the words beside it are the survey's own.
  settle: (rows, ground) => rows.map((row) => settled(row, ground)),
  keyOf: ({ code }) => code,
  problems: (rows, ground) => rows.flatMap((row, place) => problemsOf(row, place, ground)),
  take: (change, compared, { desk }) => takeRows(change, desk.id, compared.filter(({ mark }) => mark === 'new' || mark === 'changed').map(({ value }) => value)),
}

async function groundOf(request: FastifyRequest): Promise<AnswerGround> {
  const { db, scope, language, today, say } = request
  const desk = found(await findDesk(db, (request.params as { surveyId: number }).surveyId, scope.of === 'municipality' ? scope.municipalityId : 0))
  const { sections } = await papersOf(db, desk)
  const title = language === 'ja' ? desk.title : desk.titleEn || desk.title
  const back = `/status-surveys/${desk.id}/answer`
  return {
    municipalityId: desk.municipalityId, subjectId: desk.id, about: `${language === 'ja' ? desk.name : desk.nameEn}　${title}`, back, crumbs: [{ href: '/status-surveys', label: say('statusSurveys.title') }, { href: back, label: title }],
    whyNot: whyNotAnswer(desk, desk, today) ?? (desk.answer === 'submitted' ? { key: 'surveyAnswers.sentAlready' } : null), desk, ...gathered(sections), speaker: { say, language },
  }
}

/** A line for each row of a question; the actual stands in the cell of that name, the plan in the one with a p behind it. */
const codesOf = (question: Question) => boxesOf(question).filter(({ isPlan }) => !isPlan).map(({ cell, row }) => ({ code: cell, row }))

function lineOf({ desk, cells, remarks, speaker }: AnswerGround, question: Question, code: string, row: number | null): AnswerRow {
  return {
    code, section: inLanguage(speaker, sectionOf(desk.definition, question.number)!.title), question: `${inLanguage(speaker, question.label)}${question.unit.ja === '' ? '' : `（${inLanguage(speaker, question.unit)}）`}`, item: rowInWords(speaker, question, row),
    actual: writeCell(speaker, question, cells[code]), plan: question.withPlan ? writeCell(speaker, question, cells[`${code}p`]) : '', remark: isFirst(question, code) ? remarks[question.number] ?? '' : '',
  }
}
const isFirst = (question: Question, code: string): boolean => codesOf(question)[0]?.code === code

/** The question a line is about; undefined for a code that the survey does not have. */
function asked({ desk }: AnswerGround, code: string): { question: Question; row: number | null } | undefined {
  const question = questionAt(desk.definition, numberOfCell(code))
  const box = question && codesOf(question).find((one) => one.code === code)
  return question && box && { question, row: box.row }
}

function settled(typed: AnswerRow, ground: AnswerGround): AnswerRow {
  const known = asked(ground, typed.code)
  if (known === undefined) return typed
  const { question, row } = known
  const standing = lineOf(ground, question, typed.code, row)
  const meant = (cell: string, stands: string) => (cell === '' ? stands : writeCell(ground.speaker, question, readCell(question, cell) ?? undefined))
  return { ...standing, actual: meant(typed.actual, standing.actual), plan: question.withPlan ? meant(typed.plan, standing.plan) : typed.plan, remark: typed.remark === '' ? standing.remark : typed.remark }
}

function problemsOf(row: AnswerRow, place: number, ground: AnswerGround): RowProblem<AnswerRow>[] {
  const known = asked(ground, row.code)
  if (known === undefined) return [{ place, field: 'code', level: 'error', reason: { key: 'surveyAnswers.noCode' } }]
  const { question } = known
  return [
    ...(['actual', 'plan'] as const).flatMap((field): RowProblem<AnswerRow>[] => {
      if (field === 'plan' && !question.withPlan) return row.plan === '' ? [] : [{ place, field, level: 'error', reason: { key: 'surveyAnswers.noPlanAsked' } }]
      const value = readCell(question, row[field])
      return !isTyped(value ?? undefined) ? [] : [{ place, field, level: 'error', reason: question.kind === 'number' ? problemOfTyped(question, row[field]) : { key: 'surveyAnswers.noOption' } }]
    }),
    ...row.remark !== '' && !isFirst(question, row.code) ? [{ place, field: 'remark' as const, level: 'error' as const, reason: { key: 'surveyAnswers.remarkFirst' as const } }] : [],
  ]
}

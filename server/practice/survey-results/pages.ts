import type { FastifyReply, FastifyRequest } from 'fastify'
import { barChart } from '../../base/charts.ts'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { speaking } from '../../base/texts.ts'
import { buildTable, lostOf, type TableForm } from '../../base/table-files.ts'
import { boxesOf } from '../survey-answers/rules.ts'
import { boxInWords, inLanguage, inWords } from '../survey-answers/words.ts'
import { questionAt, sectionOf } from '../survey-definitions/rules.ts'
import { columnsOf, openTo, resultsPaper, sentBefore, sentOf, shownResult, standingOf, stateOf, tableOfResults, wasIn } from './building.ts'
import { texts as answerTexts } from '../survey-answers/texts.ts'
import { texts as own } from './texts.ts'
import { cellsBefore, findCounted, rowsOf, type Row } from './queries.ts'
import { totalOf } from './rules.ts'

const perPage = 100
const texts = { ...own, ...answerTexts }

/** A survey whose results may be read: by the office since it was opened, by a municipality once they are published, and then everybody's figures. */
async function open(request: FastifyRequest) {
  const isOffice = request.scope.of === 'all'
  const survey = found(await findCounted(request.db, (request.params as { surveyId: number }).surveyId, !isOffice))
  const { language } = request
  return { survey, isOffice, db: isOffice ? request.db : request.beyond, title: language === 'ja' ? survey.title : survey.titleEn || survey.title, sections: openTo(isOffice, survey.definition.sections) }
}

/** Every question with its total or its frequencies, and who has not answered. */
export async function showResults(request: FastifyRequest, reply: FastifyReply) {
  const { survey, isOffice, db, title, sections } = await open(request)
  const [rows, before] = [await rowsOf(db, survey.id), await cellsBefore(db, survey.fiscalYear)]
  const [sent, last] = [sentOf(rows), sentBefore(before)]
  const table = tableOfResults(request, survey, sections, rows)
  return reply.page('practice/survey-results/index', {
    survey, title, isOffice, standing: standingOf(rows), hasLast: before.size > 0, lost: lostOf(table),
    sections: sections.map((section) => ({ number: section.number, title: inLanguage(request, section.title), results: section.questions.map((question) => shownResult(request, question, sent, last)) })),
  })
}

/** One section by municipality, in official order, with totals of all. */
export async function showSection(request: FastifyRequest, reply: FastifyReply) {
  const { survey, isOffice, db, title, sections } = await open(request)
  const section = found(sections.find(({ number }) => number === (request.params as { section: number }).section))
  const columns = columnsOf([section])
  const rows = await rowsOf(db, survey.id, columns.map(({ box }) => box.cell))
  const { page = 1 } = request.query as { page?: number }
  const shown = rows.slice((page - 1) * perPage, page * perPage)
  const sent = sentOf(rows)
  return reply.page('practice/survey-results/section', {
    survey, title, isOffice, section: { number: section.number, title: inLanguage(request, section.title) },
    groups: section.questions.map((question) => ({ number: question.number, label: inLanguage(request, question.label), unit: inLanguage(request, question.unit), boxes: boxesOf(question).map((box) => boxInWords(request, question, box)) })),
    rows: shown.map((row) => ({ ...whose(request, row), cells: columns.map(({ question, box }) => ({ value: row.cells === null ? null : inWords(request, question, row.cells[box.cell]) ?? '', isNumber: question.kind === 'number', was: wasIn(row, box.cell) === null ? null : inWords(request, question, wasIn(row, box.cell)!.was) ?? request.say('surveyAnswers.blank') })) })),
    totals: columns.map(({ question, box }) => (question.kind === 'number' ? totalOf(sent.map(({ cells }) => cells[box.cell])) : null)),
    pager: { page, perPage, total: rows.length, pages: Math.max(1, Math.ceil(rows.length / perPage)), href: (n: number) => `?page=${n}` },
  })
}

const whose = (request: FastifyRequest, row: Row) => ({ municipalityId: row.municipalityId, name: request.language === 'ja' ? row.name : row.nameEn, state: stateOf(request, row), isGiven: row.cells !== null })

/** One question: what every municipality answered, this year and last, its total or frequencies, and a picture. */
export async function showQuestion(request: FastifyRequest, reply: FastifyReply) {
  const { survey, isOffice, db, title } = await open(request)
  const question = found(questionAt(survey.definition, (request.params as { question: number }).question))
  if (!isOffice && question.kind === 'text') found(null)
  const boxes = boxesOf(question)
  const cells = boxes.map(({ cell }) => cell)
  const [rows, before] = [await rowsOf(db, survey.id, cells), await cellsBefore(db, survey.fiscalYear, cells)]
  const sent = sentOf(rows)
  const result = shownResult(request, question, sent, sentBefore(before))
  const answered = rows.filter((row) => row.cells !== null)
  const { page = 1 } = request.query as { page?: number }
  return reply.page('practice/survey-results/question', {
    survey, title, isOffice, result, hasLast: before.size > 0, standing: standingOf(rows), section: { number: sectionOf(survey.definition, question.number)!.number, title: inLanguage(request, sectionOf(survey.definition, question.number)!.title) },
    columns: boxes.map((box) => boxInWords(request, question, box) || request.say('surveyAnswers.value')), chart: chartOf(request, result, before.size > 0),
    rows: answered.slice((page - 1) * perPage, page * perPage).map((row) => ({
      ...whose(request, row), cells: boxes.map((box) => ({
        value: inWords(request, question, row.cells![box.cell]), isNumber: question.kind === 'number', last: inWords(request, question, before.get(row.municipalityId)?.[box.cell]),
        was: wasIn(row, box.cell) === null ? null : inWords(request, question, wasIn(row, box.cell)!.was) ?? request.say('surveyAnswers.blank'),
      })),
    })),
    totals: boxes.map(({ cell }) => (question.kind === 'number' ? totalOf(sent.map((one) => one.cells[cell])) : null)), isText: question.kind === 'text',
    pager: { page, perPage, total: answered.length, pages: Math.max(1, Math.ceil(answered.length / perPage)), href: (n: number) => `?page=${n}` },
  })
}

/** Frequencies as bars, last year's as a line; a table of numbers by its rows. */
function chartOf({ say }: FastifyRequest, { label, frequency, totals }: ReturnType<typeof shownResult>, hasLast: boolean) {
  const rows = frequency !== null ? frequency.rows.map((one) => ({ label: one.label, value: one.count, mark: one.last }))
    : totals.length > 2 ? totals.filter(({ cell, sum }) => sum !== null && !/r0$/.test(cell)).map((one) => ({ label: one.label, value: one.sum!, mark: one.last })) : []
  if (rows.length < 2) return null
  return barChart({ title: label, description: say(hasLast ? 'surveyResults.chartWithLast' : 'surveyResults.chartText'), rows, itemHeading: say('surveyAnswers.item'), valueHeading: say('surveyResults.count'), markHeading: say('surveyAnswers.last') })
}

export async function sendFile(request: FastifyRequest, reply: FastifyReply) {
  const { survey, db, sections } = await open(request)
  const table = tableOfResults(request, survey, sections, await rowsOf(db, survey.id))
  const built = await buildTable(table, (request.query as { as: TableForm }).as, request.server.clock())
  return sendMade(reply, built.bytes, built)
}

export async function sendPaper(request: FastifyRequest, reply: FastifyReply) {
  const { survey, db, sections } = await open(request)
  const asker = { language: 'ja' as const, say: speaking(texts, 'ja') }
  const [rows, before] = [await rowsOf(db, survey.id), await cellsBefore(db, survey.fiscalYear)]
  const [sent, last] = [sentOf(rows), sentBefore(before)]
  const results = sections.flatMap(({ questions }) => questions.map((question) => shownResult(asker, question, sent, last)))
  const paper = resultsPaper(survey, sections, results, standingOf(rows), request.today)
  return sendMade(reply, await request.server.outside.paper.print('register', paper), { name: `${paper.title}.pdf`, type: 'application/pdf' })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { isLate, lastDayFor, whyNotAnswer } from '../status-surveys/rules.ts'
import { differencesOf, questionAt, questionsOf, sectionAt, type Section } from '../survey-definitions/rules.ts'
import { readSection } from './changes.ts'
import { CorrectionForm, ReturnForm, SendForm, type SectionForm } from './forms.ts'
import { findDesk, gathered, papersOf, revisionOf, type Desk, type Papers } from './queries.ts'
import { boxesOf, numberOfCell, openBoxes, problemsOfCells, putTogether, stateOfSection, unconfirmed, warningsOf, whyNotSend, type Cells, type Remarks } from './rules.ts'
import { shownQuestions, type Filled } from './showing.ts'
import { valueOfCell } from './typed.ts'
import { boxInWords, choicesOf, inLanguage, inWords, missingsOf, rowInWords } from './words.ts'

type Params = { surveyId: number; section?: number; municipalityId?: number }
const paramsOf = (request: FastifyRequest) => request.params as Params

async function deskFor(request: FastifyRequest, municipalityId?: number): Promise<{ desk: Desk; papers: Papers }> {
  const whose = municipalityId ?? (request.scope.of === 'municipality' ? request.scope.municipalityId : 0)
  const desk = found(await findDesk(request.db, paramsOf(request).surveyId, whose))
  return { desk, papers: await papersOf(request.db, desk) }
}

/** What every page about the own answer says above itself. */
function topOf({ language, today }: FastifyRequest, desk: Desk) {
  return {
    desk, title: language === 'ja' ? desk.title : desk.titleEn || desk.title, lastDay: lastDayFor(desk, desk.leave), whyNot: whyNotAnswer(desk, desk, today),
    isWritable: whyNotAnswer(desk, desk, today) === null && desk.answer !== 'submitted',
  }
}

const filledOf = (papers: Papers, number: number): Filled & { version: number; savedAt: Date | null; savedBy: string | null } => {
  const saved = papers.sections.find(({ section }) => section === number)
  return { cells: saved?.cells ?? {}, remarks: saved?.remarks ?? {}, version: saved?.version ?? 0, savedAt: saved?.savedAt ?? null, savedBy: saved?.savedBy ?? null }
}

/** The sections with how far each is, and what is to be done next. */
export async function showTasks(request: FastifyRequest, reply: FastifyReply) {
  const { desk, papers } = await deskFor(request)
  const states = desk.definition.sections.map((section) => {
    const { cells, remarks, savedAt } = filledOf(papers, section.number)
    return { number: section.number, title: inLanguage(request, section.title), state: stateOfSection(section, cells, remarks, papers.before), savedAt }
  })
  const { cells, remarks } = gathered(papers.sections)
  return reply.page('practice/survey-answers/tasks', {
    ...topOf(request, desk), states, whyNotSend: whyNotSend(desk.definition, cells, remarks, papers.before),
    differences: desk.newer === null ? [] : differencesOf(desk.definition, desk.newer).map(({ change, label, section }) => ({ change, label: inLanguage(request, label), section: inLanguage(request, section) })),
  })
}

export async function showSection(request: FastifyRequest, reply: FastifyReply) {
  const { desk, papers } = await deskFor(request)
  const number = paramsOf(request).section!
  const section = found(sectionAt(desk.definition, number))
  const standing = filledOf(papers, number)
  const isBack = request.method === 'POST' && (request.refusal !== null || request.unfit.length > 0)
  const back = isBack ? await comeBack(request, desk, section, standing) : null
  const { sections } = desk.definition
  const at = sections.findIndex((one) => one.number === number)
  const questions = shownQuestions(request, section, back ?? standing, papers, back?.conflicts ?? null)
  return reply.page('practice/survey-answers/section', {
    ...topOf(request, desk), section: { number, title: inLanguage(request, section.title), lead: inLanguage(request, section.lead) }, at: at + 1, of: sections.length,
    saved: { version: back === null ? standing.version : back.version, savedAt: standing.savedAt, savedBy: standing.savedBy, isStale: request.refusal?.key === 'surveyAnswers.meanwhile', isBack },
    next: sections[at + 1]?.number ?? null, questions, problems: problemsShown(request, questions), standing,
    isWarned: unconfirmed(warningsOf(section.questions, (back ?? standing).cells, papers.before), (back ?? standing).remarks).length > 0, page: isBack ? pageOf(request) : null,
  })
}
const pageOf = (request: FastifyRequest) => (request.body as Partial<SectionForm>).page ?? null

/** The problems above the form, each leading to its box. */
function problemsShown({ language }: FastifyRequest, questions: ReturnType<typeof shownQuestions>) {
  return questions.flatMap(({ label, rows, boxes }) => [...boxes, ...rows.flatMap((row) => row.boxes)].filter(({ problem }) => problem !== null)
    .map((box) => ({ name: `cells.${box.cell}`, label: [label, box.label].filter(Boolean).join(language === 'ja' ? '・' : ', '), problem: box.problem! })))
}

/** What was typed and could not be kept: as it was typed, put together with what somebody else saved where only one changed it. */
async function comeBack(request: FastifyRequest, desk: Desk, section: Section, standing: Filled & { version: number }) {
  const form = request.body as SectionForm
  const typed = readSection(section, form)
  if (request.refusal?.key !== 'surveyAnswers.bothChanged') return { ...typed, version: form.version, conflicts: null }
  const base = await revisionOf(request.db, desk.answerId ?? 0, section.number, form.version) ?? { cells: {}, remarks: {} }
  const [cells, remarks] = [putTogether<Cells[string]>(base.cells, standing.cells, typed.cells), putTogether(base.remarks, standing.remarks, typed.remarks)]
  return { cells: cells.merged, remarks: remarks.merged as Remarks, version: standing.version, conflicts: { standing, names: new Set([...cells.conflicts, ...remarks.conflicts.map((one) => `remark.${one}`)]) } }
}

/** Everything as it will be sent, with what is still open. */
export async function showCheck(request: FastifyRequest, reply: FastifyReply) {
  const { desk, papers } = await deskFor(request)
  const { cells, remarks, saved } = gathered(papers.sections)
  const { sections } = desk.definition
  const isLateNow = isLate(desk, desk.leave, request.today) && desk.answer !== 'returned'
  const reasons = sections.map((section) => ({
    number: section.number, title: inLanguage(request, section.title), unread: problemsOfCells(section.questions, cells).length, open: openBoxes(section.questions, cells).length,
    unconfirmed: unconfirmed(warningsOf(section.questions, cells, papers.before), remarks).length,
  })).filter(({ unread, open, unconfirmed }) => unread + open + unconfirmed > 0)
  return reply.page('practice/survey-answers/check', {
    ...topOf(request, desk), sections: readSections(request, sections, cells, remarks, papers), reasons, saved, isLateNow,
    whyNotSend: whyNotSend(desk.definition, cells, remarks, papers.before), form: formOf(SendForm, request, desk),
  })
}

/** An answer to be read: every question with its values, last year's beside them, and what was corrected. */
function readSections(request: FastifyRequest, sections: readonly Section[], cells: Cells, remarks: Remarks, papers: Papers) {
  return sections.map((section) => ({
    number: section.number, title: inLanguage(request, section.title),
    questions: section.questions.map((question) => ({
      number: question.number, label: inLanguage(request, question.label), unit: inLanguage(request, question.unit), withPlan: question.withPlan, remark: remarks[question.number] ?? '', isText: question.kind === 'text',
      warnings: warningsOf([question], cells, papers.before).map(({ reason }) => request.say(reason.key, reason.data)),
      boxes: boxesOf(question).map((box) => ({
        cell: box.cell, label: boxInWords(request, question, box), row: rowInWords(request, question, box.row), isPlan: box.isPlan, value: inWords(request, question, cells[box.cell]), last: inWords(request, question, papers.before?.[box.cell]),
        corrections: papers.corrections.filter(({ cell }) => cell === box.cell).map(({ was, reason, at }) => ({ was: inWords(request, question, was ?? undefined) ?? request.say('surveyAnswers.blank'), reason, at: new Date(at) })),
      })),
    })),
  }))
}

export async function showReceipt(request: FastifyRequest, reply: FastifyReply) {
  const { desk, papers } = await deskFor(request)
  found(desk.receipt)
  return reply.page('practice/survey-answers/receipt', { ...topOf(request, desk), sections: readSections(request, desk.definition.sections, desk.sent ?? {}, desk.sentRemarks, papers) })
}

/** The answer of one municipality, for the office. */
export async function showAnswer(request: FastifyRequest, reply: FastifyReply) {
  const { desk, papers } = await deskFor(request, paramsOf(request).municipalityId)
  const isSent = desk.answerState === 'submitted' && desk.sent !== null
  const kept = gathered(papers.sections)
  return reply.page('practice/survey-answers/show', {
    ...topOf(request, desk), isSent, sections: readSections(request, desk.definition.sections, isSent ? desk.sent! : kept.cells, isSent ? desk.sentRemarks : kept.remarks, papers),
    mayReturn: isSent && desk.answer !== 'covered' && desk.state !== 'published', mayCorrect: isSent && desk.answer !== 'covered' && desk.state !== 'open', form: formOf(ReturnForm, request),
  })
}

/** One value to be put right after the closing. */
export async function showCorrection(request: FastifyRequest, reply: FastifyReply) {
  const { desk } = await deskFor(request, paramsOf(request).municipalityId)
  const asked = (request.method === 'POST' ? request.body as { cell?: string } : request.query as { cell?: string }).cell
  const cell = String(asked ?? found(questionsOf(desk.definition).flatMap(boxesOf)[0]).cell)
  const question = found(questionAt(desk.definition, numberOfCell(cell)))
  const box = found(boxesOf(question).find((one) => one.cell === cell))
  found(desk.answerState === 'submitted' && desk.answer !== 'covered' && desk.sent !== null ? desk.sent : null)
  const { cells = {}, missing = {} } = (request.method === 'POST' ? request.body as { cells?: Record<string, string>; missing?: Record<string, string> } : {})
  const kept = valueOfCell(desk.sent![cell])
  const problem = request.unfit.find(({ field }) => field === `cells.${cell}`)
  return reply.page('practice/survey-answers/correction', {
    ...topOf(request, desk), question: { label: inLanguage(request, question.label), unit: inLanguage(request, question.unit), kind: question.kind, choices: choicesOf(request, question), missings: missingsOf(request, question) },
    cell, label: boxInWords(request, question, box), was: inWords(request, question, desk.sent![cell]) ?? request.say('surveyAnswers.blank'),
    value: request.method === 'POST' ? cells[cell] ?? '' : kept.value, missing: request.method === 'POST' ? missing[cell] ?? '' : kept.missing,
    problem: problem === undefined ? null : request.say(problem.reason.key, problem.reason.data), form: formOf(CorrectionForm, request),
  })
}

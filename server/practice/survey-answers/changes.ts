import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { holdForAnswers } from '../status-surveys/queries.ts'
import { isLate, whyNotAnswer } from '../status-surveys/rules.ts'
import { editionAt } from '../survey-definitions/queries.ts'
import { questionAt, questionsOf, type Definition } from '../survey-definitions/rules.ts'
import type { CorrectionForm, ReturnForm, SectionForm, SendForm } from './forms.ts'
import { proposalFor } from './proposals.ts'
import { readCell } from './reading.ts'
import { beforeOf, findDesk, gathered, holdAnswer, papersOf, revisionOf, savedSection, sectionsOf, standingFor } from './queries.ts'
import {
  boxesOf, cellsSent, isTyped, numberOfCell, problemsOfCells, putTogether, receiptOf, remarkMax, unconfirmed, warningsOf, whyNotSend, type Cells, type Remarks, type Sent, type Value,
} from './rules.ts'

const subjectOf = (id: number) => `status_answer:${id}`
export const boxes = (sent: unknown): Sent => (sent !== null && typeof sent === 'object' && !Array.isArray(sent) ? sent as Sent : {})

/** A survey that a municipality may answer now. @throws Missing, Refusal */
async function holdOpen({ tx, scope, now }: Change, surveyId: number) {
  assert(scope.of === 'municipality')
  const survey = found(await holdForAnswers(tx, surveyId))
  const own = found(await standingFor(tx, surveyId, scope.municipalityId))
  refuse(whyNotAnswer(survey, own, dayInJapan(now)))
  return { survey, own, municipalityId: scope.municipalityId }
}

/** The own answer, begun if it was not, and held: whoever else saves waits. @throws Missing, Refusal */
async function holdOwn(change: Change, surveyId: number) {
  const { tx } = change
  const { survey, municipalityId } = await holdOpen(change, surveyId)
  await tx.insertInto('status_survey_answer').values({ survey_id: surveyId, municipality_id: municipalityId, edition: survey.edition })
    .onConflict((oc) => oc.constraint('status_survey_answer_once').doNothing()).execute()
  const answer = found(await holdAnswer(tx, surveyId, municipalityId))
  if (answer.state === 'submitted') refuse({ key: 'surveyAnswers.sentAlready' })
  return { survey, answer, municipalityId }
}

/** What came from the form of a section: its cells, and the remarks of its questions. */
export function readSection(section: { questions: Definition['sections'][number]['questions'] }, form: Pick<SectionForm, 'cells' | 'missing' | 'remarks'>): { cells: Cells; remarks: Remarks } {
  const said = boxes(form.remarks)
  const remarks = Object.fromEntries(section.questions.flatMap(({ number }) => {
    const words = Object.hasOwn(said, `q${number}`) ? said[`q${number}`] : ''
    return typeof words === 'string' && words.trim() !== '' ? [[String(number), words.trim().slice(0, remarkMax)]] : []
  }))
  return { cells: cellsSent(section.questions, boxes(form.cells), boxes(form.missing)), remarks }
}

/** `next`: the section after it, null after the last. */
export interface SectionSaved { version: number; merged: boolean; warned: boolean; next: number | null }

/**
 * Saves one section of the own answer; each saving is a revision. Two who write at once lose nothing: what only one of them changed is
 * put together, and what both changed comes back to be looked at. Logs 'status_answer.saved'. @throws Missing, Refusal, Unfit
 */
export async function saveSection(change: Change, surveyId: number, number: number, form: SectionForm): Promise<SectionSaved> {
  const { tx, log } = change
  const { survey, answer, municipalityId } = await holdOwn(change, surveyId)
  const { sections } = found(await editionAt(tx, surveyId, answer.edition))
  const section = found(sections.find((one) => one.number === number))
  const { merged, kept, version } = await together(change, answer.id, number, form, readSection(section, form))
  if (form.act?.startsWith('take-')) await takeProposal(change, surveyId, municipalityId, section, form.act.slice('take-'.length), kept.cells)
  if (form.act === 'next' || form.act === 'save') mend(problemsOfCells(section.questions, kept.cells))
  await keepSection(change, { answerId: answer.id, municipalityId, section: number, version: version + 1, page: form.page ?? '' }, kept)
  log('status_answer.saved', subjectOf(answer.id), { section: section.title.ja })
  const warned = unconfirmed(warningsOf(section.questions, kept.cells, await beforeOf(tx, survey.fiscalYear, municipalityId)), kept.remarks).length > 0
  return { version: version + 1, merged, warned, next: sections[sections.indexOf(section) + 1]?.number ?? null }
}

/** What is to be kept of a section that somebody else may have saved meanwhile. */
async function together({ tx }: Change, answerId: number, section: number, { version, page, act }: SectionForm, typed: { cells: Cells; remarks: Remarks }) {
  const standing = await savedSection(tx, answerId, section)
  const now = standing?.version ?? 0
  const isOwn = now === version || (standing !== undefined && page !== undefined && page !== '' && standing.page === page)
  if (isOwn) return { merged: false, kept: typed, version: now }
  // A page that saves by itself goes on showing what it showed: it must not be put together behind anybody's back.
  if (act === undefined) refuse({ key: 'surveyAnswers.meanwhile' })
  const base = found(await revisionOf(tx, answerId, section, version))
  const [cells, remarks] = [putTogether(base.cells, standing!.cells, typed.cells), putTogether(base.remarks, standing!.remarks, typed.remarks)]
  if (cells.conflicts.length + remarks.conflicts.length > 0) refuse({ key: 'surveyAnswers.bothChanged' })
  return { merged: true, kept: { cells: cells.merged, remarks: remarks.merged }, version: now }
}

/** Puts in what the product knows, because somebody asked for it. */
async function takeProposal({ tx }: Change, surveyId: number, municipalityId: number, section: Definition['sections'][number], cell: string, cells: Cells): Promise<void> {
  const question = found(section.questions.find(({ number }) => number === numberOfCell(cell)))
  const box = found(boxesOf(question).find((one) => one.cell === cell))
  const desk = found(await findDesk(tx, surveyId, municipalityId))
  const { known } = await papersOf(tx, desk)
  cells[cell] = found(proposalFor(question, box, known)).value
}

interface Place { answerId: number; municipalityId: number; section: number; version: number; page: string }
async function keepSection({ tx, now, actor }: Change, { answerId, municipalityId, section, version, page }: Place, { cells, remarks }: { cells: Cells; remarks: Remarks }): Promise<void> {
  const row = { cells: JSON.stringify(cells), remarks: JSON.stringify(remarks), version, saved_at: now, saved_by: actor?.personId ?? null }
  await tx.insertInto('status_survey_section').values({ answer_id: answerId, municipality_id: municipalityId, section, page, ...row })
    .onConflict((oc) => oc.constraint('status_survey_section_once').doUpdateSet({ page, ...row })).execute()
  await tx.insertInto('status_survey_revision').values({ answer_id: answerId, municipality_id: municipalityId, section, ...row }).execute()
}

/** One line of a table: what stands in the cell of its code, in the one of its plan, and what is said beside it. */
export interface TableLine { code: string; actual: string; plan: string; remark: string }

/** Takes lines of a table into the own answer, section by section as if they had been typed. Logs 'status_answer.imported'. @returns how many lines @throws Missing, Refusal */
export async function takeRows(change: Change, surveyId: number, lines: readonly TableLine[]): Promise<number> {
  const { tx, log } = change
  const { answer, municipalityId } = await holdOwn(change, surveyId)
  const definition = found(await editionAt(tx, surveyId, answer.edition))
  const standing = await sectionsOf(tx, answer.id)
  for (const section of definition.sections) {
    const own = lines.filter(({ code }) => section.questions.some(({ number }) => number === numberOfCell(code)))
    if (own.length === 0) continue
    const saved = standing.find((one) => one.section === section.number)
    const [written, remarks]: [Cells, Remarks] = [{}, { ...saved?.remarks }]
    for (const line of own) {
      const question = found(section.questions.find(({ number }) => number === numberOfCell(line.code)))
      for (const [cell, text] of [[line.code, line.actual], [`${line.code}p`, question.withPlan ? line.plan : '']] as const) {
        const value = readCell(question, text)
        if (value !== null) written[cell] = value
      }
      if (line.remark !== '') remarks[String(question.number)] = line.remark
    }
    // A box elsewhere in the section that cannot be read stays in the draft as it was typed.
    mend(problemsOfCells(section.questions, written))
    await keepSection(change, { answerId: answer.id, municipalityId, section: section.number, version: (saved?.version ?? 0) + 1, page: '' }, { cells: { ...saved?.cells, ...written }, remarks })
  }
  log('status_answer.imported', subjectOf(answer.id), { count: lines.length })
  return lines.length
}

/** Sends the own answer, whole and as it was looked at. Logs 'status_answer.sent'. @throws Missing, Refusal, Unfit */
export async function sendAnswer(change: Change, surveyId: number, form: SendForm): Promise<void> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  const { survey, own, municipalityId } = await holdOpen(change, surveyId)
  const answer = found(await holdAnswer(tx, surveyId, municipalityId))
  if (answer.state === 'submitted') refuse({ key: 'surveyAnswers.sentAlready' })
  const definition = found(await editionAt(tx, surveyId, answer.edition))
  const { cells, remarks, saved } = gathered(await sectionsOf(tx, answer.id))
  if (saved !== form.saved) refuse({ key: 'form.stale' })
  refuse(whyNotSend(definition, cells, remarks, await beforeOf(tx, survey.fiscalYear, municipalityId)))
  const late = isLate(survey, own.leave, dayInJapan(now)) && answer.state !== 'returned'
  const lateReason = form.lateReason?.trim() ?? ''
  mend(late && lateReason === '' ? [{ field: 'lateReason', reason: { key: 'surveyAnswers.sayWhyLate' } }] : [])
  const [sent, times] = [onlyAsked(definition, cells), answer.times + 1]
  if (survey.state !== 'open' && answer.sent !== null) await noteCorrections(change, answer.id, municipalityId, answer.sent as Cells, sent, answer.returnReason || lateReason)
  const receipt = receiptOf(survey.fiscalYear, own.code, times)
  await tx.updateTable('status_survey_answer').set({
    state: 'submitted', sent: JSON.stringify(sent), remarks: JSON.stringify(remarks), times, receipt, submitted_at: now, submitted_by: actor.personId, late, late_reason: late ? lateReason : '',
    contact_name: form.contactName.trim(), contact_phone: form.contactPhone?.trim() ?? '', contact_email: form.contactEmail?.trim() ?? '', version: answer.version + 1,
  }).where('id', '=', answer.id).execute()
  log('status_answer.sent', subjectOf(answer.id), { receipt, late })
}

const onlyAsked = (definition: Definition, cells: Cells): Cells => Object.fromEntries(questionsOf(definition).flatMap((question) => boxesOf(question).flatMap(({ cell }) => {
  const value = cells[cell]
  return value === undefined || isTyped(value) ? [] : [[cell, value] as const]
})))

/** What was counted before and is counted otherwise now keeps both values. */
async function noteCorrections({ tx, now, actor }: Change, answerId: number, municipalityId: number, was: Cells, becomes: Cells, reason: string): Promise<void> {
  const changed = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].filter((cell) => JSON.stringify(was[cell]) !== JSON.stringify(becomes[cell]))
  if (changed.length === 0) return
  await tx.insertInto('status_survey_correction').values(changed.map((cell) => ({
    answer_id: answerId, municipality_id: municipalityId, cell, was: jsonOf(was[cell]), becomes: jsonOf(becomes[cell]), reason, corrected_by: actor?.personId ?? null, corrected_at: now,
  }))).execute()
}
const jsonOf = (value: Value | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

/** Takes what was sent up again, to change it before it counts for good. Logs 'status_answer.reopened'. @throws Missing, Refusal */
export async function reopenAnswer(change: Change, surveyId: number): Promise<void> {
  const { municipalityId } = await holdOpen(change, surveyId)
  const answer = found(await holdAnswer(change.tx, surveyId, municipalityId))
  if (answer.state !== 'submitted') refuse({ key: 'form.stale' })
  await change.tx.updateTable('status_survey_answer').set({ state: 'draft', version: answer.version + 1 }).where('id', '=', answer.id).execute()
  change.log('status_answer.reopened', subjectOf(answer.id))
}

/** Answers by the newest edition from now on: what is still asked stays filled in. Logs 'status_answer.edition_taken'. @throws Missing, Refusal */
export async function takeEdition(change: Change, surveyId: number): Promise<void> {
  const { tx, log } = change
  const { survey, municipalityId } = await holdOpen(change, surveyId)
  const answer = found(await holdAnswer(tx, surveyId, municipalityId))
  if (answer.edition >= survey.edition) refuse({ key: 'form.stale' })
  const definition = found(await editionAt(tx, surveyId, survey.edition))
  const standing = await sectionsOf(tx, answer.id)
  const { cells, remarks } = gathered(standing)
  for (const { number, questions } of definition.sections) {
    const own = Object.fromEntries(questions.flatMap((question) => boxesOf(question).flatMap(({ cell }) => (cells[cell] === undefined ? [] : [[cell, cells[cell]]]))))
    const said = Object.fromEntries(questions.flatMap((question) => (remarks[question.number] === undefined ? [] : [[String(question.number), remarks[question.number]!]])))
    if (Object.keys(own).length === 0 && !standing.some(({ section }) => section === number)) continue
    await keepSection(change, { answerId: answer.id, municipalityId, section: number, version: (standing.find(({ section }) => section === number)?.version ?? 0) + 1, page: '' }, { cells: own, remarks: said })
  }
  await tx.updateTable('status_survey_answer').set({ edition: survey.edition, state: answer.state === 'submitted' ? 'draft' : answer.state, version: answer.version + 1 }).where('id', '=', answer.id).execute()
  log('status_answer.edition_taken', subjectOf(answer.id), { edition: survey.edition })
}

/** Gives an answer back to its municipality with what is to be put right. Logs 'status_answer.returned'. @throws Missing, Refusal */
export async function returnAnswer({ tx, scope, now, actor, log }: Change, surveyId: number, municipalityId: number, { reason, version }: ReturnForm): Promise<void> {
  assert(scope.of === 'all' && actor !== null)
  const survey = found(await holdForAnswers(tx, surveyId))
  const answer = found(await holdAnswer(tx, surveyId, municipalityId))
  if (survey.state === 'published') refuse({ key: 'statusSurveys.isPublished' })
  if (answer.state !== 'submitted') refuse({ key: 'surveyAnswers.notSent' })
  if (answer.version !== version) refuse({ key: 'form.stale' })
  await tx.updateTable('status_survey_answer').set({ state: 'returned', return_reason: reason.trim(), returned_at: now, returned_by: actor.personId, version: version + 1 }).where('id', '=', answer.id).execute()
  log('status_answer.returned', subjectOf(answer.id), { municipalityId })
}

/** Corrects one value of a closed survey, keeping what stood there. Logs 'status_answer.corrected'. @throws Missing, Refusal, Unfit */
export async function correctAnswer(change: Change, surveyId: number, municipalityId: number, form: CorrectionForm): Promise<void> {
  const { tx, scope, log } = change
  assert(scope.of === 'all')
  const survey = found(await holdForAnswers(tx, surveyId))
  const answer = found(await holdAnswer(tx, surveyId, municipalityId))
  if (survey.state === 'open') refuse({ key: 'surveyAnswers.correctOpen' })
  if (answer.state !== 'submitted') refuse({ key: 'surveyAnswers.notSent' })
  if (answer.version !== form.version) refuse({ key: 'form.stale' })
  const definition = found(await editionAt(tx, surveyId, answer.edition))
  const question = found(questionAt(definition, numberOfCell(form.cell)))
  found(boxesOf(question).find(({ cell }) => cell === form.cell))
  const typed = cellsSent([question], boxes(form.cells), boxes(form.missing))
  mend(problemsOfCells([question], typed).filter(({ field }) => field === `cells.${form.cell}`))
  const [was, value] = [answer.sent as Cells, typed[form.cell]]
  if (JSON.stringify(was[form.cell]) === JSON.stringify(value)) mend([{ field: `cells.${form.cell}`, reason: { key: 'surveyAnswers.nothingCorrected' } }])
  const { [form.cell]: _, ...others } = was
  const becomes = value === undefined ? others : { ...others, [form.cell]: value }
  await noteCorrections(change, answer.id, municipalityId, was, becomes, form.reason.trim())
  await tx.updateTable('status_survey_answer').set({ sent: JSON.stringify(becomes), version: answer.version + 1 }).where('id', '=', answer.id).execute()
  log('status_answer.corrected', subjectOf(answer.id), { municipalityId, question: question.label.ja })
}

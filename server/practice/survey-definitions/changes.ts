import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { IndicatorForm, OrderForm, PublishForm, QuestionForm, SectionForm } from './forms.ts'
import { editionAt, findIndicator, holdDraft, holdIndicator } from './queries.ts'
import {
  asksEntries, entriesMax, entriesTyped, freshQuestion, questionAt, questionsMax, rearranged, sectionAt, sectionsMax, whyNotDefine, whyNotPublish, withQuestion, withSection,
  type Definition, type Question,
} from './rules.ts'

const subjectOf = (id: number) => `status_survey:${id}`

/** Holds a survey whose definition may be edited, as the page saw it. @throws Missing, Refusal */
async function holdOpen({ tx, scope }: Change, surveyId: number, version: number) {
  assert(scope.of === 'all')
  const survey = found(await holdDraft(tx, surveyId))
  refuse(whyNotDefine(survey.state))
  if (survey.draftVersion !== version) refuse({ key: 'form.stale' })
  return survey
}

async function keep({ tx, log }: Change, { id, draftVersion }: { id: number; draftVersion: number }, draft: Definition, detail: Record<string, unknown>): Promise<void> {
  await tx.updateTable('status_survey').set({ draft: JSON.stringify(draft), draft_version: draftVersion + 1 }).where('id', '=', id).execute()
  log('status_survey.defined', subjectOf(id), detail)
}

/** Adds a section (`number` null) or words one anew. Logs 'status_survey.defined'. @throws Missing, Refusal */
export async function saveSection(change: Change, surveyId: number, number: number | null, form: SectionForm): Promise<void> {
  const survey = await holdOpen(change, surveyId, form.version)
  if (number !== null) found(sectionAt(survey.draft, number))
  else if (survey.draft.sections.length >= sectionsMax) refuse({ key: 'surveyDefinitions.tooMany', data: { limit: sectionsMax } })
  const words = { title: both(form.title, form.titleEn), lead: both(form.lead, form.leadEn) }
  await keep(change, survey, withSection(survey.draft, number, words), { section: words.title.ja })
}

/** Adds a question (`number` null) or changes one. Logs 'status_survey.defined'. @throws Missing, Refusal, Unfit */
export async function saveQuestion(change: Change, surveyId: number, number: number | null, form: QuestionForm): Promise<void> {
  const survey = await holdOpen(change, surveyId, form.version)
  const known = number === null ? freshQuestion(survey.draft.next) : found(questionAt(survey.draft, number))
  const section = found(sectionAt(survey.draft, form.section))
  if (number === null && section.questions.length >= questionsMax) refuse({ key: 'surveyDefinitions.tooMany', data: { limit: questionsMax } })
  if (form.indicatorId !== undefined) found(await findIndicator(change.tx, form.indicatorId))
  const question = questionOf(known, form)
  mend([
    ...asksEntries(form.kind) && question.entries.length < 2 ? [{ field: 'entries', reason: { key: 'surveyDefinitions.twoOptions' as const } }] : [],
    ...question.entries.length > entriesMax ? [{ field: 'entries', reason: { key: 'form.tooMany' as const, data: { limit: entriesMax } } }] : [],
  ])
  await keep(change, survey, withQuestion(survey.draft, section.number, question), { question: question.label.ja })
}

const both = (ja = '', en = '') => ({ ja: ja.trim(), en: en.trim() === '' ? ja.trim() : en.trim() })

/** What a form says of a question; what its kind does not ask is left as if it had not been said. */
function questionOf(known: Question, form: QuestionForm): Question {
  const isNumber = form.kind === 'number'
  const entries = isNumber || asksEntries(form.kind) ? entriesTyped(form.entries ?? '', known.entries) : []
  return {
    number: known.number, kind: form.kind, label: both(form.label, form.labelEn), help: both(form.help, form.helpEn), required: form.required ?? false,
    unit: isNumber ? both(form.unit, form.unitEn) : { ja: '', en: '' }, least: isNumber ? form.least ?? null : null, decimal: isNumber && (form.decimal ?? false), withPlan: isNumber && (form.withPlan ?? false),
    entries, withTotal: isNumber && entries.length > 0 && (form.withTotal ?? false), mayBeNone: form.mayBeNone ?? false, mayBeInseparable: form.mayBeInseparable ?? false,
    indicatorId: form.indicatorId ?? null, source: isNumber ? form.source ?? 'none' : 'none',
  }
}

/** Moves a section or a question by one place, or takes it away. Logs 'status_survey.defined'. @throws Missing, Refusal */
export async function rearrange(change: Change, surveyId: number, { what, number, move, version }: OrderForm): Promise<void> {
  const survey = await holdOpen(change, surveyId, version)
  const one = what === 'section' ? found(sectionAt(survey.draft, number)).title : found(questionAt(survey.draft, number)).label
  await keep(change, survey, rearranged(survey.draft, what, number, move), { [what]: one.ja, move })
}

/**
 * Freezes what is drafted as the next edition; of an open survey those who have begun are told what changed.
 * Logs 'status_survey.edition_published', or 'status_survey.corrected' of an open one. @throws Missing, Refusal
 */
export async function publishEdition(change: Change, surveyId: number, { note = '', version }: PublishForm): Promise<void> {
  const survey = await holdOpen(change, surveyId, version)
  const number = await freeze(change, survey, note)
  change.log(survey.state === 'open' ? 'status_survey.corrected' : 'status_survey.edition_published', subjectOf(surveyId), { edition: number, note: note.trim() })
}

/** The next edition out of the draft. @returns its number @throws Refusal */
export async function freeze({ tx, now, actor }: Change, survey: { id: number; draft: Definition; edition: number }, note: string): Promise<number> {
  assert(actor !== null)
  const standing = survey.edition === 0 ? null : found(await editionAt(tx, survey.id, survey.edition))
  refuse(whyNotPublish(survey.draft, standing, note))
  const number = survey.edition + 1
  await tx.insertInto('status_survey_edition').values({ survey_id: survey.id, number, content: JSON.stringify(survey.draft), note: note.trim(), published_at: now, published_by: actor.personId }).execute()
  await tx.updateTable('status_survey').set({ edition: number }).where('id', '=', survey.id).execute()
  return number
}

/** Adds an indicator (`id` null) or says one anew. Logs 'indicator.saved'. @throws Missing, Refusal, Unfit */
export async function saveIndicator({ tx, scope, log }: Change, id: number | null, form: IndicatorForm): Promise<void> {
  assert(scope.of === 'all')
  const fromYear = yearTyped(form.fromYear, 'fromYear')
  const toYear = form.toYear === undefined ? null : yearTyped(form.toYear, 'toYear')
  mend(toYear !== null && toYear < fromYear ? [{ field: 'toYear', reason: { key: 'surveyDefinitions.endsBefore' } }] : [])
  const row = {
    code: form.code.trim(), name: form.name.trim(), name_en: form.nameEn?.trim() ?? '', definition: form.definition.trim(), definition_en: form.definitionEn?.trim() ?? '',
    source: form.source?.trim() ?? '', from_year: fromYear, to_year: toYear,
  }
  const twin = await tx.selectFrom('subsidy_indicator').select('id').where('code', '=', row.code).where('from_year', '=', fromYear).executeTakeFirst()
  if (twin !== undefined && twin.id !== id) throw new Refusal({ key: 'surveyDefinitions.indicatorExists' })
  if (id !== null) {
    const standing = found(await holdIndicator(tx, id))
    if (standing.version !== form.version) refuse({ key: 'form.stale' })
    await tx.updateTable('subsidy_indicator').set({ ...row, version: standing.version + 1 }).where('id', '=', id).execute()
  }
  const saved = id ?? (await tx.insertInto('subsidy_indicator').values(row).returning('id').executeTakeFirstOrThrow()).id
  log('indicator.saved', `subsidy_indicator:${saved}`, { indicator: row.name, fromYear, toYear })
}

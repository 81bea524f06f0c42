import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { IndicatorForm, PublishForm, QuestionForm, SectionForm } from './forms.ts'
import { editionAt, editionsOf, findDraft, findIndicator, indicators, type Draft } from './queries.ts'
import { differencesOf, entriesAsTyped, freshQuestion, kinds, problemsOfDefinition, questionAt, sectionAt, sectionOf, sources, whyNotDefine, type Definition } from './rules.ts'

type Params = { surveyId: number; section?: number; question?: number; number?: number; id?: number }
const paramsOf = (request: FastifyRequest) => request.params as Params
const draftOf = async (request: FastifyRequest): Promise<Draft> => found(await findDraft(request.db, paramsOf(request).surveyId))
const titleOf = ({ language }: FastifyRequest, { title, titleEn }: { title: string; titleEn: string }) => (language === 'ja' ? title : titleEn || title)

/** The definition as it is drafted, and the editions that were published. */
export async function showDefinition(request: FastifyRequest, reply: FastifyReply) {
  const survey = await draftOf(request)
  const editions = await editionsOf(request.db, survey.id)
  const standing = editions[0]?.definition ?? null
  return reply.page('practice/survey-definitions/show', {
    survey, title: titleOf(request, survey), editions: editions.map(({ definition: _, ...one }) => one), problems: problemsOfDefinition(survey.draft), whyNot: whyNotDefine(survey.state),
    differences: standing === null ? [] : differencesOf(standing, survey.draft), isChanged: standing === null || JSON.stringify(standing) !== JSON.stringify(survey.draft), form: formOf(PublishForm, request),
  })
}

/** An edition as it was published. */
export async function showEdition(request: FastifyRequest, reply: FastifyReply) {
  const survey = await draftOf(request)
  const { number = 0 } = paramsOf(request)
  const definition = found(await editionAt(request.db, survey.id, number))
  return reply.page('practice/survey-definitions/edition', { survey, title: titleOf(request, survey), number, definition })
}

export async function showSection(request: FastifyRequest, reply: FastifyReply) {
  const survey = await draftOf(request)
  const { section: number } = paramsOf(request)
  const section = number === undefined ? null : found(sectionAt(survey.draft, number))
  return reply.page('practice/survey-definitions/section', {
    survey, title: titleOf(request, survey), section,
    form: formOf(SectionForm, request, section === null ? {} : { title: section.title.ja, titleEn: section.title.en, lead: section.lead.ja, leadEn: section.lead.en }),
  })
}

export async function showQuestion(request: FastifyRequest, reply: FastifyReply) {
  const survey = await draftOf(request)
  const { question: number } = paramsOf(request)
  const known = number === undefined ? null : found(questionAt(survey.draft, number))
  const asked = (request.query as { section?: number }).section
  const question = known ?? freshQuestion(survey.draft.next)
  const { label, help, unit, entries, indicatorId, least, ...rest } = question
  return reply.page('practice/survey-definitions/question', {
    survey, title: titleOf(request, survey), question: known, kinds, sources, sections: survey.draft.sections, indicators: await validIndicators(request, survey),
    form: formOf(QuestionForm, request, {
      ...rest, label: label.ja, labelEn: label.en, help: help.ja, helpEn: help.en, unit: unit.ja, unitEn: unit.en, entries: entriesAsTyped(entries),
      section: (known === null ? null : sectionOf(survey.draft, known.number)?.number) ?? asked ?? survey.draft.sections.at(-1)?.number,
      ...indicatorId === null ? {} : { indicatorId }, ...least === null ? {} : { least },
    }),
  })
}

/** Those of the year of the survey; what a question names already stays to be chosen. */
async function validIndicators({ db }: FastifyRequest, survey: Draft) {
  const used = new Set(idsIn(survey.draft))
  return (await indicators(db)).filter(({ id, fromYear, toYear }) => used.has(id) || (fromYear <= survey.fiscalYear && (toYear === null || survey.fiscalYear <= toYear)))
}
const idsIn = ({ sections }: Definition) => sections.flatMap(({ questions }) => questions.flatMap(({ indicatorId }) => (indicatorId === null ? [] : [indicatorId])))

export async function showIndicators(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/survey-definitions/indicators', { indicators: await indicators(request.db) })
}
export async function showIndicator(request: FastifyRequest, reply: FastifyReply) {
  const { id } = paramsOf(request)
  const indicator = id === undefined ? null : found(await findIndicator(request.db, id))
  return reply.page('practice/survey-definitions/indicator', {
    indicator, form: formOf(IndicatorForm, request, indicator === null ? {} : { ...indicator, fromYear: String(indicator.fromYear), toYear: indicator.toYear === null ? '' : String(indicator.toYear) }),
  })
}

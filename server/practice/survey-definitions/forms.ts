import Type, { type Static } from 'typebox'
import type { TextKey } from '../../base/texts.ts'
import { kinds, sources } from './rules.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const SurveyParams = Type.Object({ surveyId: Type.Integer(id) })
export const SectionParams = Type.Object({ surveyId: Type.Integer(id), section: Type.Integer(id) })
export const QuestionParams = Type.Object({ surveyId: Type.Integer(id), question: Type.Integer(id) })
export const EditionParams = Type.Object({ surveyId: Type.Integer(id), number: Type.Integer(id) })
export const IndicatorParams = Type.Object({ id: Type.Integer(id) })
export const NewQuestionQuery = Type.Object({ section: Type.Optional(Type.Integer(id)) })

const version = Type.Integer({ title: 'calls.version', ...id })
const words = (title: TextKey, maxLength: number, more: object = {}) => Type.String({ title, maxLength, minLength: 1, ...more })
const optional = (title: TextKey, maxLength: number, more: object = {}) => Type.Optional(Type.String({ title, maxLength, ...more }))
const tick = (title: TextKey, description?: TextKey) => Type.Optional(Type.Boolean({ title, ...description ? { description } : {} }))

export type SectionForm = Static<typeof SectionForm>
export const SectionForm = Type.Object({
  title: words('surveyDefinitions.sectionTitle', 100), titleEn: optional('surveyDefinitions.sectionTitleEn', 200),
  lead: optional('surveyDefinitions.leadWords', 1000, { as: 'textarea' }), leadEn: optional('surveyDefinitions.leadEn', 2000, { as: 'textarea' }), version,
})

export type QuestionForm = Static<typeof QuestionForm>
export const QuestionForm = Type.Object({
  section: Type.Integer({ title: 'surveyDefinitions.section', as: 'select', ...id }),
  kind: Type.Enum([...kinds], { title: 'surveyDefinitions.kind', as: 'radio' }),
  label: words('surveyDefinitions.label', 200), labelEn: optional('surveyDefinitions.labelEn', 400),
  help: optional('surveyDefinitions.help', 600, { as: 'textarea' }), helpEn: optional('surveyDefinitions.helpEn', 1200, { as: 'textarea' }),
  required: tick('surveyDefinitions.required'),
  mayBeNone: tick('surveyDefinitions.mayBeNone'), mayBeInseparable: tick('surveyDefinitions.mayBeInseparable'),
  unit: optional('surveyDefinitions.unit', 20), unitEn: optional('surveyDefinitions.unitEn', 40),
  least: Type.Optional(Type.Number({ title: 'surveyDefinitions.least', description: 'surveyDefinitions.leastHint', minimum: -999_999, maximum: 999_999 })),
  decimal: tick('surveyDefinitions.decimal'), withPlan: tick('surveyDefinitions.withPlan', 'surveyDefinitions.withPlanHint'),
  entries: optional('surveyDefinitions.entries', 6000, { as: 'textarea', description: 'surveyDefinitions.entriesHint' }),
  withTotal: tick('surveyDefinitions.withTotal', 'surveyDefinitions.withTotalHint'),
  indicatorId: Type.Optional(Type.Integer({ title: 'surveyDefinitions.indicator', as: 'select', ...id })),
  source: Type.Optional(Type.Enum([...sources], { title: 'surveyDefinitions.source', as: 'select', description: 'surveyDefinitions.sourceHint' })),
  version,
})

export type OrderForm = Static<typeof OrderForm>
export const OrderForm = Type.Object({
  what: Type.Enum(['section', 'question']), number: Type.Integer(id), move: Type.Enum(['up', 'down', 'remove']), version,
})

export type PublishForm = Static<typeof PublishForm>
export const PublishForm = Type.Object({ note: optional('surveyDefinitions.note', 1000, { as: 'textarea', description: 'surveyDefinitions.noteHint' }), version })

export type IndicatorForm = Static<typeof IndicatorForm>
export const IndicatorForm = Type.Object({
  code: words('surveyDefinitions.code', 40, { description: 'surveyDefinitions.codeHint' }), name: words('surveyDefinitions.indicatorName', 200), nameEn: optional('surveyDefinitions.indicatorNameEn', 300),
  definition: words('surveyDefinitions.definitionWords', 2000, { as: 'textarea' }), definitionEn: optional('surveyDefinitions.definitionWordsEn', 3000, { as: 'textarea' }),
  source: optional('surveyDefinitions.indicatorSource', 300),
  fromYear: words('surveyDefinitions.fromYear', 12, { description: 'programs.yearHint' }), toYear: optional('surveyDefinitions.toYear', 12, { description: 'surveyDefinitions.toYearHint' }),
  version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 }),
})

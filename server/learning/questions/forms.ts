import Type, { type Static } from 'typebox'
import { limits } from './fitness.ts'
import { questionKinds } from './rules.ts'

const most = 2147483647
const Id = Type.Integer({ minimum: 1, maximum: most })
const Version = Type.Integer({ title: 'questions.version', minimum: 1, maximum: most })
export const IdParams = Type.Object({ id: Id })

export const BanksQuery = Type.Object({ course: Type.Optional(Id) })
export type BankQuery = Static<typeof BankQuery>
export const BankQuery = Type.Object({
  kind: Type.Optional(Type.Enum([...questionKinds])),
  tag: Type.Optional(Type.String({ maxLength: 60 })),
  state: Type.Optional(Type.Enum(['active', 'retired'])),
  words: Type.Optional(Type.String({ maxLength: 60 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
})
export const NewQuery = Type.Object({ kind: Type.Optional(Type.Enum([...questionKinds])) })

/** What somebody tries on a question as a trainee would: nothing of it is kept. */
export const TrialQuery = Type.Object({
  version: Type.Optional(Id),
  tried: Type.Optional(Type.Literal('true')),
  chosen: Type.Optional(Type.Array(Type.String({ maxLength: 4 }), { maxItems: 20 })),
  isTrue: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false'), Type.Literal('')])),
  text: Type.Optional(Type.String({ maxLength: 500 })),
}, { additionalProperties: Type.String({ maxLength: 4 }) })

const bank = {
  name: Type.String({ title: 'questions.bank.name', maxLength: 100 }),
  nameEn: Type.Optional(Type.String({ title: 'questions.bank.nameEn', maxLength: 200 })),
  courseId: Type.Optional(Type.Integer({ title: 'questions.bank.course', description: 'questions.bank.courseHint', as: 'select', minimum: 1, maximum: most })),
}
export type BankForm = Static<typeof BankForm>
export const BankForm = Type.Object({ ...bank, version: Type.Optional(Version) })

const Row = Type.Object({
  id: Type.Optional(Type.String({ title: 'questions.form.choice', pattern: '^[a-z]{1,2}$' })),
  targetId: Type.Optional(Type.String({ title: 'questions.form.target', pattern: '^[a-z]{1,2}$' })),
  text: Type.Optional(Type.String({ title: 'questions.form.choice', maxLength: limits.choice })),
  target: Type.Optional(Type.String({ title: 'questions.form.target', maxLength: limits.choice })),
  right: Type.Optional(Type.Literal('true', { title: 'questions.form.rightOne', as: 'checkbox' })),
})
const text = (title: string, maxLength: number, description?: string) =>
  Type.Optional(Type.String({ title, maxLength, as: 'textarea', ...description === undefined ? {} : { description } }))
const tick = (title: string, description?: string) => Type.Optional(Type.Literal('true', { title, as: 'checkbox', ...description === undefined ? {} : { description } }))
const number = (title: string, minimum: number, description?: string) =>
  Type.Optional(Type.Number({ title, minimum, maximum: limits.number, ...description === undefined ? {} : { description } }))

/** The boxes of every kind of question; which of them a kind has is said by its view, what they must be by fitness.ts. */
const boxes = {
  stem: Type.String({ title: 'questions.form.stem', description: 'questions.form.stemHint', maxLength: limits.stem, as: 'textarea' }),
  rows: Type.Optional(Type.Array(Row, { title: 'questions.form.choices', maxItems: limits.choices * 2 })),
  rightRow: Type.Optional(Type.Integer({ title: 'questions.form.right', as: 'radio', minimum: 0, maximum: limits.choices * 2 })),
  isTrue: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')], { title: 'questions.form.right', as: 'radio' })),
  spellings: text('questions.form.spellings', limits.spelling * limits.spellings + limits.spellings, 'questions.form.spellingsHint'),
  number: number('questions.form.number', -limits.number),
  tolerance: number('questions.form.tolerance', 0, 'questions.form.toleranceHint'),
  unit: Type.Optional(Type.String({ title: 'questions.form.unit', description: 'questions.form.unitHint', maxLength: limits.unit })),
  charactersMax: Type.Optional(Type.Integer({ title: 'questions.form.charactersMax', minimum: 1, maximum: limits.characters })),
  guide: text('questions.form.guide', limits.guide, 'questions.form.guideHint'),
  isShuffled: tick('questions.form.isShuffled'),
  partial: tick('questions.form.partial'),
  isCaseSensitive: tick('questions.form.isCaseSensitive'),
  points: Type.Integer({ title: 'questions.form.points', minimum: 1, maximum: limits.points }),
  feedback: text('questions.form.feedback', limits.feedback, 'questions.form.feedbackHint'),
  tags: Type.Optional(Type.String({ title: 'questions.form.tags', description: 'questions.form.tagsHint', maxLength: limits.tags * (limits.tag + 1) })),
  code: Type.Optional(Type.String({ title: 'questions.form.code', description: 'questions.form.codeHint', maxLength: limits.code, pattern: '^\\S+$' })),
}

export type QuestionForm = Static<typeof QuestionForm>
export const QuestionForm = Type.Object({ ...boxes, version: Version })
export type NewQuestionForm = Static<typeof NewQuestionForm>
export const NewQuestionForm = Type.Object({ kind: Type.Enum([...questionKinds]), ...boxes })
/** More rows are wanted: whatever stands in the boxes comes back as it is. */
export const RowsForm = Type.Object({}, { additionalProperties: true })

export const MoveForm = Type.Object({ version: Version })

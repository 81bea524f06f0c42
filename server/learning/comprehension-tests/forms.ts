import Type, { type Static } from 'typebox'
import { looks, retests } from './content.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const LessonParams = Type.Object({ id: Id })
/** Which of the papers that could be drawn is looked at, and which question of it. */
export const PreviewQuery = Type.Object({ paper: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }), place: Type.Integer({ minimum: 1, maximum: 200, default: 1 }) })

const look = (title: string) => Type.Enum([...looks], { title, as: 'select' })
const Draw = Type.Object({
  bankId: Type.Optional(Type.Integer({ title: 'tests.form.bank', as: 'select', minimum: 1, maximum: 2147483647 })),
  tag: Type.Optional(Type.String({ title: 'tests.form.tag', maxLength: 40 })),
  count: Type.Optional(Type.Integer({ title: 'tests.form.count', minimum: 1, maximum: 100 })),
})
const Named = Type.Object({ id: Type.Optional(Type.Integer({ title: 'tests.form.question', as: 'select', minimum: 1, maximum: 2147483647 })) })

/** `place` keeps the row of a section that is otherwise blank. `act`: a section is added or taken away with what was typed kept. */
export type TestForm = Static<typeof TestForm>
export const TestForm = Type.Object({
  passPercent: Type.Integer({ title: 'tests.form.passPercent', description: 'tests.form.passHint', minimum: 1, maximum: 100 }),
  attemptsMax: Type.Optional(Type.Integer({ title: 'tests.form.attemptsMax', description: 'tests.form.attemptsHint', minimum: 1, maximum: 20 })),
  minutes: Type.Optional(Type.Integer({ title: 'tests.form.minutes', description: 'tests.form.minutesHint', minimum: 1, maximum: 600 })),
  isShuffled: Type.Optional(Type.Literal('true', { title: 'tests.form.isShuffled', as: 'checkbox' })),
  isMarkedByNumber: Type.Optional(Type.Literal('true', { title: 'tests.form.isMarkedByNumber', as: 'checkbox' })),
  reviewAfter: look('tests.form.reviewAfter'), reviewPassed: look('tests.form.reviewPassed'), reviewDue: look('tests.form.reviewDue'),
  retest: Type.Enum([...retests], { title: 'tests.form.retest', as: 'radio' }),
  retestHours: Type.Optional(Type.Integer({ title: 'tests.form.retestHours', minimum: 0, maximum: 720 })),
  sections: Type.Optional(Type.Array(Type.Object({
    place: Type.Integer({ minimum: 0, maximum: 20 }),
    title: Type.Optional(Type.String({ title: 'tests.form.sectionTitle', maxLength: 100 })),
    titleEn: Type.Optional(Type.String({ title: 'tests.form.sectionTitleEn', maxLength: 200 })),
    draws: Type.Optional(Type.Array(Draw, { title: 'tests.form.bank', maxItems: 21 })),
    questions: Type.Optional(Type.Array(Named, { title: 'tests.form.question', maxItems: 101 })),
  }), { title: 'tests.form.sections', maxItems: 10 })),
  version: Type.Integer({ title: 'lessons.form.title', minimum: 1, maximum: 2147483647 }),
  act: Type.Optional(Type.String({ pattern: '^(save|add|drop-[0-9])$', maxLength: 10 })),
})

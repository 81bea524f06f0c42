import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

/** How much somebody may see of an attempt: passed or not, the points, or also what was right and why. */
export const looks = ['nothing', 'result', 'right_answers'] as const
export type Look = (typeof looks)[number]

/** When another attempt may begin: at once, once what was right has been read, or some hours later. */
export const retests = ['at_once', 'after_reading', 'after_hours'] as const

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const LookSchema = Type.Enum([...looks])

/** So many questions of a bank, or of those with a tag in it. */
export type Draw = Static<typeof Draw>
const Draw = Type.Object({ bankId: Id, tag: Type.String({ maxLength: 40 }), count: Type.Integer({ minimum: 1, maximum: 100 }) })
export type Section = Static<typeof Section>
const Section = Type.Object({
  title: Type.String({ maxLength: 100 }), titleEn: Type.String({ maxLength: 200 }),
  draws: Type.Array(Draw, { maxItems: 20 }), questionIds: Type.Array(Id, { maxItems: 100 }),
})

/** What a version of a test says, as `lesson_version.content` keeps it. */
export type TestContent = Static<typeof TestContent>
export const TestContent = Type.Object({
  passPercent: Type.Integer({ minimum: 1, maximum: 100 }),
  attemptsMax: Type.Union([Type.Integer({ minimum: 1, maximum: 20 }), Type.Null()]),
  minutes: Type.Union([Type.Integer({ minimum: 1, maximum: 600 }), Type.Null()]),
  isShuffled: Type.Boolean(), isMarkedByNumber: Type.Boolean(),
  review: Type.Object({ after: LookSchema, passed: LookSchema, due: LookSchema }),
  retest: Type.Enum([...retests]), retestHours: Type.Integer({ minimum: 0, maximum: 720 }),
  sections: Type.Array(Section, { maxItems: 10 }),
})

export const emptyTest: TestContent = {
  passPercent: 70, attemptsMax: null, minutes: null, isShuffled: true, isMarkedByNumber: true,
  review: { after: 'result', passed: 'right_answers', due: 'right_answers' }, retest: 'at_once', retestHours: 24,
  sections: [{ title: '', titleEn: '', draws: [], questionIds: [] }],
}

const compiled = Compile(TestContent)

/** What is kept, as a test; what nobody has said yet is as in an empty one. @throws when it is no test at all: a mistake of ours */
export function testOf(content: unknown): TestContent {
  const test = { ...emptyTest, ...content as Partial<TestContent> }
  if (!compiled.Check(test)) throw new Error('what is kept here is no test')
  return test
}

import Type, { type Static } from 'typebox'
import { choicesOf, type wordFields } from '../assignments/rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const OwnParams = Type.Object({ enrollment: Id, lesson: Id })
export const FileParams = Type.Object({ id: Id })
export const OthersQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 1000, default: 1 }) })

/** 0: nothing was saved yet. */
const Version = Type.Integer({ title: 'submissions.form.version', minimum: 0, maximum: 2147483647 })
const Words = (field: (typeof wordFields)[number]) => Type.Optional(Type.String({ title: `assignments.sheet.${field}`, description: `assignments.sheetHint.${field}`, as: 'textarea', maxLength: 2_000 }))
const Choice = (field: keyof typeof choicesOf) => Type.Optional(Type.Enum([...choicesOf[field]] as string[], { title: `assignments.sheet.${field}`, as: 'select' }))

/** What is written, as often as it is saved. `next`: where its button leads. */
export type DraftForm = Static<typeof DraftForm>
export const DraftForm = Type.Object({
  version: Version,
  sheet: Type.Optional(Type.Object({
    ageBand: Choice('ageBand'), sex: Choice('sex'), careLevel: Choice('careLevel'), household: Choice('household'),
    illness: Words('illness'), lifeHistory: Words('lifeHistory'), adl: Words('adl'), iadl: Words('iadl'), services: Words('services'),
    goal: Words('goal'), issue: Words('issue'), question: Words('question'),
  })),
  text: Type.Optional(Type.String({ title: 'submissions.form.text', as: 'textarea', maxLength: 40_000 })),
  next: Type.Optional(Type.Enum(['stay', 'check'])),
})

export type HandInForm = Static<typeof HandInForm>
export const HandInForm = Type.Object({
  version: Version,
  rows: Type.Optional(Type.Array(Type.Object({
    key: Type.String({ title: 'submissions.form.finding', maxLength: 80 }),
    isNone: Type.Optional(Type.Literal('true', { title: 'submissions.form.isNone', as: 'checkbox' })),
    note: Type.Optional(Type.String({ title: 'submissions.form.note', maxLength: 200 })),
  }), { title: 'submissions.form.finding', maxItems: 300 })),
})

export const FileForm = Type.Object({ file: Type.String({ title: 'submissions.form.file', as: 'file', maxLength: 64 }) })
export type RemovalForm = Static<typeof RemovalForm>
export const RemovalForm = Type.Object({ fileId: Id })
export const PlainForm = Type.Object({})

import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const SubmissionParams = Type.Object({ id: Id })
export const TrainingParams = Type.Object({ id: Id })
export const QueueQuery = Type.Object({ which: Type.Enum(['waiting', 'differ', 'settled'], { default: 'waiting' }), page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
export const workStates = ['not_handed_in', 'late', 'submitted', 'returned', 'accepted'] as const
export const ListQuery = Type.Object({ lesson: Type.Optional(Id), state: Type.Optional(Type.Enum([...workStates])), page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }), take: Type.Optional(Type.Enum([...tableForms])) })
export const FileQuery = Type.Object({ lesson: Type.Optional(Id), as: Type.Optional(Type.Enum([...tableForms])) })

const Verdict = Type.Enum(['accepted', 'returned'], { title: 'submissionMarking.form.verdict', as: 'radio' })
const Comment = Type.Optional(Type.String({ title: 'submissionMarking.form.comment', as: 'textarea', maxLength: 4_000 }))
const Due = Type.Optional(DayBox('submissionMarking.form.dueOn', 'submissionMarking.form.dueOnHint'))
const Reason = Type.String({ title: 'submissionMarking.form.reason', description: 'submissionMarking.form.reasonHint', minLength: 1, maxLength: 300 })

export const remarksMax = 30
export type MarkForm = Static<typeof MarkForm>
export const MarkForm = Type.Object({
  levels: Type.Optional(Type.Array(Type.Object({ level: Type.Optional(Type.Integer({ title: 'submissionMarking.form.level', minimum: 0, maximum: 9 })) }), { title: 'submissionMarking.form.level', maxItems: 20 })),
  remarks: Type.Optional(Type.Array(Type.Object({
    place: Type.Optional(Type.String({ title: 'submissionMarking.form.place', as: 'select', maxLength: 40 })),
    quote: Type.Optional(Type.String({ title: 'submissionMarking.form.quote', maxLength: 300 })),
    page: Type.Optional(Type.Integer({ title: 'submissionMarking.form.page', minimum: 1, maximum: 999 })),
    text: Type.Optional(Type.String({ title: 'submissionMarking.form.remark', maxLength: 1_000 })),
  }), { title: 'submissionMarking.form.remark', maxItems: remarksMax })),
  comment: Comment, verdict: Verdict, dueOn: Due,
})

export type SettleForm = Static<typeof SettleForm>
export const SettleForm = Type.Object({ verdict: Verdict, comment: Comment, dueOn: Due })

export type RedactionForm = Static<typeof RedactionForm>
export const RedactionForm = Type.Object({
  words: Type.String({ title: 'submissionMarking.form.words', description: 'submissionMarking.form.wordsHint', minLength: 1, maxLength: 500 }),
  files: Type.Optional(Type.Literal('true', { title: 'submissionMarking.form.alsoFiles', as: 'checkbox' })),
  reason: Reason,
})
export type FileGoneForm = Static<typeof FileGoneForm>
export const FileGoneForm = Type.Object({ fileId: Type.Integer({ title: 'submissionMarking.form.file', as: 'radio', minimum: 1, maximum: 2147483647 }), reason: Reason })
export type WholeForm = Static<typeof WholeForm>
export const WholeForm = Type.Object({ reason: Reason })

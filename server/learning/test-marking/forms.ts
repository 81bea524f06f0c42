import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const IdParams = Type.Object({ id: Id })
export const AnswerParams = Type.Object({ attempt: Id, place: Type.Integer({ minimum: 1, maximum: 200 }) })
export const PersonParams = Type.Object({ id: Id, enrollment: Id })
export const QueueQuery = Type.Object({ cohort: Type.Optional(Id) })
const As = Type.Optional(Type.Enum([...tableForms]))
export const ResultsQuery = Type.Object({ cohort: Type.Optional(Id), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })), take: Type.Optional(Type.Literal('file')), as: As })
export const PageQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 1_000, default: 1 }) })
export const FileQuery = Type.Object({ as: As })

/** `isMarked`: the marker saw a mark and corrects it; without it, one that came meanwhile is not written over. */
export type MarkForm = Static<typeof MarkForm>
export const MarkForm = Type.Object({
  points: Type.Number({ title: 'testMarking.points', description: 'testMarking.pointsHint', minimum: 0, maximum: 100 }),
  note: Type.Optional(Type.String({ title: 'testMarking.note', description: 'testMarking.noteHint', maxLength: 1_000, as: 'textarea' })),
  isMarked: Type.Optional(Type.Literal('true')),
})
export type AllowanceForm = Static<typeof AllowanceForm>
export const AllowanceForm = Type.Object({
  minutes: Type.Integer({ title: 'testMarking.minutes', description: 'testMarking.minutesHint', minimum: 0, maximum: 600 }),
  attempts: Type.Integer({ title: 'testMarking.attempts', minimum: 0, maximum: 20 }),
  reason: Type.String({ title: 'testMarking.reason', description: 'testMarking.reasonHint', minLength: 1, maxLength: 500, as: 'textarea' }),
})
/** `version`: the version of the question whose effects were shown. */
export type RemarkForm = Static<typeof RemarkForm>
export const RemarkForm = Type.Object({
  version: Type.Integer({ title: 'testMarking.reason', minimum: 1, maximum: 2147483647 }),
  reason: Type.String({ title: 'testMarking.reason', description: 'testMarking.remarkReasonHint', minLength: 1, maxLength: 500, as: 'textarea' }),
})

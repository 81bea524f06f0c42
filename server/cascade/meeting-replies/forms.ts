import Type, { type Static } from 'typebox'
import { answers, peopleMax, questionsMax, ways } from './rules.ts'

const id = { minimum: 1, maximum: 2_147_483_647 }
const Id = Type.Integer(id)
export const IdParams = Type.Object({ id: Id })
export const OfParams = Type.Object({ id: Id, municipalityId: Id })
export const QuestionParams = Type.Object({ id: Id })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum(['xlsx', 'utf-8', 'cp932'])) })
export const ListQuery = Type.Object({
  answer: Type.Optional(Type.Enum(['coming', 'not_coming', 'undecided', 'open', 'late', 'revised'])),
  take: Type.Optional(Type.Enum(['xlsx', 'utf-8', 'cp932', 'paper'])),
})

const PersonRow = Type.Object({
  id: Type.Optional(Type.Integer({ title: 'meetingReplies.name', ...id })),
  personId: Type.Optional(Type.Integer({ title: 'meetingReplies.known', as: 'select', ...id })),
  name: Type.Optional(Type.String({ title: 'meetingReplies.name', maxLength: 100 })),
  section: Type.Optional(Type.String({ title: 'meetingReplies.section', maxLength: 100 })),
  jobTitle: Type.Optional(Type.String({ title: 'meetingReplies.jobTitle', maxLength: 60 })),
  mode: Type.Optional(Type.Enum(['venue', 'online'], { title: 'meetingReplies.mode', as: 'radio' })),
  standsInFor: Type.Optional(Type.String({ title: 'meetingReplies.standsInFor', description: 'meetingReplies.standsInForHint', maxLength: 60 })),
})
const QuestionRow = Type.Object({
  id: Type.Optional(Type.Integer({ title: 'meetingReplies.question', ...id })),
  itemId: Type.Optional(Type.Integer({ title: 'meetingReplies.questionItem', as: 'select', ...id })),
  text: Type.Optional(Type.String({ title: 'meetingReplies.question', as: 'textarea', maxLength: 1000 })),
})

const boxes = {
  answer: Type.Optional(Type.Enum([...answers], { title: 'meetingReplies.answer', as: 'radio' })),
  people: Type.Optional(Type.Array(PersonRow, { maxItems: peopleMax })),
  questions: Type.Optional(Type.Array(QuestionRow, { maxItems: questionsMax })),
  remark: Type.Optional(Type.String({ title: 'meetingReplies.remark', as: 'textarea', maxLength: 400 })),
  contactName: Type.Optional(Type.String({ title: 'meetingReplies.contactName', maxLength: 100 })),
  contactPhone: Type.Optional(Type.String({ title: 'meetingReplies.contactPhone', maxLength: 40 })),
  contactEmail: Type.Optional(Type.String({ title: 'meetingReplies.contactEmail', as: 'email', maxLength: 254 })),
}

/** A reply as its municipality writes it: kept right or wrong; whether it may be sent is said on the page that checks it. */
export type ReplyForm = Static<typeof ReplyForm>
export const ReplyForm = Type.Object({ ...boxes, act: Type.Optional(Type.Enum(['save', 'check'])) })

export const SendForm = Type.Object({ version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2_147_483_647 }) })

/** A reply that the office heard by telephone, in a mail or on paper. */
export type TakenForm = Static<typeof TakenForm>
export const TakenForm = Type.Object({
  takenBy: Type.Enum([...ways], { title: 'meetingReplies.takenBy', as: 'radio' }),
  takenReason: Type.String({ title: 'meetingReplies.takenReason', description: 'meetingReplies.takenReasonHint', minLength: 1, maxLength: 200 }),
  ...boxes, version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2_147_483_647 }),
})

export const PlainForm = Type.Object({})

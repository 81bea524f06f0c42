import Type, { type Static } from 'typebox'
import { itemKinds } from '../liaison-meetings/rules.ts'

const id = { minimum: 1, maximum: 2_147_483_647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })

export type ItemForm = Static<typeof ItemForm>
export const ItemForm = Type.Object({
  kind: Type.Enum([...itemKinds], { title: 'meetingItems.kind', as: 'radio' }),
  title: Type.String({ title: 'meetingItems.itemTitle', minLength: 1, maxLength: 200 }),
  owner: Type.Optional(Type.String({ title: 'meetingItems.owner', description: 'meetingItems.ownerHint', maxLength: 100 })),
  speakerId: Type.Optional(Type.Integer({ title: 'meetingItems.speaker', description: 'meetingItems.speakerHint', as: 'select', ...id })),
  minutes: Type.Integer({ title: 'meetingItems.minutes', minimum: 1, maximum: 600 }),
  note: Type.Optional(Type.String({ title: 'meetingItems.note', description: 'meetingItems.noteHint', as: 'textarea', maxLength: 1000 })),
})
export type ItemEditForm = Static<typeof ItemEditForm>
export const ItemEditForm = Type.Object({ ...ItemForm.properties, version: Type.Integer({ title: 'calls.version', ...id }) })

export const MoveForm = Type.Object({ to: Type.Enum(['up', 'down']) })
export const PlainForm = Type.Object({})

import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const filter = {
  year: Type.Optional(Type.String({ maxLength: 10 })), training: Type.Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })),
  municipality: Type.Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })),
}
export type RosterQuery = Static<typeof RosterQuery>
export const RosterQuery = Type.Object({ ...filter, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })), take: Type.Optional(Type.Enum(['file', 'paper'])), as: Type.Optional(Type.Enum([...tableForms])) })
export const FileQuery = Type.Object({ ...filter, as: Type.Optional(Type.Enum([...tableForms])) })

export type ConsentForm = Static<typeof ConsentForm>
export const ConsentForm = Type.Object({ consent: Type.Enum(['yes', 'no'], { title: 'names.consent' }) })

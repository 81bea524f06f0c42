import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const narrowing = { by: Type.Optional(Type.Enum(['theme', 'municipality'])), theme: Type.Optional(Id), municipality: Type.Optional(Id) }
export type FiguresQuery = Static<typeof FiguresQuery>
export const FiguresQuery = Type.Object(narrowing)
export const FiguresFileQuery = Type.Object({ ...narrowing, as: Type.Optional(Type.Enum([...tableForms])) })

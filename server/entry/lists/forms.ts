import Type from 'typebox'
import { tableForms } from '../../base/table-files.ts'
import { lists } from './building.ts'

export const TrainingParams = Type.Object({ trainingId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
/** The list that begins as the page opens, for whoever had to sign in once more on the way to it. */
export const PageQuery = Type.Object({ take: Type.Optional(Type.Enum([...lists])), as: Type.Optional(Type.Enum([...tableForms])) })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })

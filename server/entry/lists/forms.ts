import Type from 'typebox'
import { tableForms } from '../../base/table-files.ts'

export const TrainingParams = Type.Object({ trainingId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })

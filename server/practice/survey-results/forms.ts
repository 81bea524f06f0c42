import Type from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const SurveyParams = Type.Object({ surveyId: Type.Integer(id) })
export const SectionParams = Type.Object({ surveyId: Type.Integer(id), section: Type.Integer(id) })
export const QuestionParams = Type.Object({ surveyId: Type.Integer(id), question: Type.Integer(id) })
export const PageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) })
export const FileQuery = Type.Object({ as: Type.Enum([...tableForms]) })

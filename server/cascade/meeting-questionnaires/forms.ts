import Type from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'

export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })
export const OpeningForm = Type.Object({ closesOn: DayBox('meetingQuestionnaires.closesOn') })
/** What was asked decides which boxes there are, so they are looked through by the rules and not by a schema. */
export const AnswerForm = Type.Object({ answers: Type.Optional(Type.Unknown()) })
export const CountForm = Type.Object({ groups: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { title: 'questionnaires.group', maxItems: 100 })) })

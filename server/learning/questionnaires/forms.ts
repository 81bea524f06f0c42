import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const LessonParams = Type.Object({ id: Id })
export const OwnParams = Type.Object({ enrollment: Id, lesson: Id })
export const ResultParams = Type.Object({ id: Id, lesson: Id })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })

/** What was asked decides which boxes there are, so they are looked through by the rules and not by a schema. */
export const AnswerForm = Type.Object({ answers: Type.Optional(Type.Unknown()) })

/** Which groups are counted now; none named: those that are few, together. */
export type CountForm = Static<typeof CountForm>
export const CountForm = Type.Object({ groups: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { title: 'questionnaires.group', maxItems: 5_000 })) })

import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const ListQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })

const Words = (title: string, description: string) => Type.Optional(Type.String({ title, description, as: 'textarea', maxLength: 4000 }))
export type ReportForm = Static<typeof ReportForm>
export const ReportForm = Type.Object({
  opening: Words('supportReports.opening', 'supportReports.openingHint'),
  course: Words('supportReports.course', 'supportReports.courseHint'),
  results: Words('supportReports.results', 'supportReports.resultsHint'),
  outlook: Words('supportReports.outlook', 'supportReports.outlookHint'),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  act: Type.Optional(Type.Enum(['save', 'submit'])),
})

export type SharingForm = Static<typeof SharingForm>
export const SharingForm = Type.Object({ sharedOn: DayBox('supportReports.sharedOn', 'supportReports.sharedOnHint') })

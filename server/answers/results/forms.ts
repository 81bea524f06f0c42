import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'
import { categories } from '../../entry/nominations/rules.ts'
import { acrosses, dimensions, measures, peopleMeasures } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Year = Type.Integer({ minimum: 2000, maximum: 2099 })
const filters = {
  from: Type.Optional(Year), to: Type.Optional(Year), course: Type.Optional(Id), training: Type.Optional(Id),
  municipality: Type.Optional(Type.String({ pattern: '^(none|[1-9][0-9]{0,8})$' })), category: Type.Optional(Type.Enum([...categories])),
  profession: Type.Optional(Type.String({ pattern: '^[a-z_0-9]{1,60}$' })),
}
const setting = { rows: Type.Optional(Type.Enum([...dimensions])), columns: Type.Optional(Type.Enum([...acrosses])), measure: Type.Optional(Type.Enum([...measures])), ...filters }
const page = { page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), year: Type.Optional(Year) }

export type ResultsQuery = Static<typeof ResultsQuery>
export const ResultsQuery = Type.Object({ ...setting, ...page })
export const FileQuery = Type.Object({ ...setting, year: page.year, as: Type.Optional(Type.Enum([...tableForms])) })
export type PeopleQuery = Static<typeof PeopleQuery>
export const PeopleQuery = Type.Object({ measure: Type.Optional(Type.Enum([...peopleMeasures])), ...filters, ...page })

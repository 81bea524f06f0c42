import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { councils, frequencyRows, functions, levels, subtypes } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const ListQuery = Type.Object({ municipality: Type.Optional(Id) })

const year = { minimum: 1950, maximum: 2999 }
const fields = {
  name: Type.String({ title: 'conferenceTypes.name', description: 'conferenceTypes.nameHint', minLength: 1, maxLength: 60 }),
  nameEn: Type.Optional(Type.String({ title: 'conferenceTypes.nameEn', maxLength: 100 })),
  level: Type.Enum([...levels], { title: 'conferenceTypes.level', as: 'radio' }),
  subtype: Type.Optional(Type.Enum([...subtypes], { title: 'conferenceTypes.subtype', description: 'conferenceTypes.subtypeHint', as: 'select' })),
  functions: Type.Optional(Type.Array(Type.Enum([...functions]), { title: 'conferenceTypes.functions', description: 'conferenceTypes.functionsHint', maxItems: 5 })),
  council: Type.Optional(Type.Enum([...councils], { title: 'conferenceTypes.council', as: 'select' })),
  organizer: Type.Optional(Type.String({ title: 'conferenceTypes.organizer', maxLength: 100 })),
  role: Type.Optional(Type.String({ title: 'conferenceTypes.role', as: 'textarea', maxLength: 500 })),
  members: Type.Optional(Type.String({ title: 'conferenceTypes.members', as: 'textarea', maxLength: 500 })),
  startedFiscalYear: Type.Optional(Type.Integer({ title: 'conferenceTypes.started', description: 'conferenceTypes.startedHint', ...year })),
  fromFiscalYear: Type.Integer({ title: 'conferenceTypes.from', description: 'conferenceTypes.fromHint', ...year }),
  toFiscalYear: Type.Optional(Type.Integer({ title: 'conferenceTypes.to', description: 'conferenceTypes.toHint', ...year })),
  areas: Type.Optional(Type.Array(Id, { title: 'conferenceTypes.areas', description: 'conferenceTypes.areasHint', maxItems: 200 })),
  frequencies: Type.Optional(Type.Array(Type.Object({
    scope: Type.Optional(Type.Enum(['municipality', 'center'], { title: 'conferenceTypes.scope', as: 'select' })),
    timesMin: Type.Optional(Type.Integer({ title: 'conferenceTypes.timesMin', minimum: 0, maximum: 999 })),
    timesMax: Type.Optional(Type.Integer({ title: 'conferenceTypes.timesMax', minimum: 0, maximum: 999 })),
    per: Type.Optional(Type.Enum(['year', 'month'], { title: 'conferenceTypes.per', as: 'select' })),
    everyMonths: Type.Optional(Type.Integer({ title: 'conferenceTypes.everyMonths', minimum: 1, maximum: 60 })),
    source: Type.Optional(Type.String({ title: 'conferenceTypes.source', maxLength: 200 })),
    since: Type.Optional(DayBox('conferenceTypes.since')),
  }), { title: 'conferenceTypes.frequencies', maxItems: frequencyRows })),
}

export type NewTypeForm = Static<typeof NewTypeForm>
export const NewTypeForm = Type.Object(fields)
export type TypeForm = Static<typeof TypeForm>
export const TypeForm = Type.Object({ ...fields, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export type ClosingForm = Static<typeof ClosingForm>
export const ClosingForm = Type.Object({ toFiscalYear: Type.Integer({ title: 'conferenceTypes.lastYear', description: 'conferenceTypes.lastYearHint', ...year }) })
export type PlaceForm = Static<typeof PlaceForm>
export const PlaceForm = Type.Object({ to: Type.Enum(['up', 'down']) })
export const PlainForm = Type.Object({})

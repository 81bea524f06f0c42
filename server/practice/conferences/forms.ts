import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { ageBands, careLevels, conferenceStates, functions, managers, meetingKinds, modes, personRoles, reasons } from '../conference-types/rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

export type ListQuery = Static<typeof ListQuery>
export const ListQuery = Type.Object({
  municipality: Type.Optional(Id), type: Type.Optional(Id), center: Type.Optional(Id), state: Type.Optional(Type.Enum([...conferenceStates])),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
export type ShowQuery = Static<typeof ShowQuery>
export const ShowQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 60 })) })

const record = {
  typeId: Type.Integer({ title: 'conferences.type', as: 'select', minimum: 1, maximum: 2_147_483_647 }),
  organizationId: Type.Optional(Type.Integer({ title: 'conferences.center', description: 'conferences.centerHint', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
  meetingKind: Type.Enum([...meetingKinds], { title: 'conferences.meetingKind', as: 'radio' }),
  state: Type.Enum([...conferenceStates], { title: 'conferences.state', as: 'radio' }),
  stateReason: Type.Optional(Type.String({ title: 'conferences.stateReason', description: 'conferences.stateReasonHint', maxLength: 200 })),
  heldOn: Type.Optional(DayBox('conferences.heldOn')),
  mode: Type.Enum([...modes], { title: 'conferences.mode', as: 'radio' }),
  people: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 12 }))),
  differentPeople: Type.Optional(Type.Integer({ title: 'conferences.different', description: 'conferences.differentHint', minimum: 0, maximum: 9999 })),
  casesDiscussed: Type.Optional(Type.Integer({ title: 'conferences.cases', description: 'conferences.casesHint', minimum: 0, maximum: 999 })),
  remark: Type.Optional(Type.String({ title: 'conferences.remark', description: 'conferences.remarkHint', as: 'textarea', maxLength: 1000 })),
  checked: Type.Optional(Type.Enum(['true'], { title: 'conferences.checked', as: 'checkbox' })),
}
export type NewRecordForm = Static<typeof NewRecordForm>
export const NewRecordForm = Type.Object(record)
export type RecordForm = Static<typeof RecordForm>
export const RecordForm = Type.Object({ ...record, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

const care = {
  managedBy: Type.Enum([...managers], { title: 'conferences.managedBy', as: 'radio' }),
  careLevel: Type.Optional(Type.Enum([...careLevels], { title: 'conferences.careLevel', as: 'select' })),
  ageBand: Type.Optional(Type.Enum([...ageBands], { title: 'conferences.ageBand', as: 'select' })),
  isAgain: Type.Optional(Type.Enum(['true'], { title: 'conferences.isAgain', as: 'checkbox' })),
  reasons: Type.Optional(Type.Array(Type.Enum([...reasons]), { title: 'conferences.reasons', description: 'conferences.reasonsHint', maxItems: 5 })),
  functions: Type.Optional(Type.Array(Type.Enum([...functions]), { title: 'conferences.functions', description: 'conferences.functionsHint', maxItems: 5 })),
  summary: Type.Optional(Type.String({ title: 'conferences.summary', description: 'conferences.summaryHint', as: 'textarea', maxLength: 2000 })),
  checked: Type.Optional(Type.Enum(['true'], { title: 'conferences.checked', as: 'checkbox' })),
  followUpOn: Type.Optional(DayBox('conferences.followUpOn')),
  followedUpOn: Type.Optional(DayBox('conferences.followedUpOn')),
  followUpNote: Type.Optional(Type.String({ title: 'conferences.followUpNote', as: 'textarea', maxLength: 1000 })),
}
export type NewCaseForm = Static<typeof NewCaseForm>
export const NewCaseForm = Type.Object(care)
export type CaseForm = Static<typeof CaseForm>
export const CaseForm = Type.Object({ ...care, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

export type PersonForm = Static<typeof PersonForm>
export const PersonForm = Type.Object({
  people: Type.Array(Id, { title: 'conferences.persons', minItems: 1, maxItems: 50 }),
  role: Type.Enum([...personRoles], { title: 'conferences.role', as: 'select' }),
})
export type PersonRemovalForm = Static<typeof PersonRemovalForm>
export const PersonRemovalForm = Type.Object({ person: Id })
export const PlainForm = Type.Object({})

import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })

export type OrganizationForm = Static<typeof OrganizationForm>
export const OrganizationForm = Type.Object({
  kind: Type.Union([
    Type.Literal('municipal_office'), Type.Literal('core_support_center'), Type.Literal('support_center'), Type.Literal('home_care_support_center'), Type.Literal('care_manager_office'),
    Type.Literal('care_service_office'), Type.Literal('hospital_or_clinic'), Type.Literal('pharmacy'), Type.Literal('dental_clinic'),
    Type.Literal('professional_body'), Type.Literal('social_welfare_council'), Type.Literal('nonprofit'), Type.Literal('other'),
  ], { title: 'organizations.kind' }),
  name: Type.String({ title: 'organizations.name', maxLength: 100 }),
  kana: Type.Optional(Type.String({ title: 'organizations.kana', maxLength: 100 })),
  operation: Type.Optional(Type.Union([Type.Literal('direct'), Type.Literal('commissioned')], { title: 'organizations.operation', description: 'organizations.operationHint' })),
  validFrom: Type.Optional(DayBox('organizations.validFrom')),
  validTo: Type.Optional(DayBox('organizations.validTo', 'organizations.validToHint')),
})

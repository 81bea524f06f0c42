import type { Day } from '../../base/days.ts'
import type { FieldReason } from '../../base/errors.ts'

export const organizationKinds = [
  'municipal_office', 'core_support_center', 'support_center', 'home_care_support_center', 'care_manager_office', 'care_service_office', 'hospital_or_clinic',
  'pharmacy', 'dental_clinic', 'professional_body', 'social_welfare_council', 'nonprofit', 'other',
] as const
export type OrganizationKind = typeof organizationKinds[number]

/** 直営 or 委託 is asked of the statutory centers only: everybody else is nobody's to run. */
export const hasOperation = (kind: OrganizationKind): boolean => kind === 'support_center' || kind === 'core_support_center'

interface Given { kind: OrganizationKind; operation?: string | undefined; validFrom?: Day | undefined; validTo?: Day | undefined }

/** What is wrong with the particulars of an organization, box by box. */
export function problemsOfOrganization({ kind, operation, validFrom, validTo }: Given): FieldReason[] {
  const problems: FieldReason[] = []
  if (hasOperation(kind) && operation === undefined) problems.push({ field: 'operation', reason: { key: 'organizations.operationMissing' } })
  if (!hasOperation(kind) && operation !== undefined) problems.push({ field: 'operation', reason: { key: 'organizations.operationOdd' } })
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom)
    problems.push({ field: 'validTo', reason: { key: 'organizations.endsBeforeItBegan', data: { validFrom } } })
  return problems
}

import { functions, managers, reasons } from '../conference-types/rules.ts'

/** The kinds of attendees that a table has columns for, in the order of the list. */
export const kindCodes = ['person', 'family', 'resident', 'care_manager', 'day_service', 'home_visit_service', 'welfare_equipment', 'medical', 'pt_ot', 'dietitian', 'public_health_nurse', 'community_coordinator', 'supervising_center', 'public_assistance', 'other', 'organizer', 'observer'] as const
export type KindCode = (typeof kindCodes)[number]

type OfDimension<Prefix extends string, Codes extends readonly string[]> = `${Prefix}_${Codes[number]}`
export type CaseColumn = OfDimension<'m', typeof managers> | OfDimension<'r', typeof reasons> | OfDimension<'f', typeof functions>

/** What a table counts of cases that have no rows of their own. */
export const caseColumns: readonly { name: CaseColumn; dimension: 'managed_by' | 'reason' | 'function'; code: string }[] = [
  ...managers.map((code) => ({ name: `m_${code}` as const, dimension: 'managed_by' as const, code })), ...reasons.map((code) => ({ name: `r_${code}` as const, dimension: 'reason' as const, code })),
  ...functions.map((code) => ({ name: `f_${code}` as const, dimension: 'function' as const, code })),
]

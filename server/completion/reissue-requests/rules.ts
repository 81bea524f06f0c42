import type { FieldReason, Reason } from '../../base/errors.ts'
import type { CertificateState } from '../certificates/rules.ts'

export const requestReasons = ['lost', 'damaged', 'name_changed'] as const
export type RequestReason = (typeof requestReasons)[number]
/** What shows who somebody is. It is looked at and written down which one it was; no copy and no number of it is kept. */
export const idChecks = ['number_card', 'licence', 'passport', 'residence_card', 'other'] as const
export type IdCheck = (typeof idChecks)[number]
export type RequestState = 'asked' | 'accepted' | 'refused' | 'withdrawn'

/** Another paper is asked for by whose certificate is in force, one request at a time. */
export function whyNotAsk(state: CertificateState, isOpen: boolean): Reason | null {
  if (state === 'prepared') return { key: 'certificates.isPrepared' }
  if (state === 'revoked') return { key: 'certificates.isRevoked' }
  return isOpen ? { key: 'reissueRequests.openAlready' } : null
}

/** A changed name has to be said, and is a reason only where the design of the course says so. */
export function problemsOfRequest({ reason, nameWanted }: { reason: string; nameWanted?: string }, nameChangeIsGround: boolean): FieldReason[] {
  if (reason !== 'name_changed') return []
  if (!nameChangeIsGround) return [{ field: 'reason', reason: { key: 'reissueRequests.noGround' } }]
  return (nameWanted ?? '').trim() === '' ? [{ field: 'nameWanted', reason: { key: 'reissueRequests.nameMissing' } }] : []
}

/** What was decided or taken back is over; somebody asks anew. */
export const whyNotDecide = (state: RequestState): Reason | null => state === 'asked' ? null : { key: `reissueRequests.is.${state}` }

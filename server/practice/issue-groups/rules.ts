import type { Reason } from '../../base/errors.ts'

/** As many issues a group may have. */
export const membersMax = 500
export const whyNotAdd = (members: number, more: number): Reason | null => members + more > membersMax ? { key: 'issueGroups.tooMany', data: { limit: membersMax } } : null

/** What stands on an agenda is there once; a group of one municipality would say whose issue it is. */
export function whyNotPutOn({ meetingItemId, municipalities }: { meetingItemId: number | null; municipalities: number }): Reason | null {
  if (meetingItemId !== null) return { key: 'issueGroups.isOnAgenda' }
  return municipalities < fewestTowns ? { key: 'issueGroups.tooFewTowns', data: { least: fewestTowns } } : null
}
/** What all municipalities see is counted of as many municipalities at least. */
export const fewestTowns = 3

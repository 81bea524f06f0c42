import { fiscalYearOf, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { plainNumber } from '../../base/numbers.ts'
import { isOfYear, type ConferenceState, type Level } from '../conference-types/rules.ts'

export interface AttendeeKind { code: string; label: string; labelEn: string; part: 'participant' | 'organizer' | 'observer'; fromFiscalYear: number; toFiscalYear: number | null }

/** Kinds of attendees of a year, and those that a record already has. */
export const kindsOf = (kinds: readonly AttendeeKind[], year: number, used: readonly string[] = []): AttendeeKind[] => kinds.filter((one) => isOfYear(one, year) || used.includes(one.code))

/** Numbers of people by kind, as typed; a blank box says nothing and is no row, 0 says that nobody came. */
export function attendanceTyped(typed: Readonly<Record<string, string>>, kinds: readonly AttendeeKind[]): { attendance: { kind: string; people: number }[]; problems: FieldReason[] } {
  const problems: FieldReason[] = []
  const attendance = kinds.flatMap(({ code }) => {
    const text = plainNumber(typed[code] ?? '').trim()
    if (text === '') return []
    if (!/^\d{1,4}$/.test(text)) { problems.push({ field: `people.${code}`, reason: { key: 'form.noNumber' } }); return [] }
    return [{ kind: code, people: Number(text) }]
  })
  return { attendance, problems }
}

export interface RecordTyped {
  state: ConferenceState; heldOn: Day | null; stateReason: string; casesDiscussed: number | null; people: number | null; attended: number
  level: Level; organizationId: number | null; hasCenters: boolean; type: { fromFiscalYear: number; toFiscalYear: number | null; conferences?: number }
}
/** What is kept of a record apart from its boxes: how many cases have rows, and how many people took part by name. */
export interface RecordKept { cases: number; persons: number }

/**
 * What is wrong with a record. Held is what has a day that has come; attendees, cases and people belong to what was held. There are never fewer cases than rows of them, and never more different
 * people than attendees. A conference of the whole municipality is at no center, any other at one where there are centers.
 */
export function problemsOfRecord(typed: RecordTyped, kept: RecordKept, today: Day): FieldReason[] {
  const { state, heldOn, casesDiscussed, people, attended, level, organizationId } = typed
  const problems: FieldReason[] = []
  const at = (field: string, reason: Reason) => problems.push({ field, reason })
  if (heldOn === null) at('heldOn', { key: 'form.missing' })
  else if (!isOfYear(typed.type, fiscalYearOf(heldOn))) at('typeId', { key: 'conferences.typeNotOfYear' })
  if (level === 'municipality' && organizationId !== null) at('organizationId', { key: 'conferences.ofNoCenter' })
  if (level !== 'municipality' && organizationId === null && typed.hasCenters) at('organizationId', { key: 'form.notChosen' })
  if (state === 'held' && heldOn !== null && heldOn > today) at('heldOn', { key: 'conferences.heldLater' })
  if (state === 'canceled' && typed.stateReason.trim() === '') at('stateReason', { key: 'form.missing' })
  if (state !== 'held') {
    if (attended > 0) at('state', { key: 'conferences.butAttended', data: { people: attended } })
    else if (casesDiscussed !== null || people !== null) at('state', { key: 'conferences.butCases' })
    if (kept.cases > 0 || kept.persons > 0) at('state', { key: 'conferences.hasRows', data: { cases: kept.cases, persons: kept.persons } })
  } else {
    if (casesDiscussed !== null && casesDiscussed < kept.cases) at('casesDiscussed', { key: 'conferences.fewerThanRows', data: { cases: kept.cases } })
    if (people !== null && attended > 0 && people > attended) at('differentPeople', { key: 'conferences.moreThanAttended', data: { people: attended } })
  }
  return problems
}

/** How many cases a meeting had, once its rows have changed: never fewer than rows, and where all had rows before, as many as now. */
export const casesAfter = (discussed: number | null, before: number, after: number): number =>
  discussed === null || discussed === before ? after : Math.max(discussed, after)

export const whyNotCase = ({ state, cases }: { state: ConferenceState; cases: number }): Reason | null =>
  state !== 'held' ? { key: 'conferences.notHeld' } : cases >= casesMax ? { key: 'conferences.tooManyCases', data: { limit: casesMax } } : null
export const whyNotPerson = ({ state }: { state: ConferenceState }): Reason | null => state !== 'held' ? { key: 'conferences.notHeld' } : null

/** A community issue that names a meeting (`isHere`) or cases of it. */
export interface Naming { title: string; isHere: boolean; cases: readonly number[] }
const namesOf = (issues: readonly Naming[]) => ({ count: issues.length, titles: issues.slice(0, 3).map(({ title }) => title).join('、') })

/** A planned meeting with nothing in it may be taken away; what was held or called off stays, and so does what a community issue names. */
export function whyNotRemove({ state, remark, issues }: { state: ConferenceState; remark: string; issues: readonly Naming[] }): Reason | null {
  if (state !== 'planned') return { key: 'conferences.stays' }
  if (remark !== '') return { key: 'conferences.hasRemark' }
  return issues.length > 0 ? { key: 'conferences.ofIssues', data: namesOf(issues) } : null
}

/** A case from which community issues came stays until they let it go. */
export function whyNotRemoveCase(caseId: number, issues: readonly Naming[]): Reason | null {
  const from = issues.filter(({ cases }) => cases.includes(caseId))
  return from.length > 0 ? { key: 'conferences.caseOfIssues', data: namesOf(from) } : null
}

export const casesMax = 30

export interface CaseTyped { followUpOn: Day | null; followedUpOn: Day | null; heldOn: Day; findings: number; isChecked: boolean }
/** A case is looked at again after the meeting, and was looked at on a day that has come. Words that may tell who somebody is go in only when somebody says that they do not. */
export function problemsOfCase({ followUpOn, followedUpOn, heldOn, findings, isChecked }: CaseTyped, today: Day): FieldReason[] {
  return [
    ...findings > 0 && !isChecked ? [{ field: 'summary', reason: { key: 'conferences.tells', data: { count: findings } } } as const] : [],
    ...followUpOn !== null && followUpOn < heldOn ? [{ field: 'followUpOn', reason: { key: 'conferences.beforeMeeting' } } as const] : [],
    ...followedUpOn !== null && followedUpOn < heldOn ? [{ field: 'followedUpOn', reason: { key: 'conferences.beforeMeeting' } } as const] : [],
    ...followedUpOn !== null && followedUpOn > today ? [{ field: 'followedUpOn', reason: { key: 'conferences.notYet' } } as const] : [],
  ]
}

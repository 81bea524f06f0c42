import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { MeetingState, Mode } from '../liaison-meetings/rules.ts'

export type Answer = 'coming' | 'not_coming' | 'undecided'
export const answers = ['coming', 'not_coming', 'undecided'] as const satisfies readonly Answer[]
/** By which way the office heard of a reply that it writes down. */
export const ways = ['phone', 'mail', 'paper'] as const

export const peopleMax = 20
export const questionsMax = 10

/** Somebody a municipality names: known to the register or typed, at the venue or online, perhaps in the place of somebody. */
export interface Named { id: number | null; personId: number | null; name: string; section: string; jobTitle: string; mode: 'venue' | 'online'; standsInFor: string }
export interface Asked { id: number | null; itemId: number | null; text: string }
/** What a municipality says, whole: kept as a draft, looked at, sent. */
export interface Reply {
  answer: Answer | null; people: Named[]; questions: Asked[]
  remark: string; contactName: string; contactPhone: string; contactEmail: string
}

interface MeetingAsked { state: MeetingState; repliesDueOn: Day }

/** Replies are taken from when they are opened until the meeting was held; after the last day they are late, and say so. */
export function whyNotReply({ state }: MeetingAsked): Reason | null {
  if (state === 'registration') return null
  if (state === 'announced') return { key: 'meetingReplies.notYet' }
  return state === 'held' || state === 'minutes_shared' ? { key: 'meetingReplies.isOver' } : { key: 'meetingReplies.isOff' }
}

/** The office writes down what it heard as soon as the meeting is known, and as long as replies are taken. */
export const whyNotTake = (meeting: MeetingAsked): Reason | null => meeting.state === 'announced' ? null : whyNotReply(meeting)

export const isLate = ({ repliesDueOn }: { repliesDueOn: Day }, today: Day): boolean => today > repliesDueOn

/** What is wrong with a reply before it may be sent. */
export function problemsOfReply({ answer, people, contactName }: Reply, mode: Mode): FieldReason[] {
  const wrong: FieldReason[] = []
  if (answer === null) wrong.push({ field: 'answer', reason: { key: 'form.notChosen' } })
  if (answer === 'coming' && people.length === 0) wrong.push({ field: 'people.0.name', reason: { key: 'meetingReplies.nobodyNamed' } })
  if (answer === 'not_coming' && people.length > 0) wrong.push({ field: 'answer', reason: { key: 'meetingReplies.namedThough' } })
  for (const [place, person] of people.entries()) {
    if (mode !== 'both' && person.mode !== mode) wrong.push({ field: `people.${place}.mode`, reason: { key: mode === 'venue' ? 'meetingReplies.noOnline' : 'meetingReplies.noVenue' } })
    if (people.findIndex((one) => isSame(one, person)) < place) wrong.push({ field: `people.${place}.name`, reason: { key: 'meetingReplies.namedTwice' } })
  }
  if (contactName.trim() === '') wrong.push({ field: 'contactName', reason: { key: 'form.missing' } })
  return wrong
}

const isSame = (one: Named, other: Named): boolean =>
  one.personId !== null && other.personId !== null ? one.personId === other.personId : one.name === other.name && one.section === other.section

/** Nobody who was at the door already is taken off by a reply. */
export const whyNotLeaveOut = (stood: readonly { id: number; isHere: boolean; name: string }[], kept: readonly (number | null)[]): Reason | null => {
  const here = stood.find(({ id, isHere }) => isHere && !kept.includes(id))
  return here === undefined ? null : { key: 'meetingReplies.isHere', data: { name: here.name } }
}

/** Only those who have not replied are reminded, while replies are taken, and by hand once. */
export function whyNotRemind({ state }: MeetingAsked, open: number, left: number): Reason | null {
  if (state !== 'registration') return { key: 'meetingReplies.notRegistering' }
  if (open === 0) return { key: 'meetingReplies.allReplied' }
  return left === 0 ? { key: 'meetingReplies.allReminded' } : null
}

/** One municipality of the list: what it said, or null for nothing yet. */
export interface Standing { answer: Answer | null; venue: number; online: number; late: boolean | null; version: number | null }

/** What the replies add up to: municipalities and people, counted from the rows. */
export function tallyOf(rows: readonly Standing[]) {
  const count = (answer: Answer | null) => rows.filter((row) => row.answer === answer).length
  const coming = rows.filter(({ answer }) => answer === 'coming')
  const sum = (name: 'venue' | 'online') => coming.reduce((all, row) => all + row[name], 0)
  return {
    asked: rows.length, replied: rows.length - count(null), coming: coming.length, notComing: count('not_coming'), undecided: count('undecided'), open: count(null),
    venue: sum('venue'), online: sum('online'), people: sum('venue') + sum('online'),
    late: rows.filter(({ late }) => late === true).length, revised: rows.filter(({ version }) => (version ?? 0) > 1).length,
  }
}
export type Tally = ReturnType<typeof tallyOf>

/** A question is shared once; what was answered for all to read is not taken from them any more. */
export const whyNotShare = ({ sharedAt, isAnswered }: { sharedAt: Date | null; isAnswered: boolean }, isShared: boolean): Reason | null =>
  (sharedAt !== null) === isShared ? { key: 'meetingReplies.sharedAlready' } : !isShared && isAnswered ? { key: 'meetingReplies.isAnswered' } : null

import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { CallState } from '../../planning/calls/rules.ts'
import { isAddress, isKana } from '../nominations/lines/rules.ts'
import type { Category, Experience } from '../nominations/rules.ts'

export type ApplicationState = 'draft' | 'submitted' | 'returned' | 'reviewed'
export type ApplicationAct = 'submit' | 'recall' | 'return' | 'review'
export type Verdict = 'taken' | 'declined'
/** By which way names reach a call; only the first two have a public page. */
export type Route = 'municipality' | 'employer' | 'self' | 'prefecture_bundle'

/** Every act on an application and the state it leads to. Reviewed means: each of its people has a verdict. */
export const applicationMoves: Record<ApplicationState, Partial<Record<ApplicationAct, ApplicationState>>> = {
  draft:     { submit: 'submitted' },
  submitted: { recall: 'draft', return: 'returned', review: 'reviewed' },
  returned:  { submit: 'submitted' },
  reviewed:  { review: 'reviewed' },
}

const applicationIs: Record<ApplicationState, Reason> = {
  draft:     { key: 'applications.isDraft' },
  submitted: { key: 'applications.isSubmitted' },
  returned:  { key: 'applications.isReturned' },
  reviewed:  { key: 'applications.isReviewed' },
}

/** How many people an office may put forward, in its own order; a person who applies alone is one. */
export const applicantsMax = (route: Route): number => (route === 'self' ? 1 : 20)

/**
 * How long a draft that nobody handed in is kept after the call's last day, in days: until then the municipality may still
 * get leave for it; after that what was typed of people is of no use to anybody.
 */
export const draftsKeptDays = 30

/** What of a call decides whether it takes applications. */
export interface CallToApply { state: CallState; route: Route; opensOn: Day; officeClosesOn: Day }

/** Whether strangers are told that there is such a page at all. */
export const takesApplications = ({ state, route }: Pick<CallToApply, 'state' | 'route'>): boolean =>
  (route === 'employer' || route === 'self') && !['draft', 'in_approval'].includes(state)

/** Null while the call takes applications: to the end of the offices' last day, or of a later one given with a return. */
export function whyNotApply(call: CallToApply, today: Day, dueOn: Day | null = null): Reason | null {
  if (today < call.opensOn) return { key: 'applications.notYet', data: { opensOn: call.opensOn } }
  if (dueOn !== null && today <= dueOn && call.state !== 'finished') return null
  const open = call.state === 'published' || call.state === 'reopened'
  if (open && today <= call.officeClosesOn) return null
  return { key: 'applications.over', data: { closedOn: dueOn !== null && dueOn > call.officeClosesOn ? dueOn : call.officeClosesOn } }
}

export interface Standing { state: ApplicationState; dueOn: Day | null }

/** An application is written on while it is its office's and the call takes it. */
export const whyNotSave = (application: Standing, call: CallToApply, today: Day): Reason | null =>
  applicationMoves[application.state].submit === undefined ? applicationIs[application.state] : whyNotApply(call, today, application.dueOn)

/** Handing in takes at least one person, and nothing left open. */
export function whyNotSubmit(application: Standing, call: CallToApply, people: number, problems: number, today: Day): Reason | null {
  const shut = whyNotSave(application, call, today)
  if (shut !== null) return shut
  if (people === 0) return { key: 'applications.nobody' }
  return problems > 0 ? { key: 'applications.problemsLeft', data: { count: problems } } : null
}

/** An office takes back what nobody has decided on, while it could still hand it in again. */
export function whyNotRecall(application: Standing, call: CallToApply, decided: number, today: Day): Reason | null {
  if (applicationMoves[application.state].recall === undefined) return applicationIs[application.state]
  return decided > 0 ? { key: 'applications.someDecided' } : whyNotApply(call, today, application.dueOn)
}

/** The municipality gives back what it has not begun to decide on; the new day lies before its own last day. */
export function whyNotReturn(application: Standing, decided: number, dueOn: Day, lastDay: Day, today: Day): Reason | null {
  if (applicationMoves[application.state].return === undefined) return applicationIs[application.state]
  if (decided > 0) return { key: 'applications.someDecided' }
  if (dueOn < today) return { key: 'applications.dueInThePast' }
  return dueOn > lastDay ? { key: 'applications.dueTooLate', data: { lastDay } } : null
}

/** Somebody is taken over once: whoever stands on the sheet already is not put there again. */
export function whyNotTake(application: Pick<Standing, 'state'>, onSheet: boolean): Reason | null {
  if (applicationMoves[application.state].review === undefined) return applicationIs[application.state]
  return onSheet ? { key: 'applications.onSheet' } : null
}

/** Declining says why; whoever stands on the sheet is taken off it first. */
export function whyNotDecline(application: Pick<Standing, 'state'>, onSheet: boolean, reason: string): Reason | null {
  if (applicationMoves[application.state].review === undefined) return applicationIs[application.state]
  if (onSheet) return { key: 'applications.onSheetStill' }
  return reason.trim() === '' ? { key: 'applications.reasonMissing' } : null
}

/** One person of an application as typed. */
export interface Applicant {
  name: string; kana: string; affiliation: string; professionCode: string | null; position: string
  category: Category | null; experience: Experience | null; experienceCount: number | null; years: number | null
  wishedCohortId: number | null; secondCohortId?: number | null; thirdCohortId?: number | null; email: string; supportNeeds: string; motivation: string
  purposeConsent: boolean; rosterConsent: boolean
}

/** What keeps one person of the list from being handed in, by the box it is in; each says what to do. */
export function problemsOfApplicant(one: Applicant, all: readonly Applicant[]): FieldReason[] {
  const problems: FieldReason[] = []
  const wrong = (field: keyof Applicant, key: Reason['key'], data?: Reason['data']) => problems.push({ field, reason: data === undefined ? { key } : { key, data } })
  if (one.name.trim() === '') wrong('name', 'applications.nameMissing')
  else if ([...one.name].length > 60) wrong('name', 'form.tooLong', { limit: 60 })
  else if (all.some((other) => other !== one && isSame(one, other))) wrong('name', 'applications.twice')
  if (one.kana.trim() === '') wrong('kana', 'applications.kanaMissing')
  else if (!isKana(one.kana)) wrong('kana', 'applications.kanaWrong')
  else if ([...one.kana].length > 60) wrong('kana', 'form.tooLong', { limit: 60 })
  if (one.affiliation.trim() === '') wrong('affiliation', 'applications.affiliationMissing')
  else if ([...one.affiliation].length > 100) wrong('affiliation', 'form.tooLong', { limit: 100 })
  if (one.professionCode === null) wrong('professionCode', 'applications.professionMissing')
  if (one.category === null) wrong('category', 'applications.categoryMissing')
  if (one.experience === null) wrong('experience', 'applications.experienceMissing')
  if (one.email.trim() !== '' && !isAddress(one.email.trim())) wrong('email', 'form.noEmail')
  if (!one.purposeConsent) wrong('purposeConsent', 'applications.consentMissing')
  return problems
}

const folded = (text: string): string => text.replace(/\s/g, '')
const isSame = (a: Applicant, b: Applicant): boolean => folded(a.name) === folded(b.name) && folded(a.kana) === folded(b.kana) && a.name.trim() !== ''

/** What an office is told of one of its people. The selection is told once it is announced, and not before. */
export type Outcome = 'waiting' | 'candidate' | 'forwarded' | 'not_forwarded' | 'selected' | 'waitlisted' | 'next_year' | 'not_selected'
export interface Fate { verdict: Verdict | null; onSheet: boolean; sheetState: string | null; announced: string | null }

export function outcomeOf({ verdict, onSheet, sheetState, announced }: Fate): Outcome {
  if (verdict === null) return 'waiting'
  const isHandedIn = sheetState === 'submitted' || sheetState === 'accepted'
  if (verdict === 'declined' || (isHandedIn && !onSheet)) return 'not_forwarded'
  if (announced === 'declined') return 'not_selected'
  if (announced === 'selected' || announced === 'waitlisted' || announced === 'next_year') return announced
  return isHandedIn ? 'forwarded' : 'candidate'
}

/** What agrees between an applicant and somebody the municipality knows: the more, the likelier they are one person. */
export function evidenceOf(one: { kana: string; affiliation: string; email: string; professionCode: string | null },
  known: { kana: string | null; affiliation: string | null; email: string | null; professionCode: string | null }): ('kana' | 'affiliation' | 'email' | 'profession')[] {
  const agrees = (a: string | null, b: string | null) => a !== null && b !== null && folded(a) !== '' && folded(a).toLowerCase() === folded(b).toLowerCase()
  return [
    ...agrees(one.kana, known.kana) ? ['kana' as const] : [], ...agrees(one.affiliation, known.affiliation) ? ['affiliation' as const] : [],
    ...agrees(one.email, known.email) ? ['email' as const] : [], ...one.professionCode !== null && one.professionCode === known.professionCode ? ['profession' as const] : [],
  ]
}

/** Links lead to an application until half a year after the decision: long enough to learn what became of it. */
export const linkDaysAfterDecision = 183
/** Mails with a link to one application within an hour: a stranger can ask for them too. */
export const linksPerHourMax = 3

/** What of a whole application is looked at before it is handed in. */
export interface ToCheck { route: Route; contactName: string; applicants: readonly Applicant[] }

/** All that is missing, in the order of the page; `field` is the box, 'rows.0.name' for the first person's name. */
export const problemsOf = ({ route, contactName, applicants }: ToCheck): (FieldReason & { row: number | null })[] => [
  ...route === 'employer' && contactName.trim() === '' ? [{ field: 'contactName', reason: { key: 'applications.contactMissing' as const }, row: null }] : [],
  ...applicants.flatMap((one, row) => problemsOfApplicant(one, applicants).map(({ field, reason }) => ({ field: `rows.${row}.${field}`, reason, row }))),
]

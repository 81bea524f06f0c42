import { addDays, addMonths, daysBetween, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { numbersTyped } from '../../base/numbers.ts'

/** When completers of a course are asked: so many months after completion, how long they can answer, and when they are reminded. */
export interface Rule { isOn: boolean; months: number[]; openDays: number; reminderDays: number[]; version: number }
export const shippedRule: Rule = { isOn: true, months: [3, 9], openDays: 30, reminderDays: [7, 21], version: 0 }
/** As a row keeps them. */
export const shippedMonths = shippedRule.months.join(',')

export const monthsMax = 36
/** Whoever was judged late, or whose course began to ask late, is still asked for so long, in days; later nobody would remember. */
export const catchUpDays = 60
/** A round of reminders that was missed is made up for so long, in days. */
export const reminderCatchUpDays = 3
/** How long a manager can say whether it is so, in days, and after how many they are reminded, once. */
export const confirmDays = 30
export const managerRemindedAfterDays = 7
/** How many mails one answer may send to managers, however often it is corrected. */
export const managerMailsMax = 6

const upwards = (numbers: number[] | null): number[] | null => numbers === null ? null : numbers.toSorted((a, b) => a - b)
export const monthsTyped = (text: string): number[] | null => upwards(numbersTyped(text, { least: 1, most: monthsMax, many: 4 }))
export const reminderDaysTyped = (text: string): number[] | null => upwards(numbersTyped(text, { least: 1, most: 89, many: 4 }))

/** The day on which somebody is asked who completed on that day. */
export const dueOn = (completedOn: Day, months: number): Day => addMonths(completedOn, months)

export function isDueToAsk(completedOn: Day, months: number, today: Day): boolean {
  const day = dueOn(completedOn, months)
  return day <= today && daysBetween(day, today) <= catchUpDays
}

/** The step at which somebody is reminded today, in days after they were asked; null when none is due. Of several the last speaks for all. */
export function reminderDue(steps: readonly number[], { askedOn, closesOn, given }: { askedOn: Day; closesOn: Day; given: readonly number[] }, today: Day): number | null {
  if (today > closesOn) return null
  const due = steps.filter((step) => {
    const on = addDays(askedOn, step)
    return on <= today && daysBetween(on, today) <= reminderCatchUpDays && !given.some((one) => one >= step)
  })
  return due.length === 0 ? null : Math.max(...due)
}

/** What of an asking says whether it can be answered. */
export interface Asked { isCompleter: boolean; isStopped: boolean; isAnswered: boolean; askedOn: Day; closesOn: Day }
export type AskingState = 'answered' | 'stopped' | 'open' | 'closed'
export function stateOf({ isAnswered, isStopped, isCompleter, closesOn }: Asked, today: Day): AskingState {
  return isAnswered ? 'answered' : isStopped || !isCompleter ? 'stopped' : today <= closesOn ? 'open' : 'closed'
}

/** Null while it can be answered, or the answer corrected. */
export function whyNotAnswer({ isCompleter, isStopped, closesOn }: Asked, today: Day): Reason | null {
  if (!isCompleter) return { key: 'practice.notCompleted' }
  if (isStopped) return { key: 'practice.isStopped' }
  return today > closesOn ? { key: 'practice.over', data: { to: closesOn } } : null
}

/** What comes on paper or by telephone is written down whenever it comes. */
export const whyNotRecord = ({ isCompleter }: Asked): Reason | null => isCompleter ? null : { key: 'practice.notCompleted' }

/** Somebody is asked again as long as they have not answered. */
export function whyNotAskAgain({ isCompleter, isStopped, isAnswered }: Asked): Reason | null {
  if (!isCompleter) return { key: 'practice.notCompleted' }
  if (isAnswered) return { key: 'practice.isAnswered' }
  return isStopped ? { key: 'practice.isStopped' } : null
}

export const roles = ['chair', 'adviser', 'case_presenter', 'other'] as const
export type Role = (typeof roles)[number]
export const managerKinds = ['named', 'office', 'none'] as const
export type ManagerKind = (typeof managerKinds)[number]

/** What somebody says they did. Without practice there is nothing to count and nobody to confirm it. */
export interface Said { practiced: boolean; times: number | null; role: Role | null; cases: number | null; changed: string; managerKind: ManagerKind; managerName: string; managerEmail: string | null }
/** What came from the form. */
export interface Typed { practiced: 'yes' | 'no'; times?: number; role?: Role; cases?: number; changed?: string; managerKind?: ManagerKind; managerName?: string; managerEmail?: string }
/** Whom the mail about the application named, where somebody applied through an office; and the addresses of the person themselves. */
export interface Known { officeName: string; officeEmail: string | null; ownEmails: readonly string[] }

/** What was said, and what is missing in it; problems name the box. */
export function saidIn({ practiced, times, role, cases, changed = '', managerKind, managerName = '', managerEmail }: Typed, { officeName, officeEmail, ownEmails }: Known): { said: Said; problems: FieldReason[] } {
  if (practiced === 'no') return { said: { practiced: false, times: null, role: null, cases: null, changed: changed.trim(), managerKind: 'none', managerName: '', managerEmail: null }, problems: [] }
  const email = managerKind === 'office' ? officeEmail : managerKind === 'named' ? managerEmail?.trim() ?? null : null
  const isOwn = email !== null && ownEmails.some((own) => own.toLowerCase() === email.toLowerCase())
  const missing = (field: string, key: Reason['key'], is: boolean): FieldReason[] => is ? [{ field, reason: { key } }] : []
  const problems = [
    ...missing('times', 'form.missing', times === undefined), ...missing('role', 'form.notChosen', role === undefined), ...missing('cases', 'form.missing', cases === undefined),
    ...missing('managerKind', 'form.notChosen', managerKind === undefined || managerKind === 'office' && officeEmail === null),
    ...missing('managerEmail', 'form.missing', managerKind === 'named' && email === null), ...missing('managerEmail', 'practice.ownAddress', isOwn),
  ]
  return {
    said: {
      practiced: true, times: times ?? null, role: role ?? null, cases: cases ?? null, changed: changed.trim(), managerKind: managerKind ?? 'none',
      managerName: managerKind === 'office' ? officeName : managerKind === 'named' ? managerName.trim() : '', managerEmail: email,
    },
    problems,
  }
}

/** Whether a manager would confirm something else than before. */
export const isOther = (before: Said, after: Said): boolean =>
  (['practiced', 'times', 'role', 'cases', 'changed', 'managerEmail'] as const).some((key) => before[key] !== after[key])

/** How an answer stands with the manager. `waiting`: asked and silent; `unasked`: nobody was named, or it ended without a word. */
export interface Answered { practiced: boolean; managerEmail: string | null; verdict: 'confirmed' | 'disagreed' | null; confirmUntil: Day | null; refusedAt: Date | null }
export type Confirmation = 'none' | 'confirmed' | 'disagreed' | 'waiting' | 'unreached' | 'silent' | 'unasked'
export function confirmationOf({ practiced, managerEmail, verdict, confirmUntil, refusedAt }: Answered, today: Day): Confirmation {
  if (!practiced) return 'none'
  if (verdict !== null) return verdict
  if (managerEmail === null) return 'unasked'
  if (refusedAt !== null) return 'unreached'
  return confirmUntil !== null && today <= confirmUntil ? 'waiting' : 'silent'
}

/** Null while a manager may say whether it is so, or change their word. */
export function whyNotConfirm({ practiced, managerEmail, confirmUntil }: Pick<Answered, 'practiced' | 'managerEmail' | 'confirmUntil'>, today: Day): Reason | null {
  if (!practiced || managerEmail === null || confirmUntil === null) return { key: 'practice.nothingToConfirm' }
  return today > confirmUntil ? { key: 'practice.confirmOver', data: { to: confirmUntil } } : null
}

/** When the manager of an answer is written to: once, and once more a week later. */
export interface ManagerMail extends Answered { mailedAt: Date | null; remindedAt: Date | null; mails: number }
export function whyNotMail(kind: 'asked' | 'reminded', answer: ManagerMail, today: Day): Reason | null {
  if (answer.verdict !== null) return { key: 'practice.isConfirmed' }
  if (answer.mails >= managerMailsMax || answer.refusedAt !== null || (kind === 'asked' ? answer.mailedAt : answer.remindedAt) !== null) return { key: 'practice.isMailed' }
  return whyNotConfirm(answer, today)
}

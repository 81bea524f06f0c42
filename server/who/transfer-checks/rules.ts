import { isDay, parseDay, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { halfWidth } from '../../base/numbers.ts'

/** What a municipality says of somebody: still here, another post within it, gone to another municipality, or left. */
export const answers = ['here', 'within', 'away', 'left'] as const
export type Answer = typeof answers[number]
export const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const
export type Category = typeof categories[number]

export interface Check { state: 'open' | 'closed'; dueOn: Day }

/** A line as its boxes were typed; a draft keeps it right or wrong. */
export interface Typed { answer?: Answer | undefined; day?: string | undefined; organization?: string | undefined; position?: string | undefined; category?: Category | undefined; municipality?: string | undefined; note?: string | undefined }

export const boxes = ['answer', 'day', 'organization', 'position', 'category', 'municipality', 'note'] as const
export type Box = typeof boxes[number]

/** What a line is about: a standing affiliation of somebody trained. */
export interface Standing { municipalityId: number; fromOn: Day; organization: string; position: string | null; category: Category | null }
/** A line that can be done. `organization` is where they work from then on. */
export interface Move { answer: Answer; movedOn: Day | null; organization: string; position: string; category: Category | null; toMunicipalityId: number | null; note: string }

const tidy = (text: string | undefined) => (text ?? '').trim()

/** Two lines that say the same, however blank boxes were sent. */
export const isSame = (one: Typed, other: Typed): boolean => boxes.every((box) => tidy(one[box]) === tidy(other[box]))
export const isBlank = (typed: Typed): boolean => isSame(typed, {})

/** A day as it is typed; '4/1' is the latest such day that has come. */
export function dayTyped(text: string, today: Day): Day | null {
  const [, month, date] = /^(\d{1,2})[/月.-](\d{1,2})日?$/.exec(halfWidth(text).replace(/\s/g, '')) ?? []
  if (month === undefined || date === undefined) return parseDay(text)
  const year = Number(today.slice(0, 4))
  const inYear = (y: number) => `${y}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const latest = inYear(year) <= today ? inYear(year) : inYear(year - 1)
  return isDay(latest) ? latest : null
}

export type Places = (typed: string) => number | null

/** The move a line asks for, or what is wrong with it box by box. `placeOf` knows the municipalities by what is typed. */
export function readLine(typed: Typed, standing: Standing, placeOf: Places, today: Day): { move: Move | null; problems: FieldReason[] } {
  const { answer } = typed
  if (answer === undefined) return { move: null, problems: [{ field: 'answer', reason: { key: 'transferChecks.unanswered' } }] }
  const move: Move = {
    answer, movedOn: null, organization: standing.organization, position: standing.position ?? '', category: standing.category, toMunicipalityId: null, note: tidy(typed.note),
  }
  if (answer === 'here') return { move, problems: [] }
  const movedOn = dayTyped(tidy(typed.day), today)
  const problems: FieldReason[] = [...problemsOfDay(answer, tidy(typed.day), movedOn, standing, today), ...problemsOfPlace(typed, standing, placeOf)]
  if (problems.length > 0) return { move: null, problems }
  if (answer === 'left') return { move: { ...move, movedOn }, problems }
  const within = answer === 'within'
  return { problems, move: {
    ...move, movedOn, organization: tidy(typed.organization) || (within ? standing.organization : ''), position: tidy(typed.position) || (within ? standing.position ?? '' : ''),
    category: typed.category ?? standing.category, toMunicipalityId: within ? null : placeOf(tidy(typed.municipality)),
  } }
}

function problemsOfDay(answer: Answer, text: string, day: Day | null, { fromOn }: Standing, today: Day): FieldReason[] {
  const problem = (key: Reason['key'], data: Record<string, string> = {}): FieldReason[] => [{ field: 'day', reason: { key, data } }]
  if (text === '') return problem(answer === 'left' ? 'transferChecks.lastDayMissing' : 'transferChecks.dayMissing')
  if (day === null) return problem('transferChecks.noDay')
  if (day > today) return problem('transferChecks.dayAhead', { today })
  if (answer === 'left') return day < fromOn ? problem('transferChecks.leftBefore', { fromOn }) : []
  return day <= fromOn ? problem('transferChecks.movedBefore', { fromOn }) : []
}

function problemsOfPlace({ answer, organization, position, category, municipality }: Typed, standing: Standing, placeOf: Places): FieldReason[] {
  if (answer === 'within') {
    const isNew = (tidy(organization) !== '' && tidy(organization) !== standing.organization) || (tidy(position) !== '' && tidy(position) !== (standing.position ?? '')) || (category !== undefined && category !== standing.category)
    return isNew ? [] : [{ field: 'organization', reason: { key: 'transferChecks.whereWithin' } }]
  }
  if (answer !== 'away') return []
  const problem = (key: Reason['key']): FieldReason[] => [{ field: 'municipality', reason: { key } }]
  if (tidy(municipality) === '') return problem('transferChecks.whereTo')
  const to = placeOf(tidy(municipality))
  if (to === null) return problem('transferChecks.unknownMunicipality')
  return to === standing.municipalityId ? problem('transferChecks.sameMunicipality') : []
}

/** A check is opened, and put off, to a day that has not passed. */
export const whyNotDueOn = (dueOn: Day, today: Day): Reason | null => dueOn < today ? { key: 'transferChecks.dueInThePast' } : null
export const whyNotClose = ({ state }: Pick<Check, 'state'>): Reason | null => state === 'closed' ? { key: 'transferChecks.closedBefore' } : null

/** The last day for one municipality: the common one, or a later one that was given to it alone. */
export const lastDayFor = ({ dueOn }: Pick<Check, 'dueOn'>, leave: Day | null): Day => leave !== null && leave > dueOn ? leave : dueOn

/** Late answers are taken and say so; once the check is closed only by leave. What was submitted is corrected line by line. */
export function whyNotAnswer(check: Check, sheet: { submittedOn: Day | null }, leave: Day | null, today: Day): Reason | null {
  if (sheet.submittedOn !== null) return { key: 'transferChecks.submittedBefore', data: { on: sheet.submittedOn } }
  if (check.state === 'open' || (leave !== null && today <= leave)) return null
  return { key: 'transferChecks.isClosed' }
}

export const isLate = (check: Check, leave: Day | null, today: Day): boolean => today > lastDayFor(check, leave)

/** Only those who have not finished are reminded, while the check is open, and by hand at most once a day. */
export function whyNotRemind({ state }: Check, unfinished: number, lastOn: Day | null, today: Day): Reason | null {
  if (state === 'closed') return { key: 'transferChecks.closedBefore' }
  if (unfinished === 0) return { key: 'transferChecks.allFinished' }
  return lastOn === today ? { key: 'transferChecks.remindedToday' } : null
}

/** A later day has not passed, and is later than the common one. */
export function problemsOfLeave({ dueOn }: Check, untilOn: Day, today: Day): FieldReason[] {
  if (untilOn < today) return [{ field: 'untilOn', reason: { key: 'transferChecks.dueInThePast' } }]
  return untilOn <= dueOn ? [{ field: 'untilOn', reason: { key: 'transferChecks.leaveTooEarly', data: { dueOn } } }] : []
}

export interface Correctable {
  appliedAt: Date | null; correctedBy: number | null; answer: Answer | null
  /** The affiliation that ended, or still stands: gone when it was taken away since. */
  affiliation: { toOn: Day | null } | null
  /** The affiliation that the line made: its end, and whether a later one follows. */
  made: { toOn: Day | null } | null
  movedOn: Day | null; followed: boolean
  arrival: 'waiting' | 'confirmed' | 'refused' | 'taken_back' | null
}

/** A line is corrected once, by a line of its own; what somebody else built upon since is not undone behind their back. */
export function whyNotCorrect(line: Correctable): Reason | null {
  if (line.appliedAt === null) return { key: 'transferChecks.notSubmitted' }
  if (line.correctedBy !== null) return { key: 'transferChecks.correctedBefore' }
  if (line.arrival === 'confirmed') return { key: 'transferChecks.arrivalConfirmed' }
  if (line.affiliation === null || line.followed || (line.made !== null && line.made.toOn !== null) || (line.answer === 'here' && line.affiliation.toOn !== null)) return { key: 'transferChecks.changedSince' }
  return null
}

/** Who was asked for and is still waiting can be confirmed or refused; nobody decides twice. */
export const whyNotDecide = ({ state }: { state: 'waiting' | 'confirmed' | 'refused' | 'taken_back' }): Reason | null =>
  state === 'waiting' ? null : { key: `transferChecks.arrivals.${state}Before` }

/** What becomes of a post when nobody of the municipality is left in it: an officer's ends, what is one's own goes along. One's own way in is not ended by oneself. */
export function fateOfPost(post: { kind: string; personId: number }, actorId: number | null): 'ends' | 'stays' | 'follows' {
  if (post.kind !== 'municipality') return 'follows'
  return post.personId === actorId ? 'stays' : 'ends'
}

/** Whether somebody in post was not confirmed by the last check whose day has passed for their municipality. */
export const isUnconfirmed = (person: { confirmedOn: Day | null; fromOn: Day }, check: { openedOn: Day } | null): boolean =>
  check !== null && person.fromOn < check.openedOn && (person.confirmedOn === null || person.confirmedOn < check.openedOn)

import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { isOpenFor, lastDayFor, whyNotHandIn, type Call } from '../../planning/calls/rules.ts'
import { problemsOfEligibility, usualDemand, type Demand, type Register } from './eligibility.ts'

export type Category = 'chair' | 'adviser' | 'case_presenter' | 'other'
export type Experience = 'experienced' | 'planned'
export const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const satisfies readonly Category[]

/** One line of the sheet as typed. `id` is whatever the page knows the line by; `personId` is null until it is a known person. */
export interface Row {
  id: number; category: Category; rank: number | null; personId: number | null
  name: string; kana: string; affiliation: string; professionCode: string | null
  experience: Experience | null; reason: string
  /** How often in this role; a line that was not asked leaves it out. */
  experienceCount?: number | null
  /** 1..99, the same number on each line of a team; a line of no team leaves it out. */
  team?: number | null
  /** Checked where it is given; a page that does not ask for it leaves it out. */
  email?: string
}

/** What a line is checked against: the whole sheet, this line among it, and what the registers say about the person. */
export interface RowContext {
  /** What the lines of the sheet share, from `sharedBy`. */
  sheet: Shared
  /** Per category its own places and how many may be named, the pool included; one that is not named here has no limit. */
  places: Partial<Record<Category, { own: number; limit: number }>>
  reasonLengthMax?: number
  /** What the call demands of everybody; left out, what is usual. */
  demand?: Demand
  /** What is known of this person; left out, nothing is. */
  register?: Register
  /** False when the typed name cannot be kept as a name: control characters, or more than 60 characters. */
  storable?: boolean
}

/**
 * What the lines of one sheet have in common, found once for all of them, so that checking a sheet grows with its lines
 * and not with their pairs. Numbers count lines, the one that asks among them.
 */
export interface Shared {
  ranks: ReadonlyMap<string, number>
  /** The first rank of a category that neither a line nor somebody who left holds. */
  firstFree: Readonly<Record<Category, number>>
  /** How many lines of its category stand before a line, by its id. */
  before: ReadonlyMap<number, number>
  people: ReadonlyMap<number, number>
  /** Lines of one name, kana and affiliation; and those of them that are no known person. */
  whole: ReadonlyMap<string, number>
  unknown: ReadonlyMap<string, number>
  names: ReadonlyMap<string, number>
  addresses: ReadonlyMap<string, number>
  teams: ReadonlyMap<number, Reason | null>
  /** Somebody left after the sheet was handed in: a team they break is a warning. */
  someoneLeft: boolean
}

/** @param left who left after the sheet was handed in: their rank is no gap, and a team they break is a warning */
export function sharedBy(rows: readonly Row[], left: readonly Pick<Row, 'category' | 'rank'>[] = []): Shared {
  const byCategory = Map.groupBy(rows, ({ category }) => category)
  const byTeam = Map.groupBy(rows.filter(({ team }) => team != null), ({ team }) => team!)
  return {
    ranks: tally(rows, ({ category, rank }) => (rank === null ? null : placeKey(category, rank))),
    firstFree: Object.fromEntries(categories.map((category) => [category, firstFree([...byCategory.get(category) ?? [], ...left.filter((one) => one.category === category)])])) as Record<Category, number>,
    before: new Map([...byCategory.values()].flatMap((own) => own.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.id - b.id).map(({ id }, place) => [id, place] as const))),
    people: tally(rows, ({ personId }) => personId),
    whole: tally(rows, wholeKey), unknown: tally(rows, (row) => (row.personId === null ? wholeKey(row) : null)),
    names: tally(rows, ({ name }) => folded(name) || null), addresses: tally(rows, (row) => addressOf(row) || null),
    teams: new Map([...byTeam].map(([team, members]) => [team, whyNoTeam(team, members)])),
    someoneLeft: left.length > 0,
  }
}

/** How often each key occurs; what has none is not counted. */
function tally<Key extends string | number>(rows: readonly Row[], keyOf: (row: Row) => Key | null): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function firstFree(held: readonly Pick<Row, 'rank'>[]): number {
  const ranks = new Set(held.map(({ rank }) => rank))
  let free = 1
  while (ranks.has(free)) free += 1
  return free
}

const placeKey = (category: Category, rank: number): string => `${category} ${rank}`
const wholeKey = ({ name, kana, affiliation }: Row): string | null =>
  (folded(name) === '' ? null : JSON.stringify([name, kana, affiliation].map(folded)))
const addressOf = ({ email }: Row): string => email?.trim().toLowerCase() ?? ''

export type Field = 'rank' | 'name' | 'kana' | 'affiliation' | 'profession' | 'experience' | 'team' | 'email' | 'reason'
export interface RowProblem { field: Field; level: 'error' | 'warning'; reason: Reason }

/** Everything wrong with a line: at most one problem per cause, each with what to do next. Warnings may be submitted. */
export function problemsOfRow(row: Row, context: RowContext): RowProblem[] {
  return [...problemsOfRank(row, context), ...problemsOfPerson(row, context), ...problemsOfRole(row, context), ...problemsOfTeam(row, context), ...problemsOfLength(row), ...problemsOfAddress(row, context)]
}

const wrong = (field: Field, key: Reason['key'], data?: Reason['data']): RowProblem =>
  ({ field, level: 'error', reason: data === undefined ? { key } : { key, data } })

function problemsOfRank({ id, category, rank }: Row, { sheet, places }: RowContext): RowProblem[] {
  if (rank === null || !Number.isInteger(rank) || rank < 1) return [wrong('rank', 'nominations.rankMissing')]
  const problems: RowProblem[] = []
  if (sheet.ranks.get(placeKey(category, rank))! > 1) problems.push(wrong('rank', 'nominations.rankRepeated', { rank }))
  const missing = sheet.firstFree[category]
  if (missing < rank) problems.push(wrong('rank', 'nominations.rankGap', { missing }))
  const place = places[category]
  // Those before this line fill the places first; equal ranks are told apart by where they stand.
  if (place !== undefined && sheet.before.get(id)! >= place.limit) problems.push(place.limit === place.own
    ? wrong('rank', 'nominations.overQuota', { quota: place.own }) : wrong('rank', 'nominations.overPool', { limit: place.limit }))
  return problems
}

function problemsOfPerson(row: Row, context: RowContext): RowProblem[] {
  const { sheet } = context
  const problems: RowProblem[] = []
  if (row.name.trim() === '') problems.push(wrong('name', 'nominations.nameMissing'))
  else if (context.storable === false) problems.push(wrong('name', 'nominations.nameWrong'))
  if (row.kana.trim() === '') problems.push(wrong('kana', 'nominations.kanaMissing'))
  else if (!isKana(row.kana)) problems.push(wrong('kana', 'nominations.kanaWrong'))
  if (row.affiliation.trim() === '') problems.push(wrong('affiliation', 'nominations.affiliationMissing'))
  if (isTwice(row, sheet)) problems.push(wrong('name', 'nominations.twiceHere'))
  else if ((sheet.names.get(folded(row.name)) ?? 0) > 1)
    problems.push({ field: 'name', level: 'warning', reason: { key: 'nominations.sameName' } })
  return problems
}

function problemsOfRole(row: Row, { demand = usualDemand, register, reasonLengthMax = 400 }: RowContext): RowProblem[] {
  const length = [...row.reason].length
  const tooLong = length > reasonLengthMax ? [wrong('reason', 'nominations.reasonTooLong', { length, limit: reasonLengthMax })] : []
  return [...problemsOfEligibility(row, register, demand), ...problemsOfExperience(row), ...tooLong]
}

/** 経験 and 予定 are both welcome; that the count says the opposite is asked about, never refused. */
function problemsOfExperience({ experience, experienceCount = null }: Row): RowProblem[] {
  const key = experience === 'planned' && (experienceCount ?? 0) > 0 ? 'nominations.plannedWithCount' as const
    : experience === 'experienced' && experienceCount === 0 ? 'nominations.experiencedNever' as const : null
  return key === null ? [] : [{ field: 'experience', level: 'warning', reason: { key } }]
}

/** A team is accepted or waits together: at least two people, and not all of one category. */
function problemsOfTeam(row: Row, { sheet }: RowContext): RowProblem[] {
  const broken = row.team == null ? null : sheet.teams.get(row.team) ?? null
  return broken === null ? [] : [{ field: 'team', level: sheet.someoneLeft ? 'warning' : 'error', reason: broken }]
}

/** Why the people of one team number are no team; the same is asked again when somebody of it has left. */
export function whyNoTeam(team: number, rows: readonly Pick<Row, 'team' | 'category'>[]): Reason | null {
  const members = rows.filter((one) => one.team === team)
  if (members.length < 2) return { key: 'nominations.teamAlone', data: { team } }
  return new Set(members.map(({ category }) => category)).size < 2 ? { key: 'nominations.teamOneCategory', data: { team } } : null
}

const lengthsMax = { kana: 60, affiliation: 100 } as const

function problemsOfLength(row: Row): RowProblem[] {
  const tooLong = (['kana', 'affiliation'] as const).filter((field) => [...row[field]].length > lengthsMax[field])
    .map((field) => wrong(field, 'nominations.tooLong', { limit: lengthsMax[field] }))
  const email = row.email?.trim() ?? ''
  return email === '' || isAddress(email) ? tooLong : [...tooLong, wrong('email', 'nominations.emailWrong')]
}

/** An account has an address of its own: of two people with the same one, only the first can sign in. */
function problemsOfAddress(row: Row, { sheet }: RowContext): RowProblem[] {
  return (sheet.addresses.get(addressOf(row)) ?? 0) > 1 ? [{ field: 'email', level: 'warning', reason: { key: 'nominations.emailTwice' } }] : []
}

/** One @ with something around it, no blanks: whether post arrives is seen when it is sent. */
export const isAddress = (text: string): boolean => /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:"]+$/.test(text) && text.length <= 254

/** Hiragana, katakana or half-width katakana with long marks, dots and spaces; at least one sound. */
export const isKana = (text: string): boolean =>
  /^[\s・･ーｰ]*[ぁ-ゖァ-ヺｦ-ｯｱ-ﾝ][ぁ-ゖゝゞァ-ヺヽヾｦ-ﾟ・ー\s]*$/u.test(text)

const folded = (text: string): string => text.replace(/\s/g, '')

/** A known person is known by id; two lines of whom one is unknown are the same person when name, kana and affiliation agree. */
function isTwice(row: Row, { people, whole, unknown }: Shared): boolean {
  const key = wholeKey(row)
  const alike = (counts: ReadonlyMap<string, number>) => (key === null ? 0 : counts.get(key) ?? 0)
  return row.personId === null ? alike(whole) > 1 : people.get(row.personId)! > 1 || alike(unknown) > 0
}

/** The professions that count as one when the mix of advisers is looked at. */
export const rehabilitation = ['physical_therapist', 'occupational_therapist', 'speech_therapist'] as const

/** What a sheet leaves out, said before it is submitted; `category` is where the page shows it. Never a refusal. */
export function roleMixWarnings(rows: readonly Row[]): { category: Category; reason: Reason }[] {
  if (rows.length === 0) return []
  const named = (category: Category) => rows.filter((row) => row.category === category)
  const warnings: { category: Category; reason: Reason }[] = []
  if (named('chair').length === 0) warnings.push({ category: 'chair', reason: { key: 'nominations.noChair' } })
  const advisers = named('adviser')
  const therapists: readonly (string | null)[] = rehabilitation
  if (advisers.length === 0) warnings.push({ category: 'adviser', reason: { key: 'nominations.noAdviser' } })
  else if (advisers.length > 1 && advisers.every(({ professionCode }) => therapists.includes(professionCode)))
    warnings.push({ category: 'adviser', reason: { key: 'nominations.onlyTherapists' } })
  if (named('case_presenter').length === 0)
    warnings.push({ category: 'case_presenter', reason: { key: 'nominations.noCasePresenter' } })
  return warnings
}

export type SheetState = 'draft' | 'submitted' | 'returned' | 'accepted'
export type SheetAct = 'submit' | 'recall' | 'return' | 'accept'

/** Every act on a sheet and the state it leads to. A recalled sheet is a draft again. */
export const sheetMoves: Record<SheetState, Partial<Record<SheetAct, SheetState>>> = {
  draft:     { submit: 'submitted' },
  submitted: { recall: 'draft', return: 'returned', accept: 'accepted' },
  returned:  { submit: 'submitted' },
  accepted:  {},
}

const sheetIs: Record<SheetState, Reason> = {
  draft:     { key: 'nominations.isDraft' },
  submitted: { key: 'nominations.isSubmitted' },
  returned:  { key: 'nominations.isReturned' },
  accepted:  { key: 'nominations.isAccepted' },
}

export interface Sheet {
  state: SheetState
  rows: readonly Row[]
  /** 該当者なし per category with its reason ('' when none was given). A category that is not named was not ticked. */
  nils: Partial<Record<Category, string>>
  /** How many errors (not warnings) `problemsOfRow` found over all lines. */
  errors: number
  /** A later last day for this sheet alone, given with a return or to a late municipality. */
  dueOn?: Day | null
  /** It lies with the municipality's own approvers, who look at what they were asked about and nothing newer. */
  inApproval?: boolean
}

/** One of the municipality's own approvers, in the order of `position`; `standing` while their post and account are. */
export interface ApprovalStep { position: number; title: string; personId: number; name: string; standing: boolean }

/** The steps a sheet goes through: none where the municipality set up none, or has one officer only, who would ask themselves. */
export const stepsInForce = ({ approvalSteps, officers }: { approvalSteps: readonly ApprovalStep[]; officers: number }): readonly ApprovalStep[] =>
  officers > 1 ? approvalSteps : []

/** The categories a municipality answers for: those with places, or all where no quota is set. */
export const categoriesOffered = (quotas: Partial<Record<Category, number>>): Category[] =>
  categories.filter((category) => quotas[category] !== 0)

/** A sheet is typed in while it is the municipality's and the call is open for it. */
export function whyNotEdit(sheet: Pick<Sheet, 'state' | 'dueOn' | 'inApproval'>, call: Call, today: Day): Reason | null {
  if (sheet.inApproval) return { key: 'nominations.isInApproval' }
  return sheetMoves[sheet.state].submit === undefined ? sheetIs[sheet.state] : whyNotInTime(sheet, call, today)
}

/** Submitting takes an open call, an answer for every category that is offered (nobody is an answer, with a reason), and no line with an error. */
export function whyNotSubmit(
  sheet: Sheet, call: Call & { quotas: Partial<Record<Category, number>> }, today: Day,
): Reason | null {
  const shut = whyNotEdit(sheet, call, today)
  return shut ?? whyNotWhole(sheet, call.quotas)
}

/** A sheet says something of every category that is offered, once, and has no error. */
export function whyNotWhole(sheet: Pick<Sheet, 'rows' | 'nils' | 'errors'>, quotas: Partial<Record<Category, number>>): Reason | null {
  const answered = new Set(sheet.rows.map(({ category }) => category))
  const offered = categoriesOffered(quotas)
  if (offered.some((category) => answered.has(category) && sheet.nils[category] !== undefined)) return { key: 'nominations.nilWithNames' }
  const open = offered.filter((category) => !answered.has(category) && sheet.nils[category] === undefined)
  if (open.length > 0) return { key: 'nominations.categoryUnanswered', data: { count: open.length } }
  const unexplained = offered.filter((category) => sheet.nils[category]?.trim() === '').length
  if (unexplained > 0) return { key: 'nominations.nilReasonMissing', data: { count: unexplained } }
  return sheet.errors > 0 ? { key: 'nominations.errorsLeft', data: { count: sheet.errors } } : null
}

/** Who approves inside the municipality is its own affair; that they did is asked before the sheet leaves it. */
export const whyNotUnapproved = (desk: { approvalSteps: readonly ApprovalStep[]; officers: number }): Reason | null =>
  stepsInForce(desk).length > 0 ? { key: 'nominations.approvalNeeded' } : null

/** A municipality takes its sheet back itself until the last day; afterwards the prefecture returns it. */
export function whyNotRecall(sheet: Pick<Sheet, 'state' | 'dueOn'>, call: Call, today: Day): Reason | null {
  if (sheetMoves[sheet.state].recall === undefined) return sheetIs[sheet.state]
  return whyNotInTime(sheet, call, today) === null ? null : { key: 'nominations.recallTooLate', data: { closedOn: lastDayOf(sheet, call) } }
}

/** The prefecture returns what was submitted, and says what to mend. */
export function whyNotReturn(sheet: Pick<Sheet, 'state'>, reason: string): Reason | null {
  if (sheetMoves[sheet.state].return === undefined) return sheetIs[sheet.state]
  return reason.trim() === '' ? { key: 'nominations.returnReasonMissing' } : null
}

/** A later last day for one sheet has not passed and lies before the decision. */
export function whyNotDueOn(dueOn: Day, call: Call, today: Day): Reason | null {
  if (dueOn < today) return { key: 'nominations.dueInThePast' }
  return dueOn > call.decisionOn ? { key: 'nominations.dueTooLate', data: { decisionOn: call.decisionOn } } : null
}

/** A municipality is given more time while its sheet is its own. */
export const whyNotWaitFor = (sheet: Pick<Sheet, 'state'>): Reason | null =>
  sheetMoves[sheet.state].submit === undefined ? sheetIs[sheet.state] : null

/** More time is a day later than everybody's, and comes with the reason for it. */
export function problemsOfWaiting({ dueOn, reason }: { dueOn: Day; reason: string }, call: Call, today: Day): FieldReason[] {
  const day = whyNotDueOn(dueOn, call, today) ?? (dueOn <= call.closesOn ? { key: 'nominations.dueNotLater' as const, data: { closesOn: call.closesOn } } : null)
  return [...day === null ? [] : [{ field: 'dueOn', reason: day }],
    ...reason.trim() === '' ? [{ field: 'reason', reason: { key: 'nominations.lateReasonMissing' as const } }] : []]
}

/** All that was submitted is accepted in one act once nobody can hand in or recall any more. */
export const whyNotAcceptAll = (call: Call, submitted: number, today: Day): Reason | null =>
  whyNotHandIn(call, today) === null ? { key: 'nominations.stillOpen', data: { closesOn: call.closesOn } }
    : submitted === 0 ? { key: 'nominations.noneSubmitted' } : null

/** The last day of this sheet: its own when it has a later one, else that of the call. */
export const lastDayOf = ({ dueOn = null }: Pick<Sheet, 'dueOn'>, call: Call): Day => lastDayFor(call, dueOn)

export const whyNotAccept = (sheet: Pick<Sheet, 'state'>): Reason | null =>
  sheetMoves[sheet.state].accept === undefined ? sheetIs[sheet.state] : null

function whyNotInTime(sheet: Pick<Sheet, 'dueOn'>, call: Call, today: Day): Reason | null {
  if (isOpenFor(call, sheet.dueOn ?? null, today)) return null
  const shut = whyNotHandIn(call, today)
  return shut?.key === 'calls.over' ? { key: 'nominations.closed', data: { closedOn: lastDayOf(sheet, call) } } : shut
}

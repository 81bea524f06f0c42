import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { whyNotHandIn, type Call } from '../../planning/calls/rules.ts'
import { problemsOfEligibility, usualDemand, type Demand, type Register } from './eligibility.ts'

export type Category = 'chair' | 'adviser' | 'case_presenter' | 'other'
export type Experience = 'experienced' | 'planned'
export const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const satisfies readonly Category[]

/** One line of the sheet as typed. `id` is whatever the page knows the line by; `personId` is null until it is a known person. */
export interface Row {
  id: number; category: Category; rank: number | null; personId: number | null
  name: string; kana: string; affiliation: string; professionCode: string | null
  experience: Experience | null; reason: string
  /** 1..99, the same number on each line of a team; a line of no team leaves it out. */
  team?: number | null
  /** Checked where it is given; a page that does not ask for it leaves it out. */
  email?: string
}

/** What a line is checked against: the whole sheet, this line among it, and what the registers say about the person. */
export interface RowContext {
  rows: readonly Row[]
  /** Per category its own places and how many may be named, the pool included; one that is not named here has no limit. */
  places: Partial<Record<Category, { own: number; limit: number }>>
  reasonLengthMax?: number
  /** What the call demands of everybody; left out, what is usual. */
  demand?: Demand
  /** What is known of this person; left out, nothing is. */
  register?: Register
  /** Who left after the sheet was handed in: their rank is no gap, and a team they break is a warning. */
  left?: readonly Pick<Row, 'category' | 'rank'>[]
  /** False when the typed name cannot be kept as a name: control characters, or more than 60 characters. */
  storable?: boolean
}

export type Field = 'rank' | 'name' | 'kana' | 'affiliation' | 'profession' | 'experience' | 'team' | 'email' | 'reason'
export interface RowProblem { field: Field; level: 'error' | 'warning'; reason: Reason }

/** Everything wrong with a line: at most one problem per cause, each with what to do next. Warnings may be submitted. */
export function problemsOfRow(row: Row, context: RowContext): RowProblem[] {
  return [...problemsOfRank(row, context), ...problemsOfPerson(row, context), ...problemsOfRole(row, context), ...problemsOfTeam(row, context), ...problemsOfLength(row), ...problemsOfAddress(row, context)]
}

const wrong = (field: Field, key: Reason['key'], data?: Reason['data']): RowProblem =>
  ({ field, level: 'error', reason: data === undefined ? { key } : { key, data } })

function problemsOfRank({ id, category, rank }: Row, { rows, places, left = [] }: RowContext): RowProblem[] {
  if (rank === null || !Number.isInteger(rank) || rank < 1) return [wrong('rank', 'nominations.rankMissing')]
  const colleagues = rows.filter((other) => other.category === category && other.id !== id)
  const ranks = new Set(colleagues.map((other) => other.rank))
  const problems: RowProblem[] = []
  if (ranks.has(rank)) problems.push(wrong('rank', 'nominations.rankRepeated', { rank }))
  const givenUp = new Set(left.filter((one) => one.category === category).map((one) => one.rank))
  let missing = 1
  while (missing < rank && (ranks.has(missing) || givenUp.has(missing))) missing += 1
  if (missing < rank) problems.push(wrong('rank', 'nominations.rankGap', { missing }))
  const place = places[category]
  // Those before this line fill the places first; equal ranks are told apart by where they stand.
  const before = colleagues.filter((other) => (other.rank ?? Infinity) < rank || (other.rank === rank && other.id < id)).length
  if (place !== undefined && before >= place.limit) problems.push(place.limit === place.own
    ? wrong('rank', 'nominations.overQuota', { quota: place.own }) : wrong('rank', 'nominations.overPool', { limit: place.limit }))
  return problems
}

function problemsOfPerson(row: Row, context: RowContext): RowProblem[] {
  const { rows } = context
  const problems: RowProblem[] = []
  if (row.name.trim() === '') problems.push(wrong('name', 'nominations.nameMissing'))
  else if (context.storable === false) problems.push(wrong('name', 'nominations.nameWrong'))
  if (row.kana.trim() === '') problems.push(wrong('kana', 'nominations.kanaMissing'))
  else if (!isKana(row.kana)) problems.push(wrong('kana', 'nominations.kanaWrong'))
  if (row.affiliation.trim() === '') problems.push(wrong('affiliation', 'nominations.affiliationMissing'))
  const others = rows.filter((other) => other.id !== row.id)
  if (others.some((other) => isSamePerson(row, other))) problems.push(wrong('name', 'nominations.twiceHere'))
  else if (others.some((other) => hasSameName(row, other)))
    problems.push({ field: 'name', level: 'warning', reason: { key: 'nominations.sameName' } })
  return problems
}

function problemsOfRole(row: Row, { demand = usualDemand, register, reasonLengthMax = 400 }: RowContext): RowProblem[] {
  const length = [...row.reason].length
  const tooLong = length > reasonLengthMax ? [wrong('reason', 'nominations.reasonTooLong', { length, limit: reasonLengthMax })] : []
  return [...problemsOfEligibility(row, register, demand), ...tooLong]
}

/** A team is accepted or waits together: at least two people, and not all of one category. */
function problemsOfTeam(row: Row, { rows, left = [] }: RowContext): RowProblem[] {
  const broken = row.team == null ? null : whyNoTeam(row.team, rows)
  return broken === null ? [] : [{ field: 'team', level: left.length > 0 ? 'warning' : 'error', reason: broken }]
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
function problemsOfAddress(row: Row, { rows }: RowContext): RowProblem[] {
  const address = (one: Row) => one.email?.trim().toLowerCase() ?? ''
  const isShared = address(row) !== '' && rows.some((other) => other.id !== row.id && address(other) === address(row))
  return isShared ? [{ field: 'email', level: 'warning', reason: { key: 'nominations.emailTwice' } }] : []
}

/** One @ with something around it, no blanks: whether post arrives is seen when it is sent. */
export const isAddress = (text: string): boolean => /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:"]+$/.test(text) && text.length <= 254

/** Hiragana, katakana or half-width katakana with long marks, dots and spaces; at least one sound. */
export const isKana = (text: string): boolean =>
  /^[\s・･ーｰ]*[ぁ-ゖァ-ヺｦ-ｯｱ-ﾝ][ぁ-ゖゝゞァ-ヺヽヾｦ-ﾟ・ー\s]*$/u.test(text)

const folded = (text: string): string => text.replace(/\s/g, '')
const hasSameName = (a: Row, b: Row): boolean => folded(a.name) !== '' && folded(a.name) === folded(b.name)

/** A known person is known by id; two lines without one are the same person when name, kana and affiliation agree. */
function isSamePerson(a: Row, b: Row): boolean {
  if (a.personId !== null && b.personId !== null) return a.personId === b.personId
  return hasSameName(a, b) && folded(a.kana) === folded(b.kana) && folded(a.affiliation) === folded(b.affiliation)
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
  return whyNotInTime(sheet, call, today) === null ? null : { key: 'nominations.recallTooLate', data: { closedOn: lastDay(sheet, call) } }
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
export const whyNotWaitFor = (sheet: Pick<Sheet, 'state'>, dueOn: Day, call: Call, today: Day): Reason | null =>
  sheetMoves[sheet.state].submit === undefined ? sheetIs[sheet.state] : whyNotDueOn(dueOn, call, today)

/** All that was submitted is accepted in one act once nobody can hand in or recall any more. */
export const whyNotAcceptAll = (call: Call, submitted: number, today: Day): Reason | null =>
  whyNotHandIn(call, today) === null ? { key: 'nominations.stillOpen', data: { closesOn: call.closesOn } }
    : submitted === 0 ? { key: 'nominations.noneSubmitted' } : null

/** The last day of this sheet: its own when it has a later one, else that of the call. */
export const lastDayOf = (sheet: Pick<Sheet, 'dueOn'>, call: Call): Day => lastDay(sheet, call)

export const whyNotAccept = (sheet: Pick<Sheet, 'state'>): Reason | null =>
  sheetMoves[sheet.state].accept === undefined ? sheetIs[sheet.state] : null

const lastDay = ({ dueOn }: Pick<Sheet, 'dueOn'>, call: Call): Day =>
  dueOn != null && dueOn > call.closesOn ? dueOn : call.closesOn

/** A day given to this sheet alone outlasts the closing of the call, but not its end. */
function whyNotInTime(sheet: Pick<Sheet, 'dueOn'>, call: Call, today: Day): Reason | null {
  const prolonged = call.state === 'published' || call.state === 'closed' || call.state === 'reopened'
  if (prolonged && sheet.dueOn != null && today <= sheet.dueOn && today >= call.opensOn) return null
  const shut = whyNotHandIn(call, today)
  return shut?.key === 'calls.over' ? { key: 'nominations.closed', data: { closedOn: lastDay(sheet, call) } } : shut
}

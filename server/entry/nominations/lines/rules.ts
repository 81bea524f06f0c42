import type { Reason } from '../../../base/errors.ts'
import { problemsOfEligibility, usualDemand, type Demand, type Register } from '../eligibility.ts'
import { categories, type Category, type Experience } from '../rules.ts'

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
  else if (!/\p{L}/u.test(row.name)) problems.push(wrong('name', 'nominations.nameNoLetter'))
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

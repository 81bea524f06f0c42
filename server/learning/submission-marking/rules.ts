import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { Assignment } from '../assignments/rules.ts'
import { findPersonalData, fold } from '../personal-data/rules.ts'
import { textsOf, type Answers, type SubmissionState } from '../submissions/rules.ts'

export type Verdict = 'accepted' | 'returned'
/** What one marker found. `levels`: for each criterion which of its levels, -1 for none. */
export interface Marked { markedBy: number; verdict: Verdict; levels: readonly number[]; dueOn: Day | null }

/** The points of a marking; null where there is no rubric. */
export const pointsOf = ({ rubric }: Pick<Assignment, 'rubric'>, levels: readonly number[]): number | null =>
  rubric.length === 0 ? null : rubric.reduce((sum, { levels: of }, place) => sum + (of[levels[place] ?? -1]?.points ?? 0), 0)

/** Marked while it is handed in, by as many as are asked for; who has marked may mend it until the other one has, too. */
export function whyNotMark(state: SubmissionState, markers: number, markings: readonly Pick<Marked, 'markedBy'>[], personId: number): Reason | null {
  if (state !== 'submitted') return { key: 'submissionMarking.notHandedIn' }
  if (markings.length < markers) return null
  return { key: markings.some(({ markedBy }) => markedBy === personId) ? 'submissionMarking.bothAreIn' : 'submissionMarking.enoughMarkers' }
}

/** What a marking lacks: a level for each criterion, points enough to be accepted, and for what is returned a word and a day. */
export function problemsOfMarking({ rubric, pointsNeeded }: Assignment, { verdict, levels, comment, remarks, dueOn }: { verdict: Verdict; levels: readonly number[]; comment: string; remarks: number; dueOn: Day | null }, today: Day): FieldReason[] {
  const wrong: FieldReason[] = rubric.flatMap(({ levels: of }, place) => of[levels[place] ?? -1] === undefined ? [{ field: `levels.${place}.level`, reason: { key: 'form.notChosen' as const } }] : [])
  const points = pointsOf({ rubric }, levels) ?? 0
  if (wrong.length === 0 && verdict === 'accepted' && pointsNeeded !== null && points < pointsNeeded) wrong.push({ field: 'verdict', reason: { key: 'submissionMarking.tooFewPoints', data: { points, needed: pointsNeeded } } })
  return [...wrong, ...verdict === 'returned' ? problemsOfReturn(comment, remarks, dueOn, today) : []]
}

export function problemsOfReturn(comment: string, remarks: number, dueOn: Day | null, today: Day): FieldReason[] {
  return [...comment.trim() === '' && remarks === 0 ? [{ field: 'comment', reason: { key: 'submissionMarking.commentMissing' as const } }] : [],
    ...dueOn === null ? [{ field: 'dueOn', reason: { key: 'form.missing' as const } }] : dueOn < today ? [{ field: 'dueOn', reason: { key: 'submissionMarking.dueIsOver' as const } }] : []]
}

/** What becomes of a round: null while a marking is awaited; 'differ' where two do not say the same, which the office settles. */
export function outcomeOf(markers: number, markings: readonly Marked[]): Verdict | 'differ' | null {
  if (markings.length < markers) return null
  const [one, ...others] = markings as [Marked, ...Marked[]]
  const isSame = others.every(({ verdict, levels }) => verdict === one.verdict && JSON.stringify(levels) === JSON.stringify(one.levels))
  return isSame ? one.verdict : 'differ'
}

/** Of two days the later one: nobody has less time than one of the two gave. */
export const laterOf = (days: readonly (Day | null)[]): Day | null => days.filter((day) => day !== null).toSorted().at(-1) ?? null

/** Markings of others are seen once nobody can be led by them any more. */
export const visibleOf = <T extends Pick<Marked, 'markedBy'>>(markings: readonly T[], markers: number, isSettled: boolean, personId: number): T[] =>
  isSettled || markings.length >= markers ? [...markings] : markings.filter(({ markedBy }) => markedBy === personId)

/** Each remark stands at something that was written, or at a file of the round; its quotation is found there. */
export function problemsOfRemarks(remarks: readonly { place: string; quote: string; text: string }[], answers: Answers, files: readonly { id: number }[]): FieldReason[] {
  const texts = textsOf(answers, [])
  return remarks.flatMap(({ place, quote, text }, n): FieldReason[] => {
    if (text.trim() === '') return quote === '' && place === '' ? [] : [{ field: `remarks.${n}.text`, reason: { key: 'form.missing' } }]
    const isFile = files.some(({ id }) => place === `file.${id}`)
    if (!isFile && texts[place] === undefined) return [{ field: `remarks.${n}.place`, reason: { key: 'form.notChosen' } }]
    return isFile || quote === '' || texts[place]!.includes(quote) ? [] : [{ field: `remarks.${n}.quote`, reason: { key: 'submissionMarking.quoteNotThere' } }]
  })
}

export const black = '■■■'

/** Words blacked out wherever they stand, wide or not, with blanks in between or not. */
export function blackOut(text: string, words: string): { text: string; count: number } {
  const signs = [...fold(words).replace(/\s/gu, '')]
  if (signs.length === 0) return { text, count: 0 }
  const pattern = new RegExp(signs.map((sign) => sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s*'), 'giu')
  const places = [...fold(text).matchAll(pattern)].map((match) => [match.index, match.index + match[0].length] as const)
  const left = places.toReversed().reduce((rest, [start, end]) => `${rest.slice(0, start)}${black}${rest.slice(end)}`, text)
  return { text: left, count: places.length }
}

/** Words of ours beside theirs: a place, a kind, a choice. */
const codes = new Set(['place', 'kind', 'ageBand', 'sex', 'careLevel', 'household'])

/** The same in everything that is kept as a whole: what was written, what was said of it. */
export function blackOutAll<T>(kept: T, words: string): { kept: T; count: number } {
  let count = 0
  const through = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const done = blackOut(value, words)
      count += done.count
      return done.text
    }
    if (Array.isArray(value)) return value.map(through)
    return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, codes.has(name) ? inner : through(inner)])) : value
  }
  return { kept: through(kept) as T, count }
}

/** A reason is kept for good, so what was blacked out, or tells who somebody is, must not stand in it. */
export function problemsOfReason(reason: string, words: string | null): FieldReason[] {
  if (words !== null && blackOut(reason, words).count > 0) return [{ field: 'reason', reason: { key: 'submissionMarking.reasonHasWords' } }]
  return findPersonalData(reason).length > 0 ? [{ field: 'reason', reason: { key: 'submissionMarking.reasonTells' } }] : []
}

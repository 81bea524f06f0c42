import type { FieldReason, Reason } from '../../base/errors.ts'

// What is asked and how it is counted. Nothing here knows of lessons, so a meeting can ask the same way.

export const itemKinds = ['scale5', 'choice', 'choices', 'text'] as const
export type ItemKind = (typeof itemKinds)[number]
/** By what results may be set side by side; by two of these at most, the second among those of one group of the first. */
export const groupings = ['none', 'cohort', 'category', 'municipality', 'profession'] as const
export type Grouping = (typeof groupings)[number]
export type Side = Exclude<Grouping, 'none'>

export interface Words { ja: string; en: string }
/** One question. The options of a scale are the words of its two ends; 1 is the low end, 5 the high one. */
export interface Item { id: string; kind: ItemKind; label: string; labelEn: string; required: boolean; options: Words[] }
export interface Asked { intro: string; introEn: string; grouping: Grouping; within: Grouping; items: Item[] }

export const itemsMax = 40
export const optionsMax = 20
export const textMax = 1_000
/** Fewer people than these are never shown by themselves. */
export const fewest = 5
export const scale = ['1', '2', '3', '4', '5'] as const

export const nothingAsked: Asked = { intro: '', introEn: '', grouping: 'cohort', within: 'none', items: [] }
/** What a lesson keeps, which may be nothing yet. */
export const askedOf = (content: unknown): Asked => ({ ...nothingAsked, ...content as Partial<Asked> })

/** By what answers are kept apart, in that order. */
export const sidesOf = ({ grouping, within }: Pick<Asked, 'grouping' | 'within'>): Side[] =>
  [...new Set([grouping, within])].filter((side) => side !== 'none')

/** '満足｜Satisfied', one a line, as options are typed. Without words in English the Japanese ones stand for both. */
export const optionsTyped = (text: string): Words[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => {
  const [ja = '', en = ''] = line.split(/[|｜]/).map((part) => part.trim())
  return { ja, en: en === '' ? ja : en }
})
export const optionsAsTyped = (options: readonly Words[]): string => options.map(({ ja, en }) => en === ja ? ja : `${ja}｜${en}`).join('\n')

/** What is counted under which answer: a scale by its steps, a choice by the Japanese words of its options. */
export const answersOf = ({ kind, options }: Pick<Item, 'kind' | 'options'>): readonly string[] =>
  kind === 'scale5' ? scale : kind === 'text' ? [] : options.map(({ ja }) => ja)

/** What keeps a questionnaire from being published, the first first. */
export function problemsOfAsked({ items }: Asked): Reason[] {
  if (items.length === 0) return [{ key: 'questionnaires.noItems' }]
  return items.flatMap(({ kind, label, options }, place): Reason[] => {
    const data = { number: place + 1 }
    if (label.trim() === '') return [{ key: 'questionnaires.noLabel', data }]
    if (kind !== 'choice' && kind !== 'choices') return []
    if (options.length < 2) return [{ key: 'questionnaires.fewOptions', data }]
    return new Set(options.map(({ ja }) => ja)).size < options.length ? [{ key: 'questionnaires.sameOptions', data }] : []
  })
}

/** What the editor may do with its rows besides saving them. */
export type Arrangement = { act: 'add' | 'standard' } | { act: 'up' | 'down' | 'remove'; place: number }

/** 'up-2' and its like, as a button says it; null for plain saving. */
export function arrangementOf(typed: string | undefined): Arrangement | null {
  const [, act, place] = /^(add|standard|up|down|remove)(?:-(\d{1,2}))?$/.exec(typed ?? '') ?? []
  if (act === 'add' || act === 'standard') return { act }
  return act === undefined || place === undefined ? null : { act: act as 'up', place: Number(place) }
}

/** The rows after a button was pressed; what the button cannot do leaves them as they are. */
export function arranged(items: readonly Item[], arrangement: Arrangement | null, fresh: readonly Item[]): Item[] {
  if (arrangement === null) return [...items]
  if (!('place' in arrangement)) return [...items, ...fresh].slice(0, itemsMax)
  const { act, place } = arrangement
  if (act === 'remove') return items.filter((_, at) => at !== place)
  const other = act === 'up' ? place - 1 : place + 1
  if (items[place] === undefined || items[other] === undefined) return [...items]
  return items.map((item, at) => at === place ? items[other]! : at === other ? items[place]! : item)
}

/** What one person says: the chosen answers of each item, or its text. It lives as long as the request that brings it. */
export type Answer = Record<string, string[]>

/** What came from a form, item by item; of what was not asked nothing stays. */
export function answerOf({ items }: Asked, sent: unknown): Answer {
  const boxes = (sent !== null && typeof sent === 'object' ? sent : {}) as Record<string, unknown>
  return Object.fromEntries(items.map(({ id }) => [id, [Object.hasOwn(boxes, id) ? boxes[id] : []].flat()
    .filter((one): one is string => typeof one === 'string').map((one) => one.trim()).filter((one) => one !== '')]))
}

/** What is missing or cannot be, each at its box. */
export function problemsOfAnswer({ items }: Asked, answer: Answer): FieldReason[] {
  return items.flatMap((item): FieldReason[] => {
    const [given, field] = [answer[item.id] ?? [], `answers.${item.id}`]
    if (given.length === 0) return item.required ? [{ field, reason: { key: item.kind === 'text' ? 'form.missing' : 'form.notChosen' } }] : []
    if (item.kind === 'text') return given.join('').length > textMax ? [{ field, reason: { key: 'form.tooLong', data: { limit: textMax } } }] : []
    const isKnown = given.every((one) => answersOf(item).includes(one)) && new Set(given).size === given.length
    return isKnown && (item.kind === 'choices' || given.length === 1) ? [] : [{ field, reason: { key: 'form.wrong' } }]
  })
}

/** Answers counted together. Each item for itself: what one person said to two items does not stand side by side. */
export interface Tally { people: number; items: Record<string, { asked: number; answered: number; counts: Record<string, number>; texts: string[] }> }
export const nobody: Tally = { people: 0, items: {} }

/** The tally of one answer: each answered item counts one. */
export const tallyOf = ({ items }: Asked, answer: Answer): Tally => ({
  people: 1,
  items: Object.fromEntries(items.map(({ id, kind }) => {
    const given = answer[id] ?? []
    return [id, { asked: 1, answered: given.length > 0 ? 1 : 0, ...kind === 'text' ? { counts: {}, texts: given } : { counts: Object.fromEntries(given.map((one) => [one, 1])), texts: [] } }]
  })),
})

/**
 * Tallies together. Items, answers and texts stand in the order of their own words, so that who came first cannot be told
 * from what is kept: the same answers in another order leave the same bytes.
 */
export function together(tallies: readonly Tally[]): Tally {
  const ids = inOrder(tallies.flatMap(({ items }) => Object.keys(items)))
  return {
    people: sum(tallies.map(({ people }) => people)),
    items: Object.fromEntries(ids.map((id) => {
      const own = tallies.flatMap(({ items }) => Object.hasOwn(items, id) ? [items[id]!] : [])
      const answers = inOrder(own.flatMap(({ counts }) => Object.keys(counts)))
      return [id, {
        asked: sum(own.map(({ asked }) => asked)), answered: sum(own.map(({ answered }) => answered)),
        counts: Object.fromEntries(answers.map((answer) => [answer, sum(own.map(({ counts }) => Object.hasOwn(counts, answer) ? counts[answer]! : 0))])),
        texts: own.flatMap(({ texts }) => texts).sort(byWords),
      }]
    })),
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const byWords = (one: string, other: string) => one < other ? -1 : one > other ? 1 : 0
const inOrder = (words: readonly string[]) => [...new Set(words)].sort(byWords)

/**
 * In which group an answer is counted; null: with all who have none. A group too small to hide in is not written down, and
 * neither is one where so few would be left without a group that they could not hide.
 * @param sizes how many people each group has
 */
export function groupFor<T>(own: T, sizes: ReadonlyMap<T, number>): T | null {
  const large = [...sizes].filter(([, size]) => size >= fewest)
  const left = sum([...sizes.values()]) - sum(large.map(([, size]) => size))
  if (left > 0 && left < fewest) return null
  return large.some(([group]) => group === own) ? own : null
}

/** What somebody belongs to, side by side; null: to none. */
export type Belonging = number | string | null

/**
 * In which group of each side an answer is counted: of the first among all, of the next among those who are counted in the same
 * place so far. So every place there is has enough people to hide in, and every table is made of whole places: whatever is
 * subtracted, one table's groups from another's, leaves nobody or as many.
 * @param people how many there are of each sort
 */
export function placeFor(own: readonly Belonging[], people: readonly { belongs: readonly Belonging[]; count: number }[]): Belonging[] {
  const [first, ...more] = own
  if (first === undefined) return []
  const sizes = new Map<Belonging, number>()
  for (const { belongs: [one = null], count } of people) sizes.set(one, (sizes.get(one) ?? 0) + count)
  const group = groupFor(first, sizes)
  const beside = people.filter(({ belongs: [one = null] }) => groupFor(one, sizes) === group)
  return [group, ...placeFor(more, beside.map(({ belongs: [, ...rest], count }) => ({ belongs: rest, count })))]
}

/** One group of a questionnaire with what it holds: what is counted, in the waves in which it was, and what is not yet. */
export interface Pot { pending: Tally; shown: { wave: number; on: string; tally: Tally }[] }

/** Pots whose answers may be counted by themselves, and those that only may together, being few. */
export function countable<T extends Pot>(pots: readonly T[]): { each: T[]; pooled: T[] } {
  const few = pots.filter(({ pending: { people } }) => people > 0 && people < fewest)
  return {
    each: pots.filter(({ pending: { people } }) => people >= fewest),
    pooled: sum(few.map(({ pending: { people } }) => people)) >= fewest ? few : [],
  }
}

/** Null when the answers that wait may be counted: enough of them, so that nobody's is seen in what is added. */
export const whyNotCount = (pots: readonly Pot[]): Reason | null =>
  pots.length > 0 ? null : { key: 'questionnaires.tooFew', data: { fewest } }

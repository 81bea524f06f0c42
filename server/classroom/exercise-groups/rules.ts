import type { Reason } from '../../base/errors.ts'
import { facilitatorOf } from './balance/facilitating.ts'
import { crowdOf, findingsOf, sum, totalOf, type Finding } from './balance/faults.ts'
import { dealt, drawn, groupsOf } from './balance/dealing.ts'
import type { Member, Pair, Weights } from './balance/input.ts'
import { rebalanced, type Move } from './balance/rebalance.ts'

/** Somebody of a day as the groups know them. `group` is null for who has no seat yet. */
export interface Person {
  id: number; number: number; category: Member['category']; professionCode: string | null; municipalityId: number | null
  /** The key of the place of work: those with the same one are colleagues. */
  office: string
  experienced: boolean; comes: boolean; group: number | null; isLocked: boolean | null
}

/** What the balance asks of somebody. */
export const memberOf = ({ id, number, category, professionCode, municipalityId, office, experienced }: Person): Member & { number: number } =>
  ({ id, number, category, profession: professionCode, municipality: municipalityId, office, experienced })

export interface Rated<P> { number: number; members: P[]; findings: Finding[]; points: number }

/**
 * Each group with its people (also who does not come any more) and what is held against those who do; and what all of it costs beside
 * a draw of lots and a dealing by number, each with the same people. Of five draws the middle one is told.
 */
export function rated<P extends Person>(people: readonly P[], numbers: readonly number[], weights: Weights, apart: readonly Pair[]) {
  const seated = people.filter(({ comes, group }) => comes && group !== null)
  const crowd = crowdOf(seated.map(memberOf))
  const groups = numbers.map((number): Rated<P> => {
    const members = people.filter(({ group }) => group === number)
    const findings = findingsOf(members.filter(({ comes }) => comes).map(memberOf), crowd, weights, apart)
    return { number, members, findings, points: sum(findings) }
  })
  return { groups, total: sum(groups), ...besides(seated.map(memberOf), numbers.length, weights, apart) }
}

/** What chance and the order of numbers would make of the same people. */
function besides(members: readonly Member[], groups: number, weights: Weights, apart: readonly Pair[]): { byLot: number; byNumber: number } {
  if (members.length === 0) return { byLot: 0, byNumber: 0 }
  const wish = { size: members.length / Math.max(1, groups), weights, apart, locked: new Map<number, number>() }
  const cost = (groupOf: Int32Array) => totalOf(groupsOf(members, groupOf), weights, apart)
  const lots = [1, 2, 3, 4, 5].map((seed) => cost(drawn(members, { ...wish, seed }))).sort((a, b) => a - b)
  return { byLot: lots[2]!, byNumber: cost(dealt(members, { ...wish, seed: 1 })) }
}

/** What evening out would do: who leaves a seat for good, and who goes where. Groups by their numbers; `from` is null for who is new. */
export interface Evening { gone: number[]; moves: Move[] }

export function eveningOf(people: readonly Person[], numbers: readonly number[], weights: Weights, apart: readonly Pair[]): Evening {
  const place = new Map(numbers.map((number, at) => [number, at]))
  const coming = people.filter(({ comes }) => comes)
  const locked = new Map(coming.filter(({ isLocked, group }) => isLocked && group !== null).map(({ id, group }) => [id, place.get(group!)!]))
  const seated = coming.map((person) => ({ member: memberOf(person), group: person.group === null ? null : place.get(person.group)! }))
  const moves = numbers.length === 0 ? [] : rebalanced(seated, numbers.length, { weights, apart, locked })
  return {
    gone: people.filter(({ comes, group }) => !comes && group !== null).map(({ id }) => id),
    moves: moves.map(({ id, from, to }) => ({ id, from: from === null ? null : numbers[from]!, to: numbers[to]! })),
  }
}

/** An evening in one word, so that what is accepted is what was shown. */
export const wordOf = ({ gone, moves }: Evening): string => [...gone.map((id) => `-${id}`), ...moves.map(({ id, from, to }) => `${id}:${from ?? 0}>${to}`)].join(' ')

/** Who leads each group: the one who does already, as long as they sit in it and come; else whoever can best. */
export function leaders<P extends Person>(groups: readonly { number: number; facilitatorId: number | null }[], people: readonly P[]): Map<number, number | null> {
  return new Map(groups.map(({ number, facilitatorId }) => {
    const members = people.filter(({ group, comes }) => comes && group === number)
    return [number, members.some(({ id }) => id === facilitatorId) ? facilitatorId : facilitatorOf(members.map(memberOf))]
  }))
}

/** Two people at work on the same groups: whoever comes second looks at what the first did. */
export const whyNotStale = (version: number, seen: number): Reason | null => version === seen ? null : { key: 'groups.stale' }
/** Groups that trainees have seen are not made anew under their eyes. */
export const whyNotArrange = ({ people, isPublished }: { people: number; isPublished: boolean }): Reason | null =>
  isPublished ? { key: 'groups.isPublished' } : people < 2 ? { key: 'groups.tooFew' } : null
export const whyNotPublish = ({ groups, unseated }: { groups: number; unseated: number }): Reason | null =>
  groups === 0 ? { key: 'groups.noneYet' } : unseated > 0 ? { key: 'groups.someUnseated', data: { count: unseated } } : null

/** Somebody is moved from where they were seen: `seen` and `now` are group numbers, null without a seat. */
export function whyNotMove({ name, now, seen, to, isLocked }: { name: string; now: number | null; seen: number | null; to: number; isLocked: boolean }): Reason | null {
  if (now !== seen) return now === null ? { key: 'groups.takenOutMeanwhile', data: { name } } : { key: 'groups.movedMeanwhile', data: { name, group: now, to } }
  if (now === to) return { key: 'groups.sitsThere', data: { name, group: to } }
  return isLocked ? { key: 'groups.isLocked', data: { name } } : null
}

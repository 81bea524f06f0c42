import { canChair, type Fault, type Member, type Pair, type Weights } from './input.ts'

/**
 * One fault of a group: `count` people (pairs for 'apart') of the same `value`; where a share is meant, `from` to `to` would
 * be even. `points` is what it costs.
 */
export interface Finding { fault: Fault; value: string; count: number; from: number; to: number; points: number }

/** What a fair share is measured by: how many of all people there are of each kind. */
export interface Crowd { people: number; of: Record<'category' | 'profession' | 'experience', ReadonlyMap<string, number>> }

type Shared = keyof Crowd['of']

export const experiencedValue = 'experienced'

/** What somebody is in a sense in which groups shall be mixed; null where nobody knows. */
export const sharedValue: Record<Shared, (member: Member) => string | null> = {
  category: ({ category }) => category,
  profession: ({ profession }) => profession,
  experience: ({ experienced }) => experienced ? experiencedValue : null,
}

export function crowdOf(members: readonly Member[]): Crowd {
  const count = (kind: Shared) => counted(members.map(sharedValue[kind]))
  return { people: members.length, of: { category: count('category'), profession: count('profession'), experience: count('experience') } }
}

function counted(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** From how many to how many people of a kind a group of that size has when all groups are even. */
export function evenShare(ofAll: number, people: number, size: number): { from: number; to: number } {
  return { from: Math.floor(ofAll * size / people), to: Math.ceil(ofAll * size / people) }
}

const pairs = (count: number): number => count * (count - 1) / 2

/** The fault of so many people of one office, municipality or kind in a group; the tables of the search are made of it, too. */
export const pointsOf = {
  together: (count: number, weight: number): number => weight * pairs(count),
  share: (count: number, { from, to }: { from: number; to: number }, weight: number): number => weight * (Math.max(0, count - to) + Math.max(0, from - count)),
  nobody: (count: number, weight: number): number => count === 0 ? weight : 0,
}

/** Everything that is held against one group, the heaviest first. An empty group has no faults. */
export function findingsOf(group: readonly Member[], crowd: Crowd, weights: Weights, apart: readonly Pair[]): Finding[] {
  if (group.length === 0) return []
  const found = [
    ...apartIn(group, weights.apart, apart),
    ...togetherIn('sameOffice', counted(group.map(({ office }) => office)), weights),
    ...togetherIn('sameMunicipality', counted(group.map(({ municipality }) => municipality === null ? null : String(municipality))), weights),
    { fault: 'noChair' as const, value: '', count: 0, from: 1, to: group.length, points: pointsOf.nobody(group.filter(canChair).length, weights.noChair) },
    ...(['category', 'experience', 'profession'] as const).flatMap((kind) => sharesIn(kind, group, crowd, weights)),
  ]
  return found.filter(({ points }) => points > 0).sort((one, other) => other.points - one.points)
}

function apartIn(group: readonly Member[], weight: number, apart: readonly Pair[]): Finding[] {
  const ids = new Set(group.map(({ id }) => id))
  const count = apart.filter(([one, other]) => ids.has(one) && ids.has(other)).length
  return [{ fault: 'apart', value: '', count, from: 0, to: 0, points: count * weight }]
}

const togetherIn = (fault: 'sameOffice' | 'sameMunicipality', counts: Map<string, number>, weights: Weights): Finding[] =>
  [...counts].map(([value, count]) => ({ fault, value, count, from: 0, to: 1, points: pointsOf.together(count, weights[fault]) }))

function sharesIn(kind: Shared, group: readonly Member[], crowd: Crowd, weights: Weights): Finding[] {
  const counts = counted(group.map(sharedValue[kind]))
  return [...crowd.of[kind]].map(([value, ofAll]) => {
    const [count, share] = [counts.get(value) ?? 0, evenShare(ofAll, crowd.people, group.length)]
    return { fault: kind, value, count, ...share, points: pointsOf.share(count, share, weights[kind]) }
  })
}

export const sum = (findings: readonly { points: number }[]): number => findings.reduce((all, { points }) => all + points, 0)

/** What all groups together cost: 0 is as even as can be. */
export function totalOf(groups: readonly (readonly Member[])[], weights: Weights, apart: readonly Pair[]): number {
  const crowd = crowdOf(groups.flat())
  return groups.reduce((all, group) => all + sum(findingsOf(group, crowd, weights, apart)), 0)
}

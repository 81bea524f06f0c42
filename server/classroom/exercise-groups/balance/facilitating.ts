import { canChair, type Member } from './input.ts'

/**
 * Who leads the work of a group: one of its own trainees, since a cohort of 180 has thirty groups and two or three instructors, who walk from
 * group to group. First an experienced one named as chair, then an experienced one, then one named as chair; null
 * where nobody can. Among several the first by number.
 */
export function facilitatorOf(group: readonly (Member & { number: number })[]): number | null {
  const rank = ({ category, experienced }: Member) => Number(experienced) * 2 + Number(category === 'chair')
  const able = group.filter(canChair).sort((one, other) => rank(other) - rank(one) || one.number - other.number)
  return able[0]?.id ?? null
}

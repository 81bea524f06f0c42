import { chance } from '../../../server/classroom/exercise-groups/balance/chance.ts'
import type { Member } from '../../../server/classroom/exercise-groups/balance/input.ts'

const categories = ['chair', 'adviser', 'adviser', 'adviser', 'case_presenter', 'case_presenter', 'other'] as const

/**
 * A cohort as they come: from 62 municipalities, the large ones sending many, two or three from the same place of work, some
 * professions common and most of them rare, three in ten with experience.
 */
export function cohortOf(count: number, seed: number): Member[] {
  const random = chance(seed)
  const low = (most: number) => Math.floor(most * random() * random())
  return Array.from({ length: count }, (_, n) => {
    const municipality = low(62)
    return {
      id: n + 1, category: categories[Math.floor(random() * categories.length)]!, profession: random() < 0.05 ? null : `p${low(18)}`, municipality,
      office: random() < 0.1 ? '' : `${municipality}-${low(5)}`, experienced: random() < 0.3,
    }
  })
}

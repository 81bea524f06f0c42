/** How many groups so many people make. A wish of six gives groups of five to seven. */
export const groupsFor = (people: number, size: number): number => people === 0 ? 0 : Math.max(1, Math.round(people / size))

/**
 * The size of each group: as even as the locked seats allow. Who is left is always given to the smallest group.
 * @param locked how many seats of each group are taken for good
 */
export function sizesFor(people: number, locked: readonly number[]): number[] {
  const sizes = [...locked]
  for (let left = people - sizes.reduce((all, size) => all + size, 0); left > 0; left -= 1) sizes[sizes.indexOf(Math.min(...sizes))]! += 1
  return sizes
}

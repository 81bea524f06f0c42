import type { Reason } from '../../base/errors.ts'
import type { Pair } from './balance/input.ts'

/**
 * Who shall not sit together, as it is typed: a line for each two, by their numbers ('12 45'). Full-width digits and any sign between them will
 * do. @returns the pairs by id, the smaller first, each once; and what cannot be read, by line
 */
export function pairsIn(text: string, people: readonly { id: number; number: number }[]): { pairs: Pair[]; problems: Reason[] } {
  const idOf = new Map(people.map(({ id, number }) => [number, id]))
  const pairs = new Map<string, Pair>()
  const problems: Reason[] = []
  for (const [at, line] of text.normalize('NFKC').split('\n').entries()) {
    const numbers = (line.match(/\d+/g) ?? []).map(Number)
    if (line.trim() === '') continue
    const unknown = numbers.find((number) => !idOf.has(number))
    if (numbers.length !== 2 || numbers[0] === numbers[1]) problems.push({ key: 'groups.noPair', data: { line: at + 1 } })
    else if (unknown !== undefined) problems.push({ key: 'groups.nobodyOfNumber', data: { line: at + 1, number: unknown } })
    else {
      const [one, other] = numbers.map((number) => idOf.get(number)!).sort((a, b) => a - b) as [number, number]
      pairs.set(`${one} ${other}`, [one, other])
    }
  }
  return { pairs: [...pairs.values()], problems: problems.slice(0, 1) }
}

/** The pairs that are kept, as they would be typed. */
export const pairsInText = (apart: readonly { one: number; other: number }[]): string => apart.map(({ one, other }) => `${one} ${other}`).join('\n')

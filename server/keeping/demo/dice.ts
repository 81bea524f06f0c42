/** A small deterministic source of chance (xorshift on 32 bits): the same demo year on every machine. */
export function dice(seed: number) {
  let state = seed >>> 0 || 1
  const next = () => {
    state ^= state << 13; state >>>= 0
    state ^= state >>> 17
    state ^= state << 5; state >>>= 0
    return state / 2 ** 32
  }
  return {
    /** True in about `share` of the throws, 0 to 1. */
    happens: (share: number) => next() < share,
    /** A whole number from `from` to `to`, both included. */
    between: (from: number, to: number) => from + Math.floor(next() * (to - from + 1)),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
  }
}
export type Dice = ReturnType<typeof dice>

/** One line of two texts side by side: the same in both, or what each of them has there. */
export interface Pair { same: boolean; mine: string | null; theirs: string | null }

/** Texts longer than this many lines are set side by side line by line in place, without looking for the longest common part. */
const linesMax = 2_000

/**
 * Two texts side by side, line by line: lines that both have stand beside each other, lines of one of them stand beside the lines of the other
 * that are in their place, or beside nothing. Put together again, each side gives its text.
 */
export function sideBySide(mine: string, theirs: string): Pair[] {
  const [own, other] = [mine.split('\n'), theirs.split('\n')]
  const pairs: Pair[] = []
  let [a, b] = [0, 0]
  for (const [i, j] of [...commonOf(own, other), [own.length, other.length] as const]) {
    for (; a < i || b < j; a += a < i ? 1 : 0, b += b < j ? 1 : 0) pairs.push({ same: false, mine: a < i ? own[a]! : null, theirs: b < j ? other[b]! : null })
    if (i < own.length && j < other.length) pairs.push({ same: true, mine: own[i]!, theirs: other[j]! })
    a = i + 1
    b = j + 1
  }
  return pairs
}

/** The places of the longest common subsequence of lines, in order. */
function commonOf(one: readonly string[], other: readonly string[]): [number, number][] {
  const head = headOf(one, other)
  const tail = headOf(one.slice(head).toReversed(), other.slice(head).toReversed())
  const [a, b] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)]
  const middle = a.length > linesMax || b.length > linesMax ? [] : longest(a, b)
  return [
    ...Array.from({ length: head }, (_, n): [number, number] => [n, n]), ...middle.map(([i, j]): [number, number] => [head + i, head + j]),
    ...Array.from({ length: tail }, (_, n): [number, number] => [one.length - tail + n, other.length - tail + n]),
  ]
}

function headOf(one: readonly string[], other: readonly string[]): number {
  let n = 0
  while (n < one.length && n < other.length && one[n] === other[n]) n += 1
  return n
}

function longest(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!)
    }
  }
  const found: [number, number][] = []
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (a[i] === b[j]) found.push([i++, j++])
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i += 1
    else j += 1
  }
  return found
}

/**
 * One text out of two that were both made out of `base`: what only one of them changed is taken from it; where both changed the same place
 * differently both stand there, theirs first, since it was saved first. So nothing that either of them added is missing.
 */
export function merged(base: string, mine: string, theirs: string): string {
  if (mine === theirs || theirs === base) return mine
  if (mine === base) return theirs
  const [from, own, other] = [base.split('\n'), mine.split('\n'), theirs.split('\n')]
  const [inOwn, inOther] = [new Map(commonOf(from, own)), new Map(commonOf(from, other))]
  const held = [...from.keys()].filter((n) => inOwn.has(n) && inOther.has(n))
  const lines: string[] = []
  let [n, a, b] = [0, 0, 0]
  for (const stop of [...held, from.length]) {
    const [toOwn, toOther] = [inOwn.get(stop) ?? own.length, inOther.get(stop) ?? other.length]
    lines.push(...piece(from.slice(n, stop), own.slice(a, toOwn), other.slice(b, toOther)))
    if (stop < from.length) lines.push(from[stop]!)
    ;[n, a, b] = [stop + 1, toOwn + 1, toOther + 1]
  }
  return lines.join('\n')
}

function piece(from: readonly string[], mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const same = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((line, n) => line === other[n])
  if (same(mine, theirs) || same(theirs, from)) return mine
  return same(mine, from) ? theirs : [...theirs, ...mine]
}

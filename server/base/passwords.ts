import { hash, parseOptions, verify } from '@node-rs/argon2'
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { TooMany } from './errors.ts'

/** What becomes of a password. Each act is real work of a core, so only so many are done or waited for at once. */
export interface Passwords {
  hash: (password: string) => Promise<string>
  /** Whether it is the password. Without a hash (nobody is there) the same work is done and the answer is no. */
  verify: (hash: string | null, password: string) => Promise<boolean>
  /** Whether a hash is weaker than what is made today. */
  isOutdated: (hash: string) => boolean
}

export interface Strength { memoryKiB?: number; passes?: number; atOnce?: number; waitingMax?: number }

/**
 * argon2id by the numbers of OWASP (19 MiB, two passes, one lane). As many at once as there are cores; the rest wait in a
 * queue that ends, and beyond it people are told to come back: a storm of sign-ins must not take the cores from those
 * who are in already.
 */
export function openPasswords(strength: Strength = {}): Passwords {
  const { memoryKiB = 19_456, passes = 2, atOnce = availableParallelism(), waitingMax = 100 } = strength
  const options = { memoryCost: memoryKiB, timeCost: passes, parallelism: 1, outputLen: 32 }
  const inTurn = turns(atOnce, waitingMax)
  let nobody: Promise<string> | undefined
  return {
    hash: (password) => inTurn(() => hash(password, options)),
    verify: async (kept, password) => {
      const other = kept ?? await (nobody ??= hash(randomBytes(24), options))
      return await inTurn(() => verify(other, password)) && kept !== null
    },
    isOutdated: (kept) => {
      const { memoryCost, timeCost, algorithm } = parseOptions(kept)
      return Number(algorithm) !== 2 || memoryCost < memoryKiB || timeCost < passes // 2: argon2id
    },
  }
}

function turns(atOnce: number, waitingMax: number) {
  const waiting: (() => void)[] = []
  let busy = 0
  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (busy >= atOnce) {
      if (waiting.length >= waitingMax) throw new TooMany({ key: 'error.signInBusy' }, 20)
      await new Promise<void>((go) => waiting.push(go))
    } else busy += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else busy -= 1
    }
  }
}

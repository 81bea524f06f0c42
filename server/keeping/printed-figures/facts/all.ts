import { kitakyushuFacts } from './kitakyushu.ts'
import { matsudoFacts } from './matsudo.ts'
import { shimonosekiFacts } from './shimonoseki.ts'
import type { Fact } from './shapes.ts'
import { tokyoFacts } from './tokyo.ts'

/** Every figure of the papers, in the order in which they were printed. */
export const facts: readonly Fact[] = [...tokyoFacts, ...matsudoFacts, ...shimonosekiFacts, ...kitakyushuFacts]

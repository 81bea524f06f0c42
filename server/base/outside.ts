import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import type { Visitor } from './access.ts'
import type { Files } from './files.ts'
import type { Post } from './mail.ts'
import type { Paper } from './paper.ts'
import type { Passwords } from './passwords.ts'
import type { Kind } from './policy.ts'
import { keepingLast, type SentTables } from './sent-tables.ts'
import type { Signer } from './signing.ts'

/** The outside worlds a request may need: stored files, mail, paper, signatures; and how the house is reached from outside. */
export interface Outside {
  files: Files; post: Post; paper: Paper; passwords: Passwords; signer: Signer
  publicOrigin: string | null
  production: boolean
  demo: boolean
  /** The kinds of post that need a second factor. */
  secondFactorFor: readonly Kind[]
  /** How many bytes the files of lessons may take together. */
  lessonSpace: number
  /** The origin uploaded packages run on, for whoever asks; null where none was set up that their browser would open. */
  contentOriginFor: (request: Pick<FastifyRequest, 'host' | 'protocol'>) => string | null
  /** Where somebody who is signed in has to go before anywhere else; null for most. */
  mustFirst: (visitor: Visitor) => string | null
}

declare module 'fastify' {
  interface FastifyInstance { outside: Outside; sentTables: SentTables }
}

export default fp<Outside>(async function outside(app, given) {
  app.decorate('outside', given)
  app.decorate('sentTables', keepingLast(given.files))
})

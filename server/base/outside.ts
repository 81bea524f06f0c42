import fp from 'fastify-plugin'
import type { Files } from './files.ts'
import type { Post } from './mail.ts'
import type { Paper } from './paper.ts'
import type { Passwords } from './passwords.ts'

/** The outside worlds a request may need: stored files, mail, paper; and how the house is reached from outside. */
export interface Outside {
  files: Files; post: Post; paper: Paper; passwords: Passwords
  publicOrigin: string | null
  production: boolean
  demo: boolean
}

declare module 'fastify' {
  interface FastifyInstance { outside: Outside }
}

export default fp<Outside>(async function outside(app, given) {
  app.decorate('outside', given)
})

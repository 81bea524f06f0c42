import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { found } from '../../base/errors.ts'
import { accountToEnter } from '../../who/accounts/queries.ts'
import { sessionLimits } from '../../who/accounts/rules.ts'
import { beginSession } from '../../who/entrance/changes.ts'
import { personas, type Persona } from '../../who/entrance/personas.ts'

const PersonaParams = Type.Object({ name: Type.String({ maxLength: 40 }) })
const isPersona = (name: string): name is Persona => personas.some((persona) => persona === name)

/** Walking in as one of the invented people, without a password. Registered only where there is nobody real. */
export const demo: FastifyPluginAsyncTypebox = async (app) => {
  app.post('/demo/personas/:name', { config: { access: 'anyone' }, schema: { params: PersonaParams } }, async (request, reply) => {
    const { name } = request.params
    const account = found(isPersona(name) ? await accountToEnter(request.beyond, `${name}@demo.example`) : null)
    const [postId, kind] = [found(account.postId), found(account.kind)]
    const token = await request.change((change) => {
      change.actor = { accountId: account.id, personId: account.personId, postId, kind, municipalityId: account.municipalityId }
      const before = request.cookies[app.lucia.sessionCookieName] ?? null
      return beginSession(change, { accountId: account.id, postId }, before, sessionLimits.idleMinutes)
    })
    return reply.holdSession(token).redirect('/', 303)
  })
}

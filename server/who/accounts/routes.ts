import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, refuse } from '../../base/errors.ts'
import { formOf, type Option } from '../../base/forms.ts'
import type { Kind } from '../../base/policy.ts'
import type { TextKey } from '../../base/texts.ts'
import { municipalitiesToChoose } from '../organizations/queries.ts'
import { endPost, grantPost, inviteAgain, openAccount, setAccountState, signOutEverywhere } from './changes.ts'
import { AccountForm, AccountQuery, AccountsQuery, IdParams, kinds, PostForm, StateForm } from './forms.ts'
import { accountsPage, accountsPerPage, findAccount, findPost, personToInvite, postsOfAccount } from './queries.ts'
import { accountStates, whyNotDisable, whyNotEndPost, whyNotGrant } from './rules.ts'

const again = (page: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) => ({ access: 'accounts.manage' as const, again: page })
/** Giving rights asks who it is once more. */
const rights = { justSignedIn: true } as const

export const accounts: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/accounts', {
    config: { access: 'accounts.manage', traced: true }, schema: { querystring: AccountsQuery },
  }, async (request, reply) => {
    const { q = '', kind = null, municipality = '', state = null, page = '' } = request.query
    const filter = {
      words: q, kind, municipalityId: Number(municipality) || null, state,
    }
    const now = Math.max(1, Number(page) || 1)
    const { rows, total } = await accountsPage(request.db, request.scope, filter, now)
    const municipalities = await municipalityOptions(request)
    return reply.page('who/accounts/index', {
      rows, total, page: now, pages: Math.max(1, Math.ceil(total / accountsPerPage)), perPage: accountsPerPage, municipalities,
      asked: { q, kind: kind ?? '', municipality, state: state ?? '' }, kinds: kindOptions(request, kinds),
      states: accountStates.map((value) => ({ value, label: request.say(`accounts.state.${value}`) })),
    })
  })

  app.get('/accounts/new', { config: { access: 'accounts.manage' }, schema: { querystring: AccountQuery } }, newPage)

  app.post('/accounts/new', { config: { ...again(newPage), ...rights }, schema: { body: AccountForm }, attachValidation: true },
    async (request, reply) => reply.submit((change) => openAccount(change, request.body),
      (id) => ({ to: `/accounts/${id}`, notice: 'accounts.invited' })))

  app.get('/accounts/:id', { config: { access: 'accounts.manage', traced: true }, schema: { params: IdParams } }, accountPage)

  app.post('/accounts/:id/posts', { config: { ...again(accountPage), ...rights }, schema: { params: IdParams, body: PostForm }, attachValidation: true },
    async (request, reply) => reply.submit((change) => grantPost(change, request.params.id, request.body),
      () => ({ to: `/accounts/${request.params.id}`, notice: 'accounts.wasGranted' })))

  app.get('/posts/:id/end', { config: { access: 'accounts.manage', traced: true }, schema: { params: IdParams } }, async (request, reply) => {
    const post = found(await findPost(request.db, request.scope, request.params.id))
    refuse(whyNotEndPost(request.actor, post) ?? (post.endedAt === null ? null : { key: 'accounts.postEnded' }))
    return reply.page('who/accounts/end', { post })
  })

  app.post('/posts/:id/end', { config: { access: 'accounts.manage' }, schema: { params: IdParams } },
    async (request, reply) => reply.submit((change) => endPost(change, request.params.id),
      (id) => ({ to: `/accounts/${id}`, notice: 'accounts.wasEnded' })))

  app.post('/accounts/:id/state', { config: again(accountPage), schema: { params: IdParams, body: StateForm } },
    async (request, reply) => reply.submit((change) => setAccountState(change, request.params.id, request.body.state),
      () => ({ to: `/accounts/${request.params.id}`, notice: request.body.state === 'disabled' ? 'accounts.wasDisabled' : 'accounts.wasEnabled' })))

  app.post('/accounts/:id/invitation', { config: again(accountPage), schema: { params: IdParams } },
    async (request, reply) => reply.submit((change) => inviteAgain(change, request.params.id),
      () => ({ to: `/accounts/${request.params.id}`, notice: 'accounts.invited' })))

  app.post('/accounts/:id/sign-out', { config: again(accountPage), schema: { params: IdParams } },
    async (request, reply) => reply.submit((change) => signOutEverywhere(change, request.params.id),
      () => ({ to: `/accounts/${request.params.id}`, notice: 'accounts.wasSignedOut' })))
}

async function newPage(request: FastifyRequest, reply: FastifyReply) {
  const asked = { ...request.query as object, ...(request.body ?? {}) as object } as { person?: string; personId?: unknown }
  const personId = Number(asked.personId ?? asked.person ?? 0)
  const person = Number.isInteger(personId) && personId > 0 && personId < 2 ** 31
    ? found(await personToInvite(request.db, request.scope, personId)) : null
  return reply.page('who/accounts/new', {
    form: formOf(AccountForm, request, person === null ? {} : { email: person.email, municipalityId: person.municipalityId }), person,
    kinds: kindOptions(request, grantable(request)), municipalities: await municipalityOptions(request),
  })
}

async function accountPage(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: number }
  const account = found(await findAccount(request.db, request.scope, id, request.server.clock()))
  const posts = await postsOfAccount(request.db, id)
  const standing = posts.filter(({ endedAt }) => endedAt === null).map(({ kind }) => kind)
  return reply.page('who/accounts/show', {
    account, posts: posts.map((post) => ({ ...post, mayEnd: post.endedAt === null && whyNotEndPost(request.actor, { kind: post.kind, accountId: id }) === null })),
    mayDisable: whyNotDisable(request.actor, { id, kinds: standing }) === null,
    form: formOf(PostForm, request), kinds: kindOptions(request, grantable(request)), municipalities: await municipalityOptions(request),
  })
}

const grantable = ({ actor }: FastifyRequest) => kinds.filter((kind) => whyNotGrant(found(actor).kind, kind) === null)
const kindOptions = ({ say }: FastifyRequest, of: readonly Kind[]): Option[] =>
  of.map((value) => ({ value, label: say(`kind.${value}` as TextKey) }))
const municipalityOptions = async ({ db, language }: FastifyRequest): Promise<Option[]> =>
  (await municipalitiesToChoose(db)).map(({ id, name, nameEn }) => ({ value: String(id), label: language === 'ja' ? name : nameEn }))

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { found } from '../../base/errors.ts'
import { originOf } from '../certificates/printing.ts'
import { achievementDocument, authorityOf, keyAt, profileOf, revocationList } from './credential.ts'
import { AchievementParams, KeyParams, TrainingParams } from './forms.ts'
import { pictureOf } from './picture.ts'
import { allKeys, findAchievement, findKey, latestIssuer, revokedBadges, type PublicKey } from './queries.ts'
import { stateOfBadge } from './rules.ts'

/** Read by programs anywhere, and kept by them for a while: a badge that was revoked is known as such within five minutes. */
const sendPublished = (reply: FastifyReply, document: object, seconds = 3_600) => reply.type('application/json; charset=utf-8')
  .headers({ 'Cache-Control': `public, max-age=${seconds}`, 'Access-Control-Allow-Origin': '*' }).send(JSON.stringify(document))
const soon = 300

const jwkOf = (origin: string, { id, publicJwk }: PublicKey) => ({ ...publicJwk, kid: keyAt(origin, id) })

/** What a verifier of open badges asks for: the issuer, its keys, what was achieved, and what counts no more. */
export const published: FastifyPluginAsyncTypebox = async (app) => {
  const config = { access: 'anyone' } as const

  app.get('/.well-known/jwks.json', { config }, async (request, reply) =>
    sendPublished(reply, { keys: (await allKeys(request.db)).filter(({ withdrawnAt }) => withdrawnAt === null).map((key) => jwkOf(originOf(request), key)) }, soon))

  app.get('/badges/keys/:keyId', { config, schema: { params: KeyParams } }, async (request, reply) => {
    const key = await findKey(request.db, request.params.keyId)
    return sendPublished(reply, jwkOf(originOf(request), found(key?.withdrawnAt === null ? key : null)), soon)
  })

  app.get('/badges/issuer', { config }, async (request, reply) => sendPublished(reply, profileOf(originOf(request), await latestIssuer(request.db))))

  app.get('/badges/achievements/:trainingId/versions/:version', { config, schema: { params: AchievementParams } }, async (request, reply) => {
    const { trainingId, version } = request.params
    return sendPublished(reply, achievementDocument(originOf(request), found(await findAchievement(request.db, trainingId, version))))
  })

  app.get('/badges/achievements/:trainingId/versions/:version/image.svg', { config, schema: { params: AchievementParams } }, async (request, reply) => {
    const { title, fiscalYear, issuerTitle } = found(await findAchievement(request.db, request.params.trainingId, request.params.version))
    return reply.type('image/svg+xml').headers({ 'Cache-Control': 'public, max-age=3600', 'Access-Control-Allow-Origin': '*' })
      .send(pictureOf({ title, fiscalYear, authority: authorityOf(issuerTitle) }, null))
  })

  app.get('/badges/revocations/:trainingId', { config, schema: { params: TrainingParams } }, async (request, reply) => {
    const { trainingId } = request.params
    found(await findAchievement(request.db, trainingId, 0))
    const now = app.clock()
    // Past the wall: numbers of badges that nobody can lead back to a person.
    const revoked = (await revokedBadges(request.beyond, trainingId)).map(({ uuid, ...badge }) => ({ uuid, state: stateOfBadge(badge, now) }))
    return sendPublished(reply, revocationList(originOf(request), trainingId, revoked as Parameters<typeof revocationList>[2]), soon)
  })
}

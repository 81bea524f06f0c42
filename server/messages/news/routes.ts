import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { scopeFor } from '../../base/access.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { htmlOf } from '../../learning/lessons/markdown.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { editNews, markNewsRead, withdrawNews, writeNews } from './changes.ts'
import { NewNewsForm, NewsForm, NewsParams, NewsQuery } from './forms.ts'
import { findNewsFor, findNewsOfAuthor, newsFor, newsOfAuthor, trainingsToTell, versionsOfNews } from './queries.ts'
import { audiences, isShown, roles } from './rules.ts'

const [read, write] = ['news.read', 'news.write'] as const
const perPage = 20
const pagerOf = (page: number, total: number, at: string) =>
  ({ page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `${at}?page=${to}` })

export const news: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/news', { config: { access: read }, schema: { querystring: NewsQuery } }, async ({ db, actor, today, query: { page = 1 } }, reply) => {
    const rows = await newsFor(db, actor!, today, { limit: perPage, offset: (page - 1) * perPage })
    return reply.page('messages/news/index', { rows, unread: rows[0]?.unread ?? 0, pager: pagerOf(page, rows[0]?.total ?? 0, '/news'), reading: actor!.kind === 'trainee' })
  })
  app.get('/news/written', { config: { access: write }, schema: { querystring: NewsQuery } }, async ({ db, scope, actor, today, query: { page } }, reply) => {
    const rows = await newsOfAuthor(db, scope, actor!.personId, { limit: perPage, offset: (page - 1) * perPage })
    return reply.page('messages/news/written', { rows: rows.map((row) => ({ ...row, shown: isShown(row, today) })), pager: pagerOf(page, rows[0]?.total ?? 0, '/news/written') })
  })
  app.get('/news/new', { config: { access: write } }, newAgain)
  app.post('/news', { config: { access: write, again: newAgain }, schema: { body: NewNewsForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => writeNews(change, request.body), (id) => ({ to: `/news/${id}`, notice: 'news.saved' })))

  app.get('/news/:id', { config: { access: read }, schema: { params: NewsParams } }, async (request, reply) => {
    const { db, actor, today, language, params: { id } } = request
    const own = scopeFor(actor!, write)
    const one = found(await findNewsFor(db, actor!, today, id) ?? (own && await findNewsOfAuthor(db, own, actor!.personId, id)))
    const inJapanese = language === 'ja' || one.bodyEn === ''
    return reply.page('messages/news/show', { one, html: htmlOf(inJapanese ? one.body : one.bodyEn), inJapanese, shown: isShown(one, today),
      edits: own !== null && (own.of === 'all' || (own.of === 'municipality' && own.municipalityId === one.municipalityId)), reading: actor!.kind === 'trainee' })
  })
  app.post('/news/:id/reading', { config: { access: read }, schema: { params: NewsParams } }, async (request, reply) =>
    reply.submit((change) => markNewsRead(change, request.params.id, request.today), () => ({ to: '/news', notice: 'news.marked' })))
  app.get('/news/:id/edit', { config: { access: write }, schema: { params: NewsParams } }, editAgain)
  app.post('/news/:id', { config: { access: write, again: editAgain }, schema: { params: NewsParams, body: NewsForm }, attachValidation: true }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => editNews(change, id, request.body), () => ({ to: `/news/${id}`, notice: 'news.saved' }))
  })
  app.post('/news/:id/withdrawal', { config: { access: write }, schema: { params: NewsParams } }, async (request, reply) =>
    reply.submit((change) => withdrawNews(change, request.params.id), () => ({ to: '/news/written', notice: 'news.withdrawn' })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, say, language, today } = request
  const own = (ja: string, en: string) => (language === 'ja' ? ja : en)
  const all = scope.of === 'all'
  const [municipalities, trainings] = all ? [await municipalitiesToChoose(db), await trainingsToTell(db)] : [[], []]
  return reply.page('messages/news/new', {
    all, form: formOf(NewNewsForm, request, { fromOn: today, audience: all ? 'all' : 'municipality' }),
    choices: {
      audience: audiences.map((value) => ({ value, label: say(`news.audiences.${value}`) })), role: roles.map((value) => ({ value, label: say(`news.roles.${value}`) })),
      municipalityId: municipalities.map(({ id, name, nameEn }) => ({ value: String(id), label: own(name, nameEn) })),
      trainingId: trainings.map(({ id, title, titleEn }) => ({ value: String(id), label: own(title, titleEn) })),
    },
  })
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: number }
  const one = found(await findNewsOfAuthor(request.db, request.scope, request.actor!.personId, id))
  const versions = await versionsOfNews(request.db, id)
  return reply.page('messages/news/edit', { one, versions, form: formOf(NewsForm, request, { ...one, untilOn: one.untilOn ?? undefined, pinned: one.pinned ? 'true' : undefined }) })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { addTheme, changeTheme, setStuck } from './changes.ts'
import { IdParams, SettingForm, ThemeEditForm, ThemeForm } from './forms.ts'
import { findTheme, settingNow, themesKept } from './queries.ts'

const [read, keep] = ['issue_themes.read', 'issue_themes.keep'] as const

/** Themes of community issues, by date, and when an issue is stuck: kept by the prefecture. */
export const issueThemes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/issue-themes', { config: { access: read } }, listAgain)
  app.post('/issue-themes/setting', { config: { access: keep, again: listAgain }, schema: { body: SettingForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => setStuck(change, body), () => ({ to: '/issue-themes', notice: 'form.saved' })))
  app.get('/issue-themes/new', { config: { access: keep } }, newAgain)
  app.post('/issue-themes', { config: { access: keep, again: newAgain }, schema: { body: ThemeForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => addTheme(change, body), () => ({ to: '/issue-themes', notice: 'form.saved' })))
  app.get('/issue-themes/:id', { config: { access: keep }, schema: { params: IdParams } }, editAgain)
  app.post('/issue-themes/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: ThemeEditForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changeTheme(change, id, body), () => ({ to: '/issue-themes', notice: 'form.saved' })))
}

async function listAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, today } = request
  const [themes, setting] = [await themesKept(db), await settingNow(db)]
  return reply.page('practice/issue-themes/index', {
    themes: themes.map((one) => ({ ...one, standing: one.untilOn !== null && one.untilOn < today ? 'past' : one.fromOn > today ? 'later' : 'now' })), setting, form: formOf(SettingForm, request, setting),
  })
}
async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const last = (await themesKept(request.db)).at(-1)?.position ?? 0
  return reply.page('practice/issue-themes/edit', { theme: null, form: formOf(ThemeForm, request, { fromOn: request.today, position: Math.min(999, last + 10) }) })
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const theme = found(await findTheme(request.db, (request.params as { id: number }).id))
  return reply.page('practice/issue-themes/edit', { theme, form: formOf(ThemeEditForm, request, { ...theme, untilOn: theme.untilOn ?? undefined }) })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../base/database.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import type { TextKey } from '../../base/texts.ts'
import { inWords, shippedWording } from '../notifications/letters.ts'
import { asShown } from '../notifications/shown.ts'
import { isSigned, isToBody, templates as all, type Template } from '../notifications/told.ts'
import { publishDraft, removeDraft, saveDraft, useVersion } from './changes.ts'
import { PreviewQuery, PublicationForm, TemplateParams, UseForm, VersionParams, WordsForm } from './forms.ts'
import { bodiesNamed, changedTemplates, peopleNamed, versionsOf, type Version } from './queries.ts'
import { placeholdersOf, requiredOf } from './rules.ts'
import { sampleFor } from './samples.ts'

const [read, edit] = ['letters.read', 'letters.edit'] as const

export const templates: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/letter-templates', { config: { access: read } }, async ({ db }, reply) => {
    const changed = new Map((await changedTemplates(db)).map((one) => [one.template, one]))
    return reply.page('messages/templates/index', {
      rows: all.map((template) => ({ template, toBody: isToBody(template), inUse: changed.get(template)?.inUse ?? 0, hasDraft: changed.get(template)?.hasDraft ?? false, savedAt: changed.get(template)?.savedAt ?? null })),
    })
  })

  app.get('/letter-templates/:template', { config: { access: read }, schema: { params: TemplateParams } }, async ({ db, params }, reply) => {
    const { template, versions, draft, used, inUse } = await standing(db, params.template)
    return reply.page('messages/templates/show', { template, versions: versions.filter(({ version }) => version !== null), draft, used, inUse })
  })
  app.get('/letter-templates/:template/versions/:version', { config: { access: read }, schema: { params: VersionParams } }, async ({ db, params }, reply) => {
    const { template, versions, inUse } = await standing(db, params.template)
    const wording = params.version === 0 ? shippedWording(template) : found(versions.find(({ version }) => version === params.version))
    return reply.page('messages/templates/version', { template, wording: { ...wording, version: params.version }, inUse })
  })

  app.get('/letter-templates/:template/draft', { config: { access: edit }, schema: { params: TemplateParams } }, draftAgain)
  app.post('/letter-templates/:template/draft', {
    config: { access: edit, again: draftAgain }, schema: { params: TemplateParams, body: WordsForm }, attachValidation: true,
  }, async (request, reply) => {
    const template = known(request.params.template)
    return reply.submit((change) => saveDraft(change, template, request.body), () => ({ to: `/letter-templates/${template}/preview`, notice: 'templates.drafted' }))
  })
  app.post('/letter-templates/:template/draft/removal', { config: { access: edit }, schema: { params: TemplateParams } }, async (request, reply) => {
    const template = known(request.params.template)
    return reply.submit((change) => removeDraft(change, template), () => ({ to: `/letter-templates/${template}`, notice: 'templates.draftRemoved' }))
  })
  app.get('/letter-templates/:template/preview', { config: { access: edit, traced: true }, schema: { params: TemplateParams, querystring: PreviewQuery } }, async (request, reply) => {
    const { db, scope, say, today, query: { q, reader } } = request
    const { template, draft, used } = await standing(db, request.params.template)
    const wording = draft === undefined ? used : { ...draft, version: draft.version ?? 0 }
    const names = placeholdersOf(shippedWording(template), isSigned(template))
    const sample = reader === undefined ? null : found(await sampleFor({ db, scope, today }, template, reader, names, (name) => say('templates.example', { name: say(`templates.gap.${name}` as TextKey) })))
    const readers = q === undefined ? [] : isToBody(template) ? await bodiesNamed(db, q) : await peopleNamed(db, scope, q)
    const written = sample && inWords(sample.letter, wording)
    return reply.page('messages/templates/preview', {
      template, draft: draft ?? null, wording, q, readers, toBody: isToBody(template), written: written && { ...written, body: asShown(request, written.body, sample.letter.path) },
      name: sample?.letter.name, examples: sample ? names.filter((name) => !sample.isReal(name)) : [],
    })
  })
  app.post('/letter-templates/:template/publication', { config: { access: edit }, schema: { params: TemplateParams, body: PublicationForm } }, async (request, reply) => {
    const template = known(request.params.template)
    return reply.submit((change) => publishDraft(change, template, request.body.edited), () => ({ to: `/letter-templates/${template}`, notice: 'templates.published' }))
  })
  app.post('/letter-templates/:template/use', { config: { access: edit }, schema: { params: TemplateParams, body: UseForm } }, async (request, reply) => {
    const template = known(request.params.template)
    return reply.submit((change) => useVersion(change, template, request.body.version), () => ({ to: `/letter-templates/${template}`, notice: 'templates.used' }))
  })
}

const known = (name: string): Template => found(all.find((one) => one === name))

/** A template as it stands: its versions, its draft, and the words in use. */
async function standing(db: Reader, name: string) {
  const template = known(name)
  const versions = await versionsOf(db, template)
  const inUse = versions[0]?.inUse ?? 0
  const used = versions.find(({ version }) => version === inUse)
  return { template, versions, inUse, draft: versions.find((one): one is Version & { version: null } => one.version === null), used: used ? { ...used, version: inUse } : shippedWording(template) }
}

async function draftAgain(request: FastifyRequest, reply: FastifyReply) {
  const { template, draft, used } = await standing(request.db, (request.params as { template: string }).template)
  const shipped = shippedWording(template)
  const required = new Set([...requiredOf(shipped, 'ja'), ...requiredOf(shipped, 'en')])
  return reply.page('messages/templates/draft', {
    template, draft: draft ?? null, form: formOf(WordsForm, request, { ...draft ?? used, edited: draft?.edited ?? 0 }), edited: draft?.edited ?? 0,
    gaps: placeholdersOf(shipped, isSigned(template)).map((name) => ({ name, required: required.has(name) })),
  })
}

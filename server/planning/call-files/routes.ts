import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendStored } from '../../base/downloads.ts'
import { found, type Reason } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { lookedAt } from '../../base/looked-at.ts'
import { submitFile, takeFile } from '../../base/sent.ts'
import { retitled } from '../copies/rules.ts'
import { findCall, wholeCall } from '../calls/queries.ts'
import { addCallFile, moveCallFile, removeCallFile, renameCallFile, replaceCallFile, takeEarlierFiles } from './changes.ts'
import { AddForm, CallParams, EarlierForm, FileParams, MoveForm, RemovalForm, ReplacementForm, TitleForm } from './forms.ts'
import { earlierFilesFor, findCallFile } from './queries.ts'
import { whyNotEdit } from '../calls/rules.ts'
import { fileKinds, megabytesMax, whyNotAdd, whyNotNamed, whyNotRemove } from './rules.ts'

const prepare = 'calls.prepare' as const
const listOf = (callId: number) => `/calls/${callId}/files`

/** The forms and papers that go with a call: put in order on a draft, corrected when published, taken by whoever may read the call. */
export const callFiles: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:callId/files/:fileId/call-file', {
    config: { access: 'calls.read' }, schema: { params: FileParams },
  }, async ({ db, scope, params: { callId, fileId } }, reply) => {
    found(await findCall(db, scope, callId))
    return sendStored(reply, app.outside.files, found(await findCallFile(db, callId, fileId)))
  })

  app.post('/calls/:callId/files/:fileId/position', {
    config: { access: prepare, again: showList }, schema: { params: FileParams, body: MoveForm },
  }, async (request, reply) => {
    const { params: { callId, fileId }, body: { to } } = request
    return reply.submit((change) => moveCallFile(change, callId, fileId, to), () => ({ to: listOf(callId), notice: 'callFiles.moved' }))
  })

  // Before it is published: what was taken over from last year is renamed, or more of it taken over.
  app.post('/calls/:callId/files/:fileId', {
    config: { access: prepare, again: showEdit }, schema: { params: FileParams, body: TitleForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { callId, fileId }, body } = request
    return reply.submit((change) => renameCallFile(change, callId, fileId, body), () => ({ to: listOf(callId), notice: 'form.saved' }))
  })
  app.post('/calls/:callId/files/earlier', {
    config: { access: prepare, again: showList }, schema: { params: CallParams, body: EarlierForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { callId }, body: { files = [] } } = request
    return reply.submit((change) => takeEarlierFiles(change, callId, files), () => ({ to: listOf(callId), notice: 'callFiles.takenOver' }))
  })

  app.get('/calls/:callId/files/:fileId/removal', { config: { access: prepare }, schema: { params: FileParams } }, showRemoval)
  app.post('/calls/:callId/files/:fileId/removal', {
    config: { access: prepare, again: showRemoval }, schema: { params: FileParams, body: RemovalForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { callId, fileId }, body } = request
    let unneeded: string[] = []
    await reply.submit(async (change) => { unneeded = await removeCallFile(change, callId, fileId, body, { correcting: false }) },
      () => ({ to: listOf(callId), notice: 'callFiles.removed' }))
    for (const key of unneeded) await app.outside.files.remove(key)
    return reply
  })
  // Who may correct a published call may correct its papers.
  app.post('/calls/:callId/files/:fileId/revisions', {
    config: { access: 'approvals.decide', again: showRemoval }, schema: { params: FileParams, body: RemovalForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { callId, fileId }, body } = request
    return reply.submit((change) => removeCallFile(change, callId, fileId, body, { correcting: true }), () => ({ to: `/calls/${callId}`, notice: 'calls.revised' }))
  })

  await app.register(sending)
}

/** The page whose form brings a file along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeFile(app, {
    kind: 'call', megabytesMax, fieldsMax: 8, fieldBytesMax: 8_000, missing: { key: 'callFiles.missing' },
    tooLarge: { key: 'callFiles.tooLarge', data: { megabytes: megabytesMax } }, whyNotNamed, whyNotThese,
  })

  app.get('/calls/:callId/files', { config: { access: prepare }, schema: { params: CallParams } }, showList)
  app.post('/calls/:callId/files', {
    config: { access: prepare, again: showList }, schema: { params: CallParams, body: AddForm }, attachValidation: true,
  }, async (request, reply) => submitFile(request, reply,
    (change, file) => addCallFile(change, request.params.callId, request.body, file, { correcting: false }),
    () => ({ to: listOf(request.params.callId), notice: 'callFiles.added' })))
  app.get('/calls/:callId/files/:fileId', { config: { access: prepare }, schema: { params: FileParams } }, showEdit)
  app.post('/calls/:callId/files/:fileId/replacement', {
    config: { access: prepare, again: showEdit }, schema: { params: FileParams, body: ReplacementForm }, attachValidation: true,
  }, async (request, reply) => submitFile(request, reply,
    (change, file) => replaceCallFile(change, request.params.callId, request.params.fileId, file),
    () => ({ to: listOf(request.params.callId), notice: 'callFiles.replaced' })))
  app.post('/calls/:callId/files/revisions', {
    config: { access: 'approvals.decide', again: showList }, schema: { params: CallParams, body: AddForm }, attachValidation: true,
  }, async (request, reply) => submitFile(request, reply,
    (change, file) => addCallFile(change, request.params.callId, request.body, file, { correcting: true }),
    () => ({ to: `/calls/${request.params.callId}`, notice: 'calls.revised' })))
}

async function whyNotThese(bytes: Uint8Array, name: string): Promise<Reason | null> {
  const problem = await lookedAt(bytes, name)
  return problem === null ? null : { key: `callFiles.${problem}` }
}

const idsOf = (request: FastifyRequest) => request.params as { callId: number; fileId: number }

async function showList(request: FastifyRequest, reply: FastifyReply) {
  const call = found(await wholeCall(request.db, request.scope, idsOf(request).callId, request.today))
  const correcting = call.state === 'published' || call.state === 'reopened'
  const earlier = call.state === 'draft' ? await earlierFilesFor(request.db, call) : []
  return reply.page('planning/call-files/index', {
    earlier: earlier.map((file) => ({ ...file, title: retitled(file.title, file.fiscalYear, call.fiscalYear) })),
    earlierForm: formOf(EarlierForm, request, { files: earlier.map(({ id }) => String(id)) }), call, correcting, kinds: fileKinds, form: formOf(AddForm, request, { kind: 'form' }),
    movable: call.state === 'draft', whyNot: whyNotAdd(call.state, correcting, call.files.length),
    whyNotRemove: whyNotRemove(call.state, correcting),
  })
}

async function showEdit(request: FastifyRequest, reply: FastifyReply) {
  const { callId, fileId } = idsOf(request)
  const call = found(await wholeCall(request.db, request.scope, callId, request.today))
  const file = found(call.files.find(({ id }) => id === fileId))
  return reply.page('planning/call-files/edit', {
    call, file, kinds: fileKinds, form: formOf(TitleForm, request, file), replacement: formOf(ReplacementForm, request), whyNot: whyNotEdit(call.state),
  })
}

async function showRemoval(request: FastifyRequest, reply: FastifyReply) {
  const { callId, fileId } = idsOf(request)
  const call = found(await wholeCall(request.db, request.scope, callId, request.today))
  const correcting = call.state === 'published' || call.state === 'reopened'
  return reply.page('planning/call-files/removal', {
    call, correcting, file: found(call.files.find(({ id }) => id === fileId)), form: formOf(RemovalForm, request), whyNot: whyNotRemove(call.state, correcting),
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { sendStored } from '../../base/downloads.ts'
import { found, type Reason } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { lookedAt } from '../../base/looked-at.ts'
import type { Permission } from '../../base/policy.ts'
import { submitFile, takeFile } from '../../base/sent.ts'
import type { TextKey } from '../../base/texts.ts'
import { addDocument, changeDocument, moveDocument, removeDocument } from './changes.ts'
import { DocumentForm, DocumentParams, MoveForm, NameForm, ParentParams, PlainForm } from './forms.ts'
import { documentsOf, findDocument, type ParentColumn } from './queries.ts'
import { mayKeep, megabytesMax, offered, whyNotAdd, whyNotNamed, type Readers } from './rules.ts'

/** Where a page stands: who links here, in both languages. */
export interface Above { href: string; title: string; titleEn: string }

/** What documents belong to, as their pages need to know it. */
export interface Parent {
  id: number; title: string; titleEn: string
  /** Whose it is, where a document may be read by its municipality. */
  municipalityId: number | null
  /** What the page of the parent stands under, below the door. */
  above: Above[]
  /** The page that shows the list; documents come back to it. */
  page: string
  whyNotKeep: Reason | null
}

/** One kind of parent and its list of documents. */
export interface Shelf {
  column: ParentColumn
  /** The address of a parent without its number: documents are at `${at}/:id/documents`. */
  at: string
  door: { href: string; label: TextKey }
  read: Permission; keep: Permission
  /** Who may be given a document to read. */
  readers: readonly Readers[]
  /** The parent, as far as the scope reaches it. */
  find: (db: Reader, scope: Scope, id: number) => Promise<Parent | undefined>
}

/** The pages of one shelf: its list, what is added to it and taken away, and each file, sent to whoever may read it. */
export const shelfOf = (shelf: Shelf): FastifyPluginAsyncTypebox => async (app) => {
  const { at, keep } = shelf
  const listOf = (id: number) => `${at}/${id}/documents`
  const show = (request: FastifyRequest, reply: FastifyReply) => showList(shelf, request, reply)
  const showOne = (request: FastifyRequest, reply: FastifyReply) => showDocument(shelf, request, reply)

  app.get(`${at}/:id/documents/:documentId/file`, {
    config: { access: shelf.read }, schema: { params: DocumentParams },
  }, async ({ db, scope, params: { id, documentId } }, reply) => {
    found(await shelf.find(db, scope, id))
    return sendStored(reply, app.outside.files, found(await findDocument(db, scope, shelf.column, id, documentId)))
  })
  app.get(`${at}/:id/documents/:documentId`, { config: { access: keep }, schema: { params: DocumentParams } }, showOne)
  app.post(`${at}/:id/documents/:documentId`, {
    config: { access: keep, again: showOne }, schema: { params: DocumentParams, body: NameForm }, attachValidation: true,
  }, async ({ params: { id, documentId }, body }, reply) =>
    reply.submit((change) => changeDocument(change, shelf, id, documentId, body), () => ({ to: listOf(id), notice: 'form.saved' })))
  app.post(`${at}/:id/documents/:documentId/position`, {
    config: { access: keep, again: show }, schema: { params: DocumentParams, body: MoveForm },
  }, async ({ params: { id, documentId }, body: { to } }, reply) =>
    reply.submit((change) => moveDocument(change, shelf, id, documentId, to), () => ({ to: listOf(id), notice: 'documents.moved' })))
  app.post(`${at}/:id/documents/:documentId/removal`, {
    config: { access: keep, again: showOne }, schema: { params: DocumentParams, body: PlainForm },
  }, async ({ params: { id, documentId } }, reply) => {
    let unneeded: string[] = []
    await reply.submit(async (change) => { unneeded = await removeDocument(change, shelf, id, documentId) }, () => ({ to: listOf(id), notice: 'documents.removed' }))
    for (const key of unneeded) await app.outside.files.remove(key)
    return reply
  })

  await app.register(async (sending) => {
    await takeFile(sending, {
      kind: 'document', megabytesMax, fieldsMax: 6, fieldBytesMax: 2_000, missing: { key: 'documents.missing' },
      tooLarge: { key: 'documents.tooLarge', data: { megabytes: megabytesMax } }, whyNotNamed, whyNotThese,
    })
    sending.get(`${at}/:id/documents`, { config: { access: keep }, schema: { params: ParentParams } }, show)
    sending.post(`${at}/:id/documents`, {
      config: { access: keep, again: show }, schema: { params: ParentParams, body: DocumentForm }, attachValidation: true,
    }, async (request, reply) => {
      const { id } = request.params as { id: number }
      return submitFile(request, reply, (change, file) => addDocument(change, shelf, id, request.body as DocumentForm, file), () => ({ to: listOf(id), notice: 'documents.added' }))
    })
  })
}

async function whyNotThese(bytes: Uint8Array, name: string): Promise<Reason | null> {
  const problem = await lookedAt(bytes, name)
  return problem === null ? null : { key: `documents.${problem}` }
}

async function showList(shelf: Shelf, request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: number }
  const parent = found(await shelf.find(request.db, request.scope, id))
  const documents = await documentsOf(request.db, request.scope, shelf.column, id)
  const readers = offered(shelf.readers, request.scope.of)
  return reply.page('cascade/documents/index', {
    ...around(shelf, request, parent), readers, documents: documents.map((one) => ({ ...one, isMine: isKept(request, one) })),
    form: formOf(DocumentForm, request, { readers: readers.at(-1) }), whyNot: parent.whyNotKeep ?? whyNotAdd(documents.length),
  })
}

async function showDocument(shelf: Shelf, request: FastifyRequest, reply: FastifyReply) {
  const { id, documentId } = request.params as { id: number; documentId: number }
  const parent = found(await shelf.find(request.db, request.scope, id))
  const document = found(await findDocument(request.db, request.scope, shelf.column, id, documentId))
  if (!isKept(request, document)) found(null)
  return reply.page('cascade/documents/edit', {
    ...around(shelf, request, parent), readers: offered(shelf.readers, request.scope.of), document, form: formOf(NameForm, request, document), whyNot: parent.whyNotKeep,
  })
}

const isKept = ({ actor, scope }: FastifyRequest, document: { addedBy: number }) => mayKeep(document, { of: scope.of, personId: actor?.personId ?? 0 })

/** What both pages say of where they are. */
const around = (shelf: Shelf, { language }: FastifyRequest, parent: Parent) => {
  const titled = (one: { title: string; titleEn: string }) => language === 'ja' ? one.title : one.titleEn || one.title
  return {
    parent: titled(parent), at: `${shelf.at}/${parent.id}/documents`, page: parent.page, door: shelf.door,
    above: [...parent.above.map((one) => ({ href: one.href, label: titled(one) })), { href: parent.page, label: titled(parent) }],
  }
}

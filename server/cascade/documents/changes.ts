import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { typeOf } from '../../base/office-files.ts'
import type { NameForm } from './forms.ts'
import { documentsOf, type ParentColumn } from './queries.ts'
import { mayKeep, offered, problemsOfDocument, whyNotAdd } from './rules.ts'
import type { Shelf } from './shelf.ts'

const subjectOf = (column: ParentColumn, id: number) => `${column.replace(/_id$/, '')}:${id}`

/**
 * Puts a sent file last in the list of a parent. Logs 'document.added'.
 * @throws Missing for a parent the scope does not reach · Refusal when nothing is added any more · Unfit
 */
export async function addDocument(change: Change, shelf: Shelf, parentId: number, { title, readers }: NameForm, file: SavedFile & { name: string }): Promise<{ id: number; unneeded: string[] }> {
  const { tx, scope, now, actor, log } = change
  assert(actor !== null)
  const { parent, documents } = await held(change, shelf, parentId)
  refuse(parent.whyNotKeep ?? whyNotAdd(documents.length))
  mend(problemsOfDocument({ title, readers }, documents.map((one) => one.title), offered(shelf.readers, scope.of)))
  const municipality_id = scope.of === 'municipality' ? scope.municipalityId : null
  const { id: file_id } = await tx.insertInto('file').values({ ...file, type: typeOf(file.name), municipality_id, made_at: now }).returning('id').executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('cascade_document').values({
    file_id, title: title.trim(), ...readBy(readers, parent), position: (documents.at(-1)?.position ?? 0) + 1, added_by: actor.personId, added_at: now, [shelf.column]: parentId,
  }).returning('id').executeTakeFirstOrThrow()
  log('document.added', subjectOf(shelf.column, parentId), { title: title.trim(), file: file.name, readers })
  return { id, unneeded: [] }
}

/** Gives a document another title, or other readers. Logs 'document.changed'. @throws Missing, Refusal, Unfit */
export async function changeDocument(change: Change, shelf: Shelf, parentId: number, id: number, { title, readers }: NameForm): Promise<void> {
  const { parent, documents } = await held(change, shelf, parentId)
  const document = kept(change, documents, id)
  refuse(parent.whyNotKeep)
  mend(problemsOfDocument({ title, readers }, documents.filter((one) => one !== document).map((one) => one.title), offered(shelf.readers, change.scope.of)))
  await change.tx.updateTable('cascade_document').set({ title: title.trim(), ...readBy(readers, parent) }).where('id', '=', id).execute()
  change.log('document.changed', subjectOf(shelf.column, parentId), { from: document.title, to: title.trim(), readers })
}

/** Moves a document one place up or down; at the end of the list nothing moves. Logs 'document.moved'. @throws Missing, Refusal */
export async function moveDocument(change: Change, shelf: Shelf, parentId: number, id: number, to: 'up' | 'down'): Promise<void> {
  const { parent, documents } = await held(change, shelf, parentId)
  const document = kept(change, documents, id)
  refuse(parent.whyNotKeep)
  const at = documents.indexOf(document)
  const other = documents[to === 'up' ? at - 1 : at + 1]
  change.log('document.moved', subjectOf(shelf.column, parentId), { title: document.title })
  if (other === undefined) return
  const order = documents.map((one) => one === document ? other : one === other ? document : one)
  for (const [place, one] of order.entries()) {
    if (one.position !== place + 1) await change.tx.updateTable('cascade_document').set({ position: place + 1 }).where('id', '=', one.id).execute()
  }
}

/** Takes a document away for good. Returns the keys to be removed from the storage. Logs 'document.removed'. @throws Missing, Refusal */
export async function removeDocument(change: Change, shelf: Shelf, parentId: number, id: number): Promise<string[]> {
  const { parent, documents } = await held(change, shelf, parentId)
  const document = kept(change, documents, id)
  refuse(parent.whyNotKeep)
  await change.tx.deleteFrom('cascade_document').where('id', '=', id).execute()
  change.log('document.removed', subjectOf(shelf.column, parentId), { title: document.title, file: document.name, sha256: document.sha256 })
  // Another parent may have the same stored file (an agenda taken over from the last meeting): then its bytes stay.
  await change.tx.selectFrom('file').select('id').where('id', '=', document.fileId).forUpdate().execute()
  const other = await change.tx.selectFrom('cascade_document').select('id').where('file_id', '=', document.fileId).limit(1).executeTakeFirst()
  if (other !== undefined) return []
  await change.tx.deleteFrom('file').where('id', '=', document.fileId).execute()
  return [document.key]
}

/** The parent through the scope, and its list, whose rows are held while it changes. */
async function held({ tx, scope }: Change, shelf: Shelf, parentId: number) {
  const parent = found(await shelf.find(tx, scope, parentId))
  const documents = await documentsOf(tx, scope, shelf.column, parentId)
  if (documents.length > 0) await tx.selectFrom('cascade_document').select('id').where('id', 'in', documents.map(({ id }) => id)).orderBy('id').forUpdate().execute()
  return { parent, documents }
}

function kept({ actor, scope }: Change, documents: Awaited<ReturnType<typeof documentsOf>>, id: number) {
  assert(actor !== null)
  return found(documents.find((one) => one.id === id && mayKeep(one, { of: scope.of, personId: actor.personId })))
}

const readBy = (readers: NameForm['readers'], { municipalityId }: { municipalityId: number | null }) =>
  ({ readers, municipality_id: readers === 'municipality' ? municipalityId : null })

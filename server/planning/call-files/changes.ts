import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { typeOf } from '../../base/office-files.ts'
import { correctCall, takeFilesOver } from '../calls/changes.ts'
import { holdCall } from '../calls/queries.ts'
import { whyNotEdit } from '../calls/rules.ts'
import { findTraining } from '../trainings/queries.ts'
import type { AddForm, RemovalForm, TitleForm } from './forms.ts'
import { filesOfCall } from './queries.ts'
import { problemsOfNote, problemsOfTitle, whyNotAdd, whyNotRemove } from './rules.ts'

type Listed = Awaited<ReturnType<typeof filesOfCall>>

/**
 * Puts a sent file last in the list of a call: freely on a draft; on a published call (`correcting`) with the note of a
 * correction, which is printed and told. Logs 'call_file.added'. @throws Missing, Refusal, Unfit
 */
export async function addCallFile(
  change: Change, callId: number, { kind, title, note = '' }: AddForm, file: SavedFile & { name: string }, { correcting }: { correcting: boolean },
): Promise<{ id: number; unneeded: string[] }> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  const { call, files } = await held(change, callId)
  refuse(whyNotAdd(call.state, correcting, files.length))
  mend([...problemsOfTitle(title, files.map((one) => one.title)), ...problemsOfNote(note, correcting)])
  const { id: file_id } = await tx.insertInto('file').values({ ...file, type: typeOf(file.name), made_at: now }).returning('id').executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('call_file').values({
    call_id: callId, kind, title: title.trim(), file_id, position: (files.at(-1)?.position ?? 0) + 1, added_by: actor.personId, added_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('call_file.added', `call:${callId}`, { title: title.trim(), file: file.name })
  if (correcting) await correctCall(change, callId, changeOf(files, [...files, { title: title.trim() }]), note)
  return { id, unneeded: [] }
}

/**
 * Takes a file off a call. Off a draft it is gone, and its key comes back to be removed from the storage unless another call has it too; off a published
 * call it is a correction, and the file stays kept. Logs 'call_file.removed'. @throws Missing, Refusal, Unfit
 */
export async function removeCallFile(change: Change, callId: number, id: number, { note = '' }: RemovalForm, { correcting }: { correcting: boolean }): Promise<string[]> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  const { call, files } = await held(change, callId)
  const file = found(files.find((one) => one.id === id))
  refuse(whyNotRemove(call.state, correcting))
  mend(problemsOfNote(note, correcting))
  log('call_file.removed', `call:${callId}`, { title: file.title })
  if (correcting) {
    await tx.updateTable('call_file').set({ removed_at: now, removed_by: actor.personId }).where('id', '=', id).execute()
    await correctCall(change, callId, changeOf(files, files.filter((one) => one.id !== id)), note)
    return []
  }
  await tx.deleteFrom('call_file').where('id', '=', id).execute()
  return letGo(change, file)
}

/** Gives a file of a draft another title or kind. Logs 'call_file.renamed'. @throws Missing, Refusal, Unfit */
export async function renameCallFile(change: Change, callId: number, id: number, { kind, title }: TitleForm): Promise<void> {
  const { call, files } = await held(change, callId)
  const file = found(files.find((one) => one.id === id))
  refuse(whyNotEdit(call.state))
  mend(problemsOfTitle(title, files.filter((one) => one !== file).map((one) => one.title)))
  await change.tx.updateTable('call_file').set({ kind, title: title.trim() }).where('id', '=', id).execute()
  change.log('call_file.renamed', `call:${callId}`, { from: file.title, to: title.trim() })
}

/** Puts another file in the place of one of a draft; title and place stay. Logs 'call_file.replaced'. @throws Missing, Refusal */
export async function replaceCallFile(change: Change, callId: number, id: number, file: SavedFile & { name: string }): Promise<{ id: number; unneeded: string[] }> {
  const { tx, now, log } = change
  const { call, files } = await held(change, callId)
  const old = found(files.find((one) => one.id === id))
  refuse(whyNotEdit(call.state))
  const { id: file_id } = await tx.insertInto('file').values({ ...file, type: typeOf(file.name), made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('call_file').set({ file_id }).where('id', '=', id).execute()
  log('call_file.replaced', `call:${callId}`, { title: old.title, file: file.name })
  return { id, unneeded: await letGo(change, old) }
}

/**
 * Lets a stored file go that a call no longer has. Another call may have it too, and then row and bytes stay; held first, so
 * that whoever takes it over at this moment either has it or finds it gone. Returns the keys to be removed from the storage.
 */
async function letGo({ tx }: Change, { fileId, key }: Pick<Listed[number], 'fileId' | 'key'>): Promise<string[]> {
  await tx.selectFrom('file').select('id').where('id', '=', fileId).forUpdate().execute()
  const other = await tx.selectFrom('call_file').select('id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  if (other !== undefined) return []
  await tx.deleteFrom('file').where('id', '=', fileId).execute()
  return [key]
}

/** Takes files of the earlier call over into a draft. Logs 'call_file.taken_over'. @throws Missing, Refusal */
export async function takeEarlierFiles(change: Change, callId: number, ids: readonly number[]): Promise<void> {
  const { call, files } = await held(change, callId)
  refuse(whyNotAdd(call.state, false, files.length + ids.length - 1))
  const training = found(await findTraining(change.tx, change.scope, call.training_id))
  await takeFilesOver(change, { ...training, id: callId }, ids)
}

/** Moves a file of a draft one place up or down. At the end of the list nothing moves. Logs 'call_file.moved'. @throws Missing, Refusal */
export async function moveCallFile(change: Change, callId: number, id: number, to: 'up' | 'down'): Promise<void> {
  const { call, files } = await held(change, callId)
  const at = files.findIndex((one) => one.id === id)
  const one = found(files[at])
  refuse(whyNotEdit(call.state))
  const other = files[to === 'up' ? at - 1 : at + 1]
  change.log('call_file.moved', `call:${callId}`, { title: one.title })
  if (other === undefined) return
  for (const [file, position] of [[one, other.position], [other, one.position]] as const)
    await change.tx.updateTable('call_file').set({ position }).where('id', '=', file.id).execute()
}

/** The call and its list, both held by the row of the call. */
async function held({ tx, scope }: Change, callId: number) {
  const call = found(await holdCall(tx, scope, callId))
  return { call, files: await filesOfCall(tx, callId) }
}

/** What a correction says of the list: the titles before and after, one per line. */
const changeOf = (before: Listed, after: readonly { title: string }[]) => {
  const titles = (files: readonly { title: string }[]) => files.map(({ title }) => title).join('\n')
  return { files: { from: titles(before), to: titles(after) } }
}

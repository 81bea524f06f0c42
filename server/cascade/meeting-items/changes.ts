import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import { stepping } from '../liaison-meetings/changes.ts'
import { findItem, itemsOf, lastMeeting, speakersToName } from '../liaison-meetings/queries.ts'
import { whyNotAddItem, whyNotRemoveItem, whyNotTakeOver } from '../liaison-meetings/rules.ts'
import type { ItemEditForm, ItemForm } from './forms.ts'

const subjectOf = (id: number) => `meeting:${id}`

/** Puts an item last on the agenda. Logs 'meeting_item.added'. @throws Missing, Refusal */
export async function addItem(change: Change, meetingId: number, form: ItemForm): Promise<void> {
  const { tx, log } = change
  await stepping(change, meetingId, 'edit')
  const items = await itemsOf(tx, meetingId)
  refuse(whyNotAddItem(items.length))
  await tx.insertInto('meeting_item').values({ meeting_id: meetingId, position: (items.at(-1)?.position ?? 0) + 1, ...await itemRow(change, form) }).execute()
  log('meeting_item.added', subjectOf(meetingId), { title: form.title.trim(), kind: form.kind })
}

/** Changes an item. Logs 'meeting_item.changed'. @throws Missing, Refusal */
export async function changeItem(change: Change, id: number, { version, ...form }: ItemEditForm): Promise<number> {
  const { item } = await held(change, id)
  if (item.version !== version) refuse({ key: 'form.stale' })
  await change.tx.updateTable('meeting_item').set({ ...await itemRow(change, form), version: version + 1 }).where('id', '=', id).execute()
  change.log('meeting_item.changed', subjectOf(item.meetingId), { title: form.title.trim(), kind: form.kind })
  return item.meetingId
}

/** Moves an item one place up or down; at the end of the agenda nothing moves. Logs 'meeting_item.moved'. @throws Missing, Refusal */
export async function moveItem(change: Change, id: number, to: 'up' | 'down'): Promise<number> {
  const { item, items } = await held(change, id)
  const at = items.findIndex((one) => one.id === id)
  const [one, other] = [items[at]!, items[to === 'up' ? at - 1 : at + 1]]
  const order = other === undefined ? items : items.map((each) => each === one ? other : each === other ? one : each)
  for (const [place, each] of order.entries()) {
    if (each.position !== place + 1) await change.tx.updateTable('meeting_item').set({ position: place + 1 }).where('id', '=', each.id).execute()
  }
  change.log('meeting_item.moved', subjectOf(item.meetingId), { title: item.title })
  return item.meetingId
}

/** Takes an item off the agenda, with its materials. Logs 'meeting_item.removed'. @throws Missing, Refusal */
export async function removeItem(change: Change, id: number): Promise<number> {
  const { item } = await held(change, id)
  refuse(whyNotRemoveItem(await tracesOf(change.tx, id)))
  await change.tx.deleteFrom('minutes_note').where('meeting_item_id', '=', id).execute() // nothing was written into it
  // Its documents go with it; the files that nothing names any more leave the storage at night.
  await change.tx.deleteFrom('meeting_item').where('id', '=', id).execute()
  change.log('meeting_item.removed', subjectOf(item.meetingId), { title: item.title })
  return item.meetingId
}

/** Takes the agenda of the last meeting over onto an empty one, without its materials. Logs 'meeting_item.taken_over'. @throws Missing, Refusal */
export async function takeAgendaOver(change: Change, meetingId: number): Promise<void> {
  const { tx, log } = change
  const meeting = await stepping(change, meetingId, 'edit')
  const last = await lastMeeting(tx, meeting)
  refuse(whyNotTakeOver(meeting.state, (await itemsOf(tx, meetingId)).length, last?.items ?? 0))
  const items = await itemsOf(tx, found(last).id)
  await tx.insertInto('meeting_item').values(items.map(({ kind, title, owner, speakerId, minutes, note }, place) =>
    ({ meeting_id: meetingId, position: place + 1, kind, title, owner, speaker_id: speakerId, minutes, note }))).execute()
  log('meeting_item.taken_over', subjectOf(meetingId), { count: items.length })
}

/** Whether the minutes say something of an item already. */
const tracesOf = (tx: Change['tx'], id: number) => tx.selectNoFrom((eb) => [
  eb.exists(eb.selectFrom('minutes_note').select('meeting_id').where('meeting_item_id', '=', id).where('saved_at', 'is not', null)).$castTo<boolean>().as('isNoted'),
  eb.exists(eb.selectFrom('action_item').select('id').where('meeting_item_id', '=', id)).$castTo<boolean>().as('hasActions'),
  eb.exists(eb.selectFrom('minutes_comment').select('id').where('meeting_item_id', '=', id)).$castTo<boolean>().as('hasComments'),
]).executeTakeFirstOrThrow()

async function held(change: Change, id: number) {
  const item = found(await findItem(change.tx, change.scope, id))
  await stepping(change, item.meetingId, 'edit')
  const items = await itemsOf(change.tx, item.meetingId)
  return { item: { ...found(items.find((one) => one.id === id)), meetingId: item.meetingId }, items }
}

async function itemRow({ tx }: Change, { kind, title, owner = '', speakerId, minutes, note = '' }: ItemForm) {
  if (speakerId !== undefined) found((await speakersToName(tx)).find(({ id }) => id === speakerId))
  return { kind, title: title.trim(), owner: owner.trim(), speaker_id: speakerId ?? null, minutes, note: note.trim() }
}

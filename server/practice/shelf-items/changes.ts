import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { typeOf } from '../../base/office-files.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { EditForm, ItemForm, MoveForm, VersionForm } from './forms.ts'
import { moves, problemsOfItem, versionsMax, whyNotMove } from './rules.ts'

/** Puts something on the shelf, shown to nobody yet. Logs 'shelfItem.added'. @throws Unfit */
export async function addItem({ tx, actor, now, log }: Change, form: ItemForm): Promise<number> {
  const { id } = await tx.insertInto('shelf_item').values({ ...columnsOf(form), made_by: actor?.personId ?? null, made_at: now }).returning('id').executeTakeFirstOrThrow()
  log('shelfItem.added', `shelfItem:${id}`, { title: form.title, kind: form.kind })
  return id
}

/** Logs 'shelfItem.edited'. @throws Missing · Refusal when somebody else was quicker · Unfit */
export async function editItem(change: Change, id: number, form: EditForm): Promise<void> {
  await held(change, id, form.version)
  await change.tx.updateTable('shelf_item').set({ ...columnsOf(form), version: form.version + 1 }).where('id', '=', id).execute()
  change.log('shelfItem.edited', `shelfItem:${id}`, { title: form.title, audience: form.audience })
}

/** Shows an item to whom it is for, or withdraws it. Logs 'shelfItem.show' or 'shelfItem.withdraw'. @throws Missing, Refusal */
export async function moveItem(change: Change, id: number, { act, version }: MoveForm): Promise<void> {
  const { state } = await held(change, id, version)
  refuse(whyNotMove(state, act))
  await change.tx.updateTable('shelf_item').set({ state: moves[act].to, version: version + 1 }).where('id', '=', id).execute()
  change.log(`shelfItem.${act}`, `shelfItem:${id}`)
}

/** Adds a version; those before it stay. Logs 'shelfItem.versioned'. @throws Missing, Refusal */
export async function addVersion(change: Change, id: number, { note = '' }: VersionForm, file: SavedFile & { name: string }): Promise<{ id: number; unneeded: string[] }> {
  const { tx, actor, now, log } = change
  await held(change, id)
  const { last } = await tx.selectFrom('shelf_version').select(({ fn }) => fn.max('number').as('last')).where('item_id', '=', id).executeTakeFirstOrThrow()
  const number = (last ?? 0) + 1
  refuse(number > versionsMax ? { key: 'shelf.tooMany', data: { limit: versionsMax } } : null)
  const { id: file_id } = await tx.insertInto('file').values({ ...file, type: typeOf(file.name), made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('shelf_version').values({ item_id: id, number, file_id, note: note.trim(), added_by: actor?.personId ?? null, added_at: now }).execute()
  log('shelfItem.versioned', `shelfItem:${id}`, { number, file: file.name, sha256: file.sha256 })
  return { id, unneeded: [] }
}

async function held({ tx }: Change, id: number, version?: number) {
  const item = found(await tx.selectFrom('shelf_item').select(['state', 'version']).where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(version === undefined || item.version === version ? null : { key: 'form.stale' })
  return item
}

function columnsOf({ kind, title, titleEn = '', publisher, plannedYear, description = '', source = '', audience, ...form }: ItemForm) {
  const { publishedYear, publishedMonth } = { publishedYear: form.publishedYear ?? null, publishedMonth: form.publishedMonth ?? null }
  const planned = plannedYear === undefined ? null : yearTyped(plannedYear, 'plannedYear')
  mend(problemsOfItem({ publishedYear, publishedMonth, planned, source }))
  return {
    kind, title: title.trim(), title_en: titleEn.trim(), publisher: publisher.trim(), published_year: publishedYear, published_month: publishedMonth,
    planned_fiscal_year: planned, description: description.trim(), source: source.trim(), audience,
  }
}

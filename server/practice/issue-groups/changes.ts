import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse, Missing } from '../../base/errors.ts'
import { addItem } from '../../cascade/meeting-items/changes.ts'
import { holdIssues } from '../community-issues/queries.ts'
import { findTheme } from '../issue-themes/queries.ts'
import type { AgendaForm, GroupEditForm, GroupForm, MembersForm } from './forms.ts'
import { findGroup, meetingsAhead, membersOf } from './queries.ts'
import { whyNotAdd, whyNotPutOn } from './rules.ts'

const subjectOf = (id: number) => `issue_group:${id}`

async function columnsOf({ tx }: Change, { title, titleEn = '', themeId, words = '' }: GroupForm) {
  if (themeId !== undefined) found(await findTheme(tx, themeId))
  return { title: title.trim(), title_en: titleEn.trim(), theme_id: themeId ?? null, words: words.trim() }
}

async function held(change: Change, id: number, version?: number) {
  await change.tx.selectFrom('issue_group').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  const group = found(await findGroup(change.tx, change.scope, id))
  refuse(version === undefined || group.version === version ? null : { key: 'form.stale' })
  return group
}

/** The prefecture begins a group of issues across municipalities. Logs 'issue_group.made'. @throws Missing */
export async function makeGroup(change: Change, form: GroupForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  if (scope.of !== 'all') throw new Missing()
  const { id } = await tx.insertInto('issue_group').values({ ...await columnsOf(change, form), made_by: actor?.personId ?? null, made_at: now }).returning('id').executeTakeFirstOrThrow()
  log('issue_group.made', subjectOf(id), { title: form.title.trim() })
  return id
}

/** Changes the words of a group. Logs 'issue_group.changed'. @throws Missing, Refusal on a stale page */
export async function changeGroup(change: Change, id: number, { version, ...form }: GroupEditForm): Promise<void> {
  await held(change, id, version)
  await change.tx.updateTable('issue_group').set({ ...await columnsOf(change, form), version: version + 1 }).where('id', '=', id).execute()
  change.log('issue_group.changed', subjectOf(id), { title: form.title.trim() })
}

/** Puts issues into a group, whatever municipality they are of; those that are in it stay. Logs 'issue_group.joined'. @throws Missing, Refusal */
export async function addMembers(change: Change, id: number, { issues }: MembersForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  await held(change, id)
  const ids = [...new Set(issues)]
  if ((await holdIssues(tx, scope, ids)).length !== ids.length) throw new Missing()
  refuse(whyNotAdd((await membersOf(tx, scope, id)).length, ids.length))
  await tx.insertInto('issue_group_member').values(ids.map((issue_id) => ({ group_id: id, issue_id, added_by: actor?.personId ?? null, added_at: now }))).onConflict((oc) => oc.doNothing()).execute()
  log('issue_group.joined', subjectOf(id), { count: ids.length })
}

/** Takes an issue out of a group. Logs 'issue_group.left'. @throws Missing */
export async function removeMember(change: Change, id: number, { issueId }: { issueId: number }): Promise<void> {
  await held(change, id)
  const gone = await change.tx.deleteFrom('issue_group_member').where('group_id', '=', id).where('issue_id', '=', issueId).returning('issue_id').execute()
  if (gone.length === 0) throw new Missing()
  change.log('issue_group.left', subjectOf(id), { issueId })
}

/** Removes a group; its issues stay as they are. Logs 'issue_group.removed'. @throws Missing, Refusal on a stale page */
export async function removeGroup(change: Change, id: number, { version }: { version: number }): Promise<void> {
  const { title } = await held(change, id, version)
  await change.tx.deleteFrom('issue_group').where('id', '=', id).execute()
  change.log('issue_group.removed', subjectOf(id), { title })
}

/** Puts a group on the agenda of a liaison meeting, in counts and without the name of a municipality. Logs 'issue_group.put_on_agenda', 'meeting_item.added'. @throws Missing, Refusal */
export async function putOnAgenda(change: Change, id: number, { meetingId, minutes }: AgendaForm): Promise<number> {
  const { tx, now, log } = change
  const group = await held(change, id)
  refuse(whyNotPutOn(group))
  found((await meetingsAhead(tx, dayInJapan(now))).find((one) => one.id === meetingId))
  await addItem(change, meetingId, { kind: 'exchange', title: `地域課題：${group.title}`, minutes, note: `${group.municipalities}区市町村から出された${group.issues}件の地域課題について` })
  const { id: itemId } = await tx.selectFrom('meeting_item').select('id').where('meeting_id', '=', meetingId).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  await tx.updateTable('issue_group').set((eb) => ({ meeting_item_id: itemId, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  log('issue_group.put_on_agenda', subjectOf(id), { meetingId })
  return meetingId
}

import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Missing } from '../../base/errors.ts'
import type { ActionForm, NewActionForm, SettlementForm } from './forms.ts'
import { parentIn, parents } from './parents.ts'
import { findAction } from './queries.ts'
import { problemsOfSettlement, problemsOfWords, whyNotEdit, whyNotReword, whyNotSettle } from './rules.ts'

/**
 * Keeps what somebody is to do, as it was settled at a meeting. Returns the page of that meeting. Logs 'action.added'.
 * @throws Missing when the meeting is out of reach, or none is named
 */
export async function addAction(change: Change, { what, owner = '', dueOn, whose, back, ...named }: NewActionForm): Promise<string> {
  const { tx, scope, actor, now, log } = change
  const parent = parentIn(named)
  if (parent === null) throw new Missing()
  const { column, find } = parents[parent.name]
  const { municipalityId, page } = found(await find(tx, scope, parent.id))
  const isOfMeeting = parent.name === 'meetingItemId'
  mend(problemsOfWords({ owner }, isOfMeeting))
  const its = isOfMeeting ? await ownerOf(change, whose) : { municipality_id: municipalityId, for_all: false }
  const { id } = await tx.insertInto('action_item').values({
    [column]: parent.id, ...its, what: what.trim(), owner: owner.trim(), due_on: dueOn ?? null, made_by: actor?.personId ?? null, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('action.added', `action:${id}`, { owner: owner.trim(), dueOn: dueOn ?? null })
  return back ?? page
}

/** Whose an action of a meeting is: the office's where nothing else is said. @throws Missing for no municipality of today */
async function ownerOf({ tx }: Change, whose: string | undefined): Promise<{ municipality_id: number | null; for_all: boolean }> {
  if (whose === undefined || whose === 'prefecture') return { municipality_id: null, for_all: false }
  if (whose === 'all') return { municipality_id: null, for_all: true }
  const { id } = found(await tx.selectFrom('municipality').select('id').where('id', '=', Number(whose)).where('valid_to', 'is', null).executeTakeFirst())
  return { municipality_id: id, for_all: false }
}

/** Mends the words of an open action. Logs 'action.edited'. @throws Missing, Refusal once it is settled or when somebody was faster */
export async function editAction(change: Change, id: number, { what, owner = '', dueOn, version }: ActionForm): Promise<void> {
  const { tx, log } = change
  const action = await held(change, id, version)
  refuse(whyNotEdit(action.state) ?? whyNotReword(action.meetingItemId !== null, change.scope.of))
  mend(problemsOfWords({ owner }, action.meetingItemId !== null))
  await tx.updateTable('action_item').set({ what: what.trim(), owner: owner.trim(), due_on: dueOn ?? null, version: version + 1 }).where('id', '=', id).execute()
  log('action.edited', `action:${id}`, { owner: owner.trim(), dueOn: dueOn ?? null })
}

/**
 * Says that it is done, dropped, or to be done after all. Logs 'action.done', 'action.dropped' or 'action.reopened'.
 * @throws Missing, Refusal when it stands so already or somebody was faster, Unfit without a reason for dropping
 */
export async function settleAction(change: Change, id: number, { state, remark = '', version }: SettlementForm): Promise<void> {
  const { tx, now, log } = change
  const action = await held(change, id, version)
  refuse(whyNotSettle(action.state, { state }))
  mend(problemsOfSettlement({ state, remark }))
  await tx.updateTable('action_item').set({
    state, remark: remark.trim() || action.remark, settled_on: state === 'open' ? null : dayInJapan(now), version: version + 1,
  }).where('id', '=', id).execute()
  log(state === 'open' ? 'action.reopened' : `action.${state}`, `action:${id}`)
}

async function held({ tx, scope }: Change, id: number, version: number) {
  found(await findAction(tx, scope, id))
  await tx.selectFrom('action_item').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const action = found(await findAction(tx, scope, id))
  refuse(action.version === version ? null : { key: 'form.stale' })
  return action
}

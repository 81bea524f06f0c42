import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { openDoubles } from '../nominations/register.ts'
import type { DecisionForm } from './forms.ts'
import { whyNotDecide } from './rules.ts'

/**
 * Decides which of two municipalities' lines stays, or that they name two people. The other line is withdrawn by the
 * prefecture; both municipalities are told what became of their own, and no more. One line 'nomination.double_decided' for each.
 * @throws Missing when a line is not of this call, Refusal when it was decided or announced
 */
export async function decideDouble(change: Change, callId: number, nominationId: number, { otherId, outcome, reason }: DecisionForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  assert(scope.of === 'all' && actor !== null)
  const call = found(await findCall(tx, scope, callId))
  await tx.selectFrom('call').select('id').where('id', '=', callId).forUpdate().execute()
  const lines = await tx.selectFrom('nomination').select(['id', 'municipality_id as municipalityId']).where('call_id', '=', callId).where('id', 'in', [nominationId, otherId]).orderBy('id').forUpdate().execute()
  found(lines.length === 2 ? lines : null)
  const [one_id, other_id] = [Math.min(nominationId, otherId), Math.max(nominationId, otherId)]
  const open = (await openDoubles(tx, callId)).some(({ oneId, otherId: second }) => oneId === one_id && second === other_id)
  const selection = await tx.selectFrom('selection').select('state').where('training_id', '=', call.trainingId).executeTakeFirst()
  const names = await tx.selectFrom('municipality').select(['name', 'name_en as nameEn']).where('id', 'in', lines.map(({ municipalityId }) => municipalityId)).orderBy('id').execute()
  refuse(whyNotDecide({ open, announced: selection?.state === 'announced', municipalities: names.flatMap(({ name, nameEn }) => [name, nameEn]) }, reason))

  const kept = outcome === 'keep_one' ? nominationId : otherId
  const dropped = outcome === 'different' ? null : kept === nominationId ? otherId : nominationId
  await tx.insertInto('double_decision').values({
    call_id: callId, one_id, other_id, reason: reason.trim(), decided_by: actor.personId, decided_at: now,
    outcome: outcome === 'different' ? outcome : kept === one_id ? 'keep_one' : 'keep_other',
  }).execute()
  if (dropped !== null) await tx.updateTable('nomination').set({
    withdrawn_at: now, withdrawn_by: 'prefecture', withdrawn_on: dayInJapan(now), withdrawn_reason: reason.trim(),
  }).where('id', '=', dropped).execute()
  for (const id of [one_id, other_id]) log('nomination.double_decided', `nomination:${id}`, { callId, outcome: dropped === null ? 'different' : id === dropped ? 'dropped' : 'kept' })
}

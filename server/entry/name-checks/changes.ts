import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import type { CorrectionForm, NameForm } from './forms.ts'
import { findCorrection, ownName } from './queries.ts'
import { statesToCheck, whyNotConfirm } from './rules.ts'

/**
 * The trainee says that the name is right and whether the roster may carry it. What they had asked to have corrected is
 * answered by that. @throws Refusal when they are in no training
 */
export async function confirmName({ tx, scope, now, log }: Change, { consent }: NameForm): Promise<void> {
  const { id, standing } = found(await ownName(tx, scope))
  refuse(whyNotConfirm(standing ?? 0))
  await tx.updateTable('person').set({ roster_consent: consent === 'yes' }).where('id', '=', id).execute()
  await tx.updateTable('enrollment').set({ name_checked_at: now })
    .where('person_id', '=', id).where('state', 'in', [...statesToCheck]).where('name_checked_at', 'is', null).execute()
  await tx.updateTable('name_correction').set({ answered_at: now, answered_by: id })
    .where('person_id', '=', id).where('answered_at', 'is', null).execute()
  log('name.checked', `person:${id}`, { consent })
}

/** The trainee asks in words for another name; until it is put right the check is open again. Asked again, the words change. */
export async function askCorrection({ tx, scope, now, log }: Change, { words }: CorrectionForm): Promise<void> {
  const { id } = found(await ownName(tx, scope))
  const asked = { words: words.trim(), asked_at: now }
  await tx.insertInto('name_correction').values({ person_id: id, ...asked })
    .onConflict((oc) => oc.columns(['person_id']).where('answered_at', 'is', null).doUpdateSet(asked)).execute()
  await tx.updateTable('enrollment').set({ name_checked_at: null })
    .where('person_id', '=', id).where('state', 'in', [...statesToCheck]).execute()
  log('name.correction_asked', `person:${id}`)
}

/** Staff have put it right, or have talked about it. @throws Missing outside the scope or when it was answered */
export async function answerCorrection({ tx, scope, actor, now, log }: Change, correctionId: number): Promise<void> {
  const { id, personId } = found(await findCorrection(tx, scope, correctionId))
  await tx.updateTable('name_correction').set({ answered_at: now, answered_by: actor?.personId ?? null }).where('id', '=', id).execute()
  log('name.correction_answered', `person:${personId}`)
}

import type { Change } from '../../base/change.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { correctName, inParts, keysOf } from '../../who/people/changes.ts'
import { acceptableName, storedKana } from '../../who/people/names.ts'
import { exactly } from '../../who/people/queries.ts'
import { likenessOf } from '../../who/people/rules.ts'
import type { CorrectionForm, NameForm, RenamingForm } from './forms.ts'
import { findCorrection, nomineeNamed, ownName } from './queries.ts'
import { statesToCheck, whyNotConfirm, whyNotRename } from './rules.ts'

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

/**
 * The municipality or the prefecture corrects the name of somebody on a sheet that was handed in, once: it stands from now
 * on wherever nothing was issued yet, what was issued keeps the name of then, and the trainee checks it again. What the
 * trainee had asked for is answered by it. Logs 'name.corrected' and what `correctName` logs.
 * @throws Refusal when the line left or is still typed in · a mended form when it is the same name, or may be somebody else's
 */
export async function renameNominee(change: Change, nominationId: number, form: RenamingForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const nominee = found(await nomineeNamed(tx, scope, nominationId))
  refuse(whyNotRename(nominee))
  const after = { name: form.name, kana: storedKana(form.kana) ?? '' }
  mend(await problemsOfRenaming(change, nominee, after, form.sure === true))
  await correctName(change, nominee.personId!, after)
  await tx.updateTable('name_correction').set({ answered_at: now, answered_by: actor?.personId ?? null })
    .where('person_id', '=', nominee.personId!).where('answered_at', 'is', null).execute()
  await tx.insertInto('name_correction').values({
    person_id: nominee.personId!, call_id: nominee.callId, words: form.reason.trim(), asked_at: now, answered_at: now, answered_by: actor?.personId ?? null,
    corrected_by: actor?.personId ?? null, name_before: nominee.name, kana_before: nominee.kana, name_after: after.name, kana_after: after.kana,
  }).execute()
  await tx.updateTable('enrollment').set({ name_checked_at: null })
    .where('person_id', '=', nominee.personId!).where('state', 'in', [...statesToCheck]).execute()
  log('name.corrected', `nomination:${nominationId}`, { by: scope.of })
}

type Nominee = NonNullable<Awaited<ReturnType<typeof nomineeNamed>>>

async function problemsOfRenaming({ tx }: Change, nominee: Nominee, after: { name: string; kana: string }, isSure: boolean): Promise<FieldReason[]> {
  const unfit: FieldReason[] = [
    ...acceptableName(after.name) && [...after.name].length <= 60 ? [] : [{ field: 'name', reason: { key: 'people.nameWrong' as const } }],
    ...after.kana !== '' && after.kana.length <= 60 ? [] : [{ field: 'kana', reason: { key: 'people.kanaWrong' as const } }],
  ]
  if (unfit.length > 0) return unfit
  if (after.name === nominee.name && after.kana === nominee.kana) return [{ field: 'name', reason: { key: 'names.unchanged' } }]
  const likeness = likenessOf(inParts(nominee), inParts(after))
  if (likeness === 'other') return [{ field: 'name', reason: { key: 'names.otherPerson' } }]
  if (isSure) return []
  const namesake = await tx.selectFrom('person').select('id').where('municipality_id', '=', nominee.municipalityId).where('merged_into_id', 'is', null)
    .where('id', '<>', nominee.personId!).where(exactly('search_key'), '=', keysOf(after.name, after.kana).search_key).limit(1).executeTakeFirst()
  if (namesake !== undefined) return [{ field: 'sure', reason: { key: 'names.namesake' } }]
  return likeness === 'ask' ? [{ field: 'sure', reason: { key: 'names.onlySurname' } }] : []
}

import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { senderLabels } from '../../office/senders/queries.ts'
import { currentDesign } from '../certificates/designs.ts'
import { problemsOfWording, type Design } from '../certificates/wording.ts'
import type { DesignForm } from './forms.ts'
import { problemsOfEnglish, whyNotSave } from './rules.ts'

/** The design that a form describes. What is not said in English stays empty. */
export const designOfForm = (form: DesignForm) => ({
  title: form.title.trim(), deed: form.deed.trim(), titleEn: form.titleEn?.trim() ?? '', deedEn: form.deedEn?.trim() ?? '', issuerEn: form.issuerEn?.trim() ?? '',
  withEnglish: form.withEnglish === true, withBirthDate: form.withBirthDate === true, seal: form.seal as Design['seal'],
  orientation: form.orientation as Design['orientation'], border: form.border as Design['border'],
  senderLabel: form.senderLabel ?? null, nameChangeIsGround: form.nameChangeIsGround === true,
})

/** What is wrong with a design, box by box. */
export const problemsOfDesign = (form: DesignForm) =>
  [...problemsOfWording('deed', form.deed), ...problemsOfWording('deedEn', form.deedEn ?? ''), ...problemsOfEnglish(form)]

/**
 * Makes the next version of a course's design. What was issued keeps the version it was issued with.
 * @throws Missing when there is no such course · Refusal when nothing changed · a mended form
 */
export async function saveDesign({ tx, actor, now, log }: Change, courseId: number, form: DesignForm): Promise<number> {
  found(await tx.selectFrom('course').select('id').where('id', '=', courseId).forUpdate().executeTakeFirst())
  const after = designOfForm(form)
  const labels = after.senderLabel === null ? [] : await senderLabels(tx)
  mend([...problemsOfDesign(form), ...after.senderLabel === null || labels.includes(after.senderLabel) ? [] : [{ field: 'senderLabel', reason: { key: 'form.wrong' as const } }]])
  const { id, version, madeAt, ...before } = await currentDesign(tx, courseId)
  refuse(id === null && madeAt === null ? null : whyNotSave(before, after))
  await tx.insertInto('certificate_template').values({
    course_id: courseId, version: version + 1, title: after.title, deed: after.deed, title_en: after.titleEn, deed_en: after.deedEn, issuer_en: after.issuerEn,
    with_english: after.withEnglish, with_birth_date: after.withBirthDate, seal: after.seal, orientation: after.orientation, border: after.border,
    sender_label: after.senderLabel, name_change_is_ground: after.nameChangeIsGround, made_by: actor?.personId ?? null, made_at: now,
  }).execute()
  log('certificate_template.made', `course:${courseId}`, { version: version + 1 })
  return version + 1
}

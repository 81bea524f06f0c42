import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { shippedWording } from '../notifications/letters.ts'
import { isSigned, type Template } from '../notifications/told.ts'
import type { WordsForm } from './forms.ts'
import { placeholdersOf, problemsOfWords, whyNotPublish } from './rules.ts'

/** One line for both engines: the text is stored with plain line ends, as a mail is written. */
const plain = (text: string) => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, '').trimEnd()

/** Keeps the draft of a template, of which there is one. @throws Unfit at the box and line, Refusal when it was changed meanwhile */
export async function saveDraft({ tx, actor, now, log }: Change, template: Template, form: WordsForm): Promise<void> {
  const words = { title: form.title.trim(), titleEn: form.titleEn.trim(), body: plain(form.body), bodyEn: plain(form.bodyEn) }
  mend(problemsOfWords(words, shippedWording(template), placeholdersOf(shippedWording(template), isSigned(template))))
  const values = { title: words.title, title_en: words.titleEn, body: words.body, body_en: words.bodyEn, saved_by: actor!.personId, saved_at: now }
  const draft = await tx.selectFrom('letter_version').select(['id', 'edited']).where('template', '=', template).where('version', 'is', null).forUpdate().executeTakeFirst()
  refuse((draft?.edited ?? 0) === form.edited ? null : { key: 'form.stale' })
  if (draft === undefined) await tx.insertInto('letter_version').values({ template, ...values }).execute()
  else await tx.updateTable('letter_version').set({ ...values, edited: draft.edited + 1 }).where('id', '=', draft.id).execute()
  log('letter_template.drafted', `letter_template:${template}`)
}

/** Gives the draft the next number and puts it into use; what was sent before keeps the words it was made with. */
export async function publishDraft(change: Change, template: Template, edited: number): Promise<void> {
  const { tx, actor, now, log } = change
  const draft = found(await tx.selectFrom('letter_version').select(['id', 'edited']).where('template', '=', template).where('version', 'is', null).forUpdate().executeTakeFirst())
  refuse(whyNotPublish(draft, edited))
  const { last } = await tx.selectFrom('letter_version').select(({ fn }) => fn.max('version').as('last')).where('template', '=', template).executeTakeFirstOrThrow()
  const version = (last ?? 0) + 1
  await tx.updateTable('letter_version').set({ version, published_by: actor!.personId, published_at: now }).where('id', '=', draft.id).execute()
  await putIntoUse(change, template, version)
  log('letter_template.published', `letter_template:${template}`, { version })
}

/** Goes back to a version that was published, or to the words as they were shipped (0). @throws Missing */
export async function useVersion(change: Change, template: Template, version: number): Promise<void> {
  if (version > 0) found(await change.tx.selectFrom('letter_version').select('id').where('template', '=', template).where('version', '=', version).executeTakeFirst())
  await putIntoUse(change, template, version)
  change.log('letter_template.used', `letter_template:${template}`, { version })
}

async function putIntoUse({ tx, actor, now }: Change, template: Template, version: number): Promise<void> {
  const values = { version, chosen_by: actor!.personId, chosen_at: now }
  await tx.insertInto('letter_in_use').values({ template, ...values }).onConflict((oc) => oc.column('template').doUpdateSet(values)).execute()
}

/** Throws the draft away. @throws Missing when there is none */
export async function removeDraft({ tx, log }: Change, template: Template): Promise<void> {
  found(await tx.deleteFrom('letter_version').where('template', '=', template).where('version', 'is', null).returning('id').executeTakeFirst())
  log('letter_template.draft_removed', `letter_template:${template}`)
}

import type { Change } from '../../base/change.ts'
import type { Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { NewNewsForm, NewsForm } from './forms.ts'
import { findNewsFor, findNewsOfAuthor, versionsOfNews } from './queries.ts'
import { whyNotSpan, whyNotWrite } from './rules.ts'

type Words = Omit<NewsForm, 'version'>
const columnsOf = ({ title, titleEn, body, bodyEn, fromOn, untilOn, pinned }: Words) =>
  ({ title, title_en: titleEn ?? '', body, body_en: bodyEn ?? '', from_on: fromOn, until_on: untilOn ?? null, pinned: pinned === 'true' })

function checkSpan({ fromOn, untilOn }: Words): void {
  const reason = whyNotSpan(fromOn, untilOn)
  mend(reason === null ? [] : [{ field: 'untilOn', reason }])
}

/** Puts news on the board. A municipality's own is for its own people whatever the form says. Returns its id. @throws Unfit, Missing */
export async function writeNews(change: Change, form: NewNewsForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  const reason = whyNotWrite(actor!.kind, form.audience)
  mend(reason === null ? [] : [{ field: 'audience', reason }])
  const needed = ({ role: 'role', municipality: 'municipalityId', training: 'trainingId' } as const)[form.audience as 'role']
  if (scope.of === 'all' && needed !== undefined) mend(form[needed] === undefined ? [{ field: needed, reason: { key: 'form.missing' } }] : [])
  checkSpan(form)
  const municipality = scope.of === 'municipality' ? scope.municipalityId : form.municipalityId
  if (form.audience === 'training') found(await tx.selectFrom('training').select('id').where('id', '=', form.trainingId!).executeTakeFirst())
  if (form.audience === 'municipality') found(await tx.selectFrom('municipality').select('id').where('id', '=', municipality!).executeTakeFirst())
  const { id } = await tx.insertInto('news').values({
    ...columnsOf(form), audience: form.audience, role: form.audience === 'role' ? form.role! : null, training_id: form.audience === 'training' ? form.trainingId! : null,
    municipality_id: form.audience === 'municipality' ? municipality! : null, made_by: actor!.personId, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  await keepVersion(change, id, 1, form)
  log('news.written', `news:${id}`, { audience: form.audience })
  return id
}

async function keepVersion({ tx, actor, now }: Change, news_id: number, version: number, form: Words): Promise<void> {
  await tx.insertInto('news_version').values({ news_id, version, ...columnsOf(form), saved_by: actor!.personId, saved_at: now }).execute()
}

/** Changes news; readers find it unread again. @throws Missing when another answers for it, Refusal when it was changed meanwhile */
export async function editNews(change: Change, id: number, form: NewsForm): Promise<void> {
  const { tx, scope, actor, log } = change
  found(await findNewsOfAuthor(tx, scope, actor!.personId, id))
  const held = await tx.selectFrom('news').select('version').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  refuse(held.version === form.version ? null : { key: 'form.stale' })
  checkSpan(form)
  await tx.updateTable('news').set({ ...columnsOf(form), version: held.version + 1 }).where('id', '=', id).execute()
  await keepVersion(change, id, held.version + 1, form)
  log('news.edited', `news:${id}`, { version: held.version + 1, versions: (await versionsOfNews(tx, id)).length })
}

/** Takes news off the board; what it said is kept. @throws Missing */
export async function withdrawNews({ tx, scope, actor, now, log }: Change, id: number): Promise<void> {
  found(await findNewsOfAuthor(tx, scope, actor!.personId, id))
  found(await tx.updateTable('news').set({ withdrawn_at: now }).where('id', '=', id).where('withdrawn_at', 'is', null).returning('id').executeTakeFirst())
  log('news.withdrawn', `news:${id}`)
}

/** Marks news as read in its present version. @throws Missing when it is not for whoever asks */
export async function markNewsRead({ tx, actor, now, log }: Change, id: number, today: Day): Promise<void> {
  const { version } = found(await findNewsFor(tx, actor!, today, id))
  await tx.insertInto('news_read').values({ news_id: id, person_id: actor!.personId, version, read_at: now })
    .onConflict((oc) => oc.columns(['news_id', 'person_id']).doUpdateSet({ version, read_at: now })).execute()
  log('news.read', `news:${id}`)
}

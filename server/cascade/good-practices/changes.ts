import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Missing } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import type { AdoptionForm, ConsentForm, NewPracticeForm, PracticeForm, PublicationForm } from './forms.ts'
import { findBody, findOwn, findPublished, groundOfPractice, trainingsHeld, type Practice } from './queries.ts'
import { missingOf, practiceMoves, problemsOfNumbers, whyNotAct, whyNotEdit, type PracticeAct } from './rules.ts'

const hundredths = (share: number | undefined) => share === undefined ? null : Math.round(share * 100)
const text = (words: string | undefined) => words?.trim() ?? ''

/** The boxes of the form as the columns of the row. */
const columnsOf = (form: Omit<PracticeForm, 'version' | 'prefecture' | 'municipality' | 'kind'>) => ({
  title: form.title.trim(), themes: JSON.stringify(form.themes ?? []), population: form.population ?? null, part_population: form.partPopulation ?? null,
  aged_65_hundredths: hundredths(form.aged65), part_aged_65_hundredths: hundredths(form.partAged65), aged_75_hundredths: hundredths(form.aged75), part_aged_75_hundredths: hundredths(form.partAged75),
  counted_on: form.countedOn ?? null, outline: text(form.outline), features: text(form.features), since_year: form.sinceYear ?? null, history: text(form.history), users: text(form.users),
  user_counts: JSON.stringify((form.userCounts ?? []).filter(({ count }) => count !== undefined).map(({ year = null, count, unit = '人' }) => ({ year, count, unit: unit.trim() }))),
  lead_body: text(form.leadBody), bodies: text(form.bodies), involvement: text(form.involvement), involvement_yen: form.involvementYen ?? null, aid: text(form.aid), aid_yen: form.aidYen ?? null,
  issues: text(form.issues), plans: text(form.plans), other: text(form.other), section: text(form.section), contact: text(form.contact),
})

/** Whose practice it is: the municipality that writes it, or, by the office, one of another prefecture. */
async function bodyOf({ tx, scope }: Change, { prefecture, municipality, kind }: Pick<PracticeForm, 'prefecture' | 'municipality' | 'kind'>) {
  if (scope.of === 'municipality') {
    const body = found(await findBody(tx, scope.municipalityId))
    return { municipality_id: body.id, name: body.name, kind: body.kind, prefecture: '東京都' }
  }
  mend((['prefecture', 'municipality', 'kind'] as const).filter((field) => ({ prefecture, municipality, kind })[field] === undefined).map((field) => ({ field, reason: { key: 'form.missing' } as const })))
  return { municipality_id: null, name: text(municipality), kind: kind!, prefecture: text(prefecture) }
}

/** Begins a practice. Returns its id. Logs 'practice.written'. @throws Missing for a support that is another's, Unfit */
export async function writePractice(change: Change, { modelSupportId, ...form }: NewPracticeForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  if (modelSupportId !== undefined) found(await groundOfPractice(tx, scope, modelSupportId))
  mend(problemsOfNumbers(form))
  const { id } = await tx.insertInto('good_practice').values({ ...columnsOf(form), ...await bodyOf(change, form), model_support_id: modelSupportId ?? null, made_by: actor?.personId ?? null, made_at: now })
    .returning('id').executeTakeFirstOrThrow()
  log('practice.written', `practice:${id}`)
  return id
}

/** Mends a practice that nobody has consented to yet. Logs 'practice.edited'. @throws Missing, Refusal, Unfit */
export async function editPractice(change: Change, id: number, { version, ...form }: PracticeForm): Promise<void> {
  const { tx, scope, log } = change
  const practice = await held(change, id, version)
  refuse(whyNotEdit(practice.state))
  // The office writes what is of another prefecture; a municipality's words are its own.
  if (scope.of === 'all' && practice.municipalityId !== null) throw new Missing()
  mend(problemsOfNumbers(form))
  const body = scope.of === 'all' ? await bodyOf(change, form) : {}
  await tx.updateTable('good_practice').set({ ...columnsOf(form), ...body, version: version + 1 }).where('id', '=', id).execute()
  log('practice.edited', `practice:${id}`)
}

/**
 * A municipality consents to its practice being shown to all, takes that back, or takes it off the shelf. Logs 'practice.offered',
 * '.recalled', '.withdrawn' or '.reopened'. @throws Missing, Refusal, Unfit with what a reader would miss, or without the consent
 */
export async function consentToPractice(change: Change, id: number, { act, consent, version }: ConsentForm): Promise<void> {
  const { tx, actor, now, log } = change
  const practice = await held(change, id, version)
  if (practice.municipalityId === null) throw new Missing()
  refuse(whyNotAct({ state: practice.state, isElsewhere: false }, act))
  if (act === 'offer') {
    const missing = missingOf(practice).length
    refuse(missing > 0 ? { key: 'practices.fieldsMissing', data: { count: missing } } : null)
    mend(consent === true ? [] : [{ field: 'consent', reason: { key: 'practices.consentMissing' } }])
  }
  await moved(change, practice, act, act === 'offer' ? { consented_by: actor?.personId ?? null, consented_at: now, note: null } : act === 'withdraw' ? {} : { consented_by: null, consented_at: null })
  await tx.updateTable('good_practice').set({ version: version + 1 }).where('id', '=', id).execute()
  log(saidAs[act], `practice:${id}`)
}

/** The office puts a practice on the shelf, sends it back with what to mend, or takes it off. Logs 'practice.published', '.returned', '.withdrawn'. @throws Missing, Refusal, Unfit */
export async function publishPractice(change: Change, id: number, { act, note, version }: PublicationForm): Promise<void> {
  const { tx, actor, now, log } = change
  const practice = await held(change, id, version)
  const isElsewhere = practice.municipalityId === null
  if (act === 'reopen' && !isElsewhere) throw new Missing()
  refuse(whyNotAct({ state: practice.state, isElsewhere }, act))
  if (act === 'publish' && isElsewhere) refuse(practice.population === null || practice.themes.length === 0 ? { key: 'practices.tooBare' } : null)
  mend(act === 'return' && text(note) === '' ? [{ field: 'note', reason: { key: 'practices.sayWhatToMend' } }] : [])
  await moved(change, practice, act, act === 'publish' ? { published_by: actor?.personId ?? null, published_at: now } : act === 'return' ? { note: text(note), consented_by: null, consented_at: null } : {})
  await tx.updateTable('good_practice').set({ version: version + 1 }).where('id', '=', id).execute()
  log(saidAs[act], `practice:${id}`)
}

const saidAs = { offer: 'practice.offered', recall: 'practice.recalled', withdraw: 'practice.withdrawn', reopen: 'practice.reopened', publish: 'practice.published', return: 'practice.returned' } as const

async function moved({ tx }: Change, { id, state }: Practice, act: PracticeAct, more: object): Promise<void> {
  await tx.updateTable('good_practice').set({ state: practiceMoves[state][act] ?? 'published', ...more }).where('id', '=', id).execute()
}

async function held({ tx, scope }: Change, id: number, version: number): Promise<Practice> {
  found(await findOwn(tx, scope, id))
  await tx.selectFrom('good_practice').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const practice = found(await findOwn(tx, scope, id))
  refuse(practice.version === version ? null : { key: 'form.stale' })
  return practice
}

/** A municipality says that it adopted a practice: when, what of it, and after which training. Said again it is mended. Logs 'practice.adopted'. @throws Missing, Refusal for its own, Unfit */
export async function adoptPractice(change: Change, id: number, { adoptedOn, what, trainingId }: AdoptionForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  if (scope.of !== 'municipality') throw new Missing()
  const practice = found(await beyond(change, (db) => findPublished(db, id)))
  refuse(practice.municipalityId === scope.municipalityId ? { key: 'practices.isOwn' } : null)
  mend(adoptedOn > dayInJapan(now) ? [{ field: 'adoptedOn', reason: { key: 'practices.notYet' } }] : [])
  if (trainingId !== undefined) found((await trainingsHeld(tx)).find((one) => one.id === trainingId))
  const values = { adopted_on: adoptedOn, what: what.trim(), training_id: trainingId ?? null, told_by: actor?.personId ?? null, told_at: now }
  await tx.insertInto('practice_adoption').values({ practice_id: id, municipality_id: scope.municipalityId, ...values })
    .onConflict((oc) => oc.columns(['practice_id', 'municipality_id']).doUpdateSet(values)).execute()
  log('practice.adopted', `practice:${id}`, { trainingId: trainingId ?? null })
}

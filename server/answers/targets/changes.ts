import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { NewTargetForm, RemovalForm, TargetForm } from './forms.ts'
import { coursesOfTargets, firstProgram, townsOfTargets } from './queries.ts'
import { whyNotChange, problemsOfPart, type Measure, type Part } from './rules.ts'

/** Sets a target for one fiscal year or for several in a row, a row each. Returns the first year. Logs 'target.set'. @throws Missing, Refusal, Unfit */
export async function setTargets(change: Change, form: NewTargetForm): Promise<number> {
  const { tx } = change
  const first = yearTyped(form.fiscalYear)
  const program = await firstProgram(tx)
  if (program === undefined) refuse({ key: 'targets.noProgram' })
  if (form.courseId !== undefined) found((await coursesOfTargets(tx)).find(({ id }) => id === form.courseId))
  if (form.municipalityId !== undefined) found((await townsOfTargets(tx)).find(({ id }) => id === form.municipalityId))
  const part = { category: form.category ?? null, municipalityId: form.municipalityId ?? null }
  mend(problemsOfPart(form.measure, part))
  const rows = await putTargets(change, program!.id, Array.from({ length: form.years }, (_, n) => ({ ...form, ...part, courseId: form.courseId ?? null, year: first + n })))
  mend(rows === form.years ? [] : [{ field: 'measure', reason: { key: 'targets.twice' } }])
  return first
}

interface Standing extends Part { year: number; courseId: number | null; measure: Measure; span: 'each' | 'cumulative'; value: number; unit: string; label: string; labelEn: string }

/** Puts targets where none of the same stands, all at one position. Returns how many were put. */
async function putTargets({ tx, log }: Change, programId: number, targets: readonly Standing[]): Promise<number> {
  if (targets.length === 0) return 0
  const { last } = await tx.selectFrom('target').select(({ fn }) => fn.max('position').as('last')).executeTakeFirstOrThrow()
  const rows = await tx.insertInto('target').values(targets.map((one) => ({
    program_id: programId, course_id: one.courseId, fiscal_year: one.year, measure: one.measure, category: one.category, municipality_id: one.municipalityId, value: one.value,
    span: one.span, label: one.label, label_en: one.labelEn, unit: one.unit, position: (last ?? 0) + 1,
  }))).onConflict((oc) => oc.constraint('target_once').doNothing()).returning(['id', 'fiscal_year', 'measure', 'value', 'category', 'municipality_id']).execute()
  for (const row of rows) log('target.set', `target:${row.id}`, { fiscalYear: row.fiscal_year, measure: row.measure, value: row.value, ...partInTrail({ category: row.category, municipalityId: row.municipality_id }) })
  return rows.length
}

/** Whom a target is about, in the audit trail; nothing where it is everybody. */
const partInTrail = ({ category, municipalityId }: Part) => ({ ...category === null ? {} : { category }, ...municipalityId === null ? {} : { municipalityId } })

/** A row of a file of targets about municipalities; `id` and `version` of the one that stands, if one does. */
export interface IncomingTarget extends Standing { id: number | null; version: number; reason: string }

/** Takes targets of municipalities in: new ones are set, others changed, each with a line of its own. Returns how many. Logs 'target.set', 'target.changed'. @throws Refusal */
export async function takeTargets(change: Change, incoming: readonly IncomingTarget[]): Promise<number> {
  const program = await change.tx.selectFrom('program').select('id').orderBy('id').limit(1).forUpdate().executeTakeFirst()
  if (program === undefined) refuse({ key: 'targets.noProgram' })
  const fresh = incoming.filter(({ id }) => id === null)
  refuse(await putTargets(change, program!.id, fresh) === fresh.length ? null : { key: 'tableImports.stale' })
  for (const { id, ...one } of incoming) if (id !== null) await changeTarget(change, id, { ...one, ...one.reason === '' ? {} : { reason: one.reason } })
  return incoming.length
}

/** Changes a target; after its year has begun only with a reason, which stays on record beside both values. */
export async function changeTarget(change: Change, id: number, form: TargetForm): Promise<number> {
  const target = await holdTarget(change, id, form)
  await change.tx.updateTable('target').set({
    value: form.value, span: form.span, label: form.label, label_en: form.labelEn, unit: form.unit, version: form.version + 1,
  }).where('id', '=', id).execute()
  change.log('target.changed', `target:${id}`, { from: target.value, to: form.value, span: form.span, reason: form.reason ?? null, ...partInTrail(target) })
  return target.fiscalYear
}

export async function removeTarget(change: Change, id: number, form: RemovalForm): Promise<number> {
  const target = await holdTarget(change, id, form)
  await change.tx.deleteFrom('target').where('id', '=', id).execute()
  change.log('target.removed', `target:${id}`, { fiscalYear: target.fiscalYear, value: target.value, reason: form.reason ?? null, ...partInTrail(target) })
  return target.fiscalYear
}

async function holdTarget({ tx, now }: Change, id: number, { version, reason = '' }: RemovalForm) {
  const target = found(await tx.selectFrom('target').select(['value', 'version', 'fiscal_year as fiscalYear', 'category', 'municipality_id as municipalityId']).where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(target.version === version ? null : { key: 'form.stale' })
  const why = whyNotChange(target.fiscalYear, dayInJapan(now), reason)
  mend(why === null ? [] : [{ field: 'reason', reason: why }])
  return target
}

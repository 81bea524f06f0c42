import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import { earlierFigures } from './earlier.ts'
import type { NewTargetForm, RemovalForm, TargetForm } from './forms.ts'
import { coursesOfTargets, firstProgram } from './queries.ts'
import { whyNotChange } from './rules.ts'

/** Sets a target for one fiscal year or for several in a row, a row each. Returns the first year. */
export async function setTargets({ tx, log }: Change, form: NewTargetForm): Promise<number> {
  const first = yearTyped(form.fiscalYear)
  const program = await firstProgram(tx)
  if (program === undefined) refuse({ key: 'targets.noProgram' })
  if (form.courseId !== undefined) found((await coursesOfTargets(tx)).find(({ id }) => id === form.courseId))
  const { last } = await tx.selectFrom('target').select(({ fn }) => fn.max('position').as('last')).executeTakeFirstOrThrow()
  const rows = await tx.insertInto('target').values(Array.from({ length: form.years }, (_, n) => ({
    program_id: program!.id, course_id: form.courseId ?? null, fiscal_year: first + n, measure: form.measure, value: form.value,
    span: form.span, label: form.label, label_en: form.labelEn, unit: form.unit, position: (last ?? 0) + 1,
  }))).onConflict((oc) => oc.constraint('target_once').doNothing()).returning(['id', 'fiscal_year']).execute()
  mend(rows.length === form.years ? [] : [{ field: 'measure', reason: { key: 'targets.twice' } }])
  for (const { id, fiscal_year } of rows) log('target.set', `target:${id}`, { fiscalYear: fiscal_year, measure: form.measure, value: form.value })
  return first
}

/** Changes a target; after its year has begun only with a reason, which stays on record beside both values. */
export async function changeTarget(change: Change, id: number, form: TargetForm): Promise<number> {
  const target = await holdTarget(change, id, form)
  await change.tx.updateTable('target').set({
    value: form.value, span: form.span, label: form.label, label_en: form.labelEn, unit: form.unit, version: form.version + 1,
  }).where('id', '=', id).execute()
  change.log('target.changed', `target:${id}`, { from: target.value, to: form.value, span: form.span, reason: form.reason ?? null })
  return target.fiscalYear
}

export async function removeTarget(change: Change, id: number, form: RemovalForm): Promise<number> {
  const target = await holdTarget(change, id, form)
  await change.tx.deleteFrom('target').where('id', '=', id).execute()
  change.log('target.removed', `target:${id}`, { fiscalYear: target.fiscalYear, value: target.value, reason: form.reason ?? null })
  return target.fiscalYear
}

async function holdTarget({ tx, now }: Change, id: number, { version, reason = '' }: RemovalForm) {
  const target = found(await tx.selectFrom('target').select(['value', 'version', 'fiscal_year as fiscalYear']).where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(target.version === version ? null : { key: 'form.stale' })
  const why = whyNotChange(target.fiscalYear, dayInJapan(now), reason)
  mend(why === null ? [] : [{ field: 'reason', reason: why }])
  return target
}

/**
 * Takes in what was printed about the years before this system. A figure already there is left alone, so this may be
 * asked twice. Returns how many were new.
 */
export async function loadEarlierResults(
  { tx, log }: Change, programId: number, courses: { practitioner_training: number; instructor_training: number },
): Promise<number> {
  const rows = await tx.insertInto('earlier_result').values(earlierFigures.map((one) => ({
    program_id: programId, course_id: one.course === null ? null : courses[one.course], about: one.about, measure: one.measure,
    from_fiscal_year: one.from, to_fiscal_year: one.to, value: one.value, source: one.source, printed: one.printed, fact: one.fact,
  }))).onConflict((oc) => oc.column('fact').doNothing()).returning('id').execute()
  log('earlier_results.loaded', `program:${programId}`, { figures: rows.length })
  return rows.length
}

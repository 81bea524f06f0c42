import { referenceMeasures, referenceThresholds } from '../../../migrations/measures.ts'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { ClosingForm, MeasureForm } from './forms.ts'
import { holdMeasure, measuresUsed } from './queries.ts'
import type { CareLevel, ThresholdRule } from '../care-plan-reviews/rules.ts'
import type { Unit } from '../statistics/rules.ts'
import { partsTyped, problemsOfClosing, problemsOfYears, whyNotEdit, type PartTyped } from './rules.ts'

function read(form: MeasureForm) {
  const fromYear = yearTyped(form.fromYear, 'fromYear')
  const { parts, problem } = partsTyped(form.parts ?? '', form.overlaps ?? false)
  mend(problem === null ? [] : [{ field: 'parts', reason: problem }])
  const row = {
    code: form.code, label: form.label.trim(), label_en: form.labelEn?.trim() ?? '', unit: form.unit, is_additive: !(form.overlaps ?? false), by_place: form.byPlace ?? false,
    from_year: fromYear, source: form.source?.trim() ?? '', dimension: parts.length > 0 ? form.code : '',
  }
  return { row, parts }
}

async function putParts({ tx }: Change, measure_id: number, parts: readonly PartTyped[]): Promise<void> {
  if (parts.length > 0) await tx.insertInto('statistic_part').values(parts.map(({ code, label, labelEn, total }, at) => ({ measure_id, code, label, label_en: labelEn, total_code: total, position: at + 1 }))).execute()
}

/** Defines a measure. Logs 'statistic_measure.defined'. @throws Unfit where another definition of its code holds in the same years */
export async function defineMeasure(change: Change, form: MeasureForm): Promise<number> {
  const { tx, actor, now, log } = change
  const { row, parts } = read(form)
  const others = (await measuresUsed(tx)).filter(({ code }) => code === row.code)
  mend(problemsOfYears({ fromYear: row.from_year, toYear: null }, others))
  const position = others[0]?.position ?? ((await tx.selectFrom('statistic_measure').select(({ fn }) => fn.max('position').as('last')).executeTakeFirstOrThrow()).last ?? 0) + 1
  const made = await tx.insertInto('statistic_measure').values({ ...row, position, made_by: actor?.personId ?? null, made_at: now }).onConflict((oc) => oc.constraint('statistic_measure_once').doNothing()).returning('id').executeTakeFirst()
  mend(made === undefined ? [{ field: 'fromYear', reason: { key: 'statisticMeasures.yearsOverlap' } }] : [])
  await putParts(change, made!.id, parts)
  log('statistic_measure.defined', `statistic_measure:${made!.id}`, { statistic: row.code, fiscalYear: row.from_year })
  return made!.id
}

/** Puts in what the migration of measures puts into every house, where it is missing: definitions and thresholds of printed tables. Logs 'statistic_measures.loaded'. */
export async function loadMeasures({ tx, log }: Change): Promise<number> {
  const known = new Set((await tx.selectFrom('statistic_measure').select('code').execute()).map(({ code }) => code))
  const missing = referenceMeasures.map((measure, at) => ({ measure, at })).filter(({ measure }) => !known.has(measure.code))
  if (missing.length > 0) {
    const rows = missing.map(({ measure: { parts: _, ...row }, at }) => ({ ...row, unit: row.unit as Unit, position: at + 1 }))
    const made = new Map((await tx.insertInto('statistic_measure').values(rows).returning(['id', 'code']).execute()).map(({ id, code }) => [code, id]))
    const parts = missing.flatMap(({ measure }) => measure.parts.map(({ total, ...part }, at) => ({ ...part, measure_id: made.get(measure.code)!, total_code: total, position: at + 1 })))
    await tx.insertInto('statistic_part').values(parts).execute()
  }
  await tx.insertInto('care_plan_threshold').values(referenceThresholds.map((one) => ({ ...one, rule: one.rule as ThresholdRule, care_level: one.care_level as CareLevel | 'any' }))).onConflict((oc) => oc.constraint('care_plan_threshold_once').doNothing()).execute()
  log('statistic_measures.loaded', 'statistics:all', { added: missing.length })
  return missing.length
}

async function held({ tx }: Change, id: number, version: number) {
  const row = found(await holdMeasure(tx, id))
  refuse(row.version === version ? null : { key: 'form.stale' })
  const all = await measuresUsed(tx)
  return { measure: found(all.find((one) => one.id === id)), others: all.filter((one) => one.code === row.code && one.id !== id) }
}

/** Changes a definition by which nothing was reported yet. Logs 'statistic_measure.changed'. @throws Missing, Refusal once it is used, Unfit */
export async function changeMeasure(change: Change, id: number, form: MeasureForm): Promise<void> {
  const { tx, log } = change
  const { measure, others } = await held(change, id, form.version)
  refuse(whyNotEdit(measure))
  const { row: { code: _, ...row }, parts } = read({ ...form, code: measure.code })
  mend(problemsOfYears({ fromYear: row.from_year, toYear: measure.toYear }, others))
  await tx.updateTable('statistic_measure').set({ ...row, version: form.version + 1 }).where('id', '=', id).execute()
  await tx.deleteFrom('statistic_part').where('measure_id', '=', id).execute()
  await putParts(change, id, parts)
  log('statistic_measure.changed', `statistic_measure:${id}`, { statistic: measure.code })
}

/** Lets a definition end with a year; what was reported by it stays. Logs 'statistic_measure.closed'. @throws Missing, Refusal, Unfit */
export async function closeMeasure(change: Change, id: number, form: ClosingForm): Promise<void> {
  const toYear = yearTyped(form.toYear, 'toYear')
  const { measure, others } = await held(change, id, form.version)
  mend([...problemsOfClosing(measure, toYear, measure.last), ...problemsOfYears({ fromYear: measure.fromYear, toYear }, others, 'toYear')].slice(0, 1))
  await change.tx.updateTable('statistic_measure').set({ to_year: toYear, version: form.version + 1 }).where('id', '=', id).execute()
  change.log('statistic_measure.closed', `statistic_measure:${id}`, { statistic: measure.code, fiscalYear: toYear })
}

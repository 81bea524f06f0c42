import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { LabelsForm, ScaleForm } from './forms.ts'
import { problemsOfScale } from './rules.ts'
import { standardForms } from './standard.ts'

/** From when on the marks of the forms to begin with are in force: before the first plan period on record. */
const standardFrom = 2017

/** Puts in the forms to begin with that are not there yet. Logs 'evaluation_form.loaded'. @returns how many were new */
export async function loadStandardForms({ tx, now, log }: Change): Promise<number> {
  let loaded = 0
  for (const { name, nameEn, labels, source, grades } of standardForms) {
    const form = await tx.insertInto('evaluation_form').values({ name, name_en: nameEn, labels: JSON.stringify(labels) }).onConflict((oc) => oc.column('name').doNothing()).returning('id').executeTakeFirst()
    if (form === undefined) continue
    loaded += 1
    const scale = await tx.insertInto('evaluation_grade_scale').values({ form_id: form.id, from_fiscal_year: standardFrom, source, made_at: now }).returning('id').executeTakeFirstOrThrow()
    await tx.insertInto('evaluation_grade').values(grades.map(({ mark, label, atLeastTenths }, n) => ({ scale_id: scale.id, position: n + 1, mark, label, at_least_tenths: atLeastTenths }))).execute()
  }
  log('evaluation_form.loaded', 'evaluation_form:0', { count: loaded })
  return loaded
}

/** Edits the words of a form. Sheets that are frozen keep the words they were frozen with. Logs 'evaluation_form.edited'. @throws Missing, Refusal */
export async function editForm({ tx, log }: Change, id: number, { name, nameEn, version, ...typed }: LabelsForm): Promise<void> {
  // Only the words that a sheet has: what else a form may bring along is not kept.
  const labels = Object.fromEntries(Object.keys(standardForms[0]!.labels).map((key) => [key, (typed as Record<string, string>)[key]]))
  const form = found(await tx.selectFrom('evaluation_form').select('version').where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(form.version === version ? null : { key: 'form.stale' })
  const other = await tx.selectFrom('evaluation_form').select('id').where('name', '=', name.trim()).where('id', '<>', id).executeTakeFirst()
  mend(other === undefined ? [] : [{ field: 'name', reason: { key: 'evaluationForms.nameTaken' } }])
  await tx.updateTable('evaluation_form').set({ name: name.trim(), name_en: nameEn?.trim() ?? '', labels: JSON.stringify(labels), version: version + 1 }).where('id', '=', id).execute()
  log('evaluation_form.edited', `evaluation_form:${id}`)
}

/** Adds a scale from a fiscal year on; what was graded before keeps its marks. Logs 'evaluation_grade_scale.added'. @throws Missing, Unfit */
export async function addScale({ tx, actor, now, log }: Change, formId: number, { fromFiscalYear, source, rows }: ScaleForm): Promise<void> {
  found(await tx.selectFrom('evaluation_form').select('id').where('id', '=', formId).forUpdate().executeTakeFirst())
  mend(problemsOfScale(rows))
  const year = yearTyped(fromFiscalYear)
  const scale = await tx.insertInto('evaluation_grade_scale').values({ form_id: formId, from_fiscal_year: year, source: source?.trim() ?? '', made_at: now, made_by: actor?.personId ?? null })
    .onConflict((oc) => oc.constraint('evaluation_grade_scale_once').doNothing()).returning('id').executeTakeFirst()
  mend(scale === undefined ? [{ field: 'fromFiscalYear', reason: { key: 'evaluationForms.yearTaken' } }] : [])
  await tx.insertInto('evaluation_grade').values(rows.map(({ mark, label, atLeast }, n) => ({ scale_id: scale!.id, position: n + 1, mark: mark.trim(), label: label?.trim() ?? '', at_least_tenths: Math.round(atLeast * 10) }))).execute()
  const marks = rows.map(({ mark }) => mark).join('')
  log('evaluation_grade_scale.added', `evaluation_form:${formId}`, { fiscalYear: year, marks })
}

import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { sheetOfYear } from '../self-evaluations/queries.ts'
import { whyNotWrite } from '../self-evaluations/rules.ts'
import type { AnnexForm } from './forms.ts'
import { findAnnex } from './queries.ts'
import { problemsOfFigures } from './rules.ts'

/** An annex for a year of a sheet, blank but for the name of its program. Logs 'evaluation_annex.made'. @throws Missing, Refusal when there is one */
export async function makeAnnex({ tx, now, log }: Change, yearId: number): Promise<number> {
  found(await tx.selectFrom('evaluation_year').select('id').where('id', '=', yearId).forUpdate().executeTakeFirst())
  const whole = found(await sheetOfYear(tx, yearId))
  const year = whole.years.find(({ id }) => id === yearId)!
  refuse(whyNotWrite(year, dayInJapan(now)))
  refuse(year.annexId === null ? null : { key: 'evaluationAnnexes.thereIsOne' })
  const { id } = await tx.insertInto('evaluation_annex').values({ year_id: yearId, number: `別紙${whole.number}`.slice(0, 20), title: (whole.programName ?? whole.name).slice(0, 100), budget_fiscal_year: year.fiscalYear + 1 }).returning('id').executeTakeFirstOrThrow()
  log('evaluation_annex.made', `self_evaluation:${whole.id}`, { annexId: id, fiscalYear: year.fiscalYear })
  return id
}

/** Keeps the words and the figures of an annex. Logs 'evaluation_annex.saved'. @throws Missing, Refusal, Unfit */
export async function saveAnnex({ tx, now, log }: Change, id: number, { pillars = [], figures = [], version, budgetYear, ...form }: AnnexForm): Promise<void> {
  const known = found(await findAnnex(tx, id))
  await tx.selectFrom('evaluation_year').select('id').where('id', '=', known.yearId).forUpdate().executeTakeFirstOrThrow()
  const annex = found(await findAnnex(tx, id))
  refuse(whyNotWrite(annex, dayInJapan(now)))
  refuse(annex.version === version ? null : { key: 'form.stale' })
  const named = figures.map((one) => ({ name: one.name?.trim() ?? '', measure: one.measure ?? 'completed' as const, course_id: one.courseId ?? null, from: one.from ?? budgetYear - 1, to: one.to ?? one.from ?? budgetYear - 1, digits: one.digits ?? 'wide' as const })).filter(({ name }) => name !== '')
  mend(problemsOfFigures(form.results ?? '', named))
  for (const { course_id } of named) if (course_id !== null) found(await tx.selectFrom('course').select('id').where('id', '=', course_id).executeTakeFirst())
  const said = pillars.map(({ heading = '', name = '', words = '' }) => ({ heading: heading.trim(), name: name.trim(), words: words.trim() })).filter((one) => one.heading + one.name + one.words !== '')
  await tx.updateTable('evaluation_annex').set({
    number: form.number.trim(), title: form.title.trim(), goal: form.goal?.trim() ?? '', purpose: form.purpose ?? '', results: form.results ?? '', challenges: form.challenges ?? '', efforts: form.efforts ?? '',
    budget_fiscal_year: budgetYear, version: version + 1,
  }).where('id', '=', id).execute()
  await tx.deleteFrom('evaluation_annex_pillar').where('annex_id', '=', id).execute()
  if (said.length > 0) await tx.insertInto('evaluation_annex_pillar').values(said.map((one, n) => ({ annex_id: id, position: n + 1, ...one }))).execute()
  await tx.deleteFrom('evaluation_annex_figure').where('annex_id', '=', id).execute()
  if (named.length > 0) await tx.insertInto('evaluation_annex_figure').values(named.map(({ from, to, ...one }, n) => ({ annex_id: id, position: n + 1, ...one, from_fiscal_year: from, to_fiscal_year: to }))).execute()
  log('evaluation_annex.saved', `self_evaluation:${annex.sheetId}`, { annexId: id })
}

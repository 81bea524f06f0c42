import type { Change } from '../../base/change.ts'
import { found, mend } from '../../base/errors.ts'
import type { BudgetForm, PillarForm, ProgramForm, StepForm } from './forms.ts'
import { findYear } from './queries.ts'
import { parseAmount, problemsOfSpan, problemsOfStep } from './rules.ts'
import { yearTyped } from './years.ts'

const columnsOf = ({ name, nameEn, purpose = '' }: ProgramForm) => ({ name, name_en: nameEn, purpose })

export async function makeProgram({ tx, log }: Change, form: ProgramForm): Promise<number> {
  const { id } = await tx.insertInto('program').values(columnsOf(form)).returning('id').executeTakeFirstOrThrow()
  log('program.made', `program:${id}`)
  return id
}

export async function editProgram({ tx, log }: Change, id: number, form: ProgramForm): Promise<void> {
  found(await tx.updateTable('program').set(columnsOf(form)).where('id', '=', id).returning('id').executeTakeFirst())
  log('program.edited', `program:${id}`)
}

/** Adds a pillar or edits one of this program; its years are read as typed. */
export async function savePillar({ tx, log }: Change, programId: number, pillarId: number | null, form: PillarForm): Promise<void> {
  const [from, to] = [yearTyped(form.from, 'from'), form.to === undefined ? null : yearTyped(form.to, 'to')]
  mend(problemsOfSpan(from, to))
  found(await tx.selectFrom('program').select('id').where('id', '=', programId).forUpdate().executeTakeFirst())
  const values = { name: form.name, name_en: form.nameEn, from_fiscal_year: from, to_fiscal_year: to }
  if (pillarId !== null) {
    found(await tx.updateTable('pillar').set(values).where('id', '=', pillarId).where('program_id', '=', programId).returning('id').executeTakeFirst())
  } else {
    const { last } = await tx.selectFrom('pillar').select(({ fn }) => fn.max('position').as('last')).where('program_id', '=', programId).executeTakeFirstOrThrow()
    await tx.insertInto('pillar').values({ ...values, program_id: programId, position: (last ?? 0) + 1 }).execute()
  }
  log('pillar.saved', `program:${programId}`, { pillarId, from, to })
}

/** Opens a fiscal year of a program; a year that is there already is simply shown. Returns it. */
export async function openYear({ tx, log }: Change, programId: number, text: string): Promise<number> {
  const fiscalYear = yearTyped(text)
  found(await tx.selectFrom('program').select('id').where('id', '=', programId).executeTakeFirst())
  await tx.insertInto('program_year').values({ program_id: programId, fiscal_year: fiscalYear })
    .onConflict((oc) => oc.columns(['program_id', 'fiscal_year']).doNothing()).execute()
  log('program_year.opened', `program:${programId}`, { fiscalYear })
  return fiscalYear
}

/** Adds a budget line to a year, or edits one of it. The amount is kept in the unit it was typed in. */
export async function saveBudgetLine({ tx, log }: Change, programId: number, year: number, lineId: number | null, form: BudgetForm): Promise<void> {
  const amount = parseAmount(form.amount)
  mend(amount === null ? [{ field: 'amount', reason: { key: 'programs.amountUnread' } }] : [])
  const { id: yearId } = found(await findYear(tx, programId, year))
  if (form.pillarId !== undefined) found(await tx.selectFrom('pillar').select('id').where('id', '=', form.pillarId).where('program_id', '=', programId).executeTakeFirst())
  const values = { label: form.label, pillar_id: form.pillarId ?? null, amount: amount!, unit: form.unit }
  if (lineId === null) await tx.insertInto('budget_line').values({ ...values, program_year_id: yearId }).execute()
  else found(await tx.updateTable('budget_line').set(values).where('id', '=', lineId).where('program_year_id', '=', yearId).returning('id').executeTakeFirst())
  log('budget_line.saved', `program:${programId}`, { year, lineId, amount, unit: form.unit })
}

export async function removeBudgetLine({ tx, log }: Change, programId: number, year: number, lineId: number): Promise<void> {
  const { id: yearId } = found(await findYear(tx, programId, year))
  const gone = found(await tx.deleteFrom('budget_line').where('id', '=', lineId).where('program_year_id', '=', yearId).returning(['amount', 'unit']).executeTakeFirst())
  log('budget_line.removed', `program:${programId}`, { year, lineId, ...gone })
}

/** Adds a step to the calendar of a year, or edits one of it. */
export async function saveStep({ tx, log }: Change, programId: number, year: number, stepId: number | null, form: StepForm): Promise<void> {
  const { id: yearId } = found(await findYear(tx, programId, year))
  mend(problemsOfStep(form.fromOn, form.toOn ?? null, year))
  const values = { label: form.label, label_en: form.labelEn, from_on: form.fromOn, to_on: form.toOn ?? null }
  if (stepId === null) await tx.insertInto('year_step').values({ ...values, program_year_id: yearId }).execute()
  else found(await tx.updateTable('year_step').set(values).where('id', '=', stepId).where('program_year_id', '=', yearId).returning('id').executeTakeFirst())
  log('year_step.saved', `program:${programId}`, { year, stepId, fromOn: form.fromOn })
}

export async function removeStep({ tx, log }: Change, programId: number, year: number, stepId: number): Promise<void> {
  const { id: yearId } = found(await findYear(tx, programId, year))
  found(await tx.deleteFrom('year_step').where('id', '=', stepId).where('program_year_id', '=', yearId).returning('id').executeTakeFirst())
  log('year_step.removed', `program:${programId}`, { year, stepId })
}

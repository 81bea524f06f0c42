import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { ownMunicipality } from '../conference-types/changes.ts'
import type { PlanForm } from './forms.ts'
import type { PlanRow } from './imports.ts'
import { findPlan, holdPlan } from './queries.ts'
import { keyOf, layOut, readSheet, type Wanted } from './rules.ts'

/** Whoever moves a date outside the grid moves the grid on, so that an open sheet of it is known to be stale. */
export async function planMoved({ tx, actor, now }: Change, municipality_id: number, fiscal_year: number, window?: { from: Day | null; to: Day | null }): Promise<void> {
  const marked = window === undefined ? {} : { marked_from: window.from, marked_to: window.to }
  const saved = { saved_by: actor?.personId ?? null, saved_at: now, ...marked }
  await tx.insertInto('conference_plan').values({ municipality_id, fiscal_year, ...saved })
    .onConflict((oc) => oc.columns(['municipality_id', 'fiscal_year']).doUpdateSet({ ...saved, version: sql<number>`conference_plan.version + 1` })).execute()
}

/** Saves the grid of a year: new dates are planned, others moved or taken away; records stay. Logs 'conference_plan.saved'. @throws Missing, Unfit at the cells, Refusal when somebody saved it meanwhile */
export async function savePlan(change: Change, form: PlanForm): Promise<void> {
  const { tx, scope, now, log } = change
  const municipalityId = ownMunicipality(change)
  await holdPlan(tx, municipalityId)
  const plan = found(await findPlan(tx, scope, municipalityId, form.fiscalYear))
  refuse(plan.version === form.version ? null : { key: 'form.stale' })
  const grid = layOut({ ...plan, year: form.fiscalYear, columns: columnsTyped(form.columns) })
  const { wanted, problems } = readSheet(grid, form.cells ?? {}, form.fiscalYear, dayInJapan(now))
  const [from, to] = [form.markedFrom ?? null, form.markedTo ?? null]
  mend([...problems, ...(from === null) !== (to === null) ? [{ field: from === null ? 'markedFrom' : 'markedTo', reason: { key: 'form.missing' } } as const] : from !== null && to! < from ? [{ field: 'markedTo', reason: { key: 'conferencePlans.endsBefore' } } as const] : []])
  await keep(change, municipalityId, form.fiscalYear, wanted)
  await planMoved(change, municipalityId, form.fiscalYear, { from, to })
  log('conference_plan.saved', `conference_plan:${form.fiscalYear}`, { year: form.fiscalYear, added: wanted.put.length, moved: wanted.change.length, removed: wanted.remove.length })
}

/** How many columns of each type a sheet had: `t12` is the type 12. */
export const columnsTyped = (columns: Readonly<Record<string, string>> = {}): Record<number, number> =>
  Object.fromEntries(Object.entries(columns).flatMap(([name, count]) => /^t\d{1,9}$/.test(name) && /^\d{1,2}$/.test(count) ? [[Number(name.slice(1)), Number(count)]] : []))

/** Cells that are wanted, as rows. */
async function keep({ tx }: Change, municipality_id: number, fiscal_year: number, { put, change, remove }: Wanted): Promise<void> {
  if (remove.length > 0) await tx.deleteFrom('conference').where('id', 'in', remove.map(({ id }) => id)).execute()
  for (const one of change) {
    await tx.updateTable('conference').set(({ eb }) => ({ held_on: one.day, mode: one.mode, state: one.state, ...one.state === 'canceled' ? {} : { state_reason: '' }, version: eb('version', '+', 1) })).where('id', '=', one.id).execute()
  }
  if (put.length > 0) await tx.insertInto('conference').values(put.map((one) => ({
    municipality_id, type_id: one.typeId, organization_id: one.organizationId, fiscal_year, position: one.position, held_on: one.day, mode: one.mode, state: one.isCanceled ? 'canceled' as const : 'planned' as const,
  }))).execute()
}

/** Dates out of a file into the plan of a year: each place in the grid once, records stay with theirs. Logs 'conference_plan.taken'. @returns how many rows */
export async function takePlanRows(change: Change, fiscal_year: number, rows: readonly PlanRow[]): Promise<number> {
  const { tx, scope, log } = change
  const municipality_id = ownMunicipality(change)
  await holdPlan(tx, municipality_id)
  const plan = found(await findPlan(tx, scope, municipality_id, fiscal_year))
  const standing = new Map(plan.standing.map((one) => [keyOf(one.typeId, one.organizationId, one.position), one]))
  const fresh = rows.filter((row) => !standing.has(keyOf(row.typeId, row.organizationId, row.position)))
  for (const row of rows) {
    const known = standing.get(keyOf(row.typeId, row.organizationId, row.position))
    if (known === undefined) continue
    await tx.updateTable('conference').set(({ eb }) => ({ held_on: row.heldOn, mode: row.mode, state: row.state ?? known.state, version: eb('version', '+', 1) })).where('id', '=', known.id).execute()
  }
  for (let at = 0; at < fresh.length; at += 1_000) {
    await tx.insertInto('conference').values(fresh.slice(at, at + 1_000).map((row) => ({
      municipality_id, fiscal_year, type_id: row.typeId, organization_id: row.organizationId, position: row.position, held_on: row.heldOn, mode: row.mode, state: row.state ?? 'planned' as const,
    }))).execute()
  }
  await planMoved(change, municipality_id, fiscal_year)
  log('conference_plan.taken', `conference_plan:${fiscal_year}`, { year: fiscal_year, rows: rows.length })
  return rows.length
}

import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { CorrectionForm, SheetForm } from './forms.ts'
import { centersOf, figuresOfMeasure, findFigure, findTown, holdFigure, holdFigures, measuresOf, type Stands } from './queries.ts'
import { figureOf, isCorrection, isSame, periodColumns, readFigure, weigh, type Basis, type Cell, type Figure, type Missing, type Period, type Unit } from './rules.ts'
import { columnsAround, rowOfKey, sheetOf, standing, type Column } from './sheet.ts'

type Typed = Cell & { place: string; dimension: string; column: Column; was: Stands | null }

/**
 * A municipality fills in the table of one measure. What stood before is corrected with a reason, and kept; what somebody else changed meanwhile is
 * told at its box. Logs 'statistics.saved', and 'statistic.corrected' for each correction. @throws Missing, Unfit, Refusal when nothing changed
 */
export async function saveSheet(change: Change, municipalityId: number, code: string, form: SheetForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  found(await findTown(tx, scope, municipalityId))
  const measure = found((await measuresOf(tx, code)).find(({ fromYear, toYear }) => fromYear <= form.year && (toYear === null || toYear >= form.year)))
  await holdFigures(tx, scope, municipalityId, code)
  const [figures, centers] = [await figuresOfMeasure(tx, scope, municipalityId, code), await centersOf(tx, scope, municipalityId)]
  const sheet = sheetOf(measure, figures, columnsAround(form.year, measure), { centers: centers.map(({ name }) => name), place: form.about?.trim() ?? '' })
  const cells = cellsTyped(form, sheet.columns, new Map(sheet.rows.map((row) => [row.key, row])), figures)
  const today = dayInJapan(now)
  const { kept, problems } = weigh(cells, measure.unit, form.reason ?? '', actor?.personId ?? null, today)
  mend([...problems, ...form.rows.flatMap((row, at) => row.key === undefined && row.place === undefined && row.cells.some(({ value }) => value !== undefined) ? [{ field: `rows.${at}.place`, reason: { key: 'statistics.placeMissing' as const } }] : [])])
  refuse(kept.length === 0 ? { key: 'statistics.nothingChanged' } : null)
  const centerNamed = new Map(centers.map(({ id, name }) => [name, id]))
  const about = { entered_by: actor?.personId ?? null, entered_at: now, source: form.source?.trim() ?? '' }
  for (const { cell, figure, unit, corrects } of kept) {
    const { was, column, place, dimension } = cell
    if (was === null) {
      const made = await tx.insertInto('statistic').values({
        ...about, ...figure, municipality_id: municipalityId, measure_id: measure.id, organization_id: centerNamed.get(place) ?? null, place, dimension,
        ...periodColumns({ of: 'year', fiscalYear: column.year }), basis: column.basis, unit: unit ?? measure.unit, is_total: cell.isTotal,
      }).onConflict((oc) => oc.constraint('statistic_once').doNothing()).returning('id').executeTakeFirst()
      mend(made === undefined ? [{ field: cell.field, reason: { key: 'statistics.changedMeanwhile' } }] : [])
    } else await renew(change, was, { ...figure, unit: unit ?? (figure.value === null ? was.unit as Unit : measure.unit), printed: '', source: about.source || was.source }, corrects ? form.reason!.trim() : null)
  }
  log('statistics.saved', `municipality:${municipalityId}`, { statistic: code, fiscalYear: form.year, figures: kept.length })
}

function cellsTyped(form: SheetForm, columns: readonly Column[], rows: ReadonlyMap<string, { isTotal: boolean; cells: (Stands | null)[] }>, figures: readonly Stands[]): Typed[] {
  return form.rows.flatMap((row, at) => {
    const place = row.place?.trim()
    if (row.key === undefined && (place === undefined || place === '')) return []
    const of = row.key === undefined ? { dimension: '', place: place! } : rowOfKey(row.key)
    const known = row.key === undefined ? undefined : found(rows.get(row.key))
    return columns.map((column, n): Typed => {
      const was = known === undefined ? figures.find((one) => one.place === of.place && one.dimension === '' && one.fiscalYear === column.year && one.basis === column.basis) ?? null : known.cells[n] ?? null
      const { value = '', version = 0 } = row.cells[n] ?? {}
      return { ...of, column, was, field: `rows.${at}.cells.${n}.value`, text: value, version, stands: standing(was), isTotal: known?.isTotal ?? false }
    }).filter((cell) => known !== undefined || cell.text.trim() !== '')
  })
}

/** Puts another figure in the place of one that stands; with a reason it is a correction, and what stood is kept beside it. */
async function renew({ tx, actor, now, log }: Change, was: Stands, to: Figure & { unit: Unit; printed: string; source: string }, reason: string | null): Promise<void> {
  if (reason !== null) {
    await tx.insertInto('statistic_correction').values({
      statistic_id: was.id, municipality_id: was.municipalityId, value_before: was.value, missing_before: was.missing, printed_before: was.printed,
      value_after: to.value, missing_after: to.missing, reason, corrected_by: actor?.personId ?? null, corrected_at: now,
    }).execute()
    log('statistic.corrected', `statistic:${was.id}`, { from: was.value ?? was.missing, to: to.value ?? to.missing, reason })
  }
  await tx.updateTable('statistic').set({ ...to, entered_by: actor?.personId ?? null, entered_at: now, version: was.version + 1 }).where('id', '=', was.id).execute()
}

/** Corrects one figure. Logs 'statistic.corrected', or 'statistic.changed' where it is no correction. @throws Missing, Unfit, Refusal on a stale page or without a change */
export async function correctFigure(change: Change, id: number, form: CorrectionForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  found(await holdFigure(tx, scope, id))
  const was = found(await findFigure(tx, scope, id))
  refuse(was.version === form.version ? null : { key: 'form.stale' })
  const measure = found((await measuresOf(tx, was.code)).find((one) => one.id === was.measureId))
  const typed = readFigure(form.value ?? '', measure.unit)
  if (typed.of === 'wrong') mend([{ field: 'value', reason: typed.reason }])
  const figure = figureOf(typed as Exclude<typeof typed, { of: 'wrong' }>)
  const [printed, source] = [form.printed?.trim() ?? '', form.source?.trim() ?? '']
  const changes = !isSame(figure, was)
  refuse(changes || printed !== was.printed || source !== was.source ? null : { key: 'statistics.nothingChanged' })
  const corrects = changes && isCorrection(standing(was)!, actor?.personId ?? null, dayInJapan(now))
  const reason = form.reason?.trim() ?? ''
  mend(corrects && reason === '' ? [{ field: 'reason', reason: { key: 'statistics.reasonMissing' } }] : [])
  const unit = typed.of === 'value' && typed.unit !== null ? typed.unit : changes && typed.of === 'value' ? measure.unit : was.unit as Unit
  await renew(change, was, { ...figure, unit, printed, source }, corrects ? reason : null)
  if (!corrects) log('statistic.changed', `statistic:${id}`)
}

/** A figure of a file, as its row was read: whose, of which definition, and what. */
export interface Incoming {
  municipalityId: number; measureId: number; place: string; dimension: string; period: Period; basis: Basis
  value: number | null; missing: Missing | null; unit: Unit; isTotal: boolean; source: string; printed: string
}

/**
 * Takes figures of a file, all of them in a few statements: new ones are put in, others take the place of what stood, which is kept with the reason.
 * Logs 'statistics.taken'. @throws Missing for a municipality that the scope does not reach
 */
export async function takeFigures(change: Change, incoming: readonly Incoming[], reason: string): Promise<{ added: number; corrected: number }> {
  const { tx, scope, actor, now, log } = change
  if (scope.of !== 'all') for (const { municipalityId } of incoming) if (scope.of !== 'municipality' || municipalityId !== scope.municipalityId) found(null)
  let [added, corrected] = [0, 0]
  for (let from = 0; from < incoming.length; from += portion) {
    const rows = incoming.slice(from, from + portion).map(({ municipalityId, measureId, period, isTotal, ...one }) => ({ ...one, municipality_id: municipalityId, measure_id: measureId, is_total: isTotal, ...periodColumns(period) }))
    const { rows: [told] } = await sql<{ added: number; corrected: number }>`
      with r as (select * from json_to_recordset(${JSON.stringify(rows)}::json) as x (municipality_id int, measure_id int, place text, dimension text, period text, fiscal_year int, as_of date, from_on date, to_on date, shown_year int,
        basis text, value double precision, missing text, unit text, is_total boolean, source text, printed text)),
      stood as materialized (select s.*, r.value as new_value, r.missing as new_missing from statistic s join r using (municipality_id, measure_id, place, dimension, period, basis)
        where s.value is distinct from r.value or s.missing is distinct from r.missing),
      kept as (insert into statistic_correction (statistic_id, municipality_id, value_before, missing_before, printed_before, value_after, missing_after, reason, corrected_by, corrected_at)
        select id, municipality_id, value, missing, printed, new_value, new_missing, ${reason}, ${actor?.personId ?? null}::int, ${now}::timestamptz from stood where value is not null or missing is not null returning 1),
      put as (insert into statistic (municipality_id, measure_id, organization_id, place, dimension, period, fiscal_year, as_of, from_on, to_on, shown_year, basis, value, missing, unit, is_total, source, printed, entered_by, entered_at)
        select r.municipality_id, r.measure_id, (select min(o.id) from organization o where o.municipality_id = r.municipality_id and o.name = r.place), r.place, r.dimension, r.period, r.fiscal_year, r.as_of, r.from_on, r.to_on, r.shown_year,
          r.basis, r.value, r.missing, r.unit, r.is_total, r.source, r.printed, ${actor?.personId ?? null}::int, ${now}::timestamptz from r
        on conflict on constraint statistic_once do update set value = excluded.value, missing = excluded.missing, unit = excluded.unit, is_total = excluded.is_total, source = excluded.source, printed = excluded.printed,
          entered_by = excluded.entered_by, entered_at = excluded.entered_at, version = statistic.version + 1 returning (xmax = 0) as is_new)
      select (select count(*)::int from put where is_new) as added, (select count(*)::int from kept) as corrected`.execute(tx)
    added += told!.added
    corrected += told!.corrected
  }
  log('statistics.taken', scope.of === 'municipality' ? `municipality:${scope.municipalityId}` : 'statistics:all', { figures: incoming.length, added, corrections: corrected })
  return { added, corrected }
}

const portion = 5_000

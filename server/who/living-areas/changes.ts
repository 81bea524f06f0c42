import type { Change } from '../../base/change.ts'
import { parseFiscalYear } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { searchKeyOf } from '../people/names.ts'
import type { AreaForm } from './forms.ts'
import { findArea, placeOfAreas } from './queries.ts'
import { problemsOfArea } from './rules.ts'

/** Adds an area to a municipality within the scope. Logs 'living_area.added'. @throws Missing, Unfit */
export async function addArea(change: Change, municipalityId: number, form: AreaForm): Promise<number> {
  const { tx, log } = change
  const values = await valuesOf(change, municipalityId, form, 0)
  const { id } = await tx.insertInto('daily_living_area').values({ ...values, municipality_id: municipalityId }).returning('id').executeTakeFirstOrThrow()
  await setCenters(change, municipalityId, id, form.centers ?? [])
  log('living_area.added', `living_area:${id}`, { municipalityId })
  return municipalityId
}

/** Mends an area; one that is no more keeps its row and gets a last year. Logs 'living_area.changed'. @throws Missing, Refusal, Unfit */
export async function editArea(change: Change, id: number, form: AreaForm): Promise<number> {
  const { tx, scope, log } = change
  await tx.selectFrom('daily_living_area').select('id').where('id', '=', id).forUpdate().execute()
  const area = found(await findArea(tx, scope, id))
  if (area.version !== form.version) refuse({ key: 'form.stale' })
  const values = await valuesOf(change, area.municipalityId, form, id)
  await tx.updateTable('daily_living_area').set({ ...values, version: area.version + 1 }).where('id', '=', id).execute()
  await setCenters(change, area.municipalityId, id, form.centers ?? [])
  log('living_area.changed', `living_area:${id}`, { municipalityId: area.municipalityId })
  return area.municipalityId
}

async function valuesOf({ tx, scope }: Change, municipalityId: number, form: AreaForm, self: number) {
  const place = found(await placeOfAreas(tx, scope, municipalityId))
  found((form.centers ?? []).every((id) => place.centers.some((one) => one.id === id)) || null)
  await tx.selectFrom('municipality').select('id').where('id', '=', municipalityId).forUpdate().execute()
  const name = form.name.trim()
  const [firstYear, lastYear] = [yearOf('firstYear', form.firstYear), yearOf('lastYear', form.lastYear)]
  const twin = await tx.selectFrom('daily_living_area').select('id').where('municipality_id', '=', municipalityId).where('name_key', '=', searchKeyOf(name)).where('id', '<>', self).executeTakeFirst()
  mend(name === '' ? [{ field: 'name', reason: { key: 'form.missing' } }] : problemsOfArea({ firstYear, lastYear }, twin !== undefined))
  return { name, name_key: searchKeyOf(name), position: form.position, first_year: firstYear, last_year: lastYear }
}

function yearOf(field: string, text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null
  const year = parseFiscalYear(text)
  mend(year === null || year < 1990 || year > 2100 ? [{ field, reason: { key: 'programs.yearUnread' } }] : [])
  return year
}

async function setCenters({ tx }: Change, municipalityId: number, areaId: number, centers: readonly number[]): Promise<void> {
  await tx.deleteFrom('center_area').where('area_id', '=', areaId).execute()
  const ids = [...new Set(centers)]
  if (ids.length > 0) await tx.insertInto('center_area').values(ids.map((organization_id) => ({ municipality_id: municipalityId, area_id: areaId, organization_id }))).execute()
}

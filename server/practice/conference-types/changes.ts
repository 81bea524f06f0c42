import type { Change } from '../../base/change.ts'
import { found, mend, Missing, refuse } from '../../base/errors.ts'
import type { ClosingForm, NewTypeForm, PlaceForm, TypeForm } from './forms.ts'
import { conferenceCenters, findConferenceType, holdConferenceTypes, type ConferenceType } from './queries.ts'
import { frequenciesTyped, problemsOfType, typesMax, whyNotClose, whyNotLevel, whyNotRemoveType, type Frequency } from './rules.ts'

/** The municipality that acts; nobody else keeps conferences. @throws Missing */
export function ownMunicipality({ scope }: Change): number {
  if (scope.of !== 'municipality') throw new Missing()
  return scope.municipalityId
}

const ref = (id: number) => `conference_type:${id}`
const columnsOf = (form: NewTypeForm) => ({
  name: form.name.trim(), name_en: form.nameEn?.trim() ?? '', level: form.level, subtype: form.subtype ?? null, organizer: form.organizer?.trim() ?? '', role: form.role?.trim() ?? '', members: form.members?.trim() ?? '',
  council: form.council ?? null, started_fiscal_year: form.startedFiscalYear ?? null, from_fiscal_year: form.fromFiscalYear, to_fiscal_year: form.toFiscalYear ?? null,
})

function looked(form: NewTypeForm): Frequency[] {
  const { frequencies, problems } = frequenciesTyped(form.frequencies ?? [])
  mend([...problemsOfType({ level: form.level, subtype: form.subtype ?? null, council: form.council ?? null, fromFiscalYear: form.fromFiscalYear, toFiscalYear: form.toFiscalYear ?? null, functions: form.functions ?? [] }), ...problems])
  return frequencies
}

/** A municipality adds a type to the end of its list. Logs 'conference_type.made'. @throws Unfit, Refusal, Missing for a body that is none of its centers */
export async function makeConferenceType(change: Change, form: NewTypeForm): Promise<number> {
  const { tx, scope, log } = change
  const municipalityId = ownMunicipality(change)
  const frequencies = looked(form)
  const known = await holdConferenceTypes(tx, scope, municipalityId)
  refuse(known.length >= typesMax ? { key: 'conferenceTypes.tooMany', data: { limit: typesMax } } : null)
  const { id } = await tx.insertInto('conference_type').values({ ...columnsOf(form), municipality_id: municipalityId, position: (known.at(-1)?.position ?? 0) + 1 }).returning('id').executeTakeFirstOrThrow()
  await putParts(change, municipalityId, id, form, frequencies)
  log('conference_type.made', ref(id), { name: form.name.trim() })
  return id
}

/** Its functions, its areas and how often: as the form says them, all anew. */
async function putParts({ tx, scope }: Change, municipality_id: number, type_id: number, form: NewTypeForm, frequencies: readonly Frequency[]): Promise<void> {
  const areas = form.level === 'municipality' ? [] : [...new Set(form.areas ?? [])]
  if (areas.length > 0) {
    const centers = new Set((await conferenceCenters(tx, scope, municipality_id)).map(({ id }) => id))
    if (areas.some((one) => !centers.has(one))) throw new Missing()
  }
  await tx.deleteFrom('conference_type_function').where('type_id', '=', type_id).execute()
  await tx.deleteFrom('conference_type_area').where('type_id', '=', type_id).execute()
  await tx.deleteFrom('conference_frequency').where('type_id', '=', type_id).execute()
  const functions = [...new Set(form.functions ?? [])]
  if (functions.length > 0) await tx.insertInto('conference_type_function').values(functions.map((one) => ({ type_id, municipality_id, function: one }))).execute()
  if (areas.length > 0) await tx.insertInto('conference_type_area').values(areas.map((organization_id) => ({ type_id, municipality_id, organization_id }))).execute()
  if (frequencies.length > 0) await tx.insertInto('conference_frequency').values(frequencies.map((one) => ({
    type_id, municipality_id, scope: one.scope, times_min: one.timesMin, times_max: one.timesMax, per: one.per, every_months: one.everyMonths, source: one.source, since: one.since,
  }))).execute()
}

/** @throws Missing for a type that the scope does not reach, and for whoever is no municipality */
async function held(change: Change, id: number): Promise<ConferenceType> {
  await holdConferenceTypes(change.tx, change.scope, ownMunicipality(change))
  return found(await findConferenceType(change.tx, change.scope, id))
}

/** Logs 'conference_type.changed'. @throws Missing, Unfit, Refusal on a stale page */
export async function changeConferenceType(change: Change, id: number, form: TypeForm): Promise<void> {
  const type = await held(change, id)
  refuse(type.version === form.version ? whyNotLevel(type, form.level) : { key: 'form.stale' })
  const frequencies = looked(form)
  if (form.toFiscalYear !== undefined) mend(whyNotClose({ ...type, fromFiscalYear: form.fromFiscalYear }, form.toFiscalYear))
  await change.tx.updateTable('conference_type').set({ ...columnsOf(form), version: type.version + 1 }).where('id', '=', id).execute()
  await putParts(change, type.municipalityId, id, form, frequencies)
  change.log('conference_type.changed', ref(id), { name: form.name.trim() })
}

/** The last year of a type that is given up; its records stay. Logs 'conference_type.closed'. @throws Missing, Unfit */
export async function closeConferenceType(change: Change, id: number, { toFiscalYear }: ClosingForm): Promise<void> {
  const type = await held(change, id)
  mend(whyNotClose(type, toFiscalYear))
  await change.tx.updateTable('conference_type').set({ to_fiscal_year: toFiscalYear, version: type.version + 1 }).where('id', '=', id).execute()
  change.log('conference_type.closed', ref(id), { name: type.name, year: toFiscalYear })
}

/** Takes a type away that never had a conference. Logs 'conference_type.removed'. @throws Missing, Refusal */
export async function removeConferenceType(change: Change, id: number): Promise<void> {
  const type = await held(change, id)
  refuse(whyNotRemoveType(type))
  await change.tx.deleteFrom('conference_type').where('id', '=', id).execute()
  change.log('conference_type.removed', ref(id), { name: type.name })
}

/** One place up or down in the list. Logs 'conference_type.ordered'. @throws Missing */
export async function placeConferenceType(change: Change, id: number, { to }: PlaceForm): Promise<void> {
  const { tx, scope, log } = change
  const rows = await holdConferenceTypes(tx, scope, ownMunicipality(change))
  const at = rows.findIndex((one) => one.id === id)
  if (at === -1) throw new Missing()
  const other = to === 'up' ? at - 1 : at + 1
  if (other >= 0 && other < rows.length) [rows[at], rows[other]] = [rows[other]!, rows[at]!]
  for (const [n, row] of rows.entries()) if (row.position !== n + 1) await tx.updateTable('conference_type').set({ position: n + 1 }).where('id', '=', row.id).execute()
  log('conference_type.ordered', ref(id), { to })
}

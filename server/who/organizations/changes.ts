import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend } from '../../base/errors.ts'
import { searchKeyOf } from '../people/names.ts'
import { isLocalGovernmentCode, type Municipality } from './codes.ts'
import type { OrganizationForm } from './forms.ts'
import { findOrganization } from './queries.ts'
import { problemsOfOrganization } from './rules.ts'
import { tokyoMunicipalities } from './tokyo.ts'

/**
 * Loads municipalities that are not there yet, Tokyo's 62 unless others are given, and leaves those that are as they are.
 * Every check digit is verified first. Returns how many were added. Logs 'municipalities.loaded'.
 */
export async function loadMunicipalities(change: Change, list: readonly Municipality[] = tokyoMunicipalities): Promise<number> {
  const { tx, log } = change
  const wrong = list.filter(({ code }) => !isLocalGovernmentCode(code))
  assert(wrong.length === 0, `codes that cannot be: ${wrong.map(({ code }) => code).join()}`)
  const added = await tx.insertInto('municipality')
    .values(list.map(({ code, name, kana, nameEn, kind, island }) => ({ code, name, kana, name_en: nameEn, kind, island })))
    .onConflict((oc) => oc.column('code').doNothing()).returning('id').execute()
  log('municipalities.loaded', 'municipalities', { added: added.length })
  return added.length
}

/** Adds an organization to a municipality within the scope. Logs 'organization.added'. */
export async function addOrganization(change: Change, municipalityId: number, form: OrganizationForm): Promise<number> {
  const { tx, scope, log } = change
  const municipality = found(scope.of === 'municipality' && scope.municipalityId !== municipalityId ? null
    : await tx.selectFrom('municipality').select('id').where('id', '=', municipalityId).forUpdate().executeTakeFirst())
  await mendOrganization(change, municipality.id, form, 0)
  const { id } = await tx.insertInto('organization').values({ municipality_id: municipality.id, ...valuesOf(form) }).returning('id').executeTakeFirstOrThrow()
  log('organization.added', `organization:${id}`, { municipalityId })
  return id
}

/** Mends an organization; one that closed keeps its row and gets a last day. Logs 'organization.changed'. Returns its municipality. */
export async function editOrganization(change: Change, id: number, form: OrganizationForm): Promise<number> {
  const { tx, scope, log } = change
  const { municipalityId } = found(await findOrganization(tx, scope, id))
  await tx.selectFrom('municipality').select('id').where('id', '=', municipalityId).forUpdate().executeTakeFirst()
  await mendOrganization(change, municipalityId, form, id)
  await tx.updateTable('organization').set(valuesOf(form)).where('id', '=', id).execute()
  log('organization.changed', `organization:${id}`, { municipalityId })
  return municipalityId
}

/** One standing organization of a kind and name in a municipality: a second would split its people. */
async function mendOrganization({ tx }: Change, municipalityId: number, form: OrganizationForm, self: number): Promise<void> {
  const twin = await tx.selectFrom('organization').select('id').where('municipality_id', '=', municipalityId).where('kind', '=', form.kind)
    .where('name_key', '=', searchKeyOf(form.name)).where('valid_to', 'is', null).where('id', '<>', self).executeTakeFirst()
  mend([...problemsOfOrganization(form), ...(twin === undefined || form.validTo !== undefined ? [] : [{ field: 'name', reason: { key: 'organizations.twice' as const } }])])
}

const valuesOf = ({ kind, name, kana, operation, validFrom, validTo }: OrganizationForm) => ({
  kind, name, kana: kana ?? null, name_key: searchKeyOf(name), operation: operation ?? null, valid_from: validFrom ?? null, valid_to: validTo ?? null,
})

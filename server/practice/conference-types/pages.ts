import type { FastifyRequest } from 'fastify'
import type { Scope } from '../../base/access.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { ClosingForm, NewTypeForm, TypeForm } from './forms.ts'
import { conferenceCenters, conferenceTypes, findConferenceType, typesByMunicipality } from './queries.ts'
import { frequencyRows, functions, isOfYear, whyNotRemoveType } from './rules.ts'

/** The one a page is about: a municipality's own, or the one whoever sees all of them asks for. */
export const municipalityAsked = (scope: Scope, asked: number | undefined): number | undefined => scope.of === 'municipality' ? scope.municipalityId : asked

/** The types of one municipality with their functions as a matrix; for the prefecture, first all municipalities. */
export async function typesPage(request: FastifyRequest, { municipality }: { municipality?: number | undefined }) {
  const { db, scope, year } = request
  const isAll = scope.of === 'all'
  const id = municipalityAsked(scope, municipality)
  if (id === undefined) return { isAll, municipality: null, rows: await typesByMunicipality(db, year), types: [], closed: [], centers: [], functions }
  const [types, centers, towns] = await Promise.all([conferenceTypes(db, scope, id), conferenceCenters(db, scope, id), isAll ? municipalitiesToChoose(db) : []])
  return {
    isAll, municipality: isAll ? found(towns.find((one) => one.id === id)) : { id, name: '', nameEn: '' }, rows: [], centers, functions,
    types: types.filter((one) => isOfYear(one, year)), closed: types.filter((one) => !isOfYear(one, year)), canMove: types.length > 1,
  }
}

const blankRows = (known: number) => Math.min(frequencyRows, Math.max(2, known + 1))

export async function newTypePage(request: FastifyRequest) {
  const { db, scope, year } = request
  const centers = scope.of === 'municipality' ? await conferenceCenters(db, scope, scope.municipalityId) : []
  return { type: null, centers, rows: frequencyRows, form: formOf(NewTypeForm, request, { level: 'individual', functions: ['case_resolution'], fromFiscalYear: year }), closingForm: null, whyNotRemove: null }
}

/** `sent`: whether the form that came back is the one by which a type is closed. */
export async function typePage(request: FastifyRequest, id: number, sent?: 'closing') {
  const { db, scope, year } = request
  const [known, centers] = await Promise.all([findConferenceType(db, scope, id), scope.of === 'municipality' ? conferenceCenters(db, scope, scope.municipalityId) : []])
  const type = found(known)
  const plain = nothingSent(request)
  return {
    type, centers, rows: blankRows(type.frequencies.length), whyNotRemove: whyNotRemoveType(type),
    form: formOf(TypeForm, sent === undefined ? request : plain, { ...type, subtype: type.subtype ?? '', council: type.council ?? '', startedFiscalYear: type.startedFiscalYear ?? '', toFiscalYear: type.toFiscalYear ?? '' }),
    closingForm: formOf(ClosingForm, sent === 'closing' ? request : plain, { toFiscalYear: Math.max(year, type.lastYear ?? 0, type.fromFiscalYear) }),
  }
}

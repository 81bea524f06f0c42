import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { AdoptionForm, ConsentForm, NewPracticeForm, PracticeForm, PublicationForm } from './forms.ts'
import { fieldsOf } from './paper.ts'
import { adoptionsOf, findBody, findOwn, findPublished, groundOfPractice, ownPage, shelfPage, trainingsHeld, type Practice, type ShelfFilter } from './queries.ts'
import { missingOf, sizes, themes, whyNotEdit } from './rules.ts'

const perPage = 20
const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id
const pagerOf = (page: number, total: number, href: (to: number) => string) => ({ page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href })

export async function shelf({ beyond }: FastifyRequest, { page, ...filter }: ShelfFilter & { page: number }) {
  const rows = await shelfPage(beyond, filter, { limit: perPage, offset: (page - 1) * perPage })
  const asked = Object.entries(filter).filter((one): one is [string, string] => one[1] !== undefined)
  return { rows, filter, themes, sizes: Object.keys(sizes), pager: pagerOf(page, rows[0]?.total ?? 0, (to) => `/practices?${new URLSearchParams([...asked, ['page', String(to)]])}`) }
}
export async function ownList({ db, scope }: FastifyRequest, page: number) {
  const rows = await ownPage(db, scope, { limit: perPage, offset: (page - 1) * perPage })
  return { rows, pager: pagerOf(page, rows[0]?.total ?? 0, (to) => `/practices/own?page=${to}`) }
}

/** A practice of one's own, or one that stands on the shelf. */
export async function findAny({ db, beyond, scope }: FastifyRequest, id: number): Promise<Practice> {
  return found(await findOwn(db, scope, id) ?? await findPublished(beyond, id))
}

export async function practicePage(request: FastifyRequest) {
  const { db, beyond, actor } = request
  const practice = await findAny(request, idOf(request))
  const mayAdopt = actor?.kind === 'municipality' && practice.state === 'published' && practice.municipalityId !== actor.municipalityId
  const [adoptions, trainings] = [await adoptionsOf(beyond, practice.id), mayAdopt ? await trainingsHeld(db) : []]
  const mine = adoptions.find(({ municipalityId }) => municipalityId === actor?.municipalityId)
  const isOwner = actor?.kind === 'municipality' && practice.municipalityId === actor.municipalityId
  const posted = request.routeOptions.url ?? ''
  const form = (schema: Parameters<typeof formOf>[0], end: string, kept = {}) => formOf(schema, posted.endsWith(end) ? request : nothingSent(request), kept)
  return {
    practice, fields: fieldsOf(practice), adoptions, trainings, mayAdopt, mine: mine ?? null, isOwner, isElsewhere: practice.municipalityId === null, missing: isOwner && practice.state === 'draft' ? missingOf(practice) : [],
    mayEdit: whyNotEdit(practice.state) === null && (isOwner || (actor?.kind === 'prefecture' && practice.municipalityId === null)),
    adoption: form(AdoptionForm, '/adoptions', mine ?? {}), consent: form(ConsentForm, '/consent'), publication: form(PublicationForm, '/publication'),
  }
}

const rows = [0, 1, 2, 3, 4]
const shares = ({ aged65, partAged65, aged75, partAged75 }: Practice) => Object.fromEntries(Object.entries({ aged65, partAged65, aged75, partAged75 }).map(([name, value]) => [name, value === null ? '' : value / 100]))

/** A new practice; after a support it begins with what the report says. */
export async function newPage(request: FastifyRequest, modelSupportId?: number) {
  const { db, scope } = request
  const body = scope.of === 'municipality' ? found(await findBody(db, scope.municipalityId)) : null
  const ground = modelSupportId === undefined ? null : found(await groundOfPractice(db, scope, modelSupportId))
  const start = { section: body?.section ?? '', ...ground === null ? {} : { outline: ground.opening ?? '', features: ground.results ?? '', plans: ground.outlook ?? '', bodies: ground.structure, sinceYear: ground.fiscalYear } }
  return { practice: null, body, modelSupportId: ground?.id ?? null, themes, rows, form: formOf(NewPracticeForm, request, start) }
}
export async function editPage(request: FastifyRequest) {
  const { db, scope } = request
  const practice = found(await findOwn(db, scope, idOf(request)))
  const { name, ...same } = practice
  return { practice, body: practice.municipalityId === null ? null : { name }, modelSupportId: null, themes, rows, whyNot: whyNotEdit(practice.state),
    form: formOf(PracticeForm, request, { ...same, ...shares(practice), municipality: name, countedOn: practice.countedOn ?? undefined }) }
}

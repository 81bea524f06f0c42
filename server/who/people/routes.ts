import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { scopeFor, type Scope } from '../../base/access.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import type { Permission } from '../../base/policy.ts'
import { addPerson, changeAffiliation, editPerson, endAffiliation } from './changes.ts'
import { AffiliationForm, AffiliationParams, EndForm, IdParams, NewPersonForm, PeopleQuery, PersonForm, SearchQuery, type PeopleQuery as Query } from './forms.ts'
import {
  certificatesNumbered, choicesFor, findPerson, foundMax, knownPeople, municipalitiesNamed, peopleOfPage, peoplePerPage, stayingFor, trainingsNamed, wholePerson, type KnownPerson,
} from './queries.ts'

const edit = 'people.edit'
type OfId = FastifyRequest<{ Params: { id: number } }>

export const people: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/people', { config: { access: 'people.read', traced: true }, schema: { querystring: PeopleQuery } }, async (request, reply) => {
    const { db, scope, query } = request
    const [{ rows, total }, choices] = await Promise.all([peopleOfPage(db, scope, query), choicesFor(db, scope)])
    return reply.page('who/people/index', { rows, query, choices, pager: pagerOf(query, total) })
  })

  app.get('/people/new', { config: { access: edit } }, newAgain)
  app.post('/people', {
    config: { access: edit, again: newAgain }, schema: { body: NewPersonForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => addPerson(change, request.body), (id) => ({ to: `/people/${id}`, notice: 'people.added' })))

  app.get('/people/:id', { config: { access: 'people.read', traced: true }, schema: { params: IdParams } }, async (request, reply) => {
    const { db, scope, params: { id } } = request
    const person = await wholePerson(db, scope, id)
    if (person !== undefined) return reply.page('who/people/show', { person })
    const staying = await stayingFor(db, id)
    found(staying === undefined ? null : await findPerson(db, scope, staying))
    return reply.notice('duplicates.ledHere').redirect(`/people/${staying}`, 303)
  })

  app.get('/people/:id/edit', { config: { access: edit }, schema: { params: IdParams } }, editAgain)
  app.post('/people/:id', {
    config: { access: edit, again: editAgain }, schema: { params: IdParams, body: PersonForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => editPerson(change, request.params.id, request.body),
    () => ({ to: `/people/${request.params.id}`, notice: 'people.changed' })))

  app.get('/people/:id/affiliations/new', { config: { access: edit }, schema: { params: IdParams } }, affiliationAgain)
  app.post('/people/:id/affiliations', {
    config: { access: edit, again: affiliationAgain }, schema: { params: IdParams, body: AffiliationForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => changeAffiliation(change, request.params.id, request.body),
    () => ({ to: `/people/${request.params.id}`, notice: 'people.affiliated' })))

  app.get('/people/:id/affiliations/:affiliationId/end', { config: { access: edit }, schema: { params: AffiliationParams } }, endAgain)
  app.post('/people/:id/affiliations/:affiliationId/end', {
    config: { access: edit, again: endAgain }, schema: { params: AffiliationParams, body: EndForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => endAffiliation(change, request.params.id, request.params.affiliationId, request.body),
    () => ({ to: `/people/${request.params.id}`, notice: 'people.left' })))

  app.get('/search', { config: { access: 'home.read', traced: true }, schema: { querystring: SearchQuery } }, async (request, reply) => {
    const words = (request.query.q ?? '').trim().slice(0, 60)
    const groups = words === '' ? [] : await foundFor(request, words)
    const hits = groups.flatMap(({ hits }) => hits)
    return hits.length === 1 ? reply.redirect(hits[0]!.href, 303) : reply.page('who/people/search', { words, groups, foundMax })
  })
}

function pagerOf({ page, ...narrowed }: Query, total: number) {
  const kept = Object.entries(narrowed).filter(([, value]) => value !== undefined && value !== '') as [string, string][]
  return {
    page, total, perPage: peoplePerPage, pages: Math.max(1, Math.ceil(total / peoplePerPage)),
    href: (to: number) => `/people?${new URLSearchParams([...kept, ['page', String(to)]])}`,
  }
}

interface Hit { href: string; person: KnownPerson | null; name: string; nameEn: string }

/** What there is for the words, each kind within the scope its own permission gives. */
async function foundFor({ actor, db }: FastifyRequest, words: string): Promise<{ kind: string; total: number | null; hits: Hit[] }[]> {
  const ask = async <T>(permission: Permission, question: (scope: Scope) => Promise<T[]>): Promise<T[]> => {
    const scope = actor === null ? null : scopeFor(actor, permission)
    return scope === null ? [] : question(scope)
  }
  const [known, municipalities, trainings, certificates] = [
    await ask('people.read', (scope) => knownPeople(db, scope, words, foundMax)),
    await ask('municipalities.read', (scope) => municipalitiesNamed(db, scope, words)),
    await ask('trainings.read', (scope) => trainingsNamed(db, scope, words)),
    await ask('certificates.read', (scope) => certificatesNumbered(db, scope, words)),
  ]
  return [
    { kind: 'people', total: known[0]?.total ?? 0, hits: known.map((person) => ({ href: `/people/${person.id}`, person, name: '', nameEn: '' })) },
    { kind: 'municipalities', total: null, hits: municipalities.map(({ id, name, nameEn }) => ({ href: `/municipalities/${id}`, person: null, name, nameEn })) },
    { kind: 'trainings', total: null, hits: trainings.map(({ id, title, titleEn }) => ({ href: `/trainings/${id}`, person: null, name: title, nameEn: titleEn })) },
    { kind: 'certificates', total: null, hits: certificates.map(({ id, numberText, name }) => ({ href: `/certificates/${id}`, person: null, name: `${numberText}　${name}`, nameEn: `${numberText} ${name}` })) },
  ].filter(({ hits }) => hits.length > 0)
}

const personPage = async (request: FastifyRequest) => ({ person: found(await wholePerson(request.db, request.scope, (request as OfId).params.id)) })

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const choices = await choicesFor(request.db, request.scope)
  return reply.page('who/people/new', { choices, form: formOf(NewPersonForm, request, { fromOn: request.today }) })
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { person } = await personPage(request)
  const { rosterConsent, professions, ...starting } = person
  const form = formOf(PersonForm, request, {
    ...starting, rosterConsent: rosterConsent === null ? '' : rosterConsent ? 'yes' : 'no',
    professions: professions.filter(({ isPrimary }) => !isPrimary).map(({ code }) => code),
  })
  return reply.page('who/people/edit', { person, form, choices: await choicesFor(request.db, request.scope) })
}

async function affiliationAgain(request: FastifyRequest, reply: FastifyReply) {
  const { person } = await personPage(request)
  const form = formOf(AffiliationForm, request, { municipalityId: person.municipalityId, category: person.category, fromOn: request.today })
  return reply.page('who/people/affiliation', { person, form, choices: await choicesFor(request.db, request.scope) })
}

async function endAgain(request: FastifyRequest, reply: FastifyReply) {
  const { person } = await personPage(request)
  const { affiliationId } = request.params as { affiliationId: number }
  const affiliation = found(person.affiliations.find(({ id }) => id === affiliationId))
  return reply.page('who/people/end', { person, affiliation, form: formOf(EndForm, request, { toOn: request.today }) })
}

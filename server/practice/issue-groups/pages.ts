import type { FastifyRequest } from 'fastify'
import { dayInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { standingInWords } from '../community-issues/building.ts'
import { themesEver } from '../community-issues/queries.ts'
import { states } from '../community-issues/rules.ts'
import { inOwn, themesInWords } from '../community-issues/words.ts'
import { AgendaForm, GroupEditForm, GroupForm, MembersForm } from './forms.ts'
import { findGroup, issuesToAdd, meetingsAhead, membersOf, type Member } from './queries.ts'
import { whyNotPutOn } from './rules.ts'

const themeOptions = async (request: FastifyRequest) => (await themesEver(request.db)).map((one) => ({ value: String(one.id), label: inOwn(request, one) }))
export const newPage = async (request: FastifyRequest) => ({ group: null, themes: await themeOptions(request), form: formOf(GroupForm, request) })
export async function editPage(request: FastifyRequest, id: number) {
  const group = found(await findGroup(request.db, request.scope, id))
  return { group, themes: await themeOptions(request), form: formOf(GroupEditForm, request, { ...group, themeId: group.themeId ?? '' }) }
}

const perPage = 30
/** A group: what is in it by municipality and by state, and what could join. */
export async function groupPage(request: FastifyRequest, id: number, { page = 1 }: { page?: number }) {
  const { db, scope, today, language, say } = request
  const group = found(await findGroup(db, scope, id))
  const [members, candidates, meetings] = await Promise.all([membersOf(db, scope, id), issuesToAdd(db, scope, id, group.themeId, { limit: perPage, offset: (page - 1) * perPage }), meetingsAhead(db, today)])
  const nameOf = (one: Member) => language === 'ja' ? one.municipality : one.municipalityEn
  const total = candidates[0]?.total ?? 0
  return {
    group, members: members.map((one) => ({ ...one, standing: standingInWords(request, one), name: nameOf(one) })), stages: states.map((state) => ({ state, count: members.filter((one) => one.state === state).length })),
    towns: [...Map.groupBy(members, (one) => one.municipalityId).values()].map((rows) => ({ name: nameOf(rows[0]!), count: rows.length })), whyNotPutOn: whyNotPutOn(group), meetings: meetings.map((one) => ({ value: String(one.id), label: `${one.title}${language === 'ja' ? '　' : ', '}${dayInWords(one.heldOn, language, 'number')}` })),
    candidates: candidates.map((one) => ({ value: String(one.id), label: `${nameOf(one)}${language === 'ja' ? '　' : ': '}${one.title}`, hint: [themesInWords(request, one), say(`communityIssues.states.${one.state}`), one.children > 0 ? say('communityIssues.childCount', { count: one.children }) : ''].filter(Boolean).join(language === 'ja' ? '　' : ' · ') })),
    membersForm: formOf(MembersForm, request), agendaForm: formOf(AgendaForm, request, { minutes: 20 }),
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/issue-groups/${id}?page=${to}` },
  }
}

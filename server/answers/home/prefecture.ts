import type { FastifyReply, FastifyRequest } from 'fastify'
import { coverageOf } from '../coverage/queries.ts'
import { matrixOf } from '../coverage/rules.ts'
import { targetsAndCounts } from '../targets/queries.ts'
import { agendaAndNews, type AgendaLine } from './queries.ts'

/** Where a line of the agenda leads. */
const ways: Record<AgendaLine['kind'], (id: number | null) => string> = {
  approvals: () => '/approvals', sheets: (id) => `/calls/${id}/sheets`, close: (id) => `/calls/${id}`, select: (id) => `/trainings/${id}/selection`,
  announce: (id) => `/trainings/${id}/selection`, judge: (id) => `/trainings/${id}/judgment`, issue: (id) => `/trainings/${id}/certificates`,
  held: () => '/outbox?state=held', seats: (id) => `/trainings/${id}/waitlist`, substitutions: (id) => `/trainings/${id}/substitutions`, names: () => '/name-corrections',
  recruit: (id) => `/support-recruitments/${id}`, agree: (id) => `/model-supports/${id}/plan`, share: (id) => `/support-reports/${id}`, practices: () => '/practices/own', late: () => '/actions?state=late', class_day: (id) => `/class-days/${id}`, closes: (id) => `/calls/${id}`, decides: (id) => `/trainings/${id}/selection`,
  replies: (id) => `/liaison-meetings/${id}/replies?answer=open`, meeting: (id) => `/liaison-meetings/${id}`, step: () => '/programs',
}

/** What only an officer of the prefecture may answer; the page behind it is closed to the secretariat. */
const answeredByOfficers: ReadonlySet<AgendaLine['kind']> = new Set(['substitutions', 'names', 'share', 'practices'])

/** The home of the prefecture and its secretariat: work first, then how the year stands, then where people are missing. */
export async function prefectureHome({ db, scope, actor, today, year, language }: FastifyRequest, reply: FastifyReply) {
  const [{ agenda, news }, { targets, counts }, coverage] = await Promise.all([
    agendaAndNews(db, actor!, today, year), targetsAndCounts(db, year), coverageOf(db, scope),
  ])
  const shown = agenda.map((line) => ({
    ...line, href: ways[line.kind](line.id), title: language === 'ja' ? line.title : line.titleEn,
  }))
  return reply.page('answers/home/prefecture', {
    news,
    todos: shown.filter(({ part, kind }) => part === 'todo' && (actor!.kind === 'prefecture' || !answeredByOfficers.has(kind))), dates: shown.filter(({ part }) => part === 'date'),
    targets, counts: counts.filter(isUnderWay).slice(0, trainingsShown), more: counts.filter(isUnderWay).length > trainingsShown,
    coverage: matrixOf(coverage),
  })
}

/** More would be a list, and that has a page of its own. */
const trainingsShown = 6

/** A training nobody was nominated for yet has nothing to compare. */
const isUnderWay = ({ nominated, attended, state }: { nominated: number; attended: number; state: string }) =>
  nominated + attended > 0 && state !== 'canceled'

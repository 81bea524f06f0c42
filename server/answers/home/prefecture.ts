import type { FastifyReply, FastifyRequest } from 'fastify'
import { funnelChart } from '../../base/charts.ts'
import type { Day } from '../../base/days.ts'
import { coverageOf } from '../coverage/queries.ts'
import { matrixOf } from '../coverage/rules.ts'
import { countsProjected, withProjections } from '../targets/progress.ts'
import { targetsAndUnderWay } from '../targets/queries.ts'
import { agendaNewsAndProgress, type AgendaLine } from './queries.ts'

/** Where a line of the agenda leads. */
const ways: Record<AgendaLine['kind'], (id: number | null) => string> = {
  approvals: () => '/approvals', sheets: (id) => `/calls/${id}/sheets`, close: (id) => `/calls/${id}`, select: (id) => `/trainings/${id}/selection`,
  announce: (id) => `/trainings/${id}/selection`, judge: (id) => `/trainings/${id}/judgment`, issue: (id) => `/trainings/${id}/certificates`,
  held: () => '/outbox?state=held', seats: (id) => `/trainings/${id}/waitlist`, substitutions: (id) => `/trainings/${id}/substitutions`, names: () => '/name-corrections',
  recruit: (id) => `/support-recruitments/${id}`, agree: (id) => `/model-supports/${id}/plan`, share: (id) => `/support-reports/${id}`, practices: () => '/practices/own', late: () => '/actions?state=late', reports: (year) => `/local-trainings?year=${year}&stage=reported`, class_day: (id) => `/class-days/${id}`, closes: (id) => `/calls/${id}`, decides: (id) => `/trainings/${id}/selection`,
  surveys: (id) => `/status-surveys/${id}?show=missing`, transfers: (id) => `/transfer-checks/${id}`, replies: (id) => `/liaison-meetings/${id}/replies?answer=open`, meeting: (id) => `/liaison-meetings/${id}`, step: () => '/programs',
}

/** What only an officer of the prefecture may answer; the page behind it is closed to the secretariat. */
const answeredByOfficers: ReadonlySet<AgendaLine['kind']> = new Set(['substitutions', 'names', 'share', 'practices', 'reports'])

/** The home of the prefecture and its secretariat: work first, then how the year stands, then where people are missing. */
export async function prefectureHome({ db, scope, actor, today, year, language, say }: FastifyRequest, reply: FastifyReply) {
  const [{ agenda, news, ...progress }, { targets, underWay }, coverage] = await Promise.all([
    agendaNewsAndProgress(db, actor!, today, year), targetsAndUnderWay(db, year, trainingsShown + 1), coverageOf(db, scope),
  ])
  const shown = agenda.map((line) => ({
    ...line, href: ways[line.kind](line.id), title: language === 'ja' ? line.title : line.titleEn,
  }))
  const todos = shown.filter(({ part, kind }) => part === 'todo' && (actor!.kind === 'prefecture' || !answeredByOfficers.has(kind)))
  return reply.page('answers/home/prefecture', {
    news, ...byLateness(todos, today), dates: shown.filter(({ part }) => part === 'date'), targets: withProjections(targets, progress, today),
    counts: countsProjected(underWay.slice(0, trainingsShown), progress).map((one) => ({ ...one, funnel: funnelChart(steps.map((step) => ({
      label: say(`home.step.${step}`), value: one[step], href: step === 'capacity' ? `/trainings/${one.trainingId}#cohorts` : `/trainings/${one.trainingId}/people?count=${step}`,
      projected: step === 'attended' || step === 'completed' ? one.projected[step].value : null,
    }))) })), more: underWay.length > trainingsShown, coverage: matrixOf(coverage),
  })
}

const steps = ['capacity', 'nominated', 'selected', 'attended', 'completed'] as const

/** What is past its day stands apart. The last class day of a training that waits for its judgment is no day to be met. */
function byLateness<T extends Pick<AgendaLine, 'kind' | 'day'>>(todos: readonly T[], today: Day) {
  const isLate = ({ kind, day }: T) => kind !== 'judge' && day !== null && day < today || kind === 'late'
  return { late: todos.filter(isLate), todos: todos.filter((one) => !isLate(one)) }
}

/** More would be a list, and that has a page of its own. */
const trainingsShown = 6

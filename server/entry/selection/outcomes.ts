import type { FastifyRequest } from 'fastify'
import { count } from '../../base/numbers.ts'
import { standingsOnWaitlist, type announcedOutcomes } from './queries.ts'

type Row = Awaited<ReturnType<typeof announcedOutcomes>>[number]
type Standing = Awaited<ReturnType<typeof standingsOnWaitlist>>[number] | null

const tones = { selected: 'done', waitlisted: 'warn', next_year: 'now', declined: '' } as const
const standings = { waiting: 'warn', offered: 'now', enrolled: 'done', declined: '', lapsed: 'late', left: '' } as const

/** Outcomes with where each person on the waitlist stands today, and what that is called. Never more than a number is said of others. */
export async function withStandings(request: FastifyRequest, trainingId: number, rows: readonly Row[]) {
  const waited = rows.filter(({ outcome }) => outcome === 'waitlisted').map(({ id }) => id)
  const found = new Map((waited.length === 0 ? [] : await standingsOnWaitlist(request.beyond, trainingId, waited)).map((one) => [one.nominationId, one]))
  return rows.map((row) => {
    const standing = found.get(row.id) ?? null
    return { ...row, standing, status: statusOf(row, standing, request) }
  })
}

/** On the waitlist what counts is where somebody stands today; the announced place is only how it began. */
function statusOf(row: Row, now: Standing, { say, language }: Pick<FastifyRequest, 'say' | 'language'>): { tone: string; label: string } {
  if (row.enrollmentState === 'withdrawn') return { tone: '', label: say('enrollments.states.withdrawn') }
  if (row.outcome !== 'waitlisted') return { tone: tones[row.outcome], label: say(`selection.outcomes.${row.outcome}`) }
  if (now === null) return { tone: 'warn', label: say('selection.waitlistPlace', { place: row.waitlistPosition ?? '' }) }
  return { tone: standings[now.state], label: now.state === 'waiting' ? say('selection.waitlistNow', { place: count(now.place, language) }) : say(`selection.waitlistIs.${now.state}`) }
}

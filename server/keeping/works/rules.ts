import type { Reason } from '../../base/errors.ts'
import type { TextKey } from '../../base/texts.ts'

export type WorkState = 'queued' | 'running' | 'done' | 'failed'
export type WorkAct = 'advance' | 'end' | 'fail' | 'restart'

/** Every act on a work and the state it leads to. A failed one may come to life again: its job is tried once more. */
export const workMoves: Record<WorkState, Partial<Record<WorkAct, WorkState>>> = {
  queued:  { advance: 'running', end: 'done', fail: 'failed' },
  running: { advance: 'running', end: 'done', fail: 'failed' },
  failed:  { advance: 'running', end: 'done', restart: 'queued' },
  done:    {},
}

/** How long a work may stand still before it counts as broken off: three times the heartbeat of a job. */
const stillMinutesMax = 10

/** Whether nothing has moved for so long that nobody can be at work on it any more. Times are instants. */
export function hasBrokenOff(work: { state: WorkState; askedAt: Date; movedAt: Date | null }, now: Date): boolean {
  if (work.state !== 'queued' && work.state !== 'running') return false
  return now.getTime() - (work.movedAt ?? work.askedAt).getTime() > stillMinutesMax * 60_000
}

/** It is begun again only when it failed or was broken off; what was done already is not done twice. */
export function whyNotRestart(work: { state: WorkState; askedAt: Date; movedAt: Date | null }, now: Date): Reason | null {
  if (work.state === 'done') return { key: 'works.isDone' }
  return work.state === 'failed' || hasBrokenOff(work, now) ? null : { key: 'works.isRunning' }
}

const names: Record<string, TextKey> = { briefings: 'works.name.briefings', bundle: 'works.name.bundle', certificates: 'works.name.certificates', certificate_sheets: 'works.name.certificate_sheets', notices: 'works.name.notices' }

/** What a work is called. A feature whose job has a page adds a line here and in the texts. */
export const nameOfWork = (job: string): TextKey => names[job] ?? 'works.name.other'

import type { Day } from '../../base/days.ts'
import { inBoth, type Language } from '../../base/texts.ts'
import { texts as judgments } from '../../completion/judgments/texts.ts'
import { texts as selections } from '../../entry/selection/texts.ts'
import { texts as calls } from '../../planning/calls/texts.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

interface Asked { subject: string; title: Record<Language, string>; path: string; askedAt: Date }
interface Decision extends Asked { decidedAt: Date; note?: string }

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)
const dayBefore = (moment: Date) => new Date(moment.getTime() - 18 * 60 * 60 * 1000)

/** What the second person has decided until now, the oldest first: each call, selection and judgment, and one that was sent back. */
export function putDecisions(tray: Tray, staff: Staff): void {
  const decisions = [...ofCalls(tray), ...ofSelections(tray), ...ofJudgments(tray)]
    .sort((one, other) => one.decidedAt.getTime() - other.decidedAt.getTime())
  for (const { decidedAt, note, ...asked } of decisions) tray.put('approval', {
    ...requestOf(staff, asked), state: note === undefined ? 'approved' : 'returned', note: note ?? null, decided_by: staff.approver, decided_at: decidedAt,
  })
}

/** Puts down what the second person has still to decide. */
export const putRequest = (tray: Tray, staff: Staff, asked: Asked): number => tray.put('approval', { ...requestOf(staff, asked), state: 'requested' })

const requestOf = (staff: Staff, { subject, title: { ja, en }, path, askedAt }: Asked) =>
  ({ subject, title: ja, title_en: en, path, requested_by: staff.prefecture, requested_at: askedAt })

const namesOf = (tray: Tray, trainingId: number, more: Record<string, number> = {}) => {
  const { title, title_en } = tray.rows('training').find(({ id }) => id === trainingId)!
  return { ja: { title, ...more }, en: { title: title_en, ...more } }
}

export const askedForCall = (tray: Tray, callId: number, trainingId: number, askedAt: Date): Asked =>
  ({ subject: `call:${callId}`, title: inBoth(calls, 'calls.approvalTitle', namesOf(tray, trainingId)), path: `/calls/${callId}`, askedAt })

export function askedForJudgment(tray: Tray, judgmentId: number, trainingId: number, askedAt: Date): Asked {
  const lines = tray.rows('judgment_line').filter(({ judgment_id }) => judgment_id === judgmentId)
  const completed = lines.filter(({ decision }) => decision === 'completed').length
  const people = { completed, notCompleted: lines.length - completed, pending: 0 }
  return {
    subject: `judgment:${judgmentId}`, title: inBoth(judgments, 'judgments.approvalTitle', namesOf(tray, trainingId, people)),
    path: `/trainings/${trainingId}/judgment`, askedAt,
  }
}

function ofCalls(tray: Tray): Decision[] {
  const out = tray.rows('call').flatMap(({ id, training_id, published_at }) => {
    const decidedAt = published_at as Date | null
    return decidedAt === null ? [] : [{ ...askedForCall(tray, id!, training_id, dayBefore(decidedAt)), decidedAt }]
  })
  const late = out.find(({ decidedAt }) => decidedAt > at('2026-11-01', '00:00'))!
  return [{
    ...late, askedAt: at('2026-11-04', '16:20'), decidedAt: at('2026-11-05', '09:40'),
    note: '事業所の締切から区市町村の締切まで、1週間あけてください。',
  }, ...out]
}

const ofSelections = (tray: Tray): Decision[] => tray.rows('selection').map(({ id, training_id, confirmed_at }) => ({
  subject: `selection:${id}`, title: inBoth(selections, 'selection.approvalTitle', namesOf(tray, training_id)), path: `/trainings/${training_id}/selection`,
  askedAt: dayBefore(confirmed_at as Date), decidedAt: confirmed_at as Date,
}))

const ofJudgments = (tray: Tray): Decision[] => tray.rows('judgment').filter(({ confirmed_at }) => confirmed_at)
  .map(({ id, training_id, prepared_at, confirmed_at }) =>
    ({ ...askedForJudgment(tray, id!, training_id, prepared_at as Date), decidedAt: confirmed_at as Date }))

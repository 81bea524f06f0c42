import type { Day } from '../../base/days.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

interface Decision { subject: string; title: string; path: string; decidedAt: Date; askedAt: Date; note?: string }

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)
const dayBefore = (moment: Date) => new Date(moment.getTime() - 18 * 60 * 60 * 1000)

/** What the second person has decided until now, the oldest first: each call, selection and judgment, and one that was sent back. */
export function putDecisions(tray: Tray, staff: Staff): void {
  const decisions = [...ofCalls(tray), ...ofSelections(tray), ...ofJudgments(tray)]
    .sort((one, other) => one.decidedAt.getTime() - other.decidedAt.getTime())
  for (const { subject, title, path, askedAt, decidedAt, note } of decisions) tray.put('approval', {
    subject, title, path, state: note === undefined ? 'approved' : 'returned', note: note ?? null,
    requested_by: staff.prefecture, requested_at: askedAt, decided_by: staff.approver, decided_at: decidedAt,
  })
}

const titleOf = (tray: Tray, trainingId: number) => tray.rows('training').find(({ id }) => id === trainingId)!.title

function ofCalls(tray: Tray): Decision[] {
  const out = tray.rows('call').flatMap(({ id, training_id, published_at }) => {
    const decidedAt = published_at as Date | null
    return decidedAt === null ? [] : [{
      subject: `call:${id}`, title: `募集の公表　${titleOf(tray, training_id)}`, path: `/calls/${id}`, askedAt: dayBefore(decidedAt), decidedAt,
    }]
  })
  const late = out.find(({ decidedAt }) => decidedAt > at('2026-11-01', '00:00'))!
  return [{
    ...late, askedAt: at('2026-11-04', '16:20'), decidedAt: at('2026-11-05', '09:40'),
    note: '事業所の締切から区市町村の締切まで、1週間あけてください。',
  }, ...out]
}

const ofSelections = (tray: Tray): Decision[] => tray.rows('selection').map(({ id, training_id, confirmed_at }) => ({
  subject: `selection:${id}`, title: `受講者の決定　${titleOf(tray, training_id)}`, path: `/trainings/${training_id}/selection`,
  askedAt: dayBefore(confirmed_at as Date), decidedAt: confirmed_at as Date,
}))

const ofJudgments = (tray: Tray): Decision[] => tray.rows('judgment').filter(({ confirmed_at }) => confirmed_at).map(({ id, training_id, prepared_at, confirmed_at }) => {
  const decided = tray.rows('judgment_line').filter(({ judgment_id }) => judgment_id === id)
  const completed = decided.filter(({ decision }) => decision === 'completed').length
  return {
    subject: `judgment:${id}`, path: `/trainings/${training_id}/judgment`, askedAt: prepared_at as Date, decidedAt: confirmed_at as Date,
    title: `修了判定　${titleOf(tray, training_id)}（修了${completed}人・未修了${decided.length - completed}人・保留0人）`,
  }
})

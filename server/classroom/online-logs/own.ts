import type { FastifyRequest } from 'fastify'
import { ownOnline } from './queries.ts'
import { joinIdOf } from './rules.ts'

/** What a trainee's own days say of being online: how long one was there in each slot that is over, and the link of each day. */
export async function onlineDays({ db, scope, say, language }: FastifyRequest) {
  const rows = await ownOnline(db, scope)
  const minutes = (seconds: number | null) => Math.floor((seconds ?? 0) / 60)
  const notes = new Map(rows.flatMap(({ slotId, present, late, gaps, early }) => {
    if (present === null) return []
    const facts = [
      minutes(late) > 0 && say('onlineLogs.fact.late', { minutes: minutes(late) }), minutes(gaps) > 0 && say('onlineLogs.fact.gaps', { minutes: minutes(gaps) }),
      minutes(early) > 0 && say('onlineLogs.fact.early', { minutes: minutes(early) }),
    ].filter((fact) => fact !== false)
    const words = facts.length === 0 ? say('onlineLogs.fact.whole') : facts.join(language === 'ja' ? '、' : ', ')
    return [[slotId, say('onlineLogs.mine', { minutes: minutes(present), facts: words })] as const]
  }))
  return { notes, codes: new Map(rows.map(({ dayId, enrollmentId, number }) => [dayId, joinIdOf({ id: enrollmentId, number })])) }
}

import { expect, test } from 'vitest'
import { hasBrokenOff, whyNotRestart, workMoves, type WorkState } from '../../../server/keeping/works/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const at = (time: string) => new Date(`2026-06-15T${time}+09:00`)
const work = (state: WorkState, movedAt: Date | null) => ({ state, askedAt: at('09:00:00'), movedAt })

test.each<[WorkState, string | null, string, boolean]>([
  ['running', '10:00:00', '10:10:00', false], ['running', '10:00:00', '10:10:01', true],
  ['queued', null, '09:10:00', false], ['queued', null, '09:10:01', true],
  ['done', '10:00:00', '18:00:00', false], ['failed', '10:00:00', '18:00:00', false],
])('a %s work that moved at %s is broken off at %s: %s', (state, moved, now, broken) => {
  expect(hasBrokenOff(work(state, moved === null ? null : at(moved)), at(now))).toBe(broken)
})

test.each<[WorkState, string, string | null]>([
  ['done', '18:00:00', 'works.isDone'], ['running', '10:05:00', 'works.isRunning'], ['queued', '10:05:00', 'works.isRunning'],
  ['failed', '10:05:00', null], ['running', '18:00:00', null], ['queued', '18:00:00', null],
])('a %s work at %s is begun again or not: %s', (state, now, why) => {
  expect(keyOf(whyNotRestart(work(state, at('10:00:00')), at(now)))).toBe(why)
})

test('what is done is never moved again', () => {
  expect(workMoves.done).toEqual({})
})

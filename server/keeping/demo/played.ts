import { addDays } from '../../base/days.ts'
import { dice as throwing } from './dice.ts'
import type { Tray } from './tray.ts'

const at = (day: string, time: string) => new Date(`${day}T${time}:00+09:00`)

/**
 * What some sixty trainees made of the package of this year: most read it and passed its questions, some at the second time, some
 * stopped after reading. The trainee whom visitors play has it before them.
 */
export function putPlayed(tray: Tray, lesson: number, training: number, trainee: number): void {
  const dice = throwing(20261102)
  const version = tray.rows('lesson_version').find(({ lesson_id }) => lesson_id === lesson)!.id!
  const pack = tray.rows('scorm_package').find(({ lesson_id }) => lesson_id === lesson)!.id!
  const players = tray.rows('enrollment').filter((one) => one.training_id === training && one.person_id !== trainee && one.state === 'in_progress').filter((_, place) => place % 6 === 0).slice(0, 60)
  for (const { id } of players) {
    const enrollment = id!
    const day = addDays('2026-11-02', dice.between(0, 18))
    const play = (number: number, on: string, score: number | null) => putAttempt(tray, { enrollment, lesson, version, pack, number, on, score, minutes: dice.between(4, 14) })
    const first = dice.between(1, 6) === 1 ? null : [33, 67, 67, 100, 100][dice.between(0, 4)]!
    play(1, day, first)
    const second = first === 33 ? 100 : null
    if (second !== null) {
      tray.mend('scorm_attempt', tray.rows('scorm_attempt').at(-1)!.id!, { closed_at: at(addDays(day, 1), '12:30') })
      play(2, addDays(day, 1), second)
    }
    const isDone = (second ?? first ?? 0) >= 60
    const seen = at(second === null ? day : addDays(day, 1), '12:50')
    tray.put('progress', {
      enrollment_id: enrollment, lesson_id: lesson, lesson_version_id: version, state: isDone ? 'completed' : 'in_progress', opened_at: at(day, '12:30'), seen_at: seen,
      completed_at: isDone ? seen : null, percent: isDone ? 100 : 0,
    })
  }
}

interface Playing { enrollment: number; lesson: number; version: number; pack: number; number: number; on: string; score: number | null; minutes: number }

/** One attempt; `score` of the questions, null where nobody came to them. */
function putAttempt(tray: Tray, { enrollment, lesson, version, pack, number, on, score, minutes }: Playing): void {
  const [began, ended] = [at(on, '12:30'), at(on, '12:50')]
  const isDone = score !== null && score >= 60
  const attempt = tray.put('scorm_attempt', {
    enrollment_id: enrollment, lesson_id: lesson, lesson_version_id: version, package_id: pack, number, learner: `demo${enrollment}`, is_over: score !== null, is_done: isDone, score,
    began_at: began, done_at: isDone ? ended : null,
  })
  const common = { attempt_id: attempt, is_ended: true, is_suspended: false, sittings: 1, opened_at: began, seen_at: ended }
  tray.put('scorm_state', {
    ...common, item: 'reading', completion: 'completed', success: 'unknown', seconds: minutes * 60, claimed_seconds: minutes * 60 - 20,
    elements: JSON.stringify({ 'cmi.core.lesson_status': 'completed', 'cmi.core.lesson_location': '2' }),
  })
  if (score !== null) tray.put('scorm_state', {
    ...common, item: 'questions', completion: 'completed', success: isDone ? 'passed' : 'failed', score, seconds: 150, claimed_seconds: 140,
    elements: JSON.stringify({ 'cmi.core.lesson_status': isDone ? 'passed' : 'failed', 'cmi.core.score.raw': String(score), 'cmi.core.score.min': '0', 'cmi.core.score.max': '100' }),
  })
}

import { askedForCall, askedForJudgment, putRequest } from './decisions.ts'
import { judgeTraining } from './endings.ts'
import { putSelection, putSheet, type Enrolled } from './entering.ts'
import { putRoll } from './learned.ts'
import { putTraces } from './traces.ts'
import { planTraining } from './trainings.ts'
import type { Stage } from './year.ts'

const quotas = { chair: 1, adviser: 2, case_presenter: 1, other: 1 }

/** A call that waits for the second person. */
export function waitingCall({ tray, offer, staff }: Stage): void {
  const title = { ja: '地域ケア会議フォローアップ研修（島しょ部・オンライン）', en: 'Follow-up training for the islands (online)' }
  const { id, call } = planTraining(tray, offer, staff, {
    course: 'followUp', year: 2026, capacity: 20, state: 'planned', title, cohorts: [{ days: ['2027-02-19'], place: 'オンライン', mode: 'live_online' }],
    call: { state: 'in_approval', number: null, issuedOn: null, opensOn: '2026-11-30', officeClosesOn: '2026-12-11', closesOn: '2026-12-18', decisionOn: '2027-01-15', quotas },
  })
  putRequest(tray, staff, askedForCall(tray, call, id, new Date('2026-11-20T15:30:00+09:00')))
}

/** A judgment that waits for the second person: a day of the summer, everybody marked, nobody told yet. */
export function waitingJudgment({ tray, dice, offer, staff }: Stage, invited: readonly Enrolled[]): void {
  const title = { ja: '地域ケア会議フォローアップ研修（夏期・オンライン）', en: 'Follow-up training in summer (online)' }
  const training = planTraining(tray, offer, staff, {
    course: 'followUp', year: 2026, capacity: 60, state: 'judging', title, cohorts: [{ days: ['2026-07-23'], place: 'オンライン', mode: 'live_online' }],
    call: { state: 'finished', number: '8福祉高介第131号', issuedOn: '2026-05-07', opensOn: '2026-05-11', officeClosesOn: '2026-05-29', closesOn: '2026-06-12', decisionOn: '2026-06-26', quotas },
  })
  const nominated = [...Map.groupBy(invited, ({ town }) => town)].flatMap(([town, people]) =>
    putSheet(tray, dice, staff, training, town, people.slice(0, 3).map(({ who }) => who), { on: `2026-06-0${dice.between(1, 9)}` }))
  const enrolled = putSelection(tray, staff, training, nominated, 10)
  const failed = putRoll(tray, dice, staff, training, enrolled, '2026-11-24')
  const judgment = judgeTraining(tray, staff, training, enrolled, failed, '2026-11-19')
  putRequest(tray, staff, askedForJudgment(tray, judgment, training.id, new Date('2026-11-19T16:40:00+09:00')))
  putTraces(tray, staff, training, { issuedOn: '2026-05-07' })
}

import { instantInJapan, type Day } from '../../base/days.ts'
import { endTraining } from './endings.ts'
import { putSelection, putSheet, type Enrolled } from './entering.ts'
import { putGroups } from './grouped.ts'
import { handOut } from './handed.ts'
import { putRoll } from './learned.ts'
import type { Somebody } from './people.ts'
import { putTraces } from './traces.ts'
import { planTraining, type DemoCohort, type DemoTraining } from './trainings.ts'
import type { Stage } from './year.ts'

/** From the morning until late, so that whoever opens the demo finds a door at which codes are scanned. */
const times = [
  { starts_at: '09:30', ends_at: '12:00', opens: '00:00', title: '実践の振り返り' },
  { starts_at: '13:00', ends_at: '17:00', opens: '12:00', title: '事例検討' },
  { starts_at: '18:00', ends_at: '22:00', opens: '17:00', title: '事例検討' },
]

/**
 * A class day on the day somebody opens the demo: doors open, groups at their tables, a part of the roll taken, a person of the
 * other cohort waiting at the door, and the trainee one can walk in as not there yet.
 */
export function openToday(stage: Stage, earlier: readonly Enrolled[], trainee: Somebody, today: Day): void {
  const { tray, offer, staff } = stage
  const training = planTraining(tray, offer, staff, {
    course: 'followUp', year: 2026, capacity: 60, state: 'running', title: { ja: '地域ケア会議フォローアップ研修（公開演習）', en: 'Follow-up training, open exercise' },
    cohorts: [today, '2027-03-05'].map((day) => ({ days: [day], place: '立川ホール 2階 研修室' })),
    call: { state: 'finished', number: '8福祉高介第388号', issuedOn: '2026-09-07', opensOn: '2026-09-14', officeClosesOn: '2026-09-25', closesOn: '2026-10-02', decisionOn: '2026-10-20', quotas: { chair: 1, adviser: 2, case_presenter: 1, other: 1 } },
  })
  const enrolled = enter(stage, training, earlier.filter((_, at) => at % 9 === 4).slice(0, 54), trainee, '2026-09-1')
  const [cohort, other] = training.cohorts as [DemoCohort, DemoCohort]
  const [own, waiting] = [enrolled.find(({ who }) => who === trainee)!, enrolled.find(({ cohortId, who }) => cohortId === other.id && who !== trainee)!]
  tray.mend('enrollment', own.enrollment, { cohort_id: cohort.id })
  own.cohortId = cohort.id
  tray.put('cohort_instructor', { cohort_id: cohort.id, person_id: staff.instructor })
  openDoors(stage, cohort, waiting)
  putGroups(tray, staff, cohort)
  takeRoll(stage, cohort, enrolled.filter((one) => one.cohortId === cohort.id && one !== own))
  putTraces(tray, staff, training, { issuedOn: '2026-09-07' })
}

/** A lecture of the year before that she completed: her certificate lies in the register, and a badge can be made of it. */
export function completedBefore(stage: Stage, earlier: readonly Enrolled[], trainee: Somebody): void {
  const { tray, dice, offer, staff } = stage
  const training = planTraining(tray, offer, staff, {
    course: 'followUp', year: 2025, capacity: 20, state: 'closed', title: { ja: '地域ケア会議フォローアップ研修（助言者の基礎講座・オンライン）', en: 'Follow-up training, basics for advisers (online)' },
    cohorts: [{ days: ['2025-12-04'], mode: 'live_online', place: 'オンライン' }],
    call: { state: 'finished', number: '7福祉高介第366号', issuedOn: '2025-09-22', opensOn: '2025-09-29', officeClosesOn: '2025-10-10', closesOn: '2025-10-17', decisionOn: '2025-11-04', quotas: { chair: 0, adviser: 1, case_presenter: 0, other: 0 } },
  })
  const enrolled = enter(stage, training, earlier.filter(({ category }) => category === 'adviser').filter((_, at) => at % 12 === 5).slice(0, 9), trainee, '2025-10-0')
  const failed = putRoll(tray, dice, staff, training, enrolled, '2026-03-31')
  endTraining(tray, dice, staff, training, enrolled, failed, { judgedOn: '2026-01-20', issuedOn: '2026-02-02', mark: '継続', year: 2025 })
  handOut(tray, staff, training, enrolled, failed, { handedOn: '2026-02-06', judgedOn: '2026-01-20', mark: '継続', year: 2025 })
  putTraces(tray, staff, training, { issuedOn: '2025-09-22' })
}

/** People of the year before and the trainee, nominated by where they work and taken. */
function enter({ tray, dice, staff }: Stage, training: DemoTraining, people: readonly Enrolled[], trainee: Somebody, days: string): Enrolled[] {
  const byTown = Map.groupBy([...people.map(({ who }) => who), trainee], ({ town }) => town!)
  const nominated = [...byTown].flatMap(([town, own]) => putSheet(tray, dice, staff, training, town, own, { on: `${days}${dice.between(5, 9)}` }))
  return putSelection(tray, staff, training, nominated, 12)
}

function openDoors({ tray, offer, staff }: Stage, { days: [day] }: DemoCohort, waiting: Enrolled): void {
  const { slots, heldOn } = day!
  for (const [at, { opens, ...slot }] of times.entries()) {
    tray.mend('slot', slots[at]!, { ...slot, module_id: offer.modules.followUp.find(({ title }) => title === slot.title)!.id })
    tray.put('check_in', {
      slot_id: slots[at]!, secret: Buffer.from(`demo-${slots[at]}`.padEnd(32, '.')).toString('base64url'), opens_at: instantInJapan(heldOn, opens), closes_at: instantInJapan(heldOn, slot.ends_at), opened_by: staff.prefecture,
    })
    tray.put('walk_in', {
      slot_id: slots[at]!, enrollment_id: waiting.enrollment, evidence: 'qr', came_at: instantInJapan(heldOn, '08:52'), asked_by: waiting.who.id, reason: null, answered_by: null, answered_at: null,
    })
  }
}

/** Two of three have come to the first slot, one of them late; somebody sent word, and the rest is not marked. */
function takeRoll({ tray }: Stage, { days: [day] }: DemoCohort, people: readonly Enrolled[]): void {
  const { id: class_day_id, slots, heldOn } = day!
  const [away, ...others] = people
  const sent_at = instantInJapan(heldOn, '07:40')
  const mark = (slot_id: number, { enrollment }: Enrolled, row: { state: 'present' | 'late' | 'absent_notified'; minutes?: number; evidence: 'qr' | 'self_declared'; reason?: string; marked_by: number; marked_at: Date }) => {
    for (const table of ['attendance', 'attendance_mark'] as const) tray.put(table, { slot_id, enrollment_id: enrollment, minutes: null, reason: null, ...row })
  }
  const word = { reason: '担当する方の急な対応のため', sent_by: away!.who.id, sent_at }
  tray.put('absence_notice', { enrollment_id: away!.enrollment, class_day_id, kind: 'absent', ...word })
  for (const slot of slots) mark(slot, away!, { state: 'absent_notified', evidence: 'self_declared', reason: word.reason, marked_by: away!.who.id, marked_at: sent_at })
  for (const [at, one] of others.entries()) {
    if (at % 3 === 2) continue
    const isLate = at === 3
    mark(slots[0]!, one, { state: isLate ? 'late' : 'present', ...isLate ? { minutes: 6 } : {}, evidence: 'qr', marked_by: one.who.id, marked_at: instantInJapan(heldOn, isLate ? '09:36' : `09:${String(5 + at).padStart(2, '0')}`) })
    tray.mend('enrollment', one.enrollment, { attended: true, state: 'in_progress' })
  }
}

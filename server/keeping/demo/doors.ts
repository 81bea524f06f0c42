import { instantInJapan, type Day } from '../../base/days.ts'
import type { Enrolled } from './entering.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

/**
 * The doors of a training: every slot has its check-in, and at the second cohort's first slot stood people who belong to the first one: two who
 * had missed theirs were taken in, one was sent home. Secrets of invented people are no secrets.
 */
export function putDoors(tray: Tray, staff: Staff, training: DemoTraining, trainees: readonly Enrolled[]): void {
  const slots = tray.rows('slot')
  for (const { heldOn, slots: ids } of training.cohorts.flatMap(({ days }) => days)) {
    for (const slot_id of ids) {
      const { starts_at, position } = slots.find(({ id }) => id === slot_id)!
      const [opens, closes] = [position === 1 ? '09:00' : minutesOn(starts_at, -10), minutesOn(starts_at, 10)]
      tray.put('check_in', {
        slot_id, secret: Buffer.from(`demo-${slot_id}`.padEnd(32, '.')).toString('base64url'), opens_at: instantInJapan(heldOn, opens), closes_at: instantInJapan(heldOn, closes), opened_by: staff.prefecture,
      })
    }
  }
  const [first, second] = training.cohorts
  const [missed, other] = [first!.days[0]!.slots[0]!, second!.days[0]!]
  const absent = new Set(tray.rows('attendance').filter(({ slot_id, state }) => slot_id === missed && String(state).startsWith('absent')).map(({ enrollment_id }) => enrollment_id))
  const ofFirst = trainees.filter(({ cohortId }) => cohortId === first!.id)
  for (const [place, { enrollment }] of ofFirst.filter(({ enrollment }) => absent.has(enrollment)).slice(0, 2).entries()) putWalkIn(tray, staff, other, enrollment, `09:1${place}`)
  const sentHome = ofFirst.find(({ enrollment }) => !absent.has(enrollment))!
  tray.put('walk_in', {
    slot_id: other.slots[0]!, enrollment_id: sentHome.enrollment, evidence: 'qr', came_at: instantInJapan(other.heldOn, '09:20'), state: 'refused', reason: '第1コースですでに受講されています',
    asked_by: sentHome.who.id, answered_by: staff.prefecture, answered_at: instantInJapan(other.heldOn, '09:22'),
  })
}

function putWalkIn(tray: Tray, staff: Staff, { heldOn, slots }: { heldOn: Day; slots: number[] }, enrollment_id: number, time: string): void {
  const [slot_id, at] = [slots[0]!, instantInJapan(heldOn, time)]
  tray.put('walk_in', { slot_id, enrollment_id, evidence: 'staff', came_at: at, state: 'accepted', reason: null, asked_by: staff.prefecture, answered_by: staff.prefecture, answered_at: at })
  const mark = { slot_id, enrollment_id, state: 'present' as const, minutes: null, evidence: 'staff' as const, reason: null, marked_by: staff.prefecture, marked_at: at }
  tray.put('attendance', mark)
  tray.put('attendance_mark', mark)
  tray.mend('enrollment', enrollment_id, { attended: true, state: 'in_progress' })
}

function minutesOn(time: string, minutes: number): string {
  const all = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes
  return `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`
}

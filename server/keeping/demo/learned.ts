import { addDays, type Day } from '../../base/days.ts'
import type { Dice } from './dice.ts'
import type { Enrolled } from './entering.ts'
import { filmSeconds, type Offer } from './offer.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

/** How far people are with their lessons: nearly all where the class day is over, in the middle of it where it is to come. */
export function putProgress(tray: Tray, dice: Dice, offer: Offer, trainees: readonly Enrolled[], from: Day, diligence: (one: Enrolled) => number): void {
  for (const one of trainees) {
    const last = diligence(one) >= 1 ? offer.lessons.length : Math.floor(dice.between(0, 100) / 100 * (offer.lessons.length + 1) * diligence(one))
    for (const [place, { id, kind }] of offer.lessons.slice(0, Math.min(offer.lessons.length, last + 1)).entries()) {
      const isDone = place < last
      const day = addDays(from, dice.between(1, 20) + place * 3)
      const seconds = isDone ? filmSeconds : dice.between(10, 60)
      tray.put('progress', {
        enrollment_id: one.enrollment, lesson_id: id, lesson_version_id: id, state: isDone ? 'completed' : 'in_progress', opened_at: at(day, '12:10'),
        seen_at: at(day, '12:40'), completed_at: isDone ? at(day, '12:40') : null,
        ...kind === 'video' ? { ranges: JSON.stringify([[0, seconds]]), position_seconds: seconds, percent: Math.floor(seconds / filmSeconds * 100) }
          : { percent: isDone ? 100 : 0, ...kind === 'document' && isDone ? { ranges: JSON.stringify([[0, 1]]), position_seconds: 1 } : {} },
      })
      if (kind !== 'page') putSittings(tray, one.enrollment, id, day, seconds, isDone)
      tray.mend('enrollment', one.enrollment, { state: 'in_progress' })
    }
  }
}

/** Most see a film at one go on their telephone; who stopped in the middle came back the same day, or will. */
function putSittings(tray: Tray, enrollment_id: number, lesson_id: number, day: Day, seconds: number, isDone: boolean): void {
  const first = Math.ceil(seconds / (isDone && enrollment_id % 4 === 0 ? 2 : 1))
  const sitting = (from: string, to: string, played: number, device: 'phone' | 'computer') => tray.put('viewing', {
    enrollment_id, lesson_id, lesson_version_id: lesson_id, device, opened_at: at(day, from), seen_at: at(day, to), open_seconds: (at(day, to).getTime() - at(day, from).getTime()) / 1000, played_seconds: played,
  })
  sitting('12:10', '12:14', first, enrollment_id % 3 === 0 ? 'computer' : 'phone')
  if (first < seconds) sitting('12:35', '12:40', seconds - first, 'phone')
}

/** The roll of the days that are over: nearly everybody came, and what went wrong is written down. @returns who did not attend all */
export function putRoll(tray: Tray, dice: Dice, staff: Staff, training: DemoTraining, trainees: readonly Enrolled[], until: Day): Set<number> {
  const missing = new Set<number>()
  for (const { id, days } of training.cohorts) {
    for (const one of trainees.filter(({ cohortId }) => cohortId === id)) {
      for (const { heldOn, slots } of days.filter((day) => day.heldOn <= until)) {
        const fate = dice.between(1, 1000)
        for (const [place, slot_id] of slots.entries()) {
          const mark = fate <= 20 ? { state: 'absent_notified' as const, minutes: null }
            : fate <= 30 ? { state: 'absent_unnotified' as const, minutes: null }
            : fate <= 60 && place === 0 ? { state: 'late' as const, minutes: dice.between(2, 10) }
            : fate <= 66 && place === slots.length - 1 ? { state: 'left_early' as const, minutes: 45 }
            : { state: 'present' as const, minutes: null }
          const row = {
            slot_id, enrollment_id: one.enrollment, ...mark, evidence: 'staff' as const, reason: null, marked_by: staff.instructor,
            marked_at: at(heldOn, ['09:35', '11:15', '13:15'][place] ?? '13:15'),
          }
          tray.put('attendance', row)
          tray.put('attendance_mark', row)
          if (mark.state !== 'present' && mark.state !== 'late') missing.add(one.enrollment)
          else tray.mend('enrollment', one.enrollment, { attended: true, state: 'in_progress' })
        }
      }
    }
  }
  return missing
}

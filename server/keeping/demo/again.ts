import type { Enrolled } from './entering.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

/**
 * People who did not complete the training of last year and go on in this one: what they had done was brought along for two of
 * them, and the others are still to be looked at.
 */
export function comeAgain(tray: Tray, staff: Staff, training: DemoTraining, failed: readonly Enrolled[]): void {
  const done = Map.groupBy(tray.rows('completed_module'), ({ enrollment_id }) => enrollment_id)
  const cohort = training.cohorts.at(-1)!
  const last = tray.rows('enrollment').filter(({ training_id }) => training_id === training.id).length
  const again = failed.filter(({ enrollment }) => done.has(enrollment)).slice(0, 4)
  for (const [at, { enrollment: before, who, town, category }] of again.entries()) {
    const number = last + at + 1
    const enrollment = tray.put('enrollment', {
      training_id: training.id, cohort_id: cohort.id, person_id: who.id, municipality_id: town.id, number, category, profession_code: who.professionCode,
      affiliation: who.affiliation.name, enrolled_at: new Date(`${training.decidedOn}T10:00:00+09:00`), state: 'enrolled',
    })
    tray.mend('training', training.id, { enrollments_given: number })
    for (const { module_id, completed_on } of at < 2 ? done.get(before)! : []) tray.put('carried_module', {
      enrollment_id: enrollment, module_id, from_enrollment_id: before, completed_on, granted_by: staff.prefecture, granted_at: new Date('2026-08-21T10:30:00+09:00'),
    })
  }
}

import { usualCriteria } from '../../completion/evidence/queries.ts'
import type { Clause } from '../../completion/evidence/rules.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

/**
 * The criteria of the training of this year, as they were sharpened while it ran: what was missed is made up in another cohort
 * or by film and report, and of the test and the report one is enough.
 */
export function putCriteria(tray: Tray, staff: Staff, training: number): void {
  const used = new Set(tray.rows('training_lesson').filter(({ training_id }) => training_id === training).map(({ lesson_id }) => lesson_id))
  const reports = new Set(tray.rows('lesson_version').filter(({ content }) => String(content).includes('"purpose":"report"')).map(({ lesson_id }) => lesson_id))
  const ways = tray.rows('lesson').flatMap(({ id, kind, title, title_en }): Clause[] => !used.has(id!) ? []
    : kind === 'test' ? [{ lesson: id!, points: 70, title, titleEn: title_en }] : reports.has(id!) ? [{ lesson: id!, title, titleEn: title_en }] : [])
  const { lessons, attendance } = usualCriteria(10)
  const makeUp = { otherCohort: true, videoReport: true, modulesMax: 3, modulesPercentMax: null, carriesOver: true }
  tray.put('completion_criteria', {
    training_id: training, version: 2, made_by: staff.prefecture, made_at: new Date('2026-08-20T11:00:00+09:00'),
    rule: JSON.stringify({ lessons, attendance: { ...attendance, makeUp }, ...ways.length > 1 ? { also: { any: ways } } : {} }),
  })
}

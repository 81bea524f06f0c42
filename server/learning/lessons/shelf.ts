import { dayInJapan, type Day } from '../../base/days.ts'
import type { LessonOfEnrollment, OwnEnrollment } from './queries.ts'
import { learnPathOf, nextOf, stateOf, whatCompletes } from './rules.ts'

/** A lesson on somebody's shelf: what it is, how far they are, what completes it. */
export type ShelfLesson = ReturnType<typeof lessonOnShelf>

/** One training of a trainee with its lessons by module, the one to go on with, and how many are done. */
export interface Shelf<E = OwnEnrollment> {
  enrollment: E
  modules: { id: number; title: string; titleEn: string; lessons: ShelfLesson[] }[]
  lessons: ShelfLesson[]
  next: ShelfLesson | null
  done: number
}

/** Puts the rows of a trainee's enrollments together, in the order the enrollments are given. */
export function shelvesOf<E extends { id: number }>(enrollments: readonly E[], rows: readonly LessonOfEnrollment[], today: Day): Shelf<E>[] {
  return enrollments.map((enrollment) => {
    const lessons = rows.filter(({ enrollmentId }) => enrollmentId === enrollment.id).map((row) => lessonOnShelf(row, today))
    const modules = [...Map.groupBy(lessons, ({ moduleId }) => moduleId)].map(([id, lessons]) =>
      ({ id, title: lessons[0]!.moduleTitle, titleEn: lessons[0]!.moduleTitleEn, lessons }))
    return { enrollment, modules, lessons, next: nextOf(lessons), done: lessons.filter(({ viewing }) => viewing === 'confirmed').length }
  })
}

function lessonOnShelf(row: LessonOfEnrollment, today: Day) {
  return {
    ...row, path: learnPathOf(row.kind, row.enrollmentId, row.id), viewing: stateOf({ ...row, ranges: null }, today), completes: whatCompletes(row),
    percent: row.percent ?? 0, positionSeconds: row.positionSeconds ?? 0, completedOn: row.completedAt && dayInJapan(row.completedAt),
  }
}

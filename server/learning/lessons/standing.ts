import type { OwnLesson } from './queries.ts'
import { standingOf, whatCompletes, whyNotComplete } from './rules.ts'

/** What the bar of a video shows, and what still counts. */
export function watchedOf(lesson: OwnLesson) {
  const { lesson: rule, progress } = standingOf(lesson)
  return {
    completes: whatCompletes(rule), isDone: lesson.state === 'completed',
    left: lesson.state === 'completed' ? null : whyNotComplete(rule, progress ?? { openedToEnd: false, confirmed: false, pagesSeen: 0, ranges: [] }),
  }
}

import type { WatchedLesson } from './queries.ts'
import { frontOf, newParts } from './ranges.ts'
import { standingOf, whatCompletes, whyNotComplete } from './rules.ts'

/** What the bar of a video shows, and what still counts. */
export function watchedOf(lesson: WatchedLesson) {
  const { lesson: rule, progress } = standingOf(lesson)
  return {
    // Where nothing may be skipped, the player has to know how far somebody has come.
    front: lesson.kind === 'video' && lesson.skipping === 'watched' && lesson.state !== 'completed' ? frontOf(lesson.ranges ?? []) : null,
    unseen: lesson.kind === 'document' && lesson.pages !== null ? newParts(lesson.ranges ?? [], [0, lesson.pages]) : [],
    completes: whatCompletes(rule), isDone: lesson.state === 'completed',
    left: lesson.state === 'completed' ? null : whyNotComplete(rule, progress ?? { openedToEnd: false, confirmed: false, pagesSeen: 0, ranges: [] }),
  }
}

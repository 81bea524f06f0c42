import { momentInWords } from '../../base/days.ts'
import type { TableFile } from '../../base/table-files.ts'
import type { Say } from '../../base/texts.ts'
import type { attemptsForFile } from './queries.ts'

/** Everything trainees did with a package, a row for each item of each attempt. */
export function recordsTable(rows: Awaited<ReturnType<typeof attemptsForFile>>, lesson: { title: string }, say: Say): TableFile {
  const header = (['scorm.training', 'scorm.email', 'scorm.person', 'scorm.attemptNumber', 'scorm.version', 'scorm.state', 'scorm.item', 'scorm.completion', 'scorm.success', 'scorm.score',
    'scorm.time', 'scorm.timeClaimed', 'scorm.sittings', 'scorm.lastSeen'] as const).map((key) => ({ header: say(key), width: 16 }))
  return {
    fileName: `${say('scorm.fileTitle')}_${lesson.title}`, sheet: say('scorm.fileTitle'), title: lesson.title, above: [], columns: header,
    rows: rows.map((row) => [
      row.trainingTitle, row.enrollmentNumber, row.name, row.number, row.versionNumber, say(`scorm.stateOf.${row.isDone ? 'done' : row.isOver ? 'over' : 'going'}`),
      row.item ?? '', row.completion === null ? '' : say(`scorm.completion.${row.completion}`), row.success === null ? '' : say(`scorm.success.${row.success}`), row.itemScore ?? '',
      row.seconds ?? '', row.claimedSeconds ?? '', row.sittings ?? '', row.seenAt === null ? '' : momentInWords(row.seenAt, 'ja'),
    ]),
  }
}

import type { FastifyRequest } from 'fastify'
import type { TableFile } from '../../base/table-files.ts'
import type { TextKey } from '../../base/texts.ts'
import type { WorkRow } from './queries.ts'

/** How far somebody is, as a text key ends. */
export const stateOfRow = ({ state, isOverdue }: Pick<WorkRow, 'state' | 'isOverdue'>): 'overdue' | 'not_started' | 'draft' | 'submitted' | 'returned' | 'accepted' =>
  state === 'submitted' || state === 'accepted' || state === 'returned' ? state : isOverdue ? 'overdue' : state ?? 'not_started'

/** The list of one assignment as a file: who handed in when, and what became of it; never what was written. */
export function tableOf({ say, language }: FastifyRequest, { title, lesson, rows }: { title: string; lesson: string; rows: readonly WorkRow[] }): TableFile {
  const text = (key: TextKey) => say(key)
  const moment = (at: Date | null) => at === null ? '' : new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  return {
    fileName: `${title}_${lesson}`.replace(/[\\/:*?"<>|\s]/g, '_').slice(0, 80), sheet: text('submissionMarking.list.sheet'), title: `${title} ${lesson}`, above: [[title], [lesson]],
    columns: [
      { header: text('submissionMarking.list.number'), width: 8 }, { header: text('submissionMarking.list.name'), width: 18 }, { header: text('submissionMarking.list.kana'), width: 20 }, { header: text('submissionMarking.list.municipality'), width: 14 },
      { header: text('submissionMarking.list.cohort'), width: 14 }, { header: text('submissionMarking.list.state'), width: 12 }, { header: text('submissionMarking.list.dueOn'), width: 12 }, { header: text('submissionMarking.list.handedInAt'), width: 18 }, { header: text('submissionMarking.list.isLate'), width: 8 },
    ],
    rows: rows.map((row) => [row.number, row.name, row.kana, (language === 'ja' ? row.municipality : row.municipalityEn) ?? '', language === 'ja' ? row.cohort : row.cohortEn, text(`submissionMarking.work.${stateOfRow(row)}`), row.dueOn ?? '', moment(row.handedInAt), row.isLate ? text('submissions.late') : '']),
  }
}

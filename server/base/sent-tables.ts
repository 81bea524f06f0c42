import type { Files } from './files.ts'
import { readTable, type TableLimits } from './sheets.ts'

type Answer = ReturnType<typeof readTable>
/** Reads a file that was sent and kept; whoever gets the table only looks at it. */
export type SentTables = (file: { key: string; name: string }, limits: TableLimits) => Answer

/**
 * Reads sent files, and keeps the one that was read last: whoever pages through a result, takes the judged file and confirms
 * asks for the same one each time. A stored file never changes under its key; what the rules say of it is asked anew.
 */
export function keepingLast(files: Files): SentTables {
  let last: { key: string; answer: Answer } | null = null
  return ({ key, name }, limits) => {
    if (last?.key === key) return last.answer
    const answer = files.read(key).then((bytes) => readTable(bytes, name, limits))
    last = { key, answer }
    answer.catch(() => { if (last?.answer === answer) last = null })
    return answer
  }
}

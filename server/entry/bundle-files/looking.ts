import type { Files } from '../../base/files.ts'
import { readTable } from '../../base/sheets.ts'
import { tableLimits } from './checking.ts'

type Answer = ReturnType<typeof readTable>

/**
 * Reads sent files, and keeps the one that was read last: whoever pages through a result, takes the judged file and confirms
 * asks for the same one each time. A stored file never changes under its key; what the rules say of it is asked anew.
 */
export function keepingLast(files: Files): (file: { key: string; name: string }) => Answer {
  let last: { key: string; answer: Answer } | null = null
  return ({ key, name }) => {
    if (last?.key === key) return last.answer
    const answer = files.read(key).then((bytes) => readTable(bytes, name, tableLimits))
    last = { key, answer }
    answer.catch(() => { if (last?.answer === answer) last = null })
    return answer
  }
}

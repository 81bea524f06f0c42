import { dayInWords } from '../../base/days.ts'
import type { Sheet } from './queries.ts'

/** What views/paper/measurement-sheet.typ prints: 研修記録シート (D12), as far as it is filled in. */
export function sheetPaper({ name, kana, affiliation, number, training, cohort, goal, expectation, managerName, hasManager, items, rated, notes, windows }: Sheet) {
  const mark = (side: 'before.self' | 'after.self' | 'later.self' | 'later.manager', id: string) => String(rated[side]?.[id] ?? '')
  return {
    name, kana, affiliation, number: String(number), training, cohort, goal, expectation, manager: hasManager === false ? '現在上司なし' : managerName ?? '',
    days: { before: windows.before === null ? '' : `${dayInWords(windows.before.to, 'ja')}まで`, after: spanOf(windows.after), later: spanOf(windows.later) },
    rows: items.map(({ id, label }) => [label, mark('before.self', id), mark('after.self', id), mark('later.self', id), mark('later.manager', id)]),
    notes: [['受講後の記入', notes['after.self'] ?? ''], ['3か月後の記入', notes['later.self'] ?? ''], ['3か月後の上司の記入', notes['later.manager'] ?? '']],
  }
}

const spanOf = (window: { from: string | null; to: string } | null) => window === null ? '' : `${window.from === null ? '' : dayInWords(window.from, 'ja')}～${dayInWords(window.to, 'ja')}`

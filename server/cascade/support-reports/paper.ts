import { createHash } from 'node:crypto'
import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { paragraphsOf, type Section, type SupportPaper } from '../model-supports/paper.ts'
import { actionRows, modeNames } from '../support-sessions/paper.ts'
import type { Record } from './queries.ts'
import type { Words } from './rules.ts'

const outcomes = { reached: '達成', partly: '一部達成', not_yet: 'これから' } as const
const on = (day: Day) => dayInWords(day, 'ja', 'short')

/** What is frozen, hashed: two reports with the same mark say the same. */
export const hashOf = (words: Words, record: Record): string => createHash('sha256').update(JSON.stringify([words.opening, words.course, words.results, words.outlook, record])).digest('hex')

const checked = (outcome: keyof typeof outcomes | null, words: string | null) => outcome === null ? '―' : `${outcomes[outcome]}　${words ?? ''}`

/** 報告書, out of the frozen record and the words that join it. */
export function reportPaper(words: Words, record: Record, hash: string): SupportPaper {
  const { sessions, goals, experts, actions, plan } = record
  const sum = (of: 'municipality' | 'expert' | 'officer') => sessions.reduce((total, one) => total + one[of], 0)
  const sections: (Omit<Section, 'title'> & { title: string })[] = [
    { title: 'はじめに', lines: paragraphsOf(words.opening) },
    { title: '応募の理由と、はじめの状況', lines: [...paragraphsOf(record.reason), ...paragraphsOf(record.situation)] },
    { title: `支援計画（第${plan?.number ?? 1}版）`, lines: paragraphsOf(plan?.aim ?? ''), table: { head: ['', '目標', '達成を確かめるもの', '半年の振り返り', '終わりの振り返り'], widths: [1, 6, 6, 6, 6],
      rows: goals.map((goal) => [String(goal.position), goal.goal, goal.evidence, checked(goal.halfYear, goal.halfYearWords), checked(goal.atEnd, goal.atEndWords)]) } },
    { title: '支援の経過', lines: words.course.trim() === '' ? [] : paragraphsOf(words.course), table: { head: ['回', '日付', '方法・会場', 'テーマ', '区市町村', '有識者', '都'], widths: [2, 4, 5, 7, 3, 3, 2],
      rows: [...sessions.map((one) => [`第${one.number}回`, on(one.heldOn), [modeNames[one.mode], one.place].filter(Boolean).join('　'), one.theme, `${one.municipality}人`, `${one.expert}人`, `${one.officer}人`]),
        ['計', `${sessions.length}回`, '', '', `${sum('municipality')}人`, `${sum('expert')}人`, `${sum('officer')}人`]] } },
    ...sessions.map((one) => ({ title: `第${one.number}回の助言（${on(one.heldOn)}　${one.theme}）`, lines: paragraphsOf(one.advice) })),
    { title: '次の行動と、その結果', ...actions.length === 0 ? { lines: ['（なし）'] } : { table: { head: ['すること', 'だれが', 'いつまでに', '状態'], widths: [8, 4, 3, 2], rows: actionRows(actions) } } },
    { title: '成果', lines: paragraphsOf(words.results) },
    ...words.outlook.trim() === '' ? [] : [{ title: '今後の取組', lines: paragraphsOf(words.outlook) }],
  ]
  return {
    title: '体制構築支援モデル事業　報告書', of: `${fiscalYearInWords(record.fiscalYear, 'ja')}　${record.municipality}`, mark: hash,
    facts: [['区市町村', record.municipality], ['有識者', experts.map(({ name, affiliation }) => `${name}（${affiliation}）`).join('、') || '―'], ['支援の会議', `${sessions.length}回`]],
    sections: sections.map((one, n) => ({ ...one, title: `${n + 1}　${one.title}` })),
  }
}
export const nameOfReport = ({ municipality, fiscalYear }: { municipality: string; fiscalYear: number }): string => `報告書_${municipality}_${fiscalYearInWords(fiscalYear, 'ja')}.pdf`

import { dayInWords, type Day } from '../../base/days.ts'
import type { Say } from '../../base/texts.ts'
import type { linesOf } from './queries.ts'
import type { ChecklistItem, Decision } from '../evidence/rules.ts'

type Lines = Awaited<ReturnType<typeof linesOf>>
interface Judged { title: string; completedOn: Day; state: 'draft' | 'in_approval' | 'confirmed' }

const inJapanese: Record<Decision, string> = { completed: '修了', not_completed: '未修了', pending: '保留' }

/** 修了判定一覧 for the paper `register`: a line per trainee with what was decided by, the proposal, the decision and its reason. */
export function listData({ title, completedOn, state }: Judged, lines: Lines, today: Day, say: Say) {
  return {
    title: `修了判定一覧　${title}　修了日 ${dayInWords(completedOn, 'ja', 'era')}${state === 'confirmed' ? '' : '（案）'}`,
    printedOn: dayInWords(today, 'ja', 'era'),
    columns: ['番号', '氏名', 'ふりがな', '区市町村', '教材', '出席', 'その他', '案', '判定', '理由'],
    rows: lines.map(({ number, name, kana, municipality, evidence: { items }, proposal, decision, reason }) => [
      String(number), name, kana ?? '', municipality ?? '', ...cellsOf(items, say),
      inJapanese[proposal], inJapanese[decision], reason ?? '',
    ]),
  }
}

/** Lessons '5/5', slots '2/3', and what else was asked for with whether it is done. */
function cellsOf(items: readonly ChecklistItem[], say: Say): [string, string, string] {
  const lessons = items.find(({ key }) => key === 'judgments.item.lessons' || key === 'judgments.item.lessonsClaimed')
  const slots = items.find(({ key }) => key === 'judgments.item.attendance' || key === 'judgments.item.makeUp')
  const others = items.filter((item) => item !== lessons && item !== slots)
  return [
    lessons === undefined ? '―' : `${lessons.data.done}/${lessons.data.total}`,
    slots === undefined ? '―' : `${slots.data.attended}/${slots.data.total}`,
    others.map(({ key, data, state }) => `${state === 'done' ? '○' : '×'} ${say(key, data)}`).join('、') || '―',
  ]
}

export const nameOfList = ({ title, completedOn }: Judged): string => `修了判定一覧_${title}_${completedOn}.pdf`

import { dayInWords, type Day } from '../../base/days.ts'
import type { TableFile } from '../../base/table-files.ts'
import type { Language, Say } from '../../base/texts.ts'
import type { KeptEvidence, linesOf } from './queries.ts'
import type { Decision } from '../evidence/checklist.ts'
import type { ChecklistItem } from '../evidence/rules.ts'

type Lines = Awaited<ReturnType<typeof linesOf>>
interface Judged { title: string; completedOn: Day; state: 'draft' | 'in_approval' | 'confirmed'; kind: 'usual' | 'correction' }

const inJapanese: Record<Decision, string> = { completed: '修了', not_completed: '未修了', pending: '保留' }
const stateMarks = { done: '○', missed: '×', now: '…', later: '…' } as const

/** 修了判定一覧 for the paper `register`: a line per trainee with what was decided by, the proposal, the decision and its reason. */
export function listData({ title, completedOn, state, kind }: Judged, lines: Lines, today: Day, say: Say) {
  return {
    title: `${kind === 'correction' ? '修了判定一覧（訂正）' : '修了判定一覧'}　${title}　修了日 ${dayInWords(completedOn, 'ja', 'era')}${state === 'confirmed' ? '' : '（案）'}`,
    printedOn: dayInWords(today, 'ja', 'era'),
    columns: ['番号', '氏名', 'ふりがな', '区市町村', '科目', '教材', '出席', 'テスト', 'その他', '案', '判定', '理由'],
    rows: lines.map((line) => {
      const { modules, lessons, slots, tests, others } = cellsOf(line.evidence, say)
      return [String(line.number), line.name, line.kana ?? '', line.municipality ?? '', modules, lessons, slots, tests, others,
        inJapanese[line.proposal], line.enrollment === 'withdrawn' ? '辞退' : inJapanese[line.decision], line.reason ?? '']
    }),
  }
}

/** The same as a table to be taken, in the language of the page. */
export function listTable({ title, titleEn, completedOn, state }: Judged & { titleEn: string }, lines: Lines, say: Say, language: Language): TableFile {
  const ja = language === 'ja'
  const name = say(state === 'confirmed' ? 'judgments.file' : 'judgments.fileDraft', { title, titleEn, day: dayInWords(completedOn, language, 'number') })
  const widths = { number: 8, name: 18, kana: 20, municipality: 14, affiliation: 28, cohort: 12, modules: 8, lessons: 8, slots: 8, tests: 26, others: 44, proposal: 10, decision: 10, reason: 40, state: 12 } as const
  const texts = new Set(['name', 'kana', 'affiliation', 'modules', 'lessons', 'slots', 'reason'])
  return {
    fileName: name, sheet: say('judgments.print.title'), title: name, above: [[name]],
    columns: Object.entries(widths).map(([column, width]) => ({ header: say(`judgments.print.${column as keyof typeof widths}`), width, ...texts.has(column) ? { isText: true } : {} })),
    rows: lines.map((line) => {
      const { modules, lessons, slots, tests, others } = cellsOf(line.evidence, say)
      return [line.number, line.name, line.kana ?? '', (ja ? line.municipality : line.municipalityEn) ?? '', line.affiliation, ja ? line.cohort : line.cohortEn, modules, lessons, slots, tests, others,
        say(`judgments.decisions.${line.proposal}`), say(`judgments.decisions.${line.decision}`), line.reason ?? '', say(`enrollments.states.${line.enrollment}`)]
    }),
  }
}

const ofLessons: readonly string[] = ['judgments.item.lessons', 'judgments.item.lessonsClaimed']
const ofSlots: readonly string[] = ['judgments.item.attendance', 'judgments.item.makeUp']
const ofTests: readonly string[] = ['judgments.item.comprehension_test', 'judgments.item.points', 'judgments.item.noTest']

/** Modules '3/4', lessons '5/5', slots '2/3', tests and what else was asked for with whether it is done. */
function cellsOf({ items, modules = [] }: KeptEvidence, say: Say) {
  const lessons = items.find(({ key }) => ofLessons.includes(key))
  const slots = items.find(({ key }) => ofSlots.includes(key))
  const words = (all: readonly ChecklistItem[]): string => all.map(({ key, data, state, options }) =>
    `${stateMarks[state]} ${say(key, data)}${options === undefined ? '' : `（${words(options)}）`}`).join('、') || '―'
  return {
    modules: modules.length === 0 ? '―' : `${modules.filter(({ doneOn }) => doneOn !== null).length}/${modules.length}`,
    lessons: lessons === undefined ? '―' : `${lessons.data.done}/${lessons.data.total}`,
    slots: slots === undefined ? '―' : `${slots.data.attended}/${slots.data.total}`,
    tests: words(items.filter(({ key }) => ofTests.includes(key))),
    others: words(items.filter((item) => item !== lessons && item !== slots && !ofTests.includes(item.key))),
  }
}

export const nameOfList = ({ title, completedOn }: Judged): string => `修了判定一覧_${title}_${completedOn}.pdf`

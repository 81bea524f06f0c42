import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { speaking } from '../../base/texts.ts'
import { texts as functionTexts } from '../conference-types/texts.ts'
import { standingInWords } from './building.ts'
import type { IssueListed } from './queries.ts'
import { texts } from './texts.ts'
import { placeInWords, themesInWords } from './words.ts'

/** The paper is a Japanese document, whatever language its reader's pages are in. */
const said = speaking({ ...texts, ...functionTexts }, 'ja')
const asking = { say: said, language: 'ja' } as const

/** What views/paper/issue-list.typ prints: issues for a conference to discuss, each with room to write. */
export function issuePaper(rows: readonly IssueListed[], { year, today, isAll }: { year: number; today: Day; isAll: boolean }) {
  const towns = new Set(rows.map(({ municipality }) => municipality))
  return {
    title: '地域課題一覧（検討用）', of: `${fiscalYearInWords(year, 'ja')}　${isAll && towns.size !== 1 ? '区市町村' : [...towns][0] ?? ''}　${rows.length}件`, printed: `${dayInWords(today, 'ja', 'era')}現在`,
    rows: rows.map((row, n) => ({
      number: String(n + 1), town: isAll ? row.municipality : '', title: row.title, situation: row.situation, themes: themesInWords(asking, row), function: said(`conferenceTypes.function.${row.function}`), place: placeInWords(asking, row),
      evidence: row.evidenceCases === null ? '事例数は不明' : `${row.evidenceCases}事例`, group: row.isGeneral ? `${row.children}件をまとめた課題` : '', state: standingInWords(asking, row), last: row.lastWords === '' || row.lastWords === row.title ? '' : `${dayInWords(row.lastOn, 'ja', 'era')}　${row.lastWords}`,
      next: row.nextOn === null ? '' : dayInWords(row.nextOn, 'ja', 'era'),
    })),
  }
}

import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import type { Item } from './content.ts'
import { printedTargets } from './rules.ts'

const spans = { each: '（各年度）', cumulative: '（累計）' } as const
/** Years as plans print them: 令和３年度, with a single digit in full width. */
export const planYear = (year: number): string => fiscalYearInWords(year, 'ja').replace(/(?<!\d)\d(?!\d)/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
const on = (day: Day) => dayInWords(day, 'ja', 'era')

/** What the cell of an indicator prints: the target, the span, and what it was before a mid-term change. */
export function targetLines({ targets }: Pick<Item, 'targets'>): string[] {
  const runs = printedTargets(targets)
  const span = targets[0] === undefined ? [] : [spans[targets[0].span]]
  return [...runs.flatMap(({ from, to, was, value, changedOn }) => [
    [...was, value].join('→'), ...runs.length > 1 ? [`（${from === to ? planYear(from) : `${planYear(from)}～${planYear(to)}`}）`] : [], ...changedOn === null ? [] : [`（${on(changedOn)}見直し）`],
  ]), ...span]
}

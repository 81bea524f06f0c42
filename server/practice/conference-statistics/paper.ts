import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { count } from '../../base/numbers.ts'
import { speaking } from '../../base/texts.ts'
import { texts as statisticsTexts } from '../statistics/texts.ts'
import type { townPage } from './pages.ts'
import type { CellShown } from './rules.ts'
import { texts } from './texts.ts'

const ja = speaking({ ...texts, ...statisticsTexts }, 'ja')

/** One sheet of A4 in Japanese, in the order of the printed page. `on`: the day it is made. */
export function conferencePaper(page: Awaited<ReturnType<typeof townPage>>, on: Day) {
  const said = ({ counted, reported }: CellShown): [string, string] =>
    [counted === null ? '' : count(counted, 'ja'), reported === null ? '' : reported.value !== null ? count(reported.value, 'ja') : reported.missing === null ? '' : ja(`statistics.missing.${reported.missing}`)]
  return {
    title: ja('conferenceStatistics.titleOf', { municipality: page.town.name, year: fiscalYearInWords(page.chosenYear, 'ja') }), about: page.about ?? ja('conferenceStatistics.allTypes'), asOf: ja('conferenceStatistics.madeOn', { day: dayInWords(on, 'ja', 'era') }),
    head: [ja('statistics.rowHeading'), ja('conferenceStatistics.counted'), ja('conferenceStatistics.reported')], note: ja('conferenceStatistics.paperNote'),
    sections: page.sections.map(({ section, overlaps, lines }) => ({
      title: `${ja(`conferenceStatistics.sections.${section}`)}${overlaps ? ja('conferenceStatistics.overlaps') : ''}`, isLong: section === 'attendees',
      rows: lines.map((line) => ({ label: line.label === '' ? ja('statistics.total') : line.label, cells: said(line.cell), isTotal: line.isTotal, differs: line.cell.differs })),
    })),
  }
}

import type { FastifyRequest } from 'fastify'
import { dayInWords, momentInWords, type Day } from '../../base/days.ts'
import type { Column } from '../../base/sheets.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import type { Meeting } from '../liaison-meetings/queries.ts'
import type { Attendee, ReplyRow } from './queries.ts'

type Asker = Pick<FastifyRequest, 'say' | 'language' | 'server'>

/** All replies in official order as a table: a row for each person who comes, and one for each municipality that names nobody. */
export function tableOfReplies({ say, language }: Pick<Asker, 'say' | 'language'>, meeting: Meeting, replies: readonly ReplyRow[]) {
  const heading = (key: 'code' | 'municipality' | 'answer' | 'name' | 'section' | 'jobTitle' | 'mode' | 'standsInFor' | 'late' | 'answeredAt' | 'contactName' | 'contactPhone' | 'contactEmail' | 'remark', width: number): Column =>
    ({ header: say(`meetingReplies.${key}`), width })
  const columns: Column[] = [
    { ...heading('code', 10), isText: true }, heading('municipality', 16), heading('answer', 12), heading('name', 18), heading('section', 26), heading('jobTitle', 14), heading('mode', 12), heading('standsInFor', 18),
    heading('late', 10), heading('answeredAt', 22), heading('contactName', 16), heading('contactPhone', 16), heading('contactEmail', 26), heading('remark', 40),
  ]
  const rows = replies.flatMap((one) => {
    const before = [one.code, language === 'ja' ? one.name : one.nameEn, say(`meetingReplies.answers.${one.answer ?? 'open'}`)]
    const after = [one.late ? say('meetingReplies.lateMark') : '', one.answeredAt === null ? '' : momentInWords(one.answeredAt, language), one.contactName ?? '', one.contactPhone ?? '', one.contactEmail ?? '', one.remark ?? '']
    const people = one.people.map((person) => [person.name, person.section, person.jobTitle, say(`meetingReplies.modes.${person.mode}`), person.standsInFor])
    return (people.length === 0 ? [['', '', '', '', '']] : people).map((person) => [...before, ...person, ...after])
  })
  const title = say('meetingReplies.fileTitle', { title: language === 'ja' ? meeting.title : meeting.titleEn || meeting.title })
  return { fileName: title, sheet: say('meetingReplies.sheetName'), title, above: [[title]], columns, rows }
}

/** The same as a file. */
export const buildReplies = (asker: Asker, meeting: Meeting, replies: readonly ReplyRow[], as: TableForm) =>
  buildTable(tableOfReplies(asker, meeting, replies), as, asker.server.clock())

/**
 * What views/paper/register.typ prints as 出席者名簿, in official order of municipalities: who is to come, or who was there once that is counted. A
 * Japanese paper whatever its reader's language.
 */
export function rosterOf(meeting: Meeting, people: readonly Attendee[], today: Day) {
  return {
    title: `出席者名簿　${meeting.title}（${dayInWords(meeting.heldOn, 'ja')}）`, printedOn: dayInWords(today, 'ja', 'era'),
    columns: ['', '区市町村', '氏名', '所属', '職', '参加方法', '備考'],
    rows: people.map(({ municipality, name, section, jobTitle, mode, standsInFor }, place) =>
      [String(place + 1), municipality ?? '', name, section, jobTitle, mode === 'venue' ? '会場' : 'オンライン', standsInFor === '' ? '' : `代理（${standsInFor}）`]),
  }
}

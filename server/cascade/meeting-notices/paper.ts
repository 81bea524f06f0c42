import { dayInWords } from '../../base/days.ts'
import type { Meeting, WholeMeeting } from '../liaison-meetings/queries.ts'
import { timed } from '../liaison-meetings/rules.ts'
import { whereOf } from '../meeting-items/paper.ts'
import { texts } from '../meeting-items/texts.ts'

const lines = (text: string) => text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')

/** What views/paper/call-notice.typ prints as 開催通知: a letter with its number to all municipalities. The same meeting gives the same bytes. */
export function noticeOf(meeting: WholeMeeting, addressees: readonly string[]) {
  return {
    title: `${meeting.title}の開催について（通知）`,
    documentNumber: meeting.documentNumber || '（文書番号）', issuedOn: meeting.issuedOn === null ? '（日付）' : dayInWords(meeting.issuedOn, 'ja', 'era'),
    addressee: meeting.addressee, sender: meeting.sender || '（発信者）', sealOmitted: meeting.sealOmitted,
    opening: [
      '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。',
      '標記の会議を下記のとおり開催しますので、御出席くださるようお願いします。',
    ],
    items: itemsOf(meeting).filter((item) => item.lines.length > 0 || (item.table?.rows.length ?? 0) > 0),
    attachments: [], contact: lines(meeting.contact), corrections: [], addressees, allotment: null,
  }
}

function itemsOf(meeting: WholeMeeting): { heading: string; lines: string[]; table?: { head: string[]; rows: string[][] } }[] {
  return [
    { heading: '目的', lines: lines(meeting.purpose) },
    { heading: '日時', lines: [`${dayInWords(meeting.heldOn, 'ja')}　${meeting.startsAt}から${meeting.endsAt}まで`] },
    { heading: '会場', lines: [whereOf(meeting), ...lines(meeting.directions)] },
    { heading: '議事', lines: [], table: { head: ['時刻', '議事', '種類', '担当'], rows: timed(meeting.startsAt, meeting.items).map(({ from, to, title, kind, owner }) => [`${from}～${to}`, title, texts[`meetingItems.kinds.${kind}`].ja, owner]) } },
    { heading: '出欠の回答', lines: [`${dayInWords(meeting.repliesDueOn, 'ja')}までに、「地域まなび」の画面から御回答ください。欠席の場合も御回答ください。`] },
    { heading: 'お願い', lines: lines(meeting.message) },
  ]
}

export const nameOfNotice = ({ title }: Pick<Meeting, 'title'>): string => `開催通知_${title}.pdf`

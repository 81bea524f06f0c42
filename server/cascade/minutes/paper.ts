import { dayInJapan, dayInWords } from '../../base/days.ts'
import { texts as ofItems } from '../meeting-items/texts.ts'
import type { Minutes } from './content.ts'

const whose = { prefecture: '都', all: 'すべての区市町村' } as const
const people = (n: number) => `${n}名`

/** What views/paper/minutes.typ prints as 議事録 (D21), in Japanese as all that goes into the office's files. The same edition gives the same bytes. */
export function paperOf(minutes: Minutes, { number, reason, madeAt }: { number: number; reason: string; madeAt: Date }): object {
  const { meeting, presence, items, actions } = minutes
  return {
    title: `${meeting.title}　議事録`, edition: number === 0 ? '' : `第${number}回訂正`, reason, on: dayInWords(dayInJapan(madeAt), 'ja', 'era'),
    facts: [
      ['日時', `${dayInWords(meeting.heldOn, 'ja', 'era')}　${meeting.startsAt}から${meeting.endsAt}まで`],
      ['場所', meeting.mode === 'online' ? 'オンライン' : [meeting.place, ...meeting.mode === 'both' ? ['オンライン併用'] : []].join('・')],
      ['出席', `${minutes.municipalities}区市町村　${people(minutes.people)}${minutes.guests > 0 ? `（うち区市町村以外${people(minutes.guests)}）` : ''}`],
    ],
    items: items.map(({ number: n, title, kind, owner, speaker, text, decision }) => ({
      heading: `${n}　${title}`, by: [kindOf(kind), owner, speaker === null ? '' : `講師　${speaker}`].filter((part) => part !== '').join('　'), text: paragraphs(text), decision: paragraphs(decision),
    })),
    actions: actions.map((one) => [one.what, [one.whose === 'municipality' ? one.municipality! : whose[one.whose], one.owner].filter((part) => part !== '').join('　'), one.dueOn === null ? '―' : dayInWords(one.dueOn, 'ja', 'number')]),
    presence: presence.map(({ name, venue, online }) => [name, venue === 0 ? '' : String(venue), online === 0 ? '' : String(online)]),
  }
}

const kindOf = (kind: string): string => Object.hasOwn(ofItems, `meetingItems.kinds.${kind}`) ? (ofItems as Record<string, { ja: string }>)[`meetingItems.kinds.${kind}`]!.ja : ''
const paragraphs = (text: string): string[] => text.split('\n').map((line) => line.trimEnd())

export const nameOfMinutes = ({ meeting: { title } }: Minutes, number: number): string => `議事録_${title}${number === 0 ? '' : `_訂正${number}`}.pdf`

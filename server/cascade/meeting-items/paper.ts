import { dayInWords } from '../../base/days.ts'
import type { Item, Meeting, Papers, WholeMeeting } from '../liaison-meetings/queries.ts'
import { timed } from '../liaison-meetings/rules.ts'
import { texts } from './texts.ts'

/** The printed agenda is a Japanese document, whatever language its reader's pages are in. */
const kinds = (kind: Item['kind']) => texts[`meetingItems.kinds.${kind}`].ja

/** What views/paper/meeting-agenda.typ prints (次第): when and where, what is on, and the materials with their numbers. */
export function agendaOf(meeting: WholeMeeting, all: Papers) {
  const { items } = meeting
  const papers = (id: number | null) => all.filter(({ itemId }) => itemId === id).map(({ title }) => title)
  return {
    title: `${meeting.title}　次第`,
    when: `${dayInWords(meeting.heldOn, 'ja')}　${meeting.startsAt}～${meeting.endsAt}`,
    where: whereOf(meeting),
    items: timed(meeting.startsAt, items).map(({ id, number, from, to, kind, title, owner, minutes, note }) => ({
      number: String(number), from, to, kind: kinds(kind), title, owner, minutes: `${minutes}分`, note, papers: papers(id),
    })),
    papers: [...papers(null), ...items.flatMap(({ id }) => papers(id))],
    contact: meeting.contact.split('\n').filter((line) => line.trim() !== ''),
  }
}

/** Where a meeting is, in one line of print. */
export const whereOf = ({ mode, place }: Pick<Meeting, 'mode' | 'place'>): string =>
  mode === 'online' ? 'オンライン' : mode === 'both' ? `${place}（オンライン併用）` : place

export const nameOfAgenda = ({ title, heldOn }: Pick<Meeting, 'title' | 'heldOn'>): string => `次第_${title}_${heldOn}.pdf`

import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { addDays, instantInJapan } from '../../base/days.ts'
import type { Language } from '../../base/texts.ts'
import { isCanceled, sequenceOf, uidOf, type Entry } from './rules.ts'

export interface Frame { name: string; host: string; now: Date; language: Language; personId: number; url: string }

/**
 * Slots as an iCalendar file, an event each. Times are written in UTC, never with a time zone of the file's own, so that no program
 * has to know Japan's; the library folds lines at 75 octets and escapes the text.
 * @param single the slots of one day to be taken over by hand: METHOD says whether it is put in or taken out
 */
export function icsOf(entries: readonly Entry[], frame: Frame, single = false): string {
  const calendar = ical({
    name: frame.name, prodId: { company: 'Chiiki Manabi', product: 'Slots', language: frame.language === 'ja' ? 'JA' : 'EN' },
    method: single && entries.every(isCanceled) ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
    ...single ? {} : { ttl: 60 * 60 },
  })
  for (const entry of entries) calendar.createEvent(eventOf(entry, frame))
  return calendar.toString()
}

function eventOf(entry: Entry, { host, now, language, personId, url, name }: Frame) {
  const own = (ja: string, en: string) => (language === 'en' && en !== '' ? en : ja)
  const { heldOn, startsAt, endsAt } = entry
  const span = startsAt === null || endsAt === null
    ? { start: new Date(`${heldOn}T00:00:00Z`), end: new Date(`${addDays(heldOn, 1)}T00:00:00Z`), allDay: true }
    : { start: instantInJapan(heldOn, startsAt), end: instantInJapan(heldOn, endsAt) }
  return {
    ...span, id: uidOf(entry, personId, host), sequence: sequenceOf(entry), stamp: now,
    summary: [own(entry.title, entry.titleEn), own(entry.cohort, entry.cohortEn), entry.slot].filter(Boolean).join(language === 'ja' ? '　' : ', '),
    location: entry.place, url, organizer: { name, email: `no-reply@${host}` },
    status: isCanceled(entry) ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  }
}

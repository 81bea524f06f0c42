import { inChange } from '../../base/change.ts'
import { dayInJapan, dayInWords, timeInJapan } from '../../base/days.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { inBothLanguages, sendLink } from '../../base/link-mail.ts'
import { speaking } from '../../base/texts.ts'
import { texts } from '../../texts.ts'
import { dropManagerLink, makeManagerLink, managerJob, noteRefused, promiseMails } from './changes.ts'
import { findSheet, linkMadeOn, managersToAsk, type Sheet } from './queries.ts'
import { isDueToAsk, whyNotAskManager, type Purpose } from './rules.ts'

const stateOf = (sheet: Sheet) => ({ email: sheet.managerEmail, expectedAt: sheet.expectedAt, isRated: sheet.rated['later.manager'] !== undefined })

/** Writes to a manager with a link made now: it stands in this mail and nowhere else. What is over or done by now is not asked for. */
async function mailManager(house: CrewHouse, { enrollmentId, purpose }: { enrollmentId: number; purpose: Purpose }): Promise<void> {
  const { database, clock } = house
  const today = dayInJapan(clock())
  const sheet = await findSheet(database, { of: 'all' }, enrollmentId)
  if (sheet === undefined || !sheet.asksManager || whyNotAskManager(purpose, stateOf(sheet), sheet.windows, today) !== null) return
  if (purpose === 'later' && await linkMadeOn(database, enrollmentId, today)) return
  const until = sheet.windows[purpose === 'expectation' ? 'before' : 'later']!.to
  await sendLink(house, {
    job: { name: managerJob, payload: { enrollmentId, purpose } }, name: 'measurement', to: sheet.managerEmail!, at: (token) => `/measurement-links/${token}`, words: (link) => inWords(sheet, purpose, link, until),
    make: (change) => makeManagerLink(change, enrollmentId, purpose, until), drop: (change, token) => dropManagerLink(change, enrollmentId, token),
    refused: async (change) => noteRefused(change, enrollmentId, purpose),
  })
}

function inWords({ managerName, name, training, trainingEn }: Sheet, purpose: Purpose, link: string, until: string): { subject: string; text: string } {
  const part = (language: 'ja' | 'en') => {
    const say = speaking(texts, language)
    const data = { name, training: language === 'ja' ? training : trainingEn, until: dayInWords(until, language), manager: managerName || say('measurements.mail.manager') }
    return [say('measurements.mail.to', data), say(`measurements.mail.${purpose}`, data), `${say('measurements.mail.link')}\n${link}`, say('measurements.mail.foot', data)].join('\n\n')
  }
  return { subject: speaking(texts, 'ja')(`measurements.mail.${purpose}Title`, { name, training }), text: inBothLanguages(part) }
}

/** Once the round three months later has begun, managers are written to; most rounds find nobody and write nothing. */
async function askManagers({ database, clock, random }: CrewHouse): Promise<void> {
  const now = clock()
  if (timeInJapan(now) < '08:00') return
  const today = dayInJapan(now)
  const due = (await managersToAsk(database, today)).filter((sheet) =>
    whyNotAskManager('later', stateOf(sheet), sheet.windows, today) === null && isDueToAsk(sheet.windows.later!, sheet.links, today))
  if (due.length > 0) await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, (change) => promiseMails(change, due.map(({ id }) => id)))
}

/** A relay may be away for a night: twelve tries last about ten hours. */
export const measurementJobs: Crew = {
  [managerJob]: { work: mailManager as never, tries: 12 },
  'ask-managers': { work: askManagers, everyMinutes: 60 },
}

import { inChange, type Change } from '../../base/change.ts'
import { dayInJapan, dayInWords, timeInJapan } from '../../base/days.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { inBothLanguages, sendLink } from '../../base/link-mail.ts'
import { speaking } from '../../base/texts.ts'
import { texts } from '../../texts.ts'
import { askCompleters, dropConfirmLink, makeConfirmLink, managerJob, noteRefused, promiseReminders, remindCompleters, type ManagerMailKind } from './changes.ts'
import { dueAskings, dueReminders, findAsking, managersToRemind, type Asking } from './queries.ts'
import { whyNotMail } from './rules.ts'

/** Writes to a manager about one answer. What was confirmed or is over by now is not asked for; two workers write once. */
async function mailManager(house: CrewHouse, { askingId, kind }: { askingId: number; kind: ManagerMailKind }): Promise<void> {
  const { database, clock } = house
  const asking = await findAsking(database, { of: 'all' }, askingId)
  if (asking === undefined || whyNotMail(kind, asking, dayInJapan(clock())) !== null) return
  await sendLink(house, {
    job: { name: managerJob, payload: { askingId, kind } }, name: 'practice', to: asking.managerEmail!, at: (token) => `/practice-confirmations/${token}`, words: (link) => inWords(asking, kind, link),
    make: (change) => makeConfirmLink(change, askingId, kind), drop: (change, token) => dropConfirmLink(change, askingId, kind, token), refused: (change) => noteRefused(change, askingId),
  })
}

function inWords({ name, training, trainingEn, managerName, confirmUntil }: Asking, kind: ManagerMailKind, link: string): { subject: string; text: string } {
  const part = (language: 'ja' | 'en') => {
    const say = speaking(texts, language)
    const data = { name, training: language === 'ja' ? training : trainingEn, until: dayInWords(confirmUntil!, language), manager: managerName || say('practice.mail.manager') }
    return [say('practice.mail.to', data), say(`practice.mail.${kind}`, data), `${say('practice.mail.link')}\n${link}`, say('practice.mail.foot', data)].join('\n\n')
  }
  return { subject: speaking(texts, 'ja')(`practice.mail.${kind}Title`, { name }), text: inBothLanguages(part) }
}

/** Asks whose day has come, reminds who has not answered, and managers who have said nothing; most rounds find nobody and write nothing. */
async function ask({ database, clock, random }: CrewHouse): Promise<void> {
  const now = clock()
  if (timeInJapan(now) < '08:00') return
  const today = dayInJapan(now)
  const inOwn = <T>(work: (change: Change) => Promise<T>) => inChange(database, { actor: null, scope: { of: 'all' }, now, random }, work)
  if ((await dueAskings(database, today)).length > 0) await inOwn((change) => askCompleters(change, today))
  if ((await dueReminders(database, today)).length > 0) await inOwn((change) => remindCompleters(change, today))
  const silent = await managersToRemind(database, now, today)
  if (silent.length > 0) await inOwn((change) => promiseReminders(change, silent))
}

/** A relay may be away for a night: twelve tries last about ten hours. */
export const practiceJobs: Crew = {
  [managerJob]: { work: mailManager as never, tries: 12 },
  'ask-practice': { work: ask, everyMinutes: 60 },
}

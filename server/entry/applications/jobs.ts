import { inChange, type Who } from '../../base/change.ts'
import { addDays, dayInJapan, dayInWords, daysBetween, type Day } from '../../base/days.ts'
import { enqueue, type Crew, type CrewHouse } from '../../base/jobs.ts'
import { answerOf } from '../../base/mail.ts'
import { speaking, type TextKey } from '../../base/texts.ts'
import { signerFor } from '../../office/senders/signers.ts'
import { texts } from '../../texts.ts'
import { callOf, makeLink, mailJob, noteRefusedMail, removeAbandoned, type MailKind } from './changes.ts'
import { abandonedDrafts, applicationById, recentLinks } from './queries.ts'
import { draftsKeptDays, linksPerHourMax, whyNotSave } from './rules.ts'

type About = NonNullable<Awaited<ReturnType<typeof applicationById>>>

/**
 * Mails an office about its application, with a link made now: its token stands in this mail and nowhere else. A relay that
 * is away is asked again later; one that refuses the address is not. Where there is no relay yet, the mail waits for one.
 */
async function mailApplication(house: CrewHouse, { applicationId, kind }: { applicationId: number; kind: MailKind }): Promise<void> {
  const { database, clock, random } = house
  const application = await applicationById(database, applicationId)
  if (application === undefined || !isStillTrue(application, kind)) return
  if (house.mail.isHeld) return waitForRelay(house, { applicationId, kind })
  if (kind === 'link' && await recentLinks(database, applicationId, clock()) >= linksPerHourMax) return
  const itself: Who = { actor: null, scope: { of: 'all' }, now: clock(), random }
  const today = dayInJapan(clock())
  if (kind === 'reminded' && whyNotSave(application, callOf(application), today) !== null) return
  // The link and its reminder are the office of the call's; what was decided is the municipality's own letter.
  const signer = kind === 'link' || kind === 'reminded' ? await signerFor(database, `call:${application.callId}`, today) : null
  const token = await inChange(database, itself, (change) => makeLink(change, applicationId))
  try {
    await house.mail.send({ to: application.email, ...inWords(application, kind, `${house.publicOrigin ?? ''}/my-application/${token}`, { today, signer }), messageId: numberOf(house) })
  } catch (failure) {
    const answer = answerOf(failure)
    if (answer === 'later') throw failure
    if (answer === 'refused') await inChange(database, itself, async (change) => noteRefusedMail(change, applicationId, kind))
  }
}

/** Asks again in an hour, and never gives up: no link is made for a mail that cannot go. */
const waitForRelay = ({ database, clock }: CrewHouse, about: { applicationId: number; kind: MailKind }) =>
  database.transaction().execute((tx) => enqueue(tx, mailJob, about, { startAfter: new Date(clock().getTime() + 3_600_000) }))

/** A mail that waited says nothing that is over by now. */
const isStillTrue = ({ state }: About, kind: MailKind): boolean =>
  kind === 'link' || kind === 'reminded' || (kind === 'received' && state !== 'draft') || (kind === 'returned' && state === 'returned') || (kind === 'reviewed' && state === 'reviewed')

/** The number of a mail tells nothing of its secret. */
const numberOf = ({ publicOrigin, random }: CrewHouse): string =>
  `<application-${Buffer.from(random(12)).toString('hex')}@${publicOrigin === null ? 'localhost' : new URL(publicOrigin).hostname}>`

function inWords(application: About, kind: MailKind, link: string, { today, signer }: { today: Day; signer: string | null }): { subject: string; text: string } {
  const { language } = application
  const say = speaking(texts, language)
  const day = (one: string | null) => (one === null ? '' : dayInWords(one, language))
  const lastDay = application.state === 'returned' && application.dueOn !== null ? application.dueOn : application.officeClosesOn
  const data = {
    days: Math.max(0, daysBetween(today, lastDay)), lastDay: day(lastDay),
    about: language === 'ja' ? application.title : application.titleEn, municipality: language === 'ja' ? application.municipality : application.municipalityEn,
    closesOn: day(application.officeClosesOn), receipt: application.receipt ?? '', reason: application.returnReason ?? '', dueOn: day(application.dueOn),
    people: application.applicants.map(({ rank, name, verdict, verdictReason }) => say(`applications.mail.${verdict ?? 'taken'}` as TextKey, { rank, name, reason: verdictReason })).join('\n'),
  }
  const text = [
    say('applications.mail.to', { name: application.officeName }),
    signer === '' ? '' : say('applications.mail.sender', { sender: signer ?? say('applications.mail.municipality', { name: data.municipality }) }), say(`applications.mail.${kind}.body` as TextKey, data),
    `${say('applications.mail.link')}\n${link}`, application.contact.trim(), say('applications.mail.foot'),
  ].filter((part) => part !== '').join('\n\n')
  return { subject: oneLine(say(`applications.mail.${kind}.title` as TextKey, data)), text }
}

/** A title becomes the subject of a mail: whatever was typed into it, it stays one line. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** Drafts of calls long over go, with all that was typed into them; most nights find none and write nothing. */
async function removeDrafts({ database, clock, random }: CrewHouse): Promise<void> {
  const now = clock()
  const closedBefore = addDays(dayInJapan(now), -draftsKeptDays)
  if ((await abandonedDrafts(database, closedBefore)).length === 0) return
  await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, (change) => removeAbandoned(change, closedBefore))
}

/** A relay may be away for a night: twelve tries last about ten hours. */
export const applicationJobs: Crew = {
  [mailJob]: { work: mailApplication as never, tries: 12 },
  'remove-drafts': { work: removeDrafts, everyMinutes: 24 * 60 },
}

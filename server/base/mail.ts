import { createTransport } from 'nodemailer'

export interface Mail { to: string; subject: string; text: string; messageId: string }

/** Hands one mail to the relay, or throws. Whoever sends keeps the mail until this has come back. `isHeld` says beforehand that there is no relay. */
export interface Post { isHeld?: boolean; send(mail: Mail): Promise<void> }

/** No relay is set up: mail stays in the outbox, held, until there is one. */
export class NoRelay extends Error { override name = 'NoRelay' }

/** The address or the number of the mail is not one, so trying again is of no use. */
export class BadMail extends Error { override name = 'BadMail' }

/** The line broke when the relay had the text and before it had answered: the mail may or may not be on its way. */
export class LostAnswer extends Error { override name = 'LostAnswer' }

/** How long a relay may let us wait, in milliseconds: for its greeting, in silence, and for one mail from first to last. */
export interface Patience { greetingMs: number; silenceMs: number; wholeMs: number }
const usual: Patience = { greetingMs: 5_000, silenceMs: 20_000, wholeMs: 60_000 }

/**
 * A post over SMTP. Plain text only, one recipient a mail, a line of its own for each; every step is limited in time.
 * @throws NoRelay, BadMail, LostAnswer, or what the relay said; `answerOf` sorts these.
 */
export function openPost({ smtpUrl, mailFrom }: { smtpUrl: string | null; mailFrom: string }, { greetingMs, silenceMs, wholeMs } = usual): Post {
  if (smtpUrl === null) return { isHeld: true, send: async () => { throw new NoRelay('SMTP_URL is not set') } }
  return {
    async send({ to, subject, text, messageId }) {
      const relay = createTransport({
        url: smtpUrl, connectionTimeout: greetingMs, dnsTimeout: greetingMs, greetingTimeout: greetingMs, socketTimeout: silenceMs,
        disableFileAccess: true, disableUrlAccess: true,
      })
      // The library prepares the text while it still waits for the relay; what counts is when the relay has taken the last of it.
      let handedOver = false
      relay.use('stream', (mail, done) => {
        mail.message.processFunc((stream) => stream.once('end', () => { handedOver = true }))
        done()
      })
      await relay.sendMail({
        from: mailFrom, to: { name: '', address: oneAddress(to) }, subject: oneLine(subject),
        text: { content: text, contentTransferEncoding: 'base64' },
        messageId: oneId(messageId), headers: { 'Auto-Submitted': 'auto-generated' }, signal: AbortSignal.timeout(wholeMs),
      }).catch((error) => { throw handedOver && error.responseCode === undefined ? new LostAnswer('', { cause: error }) : error })
    },
  }
}

/** What a failed sending means for the mail: 'held' for want of a relay, 'refused' for good, 'later' try again, 'unknown'. */
export function answerOf(error: unknown): 'held' | 'refused' | 'later' | 'unknown' {
  if (error instanceof NoRelay) return 'held'
  if (error instanceof BadMail) return 'refused'
  if (error instanceof LostAnswer) return 'unknown'
  return ((error as { responseCode?: number }).responseCode ?? 0) >= 500 ? 'refused' : 'later'
}

/** A line break in a header would begin another header: no name or title may bring one along. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

function oneAddress(text: string): string {
  if (text.length <= 254 && /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(text)) return text
  throw new BadMail('not a mail address')
}

function oneId(text: string): string {
  if (/^<[\w.+-]+@[\w.-]+>$/.test(text)) return text
  throw new BadMail('not a message id')
}

import type { Mail, Post } from '../../server/base/mail.ts'

/** A post that keeps what it is given, to be read by the test. */
export function postBox(): Post & { mails: Mail[] } {
  const mails: Mail[] = []
  return { mails, send: async (mail) => { mails.push(mail) } }
}

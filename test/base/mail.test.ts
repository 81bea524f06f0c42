import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { answerOf, BadMail, NoRelay, openPost } from '../../server/base/mail.ts'

const received: { to: string[]; raw: string }[] = []
const relays: SMTPServer[] = []
afterAll(() => { for (const relay of relays) relay.close() })

/** A relay on this machine that takes mail, or does what `more` says. */
async function relay(more: SMTPServerOptions = {}): Promise<string> {
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString() })
        done()
      })
    },
    ...more,
  })
  server.on('error', () => {})
  relays.push(server)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
}

const mailFrom = 'no-reply@manabi.example.jp'
const mail = { to: 'tachikawa@example.jp', subject: '【受講決定】実践者養成研修', text: '立川 花子 様\n受講が決まりました。', messageId: '<7.1@manabi.example.jp>' }
const failureOf = (sending: Promise<void>) => sending.then(() => null, answerOf)

test('a mail arrives as plain text with its own number', async () => {
  await openPost({ smtpUrl: await relay(), mailFrom }).send(mail)
  const { to, raw } = received.at(-1)!
  const parsed = await PostalMime.parse(raw)
  expect(to).toEqual(['tachikawa@example.jp'])
  expect(parsed).toMatchObject({ subject: mail.subject, messageId: mail.messageId, from: { address: mailFrom } })
  expect(parsed.text?.trim()).toBe(mail.text)
  expect(parsed.html).toBeUndefined()
})

test.each([
  ['立川\r\nBcc: thief@example.jp'], ['立川\nTo: thief@example.jp\n\nbody'], ['立川\u2028Bcc: thief@example.jp\0'],
])('no title begins another header: %j', async (subject) => {
  await openPost({ smtpUrl: await relay(), mailFrom }).send({ ...mail, subject })
  const { to, raw } = received.at(-1)!
  const { headers, subject: title, text } = await PostalMime.parse(raw)
  expect(to).toEqual([mail.to])
  expect(headers.filter(({ key }) => key === 'bcc' || key === 'to').map(({ value }) => value)).toEqual([mail.to])
  expect(title).toContain('thief')
  expect(text?.trim()).toBe(mail.text)
})

test.each([
  'a@example.jp\r\nRCPT TO:<b@example.jp>', 'a@example.jp, b@example.jp', 'a@example.jp;b@example.jp', 'list: a@example.jp;',
  '立川 <a@example.jp>', '"a b"@example.jp', 'a', '', `${'a'.repeat(250)}@example.jp`,
])('what is not one plain address is refused for good: %j', async (to) => {
  const post = openPost({ smtpUrl: await relay(), mailFrom })
  const before = received.length
  await expect(post.send({ ...mail, to })).rejects.toThrow(BadMail)
  expect(await failureOf(post.send({ ...mail, to }))).toBe('refused')
  expect(received).toHaveLength(before)
})

test('a number with a line break is refused', async () => {
  const post = openPost({ smtpUrl: await relay(), mailFrom })
  await expect(post.send({ ...mail, messageId: '<7@x>\r\nBcc: thief@example.jp' })).rejects.toThrow(BadMail)
})

test('without a relay the mail is to be held', async () => {
  const post = openPost({ smtpUrl: null, mailFrom })
  await expect(post.send(mail)).rejects.toThrow(NoRelay)
  expect(await failureOf(post.send(mail))).toBe('held')
})

const answering = (responseCode: number) => relay({
  onRcptTo: (_, __, done) => done(Object.assign(new Error('no'), { responseCode })),
})

test('what the relay says decides whether to try again', async () => {
  expect(await failureOf(openPost({ smtpUrl: await answering(450), mailFrom }).send(mail))).toBe('later')
  expect(await failureOf(openPost({ smtpUrl: await answering(550), mailFrom }).send(mail))).toBe('refused')
  expect(await failureOf(openPost({ smtpUrl: 'smtp://127.0.0.1:1', mailFrom }).send(mail))).toBe('later')
})

test('a line that breaks after the text was handed over leaves it unknown', async () => {
  const sockets = new Set<{ destroy(): void }>()
  const url = await relay({
    onData: (stream) => { stream.resume(); stream.on('end', () => { for (const socket of sockets) socket.destroy() }) },
  })
  relays.at(-1)!.server.on('connection', (socket) => sockets.add(socket))
  expect(await failureOf(openPost({ smtpUrl: url, mailFrom }).send(mail))).toBe('unknown')
})

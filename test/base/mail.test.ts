import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { answerOf, BadMail, NoRelay, openPost, type Patience } from '../../server/base/mail.ts'
import { openRelay, relaySaying, stages, wayTo, type Stage } from '../support/relay.ts'

const mailFrom = 'no-reply@manabi.example.jp'
const mail = { to: 'tachikawa@example.jp', subject: '【受講決定】実践者養成研修', text: '立川 花子 様\n受講が決まりました。', messageId: '<7.1@manabi.example.jp>' }
const taking = await openRelay()
const post = (smtpUrl: string, patience?: Patience) => openPost({ smtpUrl, mailFrom }, patience)
const failureOf = (sending: Promise<void>) => sending.then(() => null, answerOf)

test('a mail arrives as plain text with its own number', async () => {
  await post(taking.url).send(mail)
  const { to, raw } = taking.received.at(-1)!
  const parsed = await PostalMime.parse(raw)
  expect(to).toEqual(['tachikawa@example.jp'])
  expect(parsed).toMatchObject({ subject: mail.subject, messageId: mail.messageId, from: { address: mailFrom } })
  expect(parsed.text?.trim()).toBe(mail.text)
  expect(parsed.html).toBeUndefined()
})

test.each([
  ['立川\r\nBcc: thief@example.jp'], ['立川\nTo: thief@example.jp\n\nbody'], ['立川\u2028Bcc: thief@example.jp\0'],
])('no title begins another header: %j', async (subject) => {
  await post(taking.url).send({ ...mail, subject })
  const { to, raw } = taking.received.at(-1)!
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
  const before = taking.received.length
  await expect(post(taking.url).send({ ...mail, to })).rejects.toThrow(BadMail)
  expect(await failureOf(post(taking.url).send({ ...mail, to }))).toBe('refused')
  expect(taking.received).toHaveLength(before)
})

test('a number with a line break is refused', async () => {
  await expect(post(taking.url).send({ ...mail, messageId: '<7@x>\r\nBcc: thief@example.jp' })).rejects.toThrow(BadMail)
})

test('without a relay the mail is to be held', async () => {
  const post = openPost({ smtpUrl: null, mailFrom })
  await expect(post.send(mail)).rejects.toThrow(NoRelay)
  expect(await failureOf(post.send(mail))).toBe('held')
})

test('what the relay says decides whether to try again', async () => {
  expect(await failureOf(post((await relaySaying(450)).url).send(mail))).toBe('later')
  expect(await failureOf(post((await relaySaying(550)).url).send(mail))).toBe('refused')
  expect(await failureOf(post('smtp://127.0.0.1:1').send(mail))).toBe('later')
})

/** F22: until the last of the text is taken, nobody can have got it; after that only the relay knows. */
const known: [Stage, 'later' | 'unknown'][] = (Object.keys(stages) as Stage[]).map((stage) => [stage, stage === 'end' ? 'unknown' : 'later'])
const hasty: Patience = { greetingMs: 500, silenceMs: 500, wholeMs: 9_000 }

test.each(known)('a relay that falls silent at %s is waited for so long and no longer, and the mail is then %s', async (stage, fate) => {
  const way = await wayTo(taking, stage, 'silent')
  const [before, began] = [taking.received.length, performance.now()]
  expect(await failureOf(post(way.url, hasty).send(mail))).toBe(fate)
  expect(performance.now() - began).toBeLessThan(4_000)
  expect(taking.received.length - before).toBe(stage === 'end' ? 1 : 0)
})

test.each(known)('a line that breaks at %s leaves the mail %s', async (stage, fate) => {
  const way = await wayTo(taking, stage, 'cut')
  expect(await failureOf(post(way.url, hasty).send(mail))).toBe(fate)
})

test('a relay that is slow is borne with, and one that never comes to an end is not', async () => {
  const slow = await wayTo(taking, 'greeting', { delayMs: 25 })
  const before = taking.received.length
  expect(await failureOf(post(slow.url).send(mail))).toBe(null)
  expect(taking.received.length - before).toBe(1)
  expect(await failureOf(post(slow.url, { ...hasty, wholeMs: 150 }).send(mail))).toBe('later')
})

test('a long text that is cut off half-way has not arrived', async () => {
  const half = await openRelay({ onData: (stream) => { stream.once('data', () => stream.destroy(new Error('gone'))) } })
  const way = await wayTo(half, 'DATA', 'cut')
  expect(await failureOf(post(way.url, hasty).send({ ...mail, text: 'あ'.repeat(2_000_000) }))).toBe('later')
})

import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/** A mail as a relay took it: for whom, and its source. */
export interface Received { to: string[]; raw: string }
export interface Relay { url: string; received: Received[] }

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
const smtpAt = (port: number) => `smtp://127.0.0.1:${port}`

/** A mail server on this machine that keeps what it takes, or does what `more` says; it goes when the file is through. */
export async function openRelay(more: SMTPServerOptions = {}): Promise<Relay> {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString() })
        done()
      })
    },
    ...more,
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  afterAll(() => { server.close() })
  return { url: smtpAt(portOf(server.server)), received }
}

/** A relay that answers each recipient with that code and those words. */
export const relaySaying = (responseCode: number, words = 'no') =>
  openRelay({ onRcptTo: (_, __, done) => done(Object.assign(new Error(words), { responseCode })) })

/** Where in a conversation something happens: before the greeting, at a command, or when the text has ended. */
export const stages = { greeting: /^/, MAIL: /^MAIL /m, RCPT: /^RCPT /m, DATA: /^DATA\r\n/m, end: /\r\n\.\r\n$/ } as const
export type Stage = keyof typeof stages

/**
 * A way to a relay that passes everything on until the sender has come to `stage`. What the sender says there still reaches
 * the relay, and no answer comes back any more: the line stays open and silent, is cut, or answers each with `{ delayMs }`.
 */
export async function wayTo(relay: Relay, stage: Stage, fault: 'silent' | 'cut' | { delayMs: number }): Promise<Relay> {
  const sockets = new Set<Socket>()
  const server = createServer((sender) => {
    const taker = connect(Number(new URL(relay.url).port), '127.0.0.1')
    for (const [end, other] of [[sender, taker], [taker, sender]] as const) {
      sockets.add(end)
      end.on('error', () => other.destroy()).on('close', () => { sockets.delete(end); setTimeout(() => other.destroy(), 50) })
    }
    let said = ''
    let isThere = stage === 'greeting'
    sender.on('data', (part) => {
      taker.write(part)
      isThere ||= stages[stage].test(said += part)
    })
    taker.on('data', (part) => {
      if (!isThere) sender.write(part)
      else if (fault === 'cut') sender.destroy()
      else if (fault !== 'silent') setTimeout(() => sender.write(part), fault.delayMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => { for (const socket of sockets) socket.destroy(); server.close() })
  return { url: smtpAt(portOf(server)), received: relay.received }
}

import { Agent, request as ask } from 'node:http'
import { tokenOf } from './data.ts'

/**
 * What came of learners with a film open, who send a beat every ten seconds, as their players do, whatever the answers take.
 * `lost`: beats without an answer in time, or whose answer does not show what they reported.
 */
export interface Learned { sent: number; lost: number; p50: number; p95: number; p99: number }

const everyMs = 10_000
/** An answer that takes longer is none: without this a single silence would keep the bench from ending. */
const answerMsMax = 10_000
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const enrollmentOf = (n: number) => n < 500 ? n + 1 : 541 + n - 500

function beat(port: number, n: number, form: Record<string, string>): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams(form).toString()
  return new Promise((resolve, reject) => {
    const request = ask({ port, host: '127.0.0.1', agent, method: 'POST', path: `/learn/${enrollmentOf(n)}/lessons/4/beats`, headers: {
      'cookie': `sid=${tokenOf('trainee', n)}`, 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), 'sec-fetch-site': 'same-origin',
      'hx-request-type': 'partial', 'hx-target': 'section#viewings-watched',
    } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => { text += part }).on('end', () => resolve({ status: answer.statusCode!, text }))
    })
    request.setTimeout(answerMsMax, () => request.destroy(new Error('no answer in time')))
    request.on('error', reject).end(body)
  })
}

/** The players of so many learners, as the server names them, each with play pressed. */
export async function pressPlay(port: number, learners: number): Promise<string[]> {
  const players: string[] = []
  const open = async (n: number) => {
    const player = /data-player="(\d+)"/.exec((await beat(port, n, {})).text)?.[1]
    if (player === undefined) throw new Error(`learner ${n} gets no player`)
    await beat(port, n, { player, presses: 'true' })
    players[n] = player
  }
  for (let n = 0; n < learners; n += 8) await Promise.all(Array.from({ length: Math.min(8, learners - n) }, (_, more) => open(n + more)))
  return players
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** @param seconds how long they learn; each reports nine seconds of film for every ten that pass */
export async function learn(port: number, players: readonly string[], seconds: number): Promise<Learned> {
  const [taken, answers]: [number[], Promise<void>[]] = [[], []]
  let kept = 0
  const start = performance.now()
  const total = Math.floor(seconds * 1000 / everyMs * players.length)
  for (let n = 0; n < total; n += 1) {
    const due = start + n * everyMs / players.length
    const early = due - performance.now()
    if (early > 1) await new Promise((resolve) => { setTimeout(resolve, early) })
    const from = 10 * Math.floor(n / players.length)
    // Counted from when it was due, so that a queue is not forgiven to who makes it.
    answers.push(beat(port, n % players.length, { 'player': players[n % players.length]!, 'stretches.0.from': String(from), 'stretches.0.to': String(from + 9), 'position': String(from + 9) })
      .then(({ status, text }) => { if (status === 200 && text.includes(clock(from + 9))) kept += 1 }, () => {}).then(() => { taken.push(performance.now() - due) }))
  }
  await Promise.all(answers)
  agent.destroy()
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10
  return { sent: total, lost: total - kept, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

import { Agent, request as ask } from 'node:http'
import { lockOf, tokenOf as codeShown } from '../../server/classroom/check-ins/codes.ts'
import { stepAt } from '../../server/classroom/check-ins/rules.ts'
import { doorSecret, tokenOf } from './data.ts'

/** What came of people who check in one after the other: `lost` are those whose page does not show the mark afterwards. Times in ms, of every request. */
export interface CheckedIn { people: number; sent: number; lost: number; p50: number; p95: number; p99: number }

const peopleCount = 540
const answerMsMax = 10_000
const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** The last forty who are signed in of the first training, all of the second. */
const learnerOf = (n: number): number => 460 + n
/** The slot whose door is theirs: as the data set divides people among cohorts. */
function slotOf(learner: number): number {
  const enrollment = learner < 500 ? learner : 540 + learner - 500
  const cohort = Math.floor(enrollment / 540) * 3 + enrollment % 3 + 1
  return cohort <= 3 ? 3 * cohort : 3 * (cohort - 1) + 1
}

interface Answer { status: number; text: string; scan: string | null }

function send(port: number, learner: number, method: 'GET' | 'POST', path: string, scan: string | null): Promise<Answer> {
  const body = method === 'POST' ? `onceKey=bench-${learner}-check-in` : ''
  return new Promise((resolve, reject) => {
    const request = ask({ port, host: '127.0.0.1', agent, method, path, headers: {
      'cookie': `sid=${tokenOf('trainee', learner)}${scan === null ? '' : `; scan=${scan}`}`, 'sec-fetch-site': 'same-origin',
      ...method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) },
    } }, (answer) => {
      let text = ''
      const held = answer.headers['set-cookie']?.map((one) => /^scan=([^;]+)/.exec(one)?.[1]).find((one) => one !== undefined) ?? null
      answer.setEncoding('utf8').on('data', (part: string) => { text += part }).on('end', () => resolve({ status: answer.statusCode!, text, scan: held }))
    })
    request.setTimeout(answerMsMax, () => request.destroy(new Error('no answer in time')))
    request.on('error', reject).end(body)
  })
}

/** @param seconds in which they all come, evenly; each scans, is shown the page and presses the button */
export async function checkInAll(port: number, seconds: number): Promise<CheckedIn> {
  const taken: number[] = []
  const timed = async (from: number, work: Promise<Answer>): Promise<Answer> => {
    try { return await work } finally { taken.push(performance.now() - from) }
  }
  const come = async (n: number, due: number) => {
    const learner = learnerOf(n)
    const slot = slotOf(learner)
    // The first is counted from when it was due, so that a queue is not forgiven to who makes it.
    const { scan } = await timed(due, send(port, learner, 'GET', `/check-in/${slot}/${codeShown(lockOf({ secret: doorSecret, slotId: slot }), stepAt(new Date()))}`, null))
    await timed(performance.now(), send(port, learner, 'GET', `/check-in/slots/${slot}`, scan))
    await timed(performance.now(), send(port, learner, 'POST', `/check-in/slots/${slot}`, scan))
  }
  const start = performance.now()
  const all: Promise<void>[] = []
  for (let n = 0; n < peopleCount; n += 1) {
    const due = start + n * seconds * 1000 / peopleCount
    const early = due - performance.now()
    if (early > 1) await new Promise((resolve) => { setTimeout(resolve, early) })
    all.push(come(n, due).catch(() => {}))
  }
  await Promise.all(all)
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10
  const lost = await countLost(port)
  agent.destroy()
  return { people: peopleCount, sent: taken.length, lost, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Everybody's own page once more, without a scan: it says when the mark was made. */
async function countLost(port: number): Promise<number> {
  let lost = 0
  for (let n = 0; n < peopleCount; n += 1) {
    const learner = learnerOf(n)
    const { status, text } = await send(port, learner, 'GET', `/check-in/slots/${slotOf(learner)}`, null)
    if (status !== 200 || !text.includes('に記録済みです')) lost += 1
  }
  return lost
}

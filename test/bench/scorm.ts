import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildApp } from '../../server/app.ts'
import type { Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { openPaper } from '../../server/base/paper.ts'
import { hashOf } from '../../server/learning/scorm/playing/changes.ts'
import { putLesson } from '../support/lessons.ts'
import { enroll, givePost, makePerson, settle } from '../support/people.ts'
import type { Work } from './works.ts'

/**
 * 1,000 learners play a package, and their browsers send what is new every 30 seconds: p95 at most 50 ms. Who asks is another process,
 * so that the event loop that is looked at is the house's alone.
 */
const [learners, everySeconds] = [1_000, 30]

interface Asked { sent: number; failed: number; p50_ms: number; p95_ms: number; p99_ms: number }

export const scormCommit: Work = {
  name: 'scorm-commit',
  async measure(fresh, seconds) {
    const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
    const [{ database }, files, paper] = [await fresh(), openFiles(folder), openPaper()]
    const app = await buildApp({ database, files, paper, post: { send: async () => {} } })
    try {
      await putLaunches(database)
      await app.content.listen({ port: 0, host: '127.0.0.1' })
      const { port } = app.content.server.address() as AddressInfo
      const delay = monitorEventLoopDelay({ resolution: 5 })
      delay.enable()
      const child = spawn(process.execPath, [import.meta.filename, 'ask', `http://127.0.0.1:${port}`, String(seconds * 10)], { stdio: ['ignore', 'pipe', 'inherit'] })
      const asked = JSON.parse((await child.stdout.toArray()).join('')) as Asked
      return { name: 'scorm-commit', ...asked, rps: Math.round(learners / everySeconds), loop_p99_ms: Math.round(delay.percentile(99) / 1e5) / 10 }
    } finally {
      await app.close()
      await paper.close()
      await database.destroy()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function tokenOf(n: number): string {
  return Buffer.from(`learner-${String(n).padStart(8, '0')}`).toString('base64url')
}

async function putLaunches(db: Database): Promise<void> {
  const town = await settle(db)
  const lesson = await putLesson(db, { module_id: town.module, position: 1, kind: 'scorm', title: 'SCORM', title_en: 'SCORM' }, { content: JSON.stringify({ required: ['only'] }) })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
  const { id: file } = await db.insertInto('file').values({ key: 'zip/00/x', name: 'x.zip', type: 'application/zip', bytes: 1, sha256: 'x', made_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  const item = { id: 'only', title: 'only', parent: null, depth: 0, launch: { path: 'a.html', rest: '' }, isSco: true, isVisible: true, prerequisites: null, masteryScore: 80, hides: [], launchData: '' }
  const { id: packed } = await db.insertInto('scorm_package').values({ lesson_id: lesson, file_id: file, folder: 'content/00/x', course: JSON.stringify({ edition: '1.2', version: '1.2', title: '', choice: true, flow: true, items: [item] }), findings: '[]', made_at: new Date() })
    .returning('id').executeTakeFirstOrThrow()
  const { id: version } = await db.selectFrom('lesson_version').select('id').executeTakeFirstOrThrow()
  for (let n = 0; n < learners; n += 1) {
    const person = await makePerson(db, `人名 ${n}`, 'ひとな', town.tachikawa)
    const { account, post } = await givePost(db, person, 'trainee', town.tachikawa)
    const enrollment = await enroll(db, town, person, n + 1)
    const attempt = await db.insertInto('scorm_attempt').values({ enrollment_id: enrollment, lesson_id: lesson, lesson_version_id: version, package_id: packed, number: 1, learner: `m${n}`, began_at: new Date() }).returning('id').executeTakeFirstOrThrow()
    await db.insertInto('scorm_state').values({ attempt_id: attempt.id, item: 'only', completion: 'incomplete', success: 'unknown', opened_at: new Date(), seen_at: new Date() }).execute()
    await db.insertInto('scorm_launch').values({ token_hash: hashOf(tokenOf(n)), package_id: packed, attempt_id: attempt.id, item: 'only', mode: 'normal', account_id: account, post_id: post, made_at: new Date(), seen_at: new Date(), expires_at: new Date(Date.now() + 3_600_000) }).execute()
  }
}

/** Each learner in turn, as evenly as a clock goes; what is sent is as large as what real packages keep. */
async function ask(at: string, seconds: number): Promise<void> {
  const suspended = randomBytes(3_000).toString('base64')
  const [waits, failed]: [number[], number[]] = [[], []]
  const all: Promise<void>[] = []
  const from = performance.now()
  for (let n = 0; performance.now() - from < seconds * 1_000; n += 1) {
    await sleep(Math.max(0, from + n * (everySeconds * 1_000 / learners) - performance.now()))
    all.push((async () => {
      const began = performance.now()
      const number = 1 + Math.floor(n / learners)
      const elements = { 'cmi.core.lesson_location': String(n), 'cmi.core.lesson_status': 'incomplete', 'cmi.suspend_data': `${n}${suspended}`, [`cmi.interactions.${number}.id`]: `q${number}`, [`cmi.interactions.${number}.result`]: 'correct' }
      const answer = await fetch(`${at}/play/${tokenOf(n % learners)}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ number, elements }) })
      await answer.text()
      if (answer.status === 200) waits.push(performance.now() - began)
      else failed.push(answer.status)
    })())
  }
  await Promise.all(all)
  waits.sort((a, b) => a - b)
  const part = (share: number) => Math.round((waits[Math.floor(waits.length * share)] ?? NaN) * 10) / 10
  console.log(JSON.stringify({ sent: all.length, failed: failed.length, p50_ms: part(0.5), p95_ms: part(0.95), p99_ms: part(0.99) } satisfies Asked))
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'ask') await ask(process.argv[3]!, Number(process.argv[4]))

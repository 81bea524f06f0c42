import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '../../migrations/index.ts'
import { buildApp } from '../../server/app.ts'
import { openEmbedded, openPostgres, startEmbedded, type Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { openPaper } from '../../server/base/paper.ts'
import { hashOf } from '../../server/learning/scorm/playing/changes.ts'
import { putLesson } from '../support/lessons.ts'
import { enroll, givePost, makePerson, settle } from '../support/people.ts'

/**
 * The goal of 1,000 learners who play a package and whose browsers send what is new every 30 seconds (`scorm-commit`).
 * `node test/bench/scorm.ts [seconds]`, on the embedded database or on an empty one that SCORM_DATABASE_URL names. Who asks is
 * another process, so that the event loop that is looked at is the house's alone.
 */
const [learners, everySeconds] = [1_000, 30]

if (process.argv[2] === 'ask') await ask(process.argv[3]!, Number(process.argv[4]))
else await measure(Number(process.argv[2] ?? 60))

async function measure(seconds: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
  const url = process.env.SCORM_DATABASE_URL
  const database = url === undefined ? openEmbedded(startEmbedded({ dataDir: path.join(folder, 'db') })) : openPostgres(url)
  await migrate(database)
  const [files, paper] = [openFiles(path.join(folder, 'files')), openPaper()]
  const app = await buildApp({ database, files, paper, post: { send: async () => {} } })
  await putLaunches(database)
  await app.content.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.content.server.address() as AddressInfo
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const child = spawn(process.execPath, [import.meta.filename, 'ask', `http://127.0.0.1:${port}`, String(seconds)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = (await child.stdout.toArray()).join('')
  const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e5) / 10
  console.log(`scorm-commit ${url === undefined ? 'embedded' : 'postgres'}: ${said.trim()} · event loop p50 ${ms(delay.percentile(50))} ms, p99 ${ms(delay.percentile(99))} ms`)
  await app.close()
  await paper.close()
  await database.destroy()
  rmSync(folder, { recursive: true, force: true })
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
  console.log(`${waits.length} taken, ${failed.length} not, ${(all.length / seconds).toFixed(1)} a second · p50 ${part(0.5)} ms, p95 ${part(0.95)} ms, p99 ${part(0.99)} ms`)
}

import { sql } from 'kysely'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { inChange } from '../../server/base/change.ts'
import { engineOf, type Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { drain } from '../../server/base/jobs.ts'
import { openPaper } from '../../server/base/paper.ts'
import { issueCertificates } from '../../server/completion/certificates/changes.ts'
import { certificateJobs } from '../../server/completion/certificates/jobs.ts'
import { printBatch, writeBatch } from '../../server/entry/selection-notices/changes.ts'
import { noticeJobs } from '../../server/entry/selection-notices/jobs.ts'
import { startingOpenings, startingSteps } from '../../server/entry/selection-notices/paper.ts'
import { confirmBundle, keepBundle } from '../../server/entry/bundle-files/changes.ts'
import { bundleJobs } from '../../server/entry/bundle-files/jobs.ts'
import { inventedName } from '../../server/keeping/demo/names.ts'
import { manyBodies, manyRows } from '../entry/bundle-files/many.ts'
import { graduate } from '../completion/certificates/graduates.ts'
import { announced } from '../entry/selection-notices/announced.ts'
import { settle } from '../support/people.ts'
import { categories } from '../../server/entry/nominations/rules.ts'
import { simulate } from '../../server/entry/selection/simulation.ts'

/** A piece of work that is measured as a whole: seconds, and the peak memory while it runs where that matters. */
export interface Work { name: string; measure(fresh: () => Promise<Database>): Promise<{ name: string; seconds: number; mb?: number; limit_seconds?: number }> }

const seconds = (from: number) => Math.round((performance.now() - from)) / 1000

const simulation: Work = {
  name: 'simulation-10000',
  async measure() {
    const nominations = Array.from({ length: 10_000 }, (_, id) => ({
      id, municipalityId: id % 62, municipalityCode: String(130_000 + id % 62), category: categories[Math.floor(id / 62) % 4]!, rank: Math.floor(id / 248) + 1,
      professionCode: ['nurse', 'physical_therapist', 'dietitian', 'clerk'][id % 4]!, wishedCohortIds: id % 3 === 0 ? [1 + id % 6] : [], problem: null,
    }))
    const cohorts = Array.from({ length: 6 }, (_, n) => ({ id: n + 1, capacity: 900 }))
    const once = () => {
      const from = performance.now()
      simulate({ nominations, cohorts, capacity: 5_400, overPercent: 104, waitlistMax: 500, seed: 7 })
      return seconds(from)
    }
    const runs = [once(), once(), once(), once(), once()].sort((a, b) => a - b)
    return { name: 'simulation-10000', seconds: runs[2]!, limit_seconds: 0.3 }
  },
}

/** From the command to the first ready answer, on a folder that exists and has nobody to invent. */
const start: Work = {
  name: 'start',
  async measure() {
    const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
    try {
      await startOnce(folder)
      const took = [await startOnce(folder), await startOnce(folder), await startOnce(folder)].sort((a, b) => a - b)
      return { name: 'start', seconds: took[1]!, limit_seconds: 5 }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function startOnce(folder: string): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, ['--import', './server/compiled.ts', 'server/main.ts'], { env: { PATH: process.env.PATH!, DATA_DIR: folder, DEMO: 'no', HOST: '127.0.0.1', PORT: '0' } })
  let words = ''
  const at = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      words += String(bytes)
      const found = /地域まなび (http:\S+)/.exec(words)?.[1]
      if (found !== undefined) resolve(found.replace('localhost', '127.0.0.1'))
    })
    child.once('exit', () => reject(new Error(words)))
  })
  const ready = await fetch(`${at}/health/ready`)
  const took = seconds(from)
  if (ready.status !== 200) throw new Error(`not ready: ${ready.status}`)
  const left = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await left
  return took
}

/** One job: 540 numbers, papers, stored files and the ZIP, as an officer starts it; files on this disk. */
const certificates: Work = {
  name: 'certificates-540',
  async measure(fresh) {
    const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
    const database = await fresh()
    const paper = openPaper()
    const memory = watchMemory()
    try {
      const town = await settle(database)
      await graduate(database, town, Array.from({ length: 540 }, (_, n) => inventedName(n).name))
      const { planner } = town
      const actor = { accountId: planner.account, personId: planner.person, postId: planner.post, kind: 'prefecture' as const, municipalityId: null }
      const clock = () => new Date('2027-03-12T10:00:00+09:00')
      const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
      const house = { database, clock, random, mail: { send: async () => {} }, files: openFiles(folder), paper, publicOrigin: 'https://manabi.example.jp' }
      const from = performance.now()
      await inChange(database, { actor, scope: { of: 'all' }, now: clock(), random }, (change) =>
        issueCertificates(change, town.training, { issuedOn: '2027-03-12' } as never, 'https://manabi.example.jp'))
      await drain(house, certificateJobs)
      return { name: 'certificates-540', seconds: seconds(from), mb: memory.peak(), limit_seconds: 25 }
    } finally {
      memory.stop()
      await paper.close()
      await database.destroy()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** One job: letters to 600 people and lists to their 60 municipalities, stored and put into one ZIP, as an officer starts it. */
const letters: Work = {
  name: 'letters-600',
  async measure(fresh) {
    const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
    const database = await fresh()
    const paper = openPaper()
    const memory = watchMemory()
    try {
      const town = await settle(database)
      await announced(database, town, Array.from({ length: 600 }, (_, n) => inventedName(n).name))
      const { planner } = town
      const actor = { accountId: planner.account, personId: planner.person, postId: planner.post, kind: 'prefecture' as const, municipalityId: null }
      const clock = () => new Date('2026-08-01T10:00:00+09:00')
      const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
      const house = { database, clock, random, mail: { send: async () => {} }, files: openFiles(folder), paper, publicOrigin: 'https://manabi.example.jp' }
      const change = <T>(work: Parameters<typeof inChange<T>>[2]) => inChange(database, { actor, scope: { of: 'all' }, now: clock(), random }, work)
      await change((now) => writeBatch(now, town.training, {
        version: 0, documentNumber: '８福祉高介第345号', issuedOn: '2026-08-01', sender: '東京都福祉局高齢者施策推進部介護保険課長', office: '地域ケア会議主管課長　殿',
        ...startingOpenings, nextSteps: startingSteps, contact: '介護保険課',
      }))
      const from = performance.now()
      await change((now) => printBatch(now, town.training, 1))
      await drain(house, noticeJobs)
      return { name: 'letters-600', seconds: seconds(from), mb: memory.peak(), limit_seconds: 20 }
    } finally {
      memory.stop()
      await paper.close()
      await database.destroy()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/**
 * One file of the office naming 10,000 people of 62 municipalities: read, checked, every person made, every sheet handed in,
 * as the worker does it. The limit is what is asked for on the engine; beside it, what a bare insert of the same rows costs.
 */
const bundle: Work = {
  name: 'import-10000',
  async measure(fresh) {
    const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
    const database = await fresh()
    try {
      const { planner, call } = await settle(database)
      await database.updateTable('call').set({ quota_chair: 99, quota_adviser: 99, quota_case_presenter: 99, quota_other: 99 }).execute()
      const { bytes, rows } = await manyRows(call, await manyBodies(database, 62), 10_000)
      const bare = await bareInsert(database, rows)
      const actor = { accountId: planner.account, personId: planner.person, postId: planner.post, kind: 'prefecture' as const, municipalityId: null }
      const clock = () => new Date('2026-06-15T10:00:00+09:00')
      const random = (count: number) => new Uint8Array(randomBytes(count))
      const files = openFiles(folder)
      const house = { database, clock, random, mail: { send: async () => {} }, files, paper: openPaper(), publicOrigin: 'https://manabi.example.jp' }
      const change = <T>(work: Parameters<typeof inChange<T>>[2]) => inChange(database, { actor, scope: { of: 'all' }, now: clock(), random }, work)
      const kept = await files.save((async function* () { yield bytes })(), 'table')
      const { id } = await change((now) => keepBundle(now, call, { ...kept, name: 'bench.xlsx' }))
      await change((now) => confirmBundle(now, id, 'bench', rows.length))
      const memory = watchMemory()
      const from = performance.now()
      await drain(house, bundleJobs)
      const took = seconds(from)
      memory.stop()
      await house.paper.close()
      const { state } = await database.selectFrom('bundle_file').select('state').executeTakeFirstOrThrow()
      if (state !== 'taken') throw new Error(`the file is ${state}`)
      return { name: `import-10000 (bare insert ${bare} s)`, seconds: took, mb: memory.peak(), limit_seconds: engineOf(database).of === 'embedded' ? 8 : 5 }
    } finally {
      await database.destroy()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** The same cells into a table without keys, in one statement: the least that any import costs on this machine. */
async function bareInsert(database: Database, rows: string[][]): Promise<number> {
  await sql`create table bare (cells text[])`.execute(database)
  const from = performance.now()
  await sql`insert into bare select array(select jsonb_array_elements_text(r)) from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) r`.execute(database)
  const took = seconds(from)
  await sql`drop table bare`.execute(database)
  return took
}

/** What the process holds at most from now on; what came before, such as making a database, is not part of the work. */
function watchMemory() {
  let most = 0
  const look = () => { most = Math.max(most, process.memoryUsage.rss()) }
  const clock = setInterval(look, 50)
  return { peak: () => { look(); return Math.round(most / 1_048_576) }, stop: () => clearInterval(clock) }
}

export const works: Work[] = [simulation, start, certificates, letters, bundle]

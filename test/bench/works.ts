import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { inChange } from '../../server/base/change.ts'
import type { Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { drain } from '../../server/base/jobs.ts'
import { openPaper } from '../../server/base/paper.ts'
import { issueCertificates } from '../../server/completion/certificates/changes.ts'
import { certificateJobs } from '../../server/completion/certificates/jobs.ts'
import { printBatch, writeBatch } from '../../server/entry/selection-notices/changes.ts'
import { noticeJobs } from '../../server/entry/selection-notices/jobs.ts'
import { startingOpenings, startingSteps } from '../../server/entry/selection-notices/paper.ts'
import { inventedName } from '../../server/keeping/demo/names.ts'
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

/** What the process holds at most from now on; what came before, such as making a database, is not part of the work. */
function watchMemory() {
  let most = 0
  const look = () => { most = Math.max(most, process.memoryUsage.rss()) }
  const clock = setInterval(look, 50)
  return { peak: () => { look(); return Math.round(most / 1_048_576) }, stop: () => clearInterval(clock) }
}

export const works: Work[] = [simulation, start, certificates, letters]

import { sql } from 'kysely'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { inChange, type Change } from '../../server/base/change.ts'
import type { Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import type { CrewHouse } from '../../server/base/jobs.ts'
import { openPaper } from '../../server/base/paper.ts'
import { issueCertificates } from '../../server/completion/certificates/changes.ts'
import { printBatch, writeBatch } from '../../server/entry/selection-notices/changes.ts'
import { startingOpenings, startingSteps } from '../../server/entry/selection-notices/paper.ts'
import { confirmBundle, keepBundle } from '../../server/entry/bundle-files/changes.ts'
import { inventedName } from '../../server/keeping/demo/names.ts'
import { dealt, drawn, groupsOf } from '../../server/classroom/exercise-groups/balance/dealing.ts'
import { totalOf } from '../../server/classroom/exercise-groups/balance/faults.ts'
import { startingWeights, type Wish } from '../../server/classroom/exercise-groups/balance/input.ts'
import { balanced } from '../../server/classroom/exercise-groups/balance/search.ts'
import { cohortOf } from '../classroom/exercise-groups/cohort.ts'
import { manyBodies, manyRows } from '../entry/bundle-files/many.ts'
import { graduate } from '../completion/certificates/graduates.ts'
import { announced } from '../entry/selection-notices/announced.ts'
import { settle, type Town } from '../support/people.ts'
import { categories } from '../../server/entry/nominations/rules.ts'
import type { Alone, Done } from './alone.ts'
import { judging } from './judging.ts'
import { scormCommit } from './scorm.ts'
import { askBriefings } from '../../server/cascade/briefings/changes.ts'
import { simulate } from '../../server/entry/selection/simulation.ts'

/** A piece of work that is measured as a whole: seconds, and the peak memory while it runs where that matters. */
export interface Work { name: string; measure(fresh: () => Promise<Fresh>, seconds: number): Promise<{ name: string } & ({ seconds: number; mb?: number; before_mb?: number; limit_seconds?: number; ratio?: number; points?: number; points_by_lot?: number; points_by_number?: number } | Record<string, string | number>)> }

/** An empty, migrated database, and where another process finds it once this one has let it go. */
export interface Fresh { database: Database; engine: Alone['engine']; place: string }

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

/**
 * 540 people in groups of six, five cohorts as they come, one after the other: the seconds of the middle one, and the points against these groups,
 * against a draw of lots and against dealing by number, the middle of the five each.
 */
const groups: Work = {
  name: 'groups-540',
  async measure() {
    const middle = (values: number[]) => values.sort((a, b) => a - b)[2]!
    const runs = [1, 2, 3, 4, 5].map((seed) => {
      const people = cohortOf(540, seed)
      const wish: Wish = { size: 6, seed, weights: startingWeights, apart: [], locked: new Map() }
      const points = (groupOf: Int32Array) => totalOf(groupsOf(people, groupOf), wish.weights, wish.apart)
      const from = performance.now()
      const made = balanced(people, wish)
      return { took: seconds(from), points: points(made), lot: points(drawn(people, wish)), number: points(dealt(people, wish)) }
    })
    return {
      name: 'groups-540', seconds: middle(runs.map(({ took }) => took)), limit_seconds: 2,
      points: middle(runs.map(({ points }) => points)), points_by_lot: middle(runs.map(({ lot }) => lot)), points_by_number: middle(runs.map(({ number }) => number)),
    }
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

/** What a piece of work finds: a settled world, the house its jobs run in, and the office that asks. */
interface Bench { database: Database; town: Town; house: CrewHouse; change: <T>(work: (change: Change) => Promise<T>) => Promise<T> }

interface Timed {
  name: string
  /** The moment the work is asked for. */
  at: string
  /** Everything that must be there before; returns the step that asks for the work, which another process then does. */
  prepare: (bench: Bench) => Promise<() => Promise<unknown>>
  /** Seconds: a goal, or what the bare stack takes for the same, measured in this run before the work. */
  limit: number | ((bench: Bench) => Promise<number>)
}

/**
 * The frame of works done by jobs: a database and files of their own on this disk, asked for by the office, done by a process
 * of its own, as a worker is one, timed, its memory watched from before the work to its peak.
 */
const byJobs = ({ name, at, prepare, limit }: Timed): Work => ({
  name,
  async measure(fresh) {
    const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-bench-'))
    const { database, engine, place } = await fresh()
    const paper = openPaper()
    try {
      const town = await settle(database)
      const { planner } = town
      const actor = { accountId: planner.account, personId: planner.person, postId: planner.post, kind: 'prefecture' as const, municipalityId: null }
      const [clock, random] = [() => new Date(at), (bytes: number) => new Uint8Array(randomBytes(bytes))]
      const house = { database, clock, random, mail: { send: async () => {} }, files: openFiles(folder), paper, publicOrigin: 'https://manabi.example.jp' }
      const bench: Bench = { database, town, house, change: (work) => inChange(database, { actor, scope: { of: 'all' }, now: clock(), random }, work) }
      const begin = await prepare(bench)
      const limit_seconds = typeof limit === 'number' ? limit : await limit(bench)
      await begin()
      await paper.close()
      await database.destroy()
      const { left, ...done } = await inOwnProcess({ engine, place, folder, at })
      if (left > 0) throw new Error(`${name} did not end`)
      return { name, ...done, limit_seconds, ratio: Math.round(100 * done.seconds / limit_seconds) / 100 }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

/** Within the memory that `npm start` gives a process. */
async function inOwnProcess(alone: Alone): Promise<Done> {
  const child = fork(new URL('./alone.ts', import.meta.url), { execArgv: flagsOfStart(), env: { ...process.env, BENCH_ALONE: JSON.stringify(alone) } })
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`the process of the work ended with ${code}`) })])
  return said as Done
}

/** The flags of `npm start`: its memory is part of what is promised. */
export function flagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }
  return scripts.start.split(' ').slice(1, -1)
}

const names = (count: number) => Array.from({ length: count }, (_, n) => inventedName(n).name)

/** One job: 540 numbers, papers, stored files and the ZIP, as an officer starts it; files on this disk. */
const certificates = byJobs({
  name: 'certificates-540', at: '2027-03-12T10:00:00+09:00', limit: 25,
  async prepare({ database, town, change }) {
    await graduate(database, town, names(540))
    return () => change((now) => issueCertificates(now, town.training, { issuedOn: '2027-03-12' } as never, 'https://manabi.example.jp'))
  },
})

/** One job: letters to 600 people and lists to their 60 municipalities, stored and put into one ZIP, as an officer starts it. */
const letters = byJobs({
  name: 'letters-600', at: '2026-08-01T10:00:00+09:00', limit: 20,
  async prepare({ database, town, change }) {
    await announced(database, town, names(600))
    await change((now) => writeBatch(now, town.training, {
      version: 0, documentNumber: '８福祉高介第345号', issuedOn: '2026-08-01', sender: '東京都福祉局高齢者施策推進部介護保険課長', office: '地域ケア会議主管課長　殿',
      ...startingOpenings, nextSteps: startingSteps, contact: '介護保険課',
    }))
    return () => change((now) => printBatch(now, town.training, 1))
  },
})

/** One job: a sheet for each of 62 municipalities with twenty trained people and eight open actions, packed into one ZIP. */
const briefings = byJobs({
  name: 'briefings-62', at: '2026-11-24T10:00:00+09:00', limit: 10,
  async prepare({ database, change }) {
    await database.updateTable('municipality').set({ valid_to: '2020-03-31' }).execute()
    await manyBodies(database, 62)
    await sql`insert into person (municipality_id, name, kana, kana_key, search_key, created_at)
      select m.id, '試験 ' || n, 'しけん', 'しけん', '試験' || n, now() from municipality m cross join generate_series(1, 20) n where m.code like '14%'`.execute(database)
    await sql`insert into affiliation (person_id, municipality_id, organization, category, trained, from_on)
      select id, municipality_id, '試験市北部地域包括支援センター', (array['chair', 'adviser', 'case_presenter', 'other'])[id % 4 + 1], true, '2025-04-01' from person where search_key like '試験%'`.execute(database)
    await sql`insert into action_item (municipality_id, what, owner, due_on, made_at)
      select m.id, '次の会議までに助言者の名簿を作り、地域包括支援センターと分ける ' || n, '高齢福祉課', date '2026-12-01' + n, now() from municipality m cross join generate_series(1, 8) n where m.code like '14%'`.execute(database)
    return () => change((now) => askBriefings(now, 2026, 'zip'))
  },
})

/**
 * One file of the office naming 10,000 people of 62 municipalities: read, checked, every person made, every sheet handed in,
 * as the worker does it. Beside it, what a bare insert of the same rows costs; what was asked for is 8 s embedded, 5 s on PostgreSQL.
 */
const bundle = byJobs({
  name: 'import-10000', at: '2026-06-15T10:00:00+09:00', limit: ({ database, town }) => bareInsert(database, town.call),
  async prepare({ database, town: { call }, house, change }) {
    await database.updateTable('call').set({ quota_chair: 99, quota_adviser: 99, quota_case_presenter: 99, quota_other: 99 }).execute()
    const { bytes, rows } = await manyRows(call, await manyBodies(database, 62), 10_000)
    const kept = await house.files.save(bytes, 'table')
    const { id } = await change((now) => keepBundle(now, call, { ...kept, name: 'bench.xlsx' }))
    return () => change((now) => confirmBundle(now, id, 'bench', rows.length))
  },
})

/**
 * As many rows into the same tables, their keys, checks, indexes and triggers, one statement for each table: people, where they
 * work, sheets, nominations. Taken back again. What is over it is reading, checking, finding people again and leaving a trace.
 */
async function bareInsert(database: Database, call: number): Promise<number> {
  let took = 0
  await database.transaction().execute(async (tx) => {
    const from = performance.now()
    await sql`insert into person (municipality_id, name, kana, kana_key, search_key, created_at)
      select m.id, '試験 ' || n, 'しけん', 'しけん', '試験' || n, now() from generate_series(1, 10000) n
        join (select id, row_number() over (order by id) - 1 as place from municipality where code like '14%') m on m.place = n % 62`.execute(tx)
    await sql`insert into affiliation (person_id, municipality_id, organization, from_on) select id, municipality_id, 'センター', '2026-04-01' from person where search_key like '試験%'`.execute(tx)
    await sql`insert into nomination_sheet (call_id, municipality_id, version, saved_at) select ${call}::int, id, 1, now() from municipality where code like '14%'`.execute(tx)
    await sql`insert into nomination (sheet_id, call_id, municipality_id, person_id, category, rank, name, kana, affiliation, profession_code, experience, submitted)
      select s.id, s.call_id, s.municipality_id, p.id, (array['chair', 'adviser', 'case_presenter', 'other'])[p.place % 4 + 1], p.place / 4 + 1, p.name, p.kana, 'センター', 'public_health_nurse', 'planned', true
      from nomination_sheet s join (select id, name, kana, municipality_id, row_number() over (partition by municipality_id order by id) - 1 as place from person where search_key like '試験%') p
        on p.municipality_id = s.municipality_id`.execute(tx)
    took = seconds(from)
    throw new TakenBack()
  }).catch((error: unknown) => { if (!(error instanceof TakenBack)) throw error })
  return took
}

class TakenBack extends Error { override name = 'TakenBack' }

export const works: Work[] = [simulation, groups, start, certificates, letters, briefings, bundle, scormCommit, judging]

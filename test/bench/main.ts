import autocannon, { type Result } from 'autocannon'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { migrate } from '../../migrations/index.ts'
import { openEmbedded, openPostgres, startEmbedded, type Database } from '../../server/base/database.ts'
import { fill, sizeOf, type Size } from './data.ts'
import { checkInAll } from './doors.ts'
import { learn, pressPlay } from './learners.ts'
import { bareRequests, linesOf, rotations, type Line, type Request } from './lines.ts'
import { flagsOfStart, works, type Fresh } from './works.ts'

// Figures with their yardstick: `npm run bench -- --engine postgres --rows 10000 --only home-trainee,roll --seconds 3`.
const { values: asked } = parseArgs({ options: {
  engine: { type: 'string', default: 'postgres' }, rows: { type: 'string', default: '10000' }, only: { type: 'string' },
  seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '3' }, connections: { type: 'string', default: '1,8,32' },
  explain: { type: 'string' },
} })
const [rows, seconds, rounds] = [Number(asked.rows), Number(asked.seconds), Number(asked.rounds)]
const only = asked.only?.split(',')
const wanted = (name: string) => only === undefined || only.includes(name)
const server = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://127.0.0.1:5432/test')
server.username ||= process.env.PGUSER ?? userInfo().username

const table: object[] = []
const say = (line: object) => { console.log(JSON.stringify(line)); table.push(line) }
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const round = (n: number, digits = 1) => Math.round(n * 10 ** digits) / 10 ** digits

async function main(): Promise<void> {
  if (wanted('rss') || wanted('learners-1000') || wanted('checkin-540') || linesOf([]).some(({ name }) => wanted(name))) await pages()
  for (const work of works) if (wanted(work.name)) say({ ...await work.measure(fresh, seconds), engine: asked.engine, rows })
  console.table(table)
}

async function pages(): Promise<void> {
  const place = await prepared(sizeOf(rows))
  const child = fork(new URL('./serve.ts', import.meta.url), { execArgv: [...process.execArgv, ...flagsOfStart()], env: { ...process.env, BENCH_ENGINE: asked.engine, BENCH_PLACE: place }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  try {
    await measurePages(child, await certificates(place))
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** The data set, kept between runs under its size; dropped when the migrations change would be wrong, so it is named by count. */
async function prepared(size: Size): Promise<string> {
  if (asked.engine === 'pglite') {
    const folder = path.resolve(`node_modules/.cache/bench-pglite-${rows}`)
    if (existsSync(folder) && process.env.BENCH_KEEP === undefined) rmSync(folder, { recursive: true })
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true })
      const pglite = startEmbedded({ dataDir: folder })
      await furnish(openEmbedded(pglite), size)
      await pglite.close()
    }
    return folder
  }
  const name = `${process.env.BENCH_NAME ?? `chiiki_bench_${rows}`}`
  const admin = openPostgres(server.href, { statementSecondsMax: 0 })
  const there = (await sql`select 1 from pg_database where datname = ${name}`.execute(admin)).rows.length > 0
  const place = Object.assign(new URL(server), { pathname: `/${name}` }).href
  if (!there || process.env.BENCH_KEEP === undefined) {
    await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
    await sql.raw(`create database ${name}`).execute(admin)
    const db = openPostgres(place, { statementSecondsMax: 0, connectionsMax: 1 })
    await furnish(db, size)
    await db.destroy()
  }
  await admin.destroy()
  return place
}

/** An empty, migrated database for a piece of work; the embedded one in a folder, as people have it: in memory its files would count as ours. */
async function fresh(): Promise<Fresh> {
  const engine = asked.engine === 'pglite' ? 'pglite' as const : 'postgres' as const
  const place = engine === 'pglite' ? emptyFolder() : await emptyDatabase('chiiki_bench_work')
  const database = engine === 'pglite' ? openEmbedded(startEmbedded({ dataDir: place })) : openPostgres(place, { statementSecondsMax: 0 })
  await migrate(database)
  return { database, engine, place }
}

function emptyFolder(): string {
  const folder = path.resolve('node_modules/.cache/bench-pglite-work')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

async function emptyDatabase(name: string): Promise<string> {
  const admin = openPostgres(server.href, { statementSecondsMax: 0 })
  await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
  await sql.raw(`create database ${name}`).execute(admin)
  await admin.destroy()
  return Object.assign(new URL(server), { pathname: `/${name}` }).href
}

async function furnish(db: Database, size: Size): Promise<void> {
  await migrate(db)
  await fill(db, size)
}

async function certificates(place: string): Promise<{ number: string; code: string }[]> {
  if (asked.engine === 'pglite') return [] // one process owns the folder: numbers cannot be read beside it
  const db = openPostgres(place)
  const found = await db.selectFrom('certificate').select(['number_text', 'code']).orderBy('id').limit(120).execute()
  await db.destroy()
  return found.map(({ number_text, code }) => ({ number: number_text.replace(/^第 | 号$/g, ''), code }))
}

async function measurePages(child: ChildProcess, known: { number: string; code: string }[]): Promise<void> {
  const [said] = await once(child.stdout!, 'data') as [Buffer]
  const ports = JSON.parse(String(said)) as { app: number; bare: number }
  const players = wanted('progress-beat') ? await pressPlay(ports.app, rotations) : []
  for (const line of linesOf(known, players)) {
    if (!wanted(line.name) || line.requests.length === 0) continue
    await measure(line, ports, child)
  }
  if (wanted('learners-1000')) await learners(ports.app, child)
  if (wanted('checkin-540')) await doors(ports.app, child)
  const { mb } = await answerOf<{ mb: number }>(child, 'memory')
  if (wanted('rss')) say({ name: 'rss', engine: asked.engine, rows, mb })
}

/**
 * A thousand people with a film open at once, for as many seconds as were asked for, but at least two beats of each: p95 at most
 * 50 ms, and the server's loop never waits longer (p99). `generator_percent`: of one core, what asking took from the same machine.
 */
async function learners(port: number, child: ChildProcess): Promise<void> {
  const players = await pressPlay(port, 1_000)
  await answerOf(child, 'watch')
  const { ms: before } = await answerOf<{ ms: number }>(child, 'spent')
  const [began, own] = [performance.now(), process.cpuUsage()]
  const { sent, lost, p50, p95, p99 } = await learn(port, players, Math.max(20, seconds))
  const { user, system } = process.cpuUsage(own)
  const generator_percent = round((user + system) / 10 / (performance.now() - began), 0)
  const { ms: after } = await answerOf<{ ms: number }>(child, 'spent')
  const { p99: loop_p99_ms } = await answerOf<{ p99: number }>(child, 'watched')
  say({ name: 'learners-1000', engine: asked.engine, rows, rps: 100, sent, lost, p50_ms: p50, p95_ms: p95, p99_ms: p99, loop_p99_ms, cpu_ms: round((after - before) / sent, 2), generator_percent })
}

/** 540 people check in within a minute by what the screen shows: p95 at most 200 ms, and every mark is there afterwards. */
async function doors(port: number, child: ChildProcess): Promise<void> {
  const { ms: before } = await answerOf<{ ms: number }>(child, 'spent')
  const { people, sent, lost, p50, p95, p99 } = await checkInAll(port, 60)
  const { ms: after } = await answerOf<{ ms: number }>(child, 'spent')
  say({ name: 'checkin-540', engine: asked.engine, rows, people, sent, lost, p50_ms: p50, p95_ms: p95, p99_ms: p99, cpu_ms: round((after - before) / people, 2) })
}

async function measure(line: Line, ports: { app: number; bare: number }, child: ChildProcess): Promise<void> {
  const bare = bareRequests(line, sizeOf(rows))
  await answerOf(child, 'hear')
  const first = await fetchOne(ports.app, line.requests[0]!)
  const { asked: statements } = await answerOf<{ asked: number }>(child, 'heard')
  if (![200, 303].includes(first.status)) throw new Error(`${line.name} answers ${first.status}`)
  for (const connections of asked.connections.split(',').map(Number)) {
    await shoot(ports.app, line.requests, connections, 1)
    await shoot(ports.bare, bare, connections, 1)
    const [ours, theirs] = [[], []] as Result[][]
    const spent: number[] = []
    for (let n = 0; n < rounds; n += 1) {
      const { ms: before } = await answerOf<{ ms: number }>(child, 'spent')
      ours!.push(await shoot(ports.app, line.requests, connections, seconds))
      const { ms: after } = await answerOf<{ ms: number }>(child, 'spent')
      spent.push((after - before) / ours!.at(-1)!.requests.total)
      theirs!.push(await shoot(ports.bare, bare, connections, seconds))
    }
    const rps = median(ours!.map((one) => one.requests.average))
    const limit_rps = median(theirs!.map((one) => one.requests.average))
    const failed = ours!.reduce((sum, one) => sum + one['4xx'] + one['5xx'] + one.errors, 0)
    say({
      name: line.name, engine: asked.engine, rows, connections, rps: round(rps), p50_ms: median(ours!.map((one) => one.latency.p50)),
      p97_5_ms: median(ours!.map((one) => one.latency.p97_5)), p99_ms: median(ours!.map((one) => one.latency.p99)), cpu_ms: round(median(spent), 2), bytes: first.bytes, statements, limit_rps: round(limit_rps), ratio: round(rps / limit_rps, 2),
      ...failed > 0 && { failed },
    })
  }
}

async function answerOf<T = unknown>(child: ChildProcess, word: string): Promise<T> {
  child.send(word)
  return (await once(child, 'message'))[0] as T
}

async function fetchOne(port: number, { method, path: to, headers, body }: Request) {
  const answer = await fetch(`http://127.0.0.1:${port}${to}`, { method, headers, redirect: 'manual', ...body !== undefined && { body } })
  return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength }
}

/** Connections take their requests from one row, so that two of them rarely ask for the same at once, as people do not. */
function shoot(port: number, requests: Request[], connections: number, duration: number) {
  let next = 0
  return autocannon({ url: `http://127.0.0.1:${port}`, connections, duration, requests: [{
    setupRequest: (blank) => ({ ...blank, ...requests[next++ % requests.length] }),
  }] })
}

await main()

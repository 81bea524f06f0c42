import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { openEmbedded, openPostgres, startEmbedded } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { drain } from '../../server/base/jobs.ts'
import { openPaper } from '../../server/base/paper.ts'
import { crew } from '../../server/crew.ts'

// The jobs that wait in a database, done by a process that did nothing before: what it holds at its peak is what the work costs.
export interface Alone { engine: 'postgres' | 'pglite'; place: string; folder: string; at: string }
export interface Done { seconds: number; mb: number; before_mb: number; left: number }

async function doneBy({ engine, place, folder, at }: Alone): Promise<Done> {
  const database = engine === 'postgres' ? openPostgres(place, { statementSecondsMax: 0 }) : openEmbedded(startEmbedded({ dataDir: place }))
  const paper = openPaper()
  await sql`select 1`.execute(database)
  const house = {
    database, paper, files: openFiles(folder), mail: { send: async () => {} }, publicOrigin: 'https://manabi.example.jp',
    clock: () => new Date(at), random: (bytes: number) => new Uint8Array(randomBytes(bytes)),
  }
  await setTimeout(settlingSeconds * 1_000)
  const before_mb = inMb(process.memoryUsage.rss())
  forgetPeak()
  const from = performance.now()
  await drain(house, crew)
  const seconds = Math.round(performance.now() - from) / 1000
  const { rows: left } = await sql`select id from work where state <> 'done'`.execute(database)
  await paper.close()
  await database.destroy()
  return { seconds, mb: peakSince(), before_mb, left: left.length }
}

/** An embedded database compiles itself when it is opened, which is a matter of the start and not of the work. */
const settlingSeconds = 3
const inMb = (bytes: number) => Math.round(bytes / 1_048_576)

// Linux keeps the peak itself, and can be told to begin anew; a clock of ours would not be asked while the embedded database works.
const forgetPeak = () => { if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5') }
const peakSince = (): number => process.platform !== 'linux' ? Math.round(process.resourceUsage().maxRSS / 1_024)
  : Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1_024)

process.send!(await doneBy(JSON.parse(process.env.BENCH_ALONE!) as Alone))
process.disconnect()

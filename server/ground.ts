import { randomBytes } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { migrate } from '../migrations/index.ts'
import { openScanner } from './base/antivirus.ts'
import { CannotStart } from './base/cannot-start.ts'
import { isDatabaseAway, openEmbedded, openPostgres, startEmbedded, type Database } from './base/database.ts'
import { openFiles, type Files } from './base/files.ts'
import type { CrewHouse } from './base/jobs.ts'
import { lockFolder } from './base/lock.ts'
import { openPost, type Post } from './base/mail.ts'
import { openPaper, type Paper } from './base/paper.ts'
import { withScanner } from './base/quarantine.ts'
import { openS3Files, placeOfS3 } from './base/s3.ts'
import type { Config } from './config.ts'

/** What every command stands on. */
export interface Ground {
  database: Database; files: Files; post: Post; paper: Paper
  /** What jobs are handed: on a server connections of their own, so that they and the pages do not wait for each other. */
  crewHouse: CrewHouse
  close(): Promise<void>
}

/** How long a page waits for the database before it says so (`trust.md` F05: 503 within five seconds). */
const answerSecondsMax = 4

/** Takes the data folder, opens the database and brings it up to date. @throws CannotStart in plain words */
export async function openGround(config: Config): Promise<Ground> {
  try {
    return await openAll(config)
  } catch (error) {
    throw inWords(error)
  }
}

async function openAll(config: Config): Promise<Ground> {
  await mkdir(config.filesDir, { recursive: true, mode: 0o700 })
  const bases = config.databaseUrl === null ? await openFolder(config) : await openServer(config.databaseUrl, config)
  const [files, post, paper] = [openStore(config), openPost(config), openPaper()]
  return {
    database: bases.pages, files, post, paper,
    crewHouse: {
      database: bases.jobs, clock: () => new Date(), mail: post, files, paper, publicOrigin: config.publicOrigin,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
    },
    async close() {
      await paper.close()
      await bases.close()
    },
  }
}

function openStore({ filesDir, filesUrl, clamdUrl }: Config): Files {
  const files = filesUrl === null ? openFiles(filesDir) : openS3Files(placeOfS3(filesUrl), filesDir)
  if (clamdUrl === null) return files
  const { hostname: host, port } = new URL(clamdUrl)
  return withScanner(files, filesDir, openScanner({ host, port: Number(port || 3310) }))
}

async function openFolder({ dataDir, databaseDir }: Config) {
  const lock = await lockFolder(dataDir)
  await mkdir(databaseDir, { recursive: true, mode: 0o700 })
  await chmod(databaseDir, 0o700)
  const database = openEmbedded(startEmbedded({ dataDir: databaseDir }))
  const close = async () => {
    await database.destroy()
    await lock.release()
  }
  await migrate(database).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return { pages: database, jobs: database, close }
}

async function openServer(url: string, { connectionsMax, prepares }: Config) {
  const patient = openPostgres(url, { connectionsMax: 2, statementSecondsMax: 0 })
  await migrate(patient).finally(() => patient.destroy())
  const pages = openPostgres(url, { connectionsMax, answerSecondsMax, prepares })
  const jobs = openPostgres(url, { connectionsMax: 4, statementSecondsMax: 600, prepares })
  return { pages, jobs, close: async () => { await Promise.all([pages.destroy(), jobs.destroy()]) } }
}

/** What PostgreSQL answers when it knows no such user or database, or takes the password for a wrong one. */
const refusals = ['28000', '28P01', '3D000']
const closedFolder = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT']

/** What a person can put right is said so that they can; anything else is a mistake of ours and stays as it is. */
function inWords(error: unknown): unknown {
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) return new CannotStart(
    'データベースがこのプログラムより新しいため、起動できません。新しい版のプログラムを使ってください。',
    'The database is newer than this program, so it does not start. Use the newer version of the program.',
  )
  const { code = '', path = '' } = error as { code?: string; path?: string }
  if (refusals.includes(code)) return new CannotStart(
    `データベースが接続を受け付けません（${(error as Error).message}）。DATABASE_URL の利用者名、パスワード、データベース名を確かめてください。`,
    `The database does not let us in (${(error as Error).message}). Check the user, the password and the name of the database in DATABASE_URL.`,
  )
  if (isDatabaseAway(error)) return new CannotStart(
    `データベースに接続できません（${(error as Error).message}）。DATABASE_URL とデータベースの状態を確かめてください。`,
    `The database cannot be reached (${(error as Error).message}). Check DATABASE_URL and whether the database is running.`,
  )
  if (closedFolder.includes(code) && path !== '') return new CannotStart(
    `フォルダー ${path} に書き込めません（${code}）。DATA_DIR と FILES_DIR、フォルダーの権限、空き容量を確かめてください。`,
    `The folder ${path} cannot be written to (${code}). Check DATA_DIR and FILES_DIR, who may write there, and the free space.`,
  )
  return error
}

import type { FastifyInstance, FastifyServerOptions, InjectOptions } from 'fastify'
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { buildApp } from '../../server/app.ts'
import type { Scanner } from '../../server/base/antivirus.ts'
import type { Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { openPaper, type Paper } from '../../server/base/paper.ts'
import { openPasswords } from '../../server/base/passwords.ts'
import { withScanner } from '../../server/base/quarantine.ts'
import { hashOfToken } from '../../server/who/accounts/sessions.ts'
import { emptyDatabase } from './database.ts'
import type { Someone } from './people.ts'
import type { Kind } from '../../server/base/policy.ts'
import { postBox } from './post-box.ts'

export interface HouseSettings {
  now?: string; demo?: boolean; production?: boolean; publicOrigin?: string; contentOrigin?: string; logger?: FastifyServerOptions['logger']
  secondFactorFor?: readonly Kind[]; lessonSpace?: number
  /** The app's own way to the database, when it is not the one the test looks through. */
  through?: (database: Database) => Database | Promise<Database>
  /** What uploads pass, when the house has a virus scanner. */
  scanner?: Scanner
  /** Another press than the real one. */
  paper?: Paper
  /** The test types words like NaN, so that finding them on a page says nothing. */
  typesAnything?: true
}

/** The press of this worker: it remembers nothing from one sheet to the next, and to start it costs as much as a hundred letters. */
let ours: Paper | undefined

/** The real app on an empty, migrated database: nothing mocked but the clock, which stands still, and the post box. */
export async function openHouse({ now = '2026-06-15T10:00:00+09:00', through = (database) => database, scanner, paper: press, typesAnything: anything, ...settings }: HouseSettings = {}) {
  const database = await emptyDatabase()
  const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-test-'))
  const store = openFiles(folder)
  const [files, paper, post] = [scanner === undefined ? store : withScanner(store, folder, scanner), press ?? (ours ??= openPaper()), postBox()]
  const time = { now: new Date(now) }
  const clock = () => time.now
  const passwords = openPasswords({ memoryKiB: 8, passes: 1 }) // as weak as can be: tests want to be quick
  const app = await buildApp({ database: await through(database), files, post, paper, clock, passwords, ...settings })
  if (anything) typesAnything.add(app)
  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
  const crewHouse = { database, clock, mail: post, files, paper, random, publicOrigin: settings.publicOrigin ?? 'https://house.test' }
  const setClock = (now: string) => { time.now = new Date(now) }
  return { app, db: database, post, files, folder, paper, crewHouse, setClock, stranger: () => visitor(app, null), visitor: async (who: Someone) => visitor(app, await signIn(database, who)) }
}

/** A sign-in session for someone, as the cookie holds it. It outlasts whatever a test does to the clock. */
export async function signIn(db: Database, { account, post }: Someone) {
  const sid = randomBytes(24).toString('base64url')
  const far = new Date('2099-01-01T00:00:00Z')
  await db.insertInto('session')
    .values({ id: hashOfToken(sid), account_id: account, post_id: post, created_at: far, expires_at: far }).execute()
  return sid
}

/** Somebody with that mail address, by the first of their posts, in any app over that database. */
export async function visitorIn(app: FastifyInstance, db: Database, email: string) {
  const { account, post } = await db.selectFrom('account as a').innerJoin('post as p', 'p.account_id', 'a.id')
    .select(['a.id as account', 'p.id as post']).where('a.email', '=', email).orderBy('p.id').executeTakeFirstOrThrow()
  return visitor(app, await signIn(db, { person: 0, account, post }))
}

/** Apps into which a test types such words itself: there they are shown as they were typed. */
const typesAnything = new WeakSet<FastifyInstance>()

/** What a page shows where its data lacks what its view asks for: a hidden box says "undefined", and its button does nothing. */
const lacking = /="(?:undefined|NaN|\[object Object\])"|>\s*(?:undefined|NaN|\[object Object\])\s*</

function visitor(app: FastifyInstance, sid: string | null) {
  const send = async (options: InjectOptions) => {
    const answer = await app.inject({
      ...options,
      headers: { host: 'house.test', origin: 'http://house.test', ...options.headers },
      cookies: { ...(sid === null ? {} : { sid }), ...options.cookies },
    })
    if (String(answer.headers['content-type']).startsWith('text/html') && !typesAnything.has(app)) assert.doesNotMatch(answer.body, lacking, `${String(options.url)} lacks something`)
    return answer
  }
  return {
    sid,
    get: (url: string, headers = {}, cookies = {}) => send({ method: 'GET', url, headers, cookies }),
    post: (url: string, form: Record<string, string> = {}, headers = {}, cookies = {}) => send({
      method: 'POST', url, cookies, payload: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }),
  }
}
export type VisitorOf = ReturnType<typeof visitor>

/** What htmx 4 sends when one element asks for its own replacement. */
export const htmx = (target: string) => ({ 'hx-request-type': 'partial', 'hx-target': target })

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { migrate } from '../../migrations/index.ts'
import { openEmbedded, startEmbedded } from '../../server/base/database.ts'
import { makeOnServer } from './server-template.ts'

const made = ['package.json', ...readdirSync('migrations').sort().map((name) => `migrations/${name}`)]
const mark = made.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex')
const folder = 'node_modules/.cache/chiiki-template'

/** The migrated, empty database; made again only when a migration or package.json changes. */
export const template = `${folder}/${mark}.tar.gz`

const dayMs = 86_400_000

export default async function setup(): Promise<void> {
  if (process.env.TEST_DATABASE_URL !== undefined) return makeOnServer(process.env.TEST_DATABASE_URL)
  if (existsSync(template)) return
  const pglite = startEmbedded({})
  await migrate(openEmbedded(pglite))
  const dump = await pglite.dumpDataDir('gzip')
  await pglite.close()
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (Date.now() - statSync(`${folder}/${name}`).mtimeMs > dayMs) rmSync(`${folder}/${name}`, { force: true })
  }
  // Renamed when whole: another run may be looking for the same one.
  const halfway = `${template}.${process.pid}`
  writeFileSync(halfway, await dump.bytes())
  renameSync(halfway, template)
}

import { randomBytes } from 'node:crypto'
import { openPostgres } from '../../../server/base/database.ts'
import { openFiles } from '../../../server/base/files.ts'
import { bundleJobs } from '../../../server/entry/bundle-files/jobs.ts'

// A worker of its own, to be killed: takes in the file of a work and ends.
const [url, folder, workId, fileId] = process.argv.slice(2) as [string, string, string, string]
const database = openPostgres(url)
const house = {
  database, clock: () => new Date('2026-06-15T10:00:00+09:00'), random: (bytes: number) => new Uint8Array(randomBytes(bytes)), files: openFiles(folder),
  mail: { send: async () => {} }, paper: undefined, publicOrigin: null,
}
await bundleJobs.bundle.work(house as never, { workId: Number(workId), fileId: Number(fileId) } as never)
await database.destroy()

import { randomBytes } from 'node:crypto'
import { inChange } from '../../../server/base/change.ts'
import { openPostgres } from '../../../server/base/database.ts'
import { takeFile } from '../../../server/entry/nomination-files/changes.ts'

// A process of its own, to be killed: takes a file into the sheet of a municipality and ends.
const [url, told] = process.argv.slice(2) as [string, string]
const { id, callId, typed, actor } = JSON.parse(told)
const database = openPostgres(url)
await inChange(database, {
  actor, scope: { of: 'municipality', municipalityId: actor.municipalityId }, now: new Date('2026-06-15T10:00:00+09:00'), random: (bytes: number) => new Uint8Array(randomBytes(bytes)),
}, (change) => takeFile(change, id, callId, typed))
await database.destroy()

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Reason } from './errors.ts'

/** What lies there is not what was kept: it is given to nobody. */
export class NotAsKept extends Error {
  override name = 'NotAsKept'
  readonly statusCode = 500
  readonly reason: Reason = { key: 'error.notAsKept' }
}

/** Where a file is stored, and the hash it had when it was kept. */
export interface Kept { key: string; sha256: string }

/** The bytes as they pass. @throws NotAsKept at their end, when they were not the ones that were kept */
export async function* asKept(bytes: Readable, { key, sha256 }: Kept): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const part of bytes) {
    hash.update(part as Uint8Array)
    yield part as Uint8Array
  }
  if (hash.digest('hex') !== sha256) throw new NotAsKept(`the stored file ${key} is not what was kept`)
}

/** Reads the bytes through and keeps none. @throws NotAsKept */
export async function readAsKept(bytes: Readable, kept: Kept): Promise<void> {
  for await (const _ of asKept(bytes, kept)) { /* only their end says whether they are the same */ }
}

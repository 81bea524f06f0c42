import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isFull, lyingIn, NoFile, StorageFull, type Span } from './storing.ts'

/**
 * Large files on their way: they come in pieces, over hours, and are nobody's to read until they are whole. The length of
 * what lies on the disk is the truth of how far one is, so that a crash loses at most the piece that was being written.
 */
export interface Pieces {
  /** Makes room for a file to come. Returns its name. */
  begin(): Promise<string>
  /** How many bytes have come. @throws NoFile */
  bytes(name: string): Promise<number>
  /**
   * Adds bytes behind those that are there, as they arrive, and returns how many there are then. What came before a
   * connection broke is kept. @throws NotNext when others came meanwhile · TooLong past `bytesMax` · StorageFull · NoFile
   */
  add(name: string, from: number, bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<number>
  /** To look into what has come. */
  stream(name: string, span?: Span): Readable
  sha256(name: string): Promise<string>
  /** Where it lies, to be taken over by the files of the house; its pieces stay until they are dropped. */
  placeOf(name: string): string
  drop(name: string): Promise<void>
  /** The names of those to which nothing came since before a moment. */
  lying(before: Date): AsyncIterable<string>
}

/** Bytes for another place than the one that is next: somebody else was faster, or a piece got lost. */
export class NotNext extends Error { override name = 'NotNext'; readonly statusCode = 409 }
/** More bytes than were announced; what was announced is there. */
export class TooLong extends Error { override name = 'TooLong'; readonly statusCode = 413 }

const nameShape = /^[0-9a-f]{32}$/

export function openPieces(folder: string, random: (bytes: number) => Uint8Array = randomBytes): Pieces {
  const placeOf = (name: string) => {
    if (!nameShape.test(name)) throw new NoFile()
    return path.join(folder, name)
  }
  const bytes = async (name: string) => (await stat(placeOf(name)).catch(() => { throw new NoFile() })).size
  const busy = new Set<string>()
  return {
    placeOf, bytes,
    async begin() {
      const name = Buffer.from(random(16)).toString('hex')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await (await open(placeOf(name), 'wx', 0o600)).close()
      return name
    },
    async add(name, from, arriving, bytesMax) {
      if (busy.has(name) || await bytes(name) !== from) throw new NotNext()
      busy.add(name)
      try {
        await write(placeOf(name), from, arriving, bytesMax)
        return await bytes(name)
      } catch (error) {
        throw isFull(error) ? new StorageFull('', { cause: error }) : error
      } finally {
        busy.delete(name)
      }
    },
    stream: (name, span) => createReadStream(placeOf(name), span),
    async sha256(name) {
      const hash = createHash('sha256')
      await pipeline(createReadStream(placeOf(name)), hash)
      return hash.digest('hex')
    },
    drop: async (name) => rm(placeOf(name), { force: true }),
    async *lying(before) { for await (const name of lyingIn(folder, before)) if (nameShape.test(name)) yield name },
  }
}

async function write(place: string, from: number, arriving: AsyncIterable<Uint8Array>, bytesMax: number): Promise<void> {
  const handle = await open(place, 'r+')
  let at = from
  try {
    for await (const part of arriving) {
      if (at + part.byteLength > bytesMax) throw new TooLong()
      // A disk that is nearly full takes less than it is given, and says so only at the next try.
      for (let done = 0; done < part.byteLength;) done += (await handle.write(part, done, part.byteLength - done, at + done)).bytesWritten
      at += part.byteLength
    }
  } finally {
    // Written through before it is said to be there.
    await handle.sync().catch(() => {})
    await handle.close()
  }
}

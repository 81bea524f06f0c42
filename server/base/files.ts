import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPieces, type Pieces } from './pieces.ts'
import { codeOf, isFull, lyingIn, NoFile, StorageFull, type Span } from './storing.ts'

export interface SavedFile { key: string; sha256: string; bytes: number }
/** Where uploads, videos and certificates are kept. A key is made here and says nothing about its file. */
export interface Files {
  /** Keeps bytes, whole or as they arrive. `kind` is a short word like 'pdf'. Half a file is never seen. */
  save(bytes: Uint8Array | AsyncIterable<Uint8Array>, kind: string): Promise<SavedFile>
  /** Keeps what came from outside. @throws Infected when a virus scanner is set up and finds something */
  receive(bytes: Uint8Array | AsyncIterable<Uint8Array>, kind: string): Promise<SavedFile>
  /** Large files on their way here, in pieces. */
  pieces: Pieces
  /** Keeps a file that came in pieces, as `receive` keeps one that came at once. Its pieces stay until they are dropped. @throws Infected */
  receivePieces(name: string, kind: string): Promise<SavedFile>
  /** For the house's own eyes: also what a virus scanner has not looked at yet. Nothing read so is sent on as it is. */
  read(key: string): Promise<Uint8Array>
  /** A file to be sent on, whole or in spans (video); `ours`: to be looked into by the house alone, as with `read`. */
  open(key: string, how?: { ours?: boolean }): Promise<{ bytes: number; stream(span?: Span): Readable }>
  /**
   * Keeps many files under one key: `fill` puts them down one by one, and half a folder is never seen. They are made from a file
   * that is kept as well, so the disk is not waited for after each.
   */
  saveFolder(kind: string, fill: (put: (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>) => Promise<void>): Promise<string>
  /** One file of a kept folder by its name there, however its letters are written. @throws NoFile */
  openIn(folder: string, name: string): ReturnType<Files['open']>
  /** Removing what is gone already is fine; of a folder all is removed. */
  remove(key: string): Promise<void>
  /** The keys of files and folders that lie here since before a moment, in no order. */
  lying(before: Date): AsyncIterable<string>
  /** Asks the virus scanner once more about what it has not answered for; nothing, when none is set up. */
  lookAgain(): Promise<void>
}

export const keyShape = /^[a-z0-9-]{1,20}\/[0-9a-f]{2}\/[0-9a-f]{32}$/
const kindShape = /^[a-z0-9-]{1,20}$/

/** A new name nobody can guess, in a folder that says only of which kind it is. */
export function newKey(kind: string, random: (bytes: number) => Uint8Array): { name: string; key: string } {
  if (!kindShape.test(kind)) throw new Error('a kind of file is a short word like pdf')
  const name = Buffer.from(random(16)).toString('hex')
  return { name, key: `${kind}/${name.slice(0, 2)}/${name}` }
}

/**
 * Files in a folder of this machine, readable by us alone. Put nothing of it under a static root: who may have a file
 * is asked at each download. Several app processes need the folder to be a shared one.
 */
export function openFiles(folder: string, random: (bytes: number) => Uint8Array = randomBytes): Files {
  const arriving = path.join(folder, 'arriving')
  const placeOf = (key: string) => {
    if (!keyShape.test(key)) throw new NoFile()
    return path.join(folder, key)
  }

  const newPlace = (kind: string) => {
    const { name, key } = newKey(kind, random)
    return { key, temporary: path.join(arriving, name) }
  }
  const moveIn = async (temporary: string, key: string) => {
    await mkdir(path.dirname(placeOf(key)), { recursive: true, mode: 0o700 })
    await rename(temporary, placeOf(key))
    await settle(path.dirname(placeOf(key)))
  }
  const pieces = openPieces(path.join(folder, 'pieces'), random)

  const files: Files = {
    pieces,
    // It lies on this disk already, so it is not copied: two gigabytes take their time.
    async receivePieces(from, kind) {
      const { key } = newKey(kind, random)
      const saved = { key, sha256: await pieces.sha256(from), bytes: await pieces.bytes(from) }
      await mkdir(path.dirname(placeOf(key)), { recursive: true, mode: 0o700 })
      // A second name for the same bytes, where the disk can do that.
      await link(pieces.placeOf(from), placeOf(key)).catch(async (error) => codeOf(error) === 'ENOENT' ? notThere(error) : copyFile(pieces.placeOf(from), placeOf(key)))
      await settle(path.dirname(placeOf(key)))
      return saved
    },
    receive: (bytes, kind) => files.save(bytes, kind),
    async save(bytes, kind) {
      const { key, temporary } = newPlace(kind)
      try {
        await mkdir(arriving, { recursive: true, mode: 0o700 })
        const written = await writeOut(temporary, bytes)
        await moveIn(temporary, key)
        return { key, ...written }
      } catch (error) {
        await rm(temporary, { force: true })
        throw orFull(error)
      }
    },
    read: async (key) => readFile(placeOf(key)).catch(notThere),
    async open(key) {
      const place = placeOf(key)
      const { size } = await stat(place).catch(notThere)
      return { bytes: size, stream: (span) => createReadStream(place, span) }
    },
    async saveFolder(kind, fill) {
      const { key, temporary } = newPlace(kind)
      try {
        await mkdir(temporary, { recursive: true, mode: 0o700 })
        await fill(async (name, bytes) => { await writeOut(path.join(temporary, placeIn(name)), bytes, false) })
        await settle(temporary)
        await moveIn(temporary, key)
        return key
      } catch (error) {
        await rm(temporary, { force: true, recursive: true })
        throw orFull(error)
      }
    },
    async openIn(folder, name) {
      const place = path.join(placeOf(folder), placeIn(name))
      const { size } = await stat(place).catch(notThere)
      return { bytes: size, stream: (span) => createReadStream(place, span) }
    },
    remove: async (key) => rm(placeOf(key), { force: true, recursive: true }),
    async *lying(before) {
      for (const kind of await readdir(folder).catch(() => [])) {
        if (!kindShape.test(kind)) continue
        for (const two of await readdir(path.join(folder, kind)).catch(() => []))
          for await (const name of lyingIn(path.join(folder, kind, two), before)) if (keyShape.test(`${kind}/${two}/${name}`)) yield `${kind}/${two}/${name}`
      }
    },
    lookAgain: async () => {},
  }
  return files
}

/** Writes through to the disk before it counts as written, and takes the measure of what passes. */
async function writeOut(file: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, flush = true) {
  const hash = createHash('sha256')
  let count = 0
  const measure = async function* (parts: AsyncIterable<Uint8Array>) {
    for await (const part of parts) {
      hash.update(part)
      count += part.byteLength
      yield part
    }
  }
  const source = bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes
  // Opened before anything can go wrong: a stream that opens by itself may make its file after we have removed it.
  const handle = await open(file, 'wx', 0o600)
  await pipeline(source, measure, handle.createWriteStream({ flush }))
  return { sha256: hash.digest('hex'), bytes: count }
}

/** A renamed file is only safe once its folder is, too. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null) // not every system opens folders
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/**
 * Where a file lies in a kept folder: under a hash of its name, so that no name leads anywhere else or is too long, and one
 * that was written in small letters, or put together from parts as a Mac does, is found as it is asked for.
 */
export const placeIn = (name: string) => createHash('sha256').update(name.normalize('NFC').toLowerCase()).digest('hex')

const orFull = (error: unknown) => isFull(error) ? new StorageFull('', { cause: error }) : error
const notThere = (error: unknown): never => { throw codeOf(error) === 'ENOENT' ? new NoFile() : error }

import iconv from 'iconv-lite'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { directoryOf, doOverlap, isLink, isUnsafe, lookThrough, NotOpened, usualLimits, type ArchiveLimits, type ArchiveProblem } from './archives.ts'
import type { Span } from './storing.ts'

/** A file that lies somewhere and is read in spans, so that no archive has to fit into memory. */
export interface Lying { bytes: number; stream(span?: Span): Readable }

/** One file of an archive. `read` unpacks it, counted and summed; it throws `NotUnpacked` when it is not what it claims. */
export interface PackedFile { name: string; bytes: number; read: () => AsyncGenerator<Buffer> }

/** Why an archive is not unpacked, and which of its files says so. */
export interface Unpacked { problem: ArchiveProblem | 'unreadableName'; name: string }
export class NotUnpacked extends Error {
  override name = 'NotUnpacked'
  readonly why: Unpacked
  constructor(why: Unpacked) { super(why.problem); this.why = why }
}

/** Small archives of nothing but blanks may be dense; what they unpack to hurts nobody. */
const denseFrom = 4 * 1024 * 1024

/**
 * Opens an archive that somebody sent, to be unpacked file by file. Its directory is looked through first; what is inside is
 * counted while it is unpacked, because a directory can lie. Names that are no UTF-8 are read as CP932, as Windows writes them.
 * @throws NotUnpacked with the name of the file that is wrong
 */
export async function openPackage(lying: Lying, limits: ArchiveLimits): Promise<{ files: PackedFile[]; close: () => void }> {
  const zip = await opened(lying)
  try {
    const entries = await directoryOf(zip, limits)
    const named = entries.map((entry) => ({ entry, name: plain(nameOf(entry)) }))
    const why = whyNot(named, lying.bytes, limits)
    if (why !== null) throw new NotUnpacked(why)
    const count = { left: limits.bytesMax }
    const files = named.filter(({ name }) => !name!.endsWith('/'))
      .map(({ entry, name }) => ({ name: name!, bytes: entry.uncompressedSize, read: () => unpacked(zip, entry, name!, count) }))
    return { files, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error instanceof NotUnpacked ? error : new NotUnpacked({ problem: error instanceof NotOpened ? error.problem : 'broken', name: '' })
  }
}

const inMemory = (bytes: Uint8Array): Lying =>
  ({ bytes: bytes.byteLength, stream: ({ start, end } = { start: 0, end: bytes.byteLength - 1 }) => Readable.from([Buffer.from(bytes.subarray(start, end + 1))]) })

/**
 * The files of a small archive, those of its names that are wanted, each as its bytes. It is looked through first, so that what
 * is unpacked has the sizes it claims. Returns all names, too, for what is said of those that are not wanted.
 */
export async function unpack(
  bytes: Uint8Array, limits: ArchiveLimits, isWanted: (name: string) => boolean,
): Promise<{ names: string[]; files: Map<string, Uint8Array> } | { problem: ArchiveProblem }> {
  const looked = await lookThrough(bytes, limits)
  if ('problem' in looked) return looked
  const wanted = new Map<string, Uint8Array>()
  try {
    const { files, close } = await openPackage(inMemory(bytes), limits)
    try {
      for (const file of files.filter(({ name }) => isWanted(name))) {
        const pieces: Buffer[] = []
        for await (const piece of file.read()) pieces.push(piece)
        wanted.set(file.name, Buffer.concat(pieces))
      }
    } finally { close() }
    return { names: looked.names, files: wanted }
  } catch (error) {
    if (!(error instanceof NotUnpacked)) throw error
    return { problem: error.why.problem === 'unreadableName' ? 'unsafeName' : error.why.problem }
  }
}

/**
 * The files of an archive whose names are wanted, as text, in the order of their names, `lengthMax` bytes in all.
 * @returns them by name, or why it is not opened
 */
export async function textsIn(bytes: Uint8Array, wanted: RegExp, lengthMax: number): Promise<{ texts: Map<string, string> } | { problem: ArchiveProblem }> {
  const unpacked = await unpack(bytes, usualLimits, (name) => wanted.test(name))
  if ('problem' in unpacked) return unpacked
  let left = lengthMax
  const inOrder = [...unpacked.files].sort(([one], [other]) => (one < other ? -1 : 1))
  return { texts: new Map(inOrder.map(([name, file]) => {
    const part = file.subarray(0, Math.max(0, left))
    left -= file.byteLength
    return [name, Buffer.from(part).toString('utf8')]
  })) }
}

class Spans extends RandomAccessReader {
  readonly lying: Lying
  constructor(lying: Lying) { super(); this.lying = lying }
  override _readStreamForRange(start: number, end: number): Readable { return this.lying.stream({ start, end: end - 1 }) }
}

const opened = (lying: Lying) => new Promise<ZipFile>((resolve, reject) => {
  const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true, autoClose: false } as const
  fromRandomAccessReader(new Spans(lying), lying.bytes, options, (error, zip) => (error ? reject(new NotUnpacked({ problem: 'broken', name: '' })) : resolve(zip)))
})

/** Older tools of Windows part folders by backslashes, others begin each name where they stand. What leads out stays what it is. */
const plain = (name: string | null): string | null => name?.replaceAll('\\', '/').replace(/^(?:\.\/)+(?=.)/, '') ?? null

const isUtf8 = 0x800
const unicodePath = 0x7075

/** The name as its maker meant it; null when its bytes are no text in any way that archives are written. */
function nameOf({ fileName, generalPurposeBitFlag, extraFields }: Entry): string | null {
  const extra = extraFields.find(({ id, data }) => id === unicodePath && data.length > 5 && data[0] === 1 && data.readUInt32LE(1) === crc32(fileName))
  if (extra !== undefined) return utf8(extra.data.subarray(5))
  const plain = utf8(fileName)
  if (plain !== null || (generalPurposeBitFlag & isUtf8) !== 0) return plain
  const windows = iconv.decode(fileName, 'cp932')
  return windows.includes('\uFFFD') ? null : windows
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const wrongOne = (files: readonly { entry: Entry; name: string | null }[], problem: Unpacked['problem'], wrong: (entry: Entry, name: string) => boolean) => {
  const found = files.find(({ entry, name }) => wrong(entry, name ?? ''))
  return found === undefined ? null : { problem, name: found.name ?? found.entry.fileName.toString('latin1') }
}

function whyNot(files: { entry: Entry; name: string | null }[], size: number, { bytesMax, ratioMax }: ArchiveLimits): Unpacked | null {
  const total = files.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0)
  const seen = new Set<string>()
  // Some tools list a folder more than once; a folder is nothing that is unpacked.
  const isAgain = (_: Entry, name: string) => {
    if (name.endsWith('/')) return false
    const key = name.normalize('NFC').toLowerCase()
    return seen.has(key) || !seen.add(key)
  }
  if (total > bytesMax) return { problem: 'tooLarge', name: '' }
  if (total > denseFrom && total > ratioMax * size) return { problem: 'tooDense', name: '' }
  return wrongOne(files, 'locked', (entry) => entry.isEncrypted())
    ?? wrongOne(files, 'link', isLink)
    ?? (files.some(({ name }) => name === null) ? { problem: 'unreadableName', name: files.find(({ name }) => name === null)!.entry.fileName.toString('latin1') } : null)
    ?? wrongOne(files, 'unsafeName', (_, name) => isUnsafe(name))
    ?? wrongOne(files, 'twice', isAgain)
    ?? (doOverlap(files.map(({ entry }) => entry)) ? { problem: 'overlapping', name: '' } : null)
}

async function* unpacked(zip: ZipFile, entry: Entry, name: string, count: { left: number }): AsyncGenerator<Buffer> {
  let sum = 0
  try {
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
    })
    for await (const piece of stream as AsyncIterable<Buffer>) {
      sum = crc32(piece, sum)
      count.left -= piece.byteLength
      if (count.left < 0) throw new NotUnpacked({ problem: 'tooLarge', name })
      yield piece
    }
  } catch (error) {
    throw error instanceof NotUnpacked ? error : new NotUnpacked({ problem: 'broken', name })
  }
  if (sum !== entry.crc32) throw new NotUnpacked({ problem: 'broken', name })
}

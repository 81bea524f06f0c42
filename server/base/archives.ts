import { crc32 } from 'node:zlib'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'

/** Why an archive is not opened. 'broken' is also what lies about its own sizes or sums. */
export type ArchiveProblem =
  'broken' | 'tooLarge' | 'tooDense' | 'tooMany' | 'unsafeName' | 'link' | 'twice' | 'overlapping' | 'nested' | 'locked' | 'doctype'

/** `bytesMax` unpacked in all, `ratioMax` unpacked to packed, `entriesMax` files in it. */
export interface ArchiveLimits { bytesMax: number; ratioMax: number; entriesMax: number }
export const usualLimits: ArchiveLimits = { bytesMax: 100 * 1024 * 1024, ratioMax: 200, entriesMax: 2_000 }

/** Small archives of nothing but blanks may be dense; what they unpack to hurts nobody. */
const denseFrom = 1024 * 1024

/**
 * Looks through a ZIP that somebody sent before a library may open it: first what its directory says (nothing is unpacked
 * for that), then every file of it, unpacked piece by piece and counted, none of it kept. What comes through has the sizes
 * and sums that it claims, so whoever opens it next meets no more than `bytesMax`.
 * Returns the names in it, or why it is not opened.
 */
export async function lookThrough(bytes: Uint8Array, limits = usualLimits): Promise<{ names: string[] } | { problem: ArchiveProblem }> {
  try {
    const zip = await opened(bytes)
    const entries = await directoryOf(zip, limits)
    const problem = problemOf(entries, bytes.byteLength, limits)
    if (problem !== null) return { problem }
    for (const entry of entries) await unpack(zip, entry)
    return { names: entries.map(nameOf) }
  } catch (error) {
    return { problem: error instanceof NotOpened ? error.problem : 'broken' }
  }
}

/** Thrown while an archive is looked through, with why it is not opened. */
export class NotOpened extends Error {
  override name = 'NotOpened'
  readonly problem: ArchiveProblem
  constructor(problem: ArchiveProblem) { super(problem); this.problem = problem }
}

const opened = (bytes: Uint8Array) => new Promise<ZipFile>((resolve, reject) => {
  const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true } as const
  fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options, (error, zip) => (error ? reject(error) : resolve(zip)))
})

/** What the directory of an archive lists; nothing is unpacked for it. */
export const directoryOf = (zip: ZipFile, { entriesMax }: Pick<ArchiveLimits, 'entriesMax'>) => new Promise<Entry[]>((resolve, reject) => {
  const entries: Entry[] = []
  if (zip.entryCount > entriesMax) return reject(new NotOpened('tooMany'))
  zip.on('entry', (entry: Entry) => { entries.push(entry); zip.readEntry() })
  zip.on('end', () => resolve(entries))
  zip.on('error', reject)
  zip.readEntry()
})

function problemOf(entries: readonly Entry[], size: number, { bytesMax, ratioMax }: ArchiveLimits): ArchiveProblem | null {
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (unpacked > bytesMax) return 'tooLarge'
  if (unpacked > denseFrom && unpacked > ratioMax * size) return 'tooDense'
  if (entries.some((entry) => entry.isEncrypted())) return 'locked'
  if (entries.some(isLink)) return 'link'
  const names = entries.map(nameOf)
  if (names.some(isUnsafe)) return 'unsafeName'
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return 'twice'
  return doOverlap(entries) ? 'overlapping' : null
}

const nameOf = ({ fileName }: Entry): string => fileName.toString('utf8')
export const isLink = ({ externalFileAttributes }: Entry): boolean => ((externalFileAttributes >>> 16) & 0o170000) === 0o120000
export const isUnsafe = (name: string): boolean => /[\0\\]|^\/|^[a-z]:/i.test(name) || name === '' || name.split('/').includes('..')

/** A local header is 30 bytes and the name; two files that share bytes are how a small archive unpacks to a great one. */
export function doOverlap(entries: readonly Entry[]): boolean {
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  return inOrder.some((entry, place) => {
    const next = inOrder[place + 1]
    const end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + entry.compressedSize
    return next !== undefined && end > next.relativeOffsetOfLocalHeader
  })
}

const streamOf = (zip: ZipFile, entry: Entry) => new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
  zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
})

async function unpack(zip: ZipFile, entry: Entry): Promise<void> {
  const isXml = /\.(xml|rels|vml)$/i.test(nameOf(entry))
  const stream = await streamOf(zip, entry)
  let [sum, tail, isFirst] = [0, '', true]
  for await (const piece of stream) {
    if (isFirst && piece.subarray(0, 4).equals(zipHead)) throw new NotOpened('nested')
    isFirst = false
    sum = crc32(piece, sum)
    if (!isXml) continue
    // A declaration may lie across two pieces.
    const text = tail + piece.toString('latin1')
    if (text.includes('<!DOCTYPE')) throw new NotOpened('doctype')
    tail = text.slice(-9)
  }
  if (sum !== entry.crc32) throw new NotOpened('broken')
}

const zipHead = Buffer.from('PK\x03\x04', 'latin1')

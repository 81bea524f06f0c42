import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { Readable } from 'node:stream'
import { S3mini } from 's3mini'
import { keyShape, newKey, placeIn, type Files, type SavedFile } from './files.ts'
import { openPieces } from './pieces.ts'
import { NoFile, StorageFull, type Span } from './storing.ts'

/** Where an S3-compatible store is, and how it knows us. */
export interface S3Place { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string }

/** The store does not answer, or not as it should. */
export class StorageAway extends Error { override name = 'StorageAway'; readonly statusCode = 503 }

/** 's3://key:secret@host/bucket?region=…' in its parts; `tls=no` for one that is reached without encryption. */
export function placeOfS3(url: string): S3Place {
  const { username, password, host, pathname, searchParams } = new URL(url)
  return {
    endpoint: `${searchParams.get('tls') === 'no' ? 'http' : 'https'}://${host}${pathname.replace(/\/$/, '')}`,
    region: searchParams.get('region') ?? 'auto', accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password),
  }
}

/** What goes over the line at once; the store takes no less but at the end. */
const partBytes = 8 * 1024 * 1024
const answerMs = 120_000

/**
 * Files in an S3-compatible store. Large ones go there in parts of eight megabytes, so none is held in memory whole; those
 * that come in pieces are gathered in a folder of this machine first.
 */
export function openS3Files(place: S3Place, folder: string, random: (bytes: number) => Uint8Array = randomBytes): Files {
  const store = new S3mini({ ...place, requestAbortTimeout: answerMs })
  const pieces = openPieces(path.join(folder, 'pieces'), random)
  const known = (key: string) => {
    if (!keyShape.test(key)) throw new NoFile()
    return key
  }
  const get = async (key: string, span?: Span) => {
    const { body } = await store.getObjectRaw(key, span === undefined, span?.start, span && span.end + 1).catch(inWords)
    if (body === null) throw new StorageAway()
    return body as unknown as AsyncIterable<Uint8Array>
  }

  const save = (bytes: Uint8Array | AsyncIterable<Uint8Array>, kind: string) => send(newKey(kind, random).key, bytes)

  async function send(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<SavedFile> {
    const hash = createHash('sha256')
    let count = 0
    const sent: { partNumber: number; etag: string }[] = []
    let upload: string | null = null
    try {
      for await (const part of inParts(bytes instanceof Uint8Array ? [bytes] : bytes)) {
        hash.update(part.bytes)
        count += part.bytes.byteLength
        if (part.isLast && upload === null) await store.putObject(key, part.bytes)
        else sent.push(await store.uploadPart(key, upload ??= await store.getMultipartUploadId(key), part.bytes, sent.length + 1))
      }
      if (upload !== null) await store.completeMultipartUpload(key, upload, sent)
    } catch (error) {
      if (upload !== null) await store.abortMultipartUpload(key, upload).catch(() => {})
      throw isFromStore(error) ? inStore(error) : error
    }
    return { key, sha256: hash.digest('hex'), bytes: count }
  }

  async function openAt(key: string): ReturnType<Files['open']> {
    const bytes = await store.getContentLength(key).catch((error: Error) => inWords(error.cause ?? error))
    return { bytes, stream: (span) => Readable.from((async function* () { yield* await get(key, span) })(), { objectMode: false }) }
  }
  /** What is gone already is gone. */
  const drop = async (key: string) => { await store.deleteObject(key).catch((error: unknown) => { if (statusOf(error) !== 404) throw inStore(error) }) }

  const files: Files = {
    pieces, save, receive: save,
    receivePieces: (name, kind) => save(pieces.stream(name), kind),
    read: async (key) => Buffer.concat(await Readable.from(await get(known(key))).toArray() as Uint8Array[]),
    open: async (key) => openAt(known(key)),
    // Nobody knows the key of a folder before all of it is there, so half of one is never seen.
    async saveFolder(kind, fill) {
      const { key } = newKey(kind, random)
      const put: string[] = []
      try {
        await fill(async (name, bytes) => {
          put.push(`${key}/${placeIn(name)}`)
          await send(put.at(-1)!, bytes)
        })
        return key
      } catch (error) {
        for (const one of put) await drop(one).catch(() => {})
        throw error
      }
    },
    openIn: async (folder, name) => openAt(`${known(folder)}/${placeIn(name)}`),
    async remove(key) {
      await drop(known(key))
      const inside = await store.listObjects('/', `${key}/`).catch((error: unknown) => { throw inStore(error) })
      for (const one of inside ?? []) await drop(one.Key)
    },
    async *lying(before) {
      const said = new Set<string>() // a folder is as many objects as it has files
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const page = await store.listObjectsPaged('/', '', 1_000, token).catch((error: unknown) => { throw inStore(error) })
        for (const { Key, LastModified } of page?.objects ?? []) {
          const key = Key.split('/').slice(0, 3).join('/')
          if (!keyShape.test(key) || new Date(LastModified) >= before || said.has(key)) continue
          if (Key !== key) said.add(key)
          yield key
        }
        token = page?.nextContinuationToken
      }
    },
    lookAgain: async () => {},
  }
  return files
}

/** The bytes in parts of one size, the last of which may be smaller, and is known to be the last. */
async function* inParts(bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let held: Uint8Array[] = []
  let count = 0
  for await (const some of bytes) {
    held.push(some)
    count += some.byteLength
    while (count > partBytes) {
      const all = Buffer.concat(held)
      yield { bytes: all.subarray(0, partBytes), isLast: false }
      held = [all.subarray(partBytes)]
      count -= partBytes
    }
  }
  yield { bytes: Buffer.concat(held), isLast: true }
}

const statusOf = (error: unknown) => (error as { status?: number }).status
/** What the library throws, unlike what the bytes throw while they arrive. */
const isFromStore = (error: unknown): boolean => /^S3/.test((error as Error).name) || (error as Error).message?.startsWith('[s3mini]')

/** The words of the store stay with its cause; none of them holds our secret. */
function inStore(error: unknown): Error {
  const code = (error as { code?: string }).code ?? ''
  return statusOf(error) === 507 || /Quota|StorageFull|InsufficientStorage/i.test(code) ? new StorageFull('', { cause: error }) : new StorageAway('', { cause: error })
}
function inWords(error: unknown): never {
  throw statusOf(error) === 404 ? new NoFile() : inStore(error)
}

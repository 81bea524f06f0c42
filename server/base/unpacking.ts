import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { lookThrough, type ArchiveLimits, type ArchiveProblem } from './archives.ts'

/**
 * The files of an archive, those of its names that are wanted, each as its bytes. It is looked through first, so that what is
 * unpacked has the sizes it claims. Returns all names, too, for what is said of those that are not wanted.
 */
export async function unpack(bytes: Uint8Array, limits: ArchiveLimits, isWanted: (name: string) => boolean): Promise<{ names: string[]; files: Map<string, Uint8Array> } | { problem: ArchiveProblem }> {
  const looked = await lookThrough(bytes, limits)
  if ('problem' in looked) return looked
  const files = new Map<string, Uint8Array>()
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true, decodeStrings: false, validateEntrySizes: true }, (error, zip) => (error ? reject(error) : resolve(zip)))
  })
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName.toString('utf8')
      if (name.endsWith('/') || !isWanted(name)) return zip.readEntry()
      void bytesOf(zip, entry).then((read) => { files.set(name, read); zip.readEntry() }, reject)
    })
    zip.on('end', () => resolve())
    zip.on('error', reject)
    zip.readEntry()
  })
  return { names: looked.names, files }
}

async function bytesOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

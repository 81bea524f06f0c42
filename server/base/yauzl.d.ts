// The library brings no types of its own: the little of it that archives.ts uses.
declare module 'yauzl' {
  import type { EventEmitter } from 'node:events'
  import type { Readable } from 'node:stream'

  export interface Entry {
    fileName: Buffer
    crc32: number
    compressedSize: number
    uncompressedSize: number
    externalFileAttributes: number
    fileNameLength: number
    relativeOffsetOfLocalHeader: number
    isEncrypted(): boolean
  }
  export interface ZipFile extends EventEmitter {
    entryCount: number
    readEntry(): void
    openReadStream(entry: Entry, done: (error: Error | null, stream: Readable) => void): void
    close(): void
  }
  export function fromBuffer(
    bytes: Buffer, options: { lazyEntries: true; decodeStrings: false; validateEntrySizes: true },
    done: (error: Error | null, zip: ZipFile) => void,
  ): void
}

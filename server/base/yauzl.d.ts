// The library brings no types of its own: the little of it that archives.ts and unpacking.ts use.
declare module 'yauzl' {
  import { EventEmitter } from 'node:events'
  import type { Readable } from 'node:stream'

  export interface Entry {
    fileName: Buffer
    crc32: number
    compressedSize: number
    uncompressedSize: number
    generalPurposeBitFlag: number
    externalFileAttributes: number
    fileNameLength: number
    relativeOffsetOfLocalHeader: number
    extraFields: { id: number; data: Buffer }[]
    isEncrypted(): boolean
  }
  export interface ZipFile extends EventEmitter {
    entryCount: number
    readEntry(): void
    openReadStream(entry: Entry, done: (error: Error | null, stream: Readable) => void): void
    close(): void
  }
  interface Options { lazyEntries: true; decodeStrings: false; validateEntrySizes: true; autoClose?: boolean }
  export function fromBuffer(bytes: Buffer, options: Options, done: (error: Error | null, zip: ZipFile) => void): void
  export abstract class RandomAccessReader extends EventEmitter {
    abstract _readStreamForRange(start: number, end: number): Readable
  }
  export function fromRandomAccessReader(
    reader: RandomAccessReader, bytes: number, options: Options, done: (error: Error | null, zip: ZipFile) => void,
  ): void
}

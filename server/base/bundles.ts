import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Files } from './files.ts'

/** A stored file as it is called inside a bundle; a slash makes a folder. */
export interface Bundled { name: string; key: string }

/**
 * One ZIP of stored files, as it is made: files pass through one after the other, none is packed further (PDFs are packed
 * already). The same files in the same order give the same bytes.
 */
export async function* bundleOf(files: Files, bundled: readonly Bundled[]): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  for (const { name, key } of bundled) {
    zip.addReadStreamLazy(name, { compress: false, mtime: new Date(0) }, (give) => {
      void files.open(key).then((file) => give(null, file.stream()), (error: Error) => give(error, null as never))
    })
  }
  const out = zip.outputStream as Readable
  zip.on('error', (error: Error) => out.destroy(error))
  zip.end()
  yield* out
}

/** A part of a name inside a bundle: nothing in it leads elsewhere or ends the name. */
export const inBundle = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '').replace(/[/\\:*?"<>|]/g, '-').trim() || '-'

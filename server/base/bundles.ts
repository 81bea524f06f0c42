import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { asKept, type Kept } from './as-kept.ts'
import type { Files } from './files.ts'

/** A stored file as it is called inside a bundle; a slash makes a folder. */
export interface Bundled extends Kept { name: string }

/**
 * One ZIP of stored files, as it is made: files pass through one after the other, none is packed further (PDFs are packed
 * already). The same files in the same order give the same bytes.
 * @throws NotAsKept while it is read, at a file whose bytes are not the ones that were kept
 */
export async function* bundleOf(files: Files, bundled: readonly Bundled[]): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  const fail = (error: Error) => void out.destroy(error)
  for (const { name, ...kept } of bundled) {
    zip.addReadStreamLazy(name, { compress: false, mtime: new Date(0) }, (give) => {
      files.open(kept.key).then((file) => give(null, Readable.from(asKept(file.stream(), kept)).on('error', fail)), fail)
    })
  }
  zip.on('error', fail)
  zip.end()
  yield* out
}

/** A part of a name inside a bundle: nothing in it leads elsewhere or ends the name. */
export const inBundle = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '').replace(/[/\\:*?"<>|]/g, '-').trim() || '-'

import type { Reason } from '../../../base/errors.ts'
import { isProgramBehind } from '../../../base/multipart.ts'

export type UploadField = 'document' | 'video' | 'captions' | 'picture'
interface Taken { endings: readonly [string, ...string[]]; type: string; bytesMax: number; starts: (head: Uint8Array) => boolean }

const megabyte = 1024 * 1024
const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.slice(from, to))

/** What may be uploaded: its ending, how its bytes begin, and how many there may be. */
export const taken: Record<UploadField, Taken> = {
  document: { endings: ['pdf'], type: 'application/pdf', bytesMax: 20 * megabyte, starts: (head) => ascii(head, 0, 5) === '%PDF-' },
  video: { endings: ['mp4'], type: 'video/mp4', bytesMax: 200 * megabyte, starts: (head) => ascii(head, 4, 8) === 'ftyp' },
  captions: { endings: ['vtt'], type: 'text/vtt; charset=utf-8', bytesMax: megabyte,
    starts: (head) => ['WEBVTT', '\xef\xbb\xbfWEBVTT'].some((start) => ascii(head, 0, start.length) === start) },
  // What a picture really is, is read out of it and said when it is sent; its name may call it otherwise.
  picture: { endings: ['png', 'jpg', 'jpeg', 'webp'], type: 'image/png', bytesMax: 5 * megabyte,
    starts: (head) => ascii(head, 1, 4) === 'PNG' || ascii(head, 0, 2) === '\xff\xd8' || ascii(head, 8, 12) === 'WEBP' },
}

/** A film that arrives in pieces may be this large: 2 GB, however one counts them. */
export const filmBytesMax = 2 * 1024 ** 3

const otherPictures = ['gif', 'avif', 'heic', 'svg'] as const
type OtherPicture = (typeof otherPictures)[number]
const otherNamed = (name: string): OtherPicture | undefined => otherPictures.find((kind) => name.toLowerCase().replace(/\.heif$/, '.heic').endsWith(`.${kind}`))

/** A picture of a kind that people have often and that is not taken, by how its bytes begin; its name may call it otherwise. */
function otherBegun(head: Uint8Array): OtherPicture | undefined {
  if (ascii(head, 0, 4) === 'GIF8') return 'gif'
  if (ascii(head, 4, 8) === 'ftyp') return /^avi[fs]$/.test(ascii(head, 8, 12)) ? 'avif' : /^(he[ivx]|mi[fa]1|msf1)/.test(ascii(head, 8, 12)) ? 'heic' : undefined
  return /^\s*<(\?xml|svg|!--)/i.test(ascii(head, 0, 16)) ? 'svg' : undefined
}

/** Which kind of picture this is instead, and what to do with it; else which kinds are taken. */
export function wrongPicture(name: string, head: Uint8Array): Reason {
  const other = otherBegun(head) ?? otherNamed(name)
  return other === undefined ? wrongFile('picture') : { key: `lessons.otherPicture.${other}` as const }
}

/** Null when a file may be named so; else which kind is asked for. A program that hides before the ending is none. */
export function whyNotNamed(field: UploadField, name: string): Reason | null {
  if (field === 'picture' && otherNamed(name)) return wrongPicture(name, new Uint8Array())
  const isOne = taken[field].endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`))
  return isOne && !isProgramBehind(name) ? null : wrongFile(field)
}

export const wrongFile = (field: UploadField): Reason => ({ key: `lessons.wrongFile.${field}` as const })
export const tooLarge = (field: UploadField): Reason =>
  ({ key: 'lessons.fileTooLarge', data: { megabytes: taken[field].bytesMax / megabyte } })

const gigabyte = 1024 ** 3

/** A size as it is said of much: '3.2', in gigabytes. */
export const inGigabytes = (bytes: number): string => (bytes / gigabyte).toFixed(1)

/** Null when so much more still finds its place; else how full it is and what helps. */
export const whyNoRoom = ({ taken, more, space }: { taken: number; more: number; space: number }): Reason | null =>
  taken + more <= space ? null : { key: 'lessons.noRoom', data: { taken: inGigabytes(taken), space: inGigabytes(space) } }

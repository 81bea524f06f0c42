import { crc32, deflateSync } from 'node:zlib'
import { bytesOf } from './film.ts'

const u32 = (n: number) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(n); return bytes }
const u16 = (n: number) => { const bytes = Buffer.alloc(2); bytes.writeUInt16BE(n); return bytes }

/** A part of a PNG: its length, its name, what is in it, its check sum. */
export const chunk = (name: string, inside: Uint8Array) => {
  const named = bytesOf(name, inside)
  return bytesOf(u32(inside.byteLength), named, u32(crc32(named)))
}
/** A gray PNG of this size, with whatever else stands in it. */
export const png = (width = 2, height = 2, ...more: Uint8Array[]) => bytesOf(
  Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', bytesOf(u32(width), u32(height), new Uint8Array([8, 0, 0, 0, 0]))), ...more,
  chunk('IDAT', deflateSync(Buffer.alloc((Math.min(width, 64) + 1) * Math.min(height, 64), 128))), chunk('IEND', new Uint8Array()))

const segment = (mark: number, inside: Uint8Array) => bytesOf(new Uint8Array([0xff, mark]), u16(inside.byteLength + 2), inside)
/** What a camera writes: which way up it was held, and where it was (the word stands for it). */
export const exif = (turned: number, where: string) => segment(0xe1, bytesOf('Exif\0\0', 'MM\0*', u32(8), u16(1), u16(0x0112), u16(3), u32(1), u16(turned), u16(0), u32(0), where))
/** The bones of a JPEG: nothing can be seen in it, but its marks stand as they should. */
export const jpeg = (width = 4, height = 3, ...more: Uint8Array[]) => bytesOf(
  new Uint8Array([0xff, 0xd8]), segment(0xe0, bytesOf('JFIF\0', new Uint8Array([1, 1, 0, 0, 1, 0, 1, 0, 0]))), ...more,
  segment(0xc0, bytesOf(new Uint8Array([8]), u16(height), u16(width), new Uint8Array([1, 1, 0x11, 0]))),
  segment(0xda, new Uint8Array([1, 1, 0, 0, 63, 0])), new Uint8Array([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]))

const riff = (name: string, inside: Uint8Array) => { const length = Buffer.alloc(4); length.writeUInt32LE(inside.byteLength); return bytesOf(name, length, inside, new Uint8Array(inside.byteLength % 2)) }
/** A still picture as WebP keeps one without loss. */
export const webpStill = (width: number, height: number): [string, Uint8Array] => {
  const bits = Buffer.alloc(6)
  bits.writeUInt8(0x2f, 0)
  bits.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1)
  return ['VP8L', bits]
}
/** A moment of a moving WebP: its place and size, and the picture in it. */
export const webpFrame = (x: number, y: number, width: number, height: number, inside = webpStill(width, height)): [string, Uint8Array] => {
  const head = Buffer.alloc(16)
  for (const [at, n] of [[0, x / 2], [3, y / 2], [6, width - 1], [9, height - 1], [12, 100]] as const) head.writeUIntLE(n, at, 3)
  return ['ANMF', bytesOf(head, riff(...inside))]
}
/** A WebP that says it is of one size, with these parts. */
export const webpOf = (width: number, height: number, ...parts: [string, Uint8Array][]) => {
  const size = Buffer.alloc(10)
  size.writeUIntLE(width - 1, 4, 3)
  size.writeUIntLE(height - 1, 7, 3)
  return riff('RIFF', bytesOf('WEBP', riff('VP8X', size), ...parts.map((part) => riff(...part))))
}
/** A WebP in the long form, with what a program wrote beside the picture. */
export const webp = (width = 5, height = 6, ...more: [string, string][]) => {
  const size = Buffer.alloc(10)
  size.writeUInt8(0b1100, 0)
  size.writeUIntLE(width - 1, 4, 3)
  size.writeUIntLE(height - 1, 7, 3)
  return riff('RIFF', bytesOf('WEBP', riff('VP8X', size), riff(...webpStill(width, height)), ...more.map(([name, words]) => riff(name, bytesOf(words)))))
}

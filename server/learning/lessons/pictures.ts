import { crc32 } from 'node:zlib'
import { webpOf } from './webp.ts'

/** A picture that was looked through: its real kind, its size as it is shown, and its bytes without anything but the picture. */
export interface Picture { type: 'image/png' | 'image/jpeg' | 'image/webp'; ending: 'png' | 'jpg' | 'webp'; width: number; height: number; bytes: Uint8Array }

/** More than this is a picture made to fill a memory, not to be looked at. */
export const pixelsMax = 40_000_000

/**
 * Reads a picture by its own bytes, whatever it calls itself: PNG, JPEG or WebP; null for anything else or a broken one.
 * What a camera or a program wrote beside the picture (where it was taken, with what, by whom) is left out, without
 * drawing it anew; only which way up it stands is kept.
 */
export function pictureOf(bytes: Uint8Array): Picture | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (data.subarray(0, 8).equals(pngHead)) return ofPng(data)
    if (data.readUInt16BE(0) === 0xffd8) return ofJpeg(data)
    if (data.toString('latin1', 0, 4) === 'RIFF' && data.toString('latin1', 8, 12) === 'WEBP') return ofWebp(data)
  } catch (error) {
    // It ends before it says what it should.
    if (!(error instanceof RangeError)) throw error
  }
  return null
}

const pngHead = Buffer.from('89504e470d0a1a0a', 'hex')
/** The parts of a PNG that are drawn with; whatever else there is says something of its maker. */
const pngDrawn = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs'])

function ofPng(data: Buffer): Picture | null {
  const kept: Buffer[] = [pngHead]
  let size: { width: number; height: number } | null = null
  for (let at = 8; ;) {
    const end = at + 12 + data.readUInt32BE(at)
    const name = data.toString('latin1', at + 4, at + 8)
    if (end > data.length || crc32(data.subarray(at + 4, end - 4)) !== data.readUInt32BE(end - 4)) return null
    if ((name === 'IHDR') !== (at === 8)) return null
    if (name === 'IHDR') size = { width: data.readUInt32BE(at + 8), height: data.readUInt32BE(at + 12) }
    if (pngDrawn.has(name)) kept.push(data.subarray(at, end))
    if (name === 'IEND') break
    at = end
  }
  return size && whole({ type: 'image/png', ending: 'png', ...size, bytes: Buffer.concat(kept) })
}

/** JPEG is a row of marks, each with its length; between the last of them and the end stand the lines of the picture. */
function ofJpeg(data: Buffer): Picture | null {
  const kept: Buffer[] = [data.subarray(0, 2)]
  let size: { width: number; height: number } | null = null
  let turned = 1
  for (let at = 2; ;) {
    if (data.readUInt8(at) !== 0xff) return null
    const mark = data.readUInt8(at + 1)
    if (mark === 0xff) { at += 1; continue }
    if (mark === 0xd9) { kept.push(data.subarray(at, at + 2)); break }
    const end = at + 2 + data.readUInt16BE(at + 2)
    if (end > data.length || end < at + 4) return null
    const inside = data.subarray(at + 4, end)
    const isSize = mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)
    if (isSize && size !== null) return null // it says its size twice: which one a browser takes is not known
    if (isSize) size = { height: inside.readUInt16BE(1), width: inside.readUInt16BE(3) }
    if (mark === 0xe1) turned = turnedBy(inside) ?? turned
    if (isDrawnWith(mark, inside)) kept.push(data.subarray(at, end))
    at = end
    if (mark !== 0xda) continue
    const next = endOfScan(data, at)
    kept.push(data.subarray(at, next))
    at = next
  }
  if (size === null) return null
  if (turned !== 1) kept.splice(1, 0, onlyTurned(turned))
  const { width, height } = turned >= 5 ? { width: size.height, height: size.width } : size
  return whole({ type: 'image/jpeg', ending: 'jpg', width, height, bytes: Buffer.concat(kept) })
}

/** Of the marks that programs may fill as they like: JFIF, a color profile, and what Adobe says of its colors. No comments. */
function isDrawnWith(mark: number, inside: Buffer): boolean {
  if (mark === 0xe2) return inside.toString('latin1', 0, 11) === 'ICC_PROFILE'
  if (mark === 0xe0) return inside.toString('latin1', 0, 5) === 'JFIF\0'
  if (mark === 0xee) return inside.toString('latin1', 0, 5) === 'Adobe'
  return mark !== 0xfe && !(mark >= 0xe0 && mark <= 0xef)
}

/** Where the next mark stands after lines of a picture; FF 00 is a byte of them, D0 to D7 count them. */
function endOfScan(data: Buffer, from: number): number {
  for (let at = data.indexOf(0xff, from); at >= 0; at = data.indexOf(0xff, at + 1)) {
    const mark = data.readUInt8(at + 1)
    if (mark !== 0 && mark !== 0xff && !(mark >= 0xd0 && mark <= 0xd7)) return at
  }
  throw new RangeError('no end')
}

/** Which way up (1 to 8), out of what a camera wrote (Exif, tag 0x0112); null when it does not say. */
function turnedBy(inside: Buffer): number | null {
  if (inside.toString('latin1', 0, 6) !== 'Exif\0\0') return null
  const tiff = inside.subarray(6)
  const isLittle = tiff.toString('latin1', 0, 2) === 'II'
  try {
    const [two, four] = isLittle ? [(at: number) => tiff.readUInt16LE(at), (at: number) => tiff.readUInt32LE(at)] : [(at: number) => tiff.readUInt16BE(at), (at: number) => tiff.readUInt32BE(at)]
    const first = four(4)
    for (let n = 0; n < Math.min(two(first), 100); n += 1) {
      const at = first + 2 + n * 12
      if (two(at) === 0x0112) return two(at + 8) >= 1 && two(at + 8) <= 8 ? two(at + 8) : null
    }
  } catch { /* it points to where nothing is */ }
  return null
}

/** An Exif that says which way up, and nothing else. */
function onlyTurned(turned: number): Buffer {
  const segment = Buffer.from('ffe10022457869660000' + '4d4d002a00000008' + '0001' + '01120003000000010000' + '0000' + '00000000', 'hex')
  segment.writeUInt16BE(turned, 28)
  return segment
}

function ofWebp(data: Buffer): Picture | null {
  const picture = webpOf(data)
  return picture && whole({ type: 'image/webp', ending: 'webp', ...picture })
}

const whole = (picture: Picture): Picture | null => picture.width > 0 && picture.height > 0 ? picture : null

import { crc32, deflateRawSync } from 'node:zlib'

/** A file of an archive that is built byte by byte; what is given besides name and bytes is a lie or a trap. */
export interface Packed {
  name: string; bytes: Uint8Array
  /** The sizes and the sum that the directory claims. */
  claims?: { bytes?: number; sum?: number }
  isLink?: boolean; isLocked?: boolean
  /** The bytes of its name where they are not UTF-8, and whether the directory says that they are. */
  rawName?: Uint8Array; saysUtf8?: boolean
  /** Lies where this file of the list lies, instead of at a place of its own. */
  at?: number
}

/** A ZIP as hostile as its parts ask for: no library would write these. */
export function archiveOf(files: readonly Packed[]): Buffer {
  const [bodies, directory, places]: [Buffer[], Buffer[], number[]] = [[], [], []]
  let offset = 0
  for (const { name: plainName, rawName, saysUtf8, bytes, claims = {}, isLink, isLocked, at } of files) {
    const name = Buffer.from(rawName ?? Buffer.from(plainName))
    const flags = (isLocked ? 1 : 0) | (saysUtf8 ? 0x800 : 0)
    const packed = deflateRawSync(bytes)
    const place = at === undefined ? offset : places[at]!
    places.push(place)
    const sizes = [claims.sum ?? crc32(bytes), packed.length, claims.bytes ?? bytes.length]
    const local = head(0x04034b50, 30, [[6, flags], [8, 8]], [[14, sizes[0]!], [18, sizes[1]!], [22, sizes[2]!]], [[26, name.length]])
    if (at === undefined) {
      const body = Buffer.concat([local, name, packed])
      bodies.push(body)
      offset += body.length
    }
    directory.push(Buffer.concat([
      head(0x02014b50, 46, [[4, 0x031e], [8, flags], [10, 8]],
        [[16, sizes[0]!], [20, sizes[1]!], [24, sizes[2]!], [38, isLink ? (0o120777 << 16) >>> 0 : 0], [42, place]], [[28, name.length]]),
      name,
    ]))
  }
  const list = Buffer.concat(directory)
  const end = head(0x06054b50, 22, [[8, files.length], [10, files.length]], [[12, list.length], [16, offset]], [])
  return Buffer.concat([...bodies, list, end])
}

function head(signature: number, length: number, short: [number, number][], long: [number, number][], more: [number, number][]): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUInt32LE(signature, 0)
  for (const [at, value] of [...short, ...more]) bytes.writeUInt16LE(value, at)
  for (const [at, value] of long) bytes.writeUInt32LE(value, at)
  return bytes
}

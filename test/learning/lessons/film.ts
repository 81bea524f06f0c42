/** Bytes out of words and bytes, one after the other. */
export const bytesOf = (...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts.map((part) => typeof part === 'string' ? Buffer.from(part) : part)))

/** A box as MP4 files are made of: its size, its name, what is in it. */
export function box(name: string, inside: Uint8Array): Uint8Array {
  const size = new DataView(new ArrayBuffer(4))
  size.setUint32(0, inside.byteLength + 8)
  return bytesOf(new Uint8Array(size.buffer), name, inside)
}

/** The header that says how long a film is; version 1 has longer numbers. */
export function mvhd(seconds: number, version: 0 | 1 = 0): Uint8Array {
  const view = new DataView(new ArrayBuffer(version === 1 ? 112 : 100))
  view.setUint8(0, version)
  if (version === 1) {
    view.setUint32(20, 1000)
    view.setBigUint64(24, BigInt(seconds * 1000))
  } else {
    view.setUint32(12, 1000)
    view.setUint32(16, seconds * 1000)
  }
  return box('mvhd', new Uint8Array(view.buffer))
}

/** The smallest file that says it is an MP4 of so many seconds. Nothing is to be seen in it. */
export const film = (seconds: number): Uint8Array<ArrayBuffer> =>
  bytesOf(box('ftyp', bytesOf('isom\0\0\0\0mp42')), box('moov', mvhd(seconds)), box('mdat', new Uint8Array(64)))

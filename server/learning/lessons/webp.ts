interface Size { width: number; height: number }

const drawnWith = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])

/**
 * Reads a WebP: its size, and its bytes without what a program wrote beside the picture; null for a broken one. Every picture
 * in it must be as large as it says of itself, or a small one could unfold into one that fills a memory. @throws RangeError where it ends too soon
 */
export function webpOf(data: Buffer): (Size & { bytes: Buffer }) | null {
  const kept: Buffer[] = []
  let [size, stills, moments]: [Size | null, number, number] = [null, 0, 0]
  for (const { name, inside, chunk } of chunksOf(data.subarray(12, Math.min(data.length, 8 + data.readUInt32LE(4))))) {
    const own = sizeOf(name, inside)
    size ??= own
    if (name === 'ANMF' && (moments += 1) && (size === null || !isWithin(size, inside))) return null
    if (isStill(name) && ((stills += 1) > 1 || !isSame(own, size))) return null
    if (!drawnWith.has(name)) continue
    if (name === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~0b1100, 8) // no Exif and no XMP come with it any more
    kept.push(chunk)
  }
  if (size === null || stills + moments === 0) return null
  const body = Buffer.concat([Buffer.from('WEBP'), ...kept])
  const head = Buffer.from('RIFF\0\0\0\0')
  head.writeUInt32LE(body.length, 4)
  return { ...size, bytes: Buffer.concat([head, body]) }
}

/** The parts of a WebP one after the other, each of them a copy with its length before it. */
function* chunksOf(data: Buffer): Generator<{ name: string; inside: Buffer; chunk: Buffer }> {
  for (let at = 0; at + 8 <= data.length;) {
    const length = data.readUInt32LE(at + 4)
    const end = at + 8 + length
    if (end > data.length) throw new RangeError('no end')
    yield { name: data.toString('latin1', at, at + 4), inside: data.subarray(at + 8, end), chunk: Buffer.concat([data.subarray(at, end), Buffer.alloc(length % 2)]) }
    at = end + length % 2
  }
}

const isStill = (name: string) => name === 'VP8 ' || name === 'VP8L'
const isSame = (one: Size | null, other: Size | null) => one !== null && one.width === other?.width && one.height === other.height

/** Whether a moment of a moving picture stands within it, and is as large inside as it says. */
function isWithin({ width, height }: Size, moment: Buffer): boolean {
  const [x, y, wide, high] = [moment.readUIntLE(0, 3) * 2, moment.readUIntLE(3, 3) * 2, moment.readUIntLE(6, 3) + 1, moment.readUIntLE(9, 3) + 1]
  const stills = [...chunksOf(moment.subarray(16))].filter(({ name }) => isStill(name))
  return x + wide <= width && y + high <= height && stills.length === 1 && isSame(sizeOf(stills[0]!.name, stills[0]!.inside), { width: wide, height: high })
}

function sizeOf(name: string, inside: Buffer): Size | null {
  if (name === 'VP8X') return { width: inside.readUIntLE(4, 3) + 1, height: inside.readUIntLE(7, 3) + 1 }
  if (name === 'VP8 ') return { width: inside.readUInt16LE(6) & 0x3fff, height: inside.readUInt16LE(8) & 0x3fff }
  if (name !== 'VP8L' || inside.readUInt8(0) !== 0x2f) return null
  const bits = inside.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
}

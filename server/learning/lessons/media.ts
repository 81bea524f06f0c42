import { inflateSync } from 'node:zlib'

/** A stored file, read in small spans: a film is never taken into memory whole. */
export interface Spans { bytes: number; at: (start: number, length: number) => Promise<Uint8Array> }

const boxesMax = 200
const hoursMax = 12

/**
 * How long an MP4 plays, in whole seconds, from its own header (moov/mvhd; ISO 14496-12); null when it does not say.
 * Only box headers are read, and no more than 200 of them, so a film made to confuse costs no more than a good one.
 */
export async function mp4Seconds(file: Spans): Promise<number | null> {
  const moov = await boxNamed(file, 'moov', 0, file.bytes)
  const mvhd = moov && await boxNamed(file, 'mvhd', moov.from, moov.to)
  if (!mvhd || mvhd.to - mvhd.from < 20) return null
  const head = viewOf(await file.at(mvhd.from, 32))
  const long = head.byteLength >= 32 && head.getUint8(0) === 1
  const [ticks, duration] = long ? [head.getUint32(20), Number(head.getBigUint64(24))] : [head.getUint32(12), head.getUint32(16)]
  const seconds = ticks > 0 ? Math.floor(duration / ticks) : 0
  return seconds >= 1 && seconds <= hoursMax * 3600 ? seconds : null
}

async function boxNamed(file: Spans, name: string, from: number, to: number): Promise<{ from: number; to: number } | null> {
  for (let at = from, seen = 0; at + 8 <= to && seen < boxesMax; seen += 1) {
    const head = viewOf(await file.at(at, Math.min(16, to - at)))
    const isLong = head.getUint32(0) === 1
    if (isLong && head.byteLength < 16) return null
    const size = isLong ? Number(head.getBigUint64(8)) : head.getUint32(0) || to - at
    const start = at + (isLong ? 16 : 8)
    if (at + size > to || at + size < start) return null
    if (String.fromCharCode(...[4, 5, 6, 7].map((place) => head.getUint8(place))) === name) return { from: start, to: at + size }
    at += size
  }
  return null
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const inflatedMax = 20 * 1024 * 1024

/** How many pages a PDF says it has; null when it cannot be read without a library, which is no fault of the file. */
export function pdfPages(file: Uint8Array): number | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const text = bytes.toString('latin1')
  const plain = countIn(text)
  if (plain !== null) return plain
  // Newer files keep their objects in compressed streams.
  let left = inflatedMax
  let most: number | null = null
  for (const { index, 0: head } of text.matchAll(/\/ObjStm[\s\S]{0,300}?stream\r?\n/g)) {
    const start = index + head.length
    try {
      const inner = inflateSync(bytes.subarray(start, text.indexOf('endstream', start)), { maxOutputLength: Math.max(1, left) })
      left -= inner.byteLength
      most = Math.max(most ?? 0, countIn(inner.toString('latin1')) ?? 0) || null
    } catch { return most }
  }
  return most
}

/** The root of the page tree counts all of them; its branches count fewer. */
function countIn(text: string): number | null {
  const counts = [...text.matchAll(/\/Type\s*\/Pages\b[^>]{0,4000}?\/Count\s+(\d{1,5})|\/Count\s+(\d{1,5})[^>]{0,4000}?\/Type\s*\/Pages\b/g)]
    .map(([, after, before]) => Number(after ?? before))
  const most = Math.max(0, ...counts)
  return most > 0 ? most : null
}

export interface Cue { seconds: number; text: string }

/** What is said when, out of a WebVTT file; null when it is none, or says nothing. */
export function vttCues(bytes: Uint8Array): Cue[] | null {
  const text = textOf(bytes)?.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  if (text === undefined || !/^WEBVTT(?:[ \t\n]|$)/.test(text)) return null
  const cues = text.split(/\n{2,}/).flatMap((block): Cue[] => {
    const [, hours = '0', minutes, seconds, words = ''] = /^(?:.*\n)?(?:(\d{2,}):)?(\d\d):(\d\d)\.\d{3}[ \t]+-->[^\n]*\n([\s\S]+)$/.exec(block) ?? []
    if (minutes === undefined) return []
    return [{ seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), text: words.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim() }]
  })
  return cues.length > 0 ? cues : null
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch { return undefined }
}

import iconv from 'iconv-lite'

/** A character that CP932 does not know, how often it stands there, and what is written in its place. */
export interface Lost { sign: string; code: string; count: number; becomes: string }

/** Signs that look the same to a reader and have another number in CP932. */
const twins: Record<string, string> = { '〜': '～', '−': '－', '—': '―', '‖': '∥', '¥': '\\' }
const unknown = '〓'
const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** Everything in a text that CP932 cannot hold, the most frequent first: said before a file is taken. */
export function lostInCp932(text: string): Lost[] {
  if (isPlain(text)) return []
  const lost = new Map<string, Lost>()
  for (const { segment } of clusters.segment(text)) {
    const becomes = plainOf(segment)
    if (becomes === null) continue
    const before = lost.get(segment)
    if (before) before.count += 1
    else lost.set(segment, { sign: segment, code: codeOf(segment), count: 1, becomes })
  }
  return [...lost.values()].sort((a, b) => b.count - a.count)
}

/** A text as CP932, which is what Excel of a Japanese Windows takes a CSV for. What it cannot hold becomes 〓. */
export function toCp932(text: string): Uint8Array {
  if (isPlain(text)) return iconv.encode(text, 'cp932')
  const written = Array.from(clusters.segment(text), ({ segment }) => plainOf(segment) ?? twinned(segment))
  return iconv.encode(written.join(''), 'cp932')
}

/** Most texts: every sign of them is known as it stands, so nothing has to be looked at cluster by cluster. */
const isPlain = (text: string): boolean => !/[〜−—‖¥]/.test(text) && isKnown(text)

/** What is written instead of a cluster, or null when it can be written as it is. A variant becomes its plain form. */
function plainOf(cluster: string): string | null {
  const written = twinned(cluster)
  if (isKnown(written)) return null
  const base = written.replace(/\p{Variation_Selector}/gu, '')
  return base !== written && isKnown(base) ? base : unknown
}

/** か + ゙ is the が that CP932 knows. Nothing else is composed: that would change U+FA19 into 神. */
const twinned = (cluster: string): string =>
  (/[\u3099\u309a]/.test(cluster) ? cluster.normalize('NFC') : cluster).replace(/[〜−—‖¥]/g, (sign) => twins[sign]!)

const known = new Map<string, boolean>()
function isKnown(text: string): boolean {
  for (const sign of text) {
    let answer = known.get(sign)
    if (answer === undefined) known.set(sign, answer = iconv.decode(iconv.encode(sign, 'cp932'), 'cp932') === sign)
    if (!answer) return false
  }
  return true
}

const codeOf = (cluster: string): string =>
  Array.from(cluster, (sign) => `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')

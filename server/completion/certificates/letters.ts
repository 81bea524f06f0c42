import { lostInCp932 } from '../../base/cp932.ts'

/** One character of a name as a reader sees it, and whether somebody should look at it twice before it is printed. */
export interface Letter { sign: string; code: string; isUnusual: boolean; isMissing: boolean }

const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' })
/** Forms that are often typed as their usual twin, although CP932 holds them: the ladder 髙, the standing 﨑 and their like. */
const twins = /[髙濵德瀨增彅邊邉嶋嶌栁槗桒圡賴\uf900-\ufaff]/u

/** The characters of a name worth a second look, large: forms chosen by a selector, rare ones, twins; and those no face has. */
export function lettersOf(name: string, missing: readonly string[]): Letter[] {
  const rare = new Set(lostInCp932(name).map(({ sign }) => sign))
  return Array.from(clusters.segment(name), ({ segment: sign }) => ({
    sign, code: Array.from(sign, (one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(' '),
    isMissing: missing.includes(sign), isUnusual: missing.includes(sign) || rare.has(sign) || twins.test(sign),
  })).filter(({ sign }) => sign.trim() !== '')
}

import type { Language } from '../../base/texts.ts'

/** 全国地方公共団体コード: two digits for the prefecture, three inside it, one check digit. Text, for 北海道 begins with 0. */

/** In the order in which official lists name them: 区市町村. */
export const municipalityKinds = ['ward', 'city', 'town', 'village'] as const
export type MunicipalityKind = typeof municipalityKinds[number]

/** One body of the official list. `nameEn` is the name it uses for itself in English, kind included. */
export type Prefecture = { code: string; name: string; kana: string; nameEn: string }
export type Municipality = Prefecture & { kind: MunicipalityKind; island: boolean }

export const kindWords: Record<MunicipalityKind, Record<Language, string>> = {
  ward:    { ja: '区', en: 'Ward' },
  city:    { ja: '市', en: 'City' },
  town:    { ja: '町', en: 'Town' },
  village: { ja: '村', en: 'Village' },
}

/** Whether the text is a code that can exist: six half-width digits, a prefecture from 01 to 47, the right check digit. */
export function isLocalGovernmentCode(code6: string): boolean {
  return /^(?:0[1-9]|[1-3]\d|4[0-7])\d{4}$/.test(code6) && checkDigit(code6.slice(0, 5)) === Number(code6[5])
}

/**
 * The sixth digit after five (JIS X 0402, modulus 11): '13101' → 6. RangeError when they are not five digits. One wrong
 * digit or two exchanged neighbors always change the remainder, but remainders 0 and 10 share the digit 1.
 */
export function checkDigit(code5: string): number {
  if (!/^\d{5}$/.test(code5)) throw new RangeError(`not five digits: ${code5}`)
  const sum = [6, 5, 4, 3, 2].reduce((sum, weight, at) => sum + weight * Number(code5[at]), 0)
  return (11 - sum % 11) % 10
}

/** The code of the prefecture that a municipality lies in: '132021' → '130001'. RangeError when it is no code. */
export function prefectureCodeOf(code6: string): string {
  if (!isLocalGovernmentCode(code6)) throw new RangeError(`not a local government code: ${code6}`)
  const prefecture = `${code6.slice(0, 2)}000`
  return `${prefecture}${checkDigit(prefecture)}`
}

/** The kind that a Japanese name ends in; null for prefectures and everything else. */
export function kindOfName(name: string): MunicipalityKind | null {
  return municipalityKinds.find((kind) => name.endsWith(kindWords[kind].ja)) ?? null
}

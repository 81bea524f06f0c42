import type { Language } from './texts.ts'

const thousands = { ja: new Intl.NumberFormat('ja-JP'), en: new Intl.NumberFormat('en-GB') }

/** A count with thousands separators: 1199 → '1,199'. The unit (人, 件, 回) belongs to the text around it. */
export const count = (n: number, language: Language): string =>
  Number.isInteger(n) && n >= 0 && n < 1000 ? String(n) : thousands[language].format(n) // most counts are small, and tables are full of them

/**
 * How much of the whole, in percent with one decimal and halves up: 144 of 153 → '94.1'; null when the whole is 0,
 * because a share of nothing is "not applicable" and not nought. Both are whole numbers, the part not below 0.
 */
export function percent(part: number, whole: number): string | null {
  return whole === 0 ? null : (Math.round(part * 1000 / whole) / 10).toFixed(1)
}

/** A number with at most one decimal: 108.44 → 108.4. */
export const toTenths = (n: number): number => Math.round(n * 10) / 10

/**
 * Letters, digits and signs typed in full width, as half width: '０３－１２３４' → '03-1234'. Between digits every dash that a
 * Japanese keyboard can produce is a hyphen; elsewhere ー stays, because there it is a long vowel.
 */
export function halfWidth(text: string): string {
  return text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ')
    .replace(/(?<=\d)[‐‑‒–—―−ーｰ](?=\d)/g, '-')
}

/** A number as people type it, for a box that wants one: '１，２００' → '1200', ' ７ ' → '7'. What is no number stays as typed. */
export function plainNumber(text: string): string {
  const typed = halfWidth(text).trim()
  const grouped = /^\d{1,3}(,\d{3})+$/.test(typed)
  return grouped || /^-?\d+(\.\d+)?$/.test(typed) ? typed.replaceAll(',', '') : text
}

/** What two telephone numbers or postal codes are compared by: half width, without hyphens, brackets, spaces and 〒. */
export const withoutHyphens = (text: string): string => halfWidth(text).replace(/[\s()〒‐‑‒–—―−ーｰ-]/g, '')

const digits = [...'〇一二三四五六七八九']

/** A number as certificates write it: 31 → '三十一', 305 → '三百五'. For whole numbers 0 to 9999; others are a RangeError. */
export function kanjiNumber(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n > 9999) throw new RangeError(`no kanji number for ${n}`)
  if (n === 0) return digits[0]!
  return [[1000, '千'], [100, '百'], [10, '十'], [1, '']].map(([unit, name]) => {
    const times = Math.floor(n / Number(unit)) % 10
    return times === 0 ? '' : `${times === 1 && name ? '' : digits[times]}${name}`
  }).join('')
}

/** Several whole numbers as they are typed, from the largest down: '7, 3, 1'. Null when they are none, more than `many`, or beyond the bounds. */
export function numbersTyped(text: string, { least = 0, most, many }: { least?: number; most: number; many: number }): number[] | null {
  const parts = text.normalize('NFKC').split(/[\s,、・]+/).filter((part) => part !== '')
  if (parts.length === 0 || parts.length > many || !parts.every((part) => /^\d{1,3}$/.test(part))) return null
  const numbers = [...new Set(parts.map(Number))].sort((a, b) => b - a)
  return numbers.every((n) => n >= least && n <= most) ? numbers : null
}

import { dayInWords, isDay } from './days.ts'
import { afterOne } from './singular.ts'

export type Language = 'ja' | 'en'
export type Texts = Record<string, Record<Language, string>>

/** The words live with their features; server/texts.ts tells this file which keys exist. */
export interface House {}
export type TextKey = House extends { texts: infer All } ? keyof All & string : string
export type Say = (key: TextKey, data?: Record<string, string | number>) => string

/**
 * A speaker of one language, days in words. A name that has an English twin beside it (`title`, `titleEn`) is said by it in English.
 * Throws when a text is missing: a page never shows a key.
 */
export function speaking(texts: Texts, language: Language): Say {
  return (key, data) => {
    const text = Object.hasOwn(texts, key) ? texts[key]?.[language] : undefined
    if (text === undefined) throw new Error(`no text for ${key}`)
    if (data === undefined) return text
    const pieces = piecesOf(text)
    const isOne = (n: number) => language === 'en' && n > 0 && String(data[pieces[n - 1]!]) === '1'
    return pieces.map((piece, n) => n % 2 === 0 ? isOne(n) ? afterOne(piece) : piece
      : inWords((language === 'en' ? data[`${piece}En`] || data[piece] : data[piece]) ?? `{${piece}}`, language)).join('')
  }
}

/** The same words in both languages, for what is kept to be shown later; a name in it may differ by language. */
export const inBoth = (texts: Texts, key: string, data: Record<Language, Record<string, string | number>>): Record<Language, string> =>
  ({ ja: speaking(texts, 'ja')(key as TextKey, data.ja), en: speaking(texts, 'en')(key as TextKey, data.en) })

/** Words that people wrote themselves, their {gaps} filled like those of a text; days in words, an unknown gap left as it is. */
export const filledIn = (text: string, data: Record<string, string | number>, language: Language): string =>
  text.split(gap).map((piece, n) => n % 2 === 0 ? piece : inWords(data[piece] ?? `{${piece}}`, language)).join('')

const gap = /\{(\w+)\}/
const taken = new Map<string, string[]>()

/** A text taken apart once, since a table says it for every cell: words and the names of its gaps in turn. */
function piecesOf(text: string): string[] {
  const known = taken.get(text)
  if (known !== undefined) return known
  const pieces = text.split(gap)
  taken.set(text, pieces)
  return pieces
}

/** A reason carries its days as they are stored; nobody should have to read them so. */
const inWords = (value: string | number, language: Language): string =>
  typeof value === 'string' && isDay(value) ? dayInWords(value, language) : String(value)

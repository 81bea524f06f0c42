import { plainForm } from './variants.ts'

/**
 * Names are stored exactly as they were typed. Nothing here may be applied to a stored name: these functions make keys to
 * find and sort by, the kana that is stored beside the name, and the masked name of the public verification page.
 */

const characters = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/**
 * The key by which names are found: the same for 髙﨑 and 高崎, 渡邉 and 渡辺, ﾀｶﾊｼ and たかはし, キヨウコ and きょうこ, 佐々木 and
 * 佐佐木, Ｓｍｉｔｈ and smith. Spaces, middle dots, invisible characters and accents are dropped; several texts become one key.
 * What is typed into a search box goes through it too, and a box of nothing but spaces gives '', which is no filter.
 */
export function searchKeyOf(...texts: string[]): string {
  const joined = withSoundMarks(texts.join('').replace(/[\s\p{Cf}\p{Variation_Selector}]/gu, ''))
  const plain = joined.normalize('NFKD').replace(/[\s\p{Cf}・]|[\u0300-\u036f]/gu, '').toLowerCase().normalize('NFC')
  const folded = Array.from(hiraganaOf(plain), (sign) => largeKana.get(sign) ?? plainForm.get(sign) ?? sign)
  return repeated(folded).replace(/(?<=[ぁ-ゖー])[-‐‒–—―−]+/g, (dashes) => 'ー'.repeat(dashes.length))
}

/** A name or its kana in the parts it was typed in, each folded as names are searched: '髙橋　彩' is [高橋, 彩]. Nothing typed is no part. */
export const partsOf = (typed: string): string[] => typed.split(/[\s・]+/).map((part) => searchKeyOf(part)).filter((part) => part !== '')

/**
 * Kana as it is stored, or null when something else than kana was typed: hiragana, words parted by one full-width space.
 * Hiragana, katakana and half-width katakana (ｶﾞ), ー and ・ are welcome.
 */
export function storedKana(typed: string): string | null {
  const kana = hiraganaOf(withSoundMarks(typed)).trim().replace(/\s+/g, '　')
  return /^[ぁ-ゖゝゞー・　]+$/.test(kana) && /[ぁ-ゖ]/.test(kana) ? kana : null
}

/**
 * A key that sorts kana as a Japanese index does (JIS X 4061, nearly), with nothing but digits, so that every database and
 * every collation agrees. Three levels, each asked only when the ones before are equal:
 * 1. the letters, two digits each. A space or ・ comes before all letters, so すぎ たろう stands before すぎい あい;
 *    ー counts as the vowel it prolongs, ゝ as the letter it repeats.
 * 2. one digit each: は before ば before ぱ.
 * 3. one digit each: ー, small, repeated, large (か before が is level 2, so きやく and きゃく differ here alone).
 * What is not kana comes last, by code point. Different stored kana have different keys.
 */
export function kanaKeyOf(kana: string): string {
  let before = ''
  const signs = Array.from(storedKana(kana) ?? hiraganaOf(withSoundMarks(kana)), (sign) => {
    const ranked = rankOf(sign, before)
    before = ranked.letter
    return ranked
  })
  const level = (pick: (sign: Ranked) => string | number) => signs.map(pick).join('')
  return `${level((sign) => sign.place)}00${level((sign) => sign.voice)}${level((sign) => sign.form)}`
}

/**
 * The name as strangers may see it: the first character of the surname, a circle for every other: '田中 美咲' → '田○ ○○'.
 * Counted as a reader counts, so a variant selector stays with its character.
 */
export function maskedName(name: string): string {
  let shown = false
  return Array.from(characters.segment(name), ({ segment }) => {
    if (/^\s/.test(segment)) return segment
    const masked = shown ? '○' : segment
    shown = true
    return masked
  }).join('')
}

/**
 * Whether a typed name can be stored as it is: 1 to 60 characters as a reader counts them, one of them visible; no control
 * or direction-changing characters, no half of a surrogate pair, and no U+FFFD, which is what a lost character became.
 */
export function acceptableName(typed: string): boolean {
  if (typed.length > 240 || !typed.isWellFormed() || !/[^\s\p{Cf}\p{M}]/u.test(typed)) return false
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff\ufffd]/u.test(typed)) return false
  return Array.from(characters.segment(typed)).length <= 60
}

const [small, large] = ['ぁぃぅぇぉっゃゅょゎゕゖゐゑ', 'あいうえおつやゆよわかけいえ']
/** Old devices know no small kana, and ゐ ゑ are heard as い え: for finding, one is as good as the other. */
const largeKana = new Map([...small].map((sign, n) => [sign, large[n]!]))

const hiraganaOf = (text: string) =>
  text.replace(/[ァ-ヶヽヾ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60))

/** Half-width kana in full width, and each ゛ ゜ joined to its letter. */
function withSoundMarks(text: string): string {
  return text.replace(/[･-ﾟ]+/g, (run) => run.normalize('NFKC')).replaceAll('゛', '\u3099').replaceAll('゜', '\u309a')
    .normalize('NFC')
}

/** 佐々木 written out as 佐佐木, みすゞ as みすず. A mark with nothing before it stays. */
function repeated(signs: string[]): string {
  let before = ''
  return signs.map((sign) => {
    before = before === '' ? sign : written(sign, before)
    return before
  }).join('')
}

function written(sign: string, before: string): string {
  if (sign === '々' || sign === '〻') return before
  if (sign !== 'ゝ' && sign !== 'ゞ') return sign
  const unvoiced = before.replace(/[が-ぽゔ]/, (kana) => kana.normalize('NFD')[0]!)
  const voiced = `${unvoiced}\u3099`.normalize('NFC')
  return sign === 'ゞ' && voiced.length === 1 ? voiced : unvoiced
}

type Ranked = { place: string; voice: number; form: number; letter: string }

const letters = 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん'
const vowels = ['あかさたなはまやらわ', 'いきしちにひみりゐ', 'うくすつぬふむゆる', 'えけせてねへめれゑ', 'おこそとのほもよろを']
const prolonged = new Map(vowels.flatMap((row) => [...row].map((letter) => [letter, row[0]!])))

/** Where one sign stands, after the large, unvoiced letter before it ('' when there is none). */
function rankOf(sign: string, before: string): Ranked {
  if (/[\s・]/.test(sign)) return { place: '01', voice: sign === '・' ? 1 : 0, form: 0, letter: '' }
  const [base = '', mark] = sign.normalize('NFD')
  const voice = mark === '\u3099' ? 1 : mark === '\u309a' ? 2 : 0
  if (base === 'ー') return { ...placed(prolonged.get(before) ?? ''), voice, form: 0 }
  if (base === 'ゝ') return { ...placed(before), voice, form: 2 }
  const at = small.indexOf(base)
  return at < 0 || at > 11 ? { ...placed(base), voice, form: 3 } : { ...placed(large[at]!), voice, form: 1 }
}

/** Two digits for a letter, 02 for a mark that refers to no letter, 99 and the code point for what is not kana. */
function placed(letter: string): { place: string; letter: string } {
  const at = letters.indexOf(letter)
  if (letter === '') return { place: '02', letter }
  return at < 0 ? { place: `99${`${letter.codePointAt(0)}`.padStart(7, '0')}`, letter: '' } : { place: `${at + 10}`, letter }
}

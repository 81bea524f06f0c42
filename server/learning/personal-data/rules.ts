import { surnames, surnamesInKana } from '../../base/surnames.ts'

/** What tells who somebody is. `known`: the name of somebody of the training, the writer's own included. */
export const kindsOfFinding = ['name', 'known', 'address', 'birth', 'phone', 'mail', 'number'] as const
export type FindingKind = (typeof kindsOfFinding)[number]

/** One place of a text: from `start` up to `end`. */
export interface Found { kind: FindingKind; start: number; end: number }
/** The same with the words around it, for people to see. */
export interface Finding extends Found { place: string; before: string; words: string; after: string }

/**
 * Personal data in a text, in order and without overlap. It looks for what people write by habit: it cannot find everything,
 * and what it finds may be none, so a person decides. `names`: of people who would be recognized, 'family given'.
 */
export function findPersonalData(text: string, names: readonly string[] = []): Found[] {
  const folded = fold(text)
  const all = [...known(folded, names), ...birth(folded), ...number(folded), ...mail(folded), ...address(folded), ...phone(folded), ...name(folded)]
  const inOrder = all.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: Found[] = []
  for (const one of inOrder) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one)
  return kept
}

/** Findings of several texts, each with the words around it; `place` says which text it was. */
export function findingsIn(texts: Readonly<Record<string, string>>, names: readonly string[] = []): Finding[] {
  return Object.entries(texts).flatMap(([place, text]) => findPersonalData(text, names).map((found) => ({
    ...found, place, before: text.slice(Math.max(0, found.start - 12), found.start).trimStart(), words: text.slice(found.start, found.end), after: text.slice(found.end, found.end + 12).trimEnd(),
  })))
}

/** How an answer names a finding of the version it was given for. */
export const keyOf = ({ place, kind, start, end }: Pick<Finding, 'place' | 'kind' | 'start' | 'end'>): string => `${place}:${kind}:${start}-${end}`

/** Wide letters and digits become plain ones, sign by sign, so that every place stays where it is. */
export const fold = (text: string): string => text.replace(/[！-～　‐‑‒–—―−]/g, (sign) =>
  sign === '　' ? ' ' : sign >= '！' && sign <= '～' ? String.fromCharCode(sign.charCodeAt(0) - 0xfee0) : '-')

const all = (kind: FindingKind, text: string, pattern: RegExp, fits: (match: RegExpExecArray) => boolean = () => true): Found[] =>
  [...text.matchAll(pattern)].filter((match) => fits(match as RegExpExecArray)).map((match) => ({ kind, start: match.index, end: match.index + match[0].length }))

const quoted = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** A known name with or without a gap, and its family name alone with a title. */
function known(text: string, names: readonly string[]): Found[] {
  return names.flatMap((name) => {
    const parts = fold(name).split(/\s+/).filter((part) => part !== '')
    const whole = parts.map(quoted).join('[ \\n]?')
    const letters = parts.join('').length
    return letters < 3 && parts.length < 2 ? [] : all('known', text, new RegExp(whole, 'g'))
  })
}

const digits = (text: string) => text.replace(/\D/g, '')

function phone(text: string): Found[] {
  const gap = '[ -.・ー]{0,2}'
  const national = new RegExp(`(?<![\\d-])(?:\\(0\\d{1,4}\\)|0\\d{1,4})${gap}\\(?\\d{1,4}\\)?${gap}\\d{3,4}(?![\\d-])`, 'g')
  const abroad = new RegExp(`\\+81${gap}\\(?0?\\)?\\d{1,4}${gap}\\d{1,4}${gap}\\d{3,4}(?!\\d)`, 'g')
  const isLong = ([match]: RegExpExecArray) => [10, 11].includes(digits(match).length)
  return [...all('phone', text, national, isLong), ...all('phone', text, abroad),
    ...all('phone', text, /(?:電話|TEL|tel|Tel|携帯|FAX|連絡先)(?:番号)?[ :は]{0,2}\d{2,4}[-ー ]\d{4}(?!\d)/g)]
}

const mail = (text: string): Found[] => all('mail', text, /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g)

/** Of the insured (ten digits), of a person (twelve), of a health insurance card. */
const number = (text: string): Found[] => [
  ...all('number', text, /(?:被保険者|保険証|受給者|個人|介護保険証?|マイナンバー|患者|カルテ|利用者)(?:証)?(?:の)?(?:番号|No\.?|ID)?[ :は(]{0,3}[A-Za-z]?\d{6,12}/g),
  ...all('number', text, /(?<!\d)0000\d{6}(?!\d)/g),
  ...all('number', text, /(?<!\d)\d{4}[ -]\d{4}[ -]\d{4}(?!\d)/g),
]

const count = '[0-9元一二三四五六七八九十〇]{1,3}'
const restOfDay = `(?:[年./-] ?${count}[月./-] ?${count}日?)`
/** Days on which only elderly people were born; a day with 生 in any era. What happened in 平成 or 令和 is no day of birth. */
function birth(text: string): Found[] {
  const old = `(?:明治|大正|昭和|[MTS](?=\\d))[ .]?${count}`
  const year = '(?:18|19|20)\\d\\d'
  return [
    ...all('birth', text, new RegExp(`(?:生年月日|誕生日)[ :は、]{0,3}(?:(?:明治|大正|昭和|平成|令和|[MTSHR])?[ .]?[0-9元一二三四五六七八九十〇]{1,4}${restOfDay}?年?)`, 'g')),
    ...all('birth', text, new RegExp(`${old}${restOfDay}(?:生まれ|生)?`, 'g')),
    ...all('birth', text, new RegExp(`(?<!\\d)(?:18\\d|19[0-6])\\d${restOfDay}(?:生まれ|生)?`, 'g')),
    ...all('birth', text, new RegExp(`(?:(?:明治|大正|昭和|平成|令和|[MTSHR](?=\\d))[ .]?${count}|(?<!\\d)${year})(?:${restOfDay}|年(?:${count}月)?)(?:生まれ|生(?![活命計存保]))`, 'g')),
  ]
}

const kanji = '々ヶケ一-龠'
const prefectures = '(?:北海道|東京都|(?:大阪|京都)府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県)'
const block = '[0-9一二三四五六七八九十〇]{1,4}'

/** How many signs before a number of a house are its town: cities and wards whole, then the name of a quarter. */
const townBefore = (text: string, end: number): number =>
  new RegExp(`${prefectures}?(?:[${kanji}ァ-ヴー]{1,8}?[市区町村郡]){0,3}[${kanji}ァ-ヴー]{1,8}$`).exec(text.slice(Math.max(0, end - 30), end))?.[0].length ?? 0

/** A place as exact as a house; a city alone, or a count of times, is none. */
function address(text: string): Found[] {
  const house = `(?:${block}丁目(?: ?${block}(?:番地?|-)?(?:の?${block}号?)?(?:-${block})?)?|${block}番地(?:の?${block})?(?:号)?|${block}番${block}号|\\d{1,4}-\\d{1,4}-\\d{1,4})`
  return [
    ...all('address', text, new RegExp(`(?<=[${kanji}ァ-ヴー])${house}(?: ?\\d{2,4}号室)?`, 'g')).map((one) => ({ ...one, start: one.start - townBefore(text, one.start) })),
    ...all('address', text, new RegExp(`[${kanji}]{1,6}[町台丘原村]\\d{1,4}-\\d{1,4}(?![\\d-])`, 'g')),
    ...all('address', text, new RegExp(`${prefectures}(?:[${kanji}]{1,6}[市区町村郡]){1,3}[${kanji}]{1,6}?[町]?(?=在住|に住|に居住|に転居|で暮)`, 'g')),
    ...all('address', text, /(?:住所|所在地)[ :は]{1,3}[^\s、。]{3,40}/g),
    ...all('address', text, /〒 ?\d{3}-?\d{4}|郵便番号[ :は]{0,2}\d{3}-?\d{4}/g),
    ...all('address', text, /(?:[A-Za-z0-9]{1,3}号?棟 ?)?\d{2,4}号室|[A-Za-z0-9]{1,3}号棟(?:の?\d{2,4}(?![\d号]))?/g),
  ]
}

const family = surnames.toSorted((a, b) => b.length - a.length).map(quoted).join('|')
const familyInKana = surnamesInKana.toSorted((a, b) => b.length - a.length)
const kanaFamily = [...familyInKana, ...familyInKana.map((word) => word.replace(/[ぁ-ん]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 96)))].join('|')
const titles = 'ケアマネ(?:ジャー)?|ヘルパー|主任|所長|施設長|管理者|医師|ドクター|Dr\\.?|看護師|保健師|薬剤師|療法士|PT|OT|ST|相談員|ワーカー|民生委員|委員|課長|係長|院長|部長|会長|社長|さん宅|様宅|家(?=の[長次三]|は|に嫁)'
const honor = '(?:さん|さま|サン|様(?![子々式相態])|氏(?![名神])|殿|くん|ちゃん|先生)'
/** Words that are no name, however politely they are addressed: they end in who somebody is to another. */
const nobody = /(?:者|族|員|師|士|屋|人|娘|女|息子|母|父|兄|姉|妹|弟|孫|夫|妻|嫁|婿|奥|皆|客|親|親方|神|仏|医|家|主|友|民|隣|方|双子|彼|同|両|某|各|仕|多|有|模|一|異|別|何|赤|旦那|次男|長男|三男|末|伯|叔|義|祖|甥|姪|棟梁|店長|園長|貴|担当|大家|外科|内科|歯科|眼科|皮膚科|整形|警察|消防|銀行|役所|病院|施設|業|本|局|院|課|係|署|社|会|校|店)$/

function name(text: string): Found[] {
  const given = `(?:[ ]?[${kanji}ぁ-んァ-ヴ]{1,3}?)?`
  return [
    ...all('name', text, new RegExp(`(?:${family})${given}[ ]?(?:${honor}|${titles})`, 'g')),
    ...all('name', text, new RegExp(`[${kanji}]{1,5}(?:[ ][${kanji}]{1,4})?(?:さん|さま|様(?![子々式相態])|氏(?![名神]))`, 'g'), ([match]) => !nobody.test(match.replace(/(?:さん|さま|様|氏)$/, ''))),
    ...all('name', text, new RegExp(`(?:${kanaFamily})[ ]?(?:${honor}|${titles})`, 'g')),
    ...all('name', text, new RegExp(`(?:${family}) (?!さん|様)[${kanji}ぁ-んァ-ヴ]{1,4}(?![${kanji}])`, 'g')),
    // Together, as names are written: 山口一郎, 田中花子.
    ...all('name', text, new RegExp(`(?<![${kanji}])(?:${family})[${kanji}]{0,2}[子美代江枝恵郎男夫雄三介助吉造蔵彦樹太司朗義次二](?![${kanji}ぁ-んァ-ヴ])|(?<![${kanji}])(?:${family})[${kanji}]{0,2}[子美代江枝恵郎男夫雄介助吉造蔵彦](?=[はがのをにともへでや])`, 'g')),
    ...all('name', text, /(?:氏名|名前|お名前|利用者名|本人名|患者名)[ :は]{1,3}(?![ABCDEFXYZ〇○●■*])[^\s、。,()「」]{2,12}/g),
  ]
}

import { prefectures } from '../organizations/prefectures.ts'
import { tokyoMunicipalities } from '../organizations/tokyo.ts'

/**
 * The stems common passwords are made of. Not a copied list of the commonest: nearly all of those are shorter than twelve
 * signs and fall by their length; what is left is these words, put one after the other and dressed with digits and signs.
 */
const stems = `password passwort passwd passcode pass word secret login signin welcome letmein hello admin administrator root
  user guest test tester testing demo sample example default changeme change temp temporary system server manager master
  qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qwer asdf zxcv abc abcd abcde abcdef abcdefg abcdefgh
  iloveyou love lovely sunshine princess dragon monkey football baseball soccer basketball superman batman pokemon pikachu
  doraemon naruto gundam starwars shadow michael jordan charlie daniel thomas freedom whatever trustno mustang access flower
  cheese computer internet google apple microsoft windows android samsung nintendo sakura hanako taro tanaka suzuki sato
  takahashi watanabe yamada nippon nihon japan tokyo tokyoto toukyou tocho kyoto osaka arigato konnichiwa ohayo himitsu
  anshin angou pasuwado kanri kanrisha tantou tantousha kenshu kenshuu training trainee kaigo kaigi care careplan chiiki
  chiikicare manabi chiikimanabi houkatsu hokatsu nendo reiwa heisei showa shouwa spring summer autumn winter haru natsu aki
  fuyu january february march april may june july august september october november december monday friday sunday my me new
  the and is no you i am in of to ku shi cho machi mura ken to fu do gun ward city town village prefecture metropolis
  パスワード ぱすわーど ひみつ 秘密 かんりしゃ 管理者 管理 担当者 担当 利用者 研修 研修生 受講者 講師 地域 地域ケア 地域ケア会議 会議 包括 包括支援
  地域包括支援センター センター 地域まなび まなび 学び 年度 令和 平成 昭和 れいわ へいせい しょうわ ねんど 年 月 日 元 元年 春 夏 秋 冬 東京 とうきょう 都庁
  東京都庁 日本 にほん 都 区 市 町 村 の さくら 桜 あいうえお いろは こんにちは ありがとう おはよう よろしく`.split(/\s+/)

/** Names of places, in full and without what kind of place it is, in kanji, kana and Roman letters. */
const places = [...prefectures, ...tokyoMunicipalities].flatMap(({ name, kana, nameEn }) => [
  name, name.replace(/[都道府県区市町村]$/, ''), kana, kana.replace(/(けん|く|し|まち|むら|ちょう|と|ふ)$/, ''),
  nameEn.replaceAll(' ', ''), nameEn.split(' ')[0]!,
])

const leet: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' }
const fold = (text: string) => text.normalize('NFKC').toLowerCase()
const lettersOf = (text: string) => text.replace(/[^\p{L}ー]/gu, '')
const deniedWords = new Set([...stems, ...places].map((word) => lettersOf(fold(word))).filter((word) => word !== ''))

/**
 * Whether a password is so ordinary that it is tried first: nothing but common words, names of places, years, one's own
 * name or address, digits and signs; one sign or a short piece again and again; a row of the keyboard or of the alphabet.
 * @param own words of the person: name, kana, the part of the address before the @
 */
export function isCommon(password: string, own: readonly string[] = []): boolean {
  const folded = fold(password)
  const words = new Set([...deniedWords, ...own.flatMap((word) => fold(word).split(/[\s　.+_-]+/)).map(lettersOf).filter(({ length }) => length > 1)])
  const readings = [folded, folded.replace(/[0134570@$!]/g, (sign) => leet[sign] ?? sign)]
  return readings.some((reading) => isMadeOf(lettersOf(reading), words)) || isRepeated(folded) || isRow(folded)
}

/** Whether the letters are words of the list, one after the other; no letters at all are none. */
function isMadeOf(letters: string, words: ReadonlySet<string>): boolean {
  const signs = [...letters].slice(0, 128)
  const reached = [true, ...signs.map(() => false)]
  for (let end = 1; end <= signs.length; end++) {
    for (let start = Math.max(0, end - 24); start < end && !reached[end]; start++) {
      reached[end] = reached[start]! && words.has(signs.slice(start, end).join(''))
    }
  }
  return reached[signs.length]!
}

/** The same piece of up to six signs over and over: ああああああ, abcabcabcabc. */
function isRepeated(text: string): boolean {
  const signs = [...text]
  return [1, 2, 3, 4, 5, 6].some((size) => signs.length >= size * 2 && signs.every((sign, place) => sign === signs[place % size]))
}

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'あいうえおかきくけこさしすせそたちつてとなにぬねの']

function isRow(text: string): boolean {
  return rows.some((row) => row.includes(text) || [...row].toReversed().join('').includes(text))
}

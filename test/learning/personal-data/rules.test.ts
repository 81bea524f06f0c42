import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { surnames } from '../../../server/base/surnames.ts'
import { findingsIn, findPersonalData, fold, keyOf, kindsOfFinding } from '../../../server/learning/personal-data/rules.ts'

const found = (text: string, names: string[] = []) => findPersonalData(text, names).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`)

describe('what tells who somebody is', () => {
  test.each<[string, string[]]>([
    ['山田花子さんは、転倒をくり返している。', ['name:山田花子さん']],
    ['山田　花子様の自宅を訪問した。', ['name:山田　花子様']],
    ['隣の佐藤さんが毎朝声をかける。', ['name:佐藤さん']],
    ['田中ケアマネより相談があった。', ['name:田中ケアマネ']],
    ['主治医の鈴木医師に確認した。', ['name:鈴木医師']],
    ['高橋民生委員の見守りがある。', ['name:高橋民生委員']],
    ['権田原様は読書が好き。', ['name:権田原様']],
    ['さとうさんと呼ばれている。', ['name:さとうさん']],
    ['サトウさんと呼ばれている。', ['name:サトウさん']],
    ['本人は山口一郎。', ['name:山口一郎']],
    ['氏名：小此木まさ', ['name:氏名：小此木まさ']],
    ['鈴木 ハナ（本人）', ['name:鈴木 ハナ']],
    ['東京都立川市錦町三丁目2番26号に住む。', ['address:東京都立川市錦町三丁目2番26号']],
    ['立川市錦町3-2-26', ['address:立川市錦町3-2-26']],
    ['錦町３－２の団地', ['address:錦町３－２']],
    ['多摩市関戸六丁目12番地1', ['address:多摩市関戸六丁目12番地1']],
    ['5号棟の302号室に一人で住む', ['address:5号棟', 'address:302号室']],
    ['〒190-0022', ['address:〒190-0022']],
    ['東京都立川市錦町に住む女性', ['address:東京都立川市錦町']],
    ['住所：緑が丘団地', ['address:住所：緑が丘団地']],
    ['昭和12年3月5日生まれ', ['birth:昭和12年3月5日生まれ']],
    ['昭和十二年三月五日', ['birth:昭和十二年三月五日']],
    ['Ｓ１２．３．５生', ['birth:Ｓ１２．３．５生']],
    ['1937年3月5日', ['birth:1937年3月5日']],
    ['1937/03/05生', ['birth:1937/03/05生']],
    ['昭和12年生まれの女性', ['birth:昭和12年生まれ']],
    ['生年月日：平成2年1月1日', ['birth:生年月日：平成2年1月1日']],
    ['電話 042-523-2111', ['phone:042-523-2111']],
    ['０９０－１２３４－５６７８へ', ['phone:０９０－１２３４－５６７８']],
    ['09012345678', ['phone:09012345678']],
    ['03(1234)5678', ['phone:03(1234)5678']],
    ['(042)523-2111', ['phone:(042)523-2111']],
    ['090ー1234ー5678', ['phone:090ー1234ー5678']],
    ['+81-90-1234-5678', ['phone:+81-90-1234-5678']],
    ['連絡先：523-2111', ['phone:連絡先：523-2111']],
    ['hanako.y@example.jp', ['mail:hanako.y@example.jp']],
    ['被保険者番号 0000123456', ['number:被保険者番号 0000123456']],
    ['番号は0000123456', ['number:0000123456']],
    ['マイナンバー：123456789012', ['number:マイナンバー：123456789012']],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected))

  test('a name of the training is found however it is spaced', () => {
    const names = ['ZZA研 修子', '講 師郎']
    expect(found('担当は研修子ではなくＺＺＡ研修子です。ZZA研　修子とも。', names)).toEqual(['known:ＺＺＡ研修子', 'known:ZZA研　修子'])
    expect(found('講 師郎先生の講義', names)).toEqual(['known:講 師郎'])
  })
})

describe('what tells nobody', () => {
  test.each([
    'A氏は80代後半の女性で、要介護2。夫と二人で暮らす。', 'Ｂさんの長女さんが週2-3回訪ねる。', '〇〇さん、○○様', '患者様・利用者さん・ご家族様に説明した。', '娘さんと息子さん、お孫さんが来る。', '皆様の様子を見る。同様に、多様な仕様で。',
    '令和5年3月10日に脳梗塞で入院し、平成30年4月に退院した。', '1日3回、1-2時間歩く。5-10分で休む。', '体重は50-60kg、血圧は130-80。', '東京都の研修で学んだ。', '立川市の地域包括支援センター', '看護師さんとヘルパーさん', 'お医者さんと大家さん、八百屋さん',
    '週に3番目の予定', '長谷式20点、HDS-R 18点', '令和8年度の第1回会議', '3丁目', 'https://example.jp/2026/01', '森の中を散歩する。原因は不明。関節が痛む。', '2026-09-01', '1日1,500ml', '要支援1から要介護3へ', '昭和の歌が好き。', '昭和40年代に上京した。',
    '生活費は月10万円。', '1955年に結婚した。', '1964年の東京オリンピック', '赤ちゃんの頃', '奥様・旦那様・お母様',
  ])('%s', (text) => expect(found(text)).toEqual([]))
})

const around = fc.constantFrom('', '本人は', '（', '連絡は', '。次に', '\n')
const after = fc.constantFrom('', 'です。', '）', '、', '\n次')

test('any telephone number, in any of its forms, wide or not', () => {
  const form = fc.constantFrom(...['090-####-####', '080####5678', '03-####-####', '042(###)####', '0120-###-###', '0422-##-####', '(03)####-####', '+81-90-####-####', '070 #### ####'])
  const number = fc.tuple(form, fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 })).map(([shape, picks]) => { let n = 0; return shape.replace(/#/g, () => String(picks[n++])) })
  const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
  fc.assert(fc.property(around, number, after, fc.boolean(), (before, phone, rest, isWide) => {
    const words = isWide ? wide(phone) : phone
    expect(found(`${before}${words}${rest}`).some((one) => one === `phone:${words}` || one === `number:${words}`)).toBe(true)
  }))
})

test('anybody with a family name and a title, and nobody by a letter', () => {
  const titles = ['さん', '様', '氏', '先生', '主任', 'ケアマネ', '看護師']
  fc.assert(fc.property(around, fc.constantFrom(...surnames), fc.constantFrom(...titles), after, (before, family, title, rest) => {
    const text = `${before}${family}${title}${rest}`
    expect(findPersonalData(text).some(({ kind, start, end }) => kind === 'name' && text.slice(start, end).includes(family))).toBe(true)
  }), { numRuns: 500 })
  fc.assert(fc.property(around, fc.constantFrom(...'ABCDXYZＡＢＣ〇○'), fc.constantFrom('さん', '様', '氏'), after, (before, letter, title, rest) => { expect(found(`${before}${letter}${title}${rest}`)).toEqual([]) }))
})

test('days of birth in both calendars', () => {
  const day = fc.record({ year: fc.integer({ min: 1912, max: 1964 }), month: fc.integer({ min: 1, max: 12 }), date: fc.integer({ min: 1, max: 28 }), form: fc.integer({ min: 0, max: 3 }) })
  fc.assert(fc.property(around, day, after, (before, { year, month, date, form }, rest) => {
    const era = year < 1926 ? `大正${year - 1911}` : `昭和${year - 1925}`
    const words = [`${year}年${month}月${date}日`, `${year}/${month}/${date}`, `${era}年${month}月${date}日`, `${era}.${month}.${date}`][form]!
    expect(found(`${before}${words}${rest}`)).toContain(`birth:${words}`)
  }))
})

test('whatever is written, places are in order, inside the text and apart; and it is quick', () => {
  const word = fc.constantFrom('山田', '花子', 'さん', '様', '090', '-', '1234', '5678', '昭和', '12', '年', '3', '月', '丁目', '立川市', '錦町', '@', 'a', '.', '\n', '　', '𠮷', '氏')
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.array(word, { maxLength: 80 }).map((words) => words.join(''))), (text) => {
    const places = findPersonalData(text, ['山田 花子'])
    let last = 0
    for (const { kind, start, end } of places) {
      expect(kindsOfFinding).toContain(kind)
      expect(start).toBeGreaterThanOrEqual(last)
      expect(end).toBeGreaterThan(start)
      expect(end).toBeLessThanOrEqual(text.length)
      last = end
    }
    expect(fold(text)).toHaveLength(text.length)
  }), { numRuns: 300 })
  const began = performance.now()
  for (const long of ['佐'.repeat(20_000), '1-'.repeat(10_000), '山田'.repeat(10_000), 'a@'.repeat(10_000), '市'.repeat(20_000), '0 '.repeat(10_000), `${'東京都立川市錦町'.repeat(2_500)}`]) findPersonalData(long)
  expect(performance.now() - began).toBeLessThan(4_000)
})

test('what is taken out is found no more', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('山田花子さん', '090-1234-5678', '錦町3-2-26', '昭和12年3月5日生まれ', 'a@example.jp', '被保険者番号0000123456', '。')), (parts) => {
    const text = parts.join('。')
    let left = text
    for (const { start, end } of findPersonalData(text).toReversed()) left = `${left.slice(0, start)}■■■${left.slice(end)}`
    expect(found(left)).toEqual([])
  }))
})

test('a finding shows the words around it and is named by its place', () => {
  const [one] = findingsIn({ illness: '昨年、隣の佐藤さんが救急車を呼んだ。' })
  expect([one, keyOf(one!)]).toEqual([{ kind: 'name', place: 'illness', start: 5, end: 9, before: '昨年、隣の', words: '佐藤さん', after: 'が救急車を呼んだ。' }, 'illness:name:5-9'])
})

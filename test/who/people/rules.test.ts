import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partsOf } from '../../../server/who/people/names.ts'
import { likenessOf, type Likeness } from '../../../server/who/people/rules.ts'

const likeness = ([name, kana]: readonly [string, string], [newName, newKana]: readonly [string, string]) =>
  likenessOf({ name: partsOf(name), kana: partsOf(kana) }, { name: partsOf(newName), kana: partsOf(newKana) })

describe('a corrected name', () => {
  test.each<[string, [string, string], [string, string], Likeness]>([
    ['of another character is the same person’s', ['高橋 綾', 'たかはし あや'], ['髙橋 彩', 'たかはし あや'], 'same'],
    ['of another surname is the same person’s', ['佐藤 綾', 'さとう あや'], ['高橋 綾', 'たかはし あや'], 'same'],
    ['with the kana mended is the same person’s', ['東海林 太郎', 'とうかいりん たろう'], ['東海林 太郎', 'しょうじ たろう'], 'same'],
    ['typed without a space is the same person’s', ['高橋綾', 'たかはしあや'], ['田中 綾', 'たなか あや'], 'same'],
    ['typed twice without a space is compared by halves', ['高橋綾', ''], ['高橋彩', ''], 'ask'],
    ['with only the surname left is asked about', ['鈴木 一郎', 'すずき いちろう'], ['鈴木 花子', 'すずき はなこ'], 'ask'],
    ['with nothing left is somebody else’s', ['鈴木 一郎', 'すずき いちろう'], ['高橋 綾', 'たかはし あや'], 'other'],
    ['without a space and with nothing left is somebody else’s', ['鈴木一郎', 'すずきいちろう'], ['高橋 綾', 'たかはし あや'], 'other'],
    ['that had no kana is judged by the name', ['高橋 綾', ''], ['髙橋 綾', 'たかはし あや'], 'same'],
  ])('%s', (_, before, after, expected) => { expect(likeness(before, after)).toBe(expected) })

  const partOf = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 4 })
  const named = (kanji: string, kana: string) => fc.record({ kanji: fc.tuple(partOf(kanji), partOf(kanji)), kana: fc.tuple(partOf(kana), partOf(kana)), gap: fc.constantFrom('', ' ', '　') })
    .map(({ kanji: [a, b], kana: [c, d], gap }) => [`${a}${gap}${b}`, `${c}${gap}${d}`] as const)
  const [one, other] = [named('山川田中', 'あいうえ'), named('木林森本', 'かきくけ')]

  test('is the same person’s when nothing but writing differs: spaces, old characters, half-width kana', () => {
    fc.assert(fc.property(one, (name) => {
      expect(likeness(name, name)).toBe('same')
      expect(likeness(name, [name[0].replace(/[ 　]/, ''), name[1].replace(/[ 　]/, '　')])).toBe('same')
    }))
    expect(likeness(['渡邉 﨑', 'ﾜﾀﾅﾍﾞ ｻｷ'], ['渡辺　崎', 'わたなべ さき'])).toBe('same')
  })

  test('is judged alike from both sides', () => {
    fc.assert(fc.property(named('山川', 'あい'), named('山木', 'あか'), (a, b) => { expect(likeness(a, b)).toBe(likeness(b, a)) }))
  })

  test('with no character in common is always somebody else’s, however it is spaced', () => {
    fc.assert(fc.property(one, other, (a, b) => { expect(likeness(a, b)).toBe('other') }))
  })

  test('that keeps its given name is never refused, whatever the surname was', () => {
    fc.assert(fc.property(partOf('山川'), partOf('木林'), partOf('子美'), (before, after, given) => {
      expect(likeness([`${before} ${given}`, 'あ い'], [`${after}　${given}`, 'か き'])).toBe('same')
    }))
  })
})

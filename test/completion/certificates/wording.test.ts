import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersOf } from '../../../server/completion/certificates/letters.ts'
import { breakOf, deedFrom, deedLinesMax, holesEn, holesJa, houseDesign, problemsOfWording, whyNotFilled, type DeedFacts } from '../../../server/completion/certificates/wording.ts'

const facts: DeedFacts = {
  trainingTitle: '令和8年度 地域ケア会議実践者養成研修', trainingTitleEn: 'Practitioner training', fiscalYear: 2026, issuerTitle: '東京都福祉局長', issuerEn: 'Tokyo Metropolitan Government',
  completedOn: '2027-02-26', modules: [{ title: '会議の役割', titleEn: 'Roles', minutes: 90 }, { title: '演習', titleEn: 'Practice', minutes: 60 }],
}
const ja = (wording: string, more: Partial<DeedFacts> = {}) => deedFrom(wording, { ...facts, ...more }, 'ja')

test.each<[string, string[]]>([
  [houseDesign.deed, ['あなたは　東京都が実施した', '令和八年度　地域ケア会議実践者養成研修の課程を', '修了したことを証します']],
  ['{修了日}に{時間数}の研修を', ['令和九年二月二十六日に二時間三十分の研修を']],
  ['科目：{科目}', ['科目：会議の役割、演習']],
  ['{ 年度 }に', ['令和八年度に']],
  ['一行目\n\n三行目\n', ['一行目', '', '三行目']],
  ['{研修名', ['{研修名']],
])('the wording %j reads %j', (wording, lines) => { expect(ja(wording)).toEqual(lines) })

test('English holes are filled in English', () => {
  expect(deedFrom('{training} ({year}) by {organizer}, {hours}, {modules}, {completed}', facts, 'en'))
    .toEqual(['Practitioner training (FY2026) by Tokyo Metropolitan Government, 2.5 hours, Roles, Practice, 26 February 2027'])
})

test.each<['deed' | 'deedEn', string, string | null]>([
  ['deed', houseDesign.deed, null], ['deedEn', houseDesign.deedEn, null], ['deed', '', null],
  ['deed', '{氏名}は', 'certificateTemplates.unknownHole'], ['deed', '{}', 'certificateTemplates.unknownHole'], ['deed', '{training}', 'certificateTemplates.unknownHole'],
  ['deedEn', '{研修名}', 'certificateTemplates.unknownHole'], ['deed', '{研修名', 'certificateTemplates.openHole'], ['deed', '研修名}', 'certificateTemplates.openHole'],
  ['deed', '行\n'.repeat(deedLinesMax + 1), 'certificateTemplates.tooManyLines'], ['deed', '行\n'.repeat(deedLinesMax), null],
])('in %s %j the problem is %s', (field, wording, key) => {
  expect(problemsOfWording(field, wording)[0]?.reason.key ?? null).toBe(key)
})

test.each<[string, string, DeedFacts['modules'], string | null]>([
  ['{時間数}', '', [{ title: '会議', titleEn: '', minutes: null }], 'certificateTemplates.noMinutes'], ['{ 時間数 }', '', [], 'certificateTemplates.noMinutes'],
  ['{科目}', '', [], 'certificateTemplates.noModules'], ['{研修名}', '{hours}', [], 'certificateTemplates.noMinutes'], ['{研修名}', '', [], null], ['{時間数}', '', facts.modules, null],
])('of %j and %j with %j: %s', (deed, deedEn, modules, key) => {
  expect(whyNotFilled({ deed, deedEn, withEnglish: true }, { modules })?.key ?? null).toBe(key)
  expect(whyNotFilled({ deed: '', deedEn, withEnglish: false }, { modules })).toBeNull()
})

test('a wording without a problem leaves no hole on the paper, whatever stands around its holes', () => {
  const piece = fc.oneof(fc.constantFrom(...holesJa.map((hole) => `{${hole}}`)), fc.string({ maxLength: 6 }).map((text) => text.replace(/[{}\n]/g, '')))
  fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
    const wording = pieces.join('')
    expect(problemsOfWording('deed', wording)).toEqual([])
    expect(ja(wording).join('')).not.toMatch(/[{}]/)
  }))
  fc.assert(fc.property(fc.constantFrom(...holesEn), (hole) => { expect(deedFrom(`{${hole}}`, facts, 'en').join('')).not.toMatch(/[{}]/) }))
})

test('what is typed by somebody is never read as a hole: a title with brackets stays as it is', () => {
  expect(ja('{研修名}', { trainingTitle: '研修{年度}' })).toEqual(['研修{年度}'])
})

test('a line is broken once at most, loses no character but the space it is broken at, and fits where it can', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('地', '域', 'の', 'ケ', 'ア', '会', '議', '　', 'に', '向', 'け', 'た'), { maxLength: 60 }), (signs) => {
    const line = signs.join('').trim()
    const at = breakOf(line, 32)
    expect(at === 0 || at > 0 && at < line.length).toBe(true)
    expect(deedFrom(line, facts, 'ja').join('').replaceAll('　', '')).toBe(line.replaceAll('　', ''))
  }))
})

test.each<[string, readonly string[], string[]]>([
  ['小林 直子', [], []], ['髙橋 花', [], ['髙']], ['山﨑 花', [], ['﨑']], ['𠮷田 太郎', [], ['𠮷']], ['渡邉 一', [], ['邉']],
  ['葛\u{e0105}西 花子', ['葛\u{e0105}'], ['葛\u{e0105}']], ['神田 一', [], []], ['\ufa19田 一', [], ['\ufa19']], ['John Smith', [], []],
])('of %s one looks twice at what is rare or a twin', (name, missing, signs) => {
  const unusual = lettersOf(name, missing).filter(({ isUnusual }) => isUnusual)
  expect(unusual.map(({ sign }) => sign)).toEqual(signs)
  expect(unusual.filter(({ isMissing }) => isMissing).map(({ sign }) => sign)).toEqual([...missing])
})

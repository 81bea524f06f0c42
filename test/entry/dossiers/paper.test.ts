import { expect, test } from 'vitest'
import { dossierPaper } from '../../../server/entry/dossiers/paper.ts'

type Ground = Parameters<typeof dossierPaper>[0]
const selection = {
  overPercent: 108, waitlistMax: 30, guaranteeMax: 0, hardQuota: false, hardProfessionQuota: false, professionQuotas: {}, seed: 7, version: 3,
  chair: null, adviser: null, case_presenter: null, other: null,
}
const board = { title: '令和8年度 研修', capacity: 1_000, cohorts: [], municipalities: [], professions: [{ code: 'dentist', name: '歯科医師', nameEn: 'Dentist' }], prolonged: [] }
const paperOf = (more: object = {}, chosen: object = {}) => dossierPaper({
  board: { ...board, ...more, selection: { ...selection, ...chosen } }, lines: [], asked: { name: '佐藤 健一', at: new Date('2026-07-20T10:00:00+09:00') },
} as unknown as Ground)

test('says the limit in people, as the rules count it, and what is decided first', () => {
  const { rules } = paperOf()
  expect(rules[0]).toBe('定員1,000人の108％、1,080人までを決定する。補欠は30人まで。')
  expect(rules.join()).toContain('昨年度に次年度優先とした方を先に決定する')
  expect(paperOf({}, { guaranteeMax: 5 }).rules[0]).toContain('次年度優先は5人まで')
  expect(paperOf({ cohorts: [{ id: 1, name: '第1', nameEn: '1', capacity: 500, state: 'planned' }] }).rules[0]).toContain('540人まで')
})

test('names the professions that have places, and whether they may be passed', () => {
  expect(paperOf().rules.join()).not.toContain('職種の枠')
  expect(paperOf({}, { professionQuotas: { dentist: 4 }, hardProfessionQuota: true }).rules).toContain('職種の枠は、歯科医師4人。枠は超えない。')
})

test('names who may still hand in on the day it is asked for, and nobody whose day has passed', () => {
  const prolonged = [{ id: 1, name: '立川市', nameEn: 'Tachikawa', dueOn: '2026-07-24' }, { id: 2, name: '多摩市', nameEn: 'Tama', dueOn: '2026-07-19' }]
  expect(paperOf({ prolonged }).rules.at(-1)).toBe('推薦書の提出を待たずに決定する区市町村　立川市（提出期限　令和8年7月24日）')
  expect(paperOf({ prolonged: [prolonged[1]] }).rules.join()).not.toContain('待たずに')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, fiscalYearOf } from '../../../server/base/days.ts'
import { modes } from '../../../server/practice/conference-types/rules.ts'
import { settlePositions } from '../../../server/practice/conference-plans/running.ts'
import { cellInWords, cellsOf, countOf, keyOf, layOut, readBlock, readCell, readSheet, sameDays, shortNames, type PlanCenter, type PlanType, type Standing } from '../../../server/practice/conference-plans/rules.ts'

const year = 2021
const typeOf = (id: number, name: string, level: PlanType['level'], times: number, more: Partial<PlanType> = {}): PlanType =>
  ({ id, name, nameEn: '', level, fromFiscalYear: 2000, toFiscalYear: null, areas: [], frequencies: [{ scope: level === 'municipality' ? 'municipality' : 'center', timesMin: 1, timesMax: times, per: 'year', everyMonths: null, source: '', since: null }], ...more })
const [city, promotion, individual, alone] = [typeOf(1, '市地域ケア会議', 'municipality', 2), typeOf(2, '地域包括ケア推進会議', 'area', 2), typeOf(3, '地域個別ケア会議', 'individual', 4), typeOf(4, '自立支援型個別ケア会議', 'individual', 1, { areas: [12] })]
const center = (id: number, name: string): PlanCenter => ({ id, name, validFrom: null, validTo: null })
const centers = [center(11, '明第1'), center(12, '明第2西地域包括支援センター'), center(13, '小金')]
const standingOf = (typeId: number, organizationId: number | null, position: number, heldOn: string, more: Partial<Standing> = {}): Standing =>
  ({ id: typeId * 100 + position, typeId, organizationId, position, heldOn, mode: 'on_site', state: 'planned', hasRecord: false, isNamed: false, ...more })
const gridOf = (standing: Standing[] = [], columns: Record<number, number> = {}) => layOut({ types: [city, promotion, individual, alone], centers, standing, year, columns })

describe('a cell', () => {
  test.each([
    ['5/27', '2021-05-27', 'on_site', false], ['５／２７', '2021-05-27', 'on_site', false], ['5月27日', '2021-05-27', 'on_site', false], ['５月２７日（木）', '2021-05-27', 'on_site', false],
    ['R3.5.27', '2021-05-27', 'on_site', false], ['令和3年5月27日(木)', '2021-05-27', 'on_site', false], ['2021-05-27', '2021-05-27', 'on_site', false], ['3/31', '2022-03-31', 'on_site', false], ['1-12', '2022-01-12', 'on_site', false],
    ['27-May', '2021-05-27', 'on_site', false], ['5/27 一部', '2021-05-27', 'partly_online', false], ['5/27（一部オンライン）', '2021-05-27', 'partly_online', false], ['5月27日　オンライン', '2021-05-27', 'online', false],
    ['5/27 オンライン 中止', '2021-05-27', 'online', true], ['5/27中止', '2021-05-27', 'on_site', true], ['5/27 partly', '2021-05-27', 'partly_online', false], ['5/27 online', '2021-05-27', 'online', false],
  ] as const)('%s', (typed, day, mode, isCanceled) => {
    expect(readCell(typed, year)).toEqual({ cell: { day, mode, isCanceled } })
  })
  test.each([['', null], ['　', null], ['―', null], ['-', null]])('%j is blank', (typed, cell) => {
    expect(readCell(typed, year)).toEqual({ cell })
  })
  test.each([
    ['5/32', 'noDay'], ['2/29', 'noDay'], ['未定', 'noDay'], ['5/27（金）', 'noDay'], ['13/1', 'noDay'], ['一部', 'noDay'], ['R4.5.27', 'otherYear'], ['2021-03-31', 'otherYear'], ['2022-04-01', 'otherYear'], ['44343', 'noDay'],
  ])('%s is told: %s', (typed, key) => {
    expect(readCell(typed, year)).toMatchObject({ reason: { key: `conferencePlans.${key}` } })
  })
  test('29 February is there in a year that has one', () => {
    expect(readCell('2/29', 2023)).toMatchObject({ cell: { day: '2024-02-29' } })
  })
  test('written by us is read by us, whatever day of whatever year', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 365 * 60 }), fc.constantFrom(...modes), fc.boolean(), fc.constantFrom('ja', 'en'), (after, mode, isCanceled, language) => {
      const day = addDays('1990-04-01', after)
      expect(readCell(cellInWords({ day, mode, isCanceled }, language as 'ja'), fiscalYearOf(day))).toEqual({ cell: { day, mode, isCanceled } })
    }))
  })
  test('never throws, and never takes a day outside the year', () => {
    fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => {
      const read = readCell(text, year)
      if ('cell' in read && read.cell !== null) expect(fiscalYearOf(read.cell.day)).toBe(year)
    }))
  })
})

describe('the grid', () => {
  test('has as many columns as a type is usually held, or is, and only areas where it is held', () => {
    const grid = gridOf([standingOf(3, 11, 5, '2021-10-07')], { 2: 3 })
    expect(grid.groups.map(({ type, columns }) => [type.id, columns])).toEqual([[2, 3], [3, 5], [4, 1]])
    expect(grid.whole.map(({ cells }) => cells.length)).toEqual([2])
    expect(grid.rows.map(({ center: one, groups }) => [one?.id, groups.map((group) => group?.length ?? null)])).toEqual([[11, [3, 5, null]], [12, [3, 5, 1]], [13, [3, 5, null]]])
  })
  test('a municipality without centers has one row for itself; a center that was given up has its row where it met', () => {
    expect(layOut({ types: [promotion], centers: [], standing: [], year }).rows.map(({ center: one }) => one)).toEqual([null])
    const gone = { ...center(19, '旧センター'), validTo: '2020-03-31' }
    expect(layOut({ types: [promotion], centers: [gone], standing: [], year }).rows).toHaveLength(1)
    expect(layOut({ types: [promotion], centers: [gone, ...centers], standing: [standingOf(2, 19, 1, '2021-05-01')], year }).rows).toHaveLength(4)
    expect(layOut({ types: [promotion], centers: [gone, ...centers], standing: [], year }).rows).toHaveLength(3)
  })
  test('the first cell may stay blank before the second (小金)', () => {
    const grid = gridOf([standingOf(2, 13, 2, '2022-03-30')])
    expect(grid.rows[2]!.groups[0]!.map(({ standing }) => standing?.heldOn ?? null)).toEqual([null, '2022-03-30'])
    expect(countOf(grid).map(({ dates }) => dates)).toEqual([0, 1, 0, 0])
  })
})

describe('a sheet', () => {
  const held = standingOf(2, 11, 1, '2021-05-27', { state: 'held', hasRecord: true })
  const planned = standingOf(2, 11, 2, '2021-11-19')
  const grid = gridOf([held, planned])
  const [first, second] = [keyOf(2, 11, 1), keyOf(2, 11, 2)]
  const read = (typed: Record<string, string>) => readSheet(grid, typed, year, '2021-10-01')
  test('left as it is wants nothing', () => {
    expect(read({ [first]: '5/27', [second]: '11月19日' })).toEqual({ wanted: { put: [], change: [], remove: [] }, problems: [] })
  })
  test('puts, moves and takes away', () => {
    const { wanted, problems } = read({ [first]: '5/28', [keyOf(1, null, 1)]: '7/29 一部' })
    expect(problems).toEqual([])
    expect(wanted.put).toMatchObject([{ typeId: 1, organizationId: null, position: 1, day: '2021-07-29', mode: 'partly_online' }])
    expect(wanted.change).toMatchObject([{ id: held.id, day: '2021-05-28', state: 'held' }])
    expect(wanted.remove).toEqual([planned])
  })
  test.each([
    ['a record is not emptied', { [second]: '11/19' }, first, 'hasRecord'], ['what was held is not called off', { [first]: '5/27 中止', [second]: '11/19' }, first, 'wasHeld'],
    ['what was held was not held later', { [first]: '12/1', [second]: '11/19' }, first, 'heldLater'], ['no day', { [first]: '5/27', [second]: '秋ごろ' }, second, 'noDay'],
    ['another year', { [first]: '5/27', [second]: '2022/4/1' }, second, 'otherYear'],
  ])('%s', (_, typed, key, word) => {
    expect(read(typed as never).problems).toMatchObject([{ field: `cells.${key}`, reason: { key: `conferencePlans.${word}` } }])
  })
  test('the same day twice is told at both cells, unless one is called off; two types on a day are no problem and are seen', () => {
    expect(read({ [first]: '5/27', [second]: '5/27' }).problems.map(({ field }) => field)).toEqual([`cells.${first}`, `cells.${second}`])
    expect(read({ [first]: '5/27', [second]: '5/27 中止' }).problems).toEqual([])
    expect(read({ [first]: '5/27', [second]: '11/19', [keyOf(3, 11, 1)]: '5/27' }).problems).toEqual([])
    expect([...sameDays(gridOf([held, standingOf(3, 11, 1, '2021-05-27')]))].toSorted()).toEqual([first, keyOf(3, 11, 1)])
  })
  test('called off and taken up again', () => {
    const off = gridOf([standingOf(2, 11, 1, '2021-05-27', { state: 'canceled' })])
    expect(readSheet(off, { [first]: '5/27' }, year, '2021-10-01').wanted.change).toMatchObject([{ state: 'planned' }])
    expect(readSheet(off, { [first]: '5/27 中止' }, year, '2021-10-01').wanted.change).toEqual([])
  })
  test('whatever is typed, every cell is put, changed, kept, taken away or told, and what is held stays', () => {
    const keys = cellsOf(grid).map(({ key }) => key)
    const words = fc.oneof(fc.constantFrom('', '5/27', '6/1', '6/2 一部', '12/24 オンライン', '1/5 中止', '?', '4/1/2030'), fc.string({ maxLength: 8 }))
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...keys), words), (typed) => {
      const { wanted, problems } = read(typed)
      expect(wanted.remove.some(({ state }) => state === 'held')).toBe(false)
      const touched = [...wanted.put.map(({ key }) => key), ...wanted.change.map(({ before }) => keyOf(before.typeId, before.organizationId, before.position)), ...wanted.remove.map((one) => keyOf(one.typeId, one.organizationId, one.position))]
      expect(new Set(touched).size).toBe(touched.length)
      expect(problems.every(({ field }) => keys.includes(field.slice(6)))).toBe(true)
    }))
  })
})

describe('a block out of a spreadsheet', () => {
  const grid = gridOf()
  test('finds centers by name, leaves blanks blank, tells what it cannot place', () => {
    const { cells, unread } = readBlock('センター\t推進会議\t\t個別\n明第2西\t5月12日\t11月10日\t6/9\t9/8\t12/8\t3/9\t4月13日\n小金\t\t3月30日\t7/29\n市地域ケア会議\t7/29\t\t1/27\nよその町\t5/1', grid)
    expect([cells[keyOf(2, 12, 1)], cells[keyOf(3, 12, 4)], cells[keyOf(4, 12, 1)], cells[keyOf(2, 13, 1)], cells[keyOf(2, 13, 2)], cells[keyOf(3, 13, 1)]]).toEqual(['5月12日', '3/9', '4月13日', '', '3月30日', '7/29'])
    expect([cells[keyOf(1, null, 1)], cells[keyOf(1, null, 2)]]).toEqual(['7/29', '1/27'])
    expect(unread).toEqual(['センター 推進会議 個別', 'よその町 5/1'])
  })
  test('without names fills the rows in their order', () => {
    const { cells, unread } = readBlock('5/27\t11/19\n5/12\t11/10\n', grid)
    expect([cells[keyOf(2, 11, 1)], cells[keyOf(2, 11, 2)], cells[keyOf(2, 12, 1)], unread]).toEqual(['5/27', '11/19', '5/12', []])
  })
})

describe('names of centers', () => {
  const named = (...names: string[]) => [...shortNames(names.map((name, id) => ({ id, name })), '立川市').values()]
  test('are without what all share, and whole where that would say the same twice', () => {
    expect(named('立川市中央地域包括支援センター', '立川市北部地域包括支援センター')).toEqual(['中央', '北部'])
    expect(named('明第1', '小金')).toEqual(['明第1', '小金'])
    expect(named('立川市中央地域包括支援センター', '中央')).toEqual(['立川市中央地域包括支援センター', '中央'])
    expect(named('立川市地域包括支援センター', '北部')).toEqual(['立川市地域包括支援センター', '北部'])
  })
})

describe('numbers that run on over types', () => {
  test('begin anew for each (推進 1–2, 個別 3–8, 自立支援型 9); others stay', () => {
    const rows = [{ typeId: 1, position: 1 }, { typeId: 1, position: 2 }, { typeId: 2, position: 3 }, { typeId: 2, position: 8 }, { typeId: 3, position: 9 }]
    expect(settlePositions(rows).map(({ position }) => position)).toEqual([1, 2, 1, 6, 1])
    const own = [{ typeId: 1, position: 1 }, { typeId: 1, position: 2 }, { typeId: 2, position: 1 }, { typeId: 2, position: 3 }]
    expect(settlePositions(own)).toEqual(own)
    expect(settlePositions([{ typeId: 1, position: 2 }])).toEqual([{ typeId: 1, position: 2 }])
  })
})

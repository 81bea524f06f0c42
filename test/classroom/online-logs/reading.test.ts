import { describe, expect, test } from 'vitest'
import { instantInJapan } from '../../../server/base/days.ts'
import { orderOf, readMoment, secondsOf } from '../../../server/classroom/online-logs/moments.ts'
import type { Ground, LogRow, Reading } from '../../../server/classroom/online-logs/reading.ts'
import { readBytes } from '../../../server/classroom/online-logs/uploads.ts'
import { keyOf } from '../../support/reasons.ts'
import { csv, encode, teams, teamsFlat, teamsJa, webex, webexJa, zoom, zoomJa, type Encoding, type Guest } from './files.ts'

const heldOn = '2026-09-17'
const at = (time: string) => instantInJapan(heldOn, time).getTime() / 1000
const ground: Ground = { heldOn, from: at('09:30'), to: at('12:00'), zone: null, layout: null }
const guests: Guest[] = [
  { name: '0001-K7 山田 花子', email: 'hanako@example.jp', from: '09:20:05', to: '10:15:00' },
  { name: '0001-K7 山田 花子', email: 'hanako@example.jp', from: '10:20:30', to: '12:05:00' },
  { name: '佐藤', from: '09:31:02', to: '12:00:00' },
]
const read = async (text: string, encoding: Encoding, on: Ground = ground) => {
  const answer = await readBytes(encode(text, encoding), 'log.csv', on)
  if (answer === 'unknown' || 'refused' in answer) throw new Error(JSON.stringify(answer))
  return answer
}
const told = ({ rows }: Reading) => rows.map(({ name, email, joined, left }: LogRow) => [name, email, joined, left])
const expected = guests.map(({ name, email = '', from, to }) => [name, email, at(from), at(to)])

describe('what the services write', () => {
  test.each<[string, string, Encoding, string]>([
    ['Zoom, English, facts above',          zoom(guests),      'utf-8-bom', 'zoom'],
    ['Zoom, Japanese',                      zoomJa(guests),    'utf-8',     'zoom'],
    ['Zoom, Japanese, kept once by Excel',  zoomJa(guests),    'cp932',     'zoom'],
    ['Teams, English, three parts',         teams(guests),     'utf-16le',  'teams'],
    ['Teams, Japanese',                     teamsJa(guests),   'utf-16le',  'teams'],
    ['Teams, Japanese, kept as UTF-8',      teamsJa(guests),   'utf-8-bom', 'teams'],
    ['Webex, English, tabs',                webex(guests),     'utf-16le',  'webex'],
    ['Webex, Japanese',                     webexJa(guests),   'utf-8-bom', 'webex'],
  ])('%s', async (_, text, encoding, service) => {
    const reading = await read(text, encoding)
    expect(told(reading)).toEqual(expected)
    expect([reading.service, reading.zone, reading.said]).toEqual([service, 540, []])
  })
  test('an older Teams has a line for each coming and going, and no addresses', async () => {
    const reading = await read(teamsFlat(guests), 'utf-16le')
    expect(told(reading)).toEqual(expected.map(([name, , from, to]) => [name, '', from, to]))
    expect(reading.service).toBe('teams')
  })
  test('UTF-16 without its mark is known by its every second zero', async () => {
    const answer = await readBytes(Buffer.from(teams(guests), 'utf16le'), 'log.csv', ground)
    expect(typeof answer === 'object' && 'rows' in answer && answer.rows.length).toBe(3)
  })
  test('who waits outside is there as a row, and does not count', async () => {
    const { rows } = await read(zoom([{ ...guests[2]!, waiting: true }]), 'utf-8')
    expect(rows.map(({ isWaiting }) => isWaiting)).toEqual([true])
  })
  test('where the part of comings and goings is missing, the file says what is not known', async () => {
    const [first] = teams(guests).split('3. In-Meeting')
    const { rows, said } = await read(first!, 'utf-16le')
    expect([rows.length, said.map(keyOf)]).toEqual([3, ['onlineLogs.onlyFirstAndLast']])
  })
  test('of a report with the host in the first columns the participant is read', async () => {
    const { rows } = await read(csv([
      ['Topic', 'Meeting ID', 'User Name', 'User Email', 'Start Time', 'End Time', 'Name (Original Name)', 'User Email', 'Join Time', 'Leave Time', 'Guest'],
      ['研修', '1', '主催者', 'host@example.jp', '09/17/2026 09:00:00 AM', '09/17/2026 12:00:00 PM', '山田', 'yamada@example.jp', '09/17/2026 09:30:00 AM', '09/17/2026 12:00:00 PM', 'No'],
    ]), 'utf-8')
    expect(rows.map(({ name, email }) => [name, email])).toEqual([['山田', 'yamada@example.jp']])
  })
  test('the number of a registration is found in whatever field it was asked', async () => {
    const { rows } = await read(csv([['Name', 'User Email', 'Join Time', 'Leave Time', 'Guest', '表示名に使う番号'], ['山田', '', '2026/09/17 9:30', '2026/09/17 12:00', 'Yes', '0001-K7']]), 'utf-8')
    expect(rows[0]!.marks).toBe('0001-K7')
  })
})

describe('what cannot be read is said', () => {
  const refusal = async (text: string, encoding: Encoding = 'utf-8') => {
    const answer = await readBytes(encode(text, encoding), 'log.csv', ground)
    return answer === 'unknown' ? answer : 'refused' in answer ? keyOf(answer.refused) : 'read'
  }
  test.each([
    ['a list of people without times', csv([['Name (Original Name)', 'User Email', 'Total Duration (Minutes)', 'Guest'], ['山田', '', '150', 'Yes']]), 'onlineLogs.noTimes'],
    ['headings that nobody knows', csv([['だれ', 'いつから', 'いつまで'], ['山田', '9:30', '12:00']]), 'unknown'],
    ['headings without rows', csv([['Name', 'Email', 'Join time', 'Leave time']]), 'onlineLogs.noRows'],
    ['a quotation that never ends', 'Name,Email,Join time,Leave time\r\n"山田,,9:30,12:00', 'sheets.unclosed'],
    ['nothing', '', 'sheets.empty'],
  ])('%s', async (_, text, key) => { expect(await refusal(text)).toBe(key) })
  test.each([['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'sheets.isPicture'], ['zeros inside', Buffer.from('Name,a\0b'), 'sheets.hasNul'], ['bytes of no encoding', Buffer.from([0x4e, 0x2c, 0x81, 0xff, 0x0a]), 'sheets.brokenText']])('%s', async (_, bytes, key) => {
    const answer = await readBytes(bytes, 'log.csv', ground)
    expect(typeof answer === 'object' && 'refused' in answer && keyOf(answer.refused)).toBe(key)
  })
  test('UTF-16 that is cut in the middle of a character', async () => {
    const whole = encode(teams(guests), 'utf-16le')
    expect(await readBytes(whole.subarray(0, whole.length - 1), 'log.csv', ground)).toEqual({ refused: { key: 'sheets.brokenUtf16' } })
  })
  test('a line whose time is none is named, and the others are read', async () => {
    const { said, rows } = await read(zoomJa(guests).replace('2026/09/17 09:31:02', '九時半ごろ'), 'utf-8')
    expect([said, rows.length]).toEqual([[{ key: 'onlineLogs.unreadableTimes', data: { lines: '4', count: 1 } }], 3])
  })
  test('who has no time of leaving stayed until the last thing that is known', async () => {
    const { rows, said } = await read(zoomJa(guests).replace('2026/09/17 12:00:00', ''), 'utf-8')
    expect([rows[2]!.left, said]).toEqual([at('12:05:00'), [{ key: 'onlineLogs.stillThere', data: { count: 1 } }]])
  })
  test('a formula of somebody stays a text', async () => {
    const { rows } = await read(zoomJa([{ name: '=HYPERLINK("http://x")', from: '09:30:00', to: '12:00:00' }]), 'utf-8')
    expect(rows[0]!.name).toBe('=HYPERLINK("http://x")')
  })
})

describe('the clock', () => {
  test('that fits no hour of the day is asked about; said, it is read so', async () => {
    const utc = zoomJa([{ name: '山田', from: '00:30:00', to: '03:00:00' }])
    expect((await read(utc, 'utf-8')).zone).toBeNull()
    const { rows, zone } = await read(utc, 'utf-8', { ...ground, zone: 0 })
    expect([zone, rows[0]!.joined, rows[0]!.left]).toEqual([0, at('09:30'), at('12:00')])
  })
  test('of times that say their zone themselves needs no asking', async () => {
    const { rows, zone } = await read(csv([['Name', 'Join time', 'Leave time'], ['山田', '2026-09-17T00:30:00Z', '2026-09-17T12:00:00+09:00']]), 'utf-8')
    expect([zone, rows[0]!.joined, rows[0]!.left]).toEqual([540, at('09:30'), at('12:00')])
  })
  test.each([
    ['2026/09/17 9:31:02', '09:31:02'], ['2026-09-17 09:31', '09:31'], ['09/17/2026 09:31:02 AM', '09:31:02'], ['9/17/26, 1:05:02 PM', '13:05:02'], ['17.09.2026 9:31', '09:31'],
    ['17/09/2026 21:31:00', '21:31'], ['2026年9月17日 午前9:31', '09:31'], ['2026年9月17日（木） 午後1時05分', '13:05'], ['Sep 17, 2026 12:00:00 AM', '00:00'], ['17 September 2026, 9:31 a.m.', '09:31'],
    ['="2026-09-17 09:31:02"', '09:31:02'], ['２０２６／９／１７　９：３１', '09:31'], ['9:31:02', '09:31:02'], ['2026-09-17 12:05 PM', '12:05'],
  ])('%s is %s', (cell, time) => {
    const written = readMoment(cell)
    expect(written && secondsOf(written, orderOf([written], heldOn), 540, heldOn)).toBe(at(time))
  })
  test.each(['令和8年9月17日 9:31', 'R8.9.17 9:31', '2026/09/17', '25:00', '9:75', '13:00 PM', 'なし', ''])('%s is none', (cell) => { expect(readMoment(cell)).toBeNull() })
  test('a day that is not in the calendar is none', () => {
    expect(secondsOf(readMoment('2026/02/30 9:00')!, 'month', 540, '2026-02-28')).toBeNull()
  })
  test('month and day are told apart by the day of the class', () => {
    const some = ['05/06/2026 9:00', '05/06/2026 9:30'].map(readMoment)
    expect([orderOf(some, '2026-06-05'), orderOf(some, '2026-05-06')]).toEqual(['day', 'month'])
  })
})

test('columns that somebody named by hand are read as they say', async () => {
  const text = csv([['会議の記録'], ['だれ', '連絡先', 'いつから', 'いつまで', '番号らしきもの'], ['山田', 'y@example.jp', '9:30', '12:00', '107']])
  const { service, rows } = await read(text, 'cp932', { ...ground, layout: { headRow: 1, name: 0, email: 1, joined: 2, left: 3, marks: 4 } })
  expect([service, told({ rows } as Reading), rows[0]!.marks]).toEqual(['other', [['山田', 'y@example.jp', at('9:30'), at('12:00')]], '107'])
})

test('a list of a day and a night is not read twice over midnight', async () => {
  const { rows } = await read(csv([['Name', 'Join time', 'Leave time'], ['山田', '23:30', '0:30']]), 'utf-8', { ...ground, from: at('23:00'), to: at('23:59') })
  expect(rows[0]!.left! - rows[0]!.joined!).toBe(3600)
})

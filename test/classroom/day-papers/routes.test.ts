import { beforeEach, describe, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'
import { pageTexts } from './reading.ts'

const house = await openHouse({ now: '2026-09-17T17:10:00+09:00' })
const { db } = house
const town = await settle(db)
const [day, slot] = [town.days[0]!, town.slots[0]]
const papers = `/class-days/${day}/papers`
const typing = `/slots/${slot}/typed-roll`
const fumiko = await enroll(db, town, town.trainee.person, 1)
const ids = [fumiko]
for (let n = 2; n <= 14; n += 1) ids.push(await enroll(db, town, await makePerson(db, n === 3 ? 'ZZC𠮷 三子' : n === 4 ? 'ZZC葛󠄅 四子' : `ZZC紙 ${n}子`, 'かみ', town.tama), n, { municipality: town.tama }))
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await db.updateTable('training').set({ state: 'running' }).execute()
const [staff, contractor, instructor, trainee, clerk] = await Promise.all([
  house.visitor(town.planner), house.visitor(town.contractor), house.visitor(town.instructor), house.visitor(town.trainee), house.visitor(town.clerkOfTachikawa),
])

const roll = () => db.selectFrom('attendance').select(['enrollment_id as id', 'state', 'minutes', 'evidence', 'reason']).orderBy('enrollment_id').execute()
const mark = (id: number, state: 'present' | 'late', evidence: 'qr' | 'staff', minutes: number | null = null) =>
  db.insertInto('attendance').values({ slot_id: slot, enrollment_id: id, state, minutes, evidence, marked_at: new Date('2026-09-17T09:31:00+09:00') }).execute()
const look = (exceptions: string) => staff.get(`${typing}?look=1&exceptions=${encodeURIComponent(exceptions)}`)
const seenIn = (body: string) => /name="seen" value="(\w+)"/.exec(body)![1]!
const typed = async (exceptions: string, more: Record<string, string> = {}) =>
  staff.post(typing, { exceptions, seen: seenIn((await look(exceptions)).body), ...more })
let lastLine = 0
const lines = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id as by', 'detail']).where('id', '>', lastLine).where('action', '<>', 'seen').orderBy('id').execute()

beforeEach(async () => {
  house.setClock('2026-09-17T17:10:00+09:00')
  for (const table of ['attendance', 'attendance_mark'] as const) await db.deleteFrom(table).execute()
  lastLine = Math.max(0, ...(await db.selectFrom('audit_line').select('id').execute()).map(({ id }) => id))
})

describe('the papers of a day', () => {
  test('are listed with the names whose characters the typeface lacks', async () => {
    const { body } = await staff.get(papers)
    for (const words of ['出席簿', '名札', '座席表', 'グループ表', '書体にない文字のある氏名', '葛󠄅', '班を作ると印刷できます']) expect(body).toContain(words)
    expect(body).not.toContain('書体にない文字：𠮷')
  })
  test('are staff\'s and an instructor\'s for their own cohorts', async () => {
    for (const file of ['', '/roll.pdf', '/name-cards.pdf']) {
      expect((await instructor.get(`${papers}${file}`)).statusCode, file).toBe(200)
      expect((await instructor.get(`/class-days/${town.days[1]}/papers${file}`)).statusCode, file).toBe(404)
      for (const visitor of [trainee, clerk]) expect((await visitor.get(`${papers}${file}`)).statusCode, file).toBe(404)
    }
    expect((await contractor.get(papers)).statusCode).toBe(200)
  })
  test('an attendance sheet comes with marks, without, or for who is not marked yet', async () => {
    await mark(fumiko, 'late', 'qr', 14)
    const [all, blank, missing] = await Promise.all(['all', 'blank', 'missing'].map(async (kind) => pageTexts((await staff.get(`${papers}/roll.pdf?kind=${kind}`)).rawPayload)))
    expect(all!.join('')).toContain('遅14')
    expect(blank!.join('')).not.toContain('遅14')
    expect([blank!.join('').includes('ZZA研修子'), missing!.join('').includes('ZZA研修子')]).toEqual([true, false])
    for (const sheet of blank!) for (const words of ['受講番号', '署名']) expect(sheet).toContain(words)
  })
  test('name cards have real characters, ten to a sheet, and empty ones for who comes without notice', async () => {
    const cards = await pageTexts((await staff.get(`${papers}/name-cards.pdf?blank=3`)).rawPayload)
    expect(cards).toHaveLength(2)
    expect(cards.join('')).toContain('ZZC𠮷三子')
    expect(await pageTexts((await staff.get(`${papers}/name-cards.pdf?blank=10&only=blank`)).rawPayload)).toHaveLength(1)
    expect((await staff.get(`${papers}/name-cards.pdf?blank=1000`)).statusCode).toBe(404)
  })
  test('the seating plan and the table of groups come once there are groups, the table as a workbook, too', async () => {
    expect((await staff.get(`${papers}/seat-plan.pdf`)).statusCode).toBe(404)
    await staff.post(`/class-days/${day}/groups`, { version: '0', size: '5' })
    const [plan, table] = await Promise.all(['seat-plan', 'groups'].map(async (file) => pageTexts((await staff.get(`${papers}/${file}.pdf`)).rawPayload)))
    for (const words of ['正面', '3班', 'ZZA研修子']) expect(plan!.join('')).toContain(words)
    for (const words of ['グループ表', '演習での役割', 'ZZC𠮷三子', '多摩市']) expect(table!.join('')).toContain(words)
    const answer = await readTable(new Uint8Array((await staff.get(`${papers}/groups.xlsx`)).rawPayload), 'groups.xlsx', { rowsMax: 100, columnsMax: 20 })
    if ('refused' in answer) throw new Error(answer.refused.key)
    const [, head, ...rows] = answer.table.rows
    expect(head!.slice(0, 3)).toEqual(['班', '受講番号', '氏名'])
    expect(rows.map(([, , name]) => name)).toContain('ZZC葛󠄅 四子')
    expect(rows).toHaveLength(14)
  })
})

describe('typing a signed sheet back', () => {
  test('says everything in names, then records it in one act', async () => {
    const { body } = await look('2 欠、3 遅14、4 早20')
    for (const words of ['欠席（連絡なし）', '遅刻 14分', '早退 20分', 'ZZC𠮷 三子', '11人を出席、3人を']) expect(body).toContain(words)
    expect(await roll()).toEqual([])
    const { statusCode, headers } = await typed('2 欠、3 遅14、4 早20')
    expect([statusCode, headers.location]).toEqual([303, `/class-days/${day}?slot=${slot}`])
    const rows = await roll()
    expect(new Set(rows.map(({ evidence }) => evidence))).toEqual(new Set(['sign_in']))
    expect(rows.slice(0, 4).map(({ state, minutes }) => [state, minutes])).toEqual([['present', null], ['absent_unnotified', null], ['late', 14], ['left_early', 20]])
    expect(rows).toHaveLength(14)
    expect(await lines()).toEqual([{ action: 'roll.typed_back', subject: `slot:${slot}`, by: town.planner.person, detail: { marked: 14, exceptions: 3, corrected: 0, left: 0 } }])
  })
  test('adds one exception by its boxes to what is typed', async () => {
    const { body } = await staff.get(`${typing}?exceptions=${encodeURIComponent('2 欠')}&number=${encodeURIComponent('７')}&state=late&minutes=9`)
    expect(body).toContain('2 欠\n7 遅9</textarea>')
  })
  test.each([['99 欠', '受講番号99の人は'], ['2 欠、2 遅3', '2回書かれています'], ['3', '印がありません'], ['山田', '読めません']])('%s is said at the box, kept, and nothing can be recorded', async (text, words) => {
    const { body } = await look(text)
    for (const shown of [words, '直して、もう一度確かめてください', text]) expect(body).toContain(shown)
    expect(body).not.toContain('name="seen"')
    const { statusCode } = await staff.post(typing, { exceptions: text, seen: 'x' })
    expect([statusCode, await roll()]).toEqual([422, []])
  })
  test('leaves what others marked as it is, and changes it only where that is ticked, with a reason', async () => {
    await mark(ids[0]!, 'present', 'qr')
    await mark(ids[1]!, 'late', 'staff', 5)
    expect((await look('1 欠')).body).toContain('すでに別の記録がある人')
    await typed('1 欠')
    expect((await roll()).slice(0, 2).map(({ state, evidence }) => [state, evidence])).toEqual([['present', 'qr'], ['late', 'staff']])
    const ticked = { 'contrary.0.enrollmentId': String(ids[0]), 'contrary.0.follow': 'true', 'contrary.1.enrollmentId': String(ids[1]) }
    const without = await typed('1 欠', ticked)
    expect([without.statusCode, without.body.includes('別の記録で付いた出欠です'), /name="contrary\.0\.follow" value="true" checked/.test(without.body)]).toEqual([422, true, true])
    expect((await typed('1 欠', { ...ticked, reason: '署名がない' })).statusCode).toBe(303)
    expect((await roll()).slice(0, 2)).toMatchObject([{ state: 'absent_unnotified', evidence: 'sign_in', reason: '署名がない' }, { state: 'late', evidence: 'staff' }])
  })
  test('is shown again when somebody marked the roll meanwhile', async () => {
    const seen = seenIn((await look('2 欠')).body)
    await mark(ids[4]!, 'present', 'qr')
    const late = await staff.post(typing, { exceptions: '2 欠', seen })
    expect([late.statusCode, late.body.includes('ほかの人が出欠を付けました'), (await roll()).length]).toEqual([409, true, 1])
    expect((await staff.post(typing, { exceptions: '2 欠', seen: seenIn(late.body) })).statusCode).toBe(303)
    expect(await roll()).toHaveLength(14)
  })
  test('sent twice is done once; of a whole marked roll there is nothing to record', async () => {
    const form = { exceptions: '', seen: seenIn((await look('')).body), onceKey: 'a1b2c3d4-0000-4000-8000-000000000001' }
    expect((await Promise.all([staff.post(typing, form), staff.post(typing, form)])).map(({ statusCode }) => statusCode)).toEqual([303, 303])
    expect(await lines()).toHaveLength(1)
    expect((await look('')).body).toContain('全員の出欠が、すでに付いています')
  })
  test('before the day is refused, and is not there for who may not mark', async () => {
    house.setClock('2026-09-10T10:00:00+09:00')
    expect((await look('')).body).not.toContain('name="seen"')
    expect((await staff.get(papers)).body).not.toContain('署名された出席簿を写す')
    house.setClock('2026-09-17T17:10:00+09:00')
    for (const visitor of [trainee, clerk]) expect([(await visitor.get(typing)).statusCode, (await visitor.post(typing, { seen: 'x' })).statusCode]).toEqual([404, 404])
    expect((await instructor.get(typing)).statusCode).toBe(200)
  })
})

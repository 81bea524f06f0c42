import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** L7: reports, manuals and forms with provenance and versions; searched; for anybody or for municipalities only. */
const house = await openHouse()
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, trainee, stranger] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.trainee), house.stranger()]
const pdf = (words: string) => Buffer.from(`%PDF-1.7\n${words}`)
const item = { kind: 'report', title: '地域ケア会議推進部会のまとめ', titleEn: 'Report of the working group', publisher: '東京都', publishedYear: '2014', publishedMonth: '3', description: '基本の考え方', source: '', audience: 'public' }

async function send(to: string, boxes: Record<string, string>, file: { name: string; bytes: Uint8Array } | null, visitor = planner) {
  const form = new FormData()
  for (const [name, box] of Object.entries(boxes)) form.set(name, box)
  if (file !== null) form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name)
  const request = new Request('http://house.test', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST', url: to, cookies: { sid: visitor.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
  })
}
const add = async (over: Record<string, string> = {}) => Number((await planner.post('/shelf', { ...item, ...over })).headers.location!.split('/').at(-1))
const versionOf = async (id: number) => String((await db.selectFrom('shelf_item').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)
const move = async (id: number, act: string, who = planner) => who.post(`/shelf/${id}/showing`, { act, version: await versionOf(id) })
const lines = async (id: number) => (await db.selectFrom('audit_line').select('action').where('subject', '=', `shelfItem:${id}`).orderBy('id').execute()).map(({ action }) => action)

describe('from the desk to whoever may read it', () => {
  test('nobody sees what is in preparation; shown to the public, anybody reads it and takes any version', async () => {
    const id = await add()
    expect([(await clerk.get(`/shelf/${id}`)).statusCode, (await stranger.get(`/open-shelf/${id}`)).statusCode]).toEqual([404, 404])
    expect((await send(`/shelf/${id}/files`, { note: '' }, { name: 'まとめ.pdf', bytes: pdf('1') })).headers.location).toBe(`/shelf/${id}`)
    await send(`/shelf/${id}/files`, { note: '表を直した' }, { name: 'まとめ2.pdf', bytes: pdf('2') })
    expect((await move(id, 'show')).statusCode).toBe(303)
    const page = await stranger.get(`/open-shelf/${id}`)
    expect([page.statusCode, page.body.includes('2014年3月'), page.body.includes('第2版'), page.body.includes('表を直した')]).toEqual([200, true, true, true])
    const [first, second] = [await stranger.get(`/open-shelf/${id}/files/1`), await clerk.get(`/shelf/${id}/files/2`)]
    expect([first.body, second.body]).toEqual(['%PDF-1.7\n1', '%PDF-1.7\n2'])
    expect(await lines(id)).toEqual(['shelfItem.added', 'shelfItem.versioned', 'shelfItem.versioned', 'shelfItem.show'])
  })
  test('what is for municipalities is the same 404 to anybody else as what never was', async () => {
    const id = await add({ audience: 'municipalities', title: '区市町村だけの手引き', kind: 'manual' })
    await send(`/shelf/${id}/files`, {}, { name: 'a.pdf', bytes: pdf('x') })
    await move(id, 'show')
    expect([(await clerk.get(`/shelf/${id}`)).statusCode, (await contractor.get(`/shelf/${id}`)).statusCode]).toEqual([200, 200])
    expect([(await stranger.get(`/open-shelf/${id}`)).statusCode, (await stranger.get(`/open-shelf/${id}/files/1`)).statusCode, (await stranger.get('/open-shelf/999999')).statusCode]).toEqual([404, 404, 404])
    expect((await stranger.get('/open-shelf')).body).not.toContain('区市町村だけの手引き')
    expect((await trainee.get('/shelf')).statusCode).toBe(404)
  })
  test('withdrawn, it is gone for all but the office, and may come back', async () => {
    const id = await add({ title: '取り下げるもの' })
    await move(id, 'show')
    await move(id, 'withdraw')
    expect([(await clerk.get(`/shelf/${id}`)).statusCode, (await stranger.get(`/open-shelf/${id}`)).statusCode, (await planner.get(`/shelf/${id}`)).statusCode]).toEqual([404, 404, 200])
    expect((await move(id, 'show')).statusCode).toBe(303)
    expect((await stranger.get(`/open-shelf/${id}`)).statusCode).toBe(200)
  })
  test.each(['clerk', 'contractor'] as const)('%s may not put anything there', async (who) => {
    const visitor = { clerk, contractor }[who]
    expect([(await visitor.get('/shelf/new')).statusCode, (await visitor.post('/shelf', item)).statusCode]).toEqual([404, 404])
  })
})

describe('the list', () => {
  test('is searched by words, kind and year; what is announced stands first', async () => {
    const announced = await add({ title: '推進事業報告書（仮称）', publishedYear: '', publishedMonth: '', plannedYear: '令和2年度' })
    await move(announced, 'show')
    const all = (await stranger.get('/open-shelf')).body
    expect([all.indexOf('推進事業報告書') < all.indexOf('推進部会のまとめ'), all.includes('令和2年度に公表の予定')]).toEqual([true, true])
    expect((await stranger.get('/open-shelf?q=%E4%BB%AE%E7%A7%B0')).body).not.toContain('推進部会のまとめ')
    expect((await stranger.get('/open-shelf?kind=form')).body).toContain('あてはまる資料はありません')
    expect((await stranger.get('/open-shelf?from=2019')).body).not.toContain('推進部会のまとめ')
    expect((await clerk.get('/shelf?page=99')).statusCode).toBe(200)
  })
})

describe('what cannot be', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a month without a year', { publishedYear: '' }, 'publishedYear-problem'], ['no time at all', { publishedYear: '', publishedMonth: '' }, 'publishedYear-problem'],
    ['published and planned', { plannedYear: 'R8' }, 'plannedYear-problem'], ['a year that is none', { publishedYear: '', publishedMonth: '', plannedYear: 'いつか' }, 'plannedYear-problem'],
    ['an address that runs a script', { source: 'javascript:alert(1)' }, 'source-problem'], ['no title', { title: '' }, 'title-problem'], ['no publisher', { publisher: '' }, 'publisher-problem'],
  ])('%s is said at its box, and what was typed stays', async (_, over, problem) => {
    const { statusCode, body } = await planner.post('/shelf', { ...item, ...over })
    expect([statusCode, body.includes(`id="${problem}"`), body.includes('基本の考え方')]).toEqual([422, true, true])
  })
  test.each<[string, { name: string; bytes: Uint8Array } | null, number]>([['no file', null, 422], ['a program', { name: 'a.exe', bytes: Buffer.from('MZ') }, 415], ['a page in disguise', { name: 'a.pdf', bytes: Buffer.from('<html>') }, 415]])('%s is no version', async (_, file, status) => {
    const id = await add()
    expect((await send(`/shelf/${id}/files`, { note: '変わったこと' }, file)).statusCode).toBe(status)
    expect(await db.selectFrom('shelf_version').select('number').where('item_id', '=', id).execute()).toEqual([])
  })
  test('whoever edits an old page is told', async () => {
    const id = await add()
    await planner.post(`/shelf/${id}`, { ...item, title: '新しい題', version: '1' })
    const late = await planner.post(`/shelf/${id}`, { ...item, title: '古い題', version: '1' })
    expect([late.statusCode, late.body.includes('古い題')]).toEqual([409, true])
    expect((await db.selectFrom('shelf_item').select('title').where('id', '=', id).executeTakeFirstOrThrow()).title).toBe('新しい題')
  })
})

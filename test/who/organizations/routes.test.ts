import { expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { loadMunicipalities } from '../../../server/who/organizations/changes.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const planner = await house.visitor(town.planner)
const own = `/municipalities/${town.tachikawa}`
const center = { kind: 'support_center', name: 'みずべ地域包括支援センター', operation: 'commissioned' }
const load = (list?: Parameters<typeof loadMunicipalities>[1]) => inChange(db,
  { actor: null, scope: { of: 'all' }, now: new Date('2026-06-15T00:00:00Z'), random: (bytes) => new Uint8Array(bytes) }, (change) => loadMunicipalities(change, list))

test('the municipalities of Tokyo are loaded once, and those that are there stay as they are', async () => {
  expect([await load(), await load()]).toEqual([60, 0])
  const { count } = await db.selectFrom('municipality').select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  expect(count).toBe(62)
})

test('a code whose check digit is wrong loads nothing', async () => {
  await expect(load([{ code: '131010', name: '偽区', kana: 'にせく', nameEn: 'False Ward', kind: 'ward', island: false }])).rejects.toThrow('131010')
})

test('the prefecture sees all in official order with what is counted, a municipality its own', async () => {
  await enroll(db, town, town.trainee.person, 1)
  await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-12-01' }).execute()
  const { body } = await planner.get('/municipalities')
  expect(['千代田区', '立川市', '多摩市', '小笠原村'].map((name) => body.indexOf(`>${name}<`)).every((place, n, all) => place > (all[n - 1] ?? 0))).toBe(true)
  expect(body.slice(body.indexOf('>立川市<'), body.indexOf('>武蔵野市<'))).toMatch(/data-label="修了（人）">1</)
  expect((await planner.get('/municipalities?kind=village')).body).not.toContain('立川市')
  const seen = (await clerk.get('/municipalities')).body
  expect([seen.includes('立川市'), seen.includes('多摩市')]).toEqual([true, false])
})

test('a municipality shows its facts, officers and sheets; another one is not there', async () => {
  const { body } = await clerk.get(own)
  for (const words of ['132021', 'ZZA立川 花子', '令和8年度 地域ケア会議実践者養成研修', `/calls/${town.call}/sheet`]) expect(body).toContain(words)
  expect(body).toMatch(/未提出[\s\S]{0,120}<td class="num"[^>]*>―<\/td>/) // nothing handed in is not nobody
  expect((await clerk.get(`/municipalities/${town.tama}`)).body).toBe((await clerk.get('/municipalities/9999')).body)
  expect((await (await house.visitor(town.trainee)).get(own)).statusCode).toBe(404)
})

test('a center is added once, mended and closed; its row stays', async () => {
  expect((await clerk.post(`${own}/organizations`, center)).statusCode).toBe(303)
  const twice = await clerk.post(`${own}/organizations`, center)
  expect([twice.statusCode, twice.body.includes('同じ種類・名称のものがすでにあります')]).toEqual([422, true])
  const { id } = await db.selectFrom('organization').select('id').executeTakeFirstOrThrow()
  expect((await clerk.get(`/organizations/${id}/edit`)).body).toContain('value="みずべ地域包括支援センター"')
  expect((await clerk.post(`/organizations/${id}`, { ...center, 'validTo.year': '2027', 'validTo.month': '3', 'validTo.day': '31' })).statusCode).toBe(303)
  expect((await clerk.get(own)).body).toContain('令和9年3月31日まで')
  expect(await db.selectFrom('audit_line').select('action').where('action', 'like', 'organization.%').orderBy('id').execute())
    .toEqual([{ action: 'organization.added' }, { action: 'organization.changed' }])
})

test.each([
  ['a center without 直営 or 委託', { ...center, name: 'べつ', operation: '' }, '直営か委託かを選んでください'],
  ['a pharmacy that is 直営', { kind: 'pharmacy', name: '薬局', operation: 'direct' }, '地域包括支援センターだけのもの'],
  ['one that ends before it began', { kind: 'pharmacy', name: '薬局', 'validFrom.year': '2026', 'validFrom.month': '4', 'validFrom.day': '1', 'validTo.year': '2026', 'validTo.month': '3', 'validTo.day': '1' }, '始まりの日'],
  ['one without a name', { kind: 'pharmacy' }, '入力してください'],
])('%s comes back with the reason', async (_, boxes, words) => {
  const { statusCode, body } = await clerk.post(`${own}/organizations`, boxes as Record<string, string>)
  expect([statusCode, body.includes(words)]).toEqual([422, true])
})

test('organizations of another municipality cannot be added, seen or mended', async () => {
  const { id } = await db.selectFrom('organization').select('id').executeTakeFirstOrThrow()
  const neighbor = await house.visitor(town.clerkOfTama)
  const answers = [await neighbor.get(`/organizations/${id}/edit`), await neighbor.post(`/organizations/${id}`, center), await neighbor.post(`${own}/organizations`, { ...center, name: 'x' })]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404])
})

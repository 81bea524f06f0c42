import { beforeAll, describe, expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { drain } from '../../../server/base/jobs.ts'
import { fieldsOf } from '../../../server/cascade/good-practices/paper.ts'
import { missingOf, practiceMoves, problemsOfNumbers, whyNotAct } from '../../../server/cascade/good-practices/rules.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { supported } from '../supported.ts'

/** J4: the final report, frozen and shared; good practices, published with consent and adopted by others. */
const house = await openHouse({ now: '2027-02-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.updateTable('training').set({ state: 'running' }).execute()
const own = await supported(db, town, town.tachikawa, 'ZZA')
let [clerk, other, planner, expert, trainee] = [] as unknown as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
beforeAll(async () => {
  [clerk, other, planner, expert, trainee] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.planner), await house.visitor(town.expert), await house.visitor(town.trainee)]
})
const day = (name: string, value: string) => { const [y, m, d] = value.split('-'); return { [`${name}.year`]: y!, [`${name}.month`]: m!, [`${name}.day`]: d! } }
const idIn = (location: unknown) => Number(/(\d+)$/.exec(String(location))![1])
const told = async (template: string) => {
  await drain(house.crewHouse, crew)
  return db.selectFrom('message').select(['municipality_id as to', 'body']).where('template', '=', template).orderBy('municipality_id').execute()
}

describe('the report', () => {
  const words = { opening: '事例から地域の課題が見える会議を目指した。', results: '個別会議が年6回から12回になった。' }
  const at = `/model-supports/${own.support}/report`
  let report = 0

  test('is put together from the record: application, goals, sessions with advice, actions', async () => {
    await clerk.post('/actions', { what: '様式をそろえる', owner: '高齢福祉課', supportSessionId: String(own.session) })
    const { body } = await clerk.get(at)
    for (const part of ['ZZA応募の理由', 'ZZA目標1', 'ZZA確かめ方1', 'ZZA事例の選び方', 'ZZA助言の内容', '様式をそろえる']) expect(body).toContain(part)
    expect((await planner.get(at)).body).not.toContain('name="opening"')
  })
  test('is saved as it is, and submitted only when each goal was looked at in the end', async () => {
    expect((await clerk.post(at, { opening: words.opening, version: '0', act: 'save' })).statusCode).toBe(303)
    expect((await planner.post(at, { ...words, version: '1', act: 'submit' })).statusCode).toBe(404)
    const open = await clerk.post(at, { ...words, version: '1', act: 'submit' })
    expect([open.statusCode, open.body.includes('終わりの振り返りがない目標が3つ')]).toEqual([409, true])
    await clerk.post(`/model-supports/${own.support}/checks`, { kind: 'end', version: '0', ...Object.fromEntries(own.goals.flatMap((id, n) => [[`rows.${n}.goalId`, String(id)], [`rows.${n}.outcome`, 'reached'], [`rows.${n}.words`, `終わりに見たこと${n}`]])) })
    expect((await clerk.post(at, { opening: words.opening, version: '1', act: 'submit' })).statusCode).toBe(422)
    expect((await clerk.post(at, { ...words, version: '1', act: 'submit' })).statusCode).toBe(303)
    const kept = await db.selectFrom('support_report').select(['id', 'state', 'receipt', 'record', 'content_hash as hash', 'opening', 'course', 'results', 'outlook']).executeTakeFirstOrThrow()
    report = kept.id
    expect(kept).toMatchObject({ state: 'submitted', receipt: expect.stringMatching(/^H26-\d{3}$/), record: { goals: [{ atEnd: 'reached' }, {}, {}], sessions: [{ municipality: 0, advice: 'ZZA助言の内容' }] } })
    expect((await db.selectFrom('model_support').select('state').where('id', '=', own.support).executeTakeFirst())!.state).toBe('reported')
  })
  test('is printed by a job, once, out of what was frozen', async () => {
    expect((await clerk.get(`/support-reports/${report}/file`)).statusCode).toBe(404)
    await drain(house.crewHouse, crew)
    const paper = await clerk.get(`/support-reports/${report}/file`)
    expect(paper.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    const file = await db.selectFrom('support_report as q').innerJoin('file as f', 'f.id', 'q.file_id').select(['f.sha256', 'f.name']).executeTakeFirstOrThrow()
    expect([createHash('sha256').update(paper.rawPayload).digest('hex'), file.name]).toEqual([file.sha256, '報告書_立川市_令和8年度.pdf'])
    expect((await clerk.post(at, { ...words, version: '2', act: 'save' })).statusCode).toBe(409)
    const before = await db.selectFrom('support_session').select('advice').executeTakeFirstOrThrow()
    await db.updateTable('support_session').set({ advice: '後から変えた言葉' }).execute()
    expect((await clerk.get(`/support-reports/${report}`)).body).toContain(before.advice)
  })
  test('is no more than a missing page to others until it was shared; then all municipalities read the report, and nothing else of it', async () => {
    for (const page of [`/support-reports/${report}`, `/support-reports/${report}/file`]) expect((await other.get(page)).statusCode).toBe(404)
    expect((await other.get('/support-reports')).body).not.toContain('立川市')
    expect((await planner.post(`/support-reports/${report}/sharing`, day('sharedOn', '2027-02-10'))).statusCode).toBe(303)
    expect((await told('support_report_shared_listed')).map(({ to }) => to)).toEqual([town.tachikawa, town.tama])
    expect((await other.get('/support-reports')).body).toContain('立川市')
    expect((await other.get(`/support-reports/${report}`)).body).toContain(words.results)
    expect((await other.get(`/support-reports/${report}/file`)).statusCode).toBe(200)
    for (const page of ['', '/application', '/plan', '/report']) expect((await other.get(`/model-supports/${own.support}${page}`)).statusCode).toBe(404)
    expect((await other.get(`/support-sessions/${own.session}`)).statusCode).toBe(404)
    expect((await trainee.get(`/support-reports/${report}`)).statusCode).toBe(404)
    expect((await expert.get(`/model-supports/${own.support}`)).statusCode).toBe(200)
    expect((await planner.post(`/model-supports/${own.support}/closing`)).statusCode).toBe(303)
    expect((await expert.get(`/model-supports/${own.support}`)).statusCode).toBe(404)
  })
})

describe('the rules of a practice', () => {
  test('nothing comes on the shelf without consent, but what another prefecture published', () => {
    expect([whyNotAct({ state: 'draft', isElsewhere: false }, 'publish')?.key, whyNotAct({ state: 'draft', isElsewhere: true }, 'publish'), whyNotAct({ state: 'offered', isElsewhere: false }, 'publish')]).toEqual(['practices.notNow.publish', null, null])
    expect(Object.values(practiceMoves).flatMap((moves) => Object.entries(moves)).filter(([, to]) => to === 'published')).toEqual([['publish', 'published']])
  })
  test('a part is smaller than the whole, and figures say as of when', () => {
    expect(problemsOfNumbers({ population: 100, partPopulation: 101, countedOn: '2026-04-01' }).map(({ field }) => field)).toEqual(['partPopulation'])
    expect(problemsOfNumbers({ population: 100 }).map(({ field }) => field)).toEqual(['countedOn'])
    expect(missingOf({ title: 'a', outline: '', features: 'b', history: 'c', leadBody: 'd', issues: 'e', plans: 'f', section: 'g', contact: 'h', population: null, themes: [] })).toEqual(['outline', 'population', 'themes'])
  })
})

describe('a practice', () => {
  const form = {
    title: '医療・介護の顔の見える関係づくり', themes: 'network_building', population: '184,577', partPopulation: '42,000', aged65: '24.53', partAged65: '27.1', aged75: '13.02', ...day('countedOn', '2026-04-01'),
    outline: '専門職の団体が研修会を企画する。', features: '多職種で事例を作り込む。', sinceYear: '2020', history: '令和2年度に始めた。', users: '医療・介護の関係者', 'userCounts.0.year': '2025', 'userCounts.0.count': '215', 'userCounts.0.unit': '人',
    leadBody: '医療・介護ネットワーク', bodies: '医師会、歯科医師会', involvement: '共催', involvementYen: '120000', aid: '地域包括ケア推進交付金', aidYen: '390867', issues: '参加の職種を広げる', plans: '継続', section: '高齢福祉課', contact: '042-000-0000',
  }
  let practice = 0
  const at = () => `/practices/${practice}`
  const consent = (version: string, more = {}) => clerk.post(`${at()}/consent`, { act: 'offer', consent: 'true', version, ...more })

  test('has the fifteen fields of the form, figures with their units and those of a part in brackets', async () => {
    practice = idIn((await clerk.post('/practices', form)).headers.location)
    const { body } = await clerk.get(at())
    for (const words of ['184,577人（42,000人）（令和8年4月1日現在）', '65歳以上　24.53%（27.10%）', '75歳以上　13.02%', '令和2年度', '令和7年度　215人', '実施主体　医療・介護ネットワーク', '390,867円', '120,000円', '担当部署　高齢福祉課']) expect(body).toContain(words)
    expect(body.match(/<dt>[①-⑮]/g)).toHaveLength(15)
    expect(fieldsOf({ userCounts: [], themes: [], population: null, aged65: null, aged75: null, sinceYear: null, users: '', leadBody: '', bodies: '', involvement: '', aid: '', section: '', contact: '' } as never)).toHaveLength(15)
    expect((await clerk.get(`${at()}/paper`)).body.slice(0, 5)).toBe('%PDF-')
  })
  test('is its municipality’s alone until it is published', async () => {
    for (const one of [other, trainee, expert]) for (const page of ['', '/paper']) expect((await one.get(`${at()}${page}`)).statusCode).toBe(404)
    expect((await other.get(`${at()}/edit`)).statusCode).toBe(404)
    expect((await other.post(`${at()}/consent`, { act: 'offer', consent: 'true', version: '1' })).statusCode).toBe(404)
    expect((await planner.post(at(), { ...form, version: '1', prefecture: '東京都', municipality: 'x', kind: 'city' })).statusCode).toBe(404)
    expect((await trainee.get('/practices')).body).not.toContain(form.title)
  })
  test('is published with consent only, and can be sent back with what to mend', async () => {
    expect((await planner.post(`${at()}/publication`, { act: 'publish', version: '1' })).statusCode).toBe(409)
    await db.updateTable('good_practice').set({ section: '' }).where('id', '=', practice).execute()
    expect((await clerk.get(at())).body).toContain('同意の前に書く項目が、1つあります')
    expect((await consent('1')).statusCode).toBe(409)
    await db.updateTable('good_practice').set({ section: form.section }).where('id', '=', practice).execute()
    expect((await consent('1', { consent: '' })).statusCode).toBe(422)
    expect((await consent('1')).statusCode).toBe(303)
    expect((await clerk.post(at(), { ...form, version: '2' })).statusCode).toBe(409)
    expect((await planner.post(`${at()}/publication`, { act: 'return', version: '2' })).statusCode).toBe(422)
    expect((await planner.post(`${at()}/publication`, { act: 'return', note: '経緯を足してください', version: '2' })).statusCode).toBe(303)
    expect(await told('practice_returned_listed')).toMatchObject([{ to: town.tachikawa, body: expect.stringContaining('経緯を足してください') }])
    expect((await clerk.post(at(), { ...form, history: '令和2年度に始め、年3回になった。', version: '3' })).statusCode).toBe(303)
    expect((await consent('4')).statusCode).toBe(303)
    expect((await planner.post(`${at()}/publication`, { act: 'publish', version: '5' })).statusCode).toBe(303)
    for (const one of [other, trainee, expert, planner]) expect((await one.get(at())).body).toContain('年3回になった')
  })
  test.each([['its theme', 'theme=network_building', true], ['another theme', 'theme=policy_formation', false], ['its size', 'size=from_50k', true], ['another size', 'size=under_10k', false], ['its kind', 'kind=city', true], ['another kind', 'kind=village', false], ['a word of it', `q=${encodeURIComponent('作り込む')}`, true]])('is found on the shelf by %s', async (_, query, isThere) => {
    expect((await trainee.get(`/practices?${query}`)).body.includes(form.title)).toBe(isThere)
  })
  test('is adopted by others with when, what, and after which training; shown with the count', async () => {
    const adoption = { ...day('adoptedOn', '2027-02-01'), what: '企画会議に職能団体の代表を招いた', trainingId: String(town.training) }
    expect((await clerk.post(`${at()}/adoptions`, adoption)).statusCode).toBe(409)
    expect((await trainee.post(`${at()}/adoptions`, adoption)).statusCode).toBe(404)
    expect((await other.post(`${at()}/adoptions`, { ...adoption, ...day('adoptedOn', '2027-03-01') })).statusCode).toBe(422)
    expect((await other.post(`${at()}/adoptions`, adoption)).statusCode).toBe(303)
    expect((await other.post(`${at()}/adoptions`, { ...adoption, what: '事例の作り込みも始めた' })).statusCode).toBe(303)
    const { body } = await trainee.get(at())
    for (const words of ['1自治体', '多摩市', '事例の作り込みも始めた', '令和8年度 地域ケア会議実践者養成研修']) expect(body).toContain(words)
    expect(await db.selectFrom('practice_adoption').select('municipality_id').execute()).toEqual([{ municipality_id: town.tama }])
  })
  test('taken off the shelf it is its municipality’s alone again', async () => {
    expect((await clerk.post(`${at()}/consent`, { act: 'withdraw', version: '6' })).statusCode).toBe(303)
    expect((await other.get(at())).statusCode).toBe(404)
    expect((await other.post(`${at()}/adoptions`, { ...day('adoptedOn', '2027-02-01'), what: 'x' })).statusCode).toBe(404)
  })
  test('of another prefecture is written and published by the office', async () => {
    const id = idIn((await planner.post('/practices', { ...form, prefecture: '山口県', municipality: '下関市', kind: 'city' })).headers.location)
    expect((await planner.post('/practices', form)).statusCode).toBe(422)
    expect((await planner.post(`/practices/${id}/publication`, { act: 'publish', version: '1' })).statusCode).toBe(303)
    expect((await other.get(`/practices/${id}`)).body).toContain('山口県　下関市')
  })
  test('begins with what a report says, of one’s own support', async () => {
    expect((await clerk.get(`/practices/new?modelSupportId=${own.support}`)).body).toContain('個別会議が年6回から12回になった。')
    expect((await other.get(`/practices/new?modelSupportId=${own.support}`)).statusCode).toBe(404)
    expect((await other.post('/practices', { ...form, modelSupportId: String(own.support) })).statusCode).toBe(404)
  })
})

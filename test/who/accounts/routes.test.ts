import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle, type Someone } from '../../support/people.ts'

const house = await openHouse()
const town = await settle(house.db)
const planner = await house.visitor(town.planner)
const administrator = await house.visitor(town.administrator)
const lines = async (account: number) => (await house.db.selectFrom('audit_line').select(['action', 'person_id']).where('subject', '=', `account:${account}`).orderBy('id').execute())
const newcomer = { name: '髙橋　新', kana: 'タカハシ　アラタ', email: 'arata@house.test', kind: 'municipality', municipalityId: String(town.tachikawa), title: '高齢福祉課', onceKey: 'once-key-1' }

describe('the list', () => {
  test('shows everybody with their roles to those who manage, and is no page for the others', async () => {
    for (const visitor of [planner, administrator]) {
      const { statusCode, body } = await visitor.get('/accounts')
      expect(statusCode).toBe(200)
      expect(body).toContain('ZZA立川 花子')
      expect(body).toContain('立川市　担当者')
      expect(body).toContain('招待中')
    }
    const never = (await house.visitor(town.clerkOfTachikawa)).get('/never-was')
    for (const who of [town.clerkOfTachikawa, town.trainee, town.contractor, town.expert]) {
      const visitor = await house.visitor(who)
      for (const at of ['/accounts', '/accounts/new', `/accounts/${town.clerkOfTama.account}`]) expect((await visitor.get(at)).statusCode).toBe(404)
    }
    expect((await never).statusCode).toBe(404)
  })

  test.each([['q=たちかわ', 'ZZA立川 花子', 'ZZB多摩 次郎'], ['kind=trainee', 'ZZA研 修子', 'ZZB多摩 次郎'], ['state=invited', 'ZZB多摩 次郎', '条件に合う'],
    [`municipality=${town.tama}`, 'ZZB多摩 次郎', 'ZZA立川 花子'], [`q=p${town.clerkOfTama.person}@house`, 'ZZB多摩 次郎', 'ZZA立川 花子'], ['state=disabled', '条件に合う利用者はいません', 'ZZB多摩 次郎'], ['q=%25', '条件に合う利用者はいません', 'ZZB多摩 次郎']])(
    'is narrowed by %s', async (query, shown, hidden) => {
      const { body } = await planner.get(`/accounts?${encodeURI(query).replaceAll('%25', '%')}`)
      expect(body).toContain(shown)
      expect(body).not.toContain(hidden)
    })
})

test('the head of a page names the role and its municipality in the language of the page', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  expect((await clerk.get('/account')).body).toContain('<small>立川市 担当者</small>')
  expect((await clerk.get('/account', {}, { language: 'en' })).body).toContain('<small>Tachikawa City, Municipal officer</small>')
})

describe('an invitation', () => {
  test('makes person, account and post at once, however often it is sent', async () => {
    const [first, second] = [await planner.post('/accounts/new', newcomer), await planner.post('/accounts/new', newcomer)]
    expect([first.statusCode, second.headers.location]).toEqual([303, first.headers.location])
    const { body } = await planner.get(String(first.headers.location))
    expect(body).toContain('髙橋　新')
    expect(body).toContain('たかはし　あらた')
    expect(body).toContain('高齢福祉課')
    const { id } = await house.db.selectFrom('account').select('id').where('email', '=', newcomer.email).executeTakeFirstOrThrow()
    expect(await lines(id)).toContainEqual({ action: 'account.invited', person_id: town.planner.person })
  })

  test('comes back as typed when something is missing or a rule says no', async () => {
    const poor = await planner.post('/accounts/new', { ...newcomer, email: 'no address', onceKey: 'once-key-2' })
    expect([poor.statusCode, poor.body.includes('value="髙橋　新"')]).toEqual([422, true])
    const bare = await planner.post('/accounts/new', { kind: 'trainee', onceKey: 'once-key-3' })
    expect([bare.statusCode, ...['name', 'kana', 'email'].map((box) => bare.body.includes(`href="#${box}"`))]).toEqual([422, true, true, true])
    const refusals: [Record<string, string>, string][] = [
      [{ email: 'ARATA@house.test' }, 'ほかの利用者が使っています'], [{ email: 'x@house.test', kana: 'Arata' }, 'ふりがな'], [{ email: 'x@house.test', municipalityId: '' }, '区市町村を選んでください'],
      [{ email: 'x@house.test', kind: 'administrator', municipalityId: '' }, '管理者だけです'], [{ email: 'x@house.test', kind: 'prefecture' }, '区市町村を空に'],
    ]
    for (const [change, words] of refusals) {
      const { statusCode, body } = await planner.post('/accounts/new', { ...newcomer, ...change, onceKey: `once-${words}` })
      expect([statusCode, words, body.includes(words), body.includes('value="髙橋　新"')]).toEqual([409, words, true, true])
    }
  })

  test('of a known person keeps the person', async () => {
    const person = (await house.db.insertInto('person').values({ name: '既 知子', kana: 'き　ちこ', municipality_id: town.tama, email: 'kichi@house.test', created_at: new Date() }).returning('id').executeTakeFirstOrThrow()).id
    expect((await planner.get(`/accounts/new?person=${person}`)).body).toContain('既 知子')
    const answer = await planner.post('/accounts/new', { personId: String(person), email: 'kichi@house.test', kind: 'instructor' })
    expect(answer.statusCode).toBe(303)
    const { person_id } = await house.db.selectFrom('account').select('person_id').where('email', '=', 'kichi@house.test').executeTakeFirstOrThrow()
    expect(person_id).toBe(person)
  })

  test('an administrator is made by an administrator alone', async () => {
    const answer = await administrator.post('/accounts/new', { ...newcomer, name: '管 次', email: 'next@house.test', kind: 'administrator', municipalityId: '', onceKey: 'once-key-9' })
    expect(answer.statusCode).toBe(303)
    expect((await planner.get('/accounts/new')).body).not.toContain('value="administrator"')
    expect((await administrator.get('/accounts/new')).body).toContain('value="administrator"')
  })
})

describe('an account', () => {
  const of = async (who: Someone) => (await house.visitor(who)).get('/account')

  test('whose role ends is out with the next click', async () => {
    const clerk = await house.visitor(town.clerkOfTama)
    expect((await clerk.get('/account')).statusCode).toBe(200)
    const asked = await planner.get(`/posts/${town.clerkOfTama.post}/end`)
    expect([asked.statusCode, asked.body.includes('ZZB多摩 次郎 様の役割'), asked.body.includes('すぐに使えなくなります')]).toEqual([200, true, true])
    const answer = await planner.post(`/posts/${town.clerkOfTama.post}/end`)
    expect(answer.headers.location).toBe(`/accounts/${town.clerkOfTama.account}`)
    expect((await clerk.get('/account')).statusCode).toBe(303)
    expect((await planner.post(`/posts/${town.clerkOfTama.post}/end`)).body).toContain('すでに終わっています')
    const granted = await planner.post(`/accounts/${town.clerkOfTama.account}/posts`, { kind: 'municipality', municipalityId: String(town.tama) })
    expect(granted.statusCode).toBe(303)
    expect((await planner.post(`/accounts/${town.clerkOfTama.account}/posts`, { kind: 'municipality', municipalityId: String(town.tama) })).statusCode).toBe(409)
    expect((await lines(town.clerkOfTama.account)).map(({ action }) => action)).toEqual(['post.ended', 'post.granted'])
  })

  test('that is stopped has nothing open any more, and can be let in again', async () => {
    const expert = await house.visitor(town.expert)
    await planner.post(`/accounts/${town.expert.account}/state`, { state: 'disabled' })
    expect((await expert.get('/account')).statusCode).toBe(303)
    expect((await planner.get(`/accounts/${town.expert.account}`)).body).toContain('停止')
    await planner.post(`/accounts/${town.expert.account}/state`, { state: 'active' })
    expect((await of(town.expert)).statusCode).toBe(200)
    expect((await planner.post(`/accounts/${town.expert.account}/state`, { state: 'gone' })).statusCode).toBe(404)
  })

  test('of an administrator is not touched by the prefecture, and nobody locks out themselves', async () => {
    for (const [visitor, at, form] of [
      [planner, `/posts/${town.administrator.post}/end`, {}], [planner, `/accounts/${town.administrator.account}/state`, { state: 'disabled' }],
      [planner, `/posts/${town.planner.post}/end`, {}], [planner, `/accounts/${town.planner.account}/state`, { state: 'disabled' }],
    ] as const) expect((await visitor.post(at, form)).statusCode).toBe(409)
    expect((await of(town.administrator)).statusCode).toBe(200)
    expect((await of(town.planner)).statusCode).toBe(200)
  })

  test('can be invited again until it is used, and signed out everywhere', async () => {
    const { account } = town.instructor
    expect((await planner.post(`/accounts/${account}/invitation`)).statusCode).toBe(303)
    await house.db.updateTable('account').set({ password_hash: 'x' }).where('id', '=', account).execute()
    expect((await planner.post(`/accounts/${account}/invitation`)).body).toContain('招待は要りません')
    const instructor = await house.visitor(town.instructor)
    await planner.post(`/accounts/${account}/sign-out`)
    expect((await instructor.get('/account')).statusCode).toBe(303)
  })

  test('that never was is no page', async () => {
    for (const at of ['/accounts/99999', '/accounts/new?person=99999']) expect((await planner.get(at)).statusCode).toBe(404)
    for (const at of ['/accounts/99999/posts', '/accounts/99999/state', '/accounts/99999/invitation', '/accounts/99999/sign-out', '/posts/99999/end']) {
      expect((await planner.post(at, { kind: 'expert', state: 'disabled' })).statusCode).toBe(404)
    }
  })
})

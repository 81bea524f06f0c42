import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { openHouse, signIn } from '../../support/app.ts'
import { live, inMidYear } from '../../support/living.ts'
import { givePost, idOf, makePerson, settle, type Town } from '../../support/people.ts'

const house = await openHouse({ now: '2026-08-15T10:00:00+09:00' })
const { db } = house
let town: Town
let [one, other] = [0, 0]
let planner: Awaited<ReturnType<typeof house.visitor>>
let clerk: typeof planner

beforeAll(async () => {
  town = await settle(db)
  await live(db, town, { municipality: town.tachikawa, cohort: town.cohorts[0], slot: town.slots[0], mark: 'ZZA', from: 1, trainee: town.trainee })
  await inMidYear(db, town, 'running')
  one = town.trainee.person
  other = await makePerson(db, 'ZZA研 修子', 'けん しゅうこ', town.tachikawa)
  await db.updateTable('person').set({ birth_date: '1980-05-05', phone: '042-000-1111' }).where('id', '=', one).execute()
  await db.updateTable('person').set({ birth_date: '1980-05-05', email: 'shuko@example.jp' }).where('id', '=', other).execute()
  await db.insertInto('affiliation').values({ person_id: other, municipality_id: town.tachikawa, organization: 'ZZA病院', from_on: '2026-04-01' }).execute()
  for (const person_id of [one, other]) await db.insertInto('person_profession').values({ person_id, profession_code: 'public_health_nurse', is_primary: true }).execute()
  await db.insertInto('person_profession').values({ person_id: other, profession_code: 'physical_therapist' }).execute()
  await givePost(db, other, 'trainee', town.tachikawa, 'shuko@example.jp')
  planner = await house.visitor(town.planner)
  clerk = await house.visitor(town.clerkOfTachikawa)
})

/** Every row of every table, but what only ever grows: lines, sign-ins, keys, and the record of merges itself. */
async function dump(): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ name: string }>`select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`.execute(db)
  const grown = ['audit_line', 'session', 'once_key', 'person_merge', 'person_merge_move', 'kysely_migration', 'kysely_migration_lock']
  const all: Record<string, unknown> = {}
  for (const { name } of rows.filter((row) => !grown.includes(row.name))) {
    all[name] = (await sql<{ all: unknown }>`select coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]') as all from ${sql.table(name)} t`.execute(db)).rows[0]!.all
  }
  return all
}
const lastMerge = async () => (await db.selectFrom('person_merge').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
const pair = () => `/people/${one}/duplicates/${other}`
const lines = async () => (await db.selectFrom('audit_line').select('action').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).action

test('the pair is proposed with what agrees; namesakes with nothing else in common are not', async () => {
  const { body } = await planner.get('/people/duplicates')
  expect(body).toContain('氏名とふりがな、生年月日、職種')
  expect(body).toContain(`href="${pair()}"`)
  expect(body).not.toContain('おなじ なまえ')
  expect((await planner.get('/people/duplicates?strength=strong')).body).not.toContain(`href="${pair()}"`)
  expect((await planner.get(`/people/duplicates?q=${encodeURIComponent('ｹﾝ')}`)).body).toContain(`href="${pair()}"`)
})

test('who may not, and the wrong municipality, finds nothing there', async () => {
  const tama = await house.visitor(town.clerkOfTama)
  const trainee = await house.visitor(town.trainee)
  const [instructor, contractor] = [await house.visitor(town.instructor), await house.visitor(town.contractor)]
  for (const who of [tama, trainee, instructor, contractor]) {
    expect((await who.get(pair())).statusCode).toBe(404)
    expect((await who.post(`${pair()}/merge`, { keep: 'one', reason: 'x' })).statusCode).toBe(404)
  }
  expect((await tama.get('/people/duplicates')).body).not.toContain('ZZA')
  expect((await planner.get(`/people/${one}/duplicates/${one}`)).statusCode).toBe(404)
  expect((await clerk.post('/people/duplicates/rule', { undoDays: '9' })).statusCode).toBe(404)
})

test('both sides are shown with what hangs on each', async () => {
  const { body } = await clerk.get(pair())
  for (const words of ['ZZA病院', 'R8-ZZA-1', '令和8年度 地域ケア会議実践者養成研修', 'shuko@example.jp', '042-000-1111', '残すメール']) expect(body).toContain(words)
})

test('merging wants a reason', async () => {
  expect((await clerk.post(`${pair()}/merge`, { keep: 'one' })).statusCode).toBe(422)
})

describe('merged and taken back', () => {
  test('every row is as it was, and the lines say who did both', async () => {
    const before = await dump()
    const done = await clerk.post(`${pair()}/merge`, { keep: 'one', email: 'other', phone: 'one', reason: '本人に確かめた' })
    expect(done.statusCode).toBe(303)
    expect(await lines()).toBe('person.merged')
    const kept = await db.selectFrom('person').selectAll().where('id', '=', one).executeTakeFirstOrThrow()
    expect([kept.email, kept.phone]).toEqual(['shuko@example.jp', '042-000-1111'])
    expect((await db.selectFrom('affiliation').select('organization').where('person_id', '=', one).execute()).map(({ organization }) => organization)).toContain('ZZA病院')
    expect((await db.selectFrom('account').select('disabled_at').where('person_id', '=', other).executeTakeFirstOrThrow()).disabled_at).not.toBeNull()
    const away = await planner.get(`/people/${other}`)
    expect([away.statusCode, away.headers.location]).toEqual([303, `/people/${one}`])
    expect((await planner.get('/people/duplicates')).body).not.toContain(`href="${pair()}"`)
    expect((await planner.get(`/people/merges/${await lastMerge()}`)).body).toContain('本人に確かめた')
    const undone = await clerk.post(`/people/merges/${await lastMerge()}/undo`, { reason: '別の方でした' })
    expect([undone.statusCode, await lines()]).toEqual([303, 'person.merge_undone'])
    expect(await dump()).toEqual(before)
    expect((await clerk.post(`/people/merges/${await lastMerge()}/undo`, { reason: 'もう一度' })).statusCode).toBe(409)
  })

  test('the other way round certificates follow, and say what they said', async () => {
    const before = await dump()
    const said = await db.selectFrom('certificate').select(['name', 'number_text']).where('person_id', '=', one).execute()
    expect((await planner.post(`${pair()}/merge`, { keep: 'other', name: 'other', reason: '同じ方' })).statusCode).toBe(303)
    expect(await db.selectFrom('certificate').select(['name', 'number_text']).where('person_id', '=', other).execute()).toEqual(said)
    expect(await db.selectFrom('enrollment').select('id').where('person_id', '=', one).execute()).toEqual([])
    await expect(sql`update certificate set name = 'x'`.execute(db)).rejects.toThrow('only ever added to')
    await expect(sql`update certificate set person_id = ${town.planner.person}`.execute(db)).rejects.toThrow('only ever added to')
    expect((await planner.post(`/people/merges/${await lastMerge()}/undo`, { reason: '違った' })).statusCode).toBe(303)
    expect(await dump()).toEqual(before)
  })

  test('whoever was signed in with the other entry is signed out', async () => {
    const account = await db.selectFrom('account').select('id').where('person_id', '=', other).executeTakeFirstOrThrow()
    const post = await db.selectFrom('post').select('id').where('account_id', '=', account.id).executeTakeFirstOrThrow()
    await signIn(db, { person: other, account: account.id, post: post.id })
    await planner.post(`${pair()}/merge`, { keep: 'one', reason: '同じ方' })
    expect(await db.selectFrom('session').select('id').where('account_id', '=', account.id).execute()).toEqual([])
    await planner.post(`/people/merges/${await lastMerge()}/undo`, { reason: '違った' })
  })

  test('what was edited since stands in the way, and so does the end of the days', async () => {
    await planner.post(`${pair()}/merge`, { keep: 'one', reason: '同じ方' })
    const id = await lastMerge()
    await db.updateTable('person').set({ phone: '03' }).where('id', '=', one).execute()
    expect((await planner.post(`/people/merges/${id}/undo`, { reason: '違った' })).body).toContain('基本の情報が直されています')
    await db.updateTable('person').set({ phone: '042-000-1111' }).where('id', '=', one).execute()
    const moved = await db.selectFrom('affiliation').select('id').where('organization', '=', 'ZZA病院').executeTakeFirstOrThrow()
    await db.updateTable('affiliation').set({ person_id: town.traineeOfTama.person }).where('id', '=', moved.id).execute()
    expect((await planner.post(`/people/merges/${id}/undo`, { reason: '違った' })).body).toContain('1件が、そのあと変わっています')
    await db.updateTable('affiliation').set({ person_id: one }).where('id', '=', moved.id).execute()
    house.setClock('2026-12-15T10:00:00+09:00')
    expect((await planner.post(`/people/merges/${id}/undo`, { reason: '違った' })).body).toContain('元に戻せるのは')
    house.setClock('2026-08-15T10:00:00+09:00')
    expect((await planner.post(`/people/merges/${id}/undo`, { reason: '違った' })).statusCode).toBe(303)
  })
})

test('two officers who merge one pair together: one does, the other is told', async () => {
  const approver = await house.visitor(town.approver)
  const answers = await Promise.all([planner, approver].map((who, n) => who.post(`${pair()}/merge`, { keep: n === 0 ? 'one' : 'other', reason: '同じ方' })))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
  await planner.post(`/people/merges/${await lastMerge()}/undo`, { reason: '違った' })
})

test('both in one training is refused with what to do first', async () => {
  const row = await idOf(db.insertInto('enrollment').values({ training_id: town.training, cohort_id: town.cohorts[1], person_id: other, municipality_id: town.tachikawa, number: 99, category: 'chair', enrolled_at: new Date('2026-08-01T00:00:00Z') }).returning('id'))
  const { statusCode, body } = await planner.post(`${pair()}/merge`, { keep: 'one', reason: '同じ方' })
  expect([statusCode, body.includes('先にどちらかの受講を辞退に')]).toEqual([409, true])
  await db.deleteFrom('enrollment').where('id', '=', row).execute()
})

test('an officer is not merged by a municipality, nor a person with rows elsewhere', async () => {
  const { body } = await clerk.post(`/people/${town.clerkOfTachikawa.person}/duplicates/${other}/merge`, { keep: 'one', reason: '同じ方' })
  expect(body).toContain('事務局だけが統合できます')
  const row = await idOf(db.insertInto('affiliation').values({ person_id: other, municipality_id: town.tama, organization: 'ZZB', from_on: '2020-01-01', to_on: '2021-01-01' }).returning('id'))
  expect((await clerk.post(`${pair()}/merge`, { keep: 'one', reason: '同じ方' })).body).toContain('事務局へ統合をご依頼ください')
  await db.deleteFrom('affiliation').where('id', '=', row).execute()
})

test('two people are said to be two, and never come back', async () => {
  expect((await clerk.post(`${pair()}/apart`, { apartReason: '生年月日が同じ別の方' })).statusCode).toBe(303)
  expect(await lines()).toBe('person.apart')
  expect((await planner.get('/people/duplicates')).body).not.toContain(`href="${pair()}"`)
  expect((await planner.get(pair())).body).toContain('生年月日が同じ別の方')
})

test('how long a merge can be taken back is a setting', async () => {
  expect((await planner.post('/people/duplicates/rule', { undoDays: '400' })).statusCode).toBe(422)
  expect((await planner.post('/people/duplicates/rule', { undoDays: '60' })).statusCode).toBe(303)
  expect((await planner.get('/people/duplicates')).body).toContain('value="60"')
})

test('a thousand namesakes are found and counted, and propose nobody', async () => {
  await db.insertInto('person').values(Array.from({ length: 1000 }, () => ({
    name: '髙橋 一', kana: 'たかはし はじめ', kana_key: '1', search_key: '高橋一たかはしはじめ', municipality_id: town.tachikawa, created_at: new Date('2026-04-01T00:00:00Z'),
  }))).execute()
  for (const words of ['高橋', '髙橋', 'ﾀｶﾊｼ', 'たかはし']) expect((await planner.get(`/search?q=${encodeURIComponent(words)}`)).body).toContain('1,000人が見つかりました。20人を表示しています')
  expect((await planner.get(`/people/duplicates?q=${encodeURIComponent('髙橋')}`)).body).toContain('重複の候補はありません')
})

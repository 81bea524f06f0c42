import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'

const house = await openHouse({ now: '2026-09-10T09:44:00+09:00' })
const { db } = house
const town = await settle(db)
const day = town.days[0]!
const page = `/class-days/${day}/groups`
const fumiko = await enroll(db, town, town.trainee.person, 1)
const people = [fumiko]
const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const
for (let n = 2; n <= 13; n += 1) {
  const id = await enroll(db, town, await makePerson(db, `ZZC班 ${n}子`, 'はん', n % 2 === 0 ? town.tama : town.tachikawa), n, { municipality: n % 2 === 0 ? town.tama : town.tachikawa })
  await db.updateTable('enrollment').set({ category: categories[n % 4]!, affiliation: `職場${n % 5}` }).where('id', '=', id).execute()
  people.push(id)
}
const outsider = await enroll(db, town, town.traineeOfTama.person, 90, { cohort: town.cohorts[1], municipality: town.tama })
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await db.updateTable('training').set({ state: 'running' }).execute()
const [staff, contractor, instructor, trainee, other, clerk] = await Promise.all([
  house.visitor(town.planner), house.visitor(town.contractor), house.visitor(town.instructor), house.visitor(town.trainee), house.visitor(town.traineeOfTama), house.visitor(town.clerkOfTachikawa),
])

const seats = () => db.selectFrom('exercise_group_seat').select(['enrollment_id as id', 'group_number as group', 'is_locked as isLocked']).orderBy('enrollment_id').execute()
const groupOf = async (id: number) => (await seats()).find((one) => one.id === id)?.group
const grouping = () => db.selectFrom('exercise_grouping').select(['version', 'seed', 'published_at as publishedAt', 'size']).executeTakeFirstOrThrow()
const version = async () => String((await grouping()).version)
const leads = () => db.selectFrom('exercise_group').select(['number', 'facilitator_id as id']).orderBy('number').execute()
let lastLine = 0
const lines = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id as by', 'detail']).where('id', '>', lastLine).where('action', '<>', 'seen').orderBy('id').execute()
const make = () => staff.post(page, { version: '0', size: '6' })
const move = async (id: number, to: number, from?: number) => staff.post(`${page}/moves`, { enrollmentId: String(id), from: String(from ?? await groupOf(id)), to: String(to) })

beforeEach(async () => {
  await db.deleteFrom('exercise_grouping').execute()
  await db.deleteFrom('attendance').execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', withdrawn_at: null }).execute()
  await make()
  lastLine = Math.max(0, ...(await db.selectFrom('audit_line').select('id').execute()).map(({ id }) => id))
})

describe('making groups', () => {
  test('gives everybody of the day a seat, a facilitator to each group, and leaves a line', async () => {
    const sizes = [...Map.groupBy(await seats(), ({ group }) => group).values()].map(({ length }) => length).sort()
    expect(sizes).toEqual([6, 7])
    expect((await leads()).every(({ id }) => id !== null)).toBe(true)
    const { action, subject, detail } = await db.selectFrom('audit_line').select(['action', 'subject', 'detail']).where('action', '=', 'groups.arranged').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect([action, subject, detail]).toEqual(['groups.arranged', `class_day:${day}`, { people: 13, groups: 2, seed: 1 }])
  })
  test('anew is another draw that keeps locked seats', async () => {
    const home = await groupOf(fumiko)
    await staff.post(`${page}/seats`, { enrollmentId: String(fumiko), act: 'lock' })
    for (let n = 0; n < 3; n += 1) expect((await staff.post(page, { version: await version() })).statusCode).toBe(303)
    expect(await groupOf(fumiko)).toBe(home)
    expect((await grouping()).seed).toBe(4)
  })
  test('from an old page, or under the eyes of trainees, is refused with what to do', async () => {
    const stale = await staff.post(page, { version: '0', size: '6' })
    expect([stale.statusCode, stale.body.includes('ほかの人が班を変えました')]).toEqual([409, true])
    await staff.post(`${page}/publication`, { version: await version(), shown: 'yes' })
    const shown = await staff.post(page, { version: await version() })
    expect([shown.statusCode, shown.body.includes('先に「公開をやめる」')]).toEqual([409, true])
  })
  test('asks for a size that can be, and keeps what was typed', async () => {
    await db.deleteFrom('exercise_grouping').execute()
    const { statusCode, body } = await staff.post(page, { version: '0', size: '40' })
    expect([statusCode, body.includes('value="40"')]).toEqual([422, true])
  })
})

describe('the page', () => {
  test('shows each group with its people, its points in words, and what lot and number would give', async () => {
    const { body } = await staff.get(page)
    for (const words of ['1班', '2班', 'くじ引きなら', '番号順に配ると', 'ファシリテーター', 'ZZA研 修子']) expect(body).toContain(words)
    expect(body).not.toContain('ZZB学')
  })
  test('says what is held against a group as people know it', async () => {
    await db.updateTable('exercise_group_seat').set({ group_number: 1 }).execute()
    const { body } = await staff.get(page)
    expect(body).toMatch(/同じ職場が\d人（職場\d）/)
    expect(body).toMatch(/多摩市が6人/)
    expect((await staff.get(page, {}, { language: 'en' })).body).toMatch(/6 from Tama City/)
  })
  test('names what a group lacks although nobody in it has it', async () => {
    const nurses = people.slice(0, 6)
    await db.updateTable('enrollment').set({ profession_code: 'physical_therapist' }).where('id', 'in', people).execute()
    await db.updateTable('enrollment').set({ profession_code: 'public_health_nurse' }).where('id', 'in', nurses).execute()
    await db.updateTable('exercise_group_seat').set({ group_number: 2 }).execute()
    await db.updateTable('exercise_group_seat').set({ group_number: 1 }).where('enrollment_id', 'in', nurses).execute()
    const { body } = await staff.get(page)
    expect(body).toMatch(/保健師が0人（均等なら\d人から）/)
    expect(body).not.toMatch(/>が0人/)
  })
  test('asks at most four questions beside the sign-in, however many people', async () => {
    expect((await statementsOf(db, () => staff.get(page))).filter((text) => text.startsWith('select')).length).toBeLessThanOrEqual(5)
  })
  test('opens one seat by a link, as a piece where htmx asks', async () => {
    const address = `${page}?seat=${fumiko}`
    expect((await staff.get(address)).body).toContain('席を固定する')
    const { body } = await staff.get(address, htmx(`li#exercise-groups-seat-${fumiko}`))
    expect(body.trim()).toMatch(/^<li id="exercise-groups-seat-\d+"/)
    expect((await staff.get(`${page}?seat=${outsider}`)).statusCode).toBe(404)
  })
  test('is an instructor\'s for their own cohorts, and nobody else\'s', async () => {
    expect((await instructor.get(page)).statusCode).toBe(200)
    expect((await contractor.get(page)).statusCode).toBe(200)
    const beyond = `/class-days/${town.days[1]}/groups`
    expect([(await staff.get(beyond)).statusCode, (await instructor.get(beyond)).statusCode, (await instructor.post(beyond, { version: '0' })).statusCode]).toEqual([200, 404, 404])
    for (const visitor of [trainee, clerk]) expect([(await visitor.get(page)).statusCode, (await visitor.post(page, { version: '0' })).statusCode]).toEqual([404, 404])
  })
})

describe('moving by hand', () => {
  test('moves one person, keeps a leader in both groups, and leaves a line', async () => {
    const from = (await groupOf(fumiko))!
    const to = from === 1 ? 2 : 1
    await db.updateTable('exercise_group').set({ facilitator_id: fumiko }).where('number', '=', from).execute()
    const { statusCode, headers } = await move(fumiko, to)
    expect([statusCode, headers.location]).toEqual([303, `${page}#exercise-groups-seat-${fumiko}`])
    expect(await groupOf(fumiko)).toBe(to)
    const lead = (await leads()).find(({ number }) => number === from)!.id!
    expect([lead === fumiko, await groupOf(lead)]).toEqual([false, from])
    expect(await lines()).toEqual([{ action: 'groups.moved', subject: `enrollment:${fumiko}`, by: town.planner.person, detail: { class_day: day, fromGroup: from, toGroup: to } }])
  })
  test('is taken back, once, and only while it is the last', async () => {
    const from = (await groupOf(fumiko))!
    await move(fumiko, 3 - from)
    const { id } = await db.selectFrom('exercise_group_move').select('id').executeTakeFirstOrThrow()
    expect((await staff.get(page)).body).toContain('最後の移動')
    expect((await staff.post(`${page}/moves/undo`, { moveId: String(id) })).statusCode).toBe(303)
    expect(await groupOf(fumiko)).toBe(from)
    const again = await staff.post(`${page}/moves/undo`, { moveId: String(id) })
    expect([again.statusCode, again.body.includes('そのあとに別の移動がありました')]).toEqual([409, true])
  })
  test('of somebody another editor has moved meanwhile overwrites nothing and says where they are', async () => {
    const from = (await groupOf(fumiko))!
    await move(fumiko, 3 - from)
    const second = await contractor.post(`${page}/moves`, { enrollmentId: String(fumiko), from: String(from), to: String(3 - from) })
    expect(second.statusCode).toBe(409)
    expect(second.body).toContain(`ZZA研 修子さんは、ほかの人がすでに${3 - from}班へ移していました`)
    expect(await groupOf(fumiko)).toBe(3 - from)
  })
  test('of two different people by two editors goes through for both', async () => {
    const [one, two] = [people[1]!, people[2]!]
    const [a, b] = [(await groupOf(one))!, (await groupOf(two))!]
    const answers = await Promise.all([move(one, 3 - a, a), move(two, 3 - b, b)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([303, 303])
    expect([await groupOf(one), await groupOf(two)]).toEqual([3 - a, 3 - b])
  })
  test('to a group that is not there, from a locked seat, or of somebody of another cohort is refused', async () => {
    const home = (await groupOf(fumiko))!
    const nowhere = await move(fumiko, 9)
    expect([nowhere.statusCode, nowhere.body.includes('9班はありません'), nowhere.body.includes('value="9"')]).toEqual([422, true, true])
    await staff.post(`${page}/seats`, { enrollmentId: String(fumiko), act: 'lock' })
    expect((await move(fumiko, 3 - home)).statusCode).toBe(409)
    expect((await move(outsider, 1, 2)).statusCode).toBe(404)
    expect(await groupOf(fumiko)).toBe(home)
  })
  test('names another facilitator', async () => {
    const group = (await groupOf(people[4]!))!
    await staff.post(`${page}/seats`, { enrollmentId: String(people[4]!), act: 'facilitate' })
    expect((await leads()).find(({ number }) => number === group)!.id).toBe(people[4])
    expect(await lines()).toMatchObject([{ action: 'groups.led', subject: `enrollment:${people[4]}` }])
  })
})

describe('evening out', () => {
  const goAway = async (ids: readonly number[]) => { await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: new Date() }).where('id', 'in', [...ids]).execute() }
  const planOn = (body: string) => /name="plan" value="([^"]*)"/.exec(body)![1]!.replaceAll('&gt;', '>')

  test('says by name who goes where before anything changes, and then does just that', async () => {
    const first = (await seats()).filter(({ group }) => group === 1).map(({ id }) => id)
    await goAway(first.slice(0, 4))
    expect((await staff.get(page)).body).toContain('来られない人が4人')
    const { body } = await staff.get(`${page}/evening`)
    expect(body).toContain('班から外す人')
    const before = await seats()
    const answer = await staff.post(`${page}/evening`, { version: await version(), plan: planOn(body) })
    expect(answer.statusCode).toBe(303)
    const sizes = [...Map.groupBy(await seats(), ({ group }) => group).values()].map(({ length }) => length).sort()
    expect(sizes).toEqual([4, 5])
    const moved = (await seats()).filter(({ id, group }) => before.find((one) => one.id === id)!.group !== group)
    expect((await lines()).at(-1)).toMatchObject({ action: 'groups.evened', detail: { gone: 4, moved: moved.length, came: 0 } })
  })
  test('seats who is new, and does nothing when somebody else left since the page was made', async () => {
    await db.deleteFrom('exercise_group_seat').where('enrollment_id', '=', fumiko).execute()
    const { body } = await staff.get(`${page}/evening`)
    expect(body).toContain('班に入る人')
    await goAway([people[5]!])
    const late = await staff.post(`${page}/evening`, { version: await version(), plan: planOn(body) })
    expect([late.statusCode, late.body.includes('来られる人や班が変わりました')]).toEqual([409, true])
    expect(await groupOf(fumiko)).toBeUndefined()
    await staff.post(`${page}/evening`, { version: await version(), plan: planOn((await staff.get(`${page}/evening`)).body) })
    expect([await groupOf(fumiko) !== undefined, await groupOf(people[5]!)]).toEqual([true, undefined])
  })
  test('takes who is marked absent for somebody who does not come', async () => {
    await db.insertInto('attendance').values({ slot_id: town.slots[0], enrollment_id: fumiko, state: 'absent_notified', evidence: 'staff', marked_at: new Date() }).execute()
    expect((await staff.get(page)).body).toContain('来られない人が1人')
  })
})

describe('settings', () => {
  const weights = { apart: '1000', sameOffice: '100', noChair: '60', sameMunicipality: '12', category: '8', experience: '6', profession: '4' }
  const form = async (more: Record<string, string>) => ({ version: await version(), size: '4', seed: '9', tableColumns: '3', ...Object.fromEntries(Object.entries(weights).map(([name, value]) => [`weights.${name}`, value])), ...more })

  test('keep size, draw, weights and who is kept apart, for the next time', async () => {
    expect((await staff.post(`${page}/settings`, await form({ apart: '１　２\n3-4', 'weights.profession': '0' }))).statusCode).toBe(303)
    expect(await db.selectFrom('exercise_group_apart').select(['one_id', 'other_id']).orderBy('one_id').execute()).toEqual([{ one_id: people[0], other_id: people[1] }, { one_id: people[2], other_id: people[3] }])
    expect((await staff.get(`${page}/settings`)).body).toContain('1 2\n3 4')
    await staff.post(page, { version: await version() })
    expect(new Set((await seats()).map(({ group }) => group)).size).toBe(3)
    expect(await groupOf(people[0]!)).not.toBe(await groupOf(people[1]!))
  })
  test.each([['1', '1行目が読めません'], ['1 2\n3 3', '2行目が読めません'], ['1 77', '受講番号77の人は'], ['1 2 3', '1行目が読めません']])('say what is wrong with %j and keep it', async (apart, words) => {
    const { statusCode, body } = await staff.post(`${page}/settings`, await form({ apart }))
    expect([statusCode, body.includes(words), body.includes(apart)]).toEqual([422, true, true])
  })
})

describe('what a trainee sees', () => {
  const own = `/my-days/${day}/group`
  const publish = async (shown: 'yes' | 'no') => staff.post(`${page}/publication`, { version: await version(), shown })

  test('is nothing before groups are shown, then the own group and nobody else, and nothing again when they are hidden', async () => {
    expect([(await trainee.get(own)).statusCode, (await trainee.get('/my-days')).body.includes('あなたの班')]).toEqual([404, false])
    await publish('yes')
    const mine = (await groupOf(fumiko))!
    const { body } = await trainee.get(own)
    for (const { id, group } of await seats()) {
      const { name } = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').select('p.name').where('e.id', '=', id).executeTakeFirstOrThrow()
      expect(body.includes(`>${name}<`), name).toBe(group === mine)
    }
    expect((await trainee.get('/my-days')).body).toContain(`href="${own}"`)
    expect((await trainee.get('/')).body).toContain(`あなたの班 ${mine}班`)
    expect(await lines()).toMatchObject([{ action: 'groups.published', subject: `class_day:${day}` }])
    await publish('no')
    expect((await trainee.get(own)).statusCode).toBe(404)
  })
  test('is written to them once, without saying which group, however often it is hidden and shown', async () => {
    const told = async () => { await drain(house.crewHouse, crew); return db.selectFrom('message').select(['person_id as person', 'title', 'body', 'path']).where('template', '=', 'groups_published').orderBy('id').execute() }
    await drain(house.crewHouse, crew)
    await db.deleteFrom('message').execute()
    house.post.mails.length = 0
    await db.updateTable('enrollment').set({ state: 'withdrawn' }).where('id', '=', people[3]!).execute()
    await publish('yes')
    const messages = await told()
    expect(messages).toHaveLength(12)
    const mine = messages.find(({ person }) => person === town.trainee.person)!
    expect([mine.path, mine.title]).toEqual([own, '【演習の班】令和8年度 地域ケア会議実践者養成研修'])
    for (const words of ['令和8年9月17日', '当日までに変わることがあります', 'The exercise groups of']) expect(mine.body).toContain(words)
    expect(mine.body).not.toMatch(/[0-9]班|group [0-9]/)
    expect(house.post.mails.filter(({ to }) => to === `p${town.trainee.person}@house.test`)).toHaveLength(1)
    await publish('no')
    await publish('yes')
    expect(await told()).toHaveLength(12)
    await db.updateTable('enrollment').set({ state: 'enrolled' }).where('id', '=', people[3]!).execute()
    await publish('no')
    await publish('yes')
    expect((await told()).length, 'who came later hears of it, and nobody else').toBe(13)
  })
  test('is no group of a day of others, nor of one they withdrew from', async () => {
    await publish('yes')
    expect([(await other.get(own)).statusCode, (await staff.get(own)).statusCode]).toEqual([404, 404])
    await db.updateTable('enrollment').set({ state: 'withdrawn' }).where('id', '=', fumiko).execute()
    expect((await trainee.get(own)).statusCode).toBe(404)
  })
  test('waits until everybody has a seat', async () => {
    await db.deleteFrom('exercise_group_seat').where('enrollment_id', '=', fumiko).execute()
    const { statusCode, body } = await publish('yes')
    expect([statusCode, body.includes('まだ班のない人が1人います')]).toEqual([409, true])
  })
})

test('a page for a day that is not there, or with nobody, says so', async () => {
  expect((await staff.get('/class-days/999/groups')).statusCode).toBe(404)
  const empty = await idOf(db.insertInto('class_day').values({ cohort_id: town.cohorts[1], held_on: '2026-10-01' }).returning('id'))
  expect((await staff.get(`/class-days/${empty}/groups`)).body).toContain('受講者が2人いないため')
})

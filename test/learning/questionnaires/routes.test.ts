import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'
import type { Pot } from '../../../server/learning/questionnaires/rules.ts'

/** F6: a questionnaire is made, answered without a name, counted, and shown to those who may see it. */
const house = await openHouse({ now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const [planner, contractor, instructor, clerk] = await Promise.all([town.planner, town.contractor, town.instructor, town.clerkOfTachikawa].map(house.visitor))

const made = await planner!.post('/lessons', { moduleId: String(town.module), kind: 'questionnaire', title: '研修アンケート', titleEn: 'Questionnaire' })
const at = made.headers.location!
const lesson = Number(at.split('/')[2])
const editing = async () => String((await db.selectFrom('lesson').select('version').where('id', '=', lesson).executeTakeFirstOrThrow()).version)
const draft = async () => (await db.selectFrom('lesson_version').select('content').where('lesson_id', '=', lesson).orderBy('number', 'desc').executeTakeFirstOrThrow()).content as { items: { id: string; kind: string; label: string }[] }
const pots = async () => (await db.selectFrom('questionnaire_pot').select(['cohort_id', 'pending', 'shown']).orderBy('cohort_id').execute()) as unknown as ({ cohort_id: number | null } & Pot)[]
const results = `/trainings/${town.training}/questionnaires/${lesson}`

/** Twelve in the first cohort, three in the second: too few to be told apart. */
const answering: { enrollment: number; door: VisitorOf }[] = []
for (let n = 1; n <= 15; n += 1) {
  const who = await givePost(db, await makePerson(db, `ZZA回答 ${n}`, 'かいとう', town.tachikawa), 'trainee', null, `q${n}@house.test`)
  answering.push({ enrollment: await enroll(db, town, who.person, n, { cohort: town.cohorts[n <= 12 ? 0 : 1] }), door: await house.visitor(who) })
}

test('the editor keeps all that was typed, whichever button is pressed, and needs no JavaScript', async () => {
  expect(at).toBe(`/lessons/${lesson}/questionnaire`)
  expect((await planner!.get(at)).body).toContain('まだ設問がありません')
  const standard = await planner!.post(at, { grouping: 'cohort', intro: 'お答えください。', act: 'standard', version: await editing() })
  expect([standard.statusCode, standard.headers.location]).toEqual([303, `${at}#items`])
  expect((await draft()).items.map(({ label }) => label)).toEqual(expect.arrayContaining(['講義の満足度', '研修の長さ', '良かった点、直してほしい点']))
  const [first, , , , fifth, , last] = (await draft()).items
  const rows = (items: object[]) => Object.fromEntries(items.flatMap((item, n) => Object.entries(item).map(([name, value]) => [`items.${n}.${name}`, String(value)])))
  const three = [
    { id: first!.id, kind: 'scale5', label: '講義の満足度', labelEn: 'Satisfied?', options: '不満｜Bad\n満足｜Good', required: 'true' },
    { id: fifth!.id, kind: 'choice', label: '研修の長さ', labelEn: 'Length', options: '長い｜Long\n短い｜Short' },
    { id: last!.id, kind: 'text', label: '感想', labelEn: 'Remarks' },
  ]
  await planner!.post(at, { grouping: 'cohort', ...rows(three), act: 'down-0', version: await editing() })
  expect((await draft()).items.map(({ label }) => label)).toEqual(['研修の長さ', '講義の満足度', '感想'])
  await planner!.post(at, { grouping: 'cohort', ...rows(three), act: 'add', version: await editing() })
  const unready = await planner!.post(`/lessons/${lesson}/publication`, { version: await editing() })
  expect([unready.statusCode, unready.body.includes('設問4に問いの文がありません')]).toEqual([409, true])
  const again = await planner!.post(at, { grouping: 'cohort', ...rows([...three, { kind: 'scale5', label: 'あ'.repeat(201) }]), version: await editing() })
  expect([again.statusCode, again.body.includes('あ'.repeat(201)), again.body.includes('Satisfied?')]).toEqual([422, true, true])
  await planner!.post(at, { grouping: 'cohort', ...rows(three), version: await editing() })
  const stale = await planner!.post(at, { grouping: 'cohort', ...rows(three), intro: '書きかけ', version: '1' })
  expect([stale.statusCode, stale.body.includes('書きかけ')]).toEqual([409, true])
  expect((await planner!.get(`${at}/preview`)).body).toContain('2. 研修の長さ')
  expect((await planner!.post(`/lessons/${lesson}/publication`, { version: await editing() })).statusCode).toBe(303)
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson, due_on: '2026-10-15' }).execute()
})

const answer = async (n: number, boxes: Record<string, string>, key = `key-of-${n}`) => {
  const [one, two, three] = (await draft()).items
  const sent = { [`answers.${one!.id}`]: boxes.step ?? '', [`answers.${two!.id}`]: boxes.length ?? '', [`answers.${three!.id}`]: boxes.text ?? '' }
  return answering[n]!.door.post(`/learn/${answering[n]!.enrollment}/questionnaires/${lesson}`, { onceKey: key, ...sent })
}

test('an answer with something missing comes back as it was typed; nothing is counted and nothing is done', async () => {
  const page = await answering[0]!.door.get(`/learn/${answering[0]!.enrollment}/questionnaires/${lesson}`)
  expect([page.statusCode, page.body.includes('だれの回答かは残りません'), page.body.includes('5　満足')]).toEqual([200, true, true])
  const back = await answer(0, { length: '長い', text: '消えない感想' })
  expect([back.statusCode, back.body.includes('消えない感想'), /value="長い"[^>]*checked/.test(back.body)]).toEqual([422, true, true])
  expect(await pots()).toEqual([])
  expect(await db.selectFrom('progress').selectAll().execute()).toEqual([])
})

test('an answer is counted once, the lesson is done, and who sends again is told so', async () => {
  const sent = await answer(0, { step: '5', length: '長い', text: '消えない感想' })
  expect([sent.statusCode, sent.headers.location]).toEqual([303, '/learn'])
  expect((await answer(0, { step: '5', length: '長い', text: '消えない感想' })).statusCode, 'the same sending').toBe(303)
  const twice = await answer(0, { step: '1' }, 'another-key')
  expect([twice.statusCode, twice.body.includes('すでに回答しています')]).toEqual([409, true])
  expect((await pots()).map(({ pending: { people } }) => people)).toEqual([1])
  expect(await db.selectFrom('progress').select(['state', 'percent']).execute()).toEqual([{ state: 'completed', percent: 100 }])
  expect((await db.selectFrom('audit_line').select('action').where('action', 'like', 'lesson.%').where('subject', '=', `enrollment:${answering[0]!.enrollment}`).orderBy('id').execute()).map(({ action }) => action))
    .toEqual(['lesson.begun', 'lesson.completed'])
  const done = await answering[0]!.door.get(`/learn/${answering[0]!.enrollment}/questionnaires/${lesson}`)
  expect([done.body.includes('回答済みです'), done.body.includes('消えない感想')]).toEqual([true, false])
})

test('the small cohort is not written down, and while answers wait nobody sees any of them', async () => {
  for (let n = 1; n < 15; n += 1) await answer(n, { step: n < 3 ? '2' : n < 9 ? '4' : '5', length: n % 2 === 0 ? '長い' : '短い', text: n === 1 ? 'わ　会場が寒い' : n === 2 ? 'あ　分かりやすい' : '' })
  // Three in the second cohort: without them twelve would be left with a group and three without, so nobody of this training has one.
  expect((await pots()).map(({ cohort_id, pending: { people } }) => [cohort_id, people])).toEqual([[null, 15]])
  for (const guest of [planner!, contractor!]) {
    const { body } = await guest.get(results)
    expect([body.includes('まだ集計していません'), body.includes('15人分'), body.includes('会場が寒い')]).toEqual([true, true, false])
  }
  expect((await planner!.get(`${results}/texts`)).body).not.toContain('会場が寒い')
})

test('once counted, results show no number below five, in the page and in each file', async () => {
  const counted = await planner!.post(`${results}/counting`, { 'groups.0': 'rest' })
  expect([counted.statusCode, counted.headers.location]).toEqual([303, results])
  expect((await planner!.post(`${results}/counting`, { 'groups.0': 'rest' })).statusCode, 'nothing waits').toBe(409)
  expect((await planner!.post(`${results}/counting`, { 'groups.0': 'cohort:987' })).statusCode, 'a group there is not').toBe(404)
  const { body } = await planner!.get(results)
  expect(body).toContain('集計した回答　15人分')
  expect(body, 'two said 2, six said 4: one number').toContain('2～4')
  expect(body).toContain('平均　3.4から4.5の間（15人）')
  const file = await planner!.get(`${results}/file?as=utf-8`)
  expect(file.body).toContain('講義の満足度,全体,2～4,8,15,0,3.4～4.5')
  expect((await planner!.get(`${results}/file`)).headers['content-type']).toContain('spreadsheetml')
  expect((await planner!.get(`${results}/paper`)).rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'questionnaire.counted').executeTakeFirst())
    .toEqual({ subject: `training:${town.training}`, detail: { lessonId: lesson, people: 15 } })
})

test('free text is the prefecture’s alone, in the order of its letters', async () => {
  const { body } = await planner!.get(`${results}/texts`)
  expect(body.indexOf('あ　分かりやすい')).toBeGreaterThan(0)
  expect(body.indexOf('わ　会場が寒い')).toBeGreaterThan(body.indexOf('あ　分かりやすい'))
  for (const guest of [contractor!, instructor!, clerk!, answering[0]!.door]) expect((await guest.get(`${results}/texts`)).statusCode).toBe(404)
  for (const guest of [contractor!, instructor!]) expect((await guest.get(results)).body + (await guest.get(`${results}/file?as=utf-8`)).body).not.toContain('会場が寒い')
})

test('who may not see results, or another’s questionnaire, meets what was never there', async () => {
  const never = await clerk!.get(`/trainings/${town.training}/questionnaires/987654`)
  for (const guest of [clerk!, answering[0]!.door]) {
    const { statusCode, body } = await guest.get(results)
    expect(statusCode).toBe(404)
    if (guest === clerk!) expect(body).toBe(never.body)
  }
  const { enrollment } = answering[1]!
  const other = answering[0]!.door
  expect((await other.get(`/learn/${enrollment}/questionnaires/${lesson}`)).statusCode).toBe(404)
  expect((await other.post(`/learn/${enrollment}/questionnaires/${lesson}`, { 'answers.q1': '1' })).statusCode).toBe(404)
  expect((await instructor!.post(`${results}/counting`, { 'groups.0': 'rest' })).statusCode).toBe(404)
  expect((await instructor!.get(results)).body, 'this training keeps no cohorts').toContain('受け持つコースの結果は、まだありません')
})

test('an instructor sees the own cohorts and no other', async () => {
  const tally = (step: string, people: number) => ({ people, items: { [steps.id]: { asked: people, answered: people, counts: { [step]: people }, texts: [] } } })
  const steps = (await draft()).items[0]!
  const pot = (cohort_id: number, step: string, people: number) => ({ lesson_id: lesson, training_id: town.training, cohort_id, pending: '{"people":0,"items":{}}', shown: JSON.stringify([{ wave: 2, on: '2026-09-20', tally: tally(step, people) }]) })
  await db.insertInto('questionnaire_pot').values([pot(town.cohorts[0], '5', 8), pot(town.cohorts[1], '4', 7)]).execute()
  const own = (await instructor!.get(results)).body
  expect([own.includes('第1コース'), own.includes('第2コース'), own.includes('集計した回答　8人分'), own.includes('12人中12人')]).toEqual([true, false, true, true])
  expect((await instructor!.get(`${results}/file?as=utf-8`)).body).not.toMatch(/第2コース|全体/)
  expect((await instructor!.get('/questionnaires')).body).toContain('研修アンケート')
  const all = (await planner!.get(results)).body
  expect([all.includes('第1コース'), all.includes('第2コース'), all.includes('集計した回答　30人分')]).toEqual([true, true, true])
  expect((await planner!.get(results, {}, { language: 'en' })).body).toContain('Answers counted: 30')
})

test('small groups are counted as one, by hand, and leave their group for good', async () => {
  await sql`update questionnaire_pot set pending = jsonb_build_object('people', 3, 'items', '{}'::jsonb) where cohort_id is not null`.execute(db)
  const page = (await planner!.get(results)).body
  expect(page).toContain('少ない分かれ（6人分）を1つにまとめて集計する')
  expect((await planner!.post(`${results}/counting`, { 'groups.0': `cohort:${town.cohorts[0]}` })).statusCode, 'three by themselves').toBe(409)
  expect((await planner!.post(`${results}/counting`)).statusCode).toBe(303)
  expect((await pots()).map(({ cohort_id, pending, shown }) => [cohort_id, pending.people, shown.length])).toEqual([[town.cohorts[0], 0, 1], [town.cohorts[1], 0, 1], [null, 0, 2]])
})

test('two ways of setting side by side: the second where five or more are left, for the prefecture alone', async () => {
  const two = await planner!.post('/lessons', { moduleId: String(town.module), kind: 'questionnaire', title: '二通りのアンケート', titleEn: 'Two ways' })
  const second = Number(two.headers.location!.split('/')[2])
  const version = async () => String((await db.selectFrom('lesson').select('version').where('id', '=', second).executeTakeFirstOrThrow()).version)
  const page = (await planner!.get(two.headers.location!)).body
  expect([page.includes('さらに分けるなら'), page.includes('区市町村ごと（都道府県だけが見ます）')]).toEqual([true, true])
  await planner!.post(two.headers.location!, { grouping: 'cohort', within: 'profession', 'items.0.kind': 'scale5', 'items.0.label': '役に立ったか', 'items.1.kind': 'text', 'items.1.label': '感想', version: await version() })
  await planner!.post(`/lessons/${second}/publication`, { version: await version() })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: second }).execute()
  const content = (await db.selectFrom('lesson_version').select('content').where('lesson_id', '=', second).executeTakeFirstOrThrow()).content as { items: { id: string }[] }
  // Twelve in the first cohort, three and four more in the second; of the first seven are nurses and five are therapists.
  for (let n = 16; n <= 19; n += 1) {
    const who = await givePost(db, await makePerson(db, `ZZA回答 ${n}`, 'かいとう', town.tachikawa), 'trainee', null, `q${n}@house.test`)
    answering.push({ enrollment: await enroll(db, town, who.person, n, { cohort: town.cohorts[1] }), door: await house.visitor(who) })
  }
  await db.updateTable('enrollment').set(({ eb }) => ({ profession_code: eb.case().when('number', '<=', 7).then('public_health_nurse').else('physical_therapist').end() })).execute()
  for (const { enrollment, door } of answering) {
    const sent = await door.post(`/learn/${enrollment}/questionnaires/${second}`, { onceKey: `two-${enrollment}`, [`answers.${content.items[0]!.id}`]: '4', [`answers.${content.items[1]!.id}`]: `ZZ感想${enrollment}` })
    expect(sent.statusCode).toBe(303)
  }
  const kept = await db.selectFrom('questionnaire_pot').select(['cohort_id', 'profession_code', 'pending']).where('lesson_id', '=', second).orderBy('cohort_id').orderBy('profession_code').execute()
  expect(kept.map(({ cohort_id, profession_code, pending }) => [cohort_id, profession_code, (pending as Pot['pending']).people])).toEqual([
    [town.cohorts[0], 'physical_therapist', 5], [town.cohorts[0], 'public_health_nurse', 7], [town.cohorts[1], 'physical_therapist', 7]])
  const place = `/trainings/${town.training}/questionnaires/${second}`
  expect((await planner!.get(place)).body).toContain('第1コース・理学療法士')
  const groups = kept.map(({ cohort_id, profession_code }, n) => [`groups.${n}`, `cohort:${cohort_id},profession:${profession_code}`])
  expect((await planner!.post(`${place}/counting`, Object.fromEntries(groups))).statusCode).toBe(303)
  const { body } = await planner!.get(place)
  expect([body.includes('コースごと'), body.includes('職種ごと'), body.includes('保健師')]).toEqual([true, true, true])
  const file = (await contractor!.get(`${place}/file?as=utf-8`)).body
  expect([...file.matchAll(/^1,役に立ったか,(.+?),4,(\d+),/gm)].map(([, group, people]) => `${group} ${people}`)).toEqual(['全体 19', '第1コース 12', '第2コース 7', '保健師 7', '理学療法士 12'])
  const own = (await instructor!.get(place)).body + (await instructor!.get(`${place}/file?as=utf-8`)).body
  expect([own.includes('第1コース'), own.includes('職種ごと'), own.includes('保健師'), own.includes('第2コース')]).toEqual([true, false, false, false])
  for (const guest of [contractor!, instructor!]) {
    const said = [place, `${place}/file?as=utf-8`, `${place}/file`, `${place}/paper`].map(async (at) => (await guest.get(at)).body)
    expect((await Promise.all(said)).join()).not.toContain('ZZ感想')
    expect((await guest.get(`${place}/texts`)).statusCode).toBe(404)
  }
  for (const guest of [clerk!, answering[0]!.door]) for (const at of ['', '/file', '/paper', '/texts']) expect((await guest.get(place + at)).statusCode, at).toBe(404)
})

test('a training of very many groups is counted and shown as a whole', async () => {
  const many = await db.insertInto('municipality').values(Array.from({ length: 210 }, (_, n) => ({ name: `町${n}`, code: String(900_000 + n), kana: 'まち', name_en: `Town ${n}`, kind: 'city' as const }))).returning('id').execute()
  const waiting = JSON.stringify({ people: 6, items: {} })
  await db.insertInto('questionnaire_pot').values(many.map(({ id }) => ({ lesson_id: lesson, training_id: town.training, municipality_id: id, pending: waiting, shown: '[]' }))).execute()
  expect([...(await planner!.get(results)).body.matchAll(/value="municipality:\d+"/g)]).toHaveLength(210)
  expect((await planner!.post(`${results}/counting`, Object.fromEntries(many.map(({ id }, n) => [`groups.${n}`, `municipality:${id}`])))).statusCode).toBe(303)
  const left = await db.selectFrom('questionnaire_pot').select(['pending', 'shown']).where('municipality_id', 'in', many.map(({ id }) => id)).execute()
  expect(left.filter(({ pending, shown }) => (pending as Pot['pending']).people === 0 && (shown as Pot['shown']).length === 1)).toHaveLength(210)
})

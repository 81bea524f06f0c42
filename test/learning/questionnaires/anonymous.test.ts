import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'

/**
 * F6: the database does not know who said what. Two questionnaires are answered by the same people; in the second they say what
 * another said in the first. Whatever of the database is looked at, ids, times, hashes, places on the disk and numbers of
 * transactions among it: the one leaves what the other leaves.
 */
const house = await openHouse({ now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const content = JSON.stringify({ intro: '', introEn: '', grouping: 'none', items: [
  { id: 'q00000001', kind: 'scale5', label: '満足', labelEn: '', required: true, options: [] }, { id: 'q00000002', kind: 'text', label: '感想', labelEn: '', required: false, options: [] }] })
const lessonAt = (position: number) => putLesson(db, { module_id: town.module, position, kind: 'questionnaire', title: `アンケート${position}`, title_en: 'Q' }, { content })
const lessons = [await lessonAt(1), await lessonAt(2)] as const
await db.insertInto('training_lesson').values(lessons.map((lesson_id) => ({ training_id: town.training, lesson_id }))).execute()

const said = [['1', 'ZZ一の感想'], ['5', 'ZZ二の感想'], ['3', 'ZZ三の感想'], ['4', 'ZZ四の感想'], ['2', 'ZZ五の感想'], ['1', 'ZZ六の感想']] as const
const doors: { enrollment: number; account: number; door: Awaited<ReturnType<typeof house.visitor>> }[] = []
for (let n = 1; n <= said.length; n += 1) {
  const who = await givePost(db, await makePerson(db, `回答 ${n}`, 'かいとう', town.tachikawa), 'trainee', null, `q${n}@house.test`)
  doors.push({ enrollment: await enroll(db, town, who.person, n), account: who.account, door: await house.visitor(who) })
}
const say = (who: number, lesson: number, what: number) => doors[who]!.door.post(`/learn/${doors[who]!.enrollment}/questionnaires/${lesson}`, {
  onceKey: `key-${lesson}-of-${who}`, 'answers.q00000001': said[what]![0], 'answers.q00000002': said[what]![1] })

/** Every row of every table, with what the engine itself keeps of it. */
async function everything() {
  const { rows: tables } = await sql<{ name: string }>`select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE' order by 1`.execute(db)
  const all: { table: string; text: string; xmin: string }[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string; xmin: string }>`select t.xmin::text as xmin, (to_jsonb(t) || jsonb_build_object('ctid', t.ctid::text))::text as text from ${sql.table(name)} t`.execute(db)
    all.push(...rows.map((row) => ({ table: name, ...row })))
  }
  return all
}

test('the same people say the same things, each another’s: nothing tells one questionnaire from the other', async () => {
  for (const who of said.keys()) expect((await say(who, lessons[0], who)).statusCode).toBe(303)
  for (const who of [...said.keys()].reverse()) expect((await say(who, lessons[1], (who + 1) % said.length)).statusCode).toBe(303)
  const pots = await db.selectFrom('questionnaire_pot').select(['pending', 'shown', 'cohort_id', 'category']).orderBy('lesson_id').execute()
  expect(pots).toHaveLength(2)
  expect(JSON.stringify(pots[1])).toBe(JSON.stringify(pots[0]))
})

test('no word of an answer stands in any row but the pot’s, in which all stand together', async () => {
  const all = await everything()
  expect(all.length).toBeGreaterThan(50)
  expect(new Set(all.filter(({ text }) => text.includes('の感想')).map(({ table }) => table))).toEqual(new Set(['public.questionnaire_pot']))
  for (const { text } of all.filter(({ table }) => table === 'public.questionnaire_pot')) for (const [, words] of said) expect(text).toContain(words)
})

test('the keys of forms keep no trace of what was said: each form of one address has the same hash, whatever was ticked', async () => {
  const hashes = await db.selectFrom('once_key').select(['body_hash', 'location', 'notice']).where('key', 'like', 'key-%').execute()
  expect(hashes).toHaveLength(12)
  expect(new Set(hashes.map((row) => JSON.stringify(row))).size).toBe(1)
})

test('what was written with an answer, by the number of its transaction, is the same for every answer', async () => {
  const all = await everything()
  const pot = all.filter(({ table }) => table === 'public.questionnaire_pot')
  expect(new Set(pot.map(({ xmin }) => xmin)).size, 'one row each, of the last who answered, with everybody’s answers in it').toBe(2)
  // Of each other answer the rows of its transaction are who and when: as many for everybody, and no word of the answer.
  const kept = new Set(['public.progress', 'public.audit_line', 'public.once_key'])
  const ofSecond = all.filter(({ table, text }) => table === 'public.progress' && text.includes(`"lesson_id": ${lessons[1]}`))
  expect(ofSecond).toHaveLength(said.length)
  const beside = ofSecond.map(({ xmin }) => all.filter((row) => row.xmin === xmin && kept.has(row.table)).map(({ table }) => table).sort().join())
  expect(new Set(beside).size).toBe(1)
})

test('the line in the trail says who has answered, and not what', async () => {
  const lines = await db.selectFrom('audit_line').select(['action', 'detail']).where('action', '=', 'lesson.completed').execute()
  expect(lines.map(({ detail }) => Object.keys(detail as object))).toEqual(Array.from({ length: 12 }, () => ['lessonId']))
})

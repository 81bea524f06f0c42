import type { openHouse, VisitorOf } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { enroll, type Town } from '../../support/people.ts'
import type { Assignment } from '../../../server/learning/assignments/rules.ts'

type House = Awaited<ReturnType<typeof openHouse>>

export const plain: Assignment = {
  purpose: 'report', instructions: '学んだことを書いてください。', text: { min: 5, max: 200 }, files: { kinds: ['pdf', 'docx', 'xlsx', 'png'], min: 0, max: 2, megabytes: 5 }, hasCaseSheet: false,
  rubric: [], pointsNeeded: null, markers: 1, isAnonymous: false, check: 'warn', sharing: 'instructors', lateAllowed: true,
}
export const sheet: Assignment = { ...plain, purpose: 'pre_assignment', text: null, files: null, hasCaseSheet: true, check: 'block' }

/** A desk in the small world: assignments of its training, its two trainees in them, and an instructor with the first cohort. */
export async function openDesk(house: House, town: Town, contents: readonly Partial<Assignment>[]) {
  const { db } = house
  const lessons: number[] = []
  for (const [place, content] of contents.entries()) {
    const id = await putLesson(db, { module_id: town.module, position: place + 1, kind: 'assignment', title: `課題${place + 1}`, title_en: `Assignment ${place + 1}` }, { content: JSON.stringify({ ...plain, ...content }) })
    await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: id, due_on: '2026-09-15' }).execute()
    lessons.push(id)
  }
  const own = await enroll(db, town, town.trainee.person, 1)
  const other = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
  await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
  const trainee = await house.visitor(town.trainee)
  const at = (place = 0, enrollment = own) => `/learn/${enrollment}/assignments/${lessons[place]}`
  const versionOf = async (place: number, enrollment = own) => String((await db.selectFrom('submission').select('draft_version as v').where('enrollment_id', '=', enrollment).where('lesson_id', '=', lessons[place]!).executeTakeFirst())?.v ?? 0)
  const write = async (form: Record<string, string>, place = 0, who: VisitorOf = trainee, enrollment = own) => who.post(`${at(place, enrollment)}/draft`, { version: await versionOf(place, enrollment), ...form })
  const handIn = async (place = 0, rows: Record<string, string> = {}, who: VisitorOf = trainee, enrollment = own) => who.post(`${at(place, enrollment)}/rounds`, { version: await versionOf(place, enrollment), ...rows })
  const work = (place = 0, enrollment = own) => db.selectFrom('submission').selectAll().where('enrollment_id', '=', enrollment).where('lesson_id', '=', lessons[place]!).executeTakeFirst()
  let sends = 0
  const send = (bytes: Uint8Array, name: string, place = 0, who: VisitorOf = trainee, enrollment = own) => {
    const edge = 'edge-of-parts'
    const part = (words: string) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; ${words}`)
    const payload = Buffer.concat([part(`name="onceKey"\r\n\r\nkey-of-send-${sends += 1}-${'x'.repeat(20)}\r\n`), part(`name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`)])
    return house.app.inject({ method: 'POST', url: `${at(place, enrollment)}/files`, cookies: { sid: who.sid! }, payload, headers: { host: 'house.test', origin: 'http://house.test', 'content-type': `multipart/form-data; boundary=${edge}` } })
  }
  const lines = async (like = 'submission.%') => (await db.selectFrom('audit_line').select(['action', 'subject', 'detail']).where('action', 'like', like).orderBy('id').execute())
  return { lessons, own, other, trainee, at, write, handIn, work, send, lines }
}

/** Every row of every table, as text: what is not in it is nowhere in the database. */
export async function everythingIn({ db }: House): Promise<string> {
  const { sql } = await import('kysely')
  const parts: string[] = []
  for (const { name } of (await db.introspection.getTables()).filter(({ schema }) => schema === 'public')) {
    const { rows } = await sql<{ all: string | null }>`select string_agg(t::text, E'\n') as all from ${sql.table(name)} t`.execute(db)
    parts.push(rows[0]?.all ?? '')
  }
  return parts.join('\n')
}

import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

/** N4: news for all, a role, a municipality or a training. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, clerkOfTama, trainee, traineeOfTama, instructor, administrator] = await Promise.all(
  [town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.traineeOfTama, town.instructor, town.administrator].map((who) => house.visitor(who)))
type Visitor = typeof planner
const all: [string, Visitor][] = [['planner', planner], ['clerk', clerk], ['clerkOfTama', clerkOfTama], ['trainee', trainee], ['traineeOfTama', traineeOfTama], ['instructor', instructor], ['administrator', administrator]]
const day = (name: string, on: string) => { const [year, month, date] = on.split('-') as [string, string, string]; return { [`${name}.year`]: year, [`${name}.month`]: month, [`${name}.day`]: date } }
const words = (more: Record<string, string> = {}) => ({ audience: 'all', title: '夏の問合せについて', body: '## 夏\n- **8月**は[電話](https://x.example)が\n<script>alert(1)</script>', ...day('fromOn', '2026-06-15'), ...more })
const write = (who: Visitor, more: Record<string, string> = {}) => who!.post('/news', words(more))
const idOf = ({ headers }: { headers: Record<string, unknown> }) => Number(/\/news\/(\d+)$/.exec(String(headers.location))?.[1])
const seenBy = async (title: string) => {
  const found: string[] = []
  for (const [name, who] of all) if ((await who!.get('/news')).body.includes(title)) found.push(name)
  return found
}
const lines = async (id: number) => (await db.selectFrom('audit_line').select('action').where('subject', '=', `news:${id}`).orderBy('id').execute()).map(({ action }) => action)

describe('whom it reaches', () => {
  test('news for all stands on every board and home, with its text drawn and nothing of it run', async () => {
    const done = await write(planner)
    expect(done.statusCode).toBe(303)
    const id = idOf(done)
    expect(await seenBy('夏の問合せについて')).toEqual(all.map(([name]) => name))
    for (const [, who] of all) expect((await who!.get('/')).body).toContain('夏の問合せについて')
    const { body } = await trainee!.get(`/news/${id}`)
    expect(body).toContain('<strong>8月</strong>')
    expect(body).not.toContain('<script>alert')
    expect(await lines(id)).toEqual(['news.written'])
  })

  test('news for a role, a municipality or a training reaches those alone', async () => {
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
    await enroll(db, town, town.trainee.person, 1, { municipality: town.tachikawa })
    await write(planner, { audience: 'role', role: 'instructor', title: 'ZZ講師の方へ' })
    await write(planner, { audience: 'municipality', municipalityId: String(town.tama), title: 'ZZ多摩の方へ' })
    await write(planner, { audience: 'training', trainingId: String(town.training), title: 'ZZ研修の方へ' })
    expect(await seenBy('ZZ講師の方へ')).toEqual(['instructor'])
    expect(await seenBy('ZZ多摩の方へ')).toEqual(['clerkOfTama', 'traineeOfTama'])
    expect(await seenBy('ZZ研修の方へ')).toEqual(['trainee', 'instructor'])
    const { id } = await db.selectFrom('news').select('id').where('title', '=', 'ZZ多摩の方へ').executeTakeFirstOrThrow()
    const [other, never] = [await clerk!.get(`/news/${id}`), await clerk!.get('/news/999999')]
    expect([other.statusCode, other.body]).toEqual([404, never.body])
  })

  test('a municipality writes for its own people, whatever the form claims', async () => {
    const done = await write(clerk, { audience: 'municipality', municipalityId: String(town.tama), title: 'ZZ立川の方へ' })
    expect(done.statusCode).toBe(303)
    expect(await seenBy('ZZ立川の方へ')).toEqual(['clerk', 'trainee'])
    const refused = await write(clerk, { title: 'ZZ全員へ' })
    expect([refused.statusCode, refused.body.includes('自分の区市町村の方だけ')]).toEqual([422, true])
    const { id } = await db.selectFrom('news').select('id').where('title', '=', 'ZZ立川の方へ').executeTakeFirstOrThrow()
    expect((await clerkOfTama!.get(`/news/${id}/edit`)).statusCode).toBe(404)
    expect((await clerkOfTama!.post(`/news/${id}/withdrawal`)).statusCode).toBe(404)
    for (const who of [contractor, trainee, instructor, administrator]) expect((await who!.get('/news/new')).statusCode).toBe(404)
  })
})

describe('when it stands there', () => {
  test('from its first day to its last, both counted; before and after only its author finds it', async () => {
    const id = idOf(await write(planner, { title: 'ZZ七月だけ', ...day('fromOn', '2026-07-01'), ...day('untilOn', '2026-07-31') }))
    const stands = async (now: string) => { house.setClock(now); return (await trainee!.get('/news')).body.includes('ZZ七月だけ') }
    expect([await stands('2026-06-30T23:59:00+09:00'), await stands('2026-07-01T00:00:00+09:00'), await stands('2026-07-31T23:59:00+09:00'), await stands('2026-08-01T00:00:00+09:00')])
      .toEqual([false, true, true, false])
    expect((await trainee!.get(`/news/${id}`)).statusCode).toBe(404)
    expect((await planner!.get(`/news/${id}`)).body).toContain('掲示していません')
    house.setClock('2026-06-15T10:00:00+09:00')
  })

  test.each([
    ['no title', { title: '' }, '題'], ['no text', { body: '' }, '本文'], ['a day that is none', day('fromOn', '2026-02-31'), '掲示を始める日'],
    ['an end before its beginning', day('untilOn', '2026-06-14'), '終える日は、始める日から後にしてください'], ['a role that was not chosen', { audience: 'role' }, '役割'],
  ])('%s comes back with its problem and what was typed', async (_, more, problem) => {
    const { statusCode, body } = await write(planner, { titleEn: 'typed by hand', ...more })
    expect(statusCode).toBe(422)
    expect(body).toContain(problem)
    expect(body).toContain('typed by hand')
  })
})

describe('reading and changing', () => {
  test('what is read is no longer on the home, pinned news stays; a change makes it unread again', async () => {
    const id = idOf(await write(planner, { title: 'ZZ読むもの', titleEn: 'ZZ to read' }))
    expect((await trainee!.get('/', {}, { language: 'en' })).body).toContain('ZZ to read')
    expect((await trainee!.post(`/news/${id}/reading`)).statusCode).toBe(303)
    expect((await trainee!.get('/')).body).not.toContain('ZZ読むもの')
    expect((await planner!.get('/')).body).toContain('ZZ読むもの')
    const edited = await planner!.post(`/news/${id}`, { ...words({ title: 'ZZ読むもの（訂正）', pinned: 'true' }), version: '1' })
    expect(edited.statusCode).toBe(303)
    expect((await trainee!.get('/')).body).toContain('ZZ読むもの（訂正）')
    await trainee!.post(`/news/${id}/reading`)
    expect((await trainee!.get('/')).body).toContain('重要')
    const stale = await planner!.post(`/news/${id}`, { ...words({ title: 'ZZ古い' }), version: '1' })
    expect([stale.statusCode, stale.body.includes('ZZ古い')]).toEqual([409, true])
    const page = await planner!.get(`/news/${id}/edit`)
    expect(page.body).toContain('これまでの内容')
    expect(await db.selectFrom('news_version').select(['version', 'title']).where('news_id', '=', id).orderBy('version').execute())
      .toEqual([{ version: 1, title: 'ZZ読むもの' }, { version: 2, title: 'ZZ読むもの（訂正）' }])
    expect(await lines(id)).toEqual(['news.written', 'news.read', 'news.edited', 'news.read'])
  })

  test('taken down it is gone for its readers, once, and its author still finds what it said', async () => {
    const id = idOf(await write(planner, { title: 'ZZ取り下げるもの' }))
    expect((await planner!.post(`/news/${id}/withdrawal`)).statusCode).toBe(303)
    expect((await planner!.post(`/news/${id}/withdrawal`)).statusCode).toBe(404)
    expect(await seenBy('ZZ取り下げるもの')).toEqual([])
    expect((await planner!.get('/news/written')).body).toContain('ZZ取り下げるもの')
  })

  test('a long board comes in pages, and both languages say all of it', async () => {
    await db.insertInto('news').values(Array.from({ length: 45 }, (_, n) => ({
      audience: 'all' as const, title: `ZZ多い${n}`, body: 'x', from_on: '2026-05-01', made_by: town.planner.person, made_at: new Date('2026-05-01T09:00:00+09:00'),
    }))).execute()
    expect((await trainee!.get('/news?page=2')).body).toContain('ZZ多い')
    for (const language of ['ja', 'en']) for (const path of ['/news', '/news/written', '/news/new', '/news/1', '/news/1/edit']) {
      const { statusCode, body } = await planner!.get(path, {}, { language })
      expect([path, statusCode]).toEqual([path, 200])
      expect(body).not.toMatch(/undefined|\[object|\{\w+\}/)
    }
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Files } from '../../../server/base/files.ts'
import { openS3Files, placeOfS3 } from '../../../server/base/s3.ts'
import { NoFile } from '../../../server/base/storing.ts'
import { leftoverJobs } from '../../../server/keeping/leftovers/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { putLesson, putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { openS3 } from '../../support/s3.ts'

/** What no row needs leaves the disk and the store after a day; everything else stays. */
const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const store = await openS3()
const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-s3-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const inStore = openS3Files(placeOfS3(store.url), folder)
let places = 0

describe.each<[string, Files]>([['a folder', house.files], ['an S3-compatible store', inStore]])('in %s', (_, files) => {
  const old = new Date('2026-06-01T10:00:00+09:00')
  const keep = async (madeAt = old) => {
    const saved = await files.save(Buffer.from(`file ${places += 1}`), 'pdf')
    store.putAt.set(saved.key, old)
    const { id } = await db.insertInto('file').values({ ...saved, name: 'a.pdf', type: 'application/pdf', made_at: madeAt }).returning('id').executeTakeFirstOrThrow()
    return { id, key: saved.key }
  }
  const loose = async () => { const { key } = await files.save(Buffer.from(`loose ${places += 1}`), 'pdf'); store.putAt.set(key, old); return key }
  const isThere = (key: string) => files.read(key).then(() => true, (error) => { if (error instanceof NoFile) return false; throw error })
  // Files lie on the disk by the machine's own clock, so the night is one far ahead.
  const night = (at = '2100-07-02T03:10:00+09:00') => { house.setClock(at); return leftoverJobs['files.clear']!.work({ ...house.crewHouse, files }, {} as never) }
  const lines = async () => (await db.selectFrom('audit_line').select(['action', 'detail']).where('action', 'like', 'files.%').orderBy('id').execute())
  beforeEach(async () => { await sql`truncate audit_line cascade`.execute(db) })

  test('a file that a draft lost goes with its row; what a version, a caption, a picture or a call shows stays', async () => {
    const [lost, film, captions, picture, notice, fresh] = [await keep(), await keep(), await keep(), await keep(), await keep(), await keep(new Date('2100-07-02T02:00:00+09:00'))]
    const lesson = await putLesson(db, { module_id: town.module, position: places += 1, kind: 'video', title: '動画', title_en: 'Film' }, { body: 'x', file_id: film.id, captions_file_id: captions.id })
    await putVersion(db, lesson, 2, { published_at: null, file_id: lost.id })
    await db.insertInto('lesson_picture').values({ lesson_id: lesson, number: 1, file_id: picture.id, description: '会議', width: 1, height: 1 }).execute()
    await db.updateTable('call').set({ file_id: notice.id }).execute()
    await night()
    expect(await isThere(lost.key), 'a draft shows it').toBe(true)

    await db.deleteFrom('lesson_version').where('lesson_id', '=', lesson).where('number', '=', 2).execute()
    await night('2100-07-02T12:00:00+09:00')
    expect(await isThere(lost.key), 'nobody sweeps by day').toBe(true)
    await night()
    expect(await Promise.all([lost, film, captions, picture, notice, fresh].map(({ key }) => isThere(key)))).toEqual([false, true, true, true, true, true])
    expect(await db.selectFrom('file').select('id').where('id', '=', lost.id).execute()).toEqual([])
    expect(await lines()).toEqual([{ action: 'files.forgotten', detail: expect.objectContaining({ count: 1 }) }])
    await night()
    expect(await lines(), 'a night with nothing to do leaves no line').toHaveLength(1)
    await db.updateTable('call').set({ file_id: null }).execute()
    await db.deleteFrom('file').where('id', 'in', [notice.id, fresh.id]).execute()
    for (const { key } of [notice, fresh]) await files.remove(key)
  })

  test('what lies there without a row goes after a day, folders too; what came today, and every row that names a key, stays', async () => {
    const [named, gone] = [await loose(), await loose()]
    await db.insertInto('question_bank').values({ name: 'b', name_en: 'b', course_id: town.course } as never).returning('id').executeTakeFirstOrThrow()
      .then(({ id }) => db.insertInto('question_file').values({ bank_id: id, kind: 'table', key: named, name: 'q.xlsx', bytes: 1, sha256: 'x', sent_at: old } as never).execute())
    const put = async () => { const key = await files.saveFolder('content', async (into) => { await into('a.html', Readable.from([Buffer.from('a')])); await into('b.html', Readable.from([Buffer.from('b')])) })
      for (const one of store.objects.keys()) if (one.startsWith(key)) store.putAt.set(one, old)
      return key }
    const [loosePackage, course] = [await put(), await put()]
    const lesson = await putLesson(db, { module_id: town.module, position: places += 1, kind: 'scorm', title: '教材', title_en: 'P' }, { body: '' })
    await db.insertInto('scorm_package').values({ lesson_id: lesson, file_id: (await keep()).id, folder: course, course: '{}', findings: '[]', made_at: old }).execute()
    await night()
    expect([await isThere(named), await isThere(gone)]).toEqual([true, false])
    expect(await Promise.all([course, loosePackage].map((key) => files.openIn(key, 'a.html').then(() => true, () => false)))).toEqual([true, false])
    expect((await lines()).at(-1)).toEqual({ action: 'files.cleared', detail: { count: 2 } })
  })

  test('what came within the day stays, whatever the rows say; so do films on their way that are known', async () => {
    const { key } = await files.save(Buffer.from('just now'), 'pdf')
    const [known, unknown] = [await files.pieces.begin(), await files.pieces.begin()]
    await db.insertInto('lesson_upload').values({ lesson_id: await putLesson(db, { module_id: town.module, position: places += 1, kind: 'video', title: 'v', title_en: 'v' }, { body: '' }), person_id: town.planner.person, pieces: known, name: 'a.mp4', bytes: 9, begun_at: old }).execute()
    const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)
    await night(`${today}T03:30:00+09:00`)
    expect([await isThere(key), await files.pieces.bytes(unknown)]).toEqual([true, 0])
    await night()
    expect(await files.pieces.bytes(known)).toBe(0)
    await expect(files.pieces.bytes(unknown)).rejects.toThrow(NoFile)
  })

  test('where very many are named by no row, none is removed and the job says so: it may be the wrong database', async () => {
    const keys = await Promise.all(Array.from({ length: 101 }, loose))
    await expect(night()).rejects.toThrow(/is this their database/)
    expect((await Promise.all(keys.map(isThere))).every(Boolean)).toBe(true)
    for (const key of keys) await files.remove(key)
  })
})

test('there is no column that names stored files but those that are asked', async () => {
  const { rows } = await sql<{ name: string }>`select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and column_name in ('key', 'folder') order by 1`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual(['bundle_file.key', 'file.key', 'incoming_file.key', 'nomination_file.key', 'once_key.key', 'online_log.key', 'question_file.key', 'scorm_package.folder', 'submission_file.key'])
})

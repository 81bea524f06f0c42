import type { Database } from '../../../server/base/database.ts'
import type { Files } from '../../../server/base/files.ts'
import { putLesson } from '../../support/lessons.ts'
import { enroll, idOf, type Town } from '../../support/people.ts'

/** One lesson of each kind in the training of the small world, with two trainees in it; the video is 100 seconds long. */
export async function fillShelf(db: Database, town: Town, files: Files) {
  const made_at = new Date('2026-06-01T09:00:00+09:00')
  const file = async (bytes: Uint8Array, kind: string, name: string, type: string) => {
    const saved = await files.save(bytes, kind)
    return idOf(db.insertInto('file').values({ ...saved, name, type, made_at }).returning('id'))
  }
  const film = await file(Uint8Array.from({ length: 1000 }, (_, n) => n % 251), 'mp4', '助言のしかた.mp4', 'video/mp4')
  const captions = await file(new TextEncoder().encode('WEBVTT\n\n00:01.000 --> 00:04.000\nまず望みを聞きます。\n'), 'vtt', '字幕.vtt', 'text/vtt; charset=utf-8')
  const paper = await file(new TextEncoder().encode('%PDF-1.7 見本'), 'pdf', '会議の 手引き"1.pdf', 'application/pdf')
  const lesson = (position: number, kind: 'page' | 'document' | 'video', title: string, title_en: string, more: object = {}) =>
    putLesson(db, { module_id: town.module, position, kind, title, title_en }, more)
  const page = await lesson(1, 'page', '地域ケア会議とは', 'What is a care conference?', { body: '## 一人の暮らしから\n\n**一人の事例** を話し合います。\n\n- 望み\n- できること' })
  const document = await lesson(2, 'document', '会議の手引き', 'Handbook', { file_id: paper, pages: 12 })
  const video = await lesson(3, 'video', '会議での助言のしかた', 'How to advise', {
    file_id: film, captions_file_id: captions, duration_seconds: 100, transcript: '0:01 まず望みを聞きます。\n0:30 次に、できることを分けます。' })
  const later = await lesson(4, 'page', '事例の読みかた', 'Reading a case', { body: 'まだ' })
  await db.insertInto('training_lesson').values([page, document, video].map((lesson_id) => ({ training_id: town.training, lesson_id, due_on: '2026-09-15' }))).execute()
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: later, opens_on: '2026-09-20' }).execute()
  const own = await enroll(db, town, town.trainee.person, 1)
  const other = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
  return { page, document, video, later, own, other }
}

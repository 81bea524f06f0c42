import type { Database } from '../../server/base/database.ts'
import type { Kind } from '../../server/base/policy.ts'
import { putLesson } from '../support/lessons.ts'
import { givePost, lay, makePerson } from '../support/people.ts'

/** Before anything of this year is planned: two municipalities, the offices, a course with one page to read, and a target. */
export async function moveIn(db: Database) {
  const { tachikawa, tama, program, course, module } = await lay(db)
  await putLesson(db, { module_id: module, position: 1, kind: 'page', title: '会議の手引き', title_en: 'A guide to conferences' }, {
    body: '## はじめに\n\n会議は五つの役割で進みます。',
  })
  await db.insertInto('target').values({
    program_id: program, course_id: course, fiscal_year: 2026, measure: 'completed', value: 2, span: 'each', label: '修了者', label_en: 'People who completed', unit: '人', position: 1,
  }).execute()

  const someone = async (name: string, kana: string, kind: Kind, of: number | null, email?: string) =>
    givePost(db, await makePerson(db, name, kana, of), kind, of, email)
  return {
    tachikawa, tama, course, module,
    officer: await someone('都 太郎', 'みやこ たろう', 'prefecture', null),
    second: await someone('承 認子', 'しょう にんこ', 'prefecture', null),
    clerk: await someone('立川 花子', 'たちかわ はなこ', 'municipality', tachikawa, 'hanako@tachikawa.test'),
    clerkOfTama: await someone('多摩 次郎', 'たま じろう', 'municipality', tama, 'jiro@tama.test'),
    instructor: await someone('講 師郎', 'こう しろう', 'instructor', null),
  }
}

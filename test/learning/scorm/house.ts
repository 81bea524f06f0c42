import type { AddressInfo } from 'node:net'
import { inChange } from '../../../server/base/change.ts'
import type { Visitor } from '../../../server/base/access.ts'
import { keepPackage } from '../../../server/learning/scorm/packages/changes.ts'
import { examinePackage } from '../../../server/learning/scorm/examining.ts'
import { contentOf, type Content } from '../../../server/learning/scorm/rules.ts'
import type { openHouse } from '../../support/app.ts'
import { enroll, type Town } from '../../support/people.ts'
import { putLesson } from '../../support/lessons.ts'

type House = Awaited<ReturnType<typeof openHouse>>

/** A lesson with a package in it, published and opened in the training of the small world. */
export async function putPackage(house: House, town: Town, bytes: Buffer, rule: Partial<Content> = {}, title = 'SCORMの教材') {
  const { db, files, crewHouse } = house
  const { position } = await db.selectFrom('lesson').select(({ fn, lit }) => fn.coalesce(fn.max('position'), lit(0)).as('position')).executeTakeFirstOrThrow()
  const lesson = await putLesson(db, { module_id: town.module, position: position + 1, kind: 'scorm', title, title_en: 'A package' }, { published_at: null })
  const saved = await files.save(bytes, 'zip')
  const examined = await examinePackage(files, saved.key)
  if (examined.course === null) throw new Error(JSON.stringify(examined.findings))
  const actor = { accountId: town.planner.account, personId: town.planner.person, postId: town.planner.post, kind: 'prefecture', municipalityId: null } as Visitor
  await inChange(db, { actor, scope: { of: 'all' }, now: crewHouse.clock(), random: crewHouse.random }, (change) => keepPackage(change, lesson, 1, { ...saved, name: '教材.zip' }, examined))
  const { id, content } = await db.selectFrom('lesson_version').select(['id', 'content']).where('lesson_id', '=', lesson).executeTakeFirstOrThrow()
  await db.updateTable('lesson_version').set({ content: JSON.stringify({ ...contentOf(content), ...rule }), published_at: crewHouse.clock() }).where('id', '=', id).execute()
  await db.updateTable('lesson').set({ published_version_id: id }).where('id', '=', lesson).execute()
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
  return lesson
}

/** The two of the small world who learn, enrolled. */
export async function enrollBoth({ db }: House, town: Town) {
  const own = await enroll(db, town, town.trainee.person, 1)
  const other = await enroll(db, town, town.traineeOfTama.person, 2, { cohort: town.cohorts[1], municipality: town.tama })
  return { own, other }
}

/** Both doors of the house, listening as in real life: pages under one name, packages under another. */
export async function openDoors({ app }: House) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  await app.content.listen({ port: 0, host: '127.0.0.1' })
  const portOf = (server: { address: () => unknown }) => (server.address() as AddressInfo).port
  return { at: `http://127.0.0.1:${portOf(app.server)}`, content: `http://localhost:${portOf(app.content.server)}` }
}

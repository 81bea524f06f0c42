import { drain } from '../../server/base/jobs.ts'
import { certificateJobs } from '../../server/completion/certificates/jobs.ts'
import type { openHouse } from '../support/app.ts'
import type { Someone, Town } from '../support/people.ts'
import { dated, graduate, type Graduate } from './certificates/graduates.ts'

type House = Awaited<ReturnType<typeof openHouse>>

/** People who completed, with their certificates issued and printed; the trainee of the small world is the first of 立川市. */
export async function certified(house: House, town: Town, names: { tachikawa?: string[]; tama?: string[] } = {}): Promise<{ mine: number; all: { id: number; name: string; number: number }[] }> {
  const { db } = house
  await graduate(db, town, ['ZZA研 修子'], { from: 1, person: town.trainee.person })
  await graduate(db, town, names.tachikawa ?? [], { from: 2 })
  await graduate(db, town, names.tama ?? ['ZZB佐藤 三郎'], { municipality: town.tama, from: 50 })
  const planner = await house.visitor(town.planner)
  await planner.post(`/trainings/${town.training}/certificates`, dated())
  await drain(house.crewHouse, certificateJobs)
  const all = await db.selectFrom('certificate').select(['id', 'name', 'number', 'person_id']).orderBy('number').execute()
  return { mine: all.find(({ person_id }) => person_id === town.trainee.person)!.id, all }
}

/** Modules that a confirmed judgment found done for people who did not complete, as the judgment writes them. */
export async function halfDone(house: House, town: Town, people: { someone?: Someone; name: string; municipality: number; number: number }[]): Promise<Graduate[]> {
  const { db } = house
  const second = (await db.insertInto('module').values({ course_id: town.course, position: 2, title: '演習', title_en: 'Practice' }).returning('id').executeTakeFirstOrThrow()).id
  const all: Graduate[] = []
  for (const { someone, name, municipality, number } of people) {
    const [one] = await graduate(db, town, [name], { municipality, from: number, ...someone ? { person: someone.person } : {} })
    await db.updateTable('judgment_line').set({ decision: 'not_completed', proposal: 'not_completed' }).where('enrollment_id', '=', one!.enrollment).execute()
    await db.updateTable('enrollment').set({ state: 'not_completed', completed_on: null }).where('id', '=', one!.enrollment).execute()
    const { id: judgment_id } = await db.selectFrom('judgment').select('id').where('training_id', '=', town.training).executeTakeFirstOrThrow()
    await db.insertInto('completed_module').values([town.module, second].slice(0, number % 2 + 1).map((module_id) => ({ enrollment_id: one!.enrollment, module_id, judgment_id, completed_on: '2027-02-26' }))).execute()
    all.push(one!)
  }
  return all
}

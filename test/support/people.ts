import { dayInJapan } from '../../server/base/days.ts'
import type { Database } from '../../server/base/database.ts'
import type { Kind } from '../../server/base/policy.ts'
import { kanaKeyOf, searchKeyOf } from '../../server/who/people/names.ts'

type Inserted = { executeTakeFirstOrThrow: () => Promise<{ id: number }> }
export const idOf = async (row: Inserted) => (await row.executeTakeFirstOrThrow()).id

/** One person of the small world, with an account and a post. */
export interface Someone { person: number; account: number; post: number }

const moved = new Date('2026-04-01T09:00:00+09:00')

export async function makePerson(db: Database, name: string, kana: string, municipality_id: number | null) {
  return idOf(db.insertInto('person').values({
    name, kana, municipality_id, kana_key: kanaKeyOf(kana), search_key: searchKeyOf(name, kana), created_at: moved,
  }).returning('id'))
}

export async function givePost(db: Database, person: number, kind: Kind, municipality_id: number | null, email = `p${person}@house.test`) {
  const account = await idOf(db.insertInto('account').values({ person_id: person, email, created_at: moved }).returning('id'))
  const post = await idOf(db.insertInto('post').values({ account_id: account, kind, municipality_id, granted_at: moved }).returning('id'))
  return { person, account, post }
}

/** The ground of every story: two municipalities, some professions, and a course with one module. */
export async function lay(db: Database) {
  const municipality = (name: string, code: string, kana: string, name_en: string) =>
    idOf(db.insertInto('municipality').values({ name, code, kana, name_en, kind: 'city' }).returning('id'))
  const tachikawa = await municipality('立川市', '132021', 'たちかわし', 'Tachikawa City')
  const tama = await municipality('多摩市', '132241', 'たまし', 'Tama City')
  await db.insertInto('profession').values([
    { code: 'public_health_nurse', name: '保健師', name_en: 'Public health nurse', position: 1 },
    { code: 'physical_therapist', name: '理学療法士', name_en: 'Physical therapist', position: 2 },
    { code: 'chief_care_manager', name: '主任介護支援専門員', name_en: 'Chief care manager', position: 3 },
  ]).execute()

  const program = await idOf(db.insertInto('program').values({ name: '地域ケア会議推進事業', name_en: 'Care conference program' }).returning('id'))
  const course = await idOf(db.insertInto('course').values({
    kind: 'practitioner_training', name: '地域ケア会議実践者養成研修', name_en: 'Practitioner training', mark: '実践',
  }).returning('id'))
  const module = await idOf(db.insertInto('module').values({ course_id: course, position: 1, title: '会議の役割', title_en: 'Roles' }).returning('id'))
  return { tachikawa, tama, program, course, module }
}

/**
 * The small world every test moves into: two municipalities whose texts cannot be confused (marked ZZA and ZZB), one
 * person per kind, a training of 令和8年度 with two cohorts, a day and two slots each, and a published call.
 */
export async function settle(db: Database) {
  const someone = async (name: string, kana: string, kind: Kind, of: number | null) =>
    givePost(db, await makePerson(db, name, kana, of), kind, of)

  const { tachikawa, tama, program, course, module } = await lay(db)
  const training = await idOf(db.insertInto('training').values({
    course_id: course, fiscal_year: 2026, title: '令和8年度 地域ケア会議実践者養成研修', title_en: 'Practitioner training FY2026', capacity: 4,
  }).returning('id'))
  const cohort = (position: number) => idOf(db.insertInto('cohort').values({
    training_id: training, position, name: `第${position}コース`, name_en: `Cohort ${position}`, capacity: 2,
  }).returning('id'))
  const cohorts = [await cohort(1), await cohort(2)] as const
  const dayOf = (cohort_id: number, held_on: string) => idOf(db.insertInto('class_day').values({ cohort_id, held_on, place: '立川ホール' }).returning('id'))
  // One after the other, as everything here: on a server with several connections two at once would race for their ids.
  const days = [await dayOf(cohorts[0], '2026-09-17'), await dayOf(cohorts[1], '2026-09-18')] as const
  const slot = (class_day_id: number, position: number, starts_at: string, ends_at: string) =>
    idOf(db.insertInto('slot').values({ class_day_id, module_id: module, position, title: `講義${position}`, starts_at, ends_at }).returning('id'))
  const slots = [await slot(days[0], 1, '09:30', '12:00'), await slot(days[0], 2, '13:00', '16:30')] as const
  const call = await idOf(db.insertInto('call').values({
    training_id: training, state: 'published', document_number: '8福祉高介第218号', issued_on: '2026-05-25', opens_on: '2026-06-01',
    office_closes_on: '2026-06-26', closes_on: '2026-07-10', decision_on: '2026-07-31', published_at: moved,
  }).returning('id'))

  return {
    tachikawa, tama, program, course, module, training, cohorts, days, slots, call,
    clerkOfTachikawa: await someone('ZZA立川 花子', 'たちかわ はなこ', 'municipality', tachikawa),
    clerkOfTama: await someone('ZZB多摩 次郎', 'たま じろう', 'municipality', tama),
    planner: await someone('都 太郎', 'みやこ たろう', 'prefecture', null),
    approver: await someone('承 認子', 'しょう にんこ', 'prefecture', null),
    contractor: await someone('受 託也', 'じゅ たくや', 'contractor', null),
    administrator: await someone('管 理人', 'かん りと', 'administrator', null),
    instructor: await someone('講 師郎', 'こう しろう', 'instructor', null),
    expert: await someone('有 識者', 'ゆう しき', 'expert', null),
    trainee: await someone('ZZA研 修子', 'けん しゅうこ', 'trainee', tachikawa),
    traineeOfTama: await someone('ZZB学 習太', 'がく しゅうた', 'trainee', tama),
  }
}
export type Town = Awaited<ReturnType<typeof settle>>

/** Puts a person into the training of the small world. Returns the enrollment. */
export async function enroll(db: Database, town: Town, person_id: number, number: number, more: { cohort?: number; municipality?: number } = {}) {
  return idOf(db.insertInto('enrollment').values({
    training_id: town.training, cohort_id: more.cohort ?? town.cohorts[0], person_id, number, category: 'adviser',
    municipality_id: more.municipality ?? town.tachikawa, enrolled_at: new Date('2026-07-31T10:00:00+09:00'),
  }).returning('id'))
}

export const today = (now: string) => dayInJapan(new Date(now))

import type { Database } from '../../server/base/database.ts'
import { idOf, type Town } from '../support/people.ts'

const at = new Date('2026-06-10T10:00:00+09:00')

/** A support of a model municipality under way, with an expert of the register who accepted to advise it, and one session held. */
export async function supported(db: Database, town: Town, municipality: number, mark: string, { fiscalYear = 2026, expert = town.expert.person as number | null } = {}) {
  const recruitment = await recruiting(db, town, fiscalYear)
  const support = await idOf(db.insertInto('model_support').values({
    recruitment_id: recruitment, fiscal_year: fiscalYear, municipality_id: municipality, state: 'supporting', receipt: `${mark}-M1`, outcome: 'designate', outcome_reason: `${mark}選定の理由`,
    reason: `${mark}応募の理由`, situation: `${mark}会議の現状`, wishes: `${mark}受けたい支援`, structure: `${mark}体制`, contact: `${mark}連絡先`,
  }).returning('id'))
  const plan = await idOf(db.insertInto('support_plan').values({
    model_support_id: support, number: 1, state: 'agreed', aim: `${mark}目指す姿`, made_at: at,
    municipality_agreed_by: town.clerkOfTachikawa.person, municipality_agreed_at: at, prefecture_agreed_by: town.planner.person, prefecture_agreed_at: at,
  }).returning('id'))
  const goals: number[] = []
  for (const position of [1, 2, 3]) goals.push(await idOf(db.insertInto('support_goal').values({ plan_id: plan, position, goal: `${mark}目標${position}`, evidence: `${mark}確かめ方${position}` }).returning('id')))
  const appointment = expert === null ? null : await appointed(db, support, expert)
  const session = await idOf(db.insertInto('support_session').values({
    model_support_id: support, municipality_id: municipality, number: 1, held_on: '2026-06-05', starts_at: '14:00', ends_at: '16:00', mode: 'on_site', place: `${mark}会議室`,
    theme: `${mark}事例の選び方`, advice: `${mark}助言の内容`, state: 'held', saved_at: at,
  }).returning('id'))
  return { recruitment, support, plan, goals, appointment, session }
}

/** The recruiting of a year, once however often it is asked for. */
export async function recruiting(db: Database, town: Town, fiscal_year: number) {
  const there = await db.selectFrom('support_recruitment').select('id').where('fiscal_year', '=', fiscal_year).executeTakeFirst()
  return there?.id ?? idOf(db.insertInto('support_recruitment').values({
    fiscal_year, closes_on: '2026-06-30', places: 2, words: '有識者とともに、地域ケア会議の体制づくりを支援します。', made_by: town.planner.person, made_at: at,
  }).returning('id'))
}

/** Somebody of the register who said yes to advising a support. */
export async function appointed(db: Database, model_support_id: number, person_id: number) {
  await db.insertInto('expert').values({ person_id, affiliation: '多摩南大学', themes: '自立支援型の個別会議', days: '火・木の午後' }).onConflict((oc) => oc.column('person_id').doNothing()).execute()
  return idOf(db.insertInto('expert_appointment').values({
    model_support_id, person_id, from_on: '2026-04-01', to_on: '2027-03-31', state: 'accepted', asked_at: at, answered_at: at,
  }).returning('id'))
}

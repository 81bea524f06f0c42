import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { addDays, instantInJapan, type Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { rounds, whyNotRate, windowDaysMax, windowsOf, type Course, type Item, type Rated, type Round } from './rules.ts'

/** First and last class day of an enrollment, of those that are its own. */
const ownDay = (which: 'min' | 'max') => sql<Day | null>`(select ${which === 'min' ? sql`min` : sql`max`}(d.held_on) from class_day d where d.cohort_id = e.cohort_id and ${isOwnDay('e', 'd')})`

/** What somebody has rated, by round and rater. */
const rated = sql<Rated>`coalesce((select jsonb_object_agg(r.round || '.' || r.rater, r.ratings) from effect_rating r where r.enrollment_id = e.id), '{}')`
const notes = sql<Record<string, string>>`coalesce((select jsonb_object_agg(r.round || '.' || r.rater, r.note) from effect_rating r where r.enrollment_id = e.id), '{}')`

const sheets = (db: Reader) => db.selectFrom('enrollment as e')
  .innerJoin('effect_measurement as k', 'k.training_id', 'e.training_id').innerJoin('training as t', 't.id', 'e.training_id')
  .innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .leftJoin('effect_sheet as s', 's.enrollment_id', 'e.id')
  .select(['e.id', 'e.number', 'e.state', 'e.completed_on as completedOn', 'e.affiliation', 'p.name', 'p.kana', 'c.id as cohortId', 'c.name as cohort', 'c.name_en as cohortEn', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
    't.id as trainingId', 't.title as training', 't.title_en as trainingEn', 'k.items', 'k.after_days as afterDays', 'k.later_days as laterDays', 'k.asks_manager as asksManager',
    's.has_manager as hasManager', 's.manager_name as managerName', 's.manager_email as managerEmail', 's.expected_at as expectedAt'])
  .select([sql<string>`coalesce(s.goal, '')`.as('goal'), sql<string>`coalesce(s.expectation, '')`.as('expectation'),
    ownDay('min').as('firstDay'), ownDay('max').as('lastDay'), rated.as('rated'), notes.as('notes')])
  .where('e.state', '<>', 'withdrawn')

const withWindows = <T extends Course & { items: unknown }>(row: T) => ({ ...row, items: row.items as Item[], windows: windowsOf(row) })

const reached = (scope: Scope) => ({ ref }: { ref: (column: 'e.municipality_id' | 'e.person_id' | 'e.cohort_id') => never }) =>
  within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') })

/** The sheets of a person, the latest training first. At most 20. */
export const ownSheets = async (db: Reader, scope: Scope) =>
  (await sheets(db).where(reached(scope) as never).orderBy('t.fiscal_year', 'desc').orderBy('e.id', 'desc').limit(20).execute()).map(withWindows)

/** What somebody can rate today, the first to end first: for a home that says what to do next. One statement. */
export const openRounds = async (db: Reader, scope: Scope, today: Day) => (await ownSheets(db, scope)).flatMap((sheet) => rounds
  .filter((round) => sheet.rated[`${round}.self`] === undefined && whyNotRate(sheet.windows[round], today) === null)
  .map((round) => ({ round, until: sheet.windows[round]!.to, path: `/my-measurements/${sheet.id}/rounds/${round}`, training: sheet.training, trainingEn: sheet.trainingEn })))
  .sort((one, other) => one.until < other.until ? -1 : 1)

/** Rounds open on a day that a trainee has not rated, the first to end first: of all trainings that are held. One statement; the rule says which days. */
export async function unratedRounds(db: Reader, today: Day) {
  const rows = await sheets(db).select('e.person_id as personId').where('e.state', '<>', 'carried_over')
    .where('t.state', 'not in', ['canceled', 'postponed']).where('c.state', 'not in', ['canceled', 'postponed'])
    .where(sql<boolean>`coalesce(${ownDay('max')}, e.completed_on) >= ${addDays(today, -windowDaysMax)}::date`)
    .orderBy('e.id').limit(20_000).execute()
  return rows.map(withWindows).flatMap((sheet) => rounds
    .filter((round) => sheet.rated[`${round}.self`] === undefined && whyNotRate(sheet.windows[round], today) === null)
    .map((round) => ({ ...sheet, round, until: sheet.windows[round]!.to })))
    .sort((one, other) => one.until < other.until ? -1 : one.until > other.until ? 1 : one.id - other.id)
}

/** One sheet that the scope reaches, whether anything is in it or not. */
export async function findSheet(db: Reader, scope: Scope, enrollmentId: number) {
  const row = await sheets(db).where('e.id', '=', enrollmentId).where(reached(scope) as never).executeTakeFirst()
  return row && withWindows(row)
}

export type Sheet = NonNullable<Awaited<ReturnType<typeof findSheet>>>

/** The sheets of a training by number, for those who may read them by name. At most 2,000. */
export const sheetsOf = async (db: Reader, scope: Scope, trainingId: number) =>
  (await sheets(db).where('t.id', '=', trainingId).where(reached(scope) as never).orderBy('e.number').orderBy('e.id').limit(2_000).execute()).map(withWindows)

/** The sheet a manager's link leads to and what it asks for, until its last day. The token is the key. */
export async function sheetOfLink(db: Reader, token: string, today: Day) {
  const row = await sheets(db).innerJoin('effect_link as x', 'x.enrollment_id', 'e.id').select('x.purpose')
    .where('x.hash', '=', hashOfToken(token)).where('x.expires_on', '>=', today).executeTakeFirst()
  return row && withWindows(row)
}

/** The measurement of a training; undefined while it has none. */
export async function findMeasurement(db: Reader, trainingId: number) {
  const row = await db.selectFrom('effect_measurement as k').innerJoin('training as t', 't.id', 'k.training_id')
    .select(['t.title as training', 't.title_en as trainingEn', 'k.training_id as trainingId', 'k.items', 'k.after_days as afterDays', 'k.later_days as laterDays', 'k.asks_manager as asksManager', 'k.version',
      sql<boolean>`exists (select from effect_rating r join enrollment e on e.id = r.enrollment_id where e.training_id = k.training_id)`.as('isRated')])
    .where('k.training_id', '=', trainingId).executeTakeFirst()
  return row && { ...row, items: row.items as unknown as Item[] }
}

/** Every training of a year with its measurement, if any, where the scope reaches somebody in it; editors also see those without. */
export const measurementsFor = (db: Reader, scope: Scope, fiscalYear: number) => db.selectFrom('training as t').leftJoin('effect_measurement as k', 'k.training_id', 't.id')
  .select(['t.id', 't.title', 't.title_en as titleEn', 'k.version',
    countRated(scope, 'before').as('before'), countRated(scope, 'after').as('after'), countRated(scope, 'later').as('later')])
  .where('t.fiscal_year', '=', fiscalYear)
  .where((eb) => scope.of === 'all' ? eb.lit(true) : eb.and([eb('k.training_id', 'is not', null),
    eb.exists(eb.selectFrom('enrollment as e').select('e.id').whereRef('e.training_id', '=', 't.id').where('e.state', '<>', 'withdrawn').where(reached(scope) as never))]))
  .orderBy('t.id').limit(100).execute()

const countRated = (scope: Scope, round: Round) => sql<number>`(select count(*)::int from effect_rating r join enrollment e on e.id = r.enrollment_id
  where e.training_id = t.id and r.round = ${round} and r.rater = 'self' and ${reached(scope)({ ref: ((column: string) => sql.ref(column)) as never })})`

/** Sheets whose manager may have to be written to about their rating, with how many links they have had for it. At most 1,000. */
export async function managersToAsk(db: Reader, today: Day) {
  const rows = await sheets(db).select(sql<number>`(select count(*)::int from effect_link x where x.enrollment_id = e.id and x.purpose = 'later')`.as('links'))
    .where('k.asks_manager', '=', true).where('s.manager_email', 'is not', null).where('e.state', 'not in', ['carried_over'])
    .where((eb) => eb.not(eb.exists(eb.selectFrom('effect_rating as r').select('r.round').whereRef('r.enrollment_id', '=', 'e.id').where('r.rater', '=', 'manager'))))
    .where(sql<boolean>`coalesce(${ownDay('max')}, e.completed_on) between ${addDays(today, -windowDaysMax)}::date and ${today}::date`)
    .orderBy('e.id').limit(10_000).execute()
  return rows.map(withWindows).filter(({ windows }) => whyNotRate(windows.later, today) === null).slice(0, 1_000)
}

/** Whether the manager was written to about the rating today: two rounds of the crew say it once. */
export const linkMadeOn = async (db: Reader, enrollmentId: number, today: Day): Promise<boolean> => (await db.selectFrom('effect_link').select('hash')
  .where('enrollment_id', '=', enrollmentId).where('purpose', '=', 'later').where('made_at', '>=', instantInJapan(today, '00:00')).limit(1).execute()).length > 0

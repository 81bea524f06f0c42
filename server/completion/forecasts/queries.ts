import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { activeStates, type EnrollmentState } from '../../entry/enrollments/rules.ts'
import { makeUpsIn, missedAmong, perhapsMissed, reachedBy, seatsOf, type Missed, type PerhapsMissed, type SeatShown } from '../make-ups/queries.ts'
import { isOpenWay, stands, waysOf } from '../make-ups/rules.ts'
import { evidenceOf, evidenceOfLearner, criteriaIn } from '../evidence/queries.ts'
import { forecastOf, type Forecast, type Way } from './rules.ts'

/** Beside what asks for itself, a look past the wall: a seat is free or not, whoever sits beside it. */
export interface Looking { db: Reader; beyond: Reader; today: Day }

interface PersonRow {
  id: number; number: number; state: EnrollmentState; affiliation: string; personId: number; name: string; kana: string; profession: string | null; professionEn: string | null
  cohort: string; cohortEn: string; municipalityId: number | null; municipality: string | null; municipalityEn: string | null
}
interface TrainingRow { id: number; title: string; titleEn: string; state: string; fiscalYear: number; lateLimitMinutes: number; closesOn: Day | null; reportLength: number | null; rule: unknown }

/** The rows of a question as one value, so that several are asked in one statement. */
const asJson = <T>(question: RawBuilder<T>) => sql<T[]>`(select coalesce(json_agg(q), '[]') from (${question}) q)`
const latest = sql`(select x.rule from completion_criteria x where x.training_id = t.id order by x.version desc limit 1)`

/** A training with everybody in it whom the scope reaches and what they missed; undefined where it reaches nobody. One statement. */
async function peopleOf(db: Reader, scope: Scope, trainingId: number, today: Day) {
  const people = sql<PersonRow>`select e.id, e.number, e.state, e.affiliation, e.person_id as "personId", p.name, p.kana, f.name as profession, f.name_en as "professionEn",
      c.name as cohort, c.name_en as "cohortEn", m.id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn"
    from enrollment e join person p on p.id = e.person_id join cohort c on c.id = e.cohort_id left join municipality m on m.id = e.municipality_id left join profession f on f.code = e.profession_code
    where e.training_id = ${trainingId} and e.state not in ('withdrawn', 'carried_over') and ${reachedBy(scope)} order by e.number limit 5000`
  const [row] = await ask(db, sql<TrainingRow & { people: PersonRow[]; missed: PerhapsMissed[] }>`
    select t.id, t.title, t.title_en as "titleEn", t.state, t.fiscal_year as "fiscalYear", t.late_limit_minutes as "lateLimitMinutes", z.closes_on as "closesOn", z.report_length as "reportLength",
      ${latest} as rule, ${asJson(people)} as people, ${asJson(perhapsMissed(today, sql`t.id = ${trainingId} and ${reachedBy(scope)}`, 20_000))} as missed
    from training t left join make_up_setting z on z.training_id = t.id where t.id = ${trainingId} and t.state in ('running', 'judging', 'closed')`)
  return row === undefined || (row.people.length === 0 && scope.of !== 'all') ? undefined : row
}

export interface Forecasted extends PersonRow { forecast: Forecast; missed: Missed[] }

/**
 * How everybody in a training stands, by number. Four statements however many they are; undefined where the scope reaches nobody.
 * What was decided already is not foreseen: completed is done, not completed cannot any more.
 */
export async function forecastsOf({ db, beyond, today }: Looking, scope: Scope, trainingId: number) {
  const [training, seats] = await Promise.all([peopleOf(db, scope, trainingId, today), seatsOf(beyond, [trainingId], today)])
  if (training === undefined) return undefined
  const { people, missed, ...about } = training
  const active = people.filter(({ state }) => (activeStates as readonly string[]).includes(state))
  const evidence = await evidenceOf(db, active.map(({ id }) => id), today)
  const slotsOf = Map.groupBy(missedAmong(missed), ({ enrollmentId }) => enrollmentId)
  const criteria = criteriaIn(about)
  return {
    training: about, criteria, seats,
    people: people.map((person): Forecasted => {
      const own = slotsOf.get(person.id) ?? []
      const seen = evidence.get(person.id)
      return { ...person, missed: own, forecast: seen === undefined ? decided(person.state) : forecastOf(criteria, seen, waysOpen(own, seats, today)) }
    }),
  }
}

const decided = (state: string): Forecast => ({ outlook: state === 'completed' ? 'done' : 'cannot', makeUps: [], isAtRisk: false, lastOn: null, lost: [], comesAfterAll: false })

/** What somebody can still make up, each for itself: what is arranged for another slot can be given up for it. */
export function waysOpen(missed: readonly Missed[], seats: readonly SeatShown[], today: Day): Way[] {
  const makeUps = makeUpsIn(missed)
  return missed.flatMap((slot) => {
    if (slot.isDone) return []
    const standing = makeUps.find((one) => one.slotId === slot.slotId && stands(one))
    const ways = waysOf(slot.terms, slot, { seats, films: slot.films, makeUps: makeUps.filter((one) => one.state === 'done' || one === standing), today })
    return isOpenWay(ways, standing) ? [{ slotId: slot.slotId, moduleId: slot.moduleId, lastOn: ways.lastOn, isArranged: standing?.state === 'booked' || standing?.state === 'submitted' }] : []
  })
}

interface OwnTraining extends TermsAsked { id: number; trainingId: number; title: string; titleEn: string }
interface TermsAsked { rule: unknown; lateLimitMinutes: number; closesOn: Day | null; reportLength: number | null }
interface Carried { enrollmentId: number; title: string; titleEn: string; completedOn: Day; fiscalYear: number }

/** A trainee's own trainings, what was missed in them, and the modules that were brought along. One statement. */
async function ownRows(db: Reader, scope: Scope, today: Day) {
  const trainings = sql<OwnTraining>`select e.id, t.id as "trainingId", t.title, t.title_en as "titleEn", t.late_limit_minutes as "lateLimitMinutes", z.closes_on as "closesOn", z.report_length as "reportLength", ${latest} as rule
    from enrollment e join training t on t.id = e.training_id left join make_up_setting z on z.training_id = t.id
    where e.state in ('enrolled', 'in_progress', 'pending_judgment') and ${reachedBy(scope)} order by t.id limit 20`
  const carried = sql<Carried>`select e.id as "enrollmentId", m.title, m.title_en as "titleEn", k.completed_on as "completedOn", y.fiscal_year as "fiscalYear"
    from carried_module k join enrollment e on e.id = k.enrollment_id join module m on m.id = k.module_id join enrollment b on b.id = k.from_enrollment_id join training y on y.id = b.training_id
    where e.state <> 'withdrawn' and ${reachedBy(scope)} order by m.position limit 200`
  const [row] = await ask(db, sql<{ trainings: OwnTraining[]; missed: PerhapsMissed[]; carried: Carried[] }>`
    select ${asJson(trainings)} as trainings, ${asJson(perhapsMissed(today, reachedBy(scope), 200))} as missed, ${asJson(carried)} as carried`)
  return row!
}

/** How each training of a trainee stands, with what was missed and what was brought along. Four statements. */
export async function ownForecasts({ db, beyond, today }: Looking, scope: Scope, personId: number) {
  const [row, evidence] = await Promise.all([ownRows(db, scope, today), evidenceOfLearner(db, personId, today)])
  const seats = row.missed.length === 0 ? [] : await seatsOf(beyond, [...new Set(row.trainings.map(({ trainingId }) => trainingId))], today)
  const missed = missedAmong(row.missed)
  return { seats, trainings: row.trainings.flatMap((training) => {
    const own = missed.filter(({ enrollmentId }) => enrollmentId === training.id)
    const seen = evidence.get(training.id)
    if (seen === undefined) return []
    const criteria = criteriaIn(training)
    const forecast = forecastOf(criteria, seen, waysOpen(own, seats, today))
    return [{ ...training, missed: own, carried: row.carried.filter(({ enrollmentId }) => enrollmentId === training.id), forecast }]
  }) }
}

/** Trainings of a year that are under way, with how many of the people the scope reaches are in each. */
export const trainingsToForecast = (db: Reader, scope: Scope, fiscalYear: number) => db.selectFrom('training as t').innerJoin('enrollment as e', 'e.training_id', 't.id')
  .select(({ fn }) => ['t.id', 't.title', 't.title_en as titleEn', 't.state', fn.countAll<number>().as('people'),
    fn.countAll<number>().filterWhere('e.state', 'in', activeStates).as('active'), fn.countAll<number>().filterWhere('e.state', '=', 'completed').as('completed')])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', 'in', ['running', 'judging']).where('e.state', 'not in', ['withdrawn', 'carried_over'])
  .where(() => reachedBy(scope))
  .groupBy('t.id').orderBy('t.course_id').orderBy('t.id').limit(100).execute()

/** Trainings in which somebody may have to make up something: they are running, and a slot was missed. */
export const trainingsWithMissed = async (db: Reader) => (await ask(db, sql<{ id: number }>`select t.id from training t where t.state in ('running', 'judging')
  and exists (select from enrollment e join attendance a on a.enrollment_id = e.id where e.training_id = t.id and e.state in ('enrolled', 'in_progress', 'pending_judgment')
    and a.state not in ('present', 'exempt', 'made_up')) order by t.id limit 200`)).map(({ id }) => id)

import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import { addDays, fiscalYearInWords, type Day } from '../../base/days.ts'
import { isHoliday } from '../../base/holidays.ts'
import { forecastsOf, trainingsWithMissed } from '../../completion/forecasts/queries.ts'
import { unratedRounds } from '../../learning/effect-measurements/queries.ts'
import { waits } from '../../practice/status-surveys/queries.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'
import { daysMax, feedbackDays, kinds, shippedRules, stepDue, type Kind, type Rule } from './rules.ts'

/** Somebody who has not done something by now that is due. `subject` is the matter, `item` what in it, '' for the whole. */
export interface Pending { subject: string; item: string; personId: number | null; municipalityId: number | null; dueOn: Day; name: string; nameEn: string; about: string; aboutEn: string }
type Row = Omit<Pending, 'subject' | 'item'> & { id: number; item?: string }
type Ask = (db: Reader, from: Day, to: Day) => Promise<Pending[]>

const rowsMax = 20_000
const person = (rows: Row[]): Pending[] => rows.map(({ id, item = '', ...row }) => ({ ...row, subject: `training:${id}`, item }))

/*
 * By which way names reach a call decides who is waited for. Municipality: its sheet. Employer and self: what an office or a
 * person began, then the municipality's look at what came in, then its sheet. A bundle of the prefecture is waited for by
 * nobody outside: what a municipality adds of its own is its choice.
 */

/** Calls that still take sheets, with every municipality and the last day of its own. */
const opened = sql`from call c join training t on t.id = c.training_id cross join municipality m
  left join nomination_sheet s on s.call_id = c.id and s.municipality_id = m.id
  where (c.state in ('published', 'reopened') or c.state = 'closed' and s.due_on > c.closes_on) and t.state not in ('canceled', 'postponed') and m.valid_to is null`
const waiting = sql`exists (select from application a where a.call_id = c.id and a.municipality_id = m.id and a.state = 'submitted')`

/**
 * Municipalities whose sheet for an open call is not handed in; a sheet with a later day of its own has until then. Where
 * applications wait too, the letter about these asks for the sheet as well, so that one day brings one letter.
 */
const sheets: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select c.id, null::int as "personId", m.id as "municipalityId", greatest(s.due_on, c.closes_on) as "dueOn", m.name, m.name_en as "nameEn", t.title as about, t.title_en as "aboutEn"
  ${opened} and c.route in ('municipality', 'employer', 'self')
    and coalesce(s.state, 'draft') not in ('submitted', 'accepted') and greatest(s.due_on, c.closes_on) between ${from}::date and ${to}::date
    and not (${waiting} and coalesce((select u.is_on from reminder_rule u where u.kind = 'review'), true))
  order by 4, m.code limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `call:${id}`, item: '' }))

/** Municipalities that have applications before them which they have not decided on, by the last day of their sheet. */
const reviews: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select c.id, null::int as "personId", m.id as "municipalityId", greatest(s.due_on, c.closes_on) as "dueOn", m.name, m.name_en as "nameEn", t.title as about, t.title_en as "aboutEn"
  ${opened} and c.route in ('employer', 'self') and ${waiting} and greatest(s.due_on, c.closes_on) between ${from}::date and ${to}::date
  order by 4, m.code limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `call:${id}`, item: '' }))

/**
 * Offices and people whose application is begun or was given back, and not handed in; their municipality stands for them in
 * the register. Who never opened the link is not written to: somebody else may have typed the address.
 */
const applications: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select c.id, 'application:' || a.id as item, null::int as "personId", a.municipality_id as "municipalityId",
    case a.state when 'returned' then coalesce(a.due_on, c.office_closes_on) else c.office_closes_on end as "dueOn",
    a.office_name as name, a.office_name as "nameEn", t.title as about, t.title_en as "aboutEn"
  from application a join call c on c.id = a.call_id join training t on t.id = c.training_id
  where c.route in ('employer', 'self') and t.state not in ('canceled', 'postponed')
    and (a.state = 'draft' and a.version > 0 and c.state in ('published', 'reopened') or a.state = 'returned' and c.state <> 'finished')
    and case a.state when 'returned' then coalesce(a.due_on, c.office_closes_on) else c.office_closes_on end between ${from}::date and ${to}::date
  order by 5, a.id limit ${rowsMax}`)).map(({ id, item = '', ...row }) => ({ ...row, subject: `call:${id}`, item }))

/** Municipalities that have not answered a survey of the demand; one that was given a later day has until then, even after the survey closed. */
const demands: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select s.id, null::int as "personId", m.id as "municipalityId", greatest(s.due_on, l.until_on) as "dueOn", m.name, m.name_en as "nameEn", k.name as about, k.name_en as "aboutEn"
  from demand_survey s join course k on k.id = s.course_id cross join municipality m
  left join demand_leave l on l.survey_id = s.id and l.municipality_id = m.id
  where (s.state = 'open' or l.until_on is not null) and m.valid_to is null and greatest(s.due_on, l.until_on) between ${from}::date and ${to}::date
    and not exists (select from demand_answer a where a.survey_id = s.id and a.municipality_id = m.id)
  order by 4, m.code limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `demand_survey:${id}`, item: '' }))

/** Municipalities that have not finished the transfer check of a year; one that was given a later day has until then, even after it closed. */
const transfers: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select k.id, null::int as "personId", m.id as "municipalityId", greatest(k.due_on, l.until_on) as "dueOn", m.name, m.name_en as "nameEn", k.fiscal_year::text as about, k.fiscal_year::text as "aboutEn"
  from transfer_check k cross join municipality m left join transfer_leave l on l.check_id = k.id and l.municipality_id = m.id
  where (k.state = 'open' or l.until_on is not null) and m.valid_to is null and greatest(k.due_on, l.until_on) between ${from}::date and ${to}::date
    and not exists (select from transfer_sheet s where s.check_id = k.id and s.municipality_id = m.id and s.state = 'submitted')
  order by 4, m.code limit ${rowsMax}`)).map(({ id, about, ...row }) => ({
    ...row, about: fiscalYearInWords(Number(about), 'ja'), aboutEn: fiscalYearInWords(Number(about), 'en'), subject: `transfer_check:${id}`, item: '',
  }))

/** Municipalities that have not answered a status survey, and for which nobody else does. */
const statusSurveys: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select s.id, null::int as "personId", m.id as "municipalityId", greatest(s.due_on, l.until_on) as "dueOn", m.name, m.name_en as "nameEn", s.title as about, coalesce(nullif(s.title_en, ''), s.title) as "aboutEn"
  from status_survey s cross join municipality m left join status_survey_leave l on l.survey_id = s.id and l.municipality_id = m.id
  where (s.state = 'open' or s.state = 'closed' and l.until_on is not null) and ${waits} and greatest(s.due_on, l.until_on) between ${from}::date and ${to}::date
  order by 4, m.code limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `status_survey:${id}`, item: '' }))

/**
 * Municipalities with an answered community issue whose cases have not heard of the answer, by the day that was set for what comes next, or else so many days after the
 * answer. All of theirs that are due on one day are one letter.
 */
const issues: Ask = async (db, from, to) => (await ask(db, sql<Row & { municipalityId: number }>`
  select i.id, null::int as "personId", m.id as "municipalityId", d.due as "dueOn", m.name, m.name_en as "nameEn", i.title as about, i.title as "aboutEn"
  from community_issue i join municipality m on m.id = i.municipality_id
    join lateral (select coalesce(i.next_on, max(v.on_day) + ${feedbackDays}::int) as due from community_issue_move v where v.issue_id = i.id and v.undone_at is null and v.act in ('respond', 'settle')) d on true
  where i.state = 'responded' and i.parent_id is null and m.valid_to is null and d.due between ${from}::date and ${to}::date
  order by d.due, m.code, i.id limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `municipality:${row.municipalityId}`, item: `community_issue:${id}` }))

/** Municipalities that have not replied to a meeting which takes replies. */
const meetings: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select g.id, null::int as "personId", m.id as "municipalityId", g.replies_due_on as "dueOn", m.name, m.name_en as "nameEn", g.title as about, coalesce(nullif(g.title_en, ''), g.title) as "aboutEn"
  from meeting g cross join municipality m where g.state = 'registration' and m.valid_to is null and g.replies_due_on between ${from}::date and ${to}::date
    and not exists (select from meeting_reply r where r.meeting_id = g.id and r.municipality_id = m.id)
  order by 4, m.code limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `meeting:${id}`, item: '' }))

const people = sql`from enrollment e join person p on p.id = e.person_id join training t on t.id = e.training_id join cohort h on h.id = e.cohort_id`
const columns = sql`t.id, p.id as "personId", null::int as "municipalityId", p.name, p.name as "nameEn", t.title as about, t.title_en as "aboutEn"`
const standing = sql`e.state in ('enrolled', 'in_progress') and t.state not in ('canceled', 'postponed') and h.state not in ('canceled', 'postponed')`

/** Trainees who have not checked their name, by the first class day of their cohort. */
const names: Ask = async (db, from, to) => person(await ask(db, sql<Row>`
  select ${columns}, d.first as "dueOn" ${people} join lateral (select min(held_on) as first from class_day where cohort_id = h.id) d on true
  where ${standing} and e.name_checked_at is null and d.first between ${from}::date and ${to}::date order by d.first, e.id limit ${rowsMax}`))

/** What is with its markers, or came back with a day of its own: nobody is asked for it as a lesson that is still to be done. */
const isHandedIn = sql`(exists (select from submission s where s.enrollment_id = e.id and s.lesson_id = l.lesson_id and s.state <> 'draft')
  or exists (select from test_attempt a where a.enrollment_id = e.id and a.lesson_id = l.lesson_id and a.handed_in_at is not null and a.passed is null))`

/** Trainees with a lesson that is open and not completed, by its own day or else by the next class day. */
const lessons: Ask = async (db, from, to) => person(await ask(db, sql<Row>`
  select ${columns}, 'lesson:' || l.lesson_id as item, l.due as "dueOn" ${people}
  join lateral (select n.lesson_id, coalesce(n.due_on, (select min(d.held_on) from class_day d where d.cohort_id = h.id and d.held_on >= ${from}::date)) as due
    from training_lesson n where n.training_id = t.id and (n.opens_on is null or n.opens_on <= ${from}::date)) l on true
  where ${standing} and l.due between ${from}::date and ${to}::date
    and not exists (select from progress g where g.enrollment_id = e.id and g.lesson_id = l.lesson_id and g.state = 'completed') and not ${isHandedIn}
  order by l.due, e.id, l.lesson_id limit ${rowsMax}`))

/** Trainees whose assignment was returned, by the day that was given them. */
const returned: Ask = async (db, from, to) => person(await ask(db, sql<Row>`
  select ${columns}, 'lesson:' || s.lesson_id as item, s.due_on as "dueOn" ${people} join submission s on s.enrollment_id = e.id and s.state = 'returned'
  where ${standing} and s.due_on between ${from}::date and ${to}::date order by s.due_on, e.id, s.lesson_id limit ${rowsMax}`))

/** Trainees who have not chosen one of several days, while they still can. */
const choices: Ask = async (db, from, to) => person(await ask(db, sql<Row>`
  select ${columns}, 'day_choice:' || o.id as item, o.closes_on as "dueOn" ${people} join day_choice o on o.cohort_id = h.id
  where ${standing} and o.closes_on between ${from}::date and ${to}::date
    and not exists (select from chosen_day x where x.enrollment_id = e.id and x.day_choice_id = o.id and x.is_chosen)
  order by o.closes_on, e.id limit ${rowsMax}`))

/** Trainees with a class day of theirs that is held, or a seat on a day of others to make up something: nobody can have done it before. */
const days: Ask = async (db, from, to) => person(await ask(db, sql<Row>`
  select ${columns}, 'class_day:' || k.class_day_id as item, k.held_on as "dueOn" ${people} join class_day d on (d.cohort_id = h.id and ${isOwnDay('e', 'd')}
    or exists (select from make_up g join slot s on s.id = g.seat_slot_id where g.enrollment_id = e.id and s.class_day_id = d.id and g.state = 'booked'))
  join calendar_entry k on k.class_day_id = d.id and not k.canceled
  where ${standing} and k.held_on between ${from}::date and ${to}::date order by k.held_on, e.id limit ${rowsMax}`))

/** Trainees who have not rated in a round of the effect measurement that is open. */
const measurements: Ask = async (db, from, to) => (await unratedRounds(db, from)).filter(({ until }) => until <= to)
  .map(({ trainingId: id, personId, name, training, trainingEn, round, until }) =>
    ({ subject: `training:${id}`, item: `measurement:${round}`, personId, municipalityId: null, dueOn: until, name, nameEn: name, about: training, aboutEn: trainingEn }))

/**
 * Trainees who complete only by a make-up that nobody has arranged yet, by the last day for it, each slot by itself; and their
 * municipality, each person by themselves. When the day moves, or the make-up is arranged, it is another matter.
 */
const makeUps: Ask = async (db, from, to) => {
  const pending: Pending[] = []
  for (const id of await trainingsWithMissed(db)) {
    const { people = [], training } = await forecastsOf({ db, beyond: db, today: from }, { of: 'all' }, id) ?? {}
    for (const { forecast, ...one } of people) {
      if (training === undefined || !forecast.isAtRisk || forecast.lastOn === null || forecast.lastOn > to) continue
      const about = { subject: `training:${id}`, dueOn: forecast.lastOn, about: training.title, aboutEn: training.titleEn }
      for (const { slotId, isArranged } of forecast.makeUps) if (!isArranged) pending.push({ ...about, item: `slot:${slotId}`, personId: one.personId, municipalityId: null, name: one.name, nameEn: one.name })
      if (one.municipalityId !== null) pending.push({ ...about, item: `enrollment:${one.id}`, personId: null, municipalityId: one.municipalityId, name: one.municipality!, nameEn: one.municipalityEn! })
    }
  }
  return pending
}

const officers = sql`select a.person_id from post o join account a on a.id = o.account_id where o.kind = 'prefecture' and o.ended_at is null and a.disabled_at is null`

/**
 * Whoever marks what waits now: those who teach the cohort; the office where nobody does, or where markers differ. Told once for a day
 * that brought something, and a week later if it still waits; who has given their own mark waits for nobody.
 */
const markers: Ask = async (db, from) => person(await ask(db, sql<Row>`
  with waits as (
    select e.cohort_id, s.lesson_id, r.handed_in_at, r.id as round_id,
      (select count(*) from marking k where k.round_id = r.id) >= coalesce((v.content->>'markers')::int, 1) as differs
    from submission s join enrollment e on e.id = s.enrollment_id join lesson_version v on v.id = s.lesson_version_id
    join lateral (select x.id, x.handed_in_at from submission_round x where x.submission_id = s.id and x.recalled_at is null order by x.number desc limit 1) r on true
    where s.state = 'submitted' and e.state <> 'withdrawn'
    union all select e.cohort_id, a.lesson_id, a.handed_in_at, null, false from test_attempt a join enrollment e on e.id = a.enrollment_id
    where a.handed_in_at is not null and a.passed is null and e.state <> 'withdrawn')
  select t.id, p.id as "personId", null::int as "municipalityId", p.name, p.name as "nameEn", t.title as about, t.title_en as "aboutEn", 'lesson:' || w.lesson_id as item, ${from}::date as "dueOn"
  from waits w join cohort h on h.id = w.cohort_id join training t on t.id = h.training_id
  join lateral (select i.person_id from cohort_instructor i where i.cohort_id = h.id and not w.differs
    union select o.person_id from (${officers}) o where w.differs or not exists (select from cohort_instructor i where i.cohort_id = h.id)) m on true
  join person p on p.id = m.person_id
  where t.state <> 'canceled' and not exists (select from marking k where k.round_id = w.round_id and k.marked_by = p.id)
  group by t.id, p.id, w.lesson_id
  having not exists (select from reminder n where n.kind = 'marking' and n.subject_ref = 'training:' || t.id and n.item = 'lesson:' || w.lesson_id and n.person_id = p.id
    and n.due_on < ${from}::date and n.due_on > ${from}::date - 7 and n.given_at >= max(w.handed_in_at))
  order by p.id, t.id, w.lesson_id limit ${rowsMax}`))

/** Instructors whose entry ends; prolonged, it is another matter. */
const instructors: Ask = async (db, from, to) => (await ask(db, sql<Row>`
  select i.id, p.id as "personId", null::int as "municipalityId", i.valid_until as "dueOn", p.name, p.name as "nameEn", c.name as about, c.name_en as "aboutEn"
  from instructor i join person p on p.id = i.person_id join course c on c.id = i.course_id
  where i.state = 'active' and i.valid_until between ${from}::date and ${to}::date order by i.valid_until, i.id limit ${rowsMax}`)).map(({ id, ...row }) => ({ ...row, subject: `instructor:${id}`, item: '' }))

const asks: Record<Kind, Ask> = { transfer: transfers, demand: demands, status_survey: statusSurveys, issue: issues, meeting: meetings, application: applications, review: reviews, sheet: sheets, name: names, lessons, returned, choice: choices, day: days, measurement: measurements, make_up: makeUps, marking: markers, instructor: instructors }

/** The rules as they stand; what was never changed is as it was shipped. */
export async function rulesNow(db: Reader): Promise<Record<Kind, Rule>> {
  const rows = await db.selectFrom('reminder_rule').select(['kind', 'days', 'is_on as isOn', 'rests', 'version']).limit(100).execute()
  const known = new Map(rows.map(({ kind, days, ...rule }) => [kind, { ...rule, days: days.split(',').map(Number) }]))
  return Object.fromEntries(kinds.map((kind) => [kind, known.get(kind) ?? shippedRules[kind]])) as Record<Kind, Rule>
}

export interface Due extends Pending { daysBefore: number }

/** Who is reminded today: those who have not done it now, at a step that is due, and were not told of that step yet. Two statements. */
export async function dueToday(db: Reader, kind: Kind, rule: Rule, today: Day): Promise<Due[]> {
  const pending = rule.isOn ? await asks[kind](db, today, addDays(today, daysMax + 14)) : []
  const due = pending.flatMap((one) => {
    const daysBefore = stepDue(rule, one.dueOn, today, isHoliday)
    return daysBefore === null ? [] : [{ ...one, daysBefore }]
  })
  if (due.length === 0) return []
  const given = await db.selectFrom('reminder').select(['subject_ref as subject', 'item', 'person_id as personId', 'municipality_id as municipalityId', 'due_on as dueOn', 'days_before as daysBefore'])
    .where('kind', '=', kind).where('due_on', '>=', today).limit(200_000).execute()
  const told = new Set(given.map(keyOf))
  return due.filter((one) => !told.has(keyOf(one)))
}

const keyOf = ({ subject, item, personId, municipalityId, dueOn, daysBefore }: Pick<Due, 'subject' | 'item' | 'personId' | 'municipalityId' | 'dueOn' | 'daysBefore'>) =>
  [subject, item, personId, municipalityId, dueOn, daysBefore].join('|')

/** Of messages that remind and still wait, those whose reader has done it meanwhile, or for whom its day has moved. */
export async function doneMeanwhile(db: Reader, messageIds: readonly number[], today: Day): Promise<Set<number>> {
  if (messageIds.length === 0) return new Set()
  const rows = await db.selectFrom('message as m').innerJoin('audit_line as a', 'a.id', 'm.audit_line_id')
    .innerJoin('reminder as r', (join) => join.on(sql<boolean>`r.batch = a.detail->>'batch' and r.person_id is not distinct from m.person_id and r.municipality_id is not distinct from m.municipality_id`))
    .select(['m.id', 'r.kind', 'r.subject_ref as subject', 'r.item', 'r.person_id as personId', 'r.municipality_id as municipalityId', 'r.due_on as dueOn'])
    .where('m.id', 'in', [...messageIds]).execute()
  const stands = new Set<string>()
  for (const kind of kinds.filter((kind) => rows.some((row) => row.kind === kind))) {
    for (const one of await asks[kind](db, today, addDays(today, daysMax + 14))) stands.add(`${kind}|${keyOf({ ...one, daysBefore: 0 })}`)
  }
  const left = new Set(rows.filter((row) => stands.has(`${row.kind}|${keyOf({ ...row, daysBefore: 0 })}`)).map(({ id }) => id))
  return new Set(messageIds.filter((id) => !left.has(id)))
}

/** What was reminded of, the latest first. */
export const history = (db: Reader, kind: Kind | undefined, { limit, offset }: { limit: number; offset: number }) => db.selectFrom('reminder as r')
  .leftJoin('person as p', 'p.id', 'r.person_id').leftJoin('municipality as m', 'm.id', 'r.municipality_id')
  .leftJoin('call as c', (join) => join.on(sql<boolean>`r.subject_ref = 'call:' || c.id`))
  .leftJoin('training as t', (join) => join.on(sql<boolean>`(r.subject_ref = 'training:' || t.id or t.id = c.training_id)`))
  .leftJoin('transfer_check as tc', (join) => join.on(sql<boolean>`r.subject_ref = 'transfer_check:' || tc.id`))
  .leftJoin('demand_survey as s', (join) => join.on(sql<boolean>`r.subject_ref = 'demand_survey:' || s.id`))
  .leftJoin('course as k', (join) => join.on(sql<boolean>`k.id = coalesce(s.course_id, (select i.course_id from instructor i where r.subject_ref = 'instructor:' || i.id))`))
  .leftJoin('meeting as g', (join) => join.on(sql<boolean>`r.subject_ref = 'meeting:' || g.id`))
  .leftJoin('status_survey as v', (join) => join.on(sql<boolean>`r.subject_ref = 'status_survey:' || v.id`))
  .leftJoin('application as a', (join) => join.on(sql<boolean>`r.item = 'application:' || a.id`))
  .leftJoin('community_issue as i', (join) => join.on(sql<boolean>`r.item = 'community_issue:' || i.id`))
  .select(['r.id', 'a.office_name as office', 'r.kind', 'r.due_on as dueOn', 'r.days_before as daysBefore', 'r.given_at as givenAt', 'p.name as person', 'm.name as municipality', 'm.name_en as municipalityEn',
    sql<string>`coalesce(t.title, k.name, g.title, v.title, i.title, '')`.as('about'), sql<string>`coalesce(t.title_en, k.name_en, nullif(g.title_en, ''), g.title, nullif(v.title_en, ''), v.title, i.title, '')`.as('aboutEn'), 'tc.fiscal_year as transferYear', sql<number>`count(*) over ()`.as('total')])
  .$if(kind !== undefined, (qb) => qb.where('r.kind', '=', kind!))
  .orderBy('r.given_at', 'desc').orderBy('r.id', 'desc').limit(limit).offset(offset).execute()

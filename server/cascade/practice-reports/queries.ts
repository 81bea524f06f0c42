import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { addDays, addMonths, type Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { catchUpDays, isDueToAsk, managerRemindedAfterDays, monthsMax, reminderCatchUpDays, reminderDue, shippedMonths, shippedRule, type Answered, type Asked, type ManagerKind, type Role, type Rule } from './rules.ts'

/** An asking with everything about it: whom and what it is about, and what was said. `completedOn` is null once a correction says they did not complete. */
export interface Asking extends Asked, Answered {
  id: number; enrollmentId: number; personId: number; name: string; ownEmails: string[]; municipalityId: number | null; municipality: string | null; municipalityEn: string | null
  courseId: number; training: string; trainingEn: string; completedOn: Day | null; months: number; dueOn: Day; asks: number; reached: boolean; officeName: string; officeEmail: string | null
  stopReason: string | null; times: number | null; role: Role | null; cases: number | null; changed: string; managerKind: ManagerKind | null; managerName: string
  via: 'link' | 'account' | 'paper' | 'phone' | null; reason: string | null; recordedBy: string | null; answeredAt: Date | null; answerVersion: number
  mailedAt: Date | null; remindedAt: Date | null; mails: number; verdictWords: string; verdictAt: Date | null
}

// A dozen joins would cost the type checker more than they say, so these statements are plain SQL.
const columns = sql`a.id, e.id as "enrollmentId", p.id as "personId", p.name, array_remove(array[p.email, u.email], null) as "ownEmails",
  m.id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", t.course_id as "courseId", t.title as training, t.title_en as "trainingEn",
  e.completed_on as "completedOn", a.months, a.due_on as "dueOn", a.asked_on as "askedOn", a.closes_on as "closesOn", a.times as asks, a.reached, a.office_name as "officeName", a.office_email as "officeEmail",
  e.state = 'completed' as "isCompleter", s.enrollment_id is not null as "isStopped", s.reason as "stopReason", r.asking_id is not null as "isAnswered",
  coalesce(r.practiced, false) as practiced, r.times, r.role, r.cases, coalesce(r.changed, '') as changed, r.manager_kind as "managerKind", coalesce(r.manager_name, '') as "managerName", r.manager_email as "managerEmail",
  r.via, r.reason, r.answered_at as "answeredAt", coalesce(r.version, 0) as "answerVersion", r.confirm_until as "confirmUntil", r.mailed_at as "mailedAt", r.reminded_at as "remindedAt",
  coalesce(r.mails, 0) as mails, r.refused_at as "refusedAt", r.verdict, coalesce(r.verdict_words, '') as "verdictWords", r.verdict_at as "verdictAt",
  (select q.name from person q where q.id = r.recorded_by) as "recordedBy"`
const from = sql`practice_asking a join enrollment e on e.id = a.enrollment_id join person p on p.id = e.person_id join training t on t.id = e.training_id
  left join account u on u.person_id = p.id left join municipality m on m.id = e.municipality_id left join practice_stop s on s.enrollment_id = e.id left join practice_answer r on r.asking_id = a.id`

const reached = (scope: Scope) => within(scope, { municipality: sql.ref('e.municipality_id'), person: sql.ref('e.person_id') })

/** One asking that the scope reaches. */
export const findAsking = async (db: Reader, scope: Scope, id: number): Promise<Asking | undefined> =>
  (await ask(db, sql<Asking>`select ${columns} from ${from} where a.id = ${id} and ${reached(scope)}`))[0]

/** The asking a link leads to, what it is for, and until when; also when it is over, so that its page can say so. The token is the key. */
export const askingOfLink = async (db: Reader, token: string, purpose: 'answer' | 'confirm'): Promise<Asking & { expiresOn: Day } | undefined> =>
  (await ask(db, sql<Asking & { expiresOn: Day }>`select ${columns}, x.expires_on as "expiresOn" from ${from} join practice_link x on x.asking_id = a.id
    where x.hash = ${hashOfToken(token)} and x.purpose = ${purpose}`))[0]

/** What waits for the answer of a person today, the first to end first: for a home that says what to do next. At most 3. */
export const waitingAskings = (db: Reader, personId: number, today: Day) => db.selectFrom('practice_asking as a').innerJoin('enrollment as w', 'w.id', 'a.enrollment_id').innerJoin('training as y', 'y.id', 'w.training_id')
  .select(['a.id', 'a.months', 'a.closes_on as closesOn', 'y.title as training', 'y.title_en as trainingEn'])
  .where('w.person_id', '=', personId).where('w.state', '=', 'completed').where('a.closes_on', '>=', today)
  .where((eb) => eb.not(eb.exists(eb.selectFrom('practice_answer as r').select('r.asking_id').whereRef('r.asking_id', '=', 'a.id'))))
  .where((eb) => eb.not(eb.exists(eb.selectFrom('practice_stop as s').select('s.enrollment_id').whereRef('s.enrollment_id', '=', 'w.id'))))
  .orderBy('a.closes_on').orderBy('a.id').limit(3)

/** Everything one has been asked, the latest first. At most 20. */
export const ownAskings = (db: Reader, scope: Scope): Promise<Asking[]> =>
  ask(db, sql<Asking>`select ${columns} from ${from} where ${reached(scope)} order by a.asked_on desc, a.id desc limit 20`)

/** What was sent about an asking: to the person, and when they were reminded. For those who answer for the post. */
export const lettersAbout = (db: Reader, id: number) => db.selectFrom('message').select(['id', 'title', 'title_en as titleEn', 'state', 'sent_to as sentTo', 'made_at as madeAt'])
  .where('subject_ref', '=', `practice_asking:${id}`).where('subject_ref', 'like', 'practice_asking:%').orderBy('id').limit(20).execute()

/** The other askings of the same enrollment, in order. */
export const askingsBeside = (db: Reader, enrollmentId: number) => db.selectFrom('practice_asking').select(['id', 'months', 'asked_on as askedOn'])
  .where('enrollment_id', '=', enrollmentId).orderBy('months').limit(10).execute()

/** The rule of each course, shipped where nobody changed it. */
export const courseRules = async (db: Reader): Promise<(Rule & { id: number; name: string; nameEn: string })[]> => (await db.selectFrom('course as c').leftJoin('practice_rule as k', 'k.course_id', 'c.id')
  .select(['c.id', 'c.name', 'c.name_en as nameEn', 'k.is_on', 'k.months', 'k.open_days', 'k.reminder_days', 'k.version']).orderBy('c.id').limit(200).execute())
  .map(({ is_on, months, open_days, reminder_days, version, ...course }) => ({ ...course, ...version === null ? shippedRule
    : { isOn: is_on!, months: numbersIn(months!), openDays: open_days!, reminderDays: numbersIn(reminder_days!), version } }))

const numbersIn = (text: string) => text.split(',').filter((one) => one !== '').map(Number)

/** Somebody to be asked today for the first time: with the office that applied for them, if one did. */
export interface Due { enrollmentId: number; completedOn: Day; months: number; openDays: number; officeName: string; officeEmail: string | null }

/** Completers whose day has come and who were not asked yet; nobody whose entry was merged into another. At most 500. */
export async function dueAskings(db: Reader, today: Day): Promise<Due[]> {
  const rows = await ask(db, sql<Due>`select e.id as "enrollmentId", e.completed_on as "completedOn", n.months, coalesce(k.open_days, ${shippedRule.openDays}) as "openDays",
      coalesce(o.office_name, '') as "officeName", o.email as "officeEmail"
    from enrollment e join training t on t.id = e.training_id join person p on p.id = e.person_id left join practice_rule k on k.course_id = t.course_id
    cross join lateral (select x::int as months from unnest(string_to_array(coalesce(k.months, ${shippedMonths}), ',')) x) n
    left join lateral (select q.office_name, q.email from applicant i join application q on q.id = i.application_id join call l on l.id = q.call_id
      where i.person_id = e.person_id and l.training_id = e.training_id and q.route = 'employer' order by q.id desc limit 1) o on true
    where e.state = 'completed' and coalesce(k.is_on, true) and p.merged_into_id is null
      and e.completed_on between ${addDays(addMonths(today, -monthsMax), -catchUpDays - 3)}::date and ${today}::date
      and (e.completed_on + make_interval(months => n.months))::date between ${addDays(today, -catchUpDays)}::date and ${today}::date
      and not exists (select from practice_asking a where a.enrollment_id = e.id and a.months = n.months) and not exists (select from practice_stop s where s.enrollment_id = e.id)
    order by e.id, n.months limit 500`)
  return rows.filter(({ completedOn, months }) => isDueToAsk(completedOn, months, today))
}

/** Open askings without an answer at a step of their reminders, with that step. At most 500. */
export async function dueReminders(db: Reader, today: Day): Promise<{ id: number; asks: number; step: number }[]> {
  const rows = await ask(db, sql<{ id: number; asks: number; askedOn: Day; closesOn: Day; steps: string; given: number[] }>`
    select a.id, a.times as asks, a.asked_on as "askedOn", a.closes_on as "closesOn", coalesce(k.reminder_days, ${shippedRule.reminderDays.join(',')}) as steps,
      array(select g.after_days from practice_reminder g where g.asking_id = a.id and g.times = a.times) as given
    from practice_asking a join enrollment e on e.id = a.enrollment_id join training t on t.id = e.training_id left join practice_rule k on k.course_id = t.course_id
    cross join lateral (select x::int as step from unnest(string_to_array(coalesce(k.reminder_days, ${shippedRule.reminderDays.join(',')}), ',')) x) n
    where a.closes_on >= ${today}::date and coalesce(k.is_on, true) and e.state = 'completed' and a.asked_on + n.step between ${addDays(today, -reminderCatchUpDays)}::date and ${today}::date
      and not exists (select from practice_answer r where r.asking_id = a.id) and not exists (select from practice_stop s where s.enrollment_id = e.id)
    group by a.id, k.reminder_days order by a.id limit 500`)
  return rows.flatMap(({ id, asks, steps, ...asking }) => {
    const step = reminderDue(numbersIn(steps), asking, today)
    return step === null ? [] : [{ id, asks, step }]
  })
}

/** Answers whose manager was written to a week ago and has said nothing. At most 500. */
export const managersToRemind = async (db: Reader, now: Date, today: Day): Promise<number[]> => (await ask(db, sql<{ id: number }>`select r.asking_id as id
  from practice_answer r join practice_asking a on a.id = r.asking_id join enrollment e on e.id = a.enrollment_id
  where r.verdict is null and r.reminded_at is null and r.refused_at is null and r.confirm_until >= ${today}::date and e.state = 'completed'
    and r.mailed_at <= ${new Date(now.getTime() - managerRemindedAfterDays * 86_400_000)} order by 1 limit 500`)).map(({ id }) => id)

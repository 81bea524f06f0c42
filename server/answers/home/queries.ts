import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Actor, Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { holdings, professions } from '../../planning/calls/queries.ts'
import type { QuotaCategory } from '../../planning/calls/rules.ts'
import { openActionsOf } from '../../cascade/actions/queries.ts'
import { seatsToOffer } from '../../entry/waitlists/free-seats.ts'
import { waitsForCertificate } from '../../completion/certificates/queries.ts'
import { adviceAsked, officeTodos, supportAsked } from './cascade.ts'
import { askedToTeach, localToDos } from '../../cascade/instructor-requests/home.ts'
import { leftByCategory } from '../coverage/queries.ts'
import { headsFrom, progressOf, ratesFor } from '../targets/progress.ts'
import { ownTargetsOf } from '../targets/queries.ts'
import { meetingDays, meetingsToReply, meetingTodos } from './meetings.ts'
import { statusSurveysToAnswer, surveyTodos } from './surveys.ts'
import { transferChecksToAnswer, transferTodos } from './transfers.ts'
import { arrivalsWaiting } from '../../who/transfer-checks/queries.ts'
import { newsOnTop } from '../../messages/news/queries.ts'

/** One line of what waits for an officer, or of a day that comes. `title` names what it is about, null for counts alone. */
export interface AgendaLine {
  part: 'todo' | 'date'
  kind: 'approvals' | 'sheets' | 'close' | 'select' | 'announce' | 'judge' | 'issue' | 'held' | 'seats' | 'substitutions' | 'names' | 'recruit' | 'agree' | 'share' | 'practices' | 'late' | 'reports' | 'replies' | 'surveys' | 'transfers' | 'meeting' | 'class_day' | 'closes' | 'decides' | 'step'
  id: number | null; count: number | null; day: Day | null; title: string | null; titleEn: string | null
}

/**
 * What waits for a prefectural officer and the days that come next, in one statement. A person's own requests do not wait
 * for the same person. `today` in Japan; days up to the end of the next year are looked at, ten of them shown.
 */
export const agendaOf = (db: Reader, personId: number, today: Day, fiscalYear: number): Promise<AgendaLine[]> => agenda(db, personId, today, fiscalYear).execute()

/** The same with what stands on top of the board for whoever asks, and what the year will come to, still in one statement. */
export async function agendaNewsAndProgress(db: Reader, actor: Actor, today: Day, fiscalYear: number) {
  const { heads, meetingsToCome } = progressOf(db, fiscalYear, today)
  const found = await db.selectNoFrom([
    jsonArrayFrom(agenda(db, actor.personId, today, fiscalYear)).as('agenda'), jsonArrayFrom(newsOnTop(db, actor, today)).as('news'), heads.as('heads'), meetingsToCome.as('meetingsToCome'),
  ]).executeTakeFirstOrThrow()
  return { ...found, heads: headsFrom(found.heads) }
}

function agenda(db: Reader, personId: number, today: Day, fiscalYear: number) {
  return db.selectFrom(sql<AgendaLine>`(
    with todo (kind, id, count, day, title, "titleEn") as (
      select 'approvals', null::int, count(*)::int, null::date, null, null from approval
        where state = 'requested' and requested_by <> ${personId} having count(*) > 0
      union all
      select 'sheets', c.id, count(*)::int, c.closes_on, t.title, t.title_en from nomination_sheet s
        join call c on c.id = s.call_id join training t on t.id = c.training_id where s.state = 'submitted' group by c.id, t.id
      union all
      select 'close', c.id, null, c.closes_on, t.title, t.title_en from call c join training t on t.id = c.training_id
        where c.state in ('published', 'reopened') and c.closes_on < ${today}::date
      union all
      select 'select', t.id, null, c.decision_on, t.title, t.title_en from call c join training t on t.id = c.training_id
        left join selection s on s.training_id = t.id where c.state = 'closed' and (s.id is null or s.state = 'draft')
      union all
      select 'announce', t.id, null, c.decision_on, t.title, t.title_en from selection s join training t on t.id = s.training_id
        join call c on c.training_id = t.id where s.state = 'confirmed'
      union all
      select 'judge', t.id, null, max(d.held_on), t.title, t.title_en from training t join cohort h on h.training_id = t.id
        join class_day d on d.cohort_id = h.id where t.state in ('running', 'judging')
        and exists (select 1 from enrollment e where e.training_id = t.id and e.state in ('enrolled', 'in_progress', 'pending_judgment'))
        and not exists (select 1 from judgment j where j.training_id = t.id and j.state = 'in_approval')
        group by t.id having max(d.held_on) < ${today}::date
      union all
      select 'issue', t.id, count(*)::int, null, t.title, t.title_en from training t join enrollment e on e.training_id = t.id
        where t.state = 'judging' and e.state = 'completed' and ${waitsForCertificate} group by t.id
      union all
      select 'held', null, count(*)::int, null, null, null from message where state in ('held', 'failed') having count(*) > 0
      union all
      select 'substitutions', t.id, count(*)::int, null, t.title, t.title_en from substitution b join training t on t.id = b.training_id
        where b.state = 'requested' group by t.id
      union all
      select 'names', null, count(*)::int, null, null, null from name_correction where answered_at is null having count(*) > 0
      union all
      select 'reports', t.fiscal_year, count(*)::int, null, null, null from local_training t where t.state = 'reported' and t.received_at is null group by t.fiscal_year
      union all ${meetingTodos}
      union all ${surveyTodos}
      union all ${transferTodos}
      union all ${seatsToOffer(today)}
      union all ${officeTodos(today)}
    ), days (kind, id, count, day, title, "titleEn") as (
      select 'class_day', d.id, null::int, d.held_on, t.title || '　' || h.name, t.title_en || ', ' || h.name_en from class_day d
        join cohort h on h.id = d.cohort_id join training t on t.id = h.training_id
        where d.held_on >= ${today}::date and h.state not in ('canceled', 'postponed') and t.state not in ('canceled', 'postponed')
      union all
      select 'closes', c.id, null, c.closes_on, t.title, t.title_en from call c join training t on t.id = c.training_id
        where c.state in ('published', 'reopened') and c.closes_on >= ${today}::date
      union all
      select 'decides', t.id, null, c.decision_on, t.title, t.title_en from call c join training t on t.id = c.training_id
        left join selection s on s.training_id = t.id
        where c.state in ('published', 'reopened', 'closed') and (s.id is null or s.state <> 'announced') and c.decision_on >= ${today}::date
      union all ${meetingDays(today)}
      union all
      select 'step', null, null, s.from_on, s.label, s.label_en from year_step s join program_year y on y.id = s.program_year_id
        where y.fiscal_year = ${fiscalYear} and s.from_on >= ${today}::date
    )
    (select 'todo' as part, todo.* from todo order by day nulls last, kind, id limit 20)
    union all
    (select 'date' as part, days.* from days order by day, kind, id limit 10))`.as('agenda')).selectAll()
    .orderBy('part', 'desc').orderBy('day', (order) => order.asc().nullsLast()).orderBy('kind').orderBy('id')
}

/** What is asked of a municipality and how its people stand, in one statement: open calls, unanswered surveys, transfer checks and invitations, its trainings. */
export function askedOf(db: Reader, municipalityId: number, today: Day, fiscalYear: number) {
  const { targets, towns } = ownTargetsOf(db, municipalityId, fiscalYear, today)
  return db.selectNoFrom([
    jsonArrayFrom(openCallsFor(db, municipalityId, today)).as('calls'), jsonArrayFrom(openSurveysFor(db, municipalityId, today)).as('surveys'),
    jsonArrayFrom(meetingsToReply(db, municipalityId, today)).as('meetings'), jsonArrayFrom(statusSurveysToAnswer(db, municipalityId, today)).as('statusSurveys'),
    jsonArrayFrom(transferChecksToAnswer(db, municipalityId, today)).as('transfers'), arrivalsWaiting(municipalityId).as('arrivals'),
    jsonArrayFrom(ownTrainings(db, municipalityId, fiscalYear)).as('trainings'),
    jsonArrayFrom(supportAsked(db, municipalityId, today)).as('supports'), localToDos(municipalityId, today).as('locals'),
    jsonArrayFrom(openActionsOf(db, municipalityId, 5)).as('actions'), jsonArrayFrom(minutesAsked(db, today)).as('minutes'),
    targets.as('targets'), towns.as('towns'),
  ]).executeTakeFirstOrThrow()
}

/** Minutes of meetings on which municipalities may comment today, the nearest last day first. */
const minutesAsked = (db: Reader, today: Day) => db.selectFrom('minutes as n').innerJoin('meeting as m', 'm.id', 'n.meeting_id')
  .select(['m.id', 'm.title', 'm.title_en as titleEn', 'n.comments_due_on as dueOn']).where('n.state', '=', 'comments').where('n.comments_due_on', '>=', today)
  .orderBy('n.comments_due_on').orderBy('m.id').limit(5)

/** Surveys of the demand that a municipality may still answer and has not; one with a later day of its own has until then. */
const openSurveysFor = (db: Reader, municipalityId: number, today: Day) => db.selectFrom('demand_survey as v').innerJoin('course as k', 'k.id', 'v.course_id')
  .leftJoin('demand_leave as l', (join) => join.onRef('l.survey_id', '=', 'v.id').on('l.municipality_id', '=', municipalityId))
  .select(['v.id', 'k.name as course', 'k.name_en as courseEn', 'v.fiscal_year as fiscalYear', sql<Day>`greatest(v.due_on, l.until_on)`.as('dueOn')])
  .where((eb) => eb.or([eb('v.state', '=', 'open').and('v.due_on', '>=', today), eb('l.until_on', '>=', today)]))
  .where(({ not, exists, selectFrom }) => not(exists(selectFrom('demand_answer as w').select('w.survey_id').whereRef('w.survey_id', '=', 'v.id').where('w.municipality_id', '=', municipalityId))))
  .orderBy('v.due_on').orderBy('v.id').limit(5)

/**
 * What every municipality holds of the calls that are open, by call: it decides how many places are left to one of them.
 * It must see past the wall.
 */
const holdingsOfOpenCalls = (db: Reader, today: Day) => db.selectFrom('call as c').select(['c.id', 'c.pool_on as poolOn', holdings(today).as('holdings')])
  .where('c.state', 'in', ['published', 'reopened', 'closed']).where('c.decision_on', '>=', today).orderBy('c.id').limit(20)

/** What a home of a municipality looks at past the wall, in one statement: those holdings, and by whose rate its targets are projected. */
export const beyondItself = (db: Reader, municipalityId: number, today: Day, fiscalYear: number) => db.selectNoFrom([
  jsonArrayFrom(holdingsOfOpenCalls(db, today)).as('held'), ratesFor(db, municipalityId, fiscalYear, today).as('rates'),
]).executeTakeFirstOrThrow()

/** An open call as a municipality meets it: its own sheet and how far that is. */
const openCallsFor = (db: Reader, municipalityId: number, today: Day) => db.selectFrom('call as c')
  .innerJoin('training as t', 't.id', 'c.training_id')
  .leftJoin('nomination_sheet as s', (join) => join.onRef('s.call_id', '=', 'c.id').on('s.municipality_id', '=', municipalityId))
  .select((eb) => ['c.id', 't.title', 't.title_en as titleEn', 'c.closes_on as closesOn', 's.id as sheetId', 's.state', 's.due_on as dueOn', 's.due_reason as dueReason', 's.in_approval as inApproval', professions.as('professions'),
    jsonObjectFrom(eb.selectFrom('sheet_approval as r').select(['r.id', 'r.state']).whereRef('r.sheet_id', '=', 's.id').orderBy('r.id', 'desc').limit(1)).as('approval'),
    sql<Partial<Record<QuotaCategory, number>>>`(select coalesce(json_object_agg(n.category, n.people), '{}') from (select category, count(*)::int as people from nomination
      where sheet_id = s.id and withdrawn_at is null group by 1) n)`.as('named'),
    eb.selectFrom('application as a').select(({ fn }) => fn.countAll<number>().as('waiting')).whereRef('a.call_id', '=', 'c.id')
      .where('a.municipality_id', '=', municipalityId).where('a.state', '=', 'submitted').as('applications')])
  // Closed for all, a call is still asked of the one that was given a later day.
  .where((eb) => eb.or([
    eb('c.state', 'in', ['published', 'reopened']).and(eb.or([eb('c.closes_on', '>=', today), eb('s.state', 'in', ['draft', 'returned'])])),
    eb('c.state', 'in', ['published', 'reopened', 'closed']).and('s.due_on', '>=', today),
  ]))
  .orderBy('c.closes_on').orderBy('c.id').limit(10)

/** The municipality's own people in the trainings of a year, from the figures the database keeps. */
const ownTrainings = (db: Reader, municipalityId: number, fiscalYear: number) => db.selectFrom('training as t')
  .innerJoin('head_count as h', (join) => join.onRef('h.training_id', '=', 't.id').on('h.municipality_id', '=', municipalityId))
  .select((eb) => ['t.id', 't.title', 't.title_en as titleEn', 't.state', eb.fn.sum<number>('h.enrolled').as('enrolled'),
    eb.fn.sum<number>('h.withdrawn').as('withdrawn'), eb.fn.sum<number>('h.attended').as('attended'), eb.fn.sum<number>('h.completed').as('completed')])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', 'in', ['running', 'judging', 'closed'])
  .groupBy('t.id').orderBy('t.id').limit(20)

/** What waits for an expert, and whom they advise. */
export const adviceFor = (db: Reader, personId: number, today: Day) => adviceAsked(db, personId, today).execute()

/** How many messages were held back or failed: somebody has to mend their addresses. */
export const troubledMessages = (db: Reader) => db.selectFrom('message').select(({ fn }) => fn.countAll<number>().as('count'))
  .where('state', 'in', ['held', 'failed']).executeTakeFirst()

/** The latest messages of a municipality or a person, what stands on top of the board for whoever asks, and what the register of instructors asks of them: one statement. */
export async function toldTo(db: Reader, actor: Actor, to: { municipalityId?: number; personId: number }, today: Day) {
  const { messages, news, toTeach } = await db.selectNoFrom([jsonArrayFrom(latestMessages(db, to)).as('messages'), jsonArrayFrom(newsOnTop(db, actor, today)).as('news'), askedToTeach(sql`${to.personId}`).as('toTeach')])
    .executeTakeFirstOrThrow()
  return { news, toTeach, messages: messages.map((one) => ({ ...one, madeAt: new Date(one.madeAt), readAt: one.readAt === null ? null : new Date(one.readAt) })) }
}

/** The latest messages of a person, and for an officer those of their municipality. */
export const latestMessages = (db: Reader, { municipalityId, personId }: { municipalityId?: number; personId: number }, limit = 5) => db.selectFrom('message as m')
  .select(['m.id', 'm.title', 'm.title_en as titleEn', 'm.made_at as madeAt', 'm.read_at as readAt'])
  .where((eb) => eb.or([eb('m.person_id', '=', personId), ...municipalityId === undefined ? [] : [eb('m.municipality_id', '=', municipalityId)]]))
  .orderBy('m.id', 'desc').limit(limit)

/** Fewer bodies of a kind than these are not compared: one could reckon from one's own figure whose the others are. */
export const fewestBodies = 5

/**
 * A municipality's trained people per category, those in post and those who left, and the quartiles among municipalities of its kind
 * (null where these are fewer than five): enough to see where one stands, without anybody's name.
 */
export async function standingOf(db: Reader, municipalityId: number): Promise<Standing | undefined> {
  const standing = await db.selectFrom(sql<Omit<Standing, 'band'> & Band>`(
    with sums as (
      select m.id, coalesce(sum(c.people), 0)::int as people from municipality m left join coverage_count c on c.municipality_id = m.id
      where m.kind = (select kind from municipality where id = ${municipalityId}) and m.valid_to is null group by m.id
    )
    select (select people from sums where id = ${municipalityId}) as "all",
      coalesce((select jsonb_object_agg(category, people) from coverage_count where municipality_id = ${municipalityId}), '{}') as people,
      (select coalesce(jsonb_object_agg(category, people), '{}') from (${leftByCategory(municipalityId)}) l) as gone,
      percentile_disc(0.25) within group (order by people) as low, percentile_disc(0.5) within group (order by people) as middle,
      percentile_disc(0.75) within group (order by people) as high, count(*)::int as bodies, m.kind, m.name, m.name_en as "nameEn"
    from sums, municipality m where m.id = ${municipalityId} group by m.id)`.as('standing')).selectAll().executeTakeFirst()
  if (standing === undefined) return undefined
  const { low, middle, high, bodies, ...own } = standing
  return { ...own, band: bodies < fewestBodies ? null : { low, middle, high, bodies } }
}
type PerCategory = Partial<Record<'chair' | 'adviser' | 'case_presenter' | 'other', number>>
interface Band { low: number; middle: number; high: number; bodies: number }
interface Standing { all: number; people: PerCategory; gone: PerCategory; band: Band | null; kind: 'ward' | 'city' | 'town' | 'village'; name: string; nameEn: string }

/** The class days of an instructor's own cohorts, the coming ones first, each with how many are expected and marked. */
export const taughtDays = (db: Reader, scope: Scope, today: Day) => db.selectFrom('class_day as d')
  .innerJoin('cohort as h', 'h.id', 'd.cohort_id').innerJoin('training as t', 't.id', 'h.training_id')
  .innerJoin('cohort_instructor as i', 'i.cohort_id', 'h.id')
  .select((eb) => ['d.id', 'd.held_on as heldOn', 'd.place', 'd.opens_at as opensAt', 't.title', 't.title_en as titleEn', 'h.name as cohort', 'h.name_en as cohortEn',
    eb.selectFrom('enrollment as e').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('e.cohort_id', '=', 'h.id').where('e.state', '<>', 'withdrawn').as('expected'),
    eb.selectFrom('attendance as a').innerJoin('slot as s', 's.id', 'a.slot_id').select(({ fn }) => fn.count<number>('a.enrollment_id').distinct().as('n'))
      .whereRef('s.class_day_id', '=', 'd.id').as('marked'),
    eb.selectFrom('slot as s').select(({ fn }) => fn.min('s.starts_at').as('at')).whereRef('s.class_day_id', '=', 'd.id').as('startsAt'),
    eb.selectFrom('slot as s').select(({ fn }) => fn.max('s.ends_at').as('at')).whereRef('s.class_day_id', '=', 'd.id').as('endsAt')])
  .where('i.person_id', '=', scope.of === 'assigned' ? scope.personId : 0).where('h.state', 'not in', ['canceled', 'postponed'])
  .orderBy((eb) => eb.case().when('d.held_on', '>=', today).then(0).else(1).end())
  .orderBy((eb) => sql`abs(${eb.ref('d.held_on')} - ${today}::date)`).orderBy('d.id').limit(12).execute()

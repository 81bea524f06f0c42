import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { containing } from '../../who/people/queries.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import type { Outcome } from './rules.ts'

const columns = [
  's.id', 's.state', 's.seed', 's.version', 's.over_percent as overPercent', 's.waitlist_max as waitlistMax', 's.hard_quota as hardQuota',
  's.profession_quotas as professionQuotas', 's.hard_profession_quota as hardProfessionQuota', 's.guarantee_max as guaranteeMax',
  's.quota_chair as chair', 's.quota_adviser as adviser', 's.quota_case_presenter as case_presenter', 's.quota_other as other',
] as const

/** A training with its call, its selection if one was made, its cohorts, and every municipality and profession there is: one statement. */
export const findBoard = (db: Reader, trainingId: number) => db.selectFrom('training as t')
  .leftJoin('call as k', 'k.training_id', 't.id')
  .select((eb) => [
    't.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 't.capacity', 't.over_percent as overPercent', 't.state',
    'k.id as callId', 'k.state as callState', 'k.closes_on as closesOn', 'k.decision_on as decisionOn', 'k.profession_quotas as callProfessionQuotas',
    jsonObjectFrom(eb.selectFrom('selection as s').select(columns).whereRef('s.training_id', '=', 't.id')).as('selection'),
    jsonArrayFrom(eb.selectFrom('cohort as c').select(['c.id', 'c.name', 'c.name_en as nameEn', 'c.capacity', 'c.state'])
      .whereRef('c.training_id', '=', 't.id').orderBy('c.position').orderBy('c.id').limit(50)).as('cohorts'),
    jsonArrayFrom(eb.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn'])
      .where('m.valid_to', 'is', null).orderBy('m.code').limit(2000)).as('municipalities'),
    // Who may still hand in, on a later day of their own; and who was accepted after it was simulated, so that no line weighs them.
    jsonArrayFrom(eb.selectFrom('nomination_sheet as o').innerJoin('municipality as y', 'y.id', 'o.municipality_id').select(['y.id', 'y.name', 'y.name_en as nameEn', sql<Day>`o.due_on`.as('dueOn')])
      .whereRef('o.call_id', '=', 'k.id').where('o.due_on', 'is not', null).where('o.state', 'in', ['draft', 'returned']).orderBy('y.code').limit(200)).as('prolonged'),
    sql<number>`(select count(*) from nomination n join nomination_sheet o on o.id = n.sheet_id where n.call_id = k.id and o.state = 'accepted' and n.withdrawn_at is null
      and not exists (select from selection_line l where l.nomination_id = n.id))`.as('unweighed'),
    jsonArrayFrom(eb.selectFrom('profession as f').select(['f.code', 'f.name', 'f.name_en as nameEn']).orderBy('f.position').orderBy('f.code').limit(100)).as('professions'),
  ])
  .where('t.id', '=', trainingId).executeTakeFirst()
export type Board = NonNullable<Awaited<ReturnType<typeof findBoard>>>

/** The selection of a training, held until the change is done. */
export const holdSelection = (db: Reader, trainingId: number) => db.selectFrom('selection as s').select(columns)
  .where('s.training_id', '=', trainingId).forUpdate().executeTakeFirst()

/** Every line in few words, for the figures: 10,000 of them are a few hundred kilobytes. In order of decision. */
export const linesInBrief = (db: Reader, selectionId: number) => db.selectFrom('selection_line as l')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
  .select(({ eb }) => [
    'l.nomination_id as nominationId', 'l.outcome', 'l.cohort_id as cohortId', 'l.waitlist_position as waitlistPosition', 'l.rule',
    'l.simulated_outcome as simulatedOutcome', 'n.municipality_id as municipalityId', 'm.code as municipalityCode', 'n.category', 'n.rank',
    'n.profession_code as professionCode', 'n.wished_cohort_id as wishedCohortId', 'n.second_cohort_id as secondCohortId', 'n.third_cohort_id as thirdCohortId', 'n.team', 'n.person_id as personId',
    eb('l.changed_by', 'is not', null).as('changed'), eb('n.withdrawn_at', 'is not', null).as('withdrawn'),
  ])
  .where('l.selection_id', '=', selectionId).orderBy('l.position').limit(linesMax).execute()
export type BriefLine = Awaited<ReturnType<typeof linesInBrief>>[number]

/** More people than ever were nominated for one training, and a list without an end is never made. */
export const linesMax = 50_000

export interface LineFilter {
  outcomes?: readonly Outcome[]; municipality?: number | null; category?: string | null; rule?: string | null; q?: string
  changed?: boolean; ids?: readonly number[]; line?: number
}

/** The lines of one page of the board with their people, and how many there are in all. The waitlist is in its own order. */
export function boardLines(db: Reader, selectionId: number, filter: LineFilter, { limit, offset }: { limit: number; offset: number }) {
  const { outcomes, municipality, category, rule, q = '', changed, ids } = filter
  const words = searchKeyOf(q)
  let lines = db.selectFrom('selection_line as l')
    .innerJoin('nomination as n', 'n.id', 'l.nomination_id')
    .innerJoin('municipality as m', 'm.id', 'n.municipality_id')
    .leftJoin('person as p', 'p.id', 'n.person_id')
    .leftJoin('profession as f', 'f.code', 'n.profession_code')
    .leftJoin('person as h', 'h.id', 'l.changed_by')
    .select(({ fn }) => [
      'l.nomination_id as id', 'l.position', 'l.rule', 'l.rule_data as ruleData', 'l.simulated_outcome as simulatedOutcome', 'l.outcome',
      'l.waitlist_position as waitlistPosition', 'l.simulated_cohort_id as simulatedCohortId', 'l.cohort_id as cohortId', 'l.cohort_rule as cohortRule',
      'l.change_reason as changeReason', 'l.changed_by as changedBy', 'h.name as changedByName', 'l.changed_at as changedAt',
      'n.category', 'n.rank', 'n.team', 'n.name', 'n.kana', 'n.affiliation', 'n.person_id as personId', 'n.withdrawn_at as withdrawnAt',
      'n.wished_cohort_id as wishedCohortId', 'n.second_cohort_id as secondCohortId', 'n.third_cohort_id as thirdCohortId',
      'f.name as profession', 'f.name_en as professionEn', 'm.name as municipality', 'm.name_en as municipalityEn',
      fn.countAll<number>().over().as('total'),
    ])
    .where('l.selection_id', '=', selectionId)
  if (outcomes) lines = lines.where('l.outcome', 'in', [...outcomes])
  if (municipality) lines = lines.where('n.municipality_id', '=', municipality)
  if (category) lines = lines.where(sql<boolean>`n.category = ${category}`)
  if (rule === 'by_hand' || changed) lines = lines.where('l.changed_by', 'is not', null)
  else if (rule) lines = lines.where('l.rule', '=', rule)
  if (ids) lines = lines.where(sql<boolean>`n.id = any(${[...ids]}::integer[])`)
  if (words !== '') lines = lines.where('p.search_key', 'like', containing(words))
  if (outcomes?.join() === 'waitlisted') lines = lines.orderBy('l.waitlist_position')
  return lines.orderBy('l.position').limit(limit).offset(offset).execute()
}
export type BoardLine = Awaited<ReturnType<typeof boardLines>>[number]

/** One line as a change finds it, together with its selection: a line of another selection is not there. */
export const findLine = (db: Reader, selectionId: number, nominationId: number) => db.selectFrom('selection_line')
  .select(['nomination_id as id', 'position', 'rule', 'outcome', 'cohort_id as cohortId', 'waitlist_position as waitlistPosition',
    'simulated_outcome as simulatedOutcome', 'simulated_cohort_id as simulatedCohortId', 'changed_by as changedBy'])
  .where('selection_id', '=', selectionId).where('nomination_id', '=', nominationId).executeTakeFirst()

/** Some lines with their people, in the order of decision; those of another selection are not there. */
export const findLines = (db: Reader, selectionId: number, nominationIds: readonly number[]) => db.selectFrom('selection_line as l')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
  .select(['n.id', 'l.rule', 'l.outcome', 'l.cohort_id as cohortId', 'l.waitlist_position as waitlistPosition', 'n.name', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .where('l.selection_id', '=', selectionId).where(sql<boolean>`n.id = any(${[...nominationIds]}::integer[])`).orderBy('l.position').limit(100).execute()

/** Who is selected, by cohort, leaving one line out. */
export const seatsTaken = (db: Reader, selectionId: number, without: number) => db.selectFrom('selection_line')
  .select(({ fn }) => ['cohort_id as cohortId', fn.countAll<number>().as('taken')])
  .where('selection_id', '=', selectionId).where('outcome', '=', 'selected').where('nomination_id', '<>', without)
  .groupBy('cohort_id').execute()

/** Whoever gets a seat when this is announced, in official order. Withdrawn nominations get none. */
export const selectedPeople = (db: Reader, selectionId: number) => db.selectFrom('selection_line as l')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
  .select([
    'n.id as nominationId', 'n.person_id as personId', 'l.cohort_id as cohortId', 'n.municipality_id as municipalityId', 'n.category',
    'n.profession_code as professionCode', 'n.affiliation',
  ])
  .where('l.selection_id', '=', selectionId).where('l.outcome', '=', 'selected').where('n.withdrawn_at', 'is', null)
  .where('n.person_id', 'is not', null)
  .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`)
  .orderBy('n.rank').orderBy('n.id').limit(linesMax).$narrowType<{ personId: number; cohortId: number }>().execute()

/** The letters an announcement makes, by outcome: how many people, how many of them have an address, and one to try its words on. */
export const lettersOf = (db: Reader, selectionId: number) => db.selectFrom('selection_line as l')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id')
  .leftJoin('person as p', 'p.id', 'n.person_id').leftJoin('account as a', 'a.person_id', 'p.id')
  .select(({ fn }) => ['l.outcome', fn.countAll<number>().as('people'), fn.count<number>(hasAddress()).as('withAddress'), fn.min<number | null>('n.person_id').as('reader')])
  .where('l.selection_id', '=', selectionId).where('n.withdrawn_at', 'is', null)
  .groupBy('l.outcome').execute()

/** The rule that decided a line `l`: a hand that changed its outcome had a reason of its own, whatever the simulation said. */
export const decidedBy = sql<string>`case when l.outcome = l.simulated_outcome then l.rule else 'by_hand' end`

const hasAddress = () => sql<string | null>`nullif(coalesce(a.email, p.email, ''), '')`

/** How many municipalities hear what became of their people, how many of them have a mail box, and one to try the words on. */
export const municipalitiesTold = (db: Reader, selectionId: number) => db.selectFrom('selection_line as l')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id')
  .select(({ fn }) => [fn.count<number>('n.municipality_id').distinct().as('count'),
    sql<number>`count(distinct n.municipality_id) filter (where ${hasMailBox})::int`.as('withAddress'), fn.min<number | null>('n.municipality_id').as('reader')])
  .where('l.selection_id', '=', selectionId).where('n.withdrawn_at', 'is', null).executeTakeFirstOrThrow()

/** An officer who can sign in, or the contact that was written on a sheet: where letters to a municipality go. */
const hasMailBox = sql<boolean>`(exists (select 1 from post o join account c on c.id = o.account_id where o.kind = 'municipality'
    and o.municipality_id = n.municipality_id and o.ended_at is null and c.disabled_at is null)
  or exists (select 1 from nomination_sheet s where s.municipality_id = n.municipality_id and s.contact_email <> ''))`

/** How many people stand on accepted sheets: those a simulation would look at. */
export const countNominees = async (db: Reader, callId: number): Promise<number> => (await db.selectFrom('nomination as n')
  .innerJoin('nomination_sheet as s', 's.id', 'n.sheet_id').select(({ fn }) => fn.countAll<number>().as('count'))
  .where('n.call_id', '=', callId).where('s.state', '=', 'accepted').where('n.withdrawn_at', 'is', null).executeTakeFirstOrThrow()).count

/**
 * Those who do not hear of the selection as everybody else does, in official order; those who cannot sign in first, since they
 * are few and must not fall behind the limit. `held`: no letter can be mailed to them;
 * what they are told stays readable on the site. Else they are selected and get no account to sign in with, because their
 * address is another account's, or somebody's who is selected with them.
 */
export const notReached = (db: Reader, selectionId: number, limit = 200) => db.selectFrom('selection_line as l')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
  .leftJoin('person as p', 'p.id', 'n.person_id').leftJoin('account as a', 'a.person_id', 'p.id')
  .leftJoin('profession as f', 'f.code', 'n.profession_code')
  .leftJoin(firstByAddress(selectionId), (join) => join.on('first.address', '=', addressOf('p')))
  .select([
    'n.id', 'n.person_id as personId', 'n.name', 'n.kana', 'n.affiliation', 'f.name as profession', 'f.name_en as professionEn',
    'm.name as municipality', 'm.name_en as municipalityEn', 'l.outcome', 'l.waitlist_position as waitlistPosition',
    sql<boolean>`${hasAddress()} is null`.as('held'), sql<number>`count(*) over (partition by ${hasAddress()} is null)`.as('total'),
  ])
  .where('l.selection_id', '=', selectionId).where('n.withdrawn_at', 'is', null)
  .where((e) => e.or([e(hasAddress(), 'is', null), e.and([e('l.outcome', '=', 'selected'), e('a.id', 'is', null), addressIsTaken()])]))
  .orderBy('held').orderBy('m.code').orderBy('l.position').limit(limit).execute()

const addressOf = (person: 'p' | 'q') => sql<string>`lower(btrim(${sql.ref(`${person}.email`)}))`

/** Of those who are selected with one address, the one who gets the account. */
const firstByAddress = (selectionId: number) => sql<{ address: string; personId: number }>`(
  select ${addressOf('q')} as address, min(q.id) as "personId"
  from selection_line ol join nomination o on o.id = ol.nomination_id join person q on q.id = o.person_id
  where ol.selection_id = ${selectionId} and ol.outcome = 'selected' and o.withdrawn_at is null group by 1)`.as('first')

const addressIsTaken = () => sql<boolean>`(first."personId" < p.id or exists (select from account x where lower(x.email) = ${addressOf('p')}))`

/** The trainings of a year with where their call and their selection stand, and how many of each outcome. */
export const selectionsOfYear = (db: Reader, fiscalYear: number) => db.selectFrom('training as t')
  .leftJoin('call as k', 'k.training_id', 't.id').leftJoin('selection as s', 's.training_id', 't.id')
  .leftJoinLateral((eb) => eb.selectFrom('selection_line as l').whereRef('l.selection_id', '=', 's.id').select(({ fn }) => [
    fn.countAll<number>().as('nominated'), fn.countAll<number>().filterWhere('l.outcome', '=', 'selected').as('selected'),
    fn.countAll<number>().filterWhere('l.outcome', '=', 'waitlisted').as('waitlisted'),
  ]).as('n'), (join) => join.onTrue())
  .select([
    't.id', 't.title', 't.title_en as titleEn', 't.capacity', 't.state', 'k.id as callId', 'k.state as callState',
    'k.closes_on as closesOn', 'k.decision_on as decisionOn', 's.state as selectionState', 'n.nominated', 'n.selected', 'n.waitlisted',
  ])
  .where('t.fiscal_year', '=', fiscalYear).orderBy('k.decision_on').orderBy('t.id').limit(100).execute()

/** What became of the people a scope nominated; nothing at all before it is announced, whoever asks. */
export const announcedOutcomes = (db: Reader, scope: Scope, trainingId: number, part: Part) => outcomes(db, scope, trainingId, part).where('s.state', '=', 'announced').execute()

/** The same for a list to be taken: those who decide have it before the announcement, everybody else only after it. */
export const outcomesOf = (db: Reader, scope: Scope, trainingId: number, part: Part) =>
  scope.of === 'all' ? outcomes(db, scope, trainingId, part).execute() : announcedOutcomes(db, scope, trainingId, part)

interface Part { limit: number; offset: number }

/** In official order, with the number of all of them in each row. */
const outcomes = (db: Reader, scope: Scope, trainingId: number, { limit, offset }: Part) =>
  db.selectFrom('selection as s')
    .innerJoin('selection_line as l', 'l.selection_id', 's.id')
    .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
    .leftJoin('cohort as c', 'c.id', 'l.cohort_id').leftJoin('profession as f', 'f.code', 'n.profession_code')
    .leftJoin('enrollment as e', 'e.nomination_id', 'n.id').leftJoin('cohort as now', 'now.id', 'e.cohort_id')
    .select(({ fn }) => [
      'n.id', 'n.category', 'n.rank', 'n.name', 'n.kana', 'n.affiliation', 'f.name as profession', 'f.name_en as professionEn',
      'm.code', 'm.name as municipality', 'm.name_en as municipalityEn', 'l.outcome', 'l.waitlist_position as waitlistPosition', 's.announced_at as announcedAt',
      fn.coalesce('now.name', 'c.name').as('cohort'), fn.coalesce('now.name_en', 'c.name_en').as('cohortEn'),
      'e.id as enrollmentId', 'e.number', 'e.state as enrollmentState', fn.countAll<number>().over().as('total'),
    ])
    .where('s.training_id', '=', trainingId).where('n.withdrawn_at', 'is', null)
    .where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: ref('n.person_id') }))
    .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`)
    .orderBy('n.rank').orderBy('n.id').limit(limit).offset(offset)

/**
 * Where nominations stand on the waitlist today: the place among those who still wait, and the open offer with the moment it is
 * due. Others' entries are counted, so it looks past the wall and says nothing of them but their number.
 */
export const standingsOnWaitlist = (beyond: Reader, trainingId: number, nominationIds: readonly number[]) => beyond.selectFrom(sql<{
  nominationId: number; state: 'waiting' | 'offered' | 'enrolled' | 'declined' | 'lapsed' | 'left'; place: number; offerId: number | null; dueAt: Date | null
}>`(select w.nomination_id as "nominationId", w.state, o.id as "offerId", o.due_at as "dueAt",
    count(*) filter (where w.state = 'waiting' and n.withdrawn_at is null) over (order by w.position, w.id) as place
  from waitlist_entry w join nomination n on n.id = w.nomination_id left join seat_offer o on o.entry_id = w.id and o.state = 'open'
  where w.training_id = ${trainingId})`.as('standing')).selectAll()
  .where(sql<boolean>`"nominationId" = any(${[...nominationIds]}::integer[])`).limit(linesMax).execute()

/** When the selection of a training was made known; null before, whatever has been prepared. */
export const announcedAt = async (db: Reader, trainingId: number): Promise<Date | null> => (await db.selectFrom('selection')
  .select('announced_at as at').where('training_id', '=', trainingId).where('state', '=', 'announced').executeTakeFirst())?.at ?? null

/** Whether there is such a nomination for this training. */
export async function nominationOf(db: Reader, trainingId: number, nominationId: number) {
  return db.selectFrom('nomination as n').innerJoin('call as c', 'c.id', 'n.call_id').select('n.id')
    .where('n.id', '=', nominationId).where('c.training_id', '=', trainingId).executeTakeFirst()
}

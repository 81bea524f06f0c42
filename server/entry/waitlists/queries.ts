import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { cohortSeats } from '../enrollments/queries.ts'
import type { Category } from '../nominations/rules.ts'
import { takenBack } from './free-seats.ts'
import { freeSeats, replyBy, type FreeSeats, type Waiting } from './rules.ts'
import { choiceOf } from '../../planning/trainings/class-days.ts'

/** More people than any waitlist on record; a list without an end is never made. */
export const entriesMax = 10_000

/** A training as its waitlist needs it: settings, quotas that may not be oversold, and who is in or was offered a seat by kind. */
export const findWaitlist = (db: Reader, trainingId: number) => db.selectFrom('training as t')
  .innerJoin('selection as s', (join) => join.onRef('s.training_id', '=', 't.id').on('s.state', '=', 'announced'))
  .select((eb) => [
    't.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 't.state', 't.capacity', 't.over_percent as overPercent',
    't.offer_hours as offerHours', 't.offers_by as offersBy', 's.announced_at as announcedAt',
    's.hard_quota as hardQuota', 's.quota_chair as chair', 's.quota_adviser as adviser', 's.quota_case_presenter as case_presenter',
    's.quota_other as other', 's.hard_profession_quota as hardProfessionQuota', 's.profession_quotas as professionQuotas',
    jsonArrayFrom(eb.selectFrom(sql<{ category: Category; profession: string | null }>`(
        select e.category, e.profession_code as profession from enrollment e where e.training_id = t.id and e.state <> 'withdrawn'
        union all select n.category, n.profession_code from seat_offer o join waitlist_entry w on w.id = o.entry_id join nomination n on n.id = w.nomination_id
        where o.training_id = t.id and o.state = 'open')`.as('k'))
      .select(({ fn }) => ['k.category', 'k.profession', fn.countAll<number>().as('count')]).groupBy(['k.category', 'k.profession']).limit(500)).as('held'),
  ])
  .where('t.id', '=', trainingId).executeTakeFirst()
export type Waitlist = NonNullable<Awaited<ReturnType<typeof findWaitlist>>>

/** The list in its order, in few words: what the promotion looks at. */
export const waitingLines = (db: Reader, trainingId: number): Promise<(Waiting & { position: number; nominationId: number; personId: number; name: string })[]> => db.selectFrom('waitlist_entry as w')
  .innerJoin('nomination as n', 'n.id', 'w.nomination_id')
  .select(({ eb, exists, selectFrom }) => [
    'w.id', 'w.state', 'w.position', 'w.nomination_id as nominationId', 'w.person_id as personId', 'n.name', 'n.category', 'n.profession_code as professionCode',
    'w.municipality_id as municipalityId', 'n.team', sql<number[]>`array_remove(array[n.wished_cohort_id, n.second_cohort_id, n.third_cohort_id], null)`.as('wishedCohortIds'),
    eb('n.withdrawn_at', 'is not', null).$castTo<boolean>().as('withdrawn'),
    exists(selectFrom('enrollment as e').select('e.id').whereRef('e.person_id', '=', 'w.person_id').whereRef('e.training_id', '=', 'w.training_id')
      .where('e.state', '<>', 'withdrawn')).$castTo<boolean>().as('enrolled'),
    takenBack.as('takenBack'),
  ])
  .where('w.training_id', '=', trainingId).orderBy('w.position').orderBy('w.id').limit(entriesMax).execute()

/**
 * What is free of a training, open offers counted as taken: by hand wherever classes are still held, in turn only where the
 * answer comes before the first. @returns the cohorts as well, for their names
 */
export async function seatsOf(db: Reader, list: Waitlist, today: Day): Promise<{ seats: FreeSeats; inTurn: FreeSeats; cohorts: Awaited<ReturnType<typeof cohortSeats>> }> {
  const cohorts = await cohortSeats(db, list.id)
  const still = cohorts.filter(({ lastDay }) => lastDay === null || lastDay >= today)
  return { seats: freeSeats({ ...list, cohorts: still }, placesLeft(list)), inTurn: freeSeats({ ...list, cohorts }, placesLeft(list), replyBy(today, list.offerHours)), cohorts }
}

/** The places left of every category and profession that has a hard number. */
function placesLeft(list: Waitlist): Map<string, number> {
  const left = new Map<string, number>()
  const count = (of: (row: Waitlist['held'][number]) => boolean) => list.held.filter(of).reduce((sum, row) => sum + Number(row.count), 0)
  const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const
  if (list.hardQuota) for (const kind of categories) if (list[kind] !== null) left.set(kind, Math.max(0, list[kind] - count(({ category }) => category === kind)))
  if (list.hardProfessionQuota) for (const [code, places] of Object.entries((list.professionQuotas ?? {}) as Record<string, number>))
    left.set(`profession ${code}`, Math.max(0, places - count(({ profession }) => profession === code)))
  return left
}

/** One page of the list with its people and the latest offer of each. */
export const entriesOf = (db: Reader, trainingId: number, { limit, offset }: { limit: number; offset: number }) => db.selectFrom('waitlist_entry as w')
  .innerJoin('nomination as n', 'n.id', 'w.nomination_id').innerJoin('municipality as m', 'm.id', 'w.municipality_id')
  .leftJoin('profession as f', 'f.code', 'n.profession_code').leftJoin('person as h', 'h.id', 'w.moved_by')
  .leftJoinLateral((eb) => eb.selectFrom('seat_offer as o').innerJoin('cohort as c', 'c.id', 'o.cohort_id')
    .select(['o.id as offerId', 'o.state as offerState', 'o.due_at as dueAt', 'o.made_reason as madeReason', 'o.ended_reason as endedReason', 'o.ended_at as endedAt',
      'o.enrollment_id as enrollmentId', 'c.name as cohort', 'c.name_en as cohortEn'])
    .whereRef('o.entry_id', '=', 'w.id').orderBy('o.id', 'desc').limit(1).as('o'), (join) => join.onTrue())
  .select([
    'w.id', 'w.position', 'w.state', 'w.moved_reason as movedReason', 'w.moved_at as movedAt', 'h.name as movedBy', 'n.id as nominationId', 'n.category', 'n.rank',
    'n.team', 'n.name', 'n.kana', 'n.affiliation', 'n.person_id as personId', 'f.name as profession', 'f.name_en as professionEn',
    'm.name as municipality', 'm.name_en as municipalityEn', 'o.offerId', 'o.offerState', 'o.dueAt', 'o.madeReason', 'o.endedReason', 'o.endedAt',
    'o.enrollmentId', 'o.cohort', 'o.cohortEn',
    sql<boolean>`exists (select 1 from person q left join account a on a.person_id = q.id where q.id = w.person_id and coalesce(a.email, q.email, '') <> '')`.as('reachable'),
  ])
  .where('w.training_id', '=', trainingId).orderBy('w.position').orderBy('w.id').limit(limit).offset(offset).execute()

const offers = (db: Reader) => db.selectFrom('seat_offer as o').innerJoin('waitlist_entry as w', 'w.id', 'o.entry_id')
  .innerJoin('nomination as n', 'n.id', 'w.nomination_id').innerJoin('training as t', 't.id', 'o.training_id')
  .innerJoin('cohort as c', 'c.id', 'o.cohort_id').innerJoin('municipality as m', 'm.id', 'o.municipality_id')
  .leftJoin('call as k', 'k.training_id', 't.id')
  .select((eb) => [
    'o.id', 'o.entry_id as entryId', 'o.training_id as trainingId', 'o.cohort_id as cohortId', 'o.person_id as personId', 'o.municipality_id as municipalityId',
    'o.state', 'o.made_at as madeAt', 'o.due_at as dueAt', 'o.ended_reason as endedReason', 'n.name', 'n.kana', 'n.affiliation', 'n.category', 'n.id as nominationId',
    'n.profession_code as professionCode', 't.title', 't.title_en as titleEn', 'c.name as cohort', 'c.name_en as cohortEn',
    'm.name as municipality', 'm.name_en as municipalityEn', 'k.contact',
    jsonArrayFrom(eb.selectFrom('class_day as d').select(['d.held_on as heldOn', 'd.place', 'd.opens_at as opensAt']).select([choiceOf('d', 'title').as('oneOf'), choiceOf('d', 'title_en').as('oneOfEn')]).whereRef('d.cohort_id', '=', 'c.id').orderBy('d.held_on').limit(50)).as('days'),
  ])

/** An offered seat, when the scope reaches it: the person's own, the municipality's people's, or all. */
export const findOffer = (db: Reader, scope: Scope, id: number) => offers(db).where('o.id', '=', id)
  .where(({ ref }) => within(scope, { municipality: ref('o.municipality_id'), person: ref('o.person_id') })).executeTakeFirst()

/** An offered seat by the code of one of its letters: whoever holds the letter may answer. Only the hash of a code is kept. */
export const offerOfCode = (db: Reader, code: string) => offers(db).innerJoin('seat_offer_link as x', 'x.offer_id', 'o.id').where('x.hash', '=', hashOfToken(code)).executeTakeFirst()
export type Offer = NonNullable<Awaited<ReturnType<typeof findOffer>>>

/** The open offers of a training, by the moment they are due. */
export const openOffers = (db: Reader, trainingId: number) => db.selectFrom('seat_offer as o').innerJoin('cohort as c', 'c.id', 'o.cohort_id')
  .select(['o.id', 'o.entry_id as entryId', 'o.due_at as dueAt', 'c.state as cohortState']).where('o.training_id', '=', trainingId).where('o.state', '=', 'open')
  .orderBy('o.due_at').orderBy('o.id').limit(entriesMax).execute()

/** Holds the row that owns the seats of a training until the change is done. */
export const holdSeatsOf = (tx: Writer, trainingId: number) => tx.selectFrom('training').select('id').where('id', '=', trainingId).forUpdate().executeTakeFirst()

/** Whether anybody waits for a seat of this training, or was offered one. */
export const hasWaitlist = async (db: Reader, trainingId: number): Promise<boolean> => (await db.selectFrom('waitlist_entry').select('id')
  .where('training_id', '=', trainingId).where('state', 'in', ['waiting', 'offered']).limit(1).executeTakeFirst()) !== undefined

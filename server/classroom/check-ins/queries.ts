import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { plainNumber } from '../../base/numbers.ts'
import { within } from '../../base/within.ts'
import { isOwnDay, isUnchosenDay } from '../../planning/trainings/class-days.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { containing } from '../../who/people/queries.ts'
import { comesOn, dayOfSlot, dayOfSlotWithin } from '../attendance/queries.ts'
import { lockOf, type OpenDoor } from './codes.ts'
import { guessMinutes } from './rules.ts'

/** A slot has no English title of its own; one that is called after its module has the module's. */
const slotTitleEn = sql<string>`coalesce((select m.title_en from module m where m.id = s.module_id and m.title = s.title), s.title)`

/** The slot whose code somebody holds, with its secret and its window; undefined while no check-in was ever opened. The caller proves the code. */
export const slotToCheckIn = (db: Reader, slotId: number) => dayOfSlot(db, slotId)
  .innerJoin('check_in as k', 'k.slot_id', 's.id')
  .select(['s.id as slotId', 's.title as slotTitle', 's.position', 'k.secret', 'k.opens_at as from', 'k.closes_at as until'])
  .select(slotTitleEn.as('slotTitleEn')).executeTakeFirst()

export type SlotToCheckIn = NonNullable<Awaited<ReturnType<typeof slotToCheckIn>>>

/** The same for whoever keeps its roll: there may be no check-in yet. `came` and `planned` count people, without their names. */
export const slotOfDoor = (db: Reader, scope: Scope, slotId: number) => dayOfSlotWithin(db, scope, slotId)
  .leftJoin('check_in as k', 'k.slot_id', 's.id')
  .select((eb) => ['s.id as slotId', 's.title as slotTitle', 's.position', 'k.secret', 'k.opens_at as from', 'k.closes_at as until',
    eb.selectFrom('attendance as a').select((e) => e.fn.countAll<number>().as('n')).where('a.slot_id', '=', slotId)
      .where('a.state', 'in', ['present', 'late', 'left_early', 'disconnected']).$asScalar().$notNull().as('came'),
    eb.selectFrom('walk_in as w').select((e) => e.fn.countAll<number>().as('n')).where('w.slot_id', '=', slotId).where('w.state', '=', 'waiting')
      .$asScalar().$notNull().as('waiting')])
  .select(slotTitleEn.as('slotTitleEn')).executeTakeFirst()

export type SlotOfDoor = NonNullable<Awaited<ReturnType<typeof slotOfDoor>>>

/** How many are expected in a slot's day. */
export const plannedOn = async (db: Reader, day: { id: number; cohortId: number }): Promise<number> =>
  (await comesOn(db, day).select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n

/** The check-ins that are open in that moment, by whose secrets a typed code is tried. A prefecture does not hold more classes at once. */
export const openCheckIns = async (db: Reader, now: Date): Promise<OpenDoor[]> => (await db.selectFrom('check_in as k').select(['k.slot_id as slotId', 'k.secret'])
  .where('k.closes_at', '>', now).where('k.opens_at', '<=', now).orderBy('k.slot_id').limit(500).execute())
  .map((one) => ({ ...lockOf(one), to: `/check-in/slots/${one.slotId}`, subject: `slot:${one.slotId}` }))

/** The next day of one's own, from a day on: where somebody belongs who stands at another door. */
const nextOwnDay = (from: Day) => sql<Day | null>`(select min(n.held_on) from class_day n where n.cohort_id = e.cohort_id and n.held_on >= ${from} and ${isOwnDay('e', 'n')})`

/**
 * One's own place beside a slot: the enrollment in its training (one that stands before one that was left), the mark on its roll, and the last wish
 * to be taken in. Undefined for who is not in the training.
 */
export const ownPlace = (db: Reader, scope: Scope, { slotId, id, trainingId, cohortId, heldOn }: Pick<SlotToCheckIn, 'slotId' | 'id' | 'trainingId' | 'cohortId' | 'heldOn'>) =>
  db.selectFrom('enrollment as e').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
    .innerJoin('class_day as d', (join) => join.on('d.id', '=', id))
    .leftJoin('attendance as a', (join) => join.onRef('a.enrollment_id', '=', 'e.id').on('a.slot_id', '=', slotId))
    .leftJoinLateral((eb) => eb.selectFrom('walk_in as w').select(['w.id', 'w.state', 'w.reason', 'w.came_at']).whereRef('w.enrollment_id', '=', 'e.id').where('w.slot_id', '=', slotId)
      .orderBy('w.id', 'desc').limit(1).as('w'), (join) => join.onTrue())
    .select(({ eb }) => ['e.id as enrollmentId', 'e.number', 'e.state as enrollment', 'c.name as cohort', 'c.name_en as cohortEn', 'a.state', 'a.minutes', 'a.evidence', 'a.marked_at as markedAt',
      'w.id as walkInId', 'w.state as walkIn', 'w.reason as walkInReason', 'w.came_at as cameAt', eb('e.cohort_id', '=', cohortId).$castTo<boolean>().as('isOwnCohort')])
    .select([isOwnDay('e', 'd').as('isOwnDay'), isUnchosenDay('e', 'd').as('isUnchosenDay'), nextOwnDay(heldOn).as('nextDay')])
    .where('e.training_id', '=', trainingId).where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
    .orderBy(sql`e.state = 'withdrawn'`).orderBy('e.id', 'desc').limit(1).executeTakeFirst()

export type OwnPlace = NonNullable<Awaited<ReturnType<typeof ownPlace>>>

const guests = (db: Reader) => db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
  .leftJoin('profession as f', 'f.code', 'e.profession_code')
  .select(['e.id as enrollmentId', 'e.number', 'e.affiliation', 'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn', 'c.name as cohort', 'c.name_en as cohortEn', 'c.id as cohortId'])

/** Who stands at the door of a slot without being of it: those who wait first, in the order they came, then the answered. For a slot that the scope reaches. */
export const walkInsOf = (db: Reader, slotId: number) => guests(db).innerJoin('walk_in as w', 'w.enrollment_id', 'e.id')
  .leftJoin('person as b', 'b.id', 'w.answered_by')
  .select(['w.id', 'w.state', 'w.evidence', 'w.came_at as cameAt', 'w.reason', 'w.answered_at as answeredAt', 'b.name as answeredBy'])
  .where('w.slot_id', '=', slotId).orderBy(sql`w.state <> 'waiting'`).orderBy('w.came_at').orderBy('w.id').limit(100).execute()

export type WalkIn = Awaited<ReturnType<typeof walkInsOf>>[number]

/** At most so many are shown to choose from; more asks for more of the name. */
export const foundMax = 10

/**
 * People of a slot's training who are not on its roll and wait for nothing there, by number, name or reading: who may stand at the desk.
 * For a day that the scope reaches; words of nothing find nobody.
 */
export async function peopleAtDesk(db: Reader, day: { id: number; trainingId: number; cohortId: number }, slotId: number, words: string) {
  const [key, number] = [searchKeyOf(words), Number(plainNumber(words.trim()))]
  if (key === '') return []
  const isNumber = Number.isInteger(number) && number > 0 && number <= 2_147_483_647
  return guests(db).where('e.training_id', '=', day.trainingId).where('e.state', 'not in', ['withdrawn', 'carried_over'])
    .where((eb) => isNumber ? eb('e.number', '=', number) : eb('p.search_key', 'like', containing(key)))
    .where('e.id', 'not in', comesOn(db, day).select('e.id'))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('attendance as a').select('a.slot_id').whereRef('a.enrollment_id', '=', 'e.id').where('a.slot_id', '=', slotId))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('walk_in as w').select('w.id').whereRef('w.enrollment_id', '=', 'e.id').where('w.slot_id', '=', slotId).where('w.state', '<>', 'refused'))))
    .orderBy('e.number').orderBy('e.id').limit(foundMax + 1).execute()
}

/** When an account last typed codes that were none, the latest first. */
export const recentGuesses = async (db: Reader, accountId: number, now: Date): Promise<Date[]> =>
  (await db.selectFrom('check_in_guess').select('at').where('account_id', '=', accountId).where('at', '>', new Date(now.getTime() - guessMinutes * 60_000))
    .orderBy('at', 'desc').limit(50).execute()).map(({ at }) => at)

import type { Reader } from '../../base/database.ts'
import { prepared } from '../../base/prepared.ts'

const marksMax = 20_000

/** How many marks there are of each slot, and the latest: together they change with every mark, whoever commits last. */
export const marksCounted = (db: Reader, slotIds: readonly number[]) => db.selectFrom('attendance_mark')
  .select(({ fn }) => ['slot_id as slotId', fn.countAll<number>().as('count'), fn.max('id').as('latest')])
  .where('slot_id', 'in', [...slotIds]).groupBy('slot_id').orderBy('slot_id').limit(slotIds.length).execute()

/** The marks that stand in these slots; for slots that were looked up through a scope. */
export const marksStanding = (db: Reader, slotIds: readonly number[]) => db.selectFrom('attendance')
  .select(['slot_id as slotId', 'enrollment_id as enrollmentId', 'state', 'minutes', 'evidence', 'marked_at as markedAt'])
  .where('slot_id', 'in', [...slotIds]).orderBy('slot_id').orderBy('enrollment_id').limit(marksMax).execute()

/** The same of one slot, for a page that opens or asks for itself. */
export const marksOfSlot = prepared((db, { slotId }: { slotId: number }) => db.selectFrom('attendance')
  .select(['enrollment_id as enrollmentId', 'state', 'minutes', 'evidence', 'marked_at as markedAt'])
  .where('slot_id', '=', slotId).orderBy('enrollment_id').limit(marksMax))

/** Which of these taps of somebody were taken before, and what became of them. */
export const tapsTaken = (db: Reader, me: number, keys: readonly string[]) => db.selectFrom('attendance_mark')
  .select(['tap_key as key', 'state', 'minutes', 'marked_at as at', 'stood'])
  .where('marked_by', '=', me).where('tap_key', 'in', [...keys]).orderBy('id').limit(keys.length).execute()

/** When something was last said of each person in a slot. */
export const lastSaid = (db: Reader, slotId: number, enrollmentIds: readonly number[]) => db.selectFrom('attendance_mark')
  .select(({ fn }) => ['enrollment_id as enrollmentId', fn.max('marked_at').as('at')])
  .where('slot_id', '=', slotId).where('enrollment_id', 'in', [...enrollmentIds])
  .groupBy('enrollment_id').orderBy('enrollment_id').limit(enrollmentIds.length).execute()

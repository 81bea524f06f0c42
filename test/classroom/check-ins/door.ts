import type { LightMyRequestResponse } from 'fastify'
import type { Database } from '../../../server/base/database.ts'
import { codeOf, lockOf, tokenOf } from '../../../server/classroom/check-ins/codes.ts'
import { inTwo, stepAt } from '../../../server/classroom/check-ins/rules.ts'

/** What stands on the screen of a slot at that moment, as a camera or an eye takes it down. */
export async function shownOn(db: Database, slotId: number, now: string): Promise<{ token: string; code: string }> {
  const { secret } = await db.selectFrom('check_in').select('secret').where('slot_id', '=', slotId).executeTakeFirstOrThrow()
  const step = stepAt(new Date(now))
  return { token: tokenOf(lockOf({ secret, slotId }), step), code: inTwo(codeOf(lockOf({ secret, slotId }), step)) }
}

/** The scan a browser was given to hold. */
export const scanHeld = (answer: LightMyRequestResponse): Record<string, string> =>
  Object.fromEntries(answer.cookies.filter(({ name }) => name === 'scan').map(({ name, value }) => [name, value]))

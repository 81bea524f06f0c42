import { inChange } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { giveReminders } from './changes.ts'
import { dueToday, rulesNow } from './queries.ts'
import { isTimeToRemind, kinds } from './rules.ts'

/** Looks who is to be reminded now, by the house's own clock; most rounds find nobody and write nothing. */
async function remind({ database, clock, random }: CrewHouse): Promise<void> {
  const now = clock()
  if (!isTimeToRemind(now)) return
  const today = dayInJapan(now)
  const rules = await rulesNow(database)
  for (const kind of kinds) {
    if ((await dueToday(database, kind, rules[kind], today)).length === 0) continue
    await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, (change) => giveReminders(change, kind, today))
  }
}

export const reminderJobs: Crew = { remind: { work: remind, everyMinutes: 60 } }

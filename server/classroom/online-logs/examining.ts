import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { found } from '../../base/errors.ts'
import { findClassDay, type ClassDay } from '../attendance/queries.ts'
import { findLog, rosterOf, rowsOf, type Log, type RosterRow } from './queries.ts'
import { partiesOf, standingBeside, weigh, type Party, type Weighed } from './weighing.ts'

export interface Examination { log: Log; day: ClassDay; roster: RosterRow[]; parties: Party[]; weighed: Weighed[]; adds: boolean; standing: string }

/**
 * What a log says and would do, against the roll as it is now. `adds`: together with the logs that stand already, not in their place.
 * `standing` names these, so that whoever confirms confirms what was looked at. `whole`: the row whose
 * cells are wanted, too. Four questions. @throws Missing
 */
export async function examine(db: Reader, scope: Scope, id: number, adds: boolean, whole = 0): Promise<Examination> {
  const log = found(await findLog(db, id))
  const beside = standingBeside(log)
  const [known, rows] = await Promise.all([findClassDay(db, scope, log.dayId), rowsOf(db, [log.id, ...beside.map((one) => one.id)], whole)])
  const day = found(known)
  const roster = await rosterOf(db, day)
  const parties = partiesOf(rows, roster, log.decisions)
  return { log, day, roster, parties, weighed: weigh(log, parties, roster, adds && beside.length > 0), adds: adds && beside.length > 0, standing: beside.map((one) => one.id).join('-') }
}

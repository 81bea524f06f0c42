import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import { findTrainingOf, termsOf } from '../make-ups/queries.ts'
import type { OneForm, PeopleForm } from './forms.ts'
import { broughtInto, unfinishedIn } from './queries.ts'
import { firstYearCarried, whyNotCarry, whyNotGrant } from './rules.ts'

const training = async ({ tx, scope }: Change, id: number) => found(await findTrainingOf(tx, scope, id))

const hold = ({ tx }: Change, trainingId: number, people: readonly number[]) => tx.selectFrom('enrollment').select(['id', 'state'])
  .where('training_id', '=', trainingId).where('id', 'in', [...people]).orderBy('id').forUpdate().execute()

/**
 * These people bring along what they finished before, in one act; what they have already is left as it is. Logs 'modules.granted'
 * for each. @returns how many people; @throws Missing for somebody who has nothing to bring; Refusal once they are judged
 */
export async function grantModules(change: Change, trainingId: number, { people }: PeopleForm): Promise<number> {
  const { tx, actor, now, log } = change
  const { fiscalYear, yearsCarried } = await training(change, trainingId)
  for (const { state } of await hold(change, trainingId, people)) refuse(whyNotGrant(state))
  const brought = await broughtInto(tx, trainingId, firstYearCarried(fiscalYear, yearsCarried ?? 1), people)
  for (const id of people) found(brought.find((one) => one.id === id))
  const rows = brought.flatMap(({ id, modules }) => modules.filter(({ isGranted }) => !isGranted).map((one) => ({
    enrollment_id: id, module_id: one.id, from_enrollment_id: one.fromEnrollmentId, completed_on: one.completedOn, granted_by: actor?.personId ?? null, granted_at: now,
  })))
  for (let at = 0; at < rows.length; at += 1_000) await tx.insertInto('carried_module').values(rows.slice(at, at + 1_000)).onConflict((oc) => oc.doNothing()).execute()
  for (const [enrollmentId, own] of Map.groupBy(rows, ({ enrollment_id }) => enrollment_id)) log('modules.granted', `enrollment:${enrollmentId}`, { modules: own.map((row) => row.module_id) })
  if (rows.length === 0) log('modules.granted', `training:${trainingId}`, { people: 0 })
  return new Set(rows.map(({ enrollment_id }) => enrollment_id)).size
}

/** What somebody brought along counts no more. Logs 'modules.taken_back'. @throws Missing, Refusal once they are judged */
export async function takeBackModules(change: Change, trainingId: number, { enrollmentId }: OneForm): Promise<void> {
  await training(change, trainingId)
  const [row] = await hold(change, trainingId, [enrollmentId])
  refuse(whyNotGrant(found(row).state))
  const gone = await change.tx.deleteFrom('carried_module').where('enrollment_id', '=', enrollmentId).returning('module_id').execute()
  found(gone[0])
  change.log('modules.taken_back', `enrollment:${enrollmentId}`, { modules: gone.map((row) => row.module_id) })
}

/**
 * These people are not judged this year any more and go on in the next: their enrollment ends as carried over. Logs
 * 'enrollment.carried_over' for each. @returns how many; @throws Missing, Refusal with the rule
 */
export async function carryOver(change: Change, trainingId: number, { people }: PeopleForm): Promise<number> {
  const { tx, log } = change
  const { carriesOver } = termsOf(await training(change, trainingId))
  await hold(change, trainingId, people)
  const unfinished = await unfinishedIn(tx, trainingId, people)
  for (const id of people) {
    const { state, modules } = found(unfinished.find((one) => one.id === id))
    refuse(whyNotCarry(state, modules.length, carriesOver))
  }
  await tx.updateTable('enrollment').set({ state: 'carried_over' }).where('id', 'in', people).execute()
  for (const id of people) log('enrollment.carried_over', `enrollment:${id}`, { trainingId })
  return people.length
}

import type { Change } from '../../base/change.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { findClassDay, type ClassDay } from '../attendance/queries.ts'
import { facilitatorOf } from './balance/facilitating.ts'
import { startingWeights, type Pair } from './balance/input.ts'
import { balanced } from './balance/search.ts'
import type { ArrangeForm, EveningForm, MoveForm, SeatForm, SettingsForm } from './forms.ts'
import { groupingOf, peopleOf, type GroupPerson, type KeptGrouping } from './queries.ts'
import { pairsIn } from './pairs.ts'
import { eveningOf, leaders, memberOf, whyNotArrange, whyNotMove, whyNotPublish, whyNotStale, wordOf } from './rules.ts'

interface Held { day: ClassDay; grouping: KeptGrouping | null; people: GroupPerson[] }

/**
 * The groups of a day with their row held, so that two who work on them come one after the other.
 * @throws Missing for a day the scope does not reach
 */
async function hold({ tx, scope }: Change, dayId: number): Promise<Held> {
  const day = found(await findClassDay(tx, scope, dayId))
  await tx.selectFrom('class_day').select('id').where('id', '=', dayId).forNoKeyUpdate().execute()
  return { day, grouping: await groupingOf(tx, dayId) ?? null, people: await peopleOf(tx, day) }
}

/** The same where groups have been made; the version counts up, so that pages made before are known to be old. */
async function holdMade(change: Change, dayId: number): Promise<Held & { grouping: KeptGrouping }> {
  const held = await hold(change, dayId)
  const grouping = found(held.grouping)
  await change.tx.updateTable('exercise_grouping').set({ version: grouping.version + 1 }).where('class_day_id', '=', dayId).execute()
  return { ...held, grouping }
}

const pairsOf = ({ apart }: KeptGrouping): Pair[] => apart.map(({ oneId, otherId }) => [oneId, otherId])
const numbersOf = ({ groups }: KeptGrouping): number[] => groups.map(({ number }) => number)

/**
 * Makes the groups of a day, or makes them anew with the next draw; locked seats stay. Logs 'groups.arranged'.
 * @throws Refusal from a page that is old, once trainees see the groups, and for fewer than two people
 */
export async function arrangeGroups(change: Change, dayId: number, form: ArrangeForm): Promise<void> {
  const { tx, actor, now, log } = change
  const { grouping, people } = await hold(change, dayId)
  refuse(whyNotStale(grouping?.version ?? 0, form.version))
  const coming = people.filter(({ comes }) => comes)
  refuse(whyNotArrange({ people: coming.length, isPublished: grouping !== null && grouping.publishedAt !== null }))
  const size = form.size ?? grouping?.size ?? 6
  const seed = grouping === null ? 1 : grouping.groups.length === 0 ? grouping.seed : grouping.seed % 2_147_483_647 + 1
  const weights = grouping?.weights ?? startingWeights
  const locked = new Map(coming.filter(({ isLocked }) => isLocked).map(({ id, group }) => [id, group! - 1]))
  const groupOf = balanced(coming.map(memberOf), { size, seed, weights, apart: grouping === null ? [] : pairsOf(grouping), locked })

  const values = { size, seed, weights: JSON.stringify(weights), made_by: actor?.personId ?? null, made_at: now }
  await tx.insertInto('exercise_grouping').values({ class_day_id: dayId, ...values })
    .onConflict((oc) => oc.column('class_day_id').doUpdateSet({ ...values, version: (grouping?.version ?? 0) + 1 })).execute()
  await writeGroups(change, dayId, coming.map((person, place) => ({ ...person, group: groupOf[place]! + 1 })))
  log('groups.arranged', `class_day:${dayId}`, { people: coming.length, groups: Math.max(...groupOf) + 1, seed })
}

/** All groups at once in place of those that were there; moves by hand are forgotten with them. */
async function writeGroups({ tx }: Change, dayId: number, people: readonly GroupPerson[]): Promise<void> {
  for (const table of ['exercise_group_move', 'exercise_group'] as const) await tx.deleteFrom(table).where('class_day_id', '=', dayId).execute()
  const groups = [...Map.groupBy(people, ({ group }) => group!)].sort(([one], [other]) => one - other)
  await tx.insertInto('exercise_group').values(groups.map(([number, members]) => (
    { class_day_id: dayId, number, facilitator_id: facilitatorOf(members.map(memberOf)) }))).execute()
  await tx.insertInto('exercise_group_seat').values(people.map(({ id, group, isLocked }) => (
    { enrollment_id: id, class_day_id: dayId, group_number: group!, is_locked: isLocked ?? false }))).execute()
}

/**
 * Moves somebody into another group. Whoever was moved by somebody else meanwhile is not moved again unseen. Logs 'groups.moved'.
 * @throws Unfit at the box for a group that is not there · Refusal when they sit elsewhere than was seen, or their seat is locked
 */
export async function movePerson(change: Change, dayId: number, { enrollmentId, from, to }: MoveForm): Promise<void> {
  const { tx, actor, now, log } = change
  const { grouping, people } = await holdMade(change, dayId)
  const person = found(people.find(({ id }) => id === enrollmentId))
  mend(numbersOf(grouping).includes(to) ? [] : [{ field: 'to', reason: { key: 'groups.noSuchGroup', data: { group: to, last: numbersOf(grouping).at(-1) ?? 0 } } }])
  refuse(whyNotMove({ name: person.name, now: person.group, seen: from ?? null, to, isLocked: person.isLocked ?? false }))
  await seat(change, dayId, enrollmentId, to)
  await tx.insertInto('exercise_group_move')
    .values({ class_day_id: dayId, enrollment_id: enrollmentId, from_number: from ?? 0, to_number: to, moved_by: actor?.personId ?? null, moved_at: now }).execute()
  await keepLeaders(change, dayId, grouping, people.map((one) => one === person ? { ...one, group: to } : one))
  log('groups.moved', `enrollment:${enrollmentId}`, { class_day: dayId, fromGroup: from ?? null, toGroup: to })
}

async function seat({ tx }: Change, dayId: number, enrollmentId: number, group: number | null): Promise<void> {
  if (group === null) await tx.deleteFrom('exercise_group_seat').where('class_day_id', '=', dayId).where('enrollment_id', '=', enrollmentId).execute()
  else await tx.insertInto('exercise_group_seat').values({ class_day_id: dayId, enrollment_id: enrollmentId, group_number: group })
    .onConflict((oc) => oc.columns(['enrollment_id', 'class_day_id']).doUpdateSet({ group_number: group })).execute()
}

async function keepLeaders({ tx }: Change, dayId: number, { groups }: KeptGrouping, people: readonly GroupPerson[]): Promise<void> {
  const wanted = leaders(groups, people)
  for (const { number, facilitatorId } of groups.filter((group) => wanted.get(group.number) !== group.facilitatorId)) {
    await tx.updateTable('exercise_group').set({ facilitator_id: wanted.get(number) ?? null }).where('class_day_id', '=', dayId).where('number', '=', number)
      .where('facilitator_id', facilitatorId === null ? 'is' : '=', facilitatorId).execute()
  }
}

/** Takes the last move by hand back. Logs 'groups.moved_back'. @throws Refusal when another move came meanwhile */
export async function undoMove(change: Change, dayId: number, moveId: number): Promise<void> {
  const { tx, log } = change
  const { grouping, people } = await holdMade(change, dayId)
  const { lastMove } = grouping
  refuse(lastMove?.id === moveId ? null : { key: 'groups.undoneMeanwhile' })
  const { enrollmentId, from, to } = lastMove!
  const person = found(people.find(({ id }) => id === enrollmentId))
  refuse(whyNotMove({ name: person.name, now: person.group, seen: to, to: from, isLocked: person.isLocked ?? false }))
  await seat(change, dayId, enrollmentId, from === 0 ? null : from)
  await tx.deleteFrom('exercise_group_move').where('id', '=', moveId).execute()
  await keepLeaders(change, dayId, grouping, people.map((one) => one === person ? { ...one, group: from === 0 ? null : from } : one))
  log('groups.moved_back', `enrollment:${enrollmentId}`, { class_day: dayId, fromGroup: to, toGroup: from === 0 ? null : from })
}

/** Locks a seat, opens it, or says who leads a group. Logs 'groups.seat_locked', 'groups.seat_opened' or 'groups.led'. */
export async function setSeat(change: Change, dayId: number, { enrollmentId, act }: SeatForm): Promise<void> {
  const { tx, log } = change
  const { people } = await holdMade(change, dayId)
  const { group } = found(people.find((one) => one.id === enrollmentId && one.group !== null))
  if (act === 'facilitate') {
    await tx.updateTable('exercise_group').set({ facilitator_id: enrollmentId }).where('class_day_id', '=', dayId).where('number', '=', group).execute()
    return log('groups.led', `enrollment:${enrollmentId}`, { class_day: dayId, toGroup: group })
  }
  await tx.updateTable('exercise_group_seat').set({ is_locked: act === 'lock' }).where('class_day_id', '=', dayId).where('enrollment_id', '=', enrollmentId).execute()
  log(act === 'lock' ? 'groups.seat_locked' : 'groups.seat_opened', `enrollment:${enrollmentId}`, { class_day: dayId, toGroup: group })
}

/**
 * Size, draw, tables, who may not sit together, and what each fault is worth; they show at once in the points and are used when groups are made
 * anew. Logs 'groups.set'. @throws Unfit for pairs that name nobody · Refusal from a page that is old
 */
export async function saveSettings(change: Change, dayId: number, form: SettingsForm): Promise<void> {
  const { tx, log } = change
  const { grouping, people } = await hold(change, dayId)
  refuse(whyNotStale(grouping?.version ?? 0, form.version))
  const { pairs, problems } = pairsIn(form.apart ?? '', people)
  mend(problems.map((reason): FieldReason => ({ field: 'apart', reason })))
  const values = { size: form.size, seed: form.seed, table_columns: form.tableColumns, weights: JSON.stringify(form.weights), version: (grouping?.version ?? 0) + 1 }
  await tx.insertInto('exercise_grouping').values({ class_day_id: dayId, ...values }).onConflict((oc) => oc.column('class_day_id').doUpdateSet(values)).execute()
  await tx.deleteFrom('exercise_group_apart').where('class_day_id', '=', dayId).execute()
  if (pairs.length > 0) await tx.insertInto('exercise_group_apart').values(pairs.map(([one_id, other_id]) => ({ class_day_id: dayId, one_id, other_id }))).execute()
  log('groups.set', `class_day:${dayId}`, { size: form.size, seed: form.seed, pairs: pairs.length })
}

/**
 * Evens the groups out after people left or came, as the page said it would. Logs 'groups.evened'.
 * @throws Refusal from a page that is old, or when somebody left or came since it was made
 */
export async function evenOut(change: Change, dayId: number, form: EveningForm): Promise<void> {
  const { tx, log } = change
  const { grouping, people } = await holdMade(change, dayId)
  refuse(whyNotStale(grouping.version, form.version))
  const evening = eveningOf(people, numbersOf(grouping), grouping.weights, pairsOf(grouping))
  refuse(wordOf(evening) === form.plan ? null : { key: 'groups.otherPlan' })
  const to = new Map<number, number | null>([...evening.gone.map((id) => [id, null] as const), ...evening.moves.map(({ id, to }) => [id, to] as const)])
  for (const [id, group] of to) await seat(change, dayId, id, group)
  await tx.deleteFrom('exercise_group_move').where('class_day_id', '=', dayId).execute()
  await keepLeaders(change, dayId, grouping, people.map((one) => to.has(one.id) ? { ...one, group: to.get(one.id)! } : one))
  log('groups.evened', `class_day:${dayId}`, { gone: evening.gone.length, moved: evening.moves.filter(({ from }) => from !== null).length, came: evening.moves.filter(({ from }) => from === null).length })
}

/** Shows trainees their groups, or takes them back. Logs 'groups.published' or 'groups.unpublished'. @throws Refusal while somebody who comes has no seat */
export async function publishGroups(change: Change, dayId: number, { version, shown }: { version: number; shown: 'yes' | 'no' }): Promise<void> {
  const { tx, actor, now, log } = change
  const { grouping, people } = await holdMade(change, dayId)
  refuse(whyNotStale(grouping.version, version))
  const isShown = shown === 'yes'
  if (isShown) refuse(whyNotPublish({ groups: grouping.groups.length, unseated: people.filter(({ comes, group }) => comes && group === null).length }))
  await tx.updateTable('exercise_grouping').set({ published_at: isShown ? now : null, published_by: isShown ? actor?.personId ?? null : null }).where('class_day_id', '=', dayId).execute()
  log(isShown ? 'groups.published' : 'groups.unpublished', `class_day:${dayId}`, { groups: grouping.groups.length })
}

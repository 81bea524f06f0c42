import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { addDays, dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { keysOf } from '../people/changes.ts'
import type { MergeForm, RuleForm } from './forms.ts'
import { entries, evidenceOf, findMerge, hangsElsewhere, heldByBoth, undoDays } from './queries.ts'
import { referencesToPeople, type Reference } from './references.ts'
import { evidences, whyNotMerge, whyNotUndo } from './rules.ts'

type Entry = Awaited<ReturnType<typeof held>>[number]
type Row = Record<string, unknown>
interface Move { table_name: string; row_key: Row; before: Row; after: Row }

/**
 * Makes one person of two entries: of each box the chosen value stays, everything that hangs on the other entry is moved, and
 * what was is kept beside it row by row. Certificates keep the name they were printed with. Of two accounts that of the entry
 * that stays stays; whoever was signed in with the other one is signed out. Logs 'person.merged'. Returns the merge.
 * @throws Missing when the scope does not reach both, Refusal with what has to be done first
 */
export async function mergePeople(change: Change, oneId: number, otherId: number, form: MergeForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  const pair = await held(change, oneId, otherId)
  const [keptId, mergedId] = form.keep === 'one' ? [oneId, otherId] : [otherId, oneId]
  const [kept, merged] = [of(pair, keptId), of(pair, mergedId)]
  const { conflicts } = await beyond(change, (db) => heldByBoth(db, oneId, otherId))
  const own = scope.of === 'municipality' ? { elsewhere: await beyond(change, (db) => hangsElsewhere(db, scope.municipalityId, [oneId, otherId])) } : null
  refuse(whyNotMerge(sideOf(kept), sideOf(merged), conflicts, own))
  const agree = found(await evidenceOf(tx, scope, oneId, otherId))
  const values = chosen(of(pair, oneId), of(pair, otherId), keptId === oneId ? 'one' : 'other', form)

  await tx.updateTable('person').set({ ...values, ...keysOf(values.name, values.kana) }).where('id', '=', keptId).execute()
  await tx.updateTable('person').set({ merged_into_id: keptId }).where('id', '=', mergedId).execute()
  // Both are in reach; what hangs on them may be addressed to nobody's municipality, as a letter is.
  const moves = await beyond(change, () => moveAll(change, mergedId, keptId))
  const { id } = await tx.insertInto('person_merge').values({
    kept_id: keptId, merged_id: mergedId, municipality_id: kept.municipality_id, reason: form.reason.trim(),
    evidence: JSON.stringify(evidences.filter((one) => agree[one])), kept_before: JSON.stringify(particulars(kept)),
    kept_after: JSON.stringify(values), merged_before: JSON.stringify(particulars(merged)), merged_by: actor?.personId ?? null, merged_at: now,
    undo_until: addDays(dayInJapan(now), await undoDays(tx)),
  }).returning('id').executeTakeFirstOrThrow()
  if (moves.length > 0) await tx.insertInto('person_merge_move').values(moves.map((move, position) => ({
    merge_id: id, position, table_name: move.table_name, row_key: JSON.stringify(move.row_key), before: JSON.stringify(move.before), after: JSON.stringify(move.after),
  }))).execute()
  log('person.merged', `person:${keptId}`, { mergeId: id, mergedId, moved: moves.length })
  return id
}

/**
 * Takes a merge back: every row that was moved goes back to where it was. What was added to the person since stays with them.
 * Logs 'person.merge_undone'. @throws Missing, Refusal when it is too late or something newer builds on it
 */
export async function undoMerge(change: Change, mergeId: number, reason: string): Promise<number> {
  const { tx, scope, actor, now, log } = change
  await tx.selectFrom('person_merge').select('id').where('id', '=', mergeId).forUpdate().execute()
  const merge = found(await findMerge(tx, scope, mergeId))
  const pair = await held(change, merge.keptId, merge.mergedId)
  const kept = of(pair, merge.keptId)
  const edited = JSON.stringify(particulars(kept)) !== JSON.stringify(particulars(merge.keptAfter))
  const state = { today: dayInJapan(now), keptMergedOn: kept.merged_into_id !== null, edited }
  refuse(whyNotUndo(merge, { ...state, movedOn: 0 }))
  const movedOn = await beyond(change, () => moveBack(change, mergeId))
  refuse(whyNotUndo(merge, { ...state, movedOn }))
  const before = particulars(merge.keptBefore)
  await tx.updateTable('person').set({ ...before, ...keysOf(before.name, before.kana) }).where('id', '=', merge.keptId).execute()
  await tx.updateTable('person').set({ merged_into_id: null }).where('id', '=', merge.mergedId).execute()
  await tx.updateTable('person_merge').set({ undone_at: now, undone_by: actor?.personId ?? null, undo_reason: reason.trim() }).where('id', '=', mergeId).execute()
  log('person.merge_undone', `person:${merge.keptId}`, { mergeId, mergedId: merge.mergedId })
  return merge.keptId
}

/** Two entries are two people: they are not proposed again. Said twice, the first reason stays. Logs 'person.apart'. */
export async function sayApart(change: Change, oneId: number, otherId: number, reason: string): Promise<void> {
  const { tx, actor, now, log } = change
  await held(change, oneId, otherId)
  await tx.insertInto('person_apart').values({
    one_id: Math.min(oneId, otherId), other_id: Math.max(oneId, otherId), reason: reason.trim(), said_by: actor?.personId ?? null, said_at: now,
  }).onConflict((oc) => oc.columns(['one_id', 'other_id']).doNothing()).execute()
  log('person.apart', `person:${oneId}`, { otherId })
}

/** For how many days merges from now on can be taken back; the prefecture says it for all. Logs 'duplicates.rule_set'. */
export async function setUndoDays({ tx, scope, log }: Change, { undoDays: undo_days }: RuleForm): Promise<void> {
  found(scope.of === 'all' || null)
  await tx.insertInto('duplicate_rule').values({ undo_days }).onConflict((oc) => oc.column('only_one').doUpdateSet({ undo_days })).execute()
  log('duplicates.rule_set', 'duplicates', { undoDays: undo_days })
}

/** Both entries within the scope, held in the order of their ids, so that two officers wait for one another. */
async function held({ tx, scope }: Change, oneId: number, otherId: number) {
  found(oneId === otherId ? null : oneId)
  await tx.selectFrom('person').select('id').where('id', 'in', [oneId, otherId]).orderBy('id').forUpdate().execute()
  const pair = await entries(tx, scope, [oneId, otherId]).execute()
  found(pair.length === 2 ? pair : null)
  return pair
}

const of = (pair: readonly Entry[], id: number): Entry => {
  const entry = pair.find((one) => one.id === id)
  assert(entry !== undefined)
  return entry
}
const sideOf = ({ id, municipality_id, merged_into_id, hasPost }: Entry) =>
  ({ id, municipalityId: municipality_id, mergedIntoId: merged_into_id, hasPost: Boolean(hasPost) })

type Particulars = Pick<Entry, 'name' | 'kana' | 'email' | 'phone' | 'birth_date' | 'roster_consent'>
const particulars = ({ name, kana, email, phone, birth_date, roster_consent }: Particulars): Particulars => ({ name, kana, email, phone, birth_date, roster_consent })

/** Of each box one of the two values. Where nothing was chosen it is that of the entry that stays, or the other where that is blank. */
function chosen(one: Entry, other: Entry, keep: 'one' | 'other', form: MergeForm): Particulars {
  const sides = { one, other }
  const value = <K extends keyof Particulars>(column: K, choice: 'one' | 'other' | undefined): Particulars[K] =>
    choice === undefined ? sides[keep][column] ?? sides[keep === 'one' ? 'other' : 'one'][column] : sides[choice][column]
  return {
    name: value('name', form.name), kana: value('kana', form.kana), email: value('email', form.email), phone: value('phone', form.phone),
    birth_date: value('birth_date', form.birthDate), roster_consent: value('roster_consent', form.rosterConsent),
  }
}

async function moveAll(change: Change, from: number, to: number): Promise<Move[]> {
  const { tx } = change
  const moves = [...await moveAccount(change, from, to), ...await demote(change, from, to)]
  for (const reference of await referencesToPeople(tx)) moves.push(...await moveRows(change, reference, from, to))
  return moves
}

/** One account stays. Without one of their own the person gets the other; with one the other is shut. Either way its sign-ins end. */
async function moveAccount({ tx, now }: Change, from: number, to: number): Promise<Move[]> {
  const account = await tx.selectFrom('account').select(['id', 'disabled_at']).where('person_id', '=', from).forUpdate().executeTakeFirst()
  if (account === undefined) return []
  const own = await tx.selectFrom('account').select('id').where('person_id', '=', to).forUpdate().executeTakeFirst()
  await tx.deleteFrom('session').where('account_id', '=', account.id).execute()
  const key = { table_name: 'account', row_key: { id: account.id } }
  if (own === undefined) {
    await tx.updateTable('account').set({ person_id: to }).where('id', '=', account.id).execute()
    return [{ ...key, before: { person_id: from }, after: { person_id: to } }]
  }
  if (account.disabled_at !== null) return []
  await tx.updateTable('account').set({ disabled_at: now }).where('id', '=', account.id).execute()
  return [{ ...key, before: { disabled_at: null }, after: { disabled_at: now } }]
}

/** A person has one main profession: where the one who stays has theirs, the other's becomes one among several. */
async function demote({ tx }: Change, from: number, to: number): Promise<Move[]> {
  const rows = await tx.updateTable('person_profession').set({ is_primary: false }).where('person_id', '=', from).where('is_primary', '=', true)
    .where((eb) => eb.exists(eb.selectFrom('person_profession as k').select('k.person_id').where('k.person_id', '=', to).where('k.is_primary', '=', true)))
    .returning('profession_code').execute()
  return rows.map(({ profession_code }) => ({
    table_name: 'person_profession', row_key: { person_id: from, profession_code }, before: { is_primary: true }, after: { is_primary: false },
  }))
}

/** Every row in which the one is named names the other. What says the same of both already stays where it is. */
async function moveRows({ tx }: Change, { table, column, key, once }: Reference, from: number, to: number): Promise<Move[]> {
  const name = sql.ref(column)
  const said = once.map(({ others, blanksAreOne }) => sql`exists (select from (select * from ${sql.table(table)} where ${name} = ${to}) k
    where ${others.length === 0 ? sql`true` : sql.join(others.map((other) => sql`${sql.ref(`k.${other}`)} ${blanksAreOne ? sql`is not distinct from` : sql`=`} ${sql.ref(`t.${other}`)}`), sql` and `)})`)
  const free = said.length === 0 ? sql`` : sql`and not (${sql.join(said.map((one) => sql`(${one})`), sql` or `)})`
  const { rows } = await sql<{ row: Row }>`update ${sql.table(table)} as t set ${name} = ${to} where t.${name} = ${from} ${free}
    returning jsonb_build_object(${sql.join(key.flatMap((part) => [sql`${part}::text`, sql.ref(`t.${part}`)]))}) as row`.execute(tx)
  return rows.map(({ row }) => ({ table_name: table, row_key: row, before: { [column]: from }, after: { [column]: to } }))
}

/** Puts every moved row back, the last first. Returns how many are no longer as the merge left them; then nothing may be kept. */
async function moveBack({ tx }: Change, mergeId: number): Promise<number> {
  const moves = await tx.selectFrom('person_merge_move').select(['table_name', 'row_key', 'before', 'after']).where('merge_id', '=', mergeId)
    .orderBy('position', 'desc').limit(100_000).execute() as unknown as Move[]
  let missing = 0
  for (const { table_name, row_key, before, after } of moves) {
    const table = sql.table(table_name)
    const columns = Object.keys(before)
    const now = { ...row_key, ...after }
    const { numAffectedRows } = await sql`update ${table} as t set ${sql.join(columns.map((column) => sql`${sql.ref(column)} = b.${sql.ref(column)}`))}
      from jsonb_populate_record(null::${table}, ${JSON.stringify(before)}::jsonb) b, jsonb_populate_record(null::${table}, ${JSON.stringify(now)}::jsonb) a
      where ${sql.join(Object.keys(now).map((column) => sql`t.${sql.ref(column)} is not distinct from a.${sql.ref(column)}`), sql` and `)}`.execute(tx)
    if (numAffectedRows !== 1n) missing += 1
  }
  return missing
}

import type { Change } from '../../base/change.ts'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { minutesOfTap, stateOf } from '../../classroom/attendance/changes.ts'
import { pileOf, whyNotMark, whyNotUndo, whyNotUnseen, type AttendanceState, type Evidence } from '../../classroom/attendance/rules.ts'
import { personFor } from '../../who/people/changes.ts'
import { acceptableName, searchKeyOf, storedKana } from '../../who/people/names.ts'
import { findPeople } from '../../who/people/queries.ts'
import { deriveCompleted, heldLocalTraining, tookPlace } from '../local-trainings/changes.ts'
import type { LocalTraining } from '../local-trainings/queries.ts'
import type { AddForm, PasteForm, TapForm } from './forms.ts'
import { localMarkOf, localMarksOf, localRollOf, participantsOf, peopleNamed } from './queries.ts'
import { pastedLines, whyNotAdd, whyNotRemove, whyNotTakeRoll, type PastedLine } from './rules.ts'

/** Known people of the municipality become participants; who is one already stays as they are. Logs 'local_roll.added'. @throws Missing, Refusal */
export async function addPeople(change: Change, id: number, { people }: AddForm): Promise<number> {
  const training = await heldLocalTraining(change, id)
  return put(change, training, people)
}

async function put(change: Change, training: LocalTraining, people: readonly number[]): Promise<number> {
  const { tx, scope, actor, now, log } = change
  const known = await participantsOf(tx, scope, training.id)
  const wanted = [...new Set(people)].filter((one) => !known.some(({ personId }) => personId === one))
  refuse(whyNotAdd({ state: training.state, participants: known.length, more: wanted.length }))
  const [last, reached] = [known.at(-1)?.number ?? 0, new Map((await findPeople(tx, scope, wanted)).map((one) => [one.id, one]))]
  const rows = wanted.map((personId, n) => {
    const { name, kana, affiliation, professionCode } = found(reached.get(personId))
    return {
      local_training_id: training.id, municipality_id: training.municipalityId, person_id: personId, number: last + n + 1, name, kana: kana ?? '', affiliation: affiliation ?? '',
      profession_code: professionCode, added_by: actor?.personId ?? null, added_at: now,
    }
  })
  if (rows.length > 0) await tx.insertInto('local_participant').values(rows).execute()
  log('local_roll.added', `local_training:${training.id}`, { people: rows.length })
  return rows.length
}

/**
 * A list pasted from a table: whoever is known by that name is taken, with kana somebody new is added as everywhere; a name alone that is unknown, or
 * that several have, is asked about. All of it or nothing. Logs 'local_roll.added'. @throws Missing, Refusal, Unfit naming the lines
 */
export async function pastePeople(change: Change, id: number, { names }: PasteForm): Promise<number> {
  const training = await heldLocalTraining(change, id)
  refuse(whyNotTakeRoll(training.state))
  const lines = pastedLines(names)
  mend(lines.length === 0 ? [{ field: 'names', reason: { key: 'form.missing' } }] : problemsIn(lines))
  const bare = lines.filter(({ kana }) => kana === '')
  const candidates = await peopleNamed(change.tx, training.municipalityId, bare.map(({ name }) => searchKeyOf(name)))
  const meant = new Map(bare.map((line) => [line, candidates.filter((one) => searchKeyOf(one.name) === searchKeyOf(line.name)
    && (line.affiliation === '' || searchKeyOf(one.affiliation ?? '') === searchKeyOf(line.affiliation)))]))
  mend([...unclear('localRolls.unknown', bare.filter((line) => meant.get(line)!.length === 0)), ...unclear('localRolls.namesakes', bare.filter((line) => meant.get(line)!.length > 1))])
  const people: number[] = []
  for (const line of lines) {
    people.push(line.kana === '' ? meant.get(line)![0]!.id
      : await personFor(change, { municipalityId: training.municipalityId, name: line.name, kana: line.kana, professionCode: null, affiliation: line.affiliation, except: people }))
  }
  return put(change, training, people)
}

const numbersOf = (lines: readonly PastedLine[]) => lines.slice(0, 20).map(({ line }) => line).join('・')
const unclear = (key: 'localRolls.unknown' | 'localRolls.namesakes' | 'localRolls.badName' | 'localRolls.badKana', lines: readonly PastedLine[]): FieldReason[] =>
  lines.length === 0 ? [] : [{ field: 'names', reason: { key, data: { lines: numbersOf(lines), name: lines[0]!.name } } }]

const problemsIn = (lines: readonly PastedLine[]): FieldReason[] => [
  ...unclear('localRolls.badName', lines.filter(({ name }) => !acceptableName(name))), ...unclear('localRolls.badKana', lines.filter(({ kana }) => kana !== '' && storedKana(kana) === null)),
].slice(0, 1)

/** Takes somebody off who has no mark yet. Logs 'local_roll.removed'. @throws Missing, Refusal */
export async function removeParticipant(change: Change, id: number, participantId: number): Promise<void> {
  const { tx, scope, log } = change
  const training = await heldLocalTraining(change, id)
  const one = found((await participantsOf(tx, scope, id)).find((row) => row.id === participantId))
  refuse(whyNotRemove({ marks: one.marks.length, state: training.state }))
  await tx.deleteFrom('local_attendance_mark').where('participant_id', '=', participantId).where('undoes', 'is not', null).execute()
  await tx.deleteFrom('local_attendance_mark').where('participant_id', '=', participantId).execute()
  await tx.deleteFrom('local_participant').where('id', '=', participantId).execute()
  log('local_roll.removed', `local_training:${id}`, { personId: one.personId })
}

interface Next { state: AttendanceState | null; minutes: number | null; evidence: Evidence; reason: string }

/** One tap on the roll of a day, by the rules of every roll. Logs 'local_roll.marked'. @throws Missing, Refusal */
export async function tapLocalRoll(change: Change, id: number, { dayId, rows: [row], reason = '' }: TapForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const training = await heldLocalTraining(change, id)
  const day = found(training.days.find((one) => one.id === dayId))
  const { participant, state, minutes, seen } = row!
  found((await participantsOf(tx, scope, id)).find((one) => one.id === participant))
  refuse(whyNotTakeRoll(training.state))
  const standing = await localMarkOf(tx, dayId, participant) ?? null
  const next: Next = { state: stateOf(state), minutes: minutesOfTap(state, minutes, day, now), evidence: 'staff', reason: reason.trim() }
  refuse(whyNotMark({ current: standing, next }, day.heldOn, dayInJapan(now)) ?? whyNotUnseen({ seen, standing, next }, actor?.personId ?? null, timeInJapan))
  await keep(change, training, dayId, [{ participant, next }])
  log('local_roll.marked', `local_training:${id}`, { participant, dayId })
}

/** Everybody of a day who has no mark was there: the exceptions are tapped first. Logs 'local_roll.rest_present'. @throws Missing, Refusal before the day */
export async function markRest(change: Change, id: number, dayId: number): Promise<number> {
  const { tx, scope, now, log } = change
  const training = await heldLocalTraining(change, id)
  const day = found(training.days.find((one) => one.id === dayId))
  const next: Next = { state: 'present', minutes: null, evidence: 'staff', reason: '' }
  refuse(whyNotTakeRoll(training.state) ?? whyNotMark({ current: null, next }, day.heldOn, dayInJapan(now)))
  const rest = (await localRollOf(tx, scope, id, dayId, { me: 0, since: now })).filter(({ state }) => state === null)
  await keep(change, training, dayId, rest.map(({ id: participant }) => ({ participant, next })))
  log('local_roll.rest_present', `local_training:${id}`, { dayId, people: rest.length })
  return rest.length
}

const cameStates: ReadonlySet<AttendanceState> = new Set(['present', 'late', 'left_early', 'disconnected'])

/** One mark to be kept: whose, what, and for one that takes another back, which, and who had made what stands again. */
interface Wanted { participant: number; next: Next; undoes?: number; was?: { by: number | null; markedAt: Date } }

/** Each mark is kept and becomes the one that stands; who completed is derived anew, and that somebody came says that the training takes place. */
async function keep(change: Change, training: LocalTraining, dayId: number, marks: readonly Wanted[]): Promise<void> {
  if (marks.length === 0) return
  const { tx, actor, now } = change
  const me = actor?.personId ?? null
  const rowOf = ({ participant, next: { minutes, evidence, reason } }: Wanted) =>
    ({ local_training_day_id: dayId, participant_id: participant, municipality_id: training.municipalityId, minutes, evidence, reason: reason || null })
  await tx.insertInto('local_attendance_mark').values(marks.map((one) => ({ ...rowOf(one), state: one.next.state, marked_by: me, marked_at: now, undoes: one.undoes ?? null }))).execute()
  const standing = marks.flatMap((one) => one.next.state === null ? []
    : [{ ...rowOf(one), state: one.next.state, marked_by: one.was === undefined ? me : one.was.by, marked_at: one.was?.markedAt ?? now }])
  if (standing.length > 0) await tx.insertInto('local_attendance').values(standing).onConflict((oc) => oc.columns(['local_training_day_id', 'participant_id']).doUpdateSet(({ ref }) => ({
    state: ref('excluded.state'), minutes: ref('excluded.minutes'), evidence: ref('excluded.evidence'), reason: ref('excluded.reason'), marked_by: ref('excluded.marked_by'), marked_at: ref('excluded.marked_at'),
  }))).execute()
  const cleared = marks.filter(({ next }) => next.state === null).map(({ participant }) => participant)
  if (cleared.length > 0) await tx.deleteFrom('local_attendance').where('local_training_day_id', '=', dayId).where('participant_id', 'in', cleared).execute()
  await deriveCompleted(change, training.id, marks.map(({ participant }) => participant))
  if (marks.some(({ next }) => next.state !== null && cameStates.has(next.state))) await tookPlace(change, training)
}

/** Takes one's own last tap back: what stood before stands again. Logs 'local_roll.undone'. @throws Missing, Refusal when it stands no more */
export async function undoTap(change: Change, id: number, dayId: number, markId: number): Promise<number> {
  const { tx, actor, log } = change
  const training = await heldLocalTraining(change, id)
  found(training.days.find((one) => one.id === dayId))
  const { participant_id: participant } = found(await tx.selectFrom('local_attendance_mark').select('participant_id').where('id', '=', markId).where('local_training_day_id', '=', dayId).executeTakeFirst())
  const kept = await localMarksOf(tx, dayId, participant)
  refuse(whyNotTakeRoll(training.state) ?? whyNotUndo(kept, markId, actor?.personId ?? null))
  const before = pileOf(kept).at(-2)
  const next: Next = { state: before?.state ?? null, minutes: before?.minutes ?? null, evidence: before?.evidence ?? 'staff', reason: before?.reason ?? '' }
  await keep(change, training, dayId, [{ participant, next, undoes: markId, ...before === undefined ? {} : { was: { by: before.by, markedAt: before.markedAt } } }])
  log('local_roll.undone', `local_training:${id}`, { participant, dayId })
  return participant
}

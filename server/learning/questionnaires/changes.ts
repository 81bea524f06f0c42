import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Writer } from '../../base/database.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { saveContent } from '../lessons/changes.ts'
import { beginLesson, completeLesson, openLesson } from '../lessons/doing/changes.ts'
import type { EditForm } from './editing.ts'
import { findQuestionnaire, potsOfAsking, sortsOfPeople, type Asking, type GroupPot } from './queries.ts'
import {
  answerOf, arranged, arrangementOf, askedOf, countable, nobody, optionsTyped, placeFor, problemsOfAnswer, sidesOf, tallyOf, together, whyNotCount,
  type Answer, type Asked, type Item, type Side, type Tally,
} from './rules.ts'
import { standardIntro, standardItems } from './standard.ts'

/** What was typed becomes the draft, and then the button does what it says. @throws Missing, Refusal when somebody else was first */
export async function saveQuestionnaire(change: Change, lessonId: number, form: EditForm): Promise<void> {
  await saveContent(change, { id: lessonId, kind: 'questionnaire', version: form.version }, askedTyped(change, form))
}

/** What can be asked to begin with, and how it is introduced. */
export interface Standard { items: readonly Omit<Item, 'id'>[]; intro: Pick<Asked, 'intro' | 'introEn'> }

/** What the editor says is asked, after its button did what it says. */
export function askedTyped(change: Pick<Change, 'random'>, form: EditForm, standard: Standard = { items: standardItems, intro: standardIntro }): Asked {
  const { intro = '', introEn = '', grouping, within = 'none', items = [], act } = form
  const fresh = () => `q${Buffer.from(change.random(4)).toString('hex')}`
  const rows = items.map(({ id = fresh(), kind, label = '', labelEn = '', options = '', required }): Item =>
    ({ id, kind, label, labelEn, required: required === 'true', options: kind === 'text' ? [] : optionsTyped(options) }))
  const arrangement = arrangementOf(act)
  const added: Item[] = arrangement?.act === 'standard' ? standard.items.map((item) => ({ ...item, id: fresh() }))
    : arrangement?.act === 'add' ? [{ id: fresh(), kind: 'scale5', label: '', labelEn: '', required: false, options: [] }] : []
  const words = arrangement?.act === 'standard' && intro === '' ? standard.intro : { intro, introEn }
  return { ...words, grouping, within, items: arranged(rows, arrangement, added) }
}

/**
 * An answer is counted, and the lesson is done. The two are said apart: `progress` and its audit line know who, the pot knows
 * what, and nothing of the answer stands anywhere else. Once it is counted nobody finds it again, its giver included.
 * @throws Missing outside the scope, Refusal when it is not open or was answered, Unfit when something is missing
 */
export async function answerQuestionnaire(change: Change, enrollmentId: number, lessonId: number, sent: unknown): Promise<void> {
  const { tx } = change
  const lesson = await openLesson(change, enrollmentId, lessonId)
  const asked = askedOf(lesson.content)
  const answer = answerOf(asked, sent)
  await beginLesson(change, lesson)
  const held = await tx.selectFrom('progress').select('state').where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).forUpdate().executeTakeFirstOrThrow()
  if (held.state === 'completed') throw new Refusal({ key: 'questionnaires.answered' })
  mend(problemsOfAnswer(asked, answer))
  await countIn(tx, placeOf({ lessonId, trainingId: lesson.trainingId }, await groupOf(change, asked, lesson)), tallyOf(asked, answer))
  await completeLesson(change, lesson)
}

type Group = Pick<GroupPot, 'cohortId' | 'category' | 'municipalityId' | 'professionCode'>
interface Place { lesson_id: number | null; training_id: number | null; meeting_id: number | null; cohort_id: number | null; category: Group['category']; municipality_id: number | null; profession_code: string | null }
const noGroup: Group = { cohortId: null, category: null, municipalityId: null, professionCode: null }

async function groupOf(change: Change, asked: Asked, { enrollmentId, trainingId }: { enrollmentId: number; trainingId: number }): Promise<Group> {
  const sides = sidesOf(asked)
  const own = await change.tx.selectFrom('enrollment').select(['cohort_id as cohort', 'category', 'municipality_id as municipality', 'profession_code as profession'])
    .where('id', '=', enrollmentId).executeTakeFirstOrThrow()
  const place = placeFor(sides.map((side) => own[side]), await beyond(change, (db) => sortsOfPeople(db, trainingId, sides)))
  const at = (side: Side) => place[sides.indexOf(side)] ?? null
  return { cohortId: at('cohort') as number | null, category: at('category') as Group['category'], municipalityId: at('municipality') as number | null, professionCode: at('profession') as string | null }
}

const placeOf = (asking: Asking, { cohortId, category, municipalityId, professionCode }: Group): Place => ({
  ...'meetingId' in asking ? { lesson_id: null, training_id: null, meeting_id: asking.meetingId } : { lesson_id: asking.lessonId, training_id: asking.trainingId, meeting_id: null },
  cohort_id: cohortId, category, municipality_id: municipalityId, profession_code: professionCode,
})

/** What somebody says to a meeting is counted among all: so few come from one municipality that nobody could hide in theirs. */
export const countAmongAll = (tx: Writer, asking: Asking, asked: Asked, answer: Answer): Promise<void> => countIn(tx, placeOf(asking, noGroup), tallyOf(asked, answer))

/** The pot is held and written whole, whatever is added to it. */
async function countIn(tx: Writer, place: Place, tally: Tally): Promise<void> {
  await tx.insertInto('questionnaire_pot').values({ ...place, pending: JSON.stringify(nobody) })
    .onConflict((oc) => oc.constraint('questionnaire_pot_once').doNothing()).execute()
  const { pending } = await tx.selectFrom('questionnaire_pot').select('pending').where(isAt(place)).forUpdate().executeTakeFirstOrThrow()
  await tx.updateTable('questionnaire_pot').set({ pending: JSON.stringify(together([pending as unknown as Tally, tally])) }).where(isAt(place)).execute()
}

/** The pot of that place; null is a value here. */
const isAt = ({ lesson_id, training_id, meeting_id, cohort_id, category, municipality_id, profession_code }: Place) => sql<boolean>`lesson_id is not distinct from ${lesson_id}::int
  and training_id is not distinct from ${training_id}::int and meeting_id is not distinct from ${meeting_id}::int
  and cohort_id is not distinct from ${cohort_id}::int and category is not distinct from ${category}::text
  and municipality_id is not distinct from ${municipality_id}::int and profession_code is not distinct from ${profession_code}::text`

/**
 * What waits in these groups is counted, as one wave that can be seen from now on. Without groups: those that are few, as one.
 * @throws Missing for a group that is none, Refusal when fewer than five wait in one of them
 */
export async function countAnswers(change: Change, trainingId: number, lessonId: number, groups: readonly string[] | undefined): Promise<void> {
  found(await findQuestionnaire(change.tx, change.scope, trainingId, lessonId))
  const people = await countWaiting(change, { trainingId, lessonId }, groups)
  change.log('questionnaire.counted', `training:${trainingId}`, { lessonId, people })
}

/** The same for whoever asks, which the caller has found by its scope. Returns how many people were counted. @throws Missing, Refusal */
export async function countWaiting({ tx, scope, now }: Change, asking: Asking, groups: readonly string[] | undefined): Promise<number> {
  const held = tx.selectFrom('questionnaire_pot').select('lesson_id').orderBy('cohort_id').orderBy('category').orderBy('municipality_id').orderBy('profession_code').forUpdate()
  await ('meetingId' in asking ? held.where('meeting_id', '=', asking.meetingId) : held.where('training_id', '=', asking.trainingId).where('lesson_id', '=', asking.lessonId)).execute()
  const pots = await potsOfAsking(tx, scope, asking)
  const { each, pooled } = countable(pots)
  const chosen = groups === undefined ? pooled : [...new Set(groups)].map((key) => found(pots.find((pot) => pot.key === key)))
  refuse(whyNotCount(groups === undefined ? pooled : chosen.every((pot) => each.includes(pot)) ? chosen : []))
  const block = { wave: 1 + Math.max(0, ...pots.flatMap(({ shown }) => shown.map(({ wave }) => wave))), on: dayInJapan(now) }
  for (const pot of chosen) {
    const shown = groups === undefined ? pot.shown : [...pot.shown, { ...block, tally: pot.pending }]
    await tx.updateTable('questionnaire_pot').set({ pending: JSON.stringify(nobody), shown: JSON.stringify(shown) }).where(isAt(placeOf(asking, pot))).execute()
  }
  if (groups === undefined) await countTogether(tx, placeOf(asking, noGroup), pots, { ...block, tally: together(chosen.map(({ pending }) => pending)) })
  return chosen.reduce((sum, { pending }) => sum + pending.people, 0)
}

/** Groups that are few leave their group: they are counted among those who have none. */
async function countTogether(tx: Writer, place: Place, pots: readonly GroupPot[], block: GroupPot['shown'][number]): Promise<void> {
  const shown = JSON.stringify([...pots.find(({ key }) => key === 'rest')?.shown ?? [], block])
  await tx.insertInto('questionnaire_pot').values({ ...place, pending: JSON.stringify(nobody), shown })
    .onConflict((oc) => oc.constraint('questionnaire_pot_once').doUpdateSet({ shown })).execute()
}

import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Writer } from '../../base/database.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { beginLesson, completeLesson, openLesson, saveContent } from '../lessons/changes.ts'
import type { EditForm } from './forms.ts'
import { findQuestionnaire, groupSizes, potsOf, type GroupPot } from './queries.ts'
import {
  answerOf, arranged, arrangementOf, askedOf, countable, groupFor, nobody, optionsTyped, problemsOfAnswer, tallyOf, together, whyNotCount,
  type Asked, type Item, type Tally,
} from './rules.ts'
import { standardIntro, standardItems } from './standard.ts'

/** What was typed becomes the draft, and then the button does what it says. @throws Missing, Refusal when somebody else was first */
export async function saveQuestionnaire(change: Change, lessonId: number, form: EditForm): Promise<void> {
  const { intro = '', introEn = '', grouping, items = [], act, version } = form
  const fresh = () => `q${Buffer.from(change.random(4)).toString('hex')}`
  const rows = items.map(({ id = fresh(), kind, label = '', labelEn = '', options = '', required }): Item =>
    ({ id, kind, label, labelEn, required: required === 'true', options: kind === 'text' ? [] : optionsTyped(options) }))
  const arrangement = arrangementOf(act)
  const added: Item[] = arrangement?.act === 'standard' ? standardItems.map((item) => ({ ...item, id: fresh() }))
    : arrangement?.act === 'add' ? [{ id: fresh(), kind: 'scale5', label: '', labelEn: '', required: false, options: [] }] : []
  const words = arrangement?.act === 'standard' && intro === '' ? standardIntro : { intro, introEn }
  const asked: Asked = { ...words, grouping, items: arranged(rows, arrangement, added) }
  await saveContent(change, { id: lessonId, kind: 'questionnaire', version }, asked)
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
  await countIn(tx, { lesson_id: lessonId, training_id: lesson.trainingId, ...await groupOf(change, asked, lesson) }, tallyOf(asked, answer))
  await completeLesson(change, lesson)
}

type Group = Pick<GroupPot, 'cohortId' | 'category'>
interface Place { lesson_id: number; training_id: number; cohort_id: number | null; category: Group['category'] }

async function groupOf(change: Change, { grouping }: Asked, { enrollmentId, trainingId }: { enrollmentId: number; trainingId: number }): Promise<Pick<Place, 'cohort_id' | 'category'>> {
  const own = await change.tx.selectFrom('enrollment').select(['cohort_id', 'category']).where('id', '=', enrollmentId).executeTakeFirstOrThrow()
  const sizes = await beyond(change, (db) => groupSizes(db, trainingId, grouping))
  const group = grouping === 'none' ? null : groupFor<number | string>(grouping === 'cohort' ? own.cohort_id : own.category, sizes)
  return { cohort_id: grouping === 'cohort' ? group as number | null : null, category: grouping === 'category' ? group as Group['category'] : null }
}

/** The pot is held and written whole, whatever is added to it. */
async function countIn(tx: Writer, place: Place, tally: Tally): Promise<void> {
  await tx.insertInto('questionnaire_pot').values({ ...place, pending: JSON.stringify(nobody) })
    .onConflict((oc) => oc.constraint('questionnaire_pot_once').doNothing()).execute()
  const { pending } = await tx.selectFrom('questionnaire_pot').select('pending').where(isAt(place)).forUpdate().executeTakeFirstOrThrow()
  await tx.updateTable('questionnaire_pot').set({ pending: JSON.stringify(together([pending as unknown as Tally, tally])) }).where(isAt(place)).execute()
}

/** The pot of that place; null is a value here. */
const isAt = ({ lesson_id, training_id, cohort_id, category }: Place) => sql<boolean>`lesson_id = ${lesson_id} and training_id = ${training_id}
  and cohort_id is not distinct from ${cohort_id}::int and category is not distinct from ${category}::text`

/**
 * What waits in these groups is counted, as one wave that can be seen from now on. Without groups: those that are few, as one.
 * @throws Missing for a group that is none, Refusal when fewer than five wait in one of them
 */
export async function countAnswers(change: Change, trainingId: number, lessonId: number, groups: readonly string[] | undefined): Promise<void> {
  const { tx, scope, now, log } = change
  found(await findQuestionnaire(tx, scope, trainingId, lessonId))
  await tx.selectFrom('questionnaire_pot').select('lesson_id').where('training_id', '=', trainingId).where('lesson_id', '=', lessonId)
    .orderBy('cohort_id').orderBy('category').forUpdate().execute()
  const pots = await potsOf(tx, scope, trainingId, lessonId)
  const { each, pooled } = countable(pots)
  const chosen = groups === undefined ? pooled : [...new Set(groups)].map((key) => found(pots.find((pot) => pot.key === key)))
  refuse(whyNotCount(groups === undefined ? pooled : chosen.every((pot) => each.includes(pot)) ? chosen : []))
  const block = { wave: 1 + Math.max(0, ...pots.flatMap(({ shown }) => shown.map(({ wave }) => wave))), on: dayInJapan(now) }
  const placeOf = ({ cohortId, category }: Group): Place => ({ lesson_id: lessonId, training_id: trainingId, cohort_id: cohortId, category })
  for (const pot of chosen) {
    const shown = groups === undefined ? pot.shown : [...pot.shown, { ...block, tally: pot.pending }]
    await tx.updateTable('questionnaire_pot').set({ pending: JSON.stringify(nobody), shown: JSON.stringify(shown) }).where(isAt(placeOf(pot))).execute()
  }
  if (groups === undefined) await countTogether(tx, placeOf({ cohortId: null, category: null }), pots, { ...block, tally: together(chosen.map(({ pending }) => pending)) })
  log('questionnaire.counted', `training:${trainingId}`, { lessonId, people: chosen.reduce((sum, { pending }) => sum + pending.people, 0) })
}

/** Groups that are few leave their group: they are counted among those who have none. */
async function countTogether(tx: Writer, place: Place, pots: readonly GroupPot[], block: GroupPot['shown'][number]): Promise<void> {
  const shown = JSON.stringify([...pots.find(({ key }) => key === 'rest')?.shown ?? [], block])
  await tx.insertInto('questionnaire_pot').values({ ...place, pending: JSON.stringify(nobody), shown })
    .onConflict((oc) => oc.constraint('questionnaire_pot_once').doUpdateSet({ shown })).execute()
}

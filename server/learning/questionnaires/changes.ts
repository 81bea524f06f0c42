import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Writer } from '../../base/database.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { saveContent } from '../lessons/changes.ts'
import { beginLesson, completeLesson, openLesson } from '../lessons/doing/changes.ts'
import type { EditForm } from './forms.ts'
import { findQuestionnaire, potsOf, sortsOfPeople, type GroupPot } from './queries.ts'
import {
  answerOf, arranged, arrangementOf, askedOf, countable, nobody, optionsTyped, placeFor, problemsOfAnswer, sidesOf, tallyOf, together, whyNotCount,
  type Asked, type Item, type Side, type Tally,
} from './rules.ts'
import { standardIntro, standardItems } from './standard.ts'

/** What was typed becomes the draft, and then the button does what it says. @throws Missing, Refusal when somebody else was first */
export async function saveQuestionnaire(change: Change, lessonId: number, form: EditForm): Promise<void> {
  const { intro = '', introEn = '', grouping, within = 'none', items = [], act, version } = form
  const fresh = () => `q${Buffer.from(change.random(4)).toString('hex')}`
  const rows = items.map(({ id = fresh(), kind, label = '', labelEn = '', options = '', required }): Item =>
    ({ id, kind, label, labelEn, required: required === 'true', options: kind === 'text' ? [] : optionsTyped(options) }))
  const arrangement = arrangementOf(act)
  const added: Item[] = arrangement?.act === 'standard' ? standardItems.map((item) => ({ ...item, id: fresh() }))
    : arrangement?.act === 'add' ? [{ id: fresh(), kind: 'scale5', label: '', labelEn: '', required: false, options: [] }] : []
  const words = arrangement?.act === 'standard' && intro === '' ? standardIntro : { intro, introEn }
  const asked: Asked = { ...words, grouping, within, items: arranged(rows, arrangement, added) }
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
  await countIn(tx, placeOf(lessonId, lesson.trainingId, await groupOf(change, asked, lesson)), tallyOf(asked, answer))
  await completeLesson(change, lesson)
}

type Group = Pick<GroupPot, 'cohortId' | 'category' | 'municipalityId' | 'professionCode'>
interface Place { lesson_id: number; training_id: number; cohort_id: number | null; category: Group['category']; municipality_id: number | null; profession_code: string | null }
const noGroup: Group = { cohortId: null, category: null, municipalityId: null, professionCode: null }

async function groupOf(change: Change, asked: Asked, { enrollmentId, trainingId }: { enrollmentId: number; trainingId: number }): Promise<Group> {
  const sides = sidesOf(asked)
  const own = await change.tx.selectFrom('enrollment').select(['cohort_id as cohort', 'category', 'municipality_id as municipality', 'profession_code as profession'])
    .where('id', '=', enrollmentId).executeTakeFirstOrThrow()
  const place = placeFor(sides.map((side) => own[side]), await beyond(change, (db) => sortsOfPeople(db, trainingId, sides)))
  const at = (side: Side) => place[sides.indexOf(side)] ?? null
  return { cohortId: at('cohort') as number | null, category: at('category') as Group['category'], municipalityId: at('municipality') as number | null, professionCode: at('profession') as string | null }
}

const placeOf = (lesson_id: number, training_id: number, { cohortId, category, municipalityId, professionCode }: Group): Place =>
  ({ lesson_id, training_id, cohort_id: cohortId, category, municipality_id: municipalityId, profession_code: professionCode })

/** The pot is held and written whole, whatever is added to it. */
async function countIn(tx: Writer, place: Place, tally: Tally): Promise<void> {
  await tx.insertInto('questionnaire_pot').values({ ...place, pending: JSON.stringify(nobody) })
    .onConflict((oc) => oc.constraint('questionnaire_pot_once').doNothing()).execute()
  const { pending } = await tx.selectFrom('questionnaire_pot').select('pending').where(isAt(place)).forUpdate().executeTakeFirstOrThrow()
  await tx.updateTable('questionnaire_pot').set({ pending: JSON.stringify(together([pending as unknown as Tally, tally])) }).where(isAt(place)).execute()
}

/** The pot of that place; null is a value here. */
const isAt = ({ lesson_id, training_id, cohort_id, category, municipality_id, profession_code }: Place) => sql<boolean>`lesson_id = ${lesson_id} and training_id = ${training_id}
  and cohort_id is not distinct from ${cohort_id}::int and category is not distinct from ${category}::text
  and municipality_id is not distinct from ${municipality_id}::int and profession_code is not distinct from ${profession_code}::text`

/**
 * What waits in these groups is counted, as one wave that can be seen from now on. Without groups: those that are few, as one.
 * @throws Missing for a group that is none, Refusal when fewer than five wait in one of them
 */
export async function countAnswers(change: Change, trainingId: number, lessonId: number, groups: readonly string[] | undefined): Promise<void> {
  const { tx, scope, now, log } = change
  found(await findQuestionnaire(tx, scope, trainingId, lessonId))
  await tx.selectFrom('questionnaire_pot').select('lesson_id').where('training_id', '=', trainingId).where('lesson_id', '=', lessonId)
    .orderBy('cohort_id').orderBy('category').orderBy('municipality_id').orderBy('profession_code').forUpdate().execute()
  const pots = await potsOf(tx, scope, trainingId, lessonId)
  const { each, pooled } = countable(pots)
  const chosen = groups === undefined ? pooled : [...new Set(groups)].map((key) => found(pots.find((pot) => pot.key === key)))
  refuse(whyNotCount(groups === undefined ? pooled : chosen.every((pot) => each.includes(pot)) ? chosen : []))
  const block = { wave: 1 + Math.max(0, ...pots.flatMap(({ shown }) => shown.map(({ wave }) => wave))), on: dayInJapan(now) }
  for (const pot of chosen) {
    const shown = groups === undefined ? pot.shown : [...pot.shown, { ...block, tally: pot.pending }]
    await tx.updateTable('questionnaire_pot').set({ pending: JSON.stringify(nobody), shown: JSON.stringify(shown) }).where(isAt(placeOf(lessonId, trainingId, pot))).execute()
  }
  if (groups === undefined) await countTogether(tx, placeOf(lessonId, trainingId, noGroup), pots, { ...block, tally: together(chosen.map(({ pending }) => pending)) })
  log('questionnaire.counted', `training:${trainingId}`, { lessonId, people: chosen.reduce((sum, { pending }) => sum + pending.people, 0) })
}

/** Groups that are few leave their group: they are counted among those who have none. */
async function countTogether(tx: Writer, place: Place, pots: readonly GroupPot[], block: GroupPot['shown'][number]): Promise<void> {
  const shown = JSON.stringify([...pots.find(({ key }) => key === 'rest')?.shown ?? [], block])
  await tx.insertInto('questionnaire_pot').values({ ...place, pending: JSON.stringify(nobody), shown })
    .onConflict((oc) => oc.constraint('questionnaire_pot_once').doUpdateSet({ shown })).execute()
}

import { addDays, addMonths, type Day } from '../../base/days.ts'
import { nobody, tallyOf, together, type Asked, type Item, type Tally } from '../../learning/questionnaires/rules.ts'
import { standardIntro, standardItems } from '../../learning/questionnaires/standard.ts'
import { dice as throwing, type Dice } from './dice.ts'
import type { Offer } from './offer.ts'
import type { Tray } from './tray.ts'

/** What trainees answered when they were asked how it was, and what changed for them. Its chance is its own, so nothing else moves. */
export function putMeasured(tray: Tray, offer: Offer, years: { trainingId: number; until: Day }[]): void {
  const dice = throwing(20261130)
  for (const year of years) putMeasurement(tray, dice, offer, year)
  putQuestionnaire(tray, dice, offer, years.at(-1)!)
}

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)
type Enrolled = ReturnType<Tray['rows']>[number] & { id: number; cohort_id: number; attended?: boolean; state?: string }

const enrolledIn = (tray: Tray, trainingId: number) => (tray.rows('enrollment') as unknown as (Enrolled & { training_id: number })[])
  .filter(({ training_id, state }) => training_id === trainingId && state !== 'withdrawn')
const dayOf = (tray: Tray, cohortId: number) => tray.rows('class_day').filter(({ cohort_id }) => cohort_id === cohortId).map(({ held_on }) => String(held_on)).sort()[0]!

/** Most people find they can do more afterwards, and a little of it is lost again in three months. */
function putMeasurement(tray: Tray, dice: Dice, { modules }: Offer, { trainingId, until }: { trainingId: number; until: Day }): void {
  const items = [...modules.practitioner.map(({ id }) => {
    const module = tray.rows('module')[id - 1]!
    return { id: `m${id}`, label: String(module.title), labelEn: String(module.title_en) }
  }), { id: 'x1', label: '会議を時間内に終えられる', labelEn: 'Ending a conference in time' }]
  tray.put('effect_measurement', { training_id: trainingId, items: JSON.stringify(items) })
  for (const { id, cohort_id } of enrolledIn(tray, trainingId)) {
    const day = dayOf(tray, cohort_id)
    if (!dice.happens(0.7)) continue
    tray.put('effect_sheet', { enrollment_id: id, goal: dice.pick(goals), has_manager: false, expectation: '' })
    let now = items.map(() => dice.between(1, 3))
    const ratings = () => JSON.stringify(Object.fromEntries(items.map((item, place) => [item.id, now[place]!])))
    const put = (round: 'before' | 'after' | 'later', on: Day, rater: 'self' | 'manager' = 'self') => {
      if (on <= until) tray.put('effect_rating', { enrollment_id: id, round, rater, ratings: ratings(), rated_at: at(on, '12:20') })
    }
    put('before', addDays(day, -dice.between(1, 20)))
    now = now.map((rating) => Math.min(5, rating + dice.pick([0, 1, 1, 2])))
    if (dice.happens(0.85)) put('after', addDays(day, dice.between(0, 10)))
    now = now.map((rating) => Math.max(1, rating - dice.pick([0, 0, 0, 1])))
    if (dice.happens(0.6)) put('later', addDays(addMonths(day, 3), dice.between(0, 25)))
    now = now.map((rating) => Math.max(1, Math.min(5, rating + dice.pick([-1, 0, 0, 1]))))
    if (dice.happens(0.4)) put('later', addDays(addMonths(day, 3), dice.between(0, 25)), 'manager')
  }
}

const goals = ['会議の司会を一人でできるようになりたい', '助言を短い言葉で伝えたい', '個別の事例から地域の課題を見つけたい', '事例の資料を分かりやすく作りたい']

function putQuestionnaire(tray: Tray, dice: Dice, { modules }: Offer, { trainingId, until }: { trainingId: number; until: Day }): void {
  const items = standardItems.map((item, place): Item => ({ ...item, id: `q0000000${place + 1}` }))
  const asked: Asked = { ...standardIntro, grouping: 'cohort', within: 'none', items }
  const module_id = modules.practitioner.at(-1)!.id
  const lesson = tray.put('lesson', { module_id, position: 1 + tray.rows('lesson').filter((one) => one.module_id === module_id).length, kind: 'questionnaire', title: '受講後のアンケート', title_en: 'Questionnaire after the training' })
  const version = tray.put('lesson_version', { lesson_id: lesson, number: 1, content: JSON.stringify(asked), published_at: at('2026-07-01', '09:00') })
  tray.mend('lesson', lesson, { published_version_id: version })
  tray.put('training_lesson', { training_id: trainingId, lesson_id: lesson, opens_on: '2026-09-17', due_on: '2026-12-18' })
  for (const [cohort, own] of Map.groupBy(enrolledIn(tray, trainingId), ({ cohort_id }) => cohort_id)) {
    const day = dayOf(tray, cohort)
    if (day > until) continue
    const answers: Tally[] = []
    for (const { id, attended } of own) {
      if (attended !== true || !dice.happens(0.8)) continue
      answers.push(answerOf(dice, asked))
      const on = addDays(day, dice.between(0, 9))
      tray.put('progress', { enrollment_id: id, lesson_id: lesson, lesson_version_id: version, state: 'completed', percent: 100, opened_at: at(on, '17:10'), seen_at: at(on, '17:14'), completed_at: at(on, '17:14') })
    }
    const shown = [{ wave: 1, on: '2026-11-02', tally: together(answers.slice(6)) }]
    tray.put('questionnaire_pot', { lesson_id: lesson, training_id: trainingId, cohort_id: cohort, pending: JSON.stringify(answers.length < 40 ? nobody : together(answers.slice(0, 6))), shown: JSON.stringify(shown) })
  }
}

const remarks = ['演習の時間がもう少しほしい', '助言者の役割がよく分かった', '会場が少し寒かった', 'ほかの区市町村の話を聞けてよかった', '事例が身近で考えやすかった', '資料の字が小さい', '昼休みが短い', '司会の言い回しをまねしてみたい']

function answerOf(dice: Dice, asked: Asked): Tally {
  const step = () => [dice.pick(['5', '5', '5', '4', '4', '4', '4', '3', '3', dice.pick(['2', '3', '3', '1'])])]
  return tallyOf(asked, Object.fromEntries(asked.items.map(({ id, kind, options }) => [id,
    kind === 'scale5' ? step() : kind === 'choice' ? [dice.pick([options[1]!, options[1]!, options[1]!, options[2]!, options[0]!]).ja]
      : kind === 'choices' ? options.filter(() => dice.happens(0.35)).map(({ ja }) => ja) : dice.happens(0.15) ? [dice.pick(remarks)] : []])))
}

import type { Day } from '../../base/days.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'
import { simulate } from '../../entry/selection/simulation.ts'
import type { Nominee } from '../../entry/selection/simulation/input.ts'
import type { Town } from './bodies.ts'
import type { Dice } from './dice.ts'
import type { Somebody, Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

export interface Nominated { nomination: number; who: Somebody; category: Category; rank: number; town: Town; wishes: number[] }
export interface Enrolled extends Nominated { enrollment: number; cohortId: number }

/** A sheet of one municipality with its people, ranked in each category; categories without people are answered 該当者なし. */
export function putSheet(
  tray: Tray, dice: Dice, staff: Staff, training: DemoTraining, town: Town, people: readonly Somebody[],
  { state = 'accepted', on }: { state?: 'draft' | 'submitted' | 'accepted'; on: Day },
): Nominated[] {
  const officer = staff.officers.get(town.id)!
  const sent = state !== 'draft'
  const sheet = tray.put('nomination_sheet', {
    call_id: training.call, municipality_id: town.id, state, saved_at: at(on, '10:24'), version: sent ? 4 : 2,
    contact_name: tray.rows('person')[officer - 1]!.name, contact_phone: '042-000-0000', contact_email: `city-${town.code}@example.jp`,
    receipt: sent ? `${training.call}-${town.code}` : null, submitted_at: sent ? at(on, '10:31') : null, submitted_by: sent ? officer : null,
  })
  for (const category of categories) {
    if (sent && people.every((one) => one.category !== category)) {
      tray.put('nil_return', { sheet_id: sheet, category, reason: people.length === 0 ? '今年度は研修に出られる職員がいないため' : '対象となる方がいないため' })
    }
  }
  const ranks = new Map<Category, number>()
  return people.map((who) => {
    const rank = (ranks.get(who.category) ?? 0) + 1
    ranks.set(who.category, rank)
    const wish = dice.happens(0.6) ? dice.pick(training.cohorts).id : null
    const wishes = wish === null ? [] : [wish, ...who.id % 2 === 0 ? training.cohorts.map(({ id }) => id).filter((id) => id !== wish).slice(0, 2) : []]
    const nomination = tray.put('nomination', {
      sheet_id: sheet, call_id: training.call, municipality_id: town.id, person_id: who.id, category: who.category, rank,
      name: who.name, kana: who.kana, affiliation: who.affiliation.name, organization_id: who.affiliation.id,
      profession_code: who.professionCode, ...experienceOf(who, dice.happens(0.55)), wished_cohort_id: wishes[0] ?? null, second_cohort_id: wishes[1] ?? null, third_cohort_id: wishes[2] ?? null,
      email: who.email ?? '', reason: dice.happens(0.3) ? '区市町村の地域ケア会議で中心となる方であるため' : '', submitted: sent,
    })
    return { nomination, who, category: who.category, rank, town, wishes }
  })
}

/** How often and how long, as somebody would write it; no throw of the dice, so that the rest of the year stays as it is. */
const experienceOf = ({ id }: Somebody, experienced: boolean) => ({
  experience: experienced ? 'experienced' as const : 'planned' as const, experience_count: experienced ? 2 + id % 17 : null, experience_years: 1 + id % 23,
})

/** The selection as the rules make it, with one hand-made change, confirmed and announced. */
export function putSelection(tray: Tray, staff: Staff, training: DemoTraining, nominated: readonly Nominated[], seed: number): Enrolled[] {
  const nominees = nominated.map(({ nomination, who, category, rank, town, wishes }): Nominee => ({
    id: nomination, municipalityId: town.id, municipalityCode: town.code, category, rank, professionCode: who.professionCode,
    wishedCohortIds: wishes, problem: null,
  }))
  const waitlist_max = 30
  const { lines } = simulate({
    nominations: nominees, cohorts: training.cohorts, capacity: training.capacity, overPercent: training.overPercent,
    waitlistMax: waitlist_max, seed,
  })
  const selection = tray.put('selection', {
    training_id: training.id, state: 'announced', seed, over_percent: training.overPercent, waitlist_max, prepared_by: staff.prefecture,
    simulated_at: at(training.closesOn, '11:00'), confirmed_at: at(training.decidedOn, '09:30'), announced_at: at(training.decidedOn, '10:00'),
  })
  const byNomination = new Map(nominated.map((one) => [one.nomination, one]))
  const enrolled: Enrolled[] = []
  for (const { nominationId, position, rule, ruleData, outcome, waitlistPosition, cohortId, cohortRule } of lines) {
    tray.put('selection_line', {
      selection_id: selection, nomination_id: nominationId, position, rule, rule_data: JSON.stringify(ruleData),
      simulated_outcome: outcome, outcome, waitlist_position: waitlistPosition, simulated_cohort_id: cohortId, cohort_id: cohortId, cohort_rule: cohortRule,
    })
    if (waitlistPosition !== null) {
      const { who, town } = byNomination.get(nominationId)!
      tray.put('waitlist_entry', { training_id: training.id, nomination_id: nominationId, person_id: who.id, municipality_id: town.id, position: waitlistPosition })
    }
    if (outcome === 'selected') enrolled.push({ ...byNomination.get(nominationId)!, enrollment: 0, cohortId: cohortId! })
  }
  return enroll(tray, training, enrolled)
}

const byOffice = (a: Enrolled, b: Enrolled) => a.town.id - b.town.id || categories.indexOf(a.category) - categories.indexOf(b.category) || a.rank - b.rank

function enroll(tray: Tray, training: DemoTraining, selected: Enrolled[]): Enrolled[] {
  const enrolled = [...selected].sort(byOffice).map((one, place) => ({
    ...one, enrollment: tray.put('enrollment', {
      training_id: training.id, cohort_id: one.cohortId, person_id: one.who.id, municipality_id: one.town.id, nomination_id: one.nomination,
      number: place + 1, category: one.category, profession_code: one.who.professionCode, affiliation: one.who.affiliation.name,
      enrolled_at: at(training.decidedOn, '10:00'), state: 'enrolled',
    }),
  }))
  tray.mend('training', training.id, { enrollments_given: enrolled.length })
  return enrolled
}

import assert from 'node:assert/strict'
import { peopleApplied } from './applied.ts'
import { putSelection, putSheet, type Enrolled } from './entering.ts'
import type { Somebody } from './people.ts'
import { putTraces } from './traces.ts'
import { planTraining, type DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'
import type { Stage } from './year.ts'

/**
 * A seat that became free and is held for the first of the waitlist until she answers: what the prefecture, the municipality
 * and she herself see of it. She is still in training; the lecture is open to those, too. It is given twice, so that whoever
 * takes part chooses a day: half of them have.
 */
export function openOffer(stage: Stage, earlier: readonly Enrolled[], waiting: Somebody): void {
  const { tray, dice, offer, staff } = stage
  const { town: home } = waiting
  assert(home !== null)
  const title = { ja: '地域ケア会議フォローアップ研修（助言者の公開講座・オンライン）', en: 'Open lecture for advisers (online)' }
  const training = planTraining(tray, offer, staff, {
    course: 'followUp', year: 2026, capacity: 12, state: 'running', title, cohorts: [{ days: ['2027-01-22', '2027-01-29'], place: 'オンライン', mode: 'live_online' }],
    call: { state: 'finished', number: '8福祉高介第402号', issuedOn: '2026-10-01', opensOn: '2026-10-05', officeClosesOn: '2026-10-16', closesOn: '2026-10-23', decisionOn: '2026-11-06', quotas: { chair: 0, adviser: 2, case_presenter: 0, other: 0 } },
  })
  tray.mend('training', training.id, { offer_hours: 720 })
  const byTown = [...Map.groupBy(earlier.filter(({ category }) => category === 'adviser'), ({ town }) => town)].filter(([town, people]) => people.length > 1 && town !== home).slice(0, 11)
  const named = [[home, [earlier.find(({ town, category }) => town === home && category === 'adviser')!.who, waiting]] as const,
    ...byTown.map(([town, people], at) => [town, people.slice(0, at < 3 ? 2 : 1).map(({ who }) => who)] as const)]
  const nominated = named.flatMap(([town, people]) => putSheet(tray, dice, staff, training, town, people, { on: `2026-10-${dice.between(12, 22)}` }))
  peopleApplied(stage, training.call, nominated)
  const [gone, ...coming] = putSelection(tray, staff, training, nominated, 1)
  tray.mend('enrollment', gone!.enrollment, { state: 'withdrawn', withdrawn_at: new Date('2026-11-20T09:40:00+09:00'), withdrawn_by: 'municipality', withdrawn_reason: '当日、議会の対応が入ったため' })
  chooseDays(tray, training, coming)

  const entry = tray.rows('waitlist_entry').findIndex(({ training_id, person_id }) => training_id === training.id && person_id === waiting.id) + 1
  const made_at = new Date('2026-11-24T09:10:00+09:00')
  tray.mend('waitlist_entry', entry, { state: 'offered' })
  const id = tray.put('seat_offer', {
    entry_id: entry, training_id: training.id, cohort_id: training.cohorts[0]!.id, person_id: waiting.id, municipality_id: home.id, state: 'open',
    made_at, made_by: staff.prefecture, due_at: new Date(made_at.getTime() + 720 * 3_600_000),
  })
  putTraces(tray, staff, training, { issuedOn: '2026-10-01' })
  const told = { subject_ref: `offer:${id}`, path: `/seat-offers/${id}`, state: 'sent' as const, tries: 1, made_at, sent_at: new Date('2026-11-24T09:11:00+09:00'), read_at: null }
  const until = '返事の期限　令和8年12月24日（木）9:10'
  tray.put('message', {
    ...told, person_id: waiting.id, template: 'offer_made', title: '【補欠の繰上げ】助言者の公開講座', title_en: '[A seat is offered] Open lecture for advisers',
    body: `${waiting.name} 様\n\n「${title.ja}」に空きが出ましたので、補欠の順番により、席を御用意しました。\n\n${until}\n\n期限までに、受講するか辞退するかをお返事ください。`,
  })
  tray.put('message', {
    ...told, municipality_id: home.id, template: 'offer_made_listed', title: '【補欠の繰上げ】助言者の公開講座', title_en: '[A seat is offered] Open lecture for advisers',
    body: `「${title.ja}」の補欠の次の方に、席を申し出ました。御本人にもお知らせしています。\n\n${waiting.name}　様\n${until}`,
  })
}

function chooseDays(tray: Tray, { cohorts: [cohort] }: DemoTraining, coming: readonly Enrolled[]): void {
  const { id: cohort_id, days } = cohort!
  const day_choice_id = tray.put('day_choice', { cohort_id, title: '公開講座', title_en: 'Open lecture', closes_on: '2027-01-12' })
  for (const { id } of days) tray.mend('class_day', id, { day_choice_id, seats: 7 })
  for (const [at, { enrollment, who }] of coming.filter((_, at) => at % 2 === 0).entries()) {
    tray.put('chosen_day', { enrollment_id: enrollment, class_day_id: days[at % 3 === 0 ? 1 : 0]!.id, day_choice_id, is_chosen: true, chosen_by: who.id, chosen_at: new Date('2026-11-18T20:15:00+09:00') })
  }
}

import type { Enrolled } from './entering.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (day: string, time: string) => new Date(`${day}T${time}:00+09:00`)
const report = '会議の目的は、本人の望む暮らしを多職種で支える方法を考えることだと学びました。これまでは課題の説明に時間を使いすぎていたと気づきました。'
  + '事例を出す前に、話し合いたいことを一つに絞り、参加する方に前もって伝えるようにします。また、助言をいただくときは、本人ができていることから伝えるようにします。'
  + '地域の課題として残すべきことは、終わりの5分で必ず確かめ、次の会議で取組の結果を報告します。まず来月の会議から、この進め方を試します。同じ職場の職員にも今日の内容を伝え、司会を交代で務められるようにしていきます。'

/** What became of slots that were missed: seats taken in the third cohort, reports at every stage, one made up, and word of absences for the day to come. */
export function putMissed(tray: Tray, staff: Staff, training: DemoTraining, enrolled: readonly Enrolled[], trainee: Enrolled): void {
  tray.put('make_up_setting', { training_id: training.id, closes_on: '2026-12-25', report_length: 200 })
  putMakeUpDay(tray, training)
  const [, second, third] = training.cohorts
  const absent = tray.rows('attendance').filter(({ state }) => state === 'absent_notified' || state === 'absent_unnotified')
  const of = (cohortId: number) => enrolled.filter((one) => one.cohortId === cohortId)
    .flatMap(({ enrollment }) => { const row = absent.find((mark) => mark.enrollment_id === enrollment); return row === undefined ? [] : [{ enrollment_id: enrollment, slot_id: row.slot_id as number }] })
  const [early, late] = [of(training.cohorts[0]!.id), of(second!.id)]
  const makeUp = { asked_at: at('2026-11-10', '12:20'), asked_by: null }
  const seatIn = (slot: number, cohort = third!) => cohort.days[0]!.slots[training.cohorts.flatMap(({ days }) => days).find(({ slots }) => slots.includes(slot))!.slots.indexOf(slot)]!
  for (const one of early.slice(0, 2)) tray.put('make_up', { ...one, ...makeUp, kind: 'seat', state: 'booked', seat_slot_id: seatIn(one.slot_id) })
  for (const one of early.slice(2, 3)) cameToTheSecond(tray, staff, one, seatIn(one.slot_id, second!))
  for (const [place, one] of late.slice(0, 3).entries()) {
    const state = (['submitted', 'returned', 'draft'] as const)[place]!
    tray.put('make_up', {
      ...one, ...makeUp, kind: 'report', state, report: state === 'draft' ? report.slice(0, 68) : report, handed_in_at: state === 'draft' ? null : at('2026-11-20', '21:05'),
      ...state === 'returned' ? { note: '自分の会議での生かし方を、もう少し詳しく書いてください。', decided_by: staff.instructor, decided_at: at('2026-11-22', '10:15') } : {},
    })
  }
  sendWord(tray, third!.days[0]!, enrolled.filter((one) => one.cohortId === third!.id && one !== trainee))
}

/** Checked in at the second cohort, and so made up what was missed in the first. */
function cameToTheSecond(tray: Tray, staff: Staff, one: { enrollment_id: number; slot_id: number }, seat_slot_id: number): void {
  const came = { enrollment_id: one.enrollment_id, slot_id: seat_slot_id, state: 'present' as const, minutes: null, evidence: 'staff' as const, reason: null, marked_by: staff.instructor, marked_at: at('2026-10-15', '09:35') }
  const made = { ...came, slot_id: one.slot_id, state: 'made_up' as const, reason: '補講　第2コース　10月15日（木）' }
  tray.put('make_up', { ...one, kind: 'seat', state: 'done', seat_slot_id, asked_by: null, asked_at: at('2026-10-02', '08:50'), decided_by: staff.instructor, decided_at: came.marked_at })
  tray.put('attendance', came)
  for (const mark of [came, made]) tray.put('attendance_mark', mark)
  tray.mend('attendance', 1 + tray.rows('attendance').findIndex(({ enrollment_id, slot_id }) => enrollment_id === one.enrollment_id && slot_id === one.slot_id), made)
  tray.mend('enrollment', one.enrollment_id, { attended: true, state: 'in_progress' })
}

/** Some cannot come to the day after tomorrow, and one will be late. */
function sendWord(tray: Tray, day: { id: number; slots: number[] }, people: readonly Enrolled[]): void {
  const reasons = ['担当する方の急な対応のため', '職場の体制が整わないため', '家族の通院の付き添いのため', '担当者会議と重なったため', '体調がすぐれないため', '研修の日に区の会議が入ったため']
  for (const [place, reason] of reasons.entries()) {
    const one = people[place * 7]
    if (one === undefined) continue
    const sent_at = at('2026-11-23', `1${place}:20`)
    tray.put('absence_notice', { enrollment_id: one.enrollment, class_day_id: day.id, kind: 'absent', reason, sent_by: one.who.id, sent_at })
    for (const slot_id of day.slots) {
      const mark = { slot_id, enrollment_id: one.enrollment, state: 'absent_notified' as const, minutes: null, evidence: 'self_declared' as const, reason, marked_by: one.who.id, marked_at: sent_at }
      tray.put('attendance', mark)
      tray.put('attendance_mark', mark)
    }
  }
  const late = people[3]
  if (late) tray.put('absence_notice', { enrollment_id: late.enrollment, class_day_id: day.id, kind: 'late', arrives_at: '10:00', reason: '朝の訪問の後に向かうため', sent_by: late.who.id, sent_at: at('2026-11-24', '08:10') })
}

/** A day in December for those who missed theirs: a cohort of its own with nobody in it, in which seats are taken slot by slot. */
function putMakeUpDay(tray: Tray, training: DemoTraining): void {
  const before = training.cohorts.at(-1)!
  const cohort_id = tray.put('cohort', { training_id: training.id, position: training.cohorts.length + 1, name: '補講日', name_en: 'Make-up day', capacity: 40, delivery_mode: 'on_site', state: 'planned' })
  const class_day_id = tray.put('class_day', { cohort_id, held_on: '2026-12-17', place: '立川ホール 2階 研修室', opens_at: '09:00', directions: '最寄り駅の北口から歩いて7分です。1階の受付で受講番号をお伝えください。' })
  for (const id of before.days[0]!.slots) {
    const { module_id, position, title, starts_at, ends_at, delivery_mode } = tray.rows('slot')[id - 1]!
    tray.put('slot', { class_day_id, module_id: module_id ?? null, position, title, starts_at, ends_at, delivery_mode: delivery_mode ?? 'on_site' })
  }
}

import { dayInJapan, type Day } from '../../base/days.ts'
import { numberText, verificationCode } from '../../completion/certificates/rules.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { usualCriteria } from '../../completion/evidence/queries.ts'
import { checklistOf, proposalOf } from '../../completion/evidence/checklist.ts'
import { modulesOf } from '../../completion/evidence/modules.ts'
import type { EvidenceOf } from '../../completion/evidence/rules.ts'
import { rowsOf } from '../../completion/judgments/rules.ts'
import type { Dice } from './dice.ts'
import type { Enrolled } from './entering.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

/** A training that is over: judged, confirmed by a second person, certificates in the register. */
export function endTraining(
  tray: Tray, dice: Dice, staff: Staff, training: DemoTraining, trainees: readonly Enrolled[], failed: ReadonlySet<number>,
  { judgedOn, issuedOn, mark, year }: { judgedOn: Day; issuedOn: Day; mark: string; year: number },
): void {
  const judgment = judgeTraining(tray, staff, training, trainees, failed, judgedOn)
  tray.mend('judgment', judgment, { state: 'confirmed', confirmed_at: at(judgedOn, '16:00') })
  keepModules(tray, judgment, trainees, judgedOn)
  const completed = trainees.filter(({ enrollment }) => !failed.has(enrollment))
  for (const { enrollment } of trainees) {
    tray.mend('enrollment', enrollment, failed.has(enrollment) ? { state: 'not_completed' } : { state: 'completed', completed_on: judgedOn })
  }
  for (const [place, one] of completed.entries()) certify(tray, dice, staff, training, one, { number: place + 1, judgedOn, issuedOn, mark, year })
  tray.mend('training', training.id, { certificates_given: completed.length })
}

/** Decisions on everybody with what they were made by, put before the second person. @returns the id of the judgment */
export function judgeTraining(
  tray: Tray, staff: Staff, training: DemoTraining, trainees: readonly Enrolled[], failed: ReadonlySet<number>, judgedOn: Day,
): number {
  const criteria_id = tray.rows('completion_criteria').find(({ training_id }) => training_id === training.id)!.id!
  const judgment = tray.put('judgment', {
    training_id: training.id, criteria_id, state: 'in_approval', prepared_by: staff.prefecture, prepared_at: at(judgedOn, '10:00'), completed_on: judgedOn,
  })
  const evidence = evidenceIn(tray, judgedOn)
  for (const { enrollment } of trainees) {
    const decision = failed.has(enrollment) ? 'not_completed' as const : 'completed' as const
    tray.put('judgment_line', { judgment_id: judgment, enrollment_id: enrollment, proposal: decision, decision, evidence: JSON.stringify(evidence(enrollment)) })
    tray.mend('enrollment', enrollment, { state: 'pending_judgment' })
  }
  return judgment
}

/** The modules that a confirmed judgment found completed, also of those who did not complete the whole. */
function keepModules(tray: Tray, judgment_id: number, trainees: readonly Enrolled[], judgedOn: Day): void {
  const evidence = evidenceIn(tray, judgedOn)
  for (const { enrollment } of trainees) for (const { id, doneOn } of evidence(enrollment).modules) {
    if (doneOn !== null) tray.put('completed_module', { enrollment_id: enrollment, module_id: id, judgment_id, completed_on: doneOn < judgedOn ? doneOn : judgedOn })
  }
}

/** What the judgment was made by, as the judgment itself would have kept it. */
function evidenceIn(tray: Tray, today: Day) {
  const marks = Map.groupBy(tray.rows('attendance'), ({ enrollment_id }) => enrollment_id)
  const ways = Map.groupBy(tray.rows('progress'), ({ enrollment_id }) => enrollment_id)
  const [slots, days, lessons, modules] = [tray.rows('slot'), tray.rows('class_day'), tray.rows('lesson'), tray.rows('module')]
  const rule = usualCriteria(10)
  return (enrollment: number) => {
    const one: EvidenceOf = {
      today, lessons: (ways.get(enrollment) ?? []).map(({ lesson_id, state, completed_at }) => {
        const { title, title_en, module_id } = lessons[lesson_id - 1]!
        return { id: lesson_id, moduleId: module_id, title, titleEn: title_en, isDone: state === 'completed', isOpen: false, isOver: true, doneOn: completed_at instanceof Date ? dayInJapan(completed_at) : null }
      }),
      slots: (marks.get(enrollment) ?? []).map(({ slot_id, state, minutes }) => {
        const { title, module_id, class_day_id, starts_at } = slots[slot_id - 1]!
        const heldOn = String(days[class_day_id - 1]!.held_on)
        const module = module_id == null ? undefined : modules[module_id - 1]
        return { id: slot_id, moduleId: module_id ?? null, title, titleEn: module?.title === title ? module.title_en : title, heldOn, startsAt: starts_at, doneOn: heldOn, mark: { state, minutes: minutes ?? null }, canMakeUp: false }
      }),
    }
    return { today, items: checklistOf(rule, one), reasons: proposalOf(rule, one).reasons, modules: modulesOf(rule, one), ...rowsOf(rule, one) }
  }
}

interface Issue { number: number; judgedOn: Day; issuedOn: Day; mark: string; year: number }

/** Without its paper: that is printed once somebody asks for it, or by the job that begins when the demo opens. */
function certify(tray: Tray, dice: Dice, staff: Staff, training: DemoTraining, one: Enrolled, { number, judgedOn, issuedOn, mark, year }: Issue): void {
  const { name, kana } = one.who
  const bytes = Uint8Array.from({ length: 8 }, () => dice.between(0, 255))
  const certificate = tray.put('certificate', {
    training_id: training.id, number, number_text: numberText({ fiscalYear: year, courseMark: mark, number }), enrollment_id: one.enrollment,
    person_id: one.who.id, municipality_id: one.town.id, name, kana, birth_date: null, completed_on: judgedOn, issued_on: issuedOn,
    code: verificationCode(bytes), name_key: searchKeyOf(name), kana_key: searchKeyOf(kana),
  })
  tray.put('certificate_event', { certificate_id: certificate, kind: 'issued', at: at(issuedOn, '10:00'), acted_by: staff.approver, reason: null, name, file_id: null })
}

import type { Day } from '../../base/days.ts'
import { numberText, verificationCode } from '../../completion/certificates/rules.ts'
import type { Enrolled } from './entering.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

/** What comes after the certificates of a training: most are handed over, two are asked for once more, one was issued again and one revoked, and who completed a part has a paper of that. */
export function handOut(
  tray: Tray, staff: Staff, training: DemoTraining, trainees: readonly Enrolled[], failed: ReadonlySet<number>,
  { handedOn, judgedOn, mark, year }: { handedOn: Day; judgedOn: Day; mark: string; year: number },
): void {
  const certificates = tray.rows('certificate').filter(({ training_id }) => training_id === training.id)
  for (const [place, { id }] of certificates.entries()) {
    if (place % 8 === 7) continue
    const event = tray.rows('certificate_event').find(({ certificate_id }) => certificate_id === id)!
    tray.put('certificate_handover', { certificate_id: id!, event_id: event.id!, way: place % 3 === 0 ? 'by_post' : 'by_hand', handed_on: handedOn, at: at(handedOn, '15:00'), acted_by: staff.approver })
  }
  const [lost, damaged] = [certificates[11], certificates[29]]
  if (lost) tray.put('reissue_request', { ...asking(lost), reason: 'lost', words: '引っ越しのときに見当たらなくなりました。', id_check: 'licence', returns_old: false, asked_at: at('2026-11-24', '12:20') })
  if (damaged) tray.put('reissue_request', {
    ...asking(damaged), reason: 'damaged', words: '水にぬれて読めなくなりました。', id_check: 'number_card', returns_old: true, asked_at: at('2026-09-03', '19:05'),
    state: 'refused', refusal: '番号と氏名が読めるため、そのままお使いください。', decided_at: at('2026-09-07', '10:30'), decided_by: staff.approver,
  })
  const [again, wrong] = [certificates[51], certificates[63]]
  if (again) tray.put('certificate_event', { certificate_id: again.id!, kind: 'reissued', at: at('2026-10-14', '10:30'), acted_by: staff.approver, reason: '紛失のため', name: again.name, file_id: null, code: verificationCode(Uint8Array.of(5, 2, 0, 2, 6, 1, 0, 1)) })
  if (wrong) tray.put('certificate_event', { certificate_id: wrong.id!, kind: 'revoked', at: at('2026-06-22', '16:40'), acted_by: staff.approver, reason: '別の方の出席が誤って記録されていたため', name: wrong.name, file_id: null })
  certifyParts(tray, staff, training, trainees.filter(({ enrollment }) => failed.has(enrollment)).slice(0, 6), { handedOn, judgedOn, mark, year })
}

const asking = ({ id, person_id, municipality_id }: { id?: number; person_id: number; municipality_id?: number | null }) =>
  ({ certificate_id: id!, person_id, municipality_id: municipality_id ?? null, address: '〒100-0000 東京都（見本の住所）' })

/** Invented, and the same everywhere. */
const codeOf = (training: number, place: number) => verificationCode(Uint8Array.from({ length: 8 }, (_, n) => (training * 37 + place * 101 + n * 59 + 13) % 256))

function certifyParts(
  tray: Tray, staff: Staff, training: DemoTraining, people: readonly Enrolled[], { handedOn, judgedOn, mark, year }: { handedOn: Day; judgedOn: Day; mark: string; year: number },
): void {
  const { course_id, issuer_title, issuer_name } = tray.rows('training')[training.id - 1]!
  const modules = tray.rows('module').filter((module) => module.course_id === course_id)
  for (const [place, { enrollment, who, town }] of people.entries()) {
    tray.put('partial_certificate', {
      training_id: training.id, number: place + 1, number_text: numberText({ fiscalYear: year, courseMark: `${mark}・一部`, number: place + 1 }), enrollment_id: enrollment,
      person_id: who.id, municipality_id: town.id, name: who.name, kana: who.kana, issued_on: handedOn, code: codeOf(training.id, place), valid_until: `${year + 2}-03-31`,
      modules: JSON.stringify(modules.slice(0, 2 + place % 3).map(({ title, title_en: titleEn }) => ({ title, titleEn, completedOn: judgedOn }))),
      issuer_title: issuer_title ?? '', issuer_name: issuer_name ?? '', issued_at: at(handedOn, '11:00'), issued_by: staff.approver,
    })
  }
  tray.mend('training', training.id, { partial_certificates_given: people.length })
}

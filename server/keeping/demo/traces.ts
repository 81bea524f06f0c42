import type { Day } from '../../base/days.ts'
import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

/** What the audit trail would hold of a training's year: the main acts, and who did them. */
export function putTraces(tray: Tray, staff: Staff, training: DemoTraining, { issuedOn }: { issuedOn: Day }): void {
  const postOf = (person: number) => {
    const account = tray.rows('account').find(({ person_id }) => person_id === person)!.id
    return tray.rows('post').find(({ account_id }) => account_id === account)!
  }
  const line = (moment: Date, person: number, action: string, subject: string, detail: object = {}) => {
    const { id, municipality_id = null } = postOf(person)
    tray.put('audit_line', { at: moment, person_id: person, post_id: id!, municipality_id, action, subject, detail: JSON.stringify(detail) })
  }
  line(at(issuedOn, '10:00'), staff.approver, 'call.published', `call:${training.call}`)
  for (const { id, call_id, submitted_at, submitted_by } of tray.rows('nomination_sheet')) {
    if (call_id === training.call && submitted_at && submitted_by) line(submitted_at as Date, submitted_by, 'sheet.submitted', `sheet:${id}`)
  }
  if (tray.rows('selection').some(({ training_id }) => training_id === training.id)) {
    line(at(training.decidedOn, '10:00'), staff.approver, 'selection.announced', `training:${training.id}`)
  }
}

/** What the persons one can walk in as find under their messages. */
export function putMessages(tray: Tray, trainee: number, practitioner: DemoTraining, followUp: DemoTraining, tachikawa: number, tama: number): void {
  const message = (made: Day, to: { person_id?: number; municipality_id?: number }, template: string, title: string, title_en: string, body: string, path: string, isRead: boolean) =>
    tray.put('message', {
      person_id: null, municipality_id: null, ...to, template, subject_ref: path.slice(1).replace('/', ':'), title, title_en, body, path, state: 'sent', tries: 1,
      to_address: null, made_at: at(made, '10:00'), sent_at: at(made, '10:01'), read_at: isRead ? at(made, '12:00') : null,
    })
  message('2026-07-31', { person_id: trainee }, 'selected', '受講が決まりました（実践者養成研修）', 'You are selected for the practitioner training',
    '小林 直子 様\n\n令和8年度 地域ケア会議実践者養成研修の受講が決まりました。\n\n教材を受講し、研修日に出席してください。くわしくは、ホームの「修了まで」をご覧ください。', '/', false)
  const both = [tachikawa, tama]
  for (const municipality_id of both) {
    message('2026-07-31', { municipality_id }, 'announced', '受講者の決定について（実践者養成研修）', 'Selection for the practitioner training',
      '推薦いただいた方の受講の決定をお知らせします。決定者の一覧は、研修のページでご覧いただけます。', `/trainings/${practitioner.id}/outcome`, true)
  }
  for (const municipality_id of both) {
    message('2026-11-09', { municipality_id }, 'call_published', 'フォローアップ研修の募集を始めました', 'The call for the follow-up training is open',
      '令和8年度 地域ケア会議フォローアップ研修の募集要項を公表しました。\n\n推薦書の提出期限は12月11日（金）です。', `/calls/${followUp.call}`, false)
  }
}

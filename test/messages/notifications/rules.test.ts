import { expect, test } from 'vitest'
import { inWords } from '../../../server/messages/notifications/letters.ts'
import { whyNotSelected } from '../../../server/entry/selection/rules.ts'
import { lettersFor } from '../../../server/messages/notifications/rules.ts'
import type { Facts } from '../../../server/messages/notifications/shapes.ts'
import { isToBody, isTold, templates, toldActions, type ToldAction } from '../../../server/messages/notifications/told.ts'
import { pauseMinutes, whyNotSendAgain } from '../../../server/messages/notifications/sending/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const about = { title: '実践者養成研修', titleEn: 'Practitioner training', contact: '人材育成担当\n電話 03-0000-0000' }
const [tachikawa, tama] = [{ id: 1, name: '立川市', nameEn: 'Tachikawa City' }, { id: 2, name: '多摩市', nameEn: 'Tama City' }]
const person = { personId: 7, name: '研 修子' }
const certificate = { ...person, id: 3, numberText: 'R8-実践-0001', municipality: tachikawa }
const days = { officeClosesOn: '2026-06-26', closesOn: '2026-07-10', decisionOn: '2026-07-31' }
const call: Facts = { of: 'call', callId: 1, about, days, number: '8福祉高介第218号', note: '日付の誤り', municipalities: [{ ...tachikawa, handedIn: true }, { ...tama, handedIn: false }] }
const sheet: Facts = { of: 'sheet', callId: 1, about, municipality: tachikawa, receipt: 'R8-1', reason: '職種を確かめてください', dueOn: '2026-07-10', decisionOn: '2026-07-31', isLate: false }
const result = { ...person, rule: 'draw', category: 'adviser' as const, municipality: tachikawa, number: null, cohort: null, days: [], waitlistPosition: null }
const approval: Facts = { of: 'approval', about: { title: '募集の公表', titleEn: 'Publishing the call' }, path: '/calls/1', asker: person, decider: '承 認子', note: '直して', officers: [person, { personId: 8, name: '承 認子' }] }

const scheduled = { ...person, enrollmentId: 5, number: '0107', cohort: { ja: '第1コース', en: 'Cohort 1' }, municipality: tachikawa, days: [{ heldOn: '2026-09-17', place: '立川ホール', startsAt: '09:30', endsAt: '16:30', oneOf: '演習', oneOfEn: 'Practice' }] }

const offer: Facts = { of: 'offer', offerId: 6, about, person, municipality: tachikawa, cohort: { ja: '第1コース', en: 'Cohort 1' }, dueAt: { ja: '令和8年8月4日', en: '4 Aug 2026' }, number: '0107', enrollmentId: 9, days: [] }
const double = (outcome: 'kept' | 'dropped' | 'different'): Facts => ({ of: 'double', callId: 1, about, municipality: tachikawa, outcome, name: '重 太郎', reason: '主に勤めるため' })

const demand: Facts = { of: 'demand', surveyId: 1, about, dueOn: '2026-12-11', message: '次の年度の分です。', reason: '', municipalities: [tachikawa, tama] }

const meeting: Facts = { of: 'meeting', meetingId: 3, about, heldOn: '2026-11-18', times: '14:00～16:00', venue: '都庁', venueEn: '都庁', dueOn: '2026-11-06', number: '8福祉高介第512号', message: '筆記具を持参してください。', reason: '台風', opens: true, municipalities: [tachikawa, tama] }

const submission: Facts = { of: 'submission', about, person, lesson: { ja: '事例シート', en: 'Case sheet' }, receipt: 'K000001-1', reason: '言葉を消すため', dueOn: '2026-09-20', path: '/learn/5/assignments/3' }

const tested: Facts = { of: 'test', about, person, lesson: { ja: '理解度テスト', en: 'Test' }, path: '/learn/5/tests/3/attempts/1' }

const madeUp: Facts = { of: 'makeUp', about, person, slot: { ja: '講義1', en: 'Lecture 1' }, days: [], path: '/my-make-ups/5/3' }

const cascade: Facts = { of: 'cascade', about, bodies: [tachikawa], people: [person], data: { municipality: '立川市', municipalityEn: 'Tachikawa City', receipt: 'M26-001', reason: '理由', heldOn: '2026-10-01', venue: '市役所', theme: '事例', name: '有 識者', closesOn: '2026-06-30', message: '内容', note: '言葉', dueOn: '2026-04-30', from: '多摩市', fromEn: 'Tama City', to: '立川市', toEn: 'Tachikawa City', cameOn: '2026-04-01' }, path: '/model-supports/1' }
const ofBody: Facts = { ...cascade, people: [] }, ofPerson: Facts = { ...cascade, bodies: [] }

const registered: Facts = { of: 'instructor', about, person, validUntil: '2029-02-19' }
const asked: Facts = { of: 'instructorRequest', requestId: 4, about, person, municipality: tachikawa, employer: 'みどり包括　センター長', reason: '都合がつかないため', dueOn: '2026-10-01', days: [] }

const practice: Facts = { of: 'practice', askingId: 3, about, person, months: 9, dueOn: '2027-07-30' }

const ofSurvey: Facts & { of: 'cascade' } = { of: 'cascade', about, bodies: [tachikawa], people: [], data: { dueOn: '2026-12-04', message: 'お願いします', reason: '合計を確かめてください', note: '設問を加えました' }, path: '/status-surveys/1/answer' }

const facts: Record<ToldAction, Facts> = {
  'support_recruitment.opened': { ...ofBody, bodies: [tachikawa, tama] }, 'model_support.applied': ofBody, 'model_support.designated': ofBody, 'model_support.declined': ofBody, 'support_plan.proposed': ofBody, 'support_plan.agreed': ofBody,
  'support_session.planned': cascade, 'support_session.moved': cascade, 'support_session.canceled': cascade, 'expert_request.made': ofPerson, 'expert_request.accepted': ofPerson, 'expert_request.declined': ofPerson,
  'status_survey.opened': { ...ofSurvey, bodies: [tachikawa, tama] }, 'status_survey.reminded': ofSurvey, 'status_survey.leave_given': ofSurvey, 'status_survey.corrected': ofSurvey, 'status_survey.published': ofSurvey, 'status_answer.returned': ofSurvey,
  'support_report.shared': ofBody, 'practice.returned': ofBody, 'practice.published': ofBody,
  'instructor.invited': registered, 'instructor.refreshed': registered,
  'instructor_request.sent': asked, 'instructor_request.withdrawn': asked, 'instructor_request.accepted': asked, 'instructor_request.declined': asked,
  'local_training.returned': { of: 'localTraining', trainingId: 2, about, municipality: tachikawa, reason: '人数を確かめてください' },
  'practice_report.asked': practice, 'practice_report.asked_again': practice, 'practice_report.reminded': practice,
  'absence.sent': { of: 'absence', enrollmentId: 5, about, name: '欠 席子', number: '0107', municipality: tachikawa, heldOn: '2026-09-18', kind: 'absent' },
  'make_up.put': madeUp, 'make_up.accepted': madeUp, 'make_up.returned': madeUp,
  'groups.published': { of: 'groups', about, heldOn: '2026-09-17', people: [person, { personId: 8, name: '学 習太' }], path: '/my-days/3/group' },
  'modules.granted': { of: 'granted', about, person, modules: [{ title: '会議の役割', titleEn: 'Roles' }] },
  'reissue.refused': { of: 'certificate', about, certificate, reason: '本人確認ができないため' },
  'meeting.announced': meeting, 'meeting.registration_opened': meeting, 'meeting.moved': meeting, 'meeting.cancelled': meeting, 'meeting.postponed': meeting, 'meeting.reminded': { ...meeting, municipalities: [tama] }, 'meeting.shared': meeting,
  'minutes.opened': meeting, 'minutes.corrected': meeting, 'minutes.answered': { ...meeting, municipalities: [tama] }, 'meeting.question_answered': { ...meeting, municipalities: [tama] }, 'meeting.missed': { ...meeting, municipalities: [tama] }, 'meeting_questionnaire.opened': meeting,
  'test.passed': tested, 'test.failed': tested,
  'submission.accepted': submission, 'submission.returned': submission, 'submission.redacted': submission, 'submission.removed': submission,
  'call.published': call, 'call.revised': call, 'call.closed': call, 'call.reopened': call,
  'sheet.submitted': sheet, 'sheet.recalled': sheet, 'sheet.returned': sheet, 'sheet.prolonged': sheet, 'sheet.accepted': sheet,
  'application.submitted': { of: 'application', applicationId: 4, about, municipality: tachikawa, office: 'みどり包括', receipt: 'A2026-1-132021-4', people: 2 },
  'nomination.double_decided': double('kept'),
  'selection.announced': { of: 'selection', trainingId: 1, callId: 1, about, results: [
    { ...result, personId: 1, outcome: 'selected', number: '0107', cohort: { ja: '第1コース', en: 'Cohort 1' }, days: [{ heldOn: '2026-09-17', place: '立川ホール', startsAt: '09:30', endsAt: '16:30' }] },
    { ...result, personId: 2, outcome: 'waitlisted', waitlistPosition: 4 }, { ...result, personId: 3, outcome: 'declined', municipality: tama },
    { ...result, personId: 4, outcome: 'next_year', municipality: tama },
  ] },
  'offer.made': offer, 'offer.accepted': offer, 'offer.declined': offer, 'offer.lapsed': offer, 'offer.withdrawn': offer, 'offer.prolonged': offer,
  'enrollment.withdrawn': { of: 'withdrawal', enrollmentId: 5, about, person, municipality: tachikawa, number: '0107', by: 'trainee' },
  'enrollment.transferred': { of: 'schedule', trainingId: 1, about, change: 'transferred', reason: { ja: '通いやすいため', en: '通いやすいため' }, from: { ja: '第2コース', en: 'Cohort 2' }, people: [scheduled], teachers: [] },
  'cohort.moved': { of: 'schedule', trainingId: 1, about, change: 'postponed', reason: { ja: '台風', en: '台風' }, from: null, people: [scheduled], teachers: [{ ...scheduled, personId: 12, municipality: null }] },
  'class_day.saved': { of: 'schedule', trainingId: 1, about, change: 'changed', reason: { ja: '会場', en: 'Venue' }, from: null, people: [scheduled, { ...scheduled, personId: 8, municipality: null }], teachers: [] },
  'day.given': { of: 'schedule', trainingId: 1, about, change: 'given', reason: { ja: '', en: '' }, from: null, people: [scheduled], teachers: [] },
  'judgment.confirmed': { of: 'judgment', trainingId: 1, about, results: [{ ...person, decision: 'completed', number: '0107', municipality: tachikawa }, { personId: 8, name: '学 習太', decision: 'not_completed', number: '0108', municipality: null }] },
  'certificates.issued': { of: 'certificates', about, results: [certificate] },
  'certificate.reissued': { of: 'certificate', about, certificate, reason: '紛失' }, 'certificate.revoked': { of: 'certificate', about, certificate, reason: '誤り' },
  'certificate.corrected': { of: 'certificate', about, certificate, reason: '誤字' },
  'account.invited': { of: 'account', accountId: 9, person, hours: 72 }, 'account.reset_asked': { of: 'account', accountId: 9, person, hours: 1 },
  'second_factor.set': { of: 'account', accountId: 9, person, hours: 1 }, 'second_factor.removed': { of: 'account', accountId: 9, person, hours: 1 }, 'second_factor.recovered': { of: 'account', accountId: 9, person, hours: 1 },
  'papers.damaged': { of: 'damage', count: 2, readers: [person] }, 'counters.differ': { of: 'differences', count: 2, readers: [person] },
  'password.changed': { of: 'account', accountId: 9, person, hours: 1 }, 'password.set': { of: 'account', accountId: 9, person, hours: 1 },
  'reminders.given': { of: 'reminder', results: [
    { template: 'reminder_transfer', about, person: null, municipality: tama, dueOn: '2026-04-30', days: 3, items: [], path: '/transfer-checks/1' },
    { template: 'reminder_demand', about, person: null, municipality: tama, dueOn: '2026-12-11', days: 3, items: [], path: '/demand-surveys/1' },
    { template: 'reminder_status_survey', about, person: null, municipality: tama, dueOn: '2026-12-04', days: 3, items: [], path: '/status-surveys/1/answer' },
    { template: 'reminder_issue', about, person: null, municipality: tama, dueOn: '2026-12-18', days: 7, items: [{ reason: { key: 'letters.line.lesson' as const, data: { title: '足がない', titleEn: '足がない' } } }], path: '/community-issues/4' },
    { template: 'reminder_meeting', about, person: null, municipality: tama, dueOn: '2026-11-06', days: 3, items: [], path: '/liaison-meetings/3/reply' },
    { template: 'reminder_review', about, person: null, municipality: tama, dueOn: '2026-07-10', days: 3, items: [], path: '/calls/1/applications', people: 2 },
    { template: 'reminder_sheet', about, person: null, municipality: tama, dueOn: '2026-07-10', days: 3, items: [], path: '/calls/1/sheet' },
    ...(['reminder_name', 'reminder_lessons', 'reminder_returned', 'reminder_choice', 'reminder_measurement', 'reminder_marking', 'reminder_instructor'] as const).map((template) => ({ template, about, person, municipality: null, dueOn: '2026-09-17', days: 7, items: [{ reason: { key: 'letters.line.lesson' as const, data: { title: '会議の役割', titleEn: 'Roles' } } }], path: '/learn' })),
    { template: 'reminder_make_up', about, person, municipality: null, dueOn: '2026-10-18', days: 7, items: [], path: '/my-make-ups' },
    { template: 'reminder_make_up_listed', about, person: null, municipality: tama, dueOn: '2026-10-18', days: 7, items: [], path: '/forecasts' },
    { template: 'reminder_day', about, person, municipality: null, dueOn: '2026-09-17', days: 1, items: [], path: null },
  ] },
  'transfer_check.opened': { ...ofBody, bodies: [tachikawa, tama] }, 'transfer_check.reminded': ofBody, 'transfer_check.leave_given': ofBody, 'transfer.arrived': ofBody, 'transfer.refused': ofBody,
  'demand.opened': demand, 'demand.reminded': { ...demand, municipalities: [tama] }, 'demand.leave_given': { ...demand, reason: '議会のため', municipalities: [tama] },
  'approval.requested': approval, 'approval.approved': approval, 'approval.returned': approval,
  'nomination.withdrawn': { of: 'nomination', sheetPath: '/calls/1/sheet', about, person, municipality: tachikawa, newcomer: '' },
  'nomination.replaced': { of: 'nomination', sheetPath: '/calls/1/sheet', about, person, municipality: tachikawa, newcomer: '新 人子' },
  'enrollment.replaced': { of: 'replacement', out: { of: 'withdrawal', enrollmentId: 5, about, person, municipality: tachikawa, number: '0107', by: 'municipality' },
    in: { of: 'selection', trainingId: 1, callId: 1, about, results: [{ ...result, personId: 9, outcome: 'selected', number: '0108', cohort: { ja: '第1コース', en: 'Cohort 1' } }] } },
  'substitution.requested': approval, 'substitution.declined': approval,
  'sheet_approval.requested': { ...approval, byMail: true }, 'sheet_approval.passed': { ...approval, byMail: true }, 'sheet_approval.approved': approval, 'sheet_approval.returned': approval,
}
const told = (action: ToldAction) => lettersFor({ action }, facts[action]).map(({ template, personId, municipalityId }) => [template, personId ?? `m${municipalityId}`])

test.each<[ToldAction, unknown[]]>([
  ['call.published',       [['call_published', 'm1'], ['call_published', 'm2']]],
  ['call.closed',          [['call_closed', 'm2']]],
  ['cohort.moved',         [['schedule_postponed', person.personId], ['schedule_postponed', 12], ['schedule_postponed_listed', 'm1']]],
  ['class_day.saved',      [['schedule_changed', person.personId], ['schedule_changed', 8], ['schedule_changed_listed', 'm1']]],
  ['enrollment.transferred', [['transferred', person.personId], ['transferred_listed', 'm1']]],
  ['day.given',            [['day_given', person.personId]]],
  ['submission.accepted',  [['submission_accepted', 7]]],
  ['submission.returned',  [['submission_returned', 7]]],
  ['submission.redacted',  [['submission_redacted', 7]]],
  ['submission.removed',   [['submission_redacted', 7]]],
  ['test.passed',          [['test_marked', 7]]],
  ['test.failed',          [['test_marked', 7]]],
  ['sheet.returned',       [['sheet_returned', 'm1']]],
  ['sheet.prolonged',      [['sheet_prolonged', 'm1']]],
  ['nomination.double_decided', [['double_kept_listed', 'm1']]],
  ['selection.announced',  [['selected', 1], ['waitlisted', 2], ['declined', 3], ['next_year', 4], ['announced', 'm1'], ['announced', 'm2']]],
  ['offer.made',           [['offer_made', 7], ['offer_made_listed', 'm1']]],
  ['offer.lapsed',         [['offer_lapsed', 7], ['offer_lapsed_listed', 'm1']]],
  ['enrollment.withdrawn', [['withdrawn', 7], ['withdrawn_listed', 'm1']]],
  ['judgment.confirmed',   [['completed', 7], ['not_completed', 8], ['judged', 'm1']]],
  ['certificates.issued',  [['certificate_issued', 7], ['certificates_listed', 'm1']]],
  ['certificate.revoked',  [['certificate_revoked', 7]]],
  ['reminders.given',      [['reminder_transfer', 'm2'], ['reminder_demand', 'm2'], ['reminder_status_survey', 'm2'], ['reminder_issue', 'm2'], ['reminder_meeting', 'm2'], ['reminder_review', 'm2'], ['reminder_sheet', 'm2'], ['reminder_name', 7], ['reminder_lessons', 7], ['reminder_returned', 7], ['reminder_choice', 7], ['reminder_measurement', 7], ['reminder_marking', 7], ['reminder_instructor', 7], ['reminder_make_up', 7], ['reminder_make_up_listed', 'm2'], ['reminder_day', 7]]],
  ['transfer_check.opened', [['transfer_check_opened_listed', 'm1'], ['transfer_check_opened_listed', 'm2']]],
  ['transfer.arrived',     [['transfer_arrived_listed', 'm1']]],
  ['demand.opened',        [['demand_opened', 'm1'], ['demand_opened', 'm2']]],
  ['demand.leave_given',   [['demand_leave_given', 'm2']]],
  ['status_survey.opened', [['status_survey_opened_listed', 'm1'], ['status_survey_opened_listed', 'm2']]],
  ['status_answer.returned', [['status_answer_returned_listed', 'm1']]],
  ['meeting.announced',    [['meeting_announced', 'm1'], ['meeting_announced', 'm2']]],
  ['meeting.reminded',     [['meeting_reminded', 'm2']]],
  ['minutes.opened',       [['minutes_opened', 'm1'], ['minutes_opened', 'm2']]],
  ['minutes.answered',     [['minutes_answered', 'm2']]],
  ['minutes.corrected',    [['minutes_corrected', 'm1'], ['minutes_corrected', 'm2']]],
  ['meeting.question_answered', [['meeting_question_answered', 'm2']]],
  ['meeting.missed',       [['meeting_missed', 'm2']]],
  ['meeting_questionnaire.opened', [['meeting_questionnaire_opened', 'm1'], ['meeting_questionnaire_opened', 'm2']]],
  ['meeting.cancelled',    [['meeting_cancelled', 'm1'], ['meeting_cancelled', 'm2']]],
  ['account.invited',      [['account_invited', 7]]],
  ['account.reset_asked',  [['account_reset', 7]]],
  ['password.changed',     [['password_changed', 7]]],
  ['password.set',         [['password_changed', 7]]],
  ['approval.requested',   [['approval_requested', 8]]],
  ['approval.returned',    [['approval_returned', 7]]],
  ['nomination.withdrawn', [['nomination_withdrawn', 7], ['nomination_withdrawn_listed', 'm1']]],
  ['nomination.replaced',  [['nomination_withdrawn', 7], ['nomination_replaced', 'm1']]],
  ['enrollment.replaced',  [['withdrawn', 7], ['withdrawn_listed', 'm1'], ['selected', 9], ['announced', 'm1']]],
  ['substitution.requested', [['approval_requested', 8]]],
  ['substitution.declined', [['approval_returned', 7]]],
  ['sheet_approval.passed', [['approval_requested', 8]]],
  ['sheet_approval.returned', [['approval_returned', 7]]],
  ['absence.sent',         [['absence_sent_listed', 'm1']]],
  ['support_recruitment.opened', [['support_recruitment_opened_listed', 'm1'], ['support_recruitment_opened_listed', 'm2']]],
  ['support_session.planned', [['support_session_planned', 7], ['support_session_planned_listed', 'm1']]],
  ['expert_request.made',  [['expert_request_made', 7]]],
  ['practice.returned',    [['practice_returned_listed', 'm1']]],
  ['make_up.put',          [['make_up_put', 7]]],
  ['practice_report.asked', [['practice_asked', 7]]],
  ['practice_report.asked_again', [['practice_asked', 7]]],
  ['practice_report.reminded', [['practice_reminded', 7]]],
  ['make_up.accepted',     [['make_up_accepted', 7]]],
  ['make_up.returned',     [['make_up_returned', 7]]],
  ['groups.published',     [['groups_published', 7], ['groups_published', 8]]],
  ['modules.granted',      [['modules_granted', 7]]],
  ['reissue.refused',      [['reissue_refused', 7]]],
  ['instructor.invited',   [['instructor_invited', 7]]],
  ['instructor.refreshed', [['instructor_refreshed', 7]]],
  ['instructor_request.sent', [['instructor_request_sent', 7]]],
  ['instructor_request.withdrawn', [['instructor_request_withdrawn', 7]]],
  ['instructor_request.accepted', [['instructor_request_accepted_listed', 'm1']]],
  ['instructor_request.declined', [['instructor_request_declined_listed', 'm1']]],
  ['local_training.returned', [['local_training_returned_listed', 'm1']]],
])('of %s exactly those are told who must know', (action, expected) => {
  expect(told(action)).toEqual(expected)
})

test('whoever has a seat with days to choose from is told once by when to choose; who is only offered one is not', () => {
  const days = ['2026-09-17', '2026-09-18'].map((heldOn) => ({ heldOn, place: '立川ホール', startsAt: '09:30', endsAt: '16:30', oneOf: '演習', oneOfEn: 'Practice', chooseBy: '2026-09-10' }))
  const told = (action: ToldAction, of: object) => lettersFor({ action }, { ...facts[action], ...of } as Facts).filter(({ personId }) => personId !== null).slice(0, 1).map((letter) => inWords(letter))[0]!.body
  const selected = told('selection.announced', { results: [{ ...result, outcome: 'selected', number: '0107', cohort: { ja: '第1コース', en: 'Cohort 1' }, days }] })
  expect(selected.match(/※「演習」は、どれか1日に出席します。令和8年9月10日（木）までに/g)).toHaveLength(1)
  expect(selected).toContain('choose it by Thu, 10 September 2026')
  expect([told('offer.accepted', { days }), told('offer.made', { days })].map((body) => body.includes('※「演習」'))).toEqual([true, false])
  expect(told('enrollment.transferred', { people: [{ ...scheduled, days }] })).toContain('※「演習」')
})

test('who has something to do with a sheet inside the municipality hears of it by mail: asked, and sent back', () => {
  const inside = { ...approval, byMail: true }
  expect((['sheet_approval.requested', 'sheet_approval.returned', 'sheet_approval.approved'] as const).map((action) => lettersFor({ action }, inside).map(({ byMail }) => byMail)))
    .toEqual([[true], [true], [false]])
})

test('what came back is told by mail to whoever asked; requests among colleagues stand on the site', () => {
  expect((['approval.requested', 'approval.returned', 'approval.approved', 'substitution.declined'] as const).map((action) => lettersFor({ action }, approval)[0]!.byMail)).toEqual([false, true, false, true])
})

test('every kind of letter can be written, in both languages, without an open hole and with one-line titles', () => {
  const others = (['dropped', 'different'] as const).flatMap((outcome) => lettersFor({ action: 'nomination.double_decided' }, double(outcome)))
  const written = [...toldActions.flatMap((action) => lettersFor({ action }, facts[action])), ...others].map((letter) => ({ letter, ...inWords(letter) }))
  expect([...new Set(written.map(({ letter }) => letter.template))].sort()).toEqual([...templates].sort())
  for (const { letter, title, titleEn, body } of written) {
    expect(isToBody(letter.template), letter.template).toBe(letter.municipalityId !== null)
    expect(`${title}${titleEn}`).not.toMatch(/[{}\n]/)
    expect(body.replaceAll('{address}', '').replaceAll('{link}', '').replaceAll('{calendar}', ''), letter.template).not.toMatch(/[{}]/)
    expect(body).toMatch(/様\n(.|\n)*\nEnglish\n\n(Dear|To the officer)/)
  }
})

test('a list names nobody of another municipality', () => {
  const lists = lettersFor({ action: 'selection.announced' }, facts['selection.announced']).filter(({ municipalityId }) => municipalityId !== null)
  expect(lists.map(({ list }) => list.length)).toEqual([2, 2])
})

test.each([['ineligible', 'ineligible'], ['over_quota', 'quota'], ['draw', 'capacity'], ['over_capacity', 'capacity'], ['by_hand', 'other']])(
  'who was not selected by %s reads a kind reason (%s)', (rule, why) => { expect(whyNotSelected(rule)).toBe(why) })

test('pauses grow from a minute to a day and end', () => {
  const minutes = Array.from({ length: 9 }, (_, n) => pauseMinutes(n + 1))
  expect(minutes).toEqual([1, 5, 15, 60, 240, 720, 1440, null, null])
})

test('only what did not arrive is sent again', () => {
  expect((['held', 'failed', 'sent', 'waiting'] as const).map((state) => keyOf(whyNotSendAgain(state)))).toEqual([null, null, 'notifications.alreadySent', 'notifications.stillWaiting'])
})

test('most lines of the audit trail are nobody’s letter', () => {
  expect(['call.edited', 'seen', 'letters.written', 'mail.sent', 'constructor'].map(isTold)).toEqual([false, false, false, false, false])
})

test('the receipt of a sheet says until when it can be recalled, and of a late one that it cannot', () => {
  const list = (facts: Facts) => lettersFor({ action: 'sheet.submitted' }, facts).map((letter) => letter.list.map(({ reason }) => reason))
  expect(list(sheet)).toEqual([[{ key: 'letters.line.recall', data: { dueOn: '2026-07-10' } }]])
  expect(list({ ...sheet, isLate: true } as Facts)).toEqual([[{ key: 'letters.line.recallOver' }]])
})

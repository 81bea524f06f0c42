import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { whyNotSelected } from '../../entry/selection/rules.ts'

/** The lines of the audit trail that somebody is told about; every other line is nobody's letter. */
export const toldActions = [
  'call.published', 'call.revised', 'call.closed', 'call.reopened', 'sheet.submitted', 'sheet.recalled', 'sheet.returned', 'sheet.prolonged', 'sheet.accepted', 'application.submitted',
  'nomination.double_decided',
  'selection.announced', 'offer.made', 'offer.accepted', 'offer.declined', 'offer.lapsed', 'offer.withdrawn', 'offer.prolonged', 'enrollment.withdrawn', 'enrollment.transferred', 'cohort.moved', 'class_day.saved', 'day.given', 'judgment.confirmed', 'certificates.issued', 'certificate.reissued', 'certificate.revoked',
  'certificate.corrected', 'account.invited', 'account.reset_asked', 'password.changed', 'password.set', 'second_factor.set', 'second_factor.removed', 'second_factor.recovered', 'approval.requested', 'approval.approved', 'approval.returned',
  'nomination.withdrawn', 'nomination.replaced', 'enrollment.replaced', 'substitution.requested', 'substitution.declined',
  'sheet_approval.requested', 'sheet_approval.passed', 'sheet_approval.approved', 'sheet_approval.returned',
  'submission.accepted', 'submission.returned', 'submission.redacted', 'submission.removed', 'test.passed', 'test.failed',
  'absence.sent', 'make_up.put', 'make_up.accepted', 'make_up.returned', 'groups.published', 'modules.granted', 'reissue.refused',
  'support_recruitment.opened', 'model_support.applied', 'model_support.designated', 'model_support.declined', 'support_plan.proposed', 'support_plan.agreed', 'support_session.planned', 'support_session.moved',
  'support_session.canceled', 'expert_request.made', 'expert_request.accepted', 'expert_request.declined', 'support_report.shared', 'practice.returned', 'practice.published',
  'instructor.invited', 'instructor.refreshed', 'instructor_request.sent', 'instructor_request.withdrawn', 'instructor_request.accepted', 'instructor_request.declined', 'local_training.returned',
  'practice_report.asked', 'practice_report.asked_again', 'practice_report.reminded',
  'papers.damaged', 'reminders.given', 'demand.opened', 'demand.reminded', 'demand.leave_given',
  'meeting.announced', 'meeting.registration_opened', 'meeting.moved', 'meeting.cancelled', 'meeting.postponed', 'meeting.reminded', 'meeting.shared',
  'minutes.opened', 'minutes.answered', 'minutes.corrected', 'meeting.question_answered', 'meeting.missed', 'meeting_questionnaire.opened',
] as const
export type ToldAction = typeof toldActions[number]
export const isTold = (action: string): action is ToldAction => (toldActions as readonly string[]).includes(action)

/** Every kind of letter, in the order in which a year brings them. */
export const templates = [
  'demand_opened', 'demand_reminded', 'demand_leave_given',
  'meeting_announced', 'meeting_registration_opened', 'meeting_moved', 'meeting_cancelled', 'meeting_postponed', 'meeting_reminded', 'meeting_shared',
  'minutes_opened', 'minutes_answered', 'minutes_corrected', 'meeting_question_answered', 'meeting_missed', 'meeting_questionnaire_opened',
  'call_published', 'call_revised', 'call_closed', 'call_reopened', 'sheet_submitted', 'sheet_recalled', 'sheet_returned', 'sheet_prolonged', 'sheet_accepted', 'application_submitted',
  'double_kept_listed', 'double_dropped_listed', 'double_different_listed',
  'selected', 'waitlisted', 'next_year', 'declined', 'announced',
  'offer_made', 'offer_made_listed', 'offer_accepted', 'offer_accepted_listed', 'offer_declined', 'offer_declined_listed',
  'offer_lapsed', 'offer_lapsed_listed', 'offer_withdrawn', 'offer_withdrawn_listed', 'offer_prolonged', 'offer_prolonged_listed',
  'withdrawn', 'withdrawn_listed', 'schedule_changed', 'schedule_changed_listed', 'schedule_postponed', 'schedule_postponed_listed', 'transferred', 'transferred_listed', 'day_given', 'submission_accepted', 'submission_returned', 'submission_redacted', 'test_marked', 'completed', 'not_completed', 'judged',
  'certificate_issued', 'certificates_listed', 'certificate_reissued', 'certificate_revoked', 'certificate_corrected', 'reissue_refused', 'groups_published', 'modules_granted',
  'nomination_withdrawn', 'nomination_withdrawn_listed', 'nomination_replaced',
  'papers_damaged', 'account_invited', 'account_reset', 'password_changed', 'second_factor_changed', 'approval_requested', 'approval_approved', 'approval_returned',
  'reminder_review', 'reminder_sheet', 'reminder_name', 'reminder_lessons', 'reminder_returned', 'reminder_choice', 'reminder_day', 'reminder_demand', 'reminder_meeting', 'reminder_measurement', 'reminder_marking',
  'absence_sent_listed', 'make_up_put', 'make_up_accepted', 'make_up_returned', 'reminder_make_up', 'reminder_make_up_listed',
  'support_recruitment_opened_listed', 'model_support_applied_listed', 'model_support_designated_listed', 'model_support_declined_listed', 'support_plan_proposed_listed', 'support_plan_agreed_listed',
  'support_session_planned', 'support_session_planned_listed', 'support_session_moved', 'support_session_moved_listed', 'support_session_canceled', 'support_session_canceled_listed',
  'expert_request_made', 'expert_request_accepted', 'expert_request_declined', 'support_report_shared_listed', 'practice_returned_listed', 'practice_published_listed',
  'instructor_invited', 'instructor_refreshed', 'reminder_instructor', 'instructor_request_sent', 'instructor_request_withdrawn', 'instructor_request_accepted_listed', 'instructor_request_declined_listed', 'local_training_returned_listed',
  'practice_asked', 'practice_reminded',
] as const
export type Template = typeof templates[number]

/** Whether a letter of that kind goes to a municipality; all others go to a person. */
export const isToBody = (template: Template): boolean => /^(call_|sheet_|demand_|minutes_|meeting_)|_listed$/.test(template)
  || ['application_submitted', 'nomination_replaced', 'announced', 'judged', 'reminder_review', 'reminder_sheet', 'reminder_demand', 'reminder_meeting'].includes(template)

/** Whether a letter goes outside in the name of the office. What municipality and instructor say to each other, colleagues asking each other, and a reset link one asked for, are nobody's letter. */
export const isSigned = (template: Template): boolean => !/^(approval_|papers_|expert_request_(accepted|declined)|instructor_request_)/.test(template) && template !== 'application_submitted' && template !== 'account_reset' && template !== 'password_changed' && template !== 'second_factor_changed'

/** The words of a template in one of its versions; version 0 is what was shipped. */
export interface Wording { version: number; title: string; titleEn: string; body: string; bodyEn: string }

export type Category = 'chair' | 'adviser' | 'case_presenter' | 'other'
type Data = Record<string, string | number>
/** One line of a list: its words, and a category to be named in the reader's language. */
export interface Item { reason: Reason; category?: Category }

/** What somebody is told. Exactly one of `personId` and `municipalityId`; `data` fills the holes of the template's texts. */
export interface Letter {
  template: Template; personId: number | null; municipalityId: number | null
  /** As it stands above the letter, without 様 or 御中. */
  name: string; nameEn: string
  /** The training, or what was asked, in both languages. */
  about: { ja: string; en: string }
  data: Data; list: Item[]; path: string | null; contact: string
  /** Who signs, as it is printed: office and title, and the name where one is. Only where `isSigned`. */
  sender?: string
  /** False: it stands on the site only, so that work between colleagues does not fill their mailboxes. */
  byMail: boolean
}

interface Body { id: number; name: string; nameEn: string }
interface Reader { personId: number; name: string }
interface About { title: string; titleEn: string; contact: string }
/** `oneOf`: what the days are called of which it is one to choose from, `chooseBy` the last day of choosing. */
export interface ClassDay { heldOn: Day; place: string; startsAt: string | null; endsAt: string | null; oneOf?: string | null; oneOfEn?: string | null; chooseBy?: Day | null }
export type Outcome = 'selected' | 'waitlisted' | 'next_year' | 'declined'

/** What the letters of a line need to know, one shape per kind of line. */
export type Facts =
  | { of: 'call'; callId: number; about: About; days: { officeClosesOn: Day; closesOn: Day; decisionOn: Day }; number: string; note: string; municipalities: (Body & { handedIn: boolean })[] }
  | { of: 'sheet'; callId: number; about: About; municipality: Body; receipt: string; reason: string; dueOn: Day; decisionOn: Day
    /** It came after its last day, so the municipality cannot recall it. */
    isLate: boolean }
  | { of: 'application'; applicationId: number; about: About; municipality: Body; office: string; receipt: string; people: number }
  /** A survey of the demand, and the municipalities that are told of it. */
  | { of: 'demand'; surveyId: number; about: About; dueOn: Day; message: string; reason: string; municipalities: Body[] }
  /** A liaison meeting, and the municipalities that are told of it. `opens`: they are asked to reply at once. */
  | { of: 'meeting'; meetingId: number; about: About; heldOn: Day; times: string; venue: string; venueEn: string; dueOn: Day; number: string; message: string; reason: string; opens: boolean; municipalities: Body[] }
  | { of: 'selection'; trainingId: number; callId: number | null; about: About; results: Result[] }
  | { of: 'double'; callId: number; about: About; municipality: Body; outcome: 'kept' | 'dropped' | 'different'; name: string; reason: string }
  | { of: 'offer'; offerId: number; about: About; person: Reader; municipality: Body; cohort: { ja: string; en: string }; dueAt: { ja: string; en: string }; number: string; enrollmentId: number | null; days: ClassDay[] }
  | { of: 'withdrawal'; enrollmentId: number; about: About; person: Reader; municipality: Body | null; number: string; by: string }
  | { of: 'schedule'; trainingId: number; about: About; change: 'changed' | 'postponed' | 'transferred' | 'given'; reason: { ja: string; en: string }; from: { ja: string; en: string } | null; people: Scheduled[]; teachers: Scheduled[] }
  | { of: 'submission'; about: About; person: Reader; lesson: { ja: string; en: string }; receipt: string; reason: string; dueOn: Day | null; path: string }
  | { of: 'absence'; enrollmentId: number; about: About; name: string; number: string; municipality: Body; heldOn: Day; kind: 'absent' | 'late' }
  | { of: 'makeUp'; about: About; person: Reader; slot: { ja: string; en: string }; days: ClassDay[]; path: string }
  | { of: 'groups'; about: About; heldOn: Day; people: Reader[]; path: string }
  | { of: 'granted'; about: About; person: Reader; modules: { title: string; titleEn: string }[] }
  | { of: 'test'; about: About; person: Reader; lesson: { ja: string; en: string }; path: string }
  | { of: 'nomination'; sheetPath: string; about: About; person: Reader; municipality: Body; newcomer: string }
  | { of: 'replacement'; out: Extract<Facts, { of: 'withdrawal' }>; in: Extract<Facts, { of: 'selection' }> }
  | { of: 'judgment'; trainingId: number; about: About; results: Judged[] }
  | { of: 'certificates'; about: About; results: Certified[] }
  | { of: 'certificate'; about: About; certificate: Certified; reason: string }
  | { of: 'instructor'; about: About; person: Reader; validUntil: Day }
  | { of: 'instructorRequest'; requestId: number; about: About; person: Reader; municipality: Body; employer: string; reason: string; dueOn: Day; days: ClassDay[] }
  | { of: 'localTraining'; trainingId: number; about: About; municipality: Body; reason: string }
  /** Stored papers that are not what was kept, and those who look after the house. */
  | { of: 'damage'; count: number; readers: Reader[] }
  | { of: 'account'; accountId: number; person: Reader; hours: number }
  /** What follows the trainings: the bodies and people who are told the same of one matter, each by their page. */
  | { of: 'cascade'; about: About; bodies: Body[]; people: Reader[]; data: Data; path: string }
  /** Somebody who is asked what came of a training they completed. */
  | { of: 'practice'; askingId: number; about: About; person: Reader; months: number; dueOn: Day }
  | { of: 'reminder'; results: Reminded[] }
  | { of: 'approval'; about: { title: string; titleEn: string }; path: string; asker: Reader; decider: string; note: string; officers: Reader[]
    /** Who has something to do hears of it by mail too, asked or sent back: nobody looks in every day, and the deadline holds. */
    byMail?: boolean }

export interface Result extends Reader {
  outcome: Outcome; rule: string; waitlistPosition: number | null; category: Category; municipality: Body
  number: string | null; cohort: { ja: string; en: string } | null; days: ClassDay[]
}
/** Somebody whose days are told anew. */
export interface Scheduled extends Reader { enrollmentId: number; number: string; cohort: { ja: string; en: string }; municipality: Body | null; days: ClassDay[] }
/** Somebody who is reminded, of all that is due in one matter on one day. */
export interface Reminded { template: Template; about: About; person: Reader | null; municipality: Body | null; dueOn: Day; days: number; items: Item[]; path: string | null
  /** How many people of applications wait for the municipality. */
  people?: number }
export interface Judged extends Reader { decision: 'completed' | 'not_completed'; number: string; municipality: Body | null }
export interface Certified extends Reader { id: number; numberText: string; municipality: Body | null }

/** The letters that follow from a line of the audit trail: who is told what. Pure; nobody is told twice by one line. */
export function lettersFor({ action }: { action: ToldAction }, facts: Facts): Letter[] {
  switch (facts.of) {
    case 'call': return callLetters(action, facts)
    case 'sheet': return [{
      ...toMunicipality(templateOf(action), facts.municipality, facts.about, {
        receipt: facts.receipt, reason: facts.reason, dueOn: facts.dueOn, decisionOn: facts.decisionOn,
      }, `/calls/${facts.callId}/sheet`),
      list: action !== 'sheet.submitted' ? [] : [{ reason: facts.isLate ? { key: 'letters.line.recallOver' } : { key: 'letters.line.recall', data: { dueOn: facts.dueOn } } }],
    }]
    // Offices hand in all day: it stands on the site, so that it does not fill the mailbox of the municipality.
    case 'application': return [{ ...toMunicipality('application_submitted', facts.municipality, facts.about,
      { office: facts.office, receipt: facts.receipt, people: facts.people }, `/applications/${facts.applicationId}`), byMail: false }]
    case 'demand': return facts.municipalities.map((body) => toMunicipality(templateOf(action), body, facts.about,
      { dueOn: facts.dueOn, message: facts.message, reason: facts.reason }, `/demand-surveys/${facts.surveyId}`))
    case 'meeting': return meetingLetters(action, facts)
    case 'selection': return selectionLetters(facts)
    case 'double': return [toMunicipality(`double_${facts.outcome}_listed`, facts.municipality, facts.about, { name: facts.name, reason: facts.reason }, `/calls/${facts.callId}/sheet`)]
    case 'offer': return offerLetters(action, facts)
    case 'withdrawal': return withdrawalLetters(facts)
    case 'schedule': return scheduleLetters(facts)
    case 'submission': return [submissionLetter(action, facts)]
    // Not whether it was passed: how much of a result is seen is said by the test, and by its page alone.
    case 'test': return [toPerson('test_marked', facts.person, facts.about, { lesson: facts.lesson.ja, lessonEn: facts.lesson.en }, facts.path)]
    case 'absence': return [toMunicipality('absence_sent_listed', facts.municipality, facts.about,
      { name: facts.name, number: facts.number, heldOn: facts.heldOn, what: facts.kind }, `/enrollments/${facts.enrollmentId}`)]
    case 'makeUp': return [{ ...toPerson(templateOf(action), facts.person, facts.about, { slot: facts.slot.ja, slotEn: facts.slot.en }, facts.path), list: facts.days.map(dayItem) }]
    // Whose group is which stands on the page alone: the office may still change it, and a letter would go on saying the old one.
    case 'groups': return facts.people.map((person) => toPerson('groups_published', person, facts.about, { heldOn: facts.heldOn }, facts.path))
    case 'granted': return [{ ...toPerson('modules_granted', facts.person, facts.about, { count: facts.modules.length }, '/my-make-ups'),
      list: facts.modules.map((data): Item => ({ reason: { key: 'letters.line.lesson', data } })) }]
    case 'nomination': return nominationLetters(facts)
    case 'replacement': return [...withdrawalLetters(facts.out), ...selectionLetters(facts.in)]
    case 'judgment': return judgmentLetters(facts)
    case 'certificates': return certificateLetters(facts)
    case 'certificate': return [toPerson(templateOf(action), facts.certificate, facts.about,
      { number: facts.certificate.numberText, reason: facts.reason }, '/my-certificates')]
    case 'instructor': return [toPerson(templateOf(action), facts.person, facts.about, { validUntil: facts.validUntil }, '/my-instructor-entry')]
    case 'instructorRequest': return [requestLetter(action, facts)]
    case 'localTraining': return [toMunicipality('local_training_returned_listed', facts.municipality, facts.about, { reason: facts.reason }, `/local-trainings/${facts.trainingId}`)]
    case 'damage': return facts.readers.map((reader) => toPerson('papers_damaged', reader, nothing, { count: facts.count }, '/stored-papers'))
    case 'account': return [action.startsWith('password.') ? toPerson('password_changed', facts.person, nothing, {}, '/account')
      : action.startsWith('second_factor.') ? toPerson('second_factor_changed', facts.person, nothing, { what: action.slice('second_factor.'.length) }, '/account/second-factor')
      : toPerson(action === 'account.invited' ? 'account_invited' : 'account_reset', facts.person, nothing, { hours: facts.hours }, null)]
    case 'cascade': return cascadeLetters(action, facts)
    case 'practice': return [toPerson(action === 'practice_report.reminded' ? 'practice_reminded' : 'practice_asked', facts.person, facts.about, { months: facts.months, dueOn: facts.dueOn }, practiceAt(facts.askingId))]
    case 'reminder': return facts.results.map(reminderLetter)
    case 'approval': return approvalLetters(action, facts)
  }
}

const templateOf = (action: ToldAction) => action.replace('.', '_') as Template
const nothing: About = { title: '', titleEn: '', contact: '' }

type Of<K extends Facts['of']> = Extract<Facts, { of: K }>

/** What of a meeting is told afterwards leads to its own page. */
const afterMeeting: Partial<Record<ToldAction, string>> = {
  'minutes.opened': '/minutes', 'minutes.answered': '/minutes/comments', 'minutes.corrected': '/minutes', 'meeting.missed': '/afterwards', 'meeting.shared': '/afterwards', 'meeting.question_answered': '/afterwards', 'meeting_questionnaire.opened': '/questionnaire',
}

function meetingLetters(action: ToldAction, { meetingId, about, heldOn, times, venue, venueEn, dueOn, number, message, reason, opens, municipalities }: Of<'meeting'>): Letter[] {
  const asks = action === 'meeting.announced'
  const list: Item[] = asks ? [{ reason: opens ? { key: 'letters.line.meetingReply', data: { dueOn } } : { key: 'letters.line.meetingLater' } }] : []
  return municipalities.map((body) => ({ ...toMunicipality(templateOf(action), body, about, { heldOn, times, venue, venueEn, dueOn, number, message, reason }, `/liaison-meetings/${meetingId}${afterMeeting[action] ?? ''}`), list }))
}

function callLetters(action: ToldAction, { callId, about, days, number, note, municipalities }: Of<'call'>): Letter[] {
  // Who handed in already has nothing more to do when a call closes or opens again, but is told of a correction.
  const told = municipalities.filter(({ handedIn }) => !handedIn || action === 'call.published' || action === 'call.revised')
  return told.map((body) => toMunicipality(templateOf(action), body, about, { ...days, number, note }, `/calls/${callId}`))
}

function selectionLetters({ trainingId, about, results }: Of<'selection'>): Letter[] {
  const personal = results.filter(({ outcome, number }) => outcome !== 'selected' || number !== null).map((result) => ({
    ...toPerson(result.outcome, result, about, {
      number: result.number ?? '', place: result.waitlistPosition ?? '', municipality: result.municipality.name,
      municipalityEn: result.municipality.nameEn, cohort: result.cohort?.ja ?? '', cohortEn: result.cohort?.en ?? '', why: whyNotSelected(result.rule),
    }, result.outcome === 'selected' ? '/my-name' : null),
    list: daysAndChoices(result.days),
  }))
  const lists = byMunicipality(results).map(([body, own]) => ({
    ...toMunicipality('announced', body, about, countsOf(own), `/enrollments?training=${trainingId}`),
    list: own.map(({ outcome, name, category, number, cohort, waitlistPosition }): Item => ({
      category, reason: { key: `letters.line.${outcome}`, data: { name, number: number ?? '', cohort: cohort?.ja ?? '', cohortEn: cohort?.en ?? '', place: waitlistPosition ?? '' } },
    })),
  }))
  return [...personal, ...lists]
}

const countsOf = (own: Result[]) => ({
  selected: own.filter(({ outcome }) => outcome === 'selected').length, waitlisted: own.filter(({ outcome }) => outcome === 'waitlisted').length,
  others: own.filter(({ outcome }) => outcome === 'declined' || outcome === 'next_year').length,
})

/** One class day as a line of a letter. */
export const dayItem = ({ heldOn, place, startsAt, endsAt, oneOf, oneOfEn }: ClassDay): Item => {
  const data = { heldOn, place, times: startsAt && endsAt ? `${startsAt}～${endsAt}` : '' }
  return { reason: oneOf ? { key: 'letters.line.oneOfDays', data: { ...data, choice: oneOf, choiceEn: oneOfEn ?? oneOf } } : { key: 'letters.line.day', data } }
}

/** The class days of somebody who has a seat, and below them until when each choice of a day is made. */
function daysAndChoices(days: readonly ClassDay[]): Item[] {
  const choices = new Map(days.flatMap(({ oneOf, oneOfEn, chooseBy }) => oneOf && chooseBy ? [[oneOf, { choice: oneOf, choiceEn: oneOfEn ?? oneOf, closesOn: chooseBy }]] : []))
  return [...days.map(dayItem), ...[...choices.values()].map((data): Item => ({ reason: { key: 'letters.line.choose', data } }))]
}

/** The page of an asking for those who can sign in; in a mail a link takes its place. */
export const practiceAt = (askingId: number | string) => `/my-practice/${askingId}`
/** The page of an offered seat for those who can sign in. */
export const offerAt = (offerId: number | string) => `/seat-offers/${offerId}`

/** Both by the offer in their own scope; in the mail to the person a code takes its place, since they may have no account yet. */
function offerLetters(action: ToldAction, { offerId, about, person, municipality, cohort, dueAt, number, enrollmentId, days }: Of<'offer'>): Letter[] {
  const data = { name: person.name, cohort: cohort.ja, cohortEn: cohort.en, dueAt: dueAt.ja, dueAtEn: dueAt.en, number, municipality: municipality.name, municipalityEn: municipality.nameEn }
  const template = templateOf(action)
  const ways = action === 'offer.accepted' ? ['/my-name', `/enrollments/${enrollmentId}`] as const : [offerAt(offerId), offerAt(offerId)] as const
  return [
    { ...toPerson(template, person, about, data, ways[0]), list: action === 'offer.made' ? days.map(dayItem) : action === 'offer.accepted' ? daysAndChoices(days) : [] },
    toMunicipality(`${template}_listed` as Template, municipality, about, data, ways[1]),
  ]
}

function withdrawalLetters({ enrollmentId, about, person, municipality, number, by }: Of<'withdrawal'>): Letter[] {
  const data = { number, name: person.name, by }
  const path = `/enrollments/${enrollmentId}`
  return [toPerson('withdrawn', person, about, data, null),
    ...municipality === null ? [] : [toMunicipality('withdrawn_listed', municipality, about, data, path)]]
}

const scheduleTemplates = { changed: 'schedule_changed', postponed: 'schedule_postponed', transferred: 'transferred', given: 'day_given' } as const

/** To each with their own days, to whoever teaches the cohort, and to the municipality who of theirs it concerns; which of several days somebody has is theirs alone. */
function scheduleLetters({ trainingId, about, change, reason, from, people, teachers }: Of<'schedule'>): Letter[] {
  const template = scheduleTemplates[change]
  const dataOf = ({ cohort, number }: Scheduled) => ({ cohort: cohort.ja, cohortEn: cohort.en, reason: reason.ja, reasonEn: reason.en, from: from?.ja ?? '', fromEn: from?.en ?? '', number })
  const letterTo = (one: Scheduled, path: string): Letter => ({ ...toPerson(template, one, about, dataOf(one), path), list: change === 'postponed' ? [] : daysAndChoices(one.days) })
  const personal = [...people.map((one) => letterTo(one, '/my-days')), ...teachers.map((one) => letterTo(one, '/class-days'))]
  if (template === 'day_given') return personal
  return [...personal, ...byMunicipality(people).map(([body, own]) => ({
    ...toMunicipality(`${template}_listed`, body, about, dataOf(own[0]!), `/enrollments?training=${trainingId}`),
    list: own.map(({ name, number }): Item => ({ reason: { key: 'letters.line.enrolled', data: { name, number } } })),
  }))]
}

/** What was said of somebody's work stands on its page alone: a mail may be read over a shoulder, and may quote a case. */
function submissionLetter(action: ToldAction, { about, person, lesson, receipt, reason, dueOn, path }: Of<'submission'>): Letter {
  const template = action === 'submission.removed' ? 'submission_redacted' : templateOf(action)
  return toPerson(template, person, about, { lesson: lesson.ja, lessonEn: lesson.en, receipt, reason, dueOn: dueOn ?? '' }, path)
}

/** A request goes to the instructor and names their employer; the answer goes to the municipality that asked. */
function requestLetter(action: ToldAction, { requestId, about, person, municipality, employer, reason, dueOn, days }: Of<'instructorRequest'>): Letter {
  const data = { municipality: municipality.name, municipalityEn: municipality.nameEn, name: person.name, employer, reason, dueOn }
  const list = days.map(dayItem)
  return action === 'instructor_request.sent' || action === 'instructor_request.withdrawn' ? { ...toPerson(templateOf(action), person, about, data, `/my-requests/${requestId}`), list }
    : { ...toMunicipality(`${templateOf(action)}_listed` as Template, municipality, about, data, `/instructor-requests/${requestId}`), list }
}

/** Who left a sheet, told to both; the municipality also reads who stands in the place when somebody does. */
function nominationLetters({ sheetPath, about, person, municipality, newcomer }: Of<'nomination'>): Letter[] {
  const data = { name: person.name, newcomer, municipality: municipality.name, municipalityEn: municipality.nameEn }
  return [toPerson('nomination_withdrawn', person, about, data, null),
    toMunicipality(newcomer === '' ? 'nomination_withdrawn_listed' : 'nomination_replaced', municipality, about, data, sheetPath)]
}

function cascadeLetters(action: ToldAction, { about, bodies, people, data, path }: Of<'cascade'>): Letter[] {
  return [...people.map((one) => toPerson(templateOf(action), one, about, data, path)),
    ...bodies.map((one) => toMunicipality(`${templateOf(action)}_listed` as Template, one, about, data, path))]
}

function judgmentLetters({ trainingId, about, results }: Of<'judgment'>): Letter[] {
  const personal = results.map((one) => toPerson(one.decision, one, about, { number: one.number }, one.decision === 'completed' ? '/my-certificates' : '/learn'))
  return [...personal, ...byMunicipality(results).map(([body, own]) => ({
    ...toMunicipality('judged', body, about, { completed: own.filter(({ decision }) => decision === 'completed').length, others: own.filter(({ decision }) => decision !== 'completed').length }, `/enrollments?training=${trainingId}`),
    list: own.map(({ decision, name, number }): Item => ({ reason: { key: `letters.line.${decision}`, data: { name, number } } })),
  }))]
}

function certificateLetters({ about, results }: Of<'certificates'>): Letter[] {
  const personal = results.map((one) => toPerson('certificate_issued', one, about, { number: one.numberText }, '/my-certificates'))
  return [...personal, ...byMunicipality(results).map(([body, own]) => ({
    ...toMunicipality('certificates_listed', body, about, { count: own.length }, '/certificates'),
    list: own.map(({ name, numberText }): Item => ({ reason: { key: 'letters.line.certificate', data: { name, number: numberText } } })),
  }))]
}

function approvalLetters(action: ToldAction, { about: { title, titleEn }, path, asker, decider, note, officers, byMail = false }: Of<'approval'>): Letter[] {
  const about = { title, titleEn: titleEn || title, contact: '' }
  const data = { asker: asker.name, decider, note }
  // A substitution that is asked for waits for an officer of the prefecture like any other request.
  const asks = action.endsWith('.requested') || action.endsWith('.passed')
  const template = asks ? 'approval_requested' : action.endsWith('.approved') ? 'approval_approved' : 'approval_returned'
  const readers = asks ? officers.filter(({ personId }) => personId !== asker.personId) : [asker]
  // What came back has to be done again, by somebody who may not look in for weeks: it goes by mail, whoever asked.
  return readers.map((reader) => ({ ...toPerson(template, reader, about, data, path), byMail: template === 'approval_returned' || (byMail && template !== 'approval_approved') }))
}

function reminderLetter({ template, about, person, municipality, dueOn, days, items, path, people = 0 }: Reminded): Letter {
  const letter = person === null ? toMunicipality(template, municipality!, about, { dueOn, days, people }, path ?? '/') : toPerson(template, person, about, { dueOn, days }, path)
  return { ...letter, list: items }
}

function toPerson(template: Template, { personId, name }: Reader, about: About, data: Data, path: string | null): Letter {
  return { template, personId, municipalityId: null, name, nameEn: name, about: { ja: about.title, en: about.titleEn }, data, list: [], path, contact: about.contact, byMail: true }
}
function toMunicipality(template: Template, { id, name, nameEn }: Body, about: About, data: Data, path: string): Letter {
  return { template, personId: null, municipalityId: id, name, nameEn, about: { ja: about.title, en: about.titleEn }, data, list: [], path, contact: about.contact, byMail: true }
}

/** One list per municipality, in the order in which they are met; who belongs to none is on no list. */
function byMunicipality<T extends { municipality: Body | null }>(rows: T[]): [Body, T[]][] {
  const lists = new Map<number, [Body, T[]]>()
  for (const row of rows) {
    if (row.municipality === null) continue
    const list = lists.get(row.municipality.id) ?? [row.municipality, []]
    list[1].push(row)
    lists.set(row.municipality.id, list)
  }
  return [...lists.values()]
}

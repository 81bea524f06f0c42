import { whyNotSelected } from '../../entry/selection/rules.ts'
import type { About, Body, ClassDay, Data, Facts, Item, Letter, Reader, Reminded, Result, Scheduled } from './shapes.ts'
import type { Template, ToldAction } from './told.ts'

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
    case 'differences': return facts.readers.map((reader) => toPerson('counters_differ', reader, nothing, { count: facts.count }, '/recounts'))
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

import type { FastifyRequest } from 'fastify'
import { scopeFor } from './base/access.ts'
import type { BottomDoor, Door } from './base/pages.ts'
import type { Permission } from './base/policy.ts'
import type { TextKey } from './base/texts.ts'

type Way = [label: TextKey, href: string, opens: Permission]

/** Three doors a role, and behind each one place for one thing. What the post may not open is not shown. */
const ways: { heading: TextKey | null; ways: Way[] }[] = [
  { heading: null, ways: [['door.home', '/', 'home.read'], ['door.messages', '/messages', 'messages.read'], ['door.news', '/news', 'news.read']] },
  { heading: 'door.run', ways: [
    ['door.demand', '/demand-surveys', 'demand.read'],
    ['door.calls', '/calls', 'calls.read'],
    ['door.sheetApprovals', '/sheet-approvals', 'nominations.edit'],
    ['door.selection', '/selections', 'selection.read'],
    ['door.trainings', '/trainings', 'trainings.edit'],
    ['door.enrollments', '/enrollments', 'enrollments.read'],
    ['door.roll', '/class-days', 'roll.read'],
    ['door.makeUps', '/make-ups', 'make_ups.read'],
    ['door.forecasts', '/forecasts', 'forecasts.read'],
    ['door.judgments', '/judgments', 'judgments.read'],
    ['door.certificates', '/certificates', 'certificates.read'],
  ] },
  // What is learned: how it is made, and what comes back.
  { heading: 'door.learning', ways: [
    ['door.lessons', '/lessons', 'lessons.read'],
    ['door.questions', '/question-banks', 'questions.read'],
    ['door.testMarking', '/test-marking', 'tests.mark'],
    ['door.submissions', '/submissions', 'assignments.mark'],
    ['door.questionnaires', '/questionnaires', 'questionnaires.results'],
    ['door.measurements', '/measurements', 'measurements.read'],
  ] },
  // What becomes of it in the municipalities.
  { heading: 'door.cascade', ways: [
    ['door.ownEntry', '/my-instructor-entry', 'calendar.own'], // of those with doors at the side only instructors have days of their own
    ['door.instructors', '/instructors', 'instructors.read'],
    ['door.localTrainings', '/local-trainings', 'local_trainings.read'],
    ['door.ledger', '/ledger', 'ledger.read'],
    ['door.practice', '/practice', 'practice_reports.read'],
  ] },
  { heading: 'door.support', ways: [
    ['door.meetings', '/liaison-meetings', 'meetings.read'],
    ['door.meetingQuestions', '/meeting-questions', 'meetings.read'],
    ['door.modelSupports', '/model-supports', 'supports.read'],
    ['door.expertRequests', '/expert-requests', 'expert_requests.answer'],
    ['door.experts', '/experts', 'experts.read'],
    ['door.actions', '/actions', 'actions.read'],
    ['door.briefings', '/briefings', 'briefings.read'],
    ['door.practices', '/practices', 'practices.read'],
    ['door.shelf', '/shelf', 'shelf.read'],
    ['door.municipalities', '/municipalities', 'municipalities.read'],
    ['door.transferChecks', '/transfer-checks', 'transfer_checks.read'],
    ['door.people', '/people', 'people.read'],
  ] },
  { heading: 'door.conferences', ways: [
    ['door.conferenceRecords', '/conferences', 'conferences.read'],
    ['door.conferencePlans', '/conference-plans', 'conferences.read'],
    ['door.conferenceTypes', '/conference-types', 'conferences.read'],
    ['door.communityIssues', '/community-issues', 'community_issues.read'],
    ['door.conferenceStatistics', '/conference-statistics', 'statistics.read'],
    ['door.statistics', '/statistics', 'statistics.read'],
    ['door.carePlanReviews', '/care-plan-reviews', 'care_plans.read'],
    ['door.statusSurveys', '/status-surveys', 'status_surveys.read'],
  ] },
  { heading: 'door.plan', ways: [
    ['door.targets', '/targets', 'targets.read'],
    ['door.selfEvaluations', '/self-evaluations', 'self_evaluations.read'],
    ['door.printedFigures', '/printed-figures', 'printed_figures.read'],
    ['door.results', '/results', 'results.read'],
    ['door.earlierResults', '/earlier-results', 'earlier.read'],
    ['door.effect', '/effect', 'results.read'],
    ['door.programs', '/programs', 'programs.read'],
    ['door.courses', '/courses', 'courses.read'],
  ] },
  // How the office speaks: who signs, in which words, when it asks again, and what went out.
  { heading: 'door.tell', ways: [
    ['door.senders', '/senders', 'senders.read'],
    ['door.letterTemplates', '/letter-templates', 'letters.read'],
    ['door.reminders', '/reminders', 'letters.read'],
    ['door.outbox', '/outbox', 'outbox.read'],
  ] },
  { heading: 'door.keep', ways: [
    ['door.approvals', '/approvals', 'approvals.decide'],
    ['door.accounts', '/accounts', 'accounts.manage'],
    ['door.audit', '/audit', 'audit.read'],
    ['door.papers', '/stored-papers', 'papers.check'],
    ['door.recounts', '/recounts', 'counters.check'],
  ] },
]

const traineeWays: [...Way, BottomDoor['icon']][] = [
  ['door.home', '/', 'home.read', 'home'], ['door.learn', '/learn', 'lessons.learn', 'learn'],
  ['door.days', '/my-days', 'lessons.learn', 'days'], ['door.messages', '/messages', 'messages.read', 'mail'],
]

/** Pages that live under another address than their door's: what is done with a training has a door of its own. */
const elsewhere: [page: RegExp, href: string][] = [
  [/^\/(evaluation-(forms|items|entries|years|annexes|editions)|plan-periods)\b/, '/self-evaluations'],
  [/^\/(transfer-(lines|arrivals))\b/, '/transfer-checks'], [/^\/living-areas\b/, '/municipalities'],
  [/^\/instructor-requests\b/, '/local-trainings'], [/^\/my-requests\b/, '/my-instructor-entry'],
  [/^\/trainings\/\d+\/(selection|outcome|notices|dossiers)\b/, '/selections'], [/^\/trainings\/\d+\/(criteria|judgment)\b/, '/judgments'],
  [/^\/trainings\/\d+\/make-ups\b/, '/make-ups'], [/^\/enrollments\/\d+\/make-ups\b/, '/make-ups'], [/^\/trainings\/\d+\/(forecast|carry-overs)\b/, '/forecasts'], [/^\/my-make-ups\b/, '/my-days'],
  [/^\/trainings\/\d+\/(partial-)?certificates\b/, '/certificates'], [/^\/(partial-certificates|reissue-requests|rosters)\b/, '/certificates'], [/^\/trainings\/\d+\/lessons\b/, '/lessons'], [/^\/trainings\/\d+\/assignments\b/, '/submissions'],
  [/^\/trainings\/\d+\/questionnaires\b/, '/questionnaires'], [/^\/trainings\/\d+\/measurement\b/, '/measurements'], [/^\/my-measurements\b/, '/learn'], [/^\/my-practice\b/, '/'],
  [/^\/trainings\/\d+\/viewings\b/, '/enrollments'], [/^\/lessons\/\d+\/test\/(results|items|people)\b/, '/test-marking'],
  [/^\/earlier-(completers|imports)\b/, '/earlier-results'],
  [/^\/survey-indicators\b/, '/status-surveys'],
  [/^\/(support-(recruitments|sessions|reports))\b/, '/model-supports'], [/^\/expert-requests\b/, '/experts'],
  [/^\/(care-cases|conference-records)\b/, '/conferences'], [/^\/issue-(groupings|groups|figures|themes|theme-counts)\b/, '/community-issues'],
  [/^\/statistic-(measures|figures)\b/, '/statistics'], [/^\/care-plan-thresholds\b/, '/care-plan-reviews'],
  [/^\/(meeting-series|meeting-items|minutes-comments)\b/, '/liaison-meetings'], [/^\/(questions|question-files)\//, '/question-banks'], [/^\/sheets\//, '/calls'], [/^\/slots\/\d+\/(check-in|walk-ins)\b/, '/class-days'], [/^\/check-in\b/, '/my-days'], [/^\/bounces\b/, '/outbox'], [/^\/my-calendar\b/, '/my-days'], [/^\/organizations\//, '/municipalities'], [/^\/name-corrections\b/, '/people'],
]

/** What stands around the page of whoever is asking. */
export function doors(request: FastifyRequest): { doors: Door[]; bottom: BottomDoor[] | null } {
  const { actor, say, url } = request
  if (actor === null) return { doors: [], bottom: null }
  const path = url.split('?')[0] ?? '/'
  const here = elsewhere.find(([page]) => page.test(path))?.[1] ?? path
  const current = (href: string) => (href === '/' ? here === '/' : here === href || here.startsWith(`${href}/`))
  if (actor.kind === 'trainee') {
    return { doors: [], bottom: traineeWays.map(([label, href, , icon]) => ({ href, label: say(label), icon, current: current(href) })) }
  }
  const open = ways.map(({ heading, ways }) => ({
    heading: heading === null ? null : say(heading),
    items: ways.filter(([, , permission]) => scopeFor(actor, permission) !== null)
      .map(([label, href]) => ({ href, label: say(label), current: current(href) })),
  }))
  return { doors: open.filter(({ items }) => items.length > 0), bottom: null }
}

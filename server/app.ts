import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import serve from '@fastify/static'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { fastify } from 'fastify'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import access from './base/access.ts'
import change, { type Change } from './base/change.ts'
import type { Database } from './base/database.ts'
import errors from './base/errors.ts'
import type { Files } from './base/files.ts'
import forms from './base/forms.ts'
import type { Kind } from './base/policy.ts'
import type { Post } from './base/mail.ts'
import { contentOriginFor, isContentHost, type ContentPlace } from './base/origins.ts'
import outside from './base/outside.ts'
import pages from './base/pages.ts'
import type { Paper } from './base/paper.ts'
import { openPasswords, type Passwords } from './base/passwords.ts'
import reader from './base/reader.ts'
import security, { partLengthMax, readableAddress } from './base/security.ts'
import seen from './base/seen.ts'
import { openSigner } from './base/signing.ts'
import { unreadable } from './base/unreadable.ts'
import { buildValidator } from './base/validators.ts'
import { buildContentHost } from './content.ts'
import { doors } from './doors.ts'
import { alongOfKinds, factsOfKinds, problemsOfKinds } from './kinds.ts'
import { demo } from './keeping/demo/routes.ts'
import { styleguide } from './keeping/styleguide/routes.ts'
import { people } from './who/people/routes.ts'
import { organizations } from './who/organizations/routes.ts'
import { duplicates } from './who/duplicates/routes.ts'
import { accounts } from './who/accounts/routes.ts'
import { entrance } from './who/entrance/routes.ts'
import { secondFactors } from './who/second-factors/routes.ts'
import { mustSetUp } from './who/second-factors/rules.ts'
import { approvals } from './office/approvals/routes.ts'
import { senders } from './office/senders/routes.ts'
import { works } from './keeping/works/routes.ts'
import { conferencePlans } from './practice/conference-plans/routes.ts'
import { conferenceTypes } from './practice/conference-types/routes.ts'
import { conferences } from './practice/conferences/routes.ts'
import { programs } from './planning/programs/routes.ts'
import { courses } from './planning/courses/routes.ts'
import { trainings } from './planning/trainings/routes.ts'
import { copies } from './planning/copies/routes.ts'
import { dayChoices } from './planning/day-choices/routes.ts'
import { calls } from './planning/calls/routes.ts'
import { callFiles } from './planning/call-files/routes.ts'
import { allotments } from './planning/allotments/routes.ts'
import { demandSurveys } from './planning/demand-surveys/routes.ts'
import { nominations } from './entry/nominations/routes.ts'
import { sheetApprovals } from './entry/sheet-approvals/routes.ts'
import { bundleFiles } from './entry/bundle-files/routes.ts'
import { nominationFiles } from './entry/nomination-files/routes.ts'
import { sheetCopies } from './entry/sheet-copies/routes.ts'
import { applications } from './entry/applications/routes.ts'
import { doubleNominations } from './entry/double-nominations/routes.ts'
import { enrollments } from './entry/enrollments/routes.ts'
import { nameChecks } from './entry/name-checks/routes.ts'
import { entryLists } from './entry/lists/routes.ts'
import { selection } from './entry/selection/routes.ts'
import { selectionNotices } from './entry/selection-notices/routes.ts'
import { dossiers } from './entry/dossiers/routes.ts'
import { waitlists } from './entry/waitlists/routes.ts'
import { substitutions } from './entry/substitutions/routes.ts'
import reach from './learning/lessons/reach.ts'
import { lessonOpenings } from './learning/lesson-openings/routes.ts'
import { lessonOutlines } from './learning/lesson-outlines/routes.ts'
import { lessons } from './learning/lessons/routes.ts'
import { questions } from './learning/questions/routes.ts'
import { questionFiles } from './learning/question-files/routes.ts'
import { comprehensionTests } from './learning/comprehension-tests/routes.ts'
import { attempts } from './learning/attempts/routes.ts'
import { testMarking } from './learning/test-marking/routes.ts'
import { assignments } from './learning/assignments/routes.ts'
import { submissions } from './learning/submissions/routes.ts'
import { submissionMarking } from './learning/submission-marking/routes.ts'
import { questionnaires } from './learning/questionnaires/routes.ts'
import { effectMeasurements } from './learning/effect-measurements/routes.ts'
import { scorm } from './learning/scorm/routes.ts'
import { prerequisites } from './learning/prerequisites/routes.ts'
import { lessonUploads } from './learning/lesson-uploads/routes.ts'
import { lessonCopies } from './learning/lesson-copies/routes.ts'
import { viewings } from './learning/viewings/routes.ts'
import { attendance } from './classroom/attendance/routes.ts'
import { checkIns } from './classroom/check-ins/routes.ts'
import { taps } from './classroom/taps/routes.ts'
import { absenceNotices } from './classroom/absence-notices/routes.ts'
import { exerciseGroups } from './classroom/exercise-groups/routes.ts'
import { dayPapers } from './classroom/day-papers/routes.ts'
import { onlineDays } from './classroom/online-logs/own.ts'
import { onlineLogs } from './classroom/online-logs/routes.ts'
import { criteria } from './completion/criteria/routes.ts'
import { judgments } from './completion/judgments/routes.ts'
import { makeUps } from './completion/make-ups/routes.ts'
import { carryOvers } from './completion/carry-overs/routes.ts'
import { forecasts } from './completion/forecasts/routes.ts'
import { certificates } from './completion/certificates/routes.ts'
import { deliveries } from './completion/deliveries/routes.ts'
import { reissueRequests } from './completion/reissue-requests/routes.ts'
import { partialCertificates } from './completion/partial-certificates/routes.ts'
import { rosters } from './completion/rosters/routes.ts'
import { certificateTemplates } from './completion/certificate-templates/routes.ts'
import { badges } from './completion/badges/routes.ts'
import { actions } from './cascade/actions/routes.ts'
import { modelSupports } from './cascade/model-supports/routes.ts'
import { supportRecruitments } from './cascade/support-recruitments/routes.ts'
import { supportPlans } from './cascade/support-plans/routes.ts'
import { experts } from './cascade/experts/routes.ts'
import { supportSessions } from './cascade/support-sessions/routes.ts'
import { supportReports } from './cascade/support-reports/routes.ts'
import { goodPractices } from './cascade/good-practices/routes.ts'
import { instructors } from './cascade/instructors/routes.ts'
import { localTrainings } from './cascade/local-trainings/routes.ts'
import { localRolls } from './cascade/local-rolls/routes.ts'
import { instructorRequests } from './cascade/instructor-requests/routes.ts'
import { ledger } from './cascade/ledger/routes.ts'
import { shelfItems } from './practice/shelf-items/routes.ts'
import { practiceReports } from './cascade/practice-reports/routes.ts'
import { practiceRates } from './cascade/practice-rates/routes.ts'
import { statistics } from './practice/statistics/routes.ts'
import { statisticMeasures } from './practice/statistic-measures/routes.ts'
import { carePlanReviews } from './practice/care-plan-reviews/routes.ts'
import { conferenceStatistics } from './practice/conference-statistics/routes.ts'
import { liaisonMeetings } from './cascade/liaison-meetings/routes.ts'
import { meetingItems } from './cascade/meeting-items/routes.ts'
import { meetingNotices } from './cascade/meeting-notices/routes.ts'
import { meetingReplies } from './cascade/meeting-replies/routes.ts'
import { openMeetingDoors } from './cascade/meeting-check-ins/queries.ts'
import { meetingCheckIns } from './cascade/meeting-check-ins/routes.ts'
import { minutes } from './cascade/minutes/routes.ts'
import { surveyDefinitions } from './practice/survey-definitions/routes.ts'
import { statusSurveys } from './practice/status-surveys/routes.ts'
import { surveyAnswers } from './practice/survey-answers/routes.ts'
import { surveyResults } from './practice/survey-results/routes.ts'
import { minutesComments } from './cascade/minutes-comments/routes.ts'
import { meetingAnswers } from './cascade/meeting-answers/routes.ts'
import { meetingQuestionnaires } from './cascade/meeting-questionnaires/routes.ts'
import { meetingReadings } from './cascade/meeting-readings/routes.ts'
import { meetingPages } from './cascade/meeting-pages/routes.ts'
import { communityIssues } from './practice/community-issues/routes.ts'
import { issueMoves } from './practice/issue-moves/routes.ts'
import { issueThemes } from './practice/issue-themes/routes.ts'
import { issueGroups } from './practice/issue-groups/routes.ts'
import { issueFigures } from './practice/issue-figures/routes.ts'
import { livingAreas } from './who/living-areas/routes.ts'
import { transferChecks } from './who/transfer-checks/routes.ts'
import { targets } from './answers/targets/routes.ts'
import { evaluationForms } from './answers/evaluation-forms/routes.ts'
import { selfEvaluations } from './answers/self-evaluations/routes.ts'
import { evaluationAnnexes } from './answers/evaluation-annexes/routes.ts'
import { selfEvaluationPapers } from './answers/self-evaluation-papers/routes.ts'
import { coverage } from './answers/coverage/routes.ts'
import { earlierResults } from './answers/earlier-results/routes.ts'
import { results } from './answers/results/routes.ts'
import { definitions } from './answers/definitions/routes.ts'
import { effect } from './answers/effect/routes.ts'
import { briefings } from './cascade/briefings/routes.ts'
import { reminders } from './messages/reminders/routes.ts'
import { notifications } from './messages/notifications/routes.ts'
import { calendar } from './messages/calendar/routes.ts'
import { templates } from './messages/templates/routes.ts'
import { bounces } from './messages/bounces/routes.ts'
import { news } from './messages/news/routes.ts'
import { guides } from './keeping/guides/routes.ts'
import { audit } from './keeping/audit/routes.ts'
import { operation } from './keeping/operation/routes.ts'
import { printedFigures } from './keeping/printed-figures/routes.ts'
import { storedPapers } from './keeping/stored-papers/routes.ts'
import { recounts } from './keeping/recounts/routes.ts'
import { home } from './answers/home/routes.ts'
import sessions, { openLucia } from './who/accounts/sessions.ts'
import { texts } from './texts.ts'

declare module 'fastify' {
  /** The other house, where uploaded packages run. */
  interface FastifyInstance { content: FastifyInstance }
}

/** Everything from outside that the house stands on; tests hand in their own. */
export interface Parts {
  database: Database; files: Files; post: Post; paper: Paper
  clock?: () => Date
  random?: Change['random']
  /** How passwords are hashed; tests hand in quick ones. */
  passwords?: Passwords
  production?: boolean
  /** Invented people can be walked in as: never with a real database. */
  demo?: boolean
  publicOrigin?: string | null
  /** Where uploaded packages run when a proxy leads their name here; else on a port of their own, once `app.content` listens. */
  contentOrigin?: string | null
  trustProxy?: readonly string[]
  /** The kinds of post that need a second factor; none where nothing is said. */
  secondFactorFor?: readonly Kind[]
  /** How many bytes the files of lessons may take together. */
  lessonSpace?: number
  /** Seals the private keys that sign open badges. */
  badgeKey?: string | null
  logger?: FastifyServerOptions['logger']
}

export async function buildApp(parts: Parts) {
  const { database, clock = () => new Date(), random = (bytes: number) => new Uint8Array(randomBytes(bytes)) } = parts
  const { production = false, demo: inDemo = false, publicOrigin = null, trustProxy = [], secondFactorFor = [], logger = false, contentOrigin = null, lessonSpace = 200 * 1024 ** 3, badgeKey = null } = parts
  const app = fastify({
    logger, trustProxy: trustProxy.length > 0 ? [...trustProxy] : false, bodyLimit: 2 * 1024 * 1024,
    routerOptions: { maxParamLength: partLengthMax }, rewriteUrl: readableAddress, clientErrorHandler: unreadable(texts),
    // A strict validator leaves out the bounds of a number without an end ('1e309'), having made one out of text itself.
    ajv: { customOptions: { allErrors: true, strictNumbers: false, keywords: ['as'] } },
    schemaController: { compilersFactory: { buildValidator } },
  })

  const place: ContentPlace = { origin: contentOrigin, port: () => portOf(content), pagesPort: () => portOf(app) }
  const content = await buildContentHost({ database, files: parts.files, clock, random, place, publicOrigin, production, trustProxy: trustProxy.length > 0 ? [...trustProxy] : false, logger })
  app.decorate('content', content)
  app.addHook('onReady', async () => { await content.ready() })
  app.addHook('onClose', async () => { await content.close() })
  // Before anything of ours looks at it: what is meant for the other house is none of our business, cookies least of all.
  app.addHook('onRequest', async (request, reply) => {
    if (!isContentHost(place, request.host)) return
    reply.hijack()
    content.routing(request.raw, reply.raw)
  })

  await app.register(cookie)
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'] })
  await app.register(security, { encrypted: production && !publicOrigin?.startsWith('http:') })
  await app.register(reader, { database, clock })
  await app.register(pages, { texts, production, demo: inDemo, doors })
  await app.register(errors)
  await app.register(sessions, { lucia: openLucia(database, production, clock), publicOrigin })
  await app.register(access)
  await app.register(forms)
  await app.register(change, { database, random })
  await app.register(seen, { database })
  const { files, post, paper, passwords = openPasswords() } = parts
  await app.register(outside, {
    files, post, paper, passwords, signer: openSigner(database, badgeKey), publicOrigin, production, demo: inDemo, secondFactorFor, lessonSpace,
    contentOriginFor: ({ host, protocol }) => contentOriginFor(place, host, publicOrigin?.startsWith('https:') ? 'https' : protocol),
    mustFirst: (visitor) => mustSetUp(secondFactorFor, visitor) ? '/account/second-factor' : null,
  })

  // htmx comes out of its package, so its version is the one in package.json.
  await app.register(serve, { root: path.resolve('static'), serve: false })
  const served = [
    'house.css', 'favicon.svg', 'beats.js', 'player.js', 'reader.js', 'order.js',
    'test.js',
    'draft.js', 'remarks.js',
    'scorm-bridge.js',
    'uploads.js',
    'check-in.js',
    'door.js',
    'wall.js',
    'groups.js',
    'plan.js',
  ]
  for (const name of served) {
    app.get(`/static/${name}`, { config: { access: 'anyone' } }, async (_, reply) => reply.sendFile(name, { maxAge: '1h' }))
  }
  app.get('/static/htmx.min.js', { config: { access: 'anyone' } }, async (_, reply) =>
    reply.sendFile('htmx.min.js', path.resolve('node_modules/htmx.org/dist'), { maxAge: '1d' }))

  // The contents of the house. A feature may import those above it, never those below; `works` (long work with a page)
  // stands high because certificates and letters are made by it.
  await app.register(people)
  await app.register(duplicates)
  await app.register(organizations)
  await app.register(livingAreas)
  await app.register(accounts)
  await app.register(secondFactors)
  await app.register(entrance)
  await app.register(approvals)
  await app.register(senders)
  await app.register(works)
  await app.register(programs)
  await app.register(courses)
  await app.register(trainings)
  await app.register(copies)
  await app.register(dayChoices)
  await app.register(calls)
  await app.register(callFiles)
  await app.register(allotments)
  await app.register(demandSurveys)
  await app.register(nominations)
  await app.register(sheetApprovals)
  await app.register(nominationFiles)
  await app.register(sheetCopies)
  await app.register(applications)
  await app.register(doubleNominations)
  await app.register(bundleFiles)
  await app.register(enrollments)
  await app.register(nameChecks)
  await app.register(selection)
  await app.register(dossiers)
  await app.register(selectionNotices)
  await app.register(waitlists)
  await app.register(substitutions)
  await app.register(entryLists)
  await app.register(reach)
  await app.register(lessons, { problems: problemsOfKinds, facts: factsOfKinds })
  await app.register(lessonOutlines)
  await app.register(lessonOpenings, { along: alongOfKinds })
  await app.register(questions)
  await app.register(questionFiles)
  await app.register(comprehensionTests)
  await app.register(attempts)
  await app.register(testMarking)
  await app.register(assignments)
  await app.register(submissions)
  await app.register(submissionMarking)
  await app.register(questionnaires)
  await app.register(effectMeasurements)
  await app.register(scorm)
  await app.register(prerequisites)
  await app.register(lessonUploads)
  await app.register(lessonCopies)
  await app.register(viewings)
  await app.register(attendance, { onlineDays })
  await app.register(checkIns, { otherDoors: openMeetingDoors })
  await app.register(taps)
  await app.register(absenceNotices)
  await app.register(exerciseGroups)
  await app.register(dayPapers)
  await app.register(onlineLogs)
  await app.register(criteria)
  await app.register(judgments)
  await app.register(makeUps)
  await app.register(carryOvers)
  await app.register(forecasts)
  await app.register(certificates)
  await app.register(certificateTemplates)
  await app.register(deliveries)
  await app.register(reissueRequests)
  await app.register(partialCertificates)
  await app.register(rosters)
  await app.register(badges)
  await app.register(actions)
  await app.register(modelSupports)
  await app.register(supportRecruitments)
  await app.register(supportPlans)
  await app.register(experts)
  await app.register(supportSessions)
  await app.register(supportReports)
  await app.register(goodPractices)
  await app.register(shelfItems)
  await app.register(instructors)
  await app.register(localTrainings)
  await app.register(localRolls)
  await app.register(instructorRequests)
  await app.register(ledger)
  await app.register(practiceReports)
  await app.register(practiceRates)
  await app.register(liaisonMeetings)
  await app.register(meetingItems)
  await app.register(meetingNotices)
  await app.register(meetingReplies)
  await app.register(meetingCheckIns)
  await app.register(minutes)
  await app.register(minutesComments)
  await app.register(meetingAnswers)
  await app.register(meetingQuestionnaires)
  await app.register(meetingReadings)
  await app.register(meetingPages)
  await app.register(conferenceTypes)
  await app.register(conferencePlans)
  await app.register(conferences)
  await app.register(transferChecks)
  await app.register(statistics)
  await app.register(carePlanReviews)
  await app.register(statisticMeasures)
  await app.register(conferenceStatistics)
  await app.register(communityIssues)
  await app.register(issueMoves)
  await app.register(issueThemes)
  await app.register(issueGroups)
  await app.register(issueFigures)
  await app.register(surveyDefinitions)
  await app.register(statusSurveys)
  await app.register(surveyAnswers)
  await app.register(surveyResults)
  await app.register(targets)
  await app.register(evaluationForms)
  await app.register(selfEvaluations)
  await app.register(evaluationAnnexes)
  await app.register(selfEvaluationPapers)
  await app.register(coverage)
  await app.register(earlierResults)
  await app.register(results)
  await app.register(definitions)
  await app.register(effect)
  await app.register(briefings)
  await app.register(reminders)
  await app.register(notifications)
  await app.register(calendar)
  await app.register(templates)
  await app.register(bounces)
  await app.register(news)
  await app.register(guides)
  await app.register(audit)
  await app.register(operation)
  await app.register(printedFigures)
  await app.register(storedPapers)
  await app.register(recounts)
  await app.register(home)
  if (inDemo) await app.register(demo)
  if (!production) await app.register(styleguide)
  return app
}

const portOf = ({ server }: FastifyInstance): number | null => {
  const address = server.address()
  return address === null || typeof address === 'string' ? null : address.port
}

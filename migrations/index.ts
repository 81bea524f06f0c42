import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import * as who from './0001-who.ts'
import * as traces from './0002-traces.ts'
import * as planning from './0003-planning.ts'
import * as entry from './0004-entry.ts'
import * as learning from './0005-learning.ts'
import * as classroom from './0006-classroom.ts'
import * as completion from './0007-completion.ts'
import * as answers from './0008-answers.ts'
import * as messages from './0009-messages.ts'
import * as jobs from './0010-jobs.ts'
import * as counts from './0011-counts.ts'
import * as wall from './0012-wall.ts'
import * as namesakes from './0013-namesakes.ts'
import * as moreCounts from './0014-more-counts.ts'
import * as approvalTitles from './0015-approval-titles.ts'
import * as places from './0016-places.ts'
import * as beforeTheCall from './0017-before-the-call.ts'
import * as nominationFiles from './0018-nomination-files.ts'
import * as waitlists from './0019-waitlists.ts'
import * as sheetApprovals from './0020-sheet-approvals.ts'
import * as lettersCalendarNews from './0021-letters-calendar-news.ts'
import * as eligibilityAndDuplicates from './0022-eligibility-and-duplicates.ts'
import * as notices from './0023-notices.ts'
import * as applications from './0024-applications.ts'
import * as bundleFiles from './0025-bundle-files.ts'
import * as namesAndExperience from './0026-names-and-experience.ts'
import * as slotsInCalendars from './0027-slots-in-calendars.ts'
import * as callFiles from './0028-call-files.ts'
import * as offerLinks from './0029-offer-links.ts'
import * as furtherWishes from './0030-further-wishes.ts'
import * as referencesToFiles from './0031-references-to-files.ts'
import * as dayChoices from './0032-day-choices.ts'
import * as whoWithdrew from './0033-who-withdrew.ts'
import * as limitInTenths from './0034-limit-in-tenths.ts'
import * as secondFactors from './0035-second-factors.ts'
import * as lessonVersions from './0036-lesson-versions.ts'
import * as authoring from './0037-authoring.ts'
import * as viewings from './0038-viewings.ts'
import * as scorm from './0039-scorm.ts'
import * as questions from './0040-questions.ts'
import * as comprehensionTests from './0041-comprehension-tests.ts'
import * as assignments from './0042-assignments.ts'
import * as questionnaires from './0043-questionnaires.ts'
import * as effectMeasurements from './0044-effect-measurements.ts'
import * as demandTaken from './0045-demand-taken.ts'
import * as lessonAwaiting from './0046-lesson-awaiting.ts'
import * as filmsThatCame from './0047-films-that-came.ts'
import * as questionnaireGroups from './0048-questionnaire-groups.ts'
import * as modulesDone from './0049-modules-done.ts'
import * as checkIns from './0050-check-ins.ts'
import * as doors from './0051-doors.ts'
import * as exerciseGroups from './0052-exercise-groups.ts'
import * as onlineLogs from './0053-online-logs.ts'
import * as makeUps from './0054-make-ups.ts'
import * as criteria from './0055-criteria.ts'
import * as certificateTemplates from './0056-certificate-templates.ts'
import * as badges from './0057-badges.ts'
import * as certificatesAnew from './0058-certificates-anew.ts'
import * as codesOfPartialCertificates from './0059-codes-of-partial-certificates.ts'
import * as instructors from './0060-instructors.ts'
import * as localTrainings from './0061-local-trainings.ts'
import * as instructorRequests from './0062-instructor-requests.ts'
import * as cascadeDocuments from './0063-cascade-documents.ts'
import * as modelSupports from './0064-model-supports.ts'
import * as actions from './0065-actions.ts'
import * as goodPractices from './0066-good-practices.ts'
import * as supportDocuments from './0067-support-documents.ts'
import * as liaisonMeetings from './0068-liaison-meetings.ts'
import * as minutes from './0069-minutes.ts'
import * as meetingActions from './0070-meeting-actions-and-answers.ts'
import * as meetingQuestionnaires from './0071-questionnaires-of-meetings.ts'
import * as practiceReports from './0072-practice-reports.ts'
import * as conferences from './0073-conferences.ts'
import * as statistics from './0074-statistics.ts'
import * as communityIssues from './0075-community-issues.ts'
import * as statusSurveys from './0076-status-surveys.ts'
import * as transferChecks from './0077-transfer-checks.ts'
import * as selfEvaluations from './0078-self-evaluations.ts'
import * as results from './0079-results.ts'
import * as effectCounts from './0080-effect-counts.ts'
import * as incomingFiles from './0081-incoming-files.ts'
import * as shelf from './0082-shelf.ts'
import * as printedFigures from './0083-printed-figures.ts'
import * as figureUnits from './0084-figure-units.ts'
import * as targetsByPart from './0085-targets-by-part.ts'
import * as resultsByProfession from './0086-results-by-profession.ts'
import * as whoActed from './0087-who-acted.ts'
import * as headsOfTrainings from './0088-heads-of-trainings.ts'
import * as whatWaits from './0089-what-waits.ts'
import * as countingManyAtOnce from './0090-counting-many-at-once.ts'
import * as takenBack from './0091-taken-back.ts'

/** In order, and only ever added to: a migration that has run anywhere is never edited. */
const migrations: Record<string, Migration> = {
  '0001-who': who,
  '0002-traces': traces,
  '0003-planning': planning,
  '0004-entry': entry,
  '0005-learning': learning,
  '0006-classroom': classroom,
  '0007-completion': completion,
  '0008-answers': answers,
  '0009-messages': messages,
  '0010-jobs': jobs,
  '0011-counts': counts,
  '0012-wall': wall,
  '0013-namesakes': namesakes,
  '0014-more-counts': moreCounts,
  '0015-approval-titles': approvalTitles,
  '0016-places': places,
  '0017-before-the-call': beforeTheCall,
  '0018-nomination-files': nominationFiles,
  '0019-waitlists': waitlists,
  '0020-sheet-approvals': sheetApprovals,
  '0021-letters-calendar-news': lettersCalendarNews,
  '0022-eligibility-and-duplicates': eligibilityAndDuplicates,
  '0023-notices': notices,
  '0024-applications': applications,
  '0025-bundle-files': bundleFiles,
  '0026-names-and-experience': namesAndExperience,
  '0027-slots-in-calendars': slotsInCalendars,
  '0028-call-files': callFiles,
  '0029-offer-links': offerLinks,
  '0030-further-wishes': furtherWishes,
  '0031-references-to-files': referencesToFiles,
  '0032-day-choices': dayChoices,
  '0033-who-withdrew': whoWithdrew,
  '0034-limit-in-tenths': limitInTenths,
  '0035-second-factors': secondFactors,
  '0036-lesson-versions': lessonVersions,
  '0037-authoring': authoring,
  '0038-viewings': viewings,
  '0039-scorm': scorm,
  '0040-questions': questions,
  '0041-comprehension-tests': comprehensionTests,
  '0042-assignments': assignments,
  '0043-questionnaires': questionnaires,
  '0044-effect-measurements': effectMeasurements,
  '0045-demand-taken': demandTaken,
  '0046-lesson-awaiting': lessonAwaiting,
  '0047-films-that-came': filmsThatCame,
  '0048-questionnaire-groups': questionnaireGroups,
  '0049-modules-done': modulesDone,
  '0050-check-ins': checkIns,
  '0051-doors': doors,
  '0052-exercise-groups': exerciseGroups,
  '0053-online-logs': onlineLogs,
  '0054-make-ups': makeUps,
  '0055-criteria': criteria,
  '0056-certificate-templates': certificateTemplates,
  '0057-badges': badges,
  '0058-certificates-anew': certificatesAnew,
  '0059-codes-of-partial-certificates': codesOfPartialCertificates,
  '0060-instructors': instructors,
  '0061-local-trainings': localTrainings,
  '0062-instructor-requests': instructorRequests,
  '0063-cascade-documents': cascadeDocuments,
  '0064-model-supports': modelSupports,
  '0065-actions': actions,
  '0066-good-practices': goodPractices,
  '0067-support-documents': supportDocuments,
  '0068-liaison-meetings': liaisonMeetings,
  '0069-minutes': minutes,
  '0070-meeting-actions-and-answers': meetingActions,
  '0071-questionnaires-of-meetings': meetingQuestionnaires,
  '0072-practice-reports': practiceReports,
  '0073-conferences': conferences,
  '0074-statistics': statistics,
  '0075-community-issues': communityIssues,
  '0076-status-surveys': statusSurveys,
  '0077-transfer-checks': transferChecks,
  '0078-self-evaluations': selfEvaluations,
  '0079-results': results,
  '0080-effect-counts': effectCounts,
  '0081-incoming-files': incomingFiles,
  '0082-shelf': shelf,
  '0083-printed-figures': printedFigures,
  '0084-figure-units': figureUnits,
  '0085-targets-by-part': targetsByPart,
  '0086-results-by-profession': resultsByProfession,
  '0087-who-acted': whoActed,
  '0088-heads-of-trainings': headsOfTrainings,
  '0089-what-waits': whatWaits,
  '0090-counting-many-at-once': countingManyAtOnce,
  '0091-taken-back': takenBack,
}

/** Brings the database to this build's schema. Safe when several processes start at once: one applies, others wait. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest()
  if (error) throw error
}

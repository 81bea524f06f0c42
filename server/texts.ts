import type { Texts } from './base/texts.ts'
import { texts as frame } from './base/frame-texts.ts'
import { texts as sheets } from './base/sheet-texts.ts'
import { texts as organizations } from './who/organizations/texts.ts'
import { texts as people } from './who/people/texts.ts'
import { texts as duplicates } from './who/duplicates/texts.ts'
import { texts as accounts } from './who/accounts/texts.ts'
import { texts as entrance } from './who/entrance/texts.ts'
import { texts as secondFactors } from './who/second-factors/texts.ts'
import { texts as senders } from './office/senders/texts.ts'
import { texts as approvals } from './office/approvals/texts.ts'
import { texts as tableImports } from './office/table-imports/texts.ts'
import { texts as printedFigures } from './keeping/printed-figures/texts.ts'
import { texts as shelfItems } from './practice/shelf-items/texts.ts'
import { texts as programs } from './planning/programs/texts.ts'
import { texts as courses } from './planning/courses/texts.ts'
import { texts as trainings } from './planning/trainings/texts.ts'
import { texts as copies } from './planning/copies/texts.ts'
import { texts as dayChoices } from './planning/day-choices/texts.ts'
import { texts as calls } from './planning/calls/texts.ts'
import { texts as callFiles } from './planning/call-files/texts.ts'
import { texts as allotments } from './planning/allotments/texts.ts'
import { texts as demandSurveys } from './planning/demand-surveys/texts.ts'
import { texts as nominations } from './entry/nominations/texts.ts'
import { texts as bundleFiles } from './entry/bundle-files/texts.ts'
import { texts as nominationFiles } from './entry/nomination-files/texts.ts'
import { texts as sheetCopies } from './entry/sheet-copies/texts.ts'
import { texts as sheetApprovals } from './entry/sheet-approvals/texts.ts'
import { texts as applications } from './entry/applications/texts.ts'
import { texts as doubleNominations } from './entry/double-nominations/texts.ts'
import { texts as enrollments } from './entry/enrollments/texts.ts'
import { texts as nameChecks } from './entry/name-checks/texts.ts'
import { texts as selection } from './entry/selection/texts.ts'
import { texts as dossiers } from './entry/dossiers/texts.ts'
import { texts as selectionNotices } from './entry/selection-notices/texts.ts'
import { texts as waitlists } from './entry/waitlists/texts.ts'
import { texts as substitutions } from './entry/substitutions/texts.ts'
import { texts as entryLists } from './entry/lists/texts.ts'
import { texts as lessons } from './learning/lessons/texts.ts'
import { texts as comprehensionTests } from './learning/comprehension-tests/texts.ts'
import { texts as attempts } from './learning/attempts/texts.ts'
import { texts as testMarking } from './learning/test-marking/texts.ts'
import { texts as questions } from './learning/questions/texts.ts'
import { texts as questionFiles } from './learning/question-files/texts.ts'
import { texts as personalData } from './learning/personal-data/texts.ts'
import { texts as conferencePlans } from './practice/conference-plans/texts.ts'
import { texts as conferenceTypes } from './practice/conference-types/texts.ts'
import { texts as conferences } from './practice/conferences/texts.ts'
import { texts as assignments } from './learning/assignments/texts.ts'
import { texts as submissions } from './learning/submissions/texts.ts'
import { texts as submissionMarking } from './learning/submission-marking/texts.ts'
import { texts as effectMeasurements } from './learning/effect-measurements/texts.ts'
import { texts as questionnaires } from './learning/questionnaires/texts.ts'
import { texts as scorm } from './learning/scorm/texts.ts'
import { texts as prerequisites } from './learning/prerequisites/texts.ts'
import { texts as lessonUploads } from './learning/lesson-uploads/texts.ts'
import { texts as lessonCopies } from './learning/lesson-copies/texts.ts'
import { texts as viewings } from './learning/viewings/texts.ts'
import { texts as attendance } from './classroom/attendance/texts.ts'
import { texts as checkIns } from './classroom/check-ins/texts.ts'
import { texts as taps } from './classroom/taps/texts.ts'
import { texts as absenceNotices } from './classroom/absence-notices/texts.ts'
import { texts as makeUps } from './completion/make-ups/texts.ts'
import { texts as carryOvers } from './completion/carry-overs/texts.ts'
import { texts as forecasts } from './completion/forecasts/texts.ts'
import { texts as exerciseGroups } from './classroom/exercise-groups/texts.ts'
import { texts as dayPapers } from './classroom/day-papers/texts.ts'
import { texts as onlineLogs } from './classroom/online-logs/texts.ts'
import { texts as evidence } from './completion/evidence/texts.ts'
import { texts as criteria } from './completion/criteria/texts.ts'
import { texts as judgments } from './completion/judgments/texts.ts'
import { texts as certificates } from './completion/certificates/texts.ts'
import { texts as deliveries } from './completion/deliveries/texts.ts'
import { texts as reissueRequests } from './completion/reissue-requests/texts.ts'
import { texts as partialCertificates } from './completion/partial-certificates/texts.ts'
import { texts as rosters } from './completion/rosters/texts.ts'
import { texts as certificateTemplates } from './completion/certificate-templates/texts.ts'
import { texts as badges } from './completion/badges/texts.ts'
import { texts as actions } from './cascade/actions/texts.ts'
import { texts as modelSupports } from './cascade/model-supports/texts.ts'
import { texts as supportRecruitments } from './cascade/support-recruitments/texts.ts'
import { texts as supportPlans } from './cascade/support-plans/texts.ts'
import { texts as experts } from './cascade/experts/texts.ts'
import { texts as supportSessions } from './cascade/support-sessions/texts.ts'
import { texts as supportReports } from './cascade/support-reports/texts.ts'
import { texts as goodPractices } from './cascade/good-practices/texts.ts'
import { texts as practiceReports } from './cascade/practice-reports/texts.ts'
import { texts as practiceRates } from './cascade/practice-rates/texts.ts'
import { texts as statistics } from './practice/statistics/texts.ts'
import { texts as statisticMeasures } from './practice/statistic-measures/texts.ts'
import { texts as carePlanReviews } from './practice/care-plan-reviews/texts.ts'
import { texts as conferenceStatistics } from './practice/conference-statistics/texts.ts'
import { texts as documents } from './cascade/documents/texts.ts'
import { texts as liaisonMeetings } from './cascade/liaison-meetings/texts.ts'
import { texts as meetingItems } from './cascade/meeting-items/texts.ts'
import { texts as meetingNotices } from './cascade/meeting-notices/texts.ts'
import { texts as meetingReplies } from './cascade/meeting-replies/texts.ts'
import { texts as meetingCheckIns } from './cascade/meeting-check-ins/texts.ts'
import { texts as meetingPages } from './cascade/meeting-pages/texts.ts'
import { texts as minutes } from './cascade/minutes/texts.ts'
import { texts as surveyDefinitions } from './practice/survey-definitions/texts.ts'
import { texts as statusSurveys } from './practice/status-surveys/texts.ts'
import { texts as surveyAnswers } from './practice/survey-answers/texts.ts'
import { texts as surveyResults } from './practice/survey-results/texts.ts'
import { texts as minutesComments } from './cascade/minutes-comments/texts.ts'
import { texts as meetingAnswers } from './cascade/meeting-answers/texts.ts'
import { texts as meetingQuestionnaires } from './cascade/meeting-questionnaires/texts.ts'
import { texts as meetingReadings } from './cascade/meeting-readings/texts.ts'
import { texts as storedPapers } from './keeping/stored-papers/texts.ts'
import { texts as instructors } from './cascade/instructors/texts.ts'
import { texts as localTrainings } from './cascade/local-trainings/texts.ts'
import { texts as localRolls } from './cascade/local-rolls/texts.ts'
import { texts as instructorRequests } from './cascade/instructor-requests/texts.ts'
import { texts as ledger } from './cascade/ledger/texts.ts'
import { texts as communityIssues } from './practice/community-issues/texts.ts'
import { texts as issueMoves } from './practice/issue-moves/texts.ts'
import { texts as issueThemes } from './practice/issue-themes/texts.ts'
import { texts as issueGroups } from './practice/issue-groups/texts.ts'
import { texts as issueFigures } from './practice/issue-figures/texts.ts'
import { texts as earlierResults } from './answers/earlier-results/texts.ts'
import { texts as results } from './answers/results/texts.ts'
import { texts as recounts } from './keeping/recounts/texts.ts'
import { texts as targets } from './answers/targets/texts.ts'
import { texts as evaluationForms } from './answers/evaluation-forms/texts.ts'
import { texts as selfEvaluations } from './answers/self-evaluations/texts.ts'
import { texts as evaluationAnnexes } from './answers/evaluation-annexes/texts.ts'
import { texts as selfEvaluationPapers } from './answers/self-evaluation-papers/texts.ts'
import { texts as coverage } from './answers/coverage/texts.ts'
import { texts as livingAreas } from './who/living-areas/texts.ts'
import { texts as transferChecks } from './who/transfer-checks/texts.ts'
import { texts as definitions } from './answers/definitions/texts.ts'
import { texts as effect } from './answers/effect/texts.ts'
import { texts as briefings } from './cascade/briefings/texts.ts'
import { texts as notifications } from './messages/notifications/texts.ts'
import { texts as works } from './keeping/works/texts.ts'
import { texts as guides } from './keeping/guides/texts.ts'
import { texts as audit } from './keeping/audit/texts.ts'
import { texts as operation } from './keeping/operation/texts.ts'
import { texts as home } from './answers/home/texts.ts'
import { texts as reminders } from './messages/reminders/texts.ts'
import { texts as calendar } from './messages/calendar/texts.ts'
import { texts as templates } from './messages/templates/texts.ts'
import { texts as bounces } from './messages/bounces/texts.ts'
import { texts as news } from './messages/news/texts.ts'
import { texts as styleguide } from './keeping/styleguide/texts.ts'
import { texts as doors } from './doors-texts.ts'

const shared = {
  'form.missing':    { ja: '入力してください', en: 'Please fill this in' },
  'form.notChosen':  { ja: '選んでください', en: 'Please choose' },
  'form.tooShort':   { ja: '{limit}文字以上で入力してください', en: 'Use at least {limit} characters' },
  'form.tooLong':    { ja: '{limit}文字以内で入力してください', en: 'Use at most {limit} characters' },
  'form.tooMany':    { ja: '{limit}件以内にしてください', en: 'Use at most {limit} entries' },
  'form.tooSmall':   { ja: '{limit}以上の数を入力してください', en: 'Use a number of at least {limit}' },
  'form.tooLarge':   { ja: '{limit}以下の数を入力してください', en: 'Use a number of at most {limit}' },
  'form.noNumber':   { ja: '数字だけで入力してください（例：12）', en: 'Use digits only, for example 12' },
  'form.noDay':      { ja: 'この日付はありません。年・月・日を確かめてください', en: 'There is no such day. Please check year, month and day' },
  'form.noEmail':    { ja: 'メールアドレスの形で入力してください（例：name@example.jp）', en: 'Use a mail address, for example name@example.jp' },
  'form.inRow':      { ja: '{row}行目の{label}', en: '{label}, row {row}' },
  'form.wrong':      { ja: '正しく入力してください', en: 'Please check this value' },
  'form.save':       { ja: '保存する', en: 'Save' },
  'form.saved':      { ja: '保存しました', en: 'Saved' },
  'form.back':       { ja: 'もどる', en: 'Back' },
  'form.edit':       { ja: '直す', en: 'Edit' },
  'form.sentBefore': { ja: 'この画面からはすでに別の内容を受け付けています。画面を読み込みなおしてから、もう一度お送りください。',
                       en: 'Something else was already received from this page. Load the page again and send once more.' },
  'form.madeBefore': { ja: '同じ内容を先ほど受け付けています。2つ目は作っていません。', en: 'The same was received a moment ago. No second one was made.' },
  'form.stale':      { ja: 'ほかの人が先に内容を直しました。最新の内容を確かめてから、もう一度お送りください。入力した内容はこの画面に残っています。',
                       en: 'Someone else changed this in the meantime. Check the latest version and send again. What you typed is still on this page.' },
  'error.missing':   { ja: 'ページが見つかりません', en: 'Page not found' },
  'error.request':   { ja: 'この送信は受け付けられません', en: 'This request cannot be accepted' },
  'error.longAddress': { ja: 'アドレスが長すぎて、読み取れません。リンクを開き直してください。', en: 'The address is too long to be read. Please open the link again.' },
  'error.tooSlow':   { ja: '送信が途中で止まったため、受け付けられませんでした。もう一度お試しください。', en: 'The request stopped halfway and was not taken. Please try again.' },
  'error.notAsKept': { ja: '保管しているファイルが、保管したときとちがうため、お渡しできません。事務局にお問い合わせください。', en: 'The stored file differs from what was kept, so it is not handed out. Please ask the office.' },
  'error.notAsKeptTitle': { ja: 'このファイルはお渡しできません', en: 'This file cannot be handed out' },
  'error.broken':    { ja: '問題が発生しました', en: 'Something went wrong' },
  'error.away':      { ja: 'ただいまデータを読み書きできません。しばらくしてからもう一度お試しください。', en: 'We cannot reach our data right now. Please try again in a moment.' },
  'error.awayTitle': { ja: 'ただいまデータを読み書きできません', en: 'We cannot reach our data right now' },
  'error.busyTitle': { ja: 'ただいま混み合っています', en: 'We are busy right now' },
  'error.tooOftenTitle': { ja: '短い時間に何度も送られました', en: 'Too many requests in a short time' },
  'error.busy':      { ja: 'ただいま混み合っています。しばらくしてからもう一度お試しください。', en: 'We are busy right now. Please try again in a moment.' },
  'error.tooOften':  { ja: '短い時間に何度も送られました。少し待ってからお試しください。', en: 'Too many requests in a short time. Please wait a little and try again.' },
  'error.signInBusy': { ja: 'いま、サインインが混み合っています。20秒ほど待ってから、もう一度お送りください。すでに入っている人には影響ありません。',
                       en: 'Many people are signing in right now. Please wait about 20 seconds and send once more.' },
  'error.infected':  { ja: 'このファイルからウイルスが見つかったため、保存しませんでした。お使いの端末を検査してください。', en: 'A virus was found in this file, so it was not kept. Please have your device checked.' },
  'error.unscannedTitle': { ja: 'ウイルス検査が終わっていません', en: 'The virus check is not finished' },
  'error.full':      { ja: '保存する場所がいっぱいで、受け取れませんでした。事務局へご連絡ください。場所が空いたら、もう一度お送りください。', en: 'There is no room left to keep this, so it was not taken. Please tell the office, and send it again once there is room.' },
  'error.unscanned': { ja: 'このファイルはウイルス検査が終わるまでお渡しできません。数分後にもう一度お試しください。', en: 'This file cannot be handed out until its virus check is finished. Please try again in a few minutes.' },
  'error.tooLarge':  { ja: '送られた内容が大きすぎます。分けてお送りください。', en: 'What you sent is too large. Please send it in parts.' },
} as const satisfies Texts

export const texts = {
  ...shared, ...frame, ...sheets, ...doors,
  ...organizations, ...people, ...duplicates, ...accounts, ...entrance, ...secondFactors, ...personalData,
  ...senders, ...approvals, ...tableImports, ...shelfItems, ...printedFigures, ...templates,
  ...programs, ...courses, ...trainings, ...copies, ...dayChoices, ...calls, ...callFiles, ...allotments, ...demandSurveys,
  ...nominations, ...doubleNominations, ...nominationFiles, ...bundleFiles, ...applications,
  ...sheetApprovals, ...sheetCopies, ...entryLists, ...enrollments, ...substitutions, ...nameChecks,
  ...selection, ...waitlists, ...dossiers, ...selectionNotices,
  ...lessons, ...lessonUploads, ...lessonCopies, ...prerequisites, ...viewings, ...scorm,
  ...questions, ...questionFiles, ...comprehensionTests, ...attempts, ...testMarking,
  ...assignments, ...submissions, ...submissionMarking, ...questionnaires, ...effectMeasurements,
  ...attendance, ...taps, ...checkIns, ...absenceNotices, ...onlineLogs, ...exerciseGroups, ...dayPapers,
  ...makeUps, ...carryOvers, ...forecasts, ...criteria, ...evidence, ...judgments,
  ...certificates, ...certificateTemplates, ...deliveries, ...reissueRequests, ...partialCertificates, ...rosters, ...badges,
  ...actions, ...modelSupports, ...supportRecruitments, ...supportPlans, ...experts, ...supportSessions, ...supportReports, ...goodPractices,
  ...instructors, ...localTrainings, ...localRolls, ...instructorRequests, ...ledger,
  ...practiceReports, ...practiceRates,
  ...statistics, ...statisticMeasures, ...carePlanReviews, ...conferenceStatistics,
  ...documents, ...liaisonMeetings, ...meetingItems, ...meetingNotices, ...meetingReplies, ...meetingCheckIns, ...meetingPages,
  ...minutes, ...minutesComments, ...meetingAnswers, ...meetingQuestionnaires, ...meetingReadings,
  ...communityIssues, ...issueMoves, ...issueThemes, ...issueGroups, ...issueFigures,
  ...evaluationForms, ...selfEvaluations, ...evaluationAnnexes, ...selfEvaluationPapers,
  ...conferenceTypes, ...conferencePlans, ...conferences,
  ...livingAreas, ...transferChecks,
  ...earlierResults, ...results, ...recounts,
  ...surveyDefinitions, ...statusSurveys, ...surveyAnswers, ...surveyResults,
  ...targets, ...coverage, ...definitions, ...effect, ...briefings, ...notifications, ...reminders, ...calendar, ...bounces, ...news,
  ...audit, ...storedPapers, ...works, ...guides, ...operation, ...home, ...styleguide,
}
declare module './base/texts.ts' {
  interface House { texts: typeof texts }
}

import type { Crew } from './base/jobs.ts'
import { instructorJobs } from './cascade/instructors/jobs.ts'
import { practiceJobs } from './cascade/practice-reports/jobs.ts'
import { certificateJobs } from './completion/certificates/jobs.ts'
import { minutesJobs } from './cascade/minutes/jobs.ts'
import { selfEvaluationJobs } from './answers/self-evaluation-papers/jobs.ts'
import { deliveryJobs } from './completion/deliveries/jobs.ts'
import { briefingJobs } from './cascade/briefings/jobs.ts'
import { meetingNoticeJobs } from './cascade/meeting-notices/jobs.ts'
import { applicationJobs } from './entry/applications/jobs.ts'
import { bundleJobs } from './entry/bundle-files/jobs.ts'
import { dossierJobs } from './entry/dossiers/jobs.ts'
import { noticeJobs } from './entry/selection-notices/jobs.ts'
import { waitlistJobs } from './entry/waitlists/jobs.ts'
import { lessonUploadJobs } from './learning/lesson-uploads/jobs.ts'
import { expertJobs } from './cascade/experts/jobs.ts'
import { supportReportJobs } from './cascade/support-reports/jobs.ts'
import { leftoverJobs } from './keeping/leftovers/jobs.ts'
import { operationJobs } from './keeping/operation/jobs.ts'
import { recountJobs } from './keeping/recounts/jobs.ts'
import { paperJobs } from './keeping/stored-papers/jobs.ts'
import { reminderJobs } from './messages/reminders/jobs.ts'
import { attemptJobs } from './learning/attempts/jobs.ts'
import { measurementJobs } from './learning/effect-measurements/jobs.ts'
import { messageJobs } from './messages/notifications/jobs.ts'
import { callJobs } from './planning/calls/jobs.ts'

/** Who does which job: every feature's jobs, gathered. */
export const crew: Crew = {
  ...certificateJobs,
  ...briefingJobs,
  ...minutesJobs,
  ...selfEvaluationJobs,
  ...deliveryJobs,
  ...applicationJobs,
  ...callJobs,
  ...bundleJobs,
  ...attemptJobs,
  ...dossierJobs,
  ...noticeJobs,
  ...reminderJobs,
  ...messageJobs,
  ...measurementJobs,
  ...practiceJobs,
  ...operationJobs,
  ...leftoverJobs,
  ...paperJobs,
  ...recountJobs,
  ...meetingNoticeJobs,
  ...waitlistJobs,
  ...lessonUploadJobs,
  ...supportReportJobs,
  ...instructorJobs,
  ...expertJobs,
}

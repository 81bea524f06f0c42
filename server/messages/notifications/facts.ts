import type { Reader } from '../../base/database.ts'
import { expertRequestFacts, goodPracticeFacts, recruitmentFacts, sessionFacts, supportFacts } from './facts-cascade.ts'
import { certificateFacts, certificatesFacts, grantedFacts, judgmentFacts, refusedReissueFacts } from './facts-completion.ts'
import { applicationFacts, callFacts, demandFacts, doubleFacts, nominationFacts, sheetFacts } from './facts-entering.ts'
import { instructorFacts, instructorRequestFacts, localTrainingFacts } from './facts-instructors.ts'
import { absenceFacts, makeUpFacts } from './facts-make-ups.ts'
import { accountFacts, approvalFacts, damageFacts, differenceFacts, reminderFacts, sheetApprovalFacts, substitutionFacts } from './facts-office.ts'
import { meetingFacts } from './facts-meetings.ts'
import { cohortFacts, groupsFacts, ownScheduleFacts } from './facts-schedule.ts'
import { statusAnswerFacts, statusSurveyFacts } from './facts-surveys.ts'
import { practiceFacts } from './facts-practice.ts'
import { offerFacts, replacementFacts, selectionFacts, withdrawalFacts } from './facts-selection.ts'
import { submissionFacts, testFacts } from './facts-submissions.ts'
import { arrivalFacts, transferCheckFacts } from './facts-transfers.ts'
import type { Facts } from './shapes.ts'
import type { ToldAction } from './told.ts'

/** A line of the audit trail that somebody is told about. */
export interface Line { id: number; action: ToldAction; subject: string; detail: Record<string, unknown> }

export const lineOf = (db: Reader, id: number) => db.selectFrom('audit_line').select(['id', 'action', 'subject', 'detail']).where('id', '=', id).executeTakeFirst()

/** What the letters of a line need to know, read in a few statements however many readers there are; undefined: nobody is to be told. */
export async function factsFor(db: Reader, { action, subject, detail }: Line): Promise<Facts | undefined> {
  const [kind, text] = subject.split(':')
  const id = Number(text)
  if (!Number.isSafeInteger(id)) return undefined
  if (action === 'reminders.given') return reminderFacts(db, detail)
  if (action === 'selection.announced') return selectionFacts(db, id)
  if (action === 'cohort.moved' || action === 'class_day.saved') return cohortFacts(db, id, action, detail)
  if (action === 'enrollment.transferred' || action === 'day.given') return ownScheduleFacts(db, id, action, detail)
  if (action === 'papers.damaged') return damageFacts(db, Number(detail.count))
  if (action === 'counters.differ') return differenceFacts(db, Number(detail.count))
  if (action === 'judgment.confirmed') return judgmentFacts(db, id)
  if (action === 'certificates.issued') return certificatesFacts(db, id, Number(detail.from), Number(detail.to))
  if (action === 'groups.published') return groupsFacts(db, id)
  if (action === 'modules.granted') return kind === 'enrollment' ? grantedFacts(db, id, detail) : undefined
  if (action === 'reissue.refused') return refusedReissueFacts(db, id, Number(detail.requestId))
  if (action === 'absence.sent') return absenceFacts(db, id, detail)
  if (action.startsWith('make_up.')) return makeUpFacts(db, id, detail)
  if (action.startsWith('submission.')) return submissionFacts(db, id, detail)
  if (action.startsWith('test.')) return testFacts(db, id, detail)
  switch (kind) {
    case 'instructor': return instructorFacts(db, id)
    case 'instructor_request': return instructorRequestFacts(db, id)
    case 'local_training': return localTrainingFacts(db, id)
    case 'call': return callFacts(db, id, action, detail)
    case 'sheet': return sheetFacts(db, id, action)
    case 'application': return applicationFacts(db, id)
    case 'transfer_check': return transferCheckFacts(db, id, action, detail)
    case 'transfer_arrival': return arrivalFacts(db, id, action)
    case 'demand_survey': return demandFacts(db, id, action, detail)
    case 'status_survey': return statusSurveyFacts(db, id, action, detail)
    case 'status_answer': return statusAnswerFacts(db, id)
    case 'meeting': return meetingFacts(db, id, action, detail)
    case 'offer': return offerFacts(db, id)
    case 'enrollment': return action === 'enrollment.replaced' ? replacementFacts(db, id, Number(detail.replaces)) : withdrawalFacts(db, id)
    case 'nomination': return action === 'nomination.double_decided' ? doubleFacts(db, id, detail) : nominationFacts(db, id, action)
    case 'substitution': return substitutionFacts(db, id)
    case 'practice_asking': return practiceFacts(db, id)
    case 'certificate': return certificateFacts(db, id)
    // Whoever chooses their first password has changed none: they would be told of something that did not happen.
    case 'account': return detail.first === true ? undefined : accountFacts(db, id, action)
    case 'support_recruitment': return recruitmentFacts(db, id)
    case 'model_support': return supportFacts(db, id, action, detail)
    case 'support_session': return sessionFacts(db, id)
    case 'expert_request': return expertRequestFacts(db, id, action)
    case 'practice': return goodPracticeFacts(db, id)
    case 'approval': return approvalFacts(db, id)
    case 'sheet_approval': return sheetApprovalFacts(db, id)
    default: return undefined
  }
}

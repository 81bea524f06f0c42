import type { FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { assignmentOf, type Assignment } from '../assignments/rules.ts'
import { htmlOf } from '../lessons/markdown.ts'
import { findOwnLesson } from '../lessons/queries.ts'
import { whyNotOpen } from '../lessons/rules.ts'
import { findingsIn, keyOf, type Finding } from '../personal-data/rules.ts'
import { DraftForm, FileForm, HandInForm } from './forms.ts'
import { findWork, namesBeside, redactionsOf, type Remark, type Round, type Work } from './queries.ts'
import { filesOfRound, isLate, lengthOf, piecesOf, problemsOfAnswers, textsOf, whyNotHandIn, whyNotRecall, whyNotWrite, type Answers, type FileHeld, type SubmissionState } from './rules.ts'

type Params = { enrollment: number; lesson: number }

/** One's own assignment and what one has of it; `isShut` while it is not open yet. */
export async function ownWork(request: FastifyRequest) {
  const { db, scope, today } = request
  const { enrollment, lesson: id } = request.params as Params
  const [lesson, work] = await Promise.all([findOwnLesson(db, scope, enrollment, id), findWork(db, enrollment, id)])
  const own = found(lesson)
  const assignment = assignmentOf(own.content)
  if (own.kind !== 'assignment' || assignment === null) throw new Missing()
  const isShut = own.state !== 'completed' && whyNotOpen(own, today) !== null
  const state: SubmissionState = work?.state ?? 'not_started'
  return { lesson: own, work, assignment, state, isShut, dueOn: work?.ownDueOn ?? own.dueOn, at: `/learn/${enrollment}/assignments/${id}` }
}

const nextRound = (work: Work | undefined): number => (work?.rounds[0]?.number ?? 0) + 1
export const draftFiles = (work: Work | undefined): FileHeld[] => filesOfRound(work?.files ?? [], nextRound(work))

/** What in the draft tells who somebody is. */
async function findingsOf(request: FastifyRequest, assignment: Assignment, work: Work | undefined): Promise<Finding[]> {
  if (assignment.check === 'off' || work === undefined) return []
  return findingsIn(textsOf(work.draft, draftFiles(work)), await namesBeside(request.beyond, work.enrollmentId))
}

/** The page on which it is written, or read once it was handed in. */
export async function workPage(request: FastifyRequest) {
  const own = await ownWork(request)
  const { lesson, work, assignment, state } = own
  const canWrite = whyNotWrite(state) === null
  const [findings, redactions] = await Promise.all([canWrite ? findingsOf(request, assignment, work) : [], work === undefined ? [] : redactionsOf(request.db, lesson.enrollmentId, lesson.id)])
  // Two forms stand on this page, and one of them came back.
  const isOfFile = request.routeOptions.url?.includes('/files') ?? false
  const isTyped = request.method === 'POST' && !isOfFile
  const kept = { ...work?.draft, version: work?.draftVersion ?? 0 }
  return {
    ...own, canWrite, findings, redactions, files: draftFiles(work), html: htmlOf(assignment.instructions), length: lengthOf(work?.draft.text ?? ''),
    form: formOf(DraftForm, isOfFile ? nothingSent(request) : request, kept), fileForm: formOf(FileForm, isOfFile ? request : nothingSent(request)),
    isConflict: request.refusal?.key === 'submissions.otherTab', isTyped, draftVersion: work?.draftVersion ?? 0, isLate: isLate(own.dueOn, request.today),
    canRecall: whyNotRecall(state, work?.rounds[0]?.markings.length ?? 0) === null,
    rounds: (work?.rounds ?? []).map((round) => roundShown(round, work!.files)),
  }
}

/** The last look before it is handed in: everything as it will be read, what is missing, and what tells who somebody is. */
export async function checkPage(request: FastifyRequest) {
  const own = await ownWork(request)
  const { work, assignment, state, dueOn } = own
  const files = draftFiles(work)
  const findings = await findingsOf(request, assignment, work)
  const rows = findings.map((finding) => ({ key: keyOf(finding) }))
  return {
    ...own, files, findings, form: formOf(HandInForm, request, { version: work?.draftVersion ?? 0, rows }), draftVersion: work?.draftVersion ?? 0, isLate: isLate(dueOn, request.today),
    whyNot: whyNotHandIn(state, { dueOn, lateAllowed: assignment.lateAllowed }, request.today),
    missing: problemsOfAnswers(assignment, work?.draft ?? {}, files.length), shown: answersShown(work?.draft ?? {}, findings.map((finding, mark) => ({ ...finding, mark: mark + 1 }))),
  }
}

/** What was written, place by place, with numbered marks in it. */
export function answersShown(answers: Answers, marks: readonly { place: string; start: number; end: number; mark: number }[]) {
  const texts = textsOf(answers, [])
  return Object.entries(texts).map(([place, text]) => ({ place, pieces: piecesOf(text, marks.filter((one) => one.place === place)) }))
}

/** A round as it is read: its words with the places marked that somebody remarked on, and its files. */
export function roundShown(round: Round, files: readonly FileHeld[], remarks: readonly Remark[] = round.outcome === null ? [] : round.markings.flatMap((one) => one.remarks)) {
  const texts = textsOf(round.answers, [])
  const marks = remarks.flatMap(({ place, quote }, n) => {
    const start = quote === '' ? -1 : (texts[place] ?? '').indexOf(quote)
    return start < 0 ? [] : [{ place, start, end: start + quote.length, mark: n + 1 }]
  })
  return { ...round, handedInAt: new Date(round.handedInAt), settledAt: round.settledAt === null ? null : new Date(round.settledAt), remarks, shown: answersShown(round.answers, marks), files: filesOfRound(files, round.number) }
}
export type RoundShown = ReturnType<typeof roundShown>

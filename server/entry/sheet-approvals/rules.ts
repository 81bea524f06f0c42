import type { Reason } from '../../base/errors.ts'
import type { ApprovalState } from '../../office/approvals/rules.ts'
import type { ApprovalStep } from '../nominations/rules.ts'

/** One round a sheet goes through its own municipality: the same states as a request to a second person. */
export interface Round { state: ApprovalState; askedBy: number; askerStands: boolean }

/** A step of a round as it was when it was asked for. `holder` and `deputy` are people, whichever post they use now. */
export interface Mark {
  position: number; title: string; holder: number; holderName: string; deputy: number | null
  decision: 'approved' | 'returned' | null; decidedBy: number | null
}

/** Most steps a sheet goes through: 係長, 課長 and one more. */
export const stepsMax = 3

const over: Record<Exclude<ApprovalState, 'requested'>, Reason> = {
  approved: { key: 'approvals.alreadyApproved' },
  returned: { key: 'approvals.alreadyReturned' },
  recalled: { key: 'approvals.alreadyRecalled' },
}

/** The steps somebody's request goes through: not their own, since nobody approves what they ask for. */
export const stepsFor = <T extends Pick<ApprovalStep, 'personId'>>(steps: readonly T[], askedBy: number): T[] =>
  steps.filter(({ personId }) => personId !== askedBy)

/** Asking takes somebody at every step, and one step at least that is not one's own. */
export function whyNotAsk(steps: readonly ApprovalStep[], askedBy: number): Reason | null {
  const gone = steps.find(({ standing }) => !standing)
  if (gone !== undefined) return { key: 'sheetApprovals.holderGone', data: { title: gone.title } }
  if (steps.length === 0) return { key: 'sheetApprovals.notNeeded' }
  return stepsFor(steps, askedBy).length === 0 ? { key: 'sheetApprovals.nobodyElse' } : null
}

/** Whose turn it is: the first step that has not been decided. */
export const turnOf = <T extends Pick<Mark, 'decision'>>(marks: readonly T[]): T | undefined => marks.find(({ decision }) => decision === null)

/** Whether somebody would decide in another's place (代決). */
export const isDeputy = (mark: Mark, personId: number): boolean => mark.holder !== personId && mark.deputy === personId

/**
 * One step after the other, each by who holds it or by the deputy who says why (代決); nobody decides what they asked for,
 * nor twice in one round.
 */
export function whyNotDecide(round: Round, marks: readonly Mark[], personId: number, { decision, note }: { decision: 'approve' | 'return'; note: string }): Reason | null {
  if (round.state !== 'requested') return over[round.state]
  if (round.askedBy === personId) return { key: 'approvals.ownRequest' }
  if (marks.some(({ decidedBy }) => decidedBy === personId)) return { key: 'sheetApprovals.twice' }
  const turn = turnOf(marks)
  if (turn === undefined || (turn.holder !== personId && turn.deputy !== personId))
    return { key: 'sheetApprovals.notYourTurn', data: { title: turn?.title ?? '', name: turn?.holderName ?? '' } }
  if (note.trim() !== '') return null
  if (decision === 'return') return { key: 'approvals.noteMissing' }
  return isDeputy(turn, personId) ? { key: 'sheetApprovals.deputyReasonMissing' } : null
}

/** The one who asked takes it back while nobody has decided last; a colleague may when that person is no longer an officer. */
export function whyNotRecall({ state, askedBy, askerStands }: Round, personId: number): Reason | null {
  if (state !== 'requested') return over[state]
  return askedBy === personId || !askerStands ? null : { key: 'sheetApprovals.notYours' }
}

/** A setting as typed, one entry a step; holders and deputies are posts with the person behind each. */
export interface TypedStep { title: string; holder: { postId: number; personId: number } | null; deputy: { postId: number; personId: number } | null }

/** What is wrong with a setting, by step from 0: each step in use has a title and a person of its own, without a gap. */
export function problemsOfSteps(steps: readonly TypedStep[], officers: number): { step: number; box: 'title' | 'postId' | 'deputyPostId'; reason: Reason }[] {
  const used = steps.map(({ title, holder }) => title.trim() !== '' || holder !== null)
  const problems = steps.flatMap(({ title, holder, deputy }, step): ReturnType<typeof problemsOfSteps> => {
    if (!used[step]) return deputy === null ? [] : [{ step, box: 'postId', reason: { key: 'sheetApprovals.holderMissing' } }]
    const earlier = steps.slice(0, step)
    return [
      ...title.trim() === '' ? [{ step, box: 'title' as const, reason: { key: 'sheetApprovals.titleMissing' as const } }] : [],
      ...holder === null ? [{ step, box: 'postId' as const, reason: { key: 'sheetApprovals.holderMissing' as const } }] : [],
      ...earlier.some((_, n) => !used[n]) ? [{ step, box: 'title' as const, reason: { key: 'sheetApprovals.stepGap' as const } }] : [],
      ...holder !== null && earlier.some((one) => one.holder?.personId === holder.personId) ? [{ step, box: 'postId' as const, reason: { key: 'sheetApprovals.holderTwice' as const } }] : [],
      ...deputy !== null && deputy.personId === holder?.personId ? [{ step, box: 'deputyPostId' as const, reason: { key: 'sheetApprovals.deputyIsHolder' as const } }] : [],
    ]
  })
  return problems.length === 0 && used.some(Boolean) && officers < 2 ? [{ step: 0, box: 'postId', reason: { key: 'sheetApprovals.onlyOfficer' } }] : problems
}

import type { FieldReason, Reason } from '../../base/errors.ts'

export const functions = ['case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation'] as const
export type IssueFunction = typeof functions[number]

export const states = ['raised', 'grouped', 'discussed', 'escalated', 'responded', 'fed_back', 'closed', 'carried_over'] as const
export type IssueState = typeof states[number]

export const responses = ['network', 'resource', 'policy'] as const
export type Response = typeof responses[number]
/** What becomes of a policy that was proposed. */
export const outcomes = ['proposed', 'adopted_plan', 'adopted_budget', 'not_adopted', 'continuing'] as const
export type Outcome = typeof outcomes[number]
/** After these nothing more is decided of a policy. */
export const finalOutcomes: readonly Outcome[] = ['adopted_plan', 'adopted_budget', 'not_adopted']

/** What moves an issue; `note` writes down how it goes and moves nothing. */
export const acts = ['group', 'ungroup', 'note', 'discuss', 'escalate', 'respond', 'settle', 'feed_back', 'close', 'carry', 'resume'] as const
export type Act = typeof acts[number]

/** Every move there is. What was carried over goes on where it stood: `before`. */
export const issueMoves: Record<IssueState, Partial<Record<Act, IssueState | 'before'>>> = {
  raised:       { group: 'grouped', discuss: 'discussed', note: 'raised', carry: 'carried_over' },
  grouped:      { ungroup: 'raised', discuss: 'discussed', note: 'grouped', carry: 'carried_over' },
  discussed:    { escalate: 'escalated', respond: 'responded', note: 'discussed', carry: 'carried_over' },
  escalated:    { respond: 'responded', note: 'escalated', carry: 'carried_over' },
  responded:    { respond: 'responded', settle: 'responded', escalate: 'escalated', feed_back: 'fed_back', note: 'responded', carry: 'carried_over' },
  fed_back:     { respond: 'responded', settle: 'fed_back', close: 'closed', note: 'fed_back', carry: 'carried_over' },
  carried_over: { resume: 'before', note: 'carried_over' },
  closed:       {},
}

/** A move as its row says it. */
export interface Moved { act: Act | 'raise'; from: IssueState | null; to: IssueState; onDay: string; response: Response | null; outcome: Outcome | null; carriedTo: number | null; nextOn: string | null; undone: boolean }

/** Moves that count: what was taken back stands in the history and counts no more. */
export const standing = <M extends { undone: boolean }>(moves: readonly M[]): M[] => moves.filter(({ undone }) => !undone)

/** Where a move leads from a state, by what stood before it was carried over; null where there is no such move. */
export function stateAfter(state: IssueState, act: Act, before: IssueState | null): IssueState | null {
  const to = issueMoves[state][act]
  return to === 'before' ? before : to ?? null
}

/** What stood before an issue was carried over. */
export const beforeCarried = (moves: readonly Moved[]): IssueState | null => standing(moves).findLast(({ act }) => act === 'carry')?.from ?? null

/** What an issue is after its moves: the row keeps it, and a recount of the moves gives the same. */
export function counted(moves: readonly Moved[]) {
  const all = standing(moves)
  const last = all.at(-1)
  const answered = all.findLast(({ act }) => act === 'respond')
  const since = answered === undefined ? [] : all.slice(all.indexOf(answered))
  const settled = since.findLast(({ outcome }) => outcome !== null)
  return {
    state: last?.to ?? 'raised' as IssueState, response: answered?.response ?? null, outcome: settled?.outcome ?? null, carriedTo: last?.to === 'carried_over' ? all.findLast(({ act }) => act === 'carry')?.carriedTo ?? null : null,
    nextOn: last?.to === 'closed' ? null : last?.nextOn ?? null, closedOn: last?.to === 'closed' ? last.onDay : null,
  }
}

export interface Standing { state: IssueState; parentId: number | null; isGeneral: boolean; response: Response | null; outcome: Outcome | null }

/** Why a move does not fit now. `untold`: cases that have not heard of the answer. */
export function whyNotMove({ state, parentId, response, outcome }: Standing, act: Act, untold = 0): Reason | null {
  if (parentId !== null) return { key: 'issueMoves.movesWithParent' }
  if (act === 'group' || act === 'ungroup' || issueMoves[state][act] === undefined) return { key: `issueMoves.notNow.${act}` }
  if (act === 'settle' && (response !== 'policy' || (outcome !== null && finalOutcomes.includes(outcome)))) return { key: 'issueMoves.nothingToSettle' }
  return act === 'feed_back' && untold > 0 ? { key: 'issueMoves.untold', data: { count: untold } } : null
}

/** The moves of an issue that a person may make by hand now, in the order of the work; noting comes last. */
export const actsNow = (issue: Standing): Act[] => (['discuss', 'escalate', 'respond', 'settle', 'feed_back', 'close', 'resume', 'carry', 'note'] as const).filter((act) => whyNotMove(issue, act) === null)

export interface MoveFacts { act: Act; onDay: string; response?: Response | undefined; outcome?: Outcome | undefined; carriedTo?: number | undefined; nextOn?: string | undefined }

/** What of a move has to be mended. `lastOn`: the day of the last move; `yearOf`: the fiscal year of a day. */
export function problemsOfMove({ act, onDay, response, outcome, carriedTo, nextOn }: MoveFacts, { lastOn, today, yearOf }: { lastOn: string; today: string; yearOf: (day: string) => number }): FieldReason[] {
  const at = (field: string, key: Reason['key']): FieldReason => ({ field, reason: { key } })
  return [
    ...onDay > today ? [at('onDay', 'issueMoves.notYet')] : onDay < lastOn ? [at('onDay', 'issueMoves.beforeLast')] : [],
    ...act === 'respond' && response === undefined ? [at('response', 'form.notChosen')] : [],
    ...act === 'settle' && (outcome === undefined || outcome === 'proposed') ? [at('outcome', 'issueMoves.sayWhatCame')] : [],
    ...act === 'carry' && carriedTo === undefined ? [at('carriedTo', 'form.missing')] : [],
    ...act === 'carry' && carriedTo !== undefined && (carriedTo <= yearOf(onDay) || carriedTo > yearOf(onDay) + 3) ? [at('carriedTo', 'issueMoves.laterYear')] : [],
    ...nextOn !== undefined && nextOn <= onDay ? [at('nextOn', 'issueMoves.nextIsLater')] : [],
  ]
}

/** Why the last move cannot be taken back; grouping has a way of its own. */
export function whyNotUndo(issue: Pick<Standing, 'parentId'>, moves: readonly Moved[]): Reason | null {
  if (issue.parentId !== null) return { key: 'issueMoves.movesWithParent' }
  const last = standing(moves).at(-1)
  return last === undefined || ['raise', 'group', 'ungroup'].includes(last.act) ? { key: 'issueMoves.nothingToUndo' } : null
}

/** Why issues cannot be grouped: two or more that nothing followed yet. */
export function whyNotGroup(issues: readonly Standing[]): Reason | null {
  if (issues.length < 2) return { key: 'issueMoves.groupNeedsTwo' }
  return issues.every(({ state, parentId, isGeneral }) => state === 'raised' && parentId === null && !isGeneral) ? null : { key: 'issueMoves.groupsOnlyRaised' }
}

/** Why a grouping cannot be undone: nothing may have followed it. */
export const whyNotUngroup = ({ isGeneral, state }: Standing, moves: readonly Moved[]): Reason | null =>
  !isGeneral ? { key: 'issueMoves.notAGroup' } : state === 'grouped' && standing(moves).every(({ act }) => act === 'group' || act === 'note') ? null : { key: 'issueMoves.groupWentOn' }

/** Why the words of an issue cannot be changed, or the issue be taken out: what is closed stays, and so does what others have discussed. */
export const whyNotEdit = ({ state }: Pick<Standing, 'state'>): Reason | null => state === 'closed' ? { key: 'communityIssues.closedStays' } : null
export const whyNotRemove = ({ state, parentId, isGeneral }: Standing, moves: readonly Moved[]): Reason | null =>
  state === 'raised' && parentId === null && !isGeneral && standing(moves).length <= 1 ? null : { key: 'communityIssues.onlyFresh' }

/** Who is asked next. */
export const nextOf: Record<IssueState, 'area' | 'city' | 'answer' | 'feedback' | 'close' | 'resume' | null> = {
  raised: 'area', grouped: 'area', discussed: 'answer', escalated: 'city', responded: 'feedback', fed_back: 'close', carried_over: 'resume', closed: null,
}

/** How far an issue has come, whatever it did after: an answer says more than a discussion. */
export const reaches = ['raised', 'discussed', 'escalated', 'responded', 'policy', 'adopted', 'fed_back', 'closed'] as const
export type Reached = typeof reaches[number]
export function reachedBy(moves: readonly Moved[]): Record<Reached, boolean> {
  const all = standing(moves)
  const any = (fits: (move: Moved) => boolean) => all.some(fits)
  return {
    raised: true, discussed: any(({ act }) => act === 'discuss'), escalated: any(({ act }) => act === 'escalate'), responded: any(({ act }) => act === 'respond'), policy: any(({ response }) => response === 'policy'),
    adopted: any(({ outcome }) => outcome === 'adopted_plan' || outcome === 'adopted_budget'), fed_back: any(({ act }) => act === 'feed_back'), closed: any(({ act }) => act === 'close'),
  }
}

export interface Raised { raisedOn: string; themes: readonly number[]; otherTheme: string; evidenceCases: number | undefined; cases: number }

/** What of the words of an issue has to be mended: a theme at least, a day that has come, and no fewer cases as evidence than are linked. */
export function problemsOfIssue({ raisedOn, themes, otherTheme, evidenceCases, cases }: Raised, today: string): FieldReason[] {
  return [
    ...themes.length === 0 && otherTheme === '' ? [{ field: 'themes', reason: { key: 'communityIssues.themeMissing' } } as const] : [],
    ...raisedOn > today ? [{ field: 'raisedOn', reason: { key: 'issueMoves.notYet' } } as const] : [],
    ...evidenceCases !== undefined && evidenceCases < cases ? [{ field: 'evidenceCases', reason: { key: 'communityIssues.fewerThanLinked', data: { count: cases } } } as const] : [],
  ]
}

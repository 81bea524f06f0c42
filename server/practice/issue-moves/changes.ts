import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearOf } from '../../base/days.ts'
import { found, mend, refuse, Missing } from '../../base/errors.ts'
import { heldIssue, putThemes, settleIssue, subjectOf, tellsIn } from '../community-issues/changes.ts'
import { findConference, findIssue, holdIssues, type Issue } from '../community-issues/queries.ts'
import { beforeCarried, problemsOfMove, standing, stateAfter, whyNotGroup, whyNotMove, whyNotUndo, whyNotUngroup } from '../community-issues/rules.ts'
import type { GroupForm, HearingForm, MoveForm } from './forms.ts'

/** How many different cases have not heard: one may have led to several issues of a group. */
const untoldOf = ({ cases }: Issue): number => new Set(cases.filter(({ heard }) => heard === null).map(({ caseId }) => caseId)).size

/** Moves an issue, with the day and what was said. Logs 'community_issue.moved'. @throws Missing, Refusal when the move does not fit, Unfit */
export async function moveIssue(change: Change, id: number, form: MoveForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const issue = await heldIssue(change, id)
  refuse(issue.version === form.version ? null : { key: 'form.stale' })
  refuse(whyNotMove(issue, form.act, untoldOf(issue)))
  if (form.conferenceId !== undefined) found(await findConference(tx, scope, form.conferenceId))
  mend([...problemsOfMove(form, { lastOn: standing(issue.moves).at(-1)!.onDay, today: dayInJapan(now), yearOf: fiscalYearOf }), ...tellsIn({ words: form.words.trim() }, form.checked)])
  const to = found(stateAfter(issue.state, form.act, beforeCarried(issue.moves)))
  const outcome = form.act === 'settle' ? form.outcome! : form.act === 'respond' && form.response === 'policy' ? form.outcome ?? 'proposed' : null
  await tx.insertInto('community_issue_move').values({
    issue_id: id, municipality_id: issue.municipalityId, act: form.act, from_state: issue.state, to_state: to, on_day: form.onDay, conference_id: form.conferenceId ?? null, words: form.words.trim(),
    response: form.act === 'respond' ? form.response! : null, outcome, carried_to: form.act === 'carry' ? form.carriedTo! : null, next_on: form.nextOn ?? null, made_by: actor?.personId ?? null, made_at: now,
  }).execute()
  await settleIssue(change, id)
  log('community_issue.moved', subjectOf(id), { act: form.act, onDay: form.onDay })
}

/** Takes the last move back; it stays in the history and counts no more. Logs 'community_issue.move_undone'. @throws Missing, Refusal */
export async function undoMove(change: Change, id: number, { version }: { version: number }): Promise<void> {
  const { tx, actor, now, log } = change
  const issue = await heldIssue(change, id)
  refuse(issue.version === version ? null : { key: 'form.stale' })
  refuse(whyNotUndo(issue, issue.moves))
  const last = standing(issue.moves).at(-1)!
  await tx.updateTable('community_issue_move').set({ undone_at: now, undone_by: actor?.personId ?? null }).where('id', '=', last.id).execute()
  await settleIssue(change, id)
  log('community_issue.move_undone', subjectOf(id), { act: last.act })
}

/** Writes down that a case has heard of the answer, or cannot any more; said again it is mended. Logs 'community_issue.case_told'. @throws Missing, Refusal, Unfit */
export async function tellCase(change: Change, id: number, { caseId, heard, heardOn, heardWords = '', checked }: HearingForm): Promise<void> {
  const { tx, actor, now, log } = change
  const issue = await heldIssue(change, id)
  const linked = issue.cases.filter((one) => one.caseId === caseId)
  if (linked.length === 0) throw new Missing()
  refuse(issue.parentId !== null ? { key: 'issueMoves.movesWithParent' } : issue.state === 'responded' || issue.state === 'fed_back' ? null : { key: 'issueMoves.noAnswerYet' })
  const words = heardWords.trim()
  mend([
    ...heardOn > dayInJapan(now) ? [{ field: 'heardOn', reason: { key: 'issueMoves.notYet' } } as const] : [],
    ...heard === 'not_possible' && words === '' ? [{ field: 'heardWords', reason: { key: 'issueMoves.whyNotTold' } } as const] : [], ...tellsIn({ heardWords: words }, checked),
  ])
  await tx.updateTable('community_issue_case').set({ heard, heard_on: heardOn, heard_words: words, heard_by: actor?.personId ?? null })
    .where('case_id', '=', caseId).where('issue_id', 'in', linked.map(({ issueId }) => issueId)).execute()
  log('community_issue.case_told', subjectOf(id), { heard })
}

/** Several issues that say the same become one, which they are in from then on. Logs 'community_issue.grouped'. @throws Missing, Refusal, Unfit */
export async function groupIssues(change: Change, form: GroupForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  if (scope.of !== 'municipality') throw new Missing()
  const ids = [...new Set(form.issues)]
  const today = dayInJapan(now)
  if ((await holdIssues(tx, scope, ids)).length !== ids.length) throw new Missing()
  const issues = []
  for (const id of ids) issues.push(found(await findIssue(tx, scope, id, today)))
  refuse(whyNotGroup(issues))
  if (form.conferenceId !== undefined) found(await findConference(tx, scope, form.conferenceId))
  const words = { title: form.title.trim(), situation: form.situation.trim() }
  const lastOn = issues.flatMap(({ moves }) => moves.map(({ onDay }) => onDay)).toSorted().at(-1)!
  mend([...problemsOfMove({ act: 'group', onDay: form.onDay }, { lastOn, today, yearOf: fiscalYearOf }), ...tellsIn(words, form.checked)])
  const made = { made_by: actor?.personId ?? null, made_at: now }
  const first = issues[0]!
  const known = issues.map(({ evidenceCases }) => evidenceCases).filter((n) => n !== null)
  const places = new Set(issues.map(({ organizationId }) => organizationId))
  const { id } = await tx.insertInto('community_issue').values({
    ...words, ...made, municipality_id: scope.municipalityId, fiscal_year: fiscalYearOf(form.onDay), raised_on: form.onDay, function: first.function, organization_id: places.size === 1 ? first.organizationId : null, is_general: true, state: 'grouped',
    evidence_cases: known.length === 0 ? null : known.reduce((sum, n) => sum + n, 0), other_theme: [...new Set(issues.map(({ otherTheme }) => otherTheme).filter((one) => one !== ''))].join('、').slice(0, 60), conference_id: form.conferenceId ?? null,
  }).returning('id').executeTakeFirstOrThrow()
  await putThemes(change, id, scope.municipalityId, [...new Set(issues.flatMap(({ themes }) => themes.map((one) => one.id)))])
  const move = { municipality_id: scope.municipalityId, act: 'group' as const, to_state: 'grouped' as const, on_day: form.onDay, conference_id: form.conferenceId ?? null, words: words.title, ...made }
  await tx.insertInto('community_issue_move').values([{ ...move, issue_id: id, from_state: null }, ...ids.map((issue_id) => ({ ...move, issue_id, from_state: 'raised' as const }))]).execute()
  await tx.updateTable('community_issue').set((eb) => ({ parent_id: id, state: 'grouped' as const, next_on: null, version: eb('version', '+', 1) })).where('id', 'in', ids).execute()
  log('community_issue.grouped', subjectOf(id), { count: ids.length })
  return id
}

/** Undoes a grouping that nothing followed: each of its issues stands for itself again. Logs 'community_issue.ungrouped'. @throws Missing, Refusal */
export async function ungroupIssue(change: Change, id: number, { version }: { version: number }): Promise<void> {
  const { tx, actor, now, log } = change
  const issue = await heldIssue(change, id)
  refuse(issue.version === version ? null : { key: 'form.stale' })
  refuse(whyNotUngroup(issue, issue.moves))
  const children = issue.children.map((one) => one.id)
  await tx.updateTable('community_issue').set({ parent_id: null }).where('parent_id', '=', id).execute()
  await tx.insertInto('community_issue_move').values(children.map((issue_id) => ({
    issue_id, municipality_id: issue.municipalityId, act: 'ungroup' as const, from_state: 'grouped' as const, to_state: 'raised' as const, on_day: issue.raisedOn, words: issue.title, made_by: actor?.personId ?? null, made_at: now,
  }))).execute()
  for (const child of children) await settleIssue(change, child)
  await tx.deleteFrom('community_issue').where('id', '=', id).execute()
  log('community_issue.ungrouped', subjectOf(id), { count: children.length, title: issue.title })
}

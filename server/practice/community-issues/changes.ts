import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearOf, type Day } from '../../base/days.ts'
import { found, mend, refuse, Missing, type FieldReason } from '../../base/errors.ts'
import { findPersonalData } from '../../learning/personal-data/rules.ts'
import { findOrganization } from '../../who/organizations/queries.ts'
import type { IssueEditForm, IssueForm } from './forms.ts'
import { findCases, findConference, findIssue, holdIssues, themesOn, type Issue } from './queries.ts'
import { counted, problemsOfIssue, standing, whyNotEdit, whyNotRemove } from './rules.ts'

export const subjectOf = (id: number) => `community_issue:${id}`

/** An issue within the scope, held with what is in it. @throws Missing */
export async function heldIssue({ tx, scope, now }: Change, id: number): Promise<Issue> {
  const found_ = found(await findIssue(tx, scope, id, dayInJapan(now)))
  await holdIssues(tx, scope, [id, ...found_.children.map((one) => one.id)])
  return found(await findIssue(tx, scope, id, dayInJapan(now)))
}

/** What tells of people in texts, each beside its box; whoever looked them through may say that they tell nothing. */
export const tellsIn = (texts: Readonly<Record<string, string>>, checked: 'true' | undefined): FieldReason[] =>
  checked === 'true' ? [] : Object.entries(texts).filter(([, text]) => findPersonalData(text).length > 0).map(([field]) => ({ field, reason: { key: 'communityIssues.tells' } }))

const ownMunicipality = ({ scope }: Change): number => {
  if (scope.of !== 'municipality') throw new Missing()
  return scope.municipalityId
}

const wordsOf = ({ title, situation, otherTheme = '', area = '', evidence = '' }: Pick<IssueForm, 'title' | 'situation' | 'otherTheme' | 'area' | 'evidence'>) =>
  ({ title: title.trim(), situation: situation.trim(), otherTheme: otherTheme.trim(), area: area.trim(), evidence: evidence.trim() })

/** The ids of a form, each looked up through the scope. `kept`: themes an issue has already, which may have ended since. @throws Missing for what is another's */
async function claimed({ tx, scope }: Change, { themes = [], cases = [], organizationId, conferenceId, raisedOn }: IssueForm, kept: readonly number[] = []) {
  const known = new Set([...(await themesOn(tx, raisedOn)).map(({ id }) => id), ...kept])
  if (themes.some((id) => !known.has(id))) throw new Missing()
  if (organizationId !== undefined) found(await findOrganization(tx, scope, organizationId))
  if (conferenceId !== undefined) found(await findConference(tx, scope, conferenceId))
  const some = [...new Set(cases)]
  if ((await findCases(tx, scope, some)).length !== some.length) throw new Missing()
  return { themes: [...new Set(themes)], cases: some }
}

/** Raises an issue out of cases, or at a conference. Logs 'community_issue.raised'. @throws Missing, Unfit for personal data that nobody has looked through, too */
export async function raiseIssue(change: Change, form: IssueForm): Promise<number> {
  const { tx, actor, now, log } = change
  const municipality_id = ownMunicipality(change)
  const { themes, cases } = await claimed(change, form)
  const words = wordsOf(form)
  mend([...problemsOfIssue({ raisedOn: form.raisedOn, themes, otherTheme: words.otherTheme, evidenceCases: form.evidenceCases, cases: cases.length }, dayInJapan(now)), ...nextProblems(form), ...tellsIn(words, form.checked)])
  const { id } = await tx.insertInto('community_issue').values({
    ...columnsOf(form), municipality_id, fiscal_year: fiscalYearOf(form.raisedOn), raised_on: form.raisedOn, next_on: form.nextOn ?? null, made_by: actor?.personId ?? null, made_at: now, checked_by: form.checked === 'true' ? actor?.personId ?? null : null,
  }).returning('id').executeTakeFirstOrThrow()
  await putThemes(change, id, municipality_id, themes)
  if (cases.length > 0) await tx.insertInto('community_issue_case').values(cases.map((case_id) => ({ issue_id: id, municipality_id, case_id }))).execute()
  await tx.insertInto('community_issue_move').values({ issue_id: id, municipality_id, act: 'raise', to_state: 'raised', on_day: form.raisedOn, conference_id: form.conferenceId ?? null, next_on: form.nextOn ?? null, made_by: actor?.personId ?? null, made_at: now }).execute()
  log('community_issue.raised', subjectOf(id), { cases: cases.length })
  return id
}

const nextProblems = ({ raisedOn, nextOn }: { raisedOn: Day; nextOn?: Day | undefined }): FieldReason[] => nextOn !== undefined && nextOn <= raisedOn ? [{ field: 'nextOn', reason: { key: 'issueMoves.nextIsLater' } }] : []

const columnsOf = (form: IssueForm) => {
  const { otherTheme, ...words } = wordsOf(form)
  return { ...words, other_theme: otherTheme, function: form.function, organization_id: form.organizationId ?? null, evidence_cases: form.evidenceCases ?? null, conference_id: form.conferenceId ?? null }
}

export async function putThemes({ tx }: Change, issueId: number, municipality_id: number, themes: readonly number[]): Promise<void> {
  await tx.deleteFrom('community_issue_theme').where('issue_id', '=', issueId).execute()
  if (themes.length > 0) await tx.insertInto('community_issue_theme').values(themes.map((theme_id) => ({ issue_id: issueId, municipality_id, theme_id }))).execute()
}

/** Changes the words of an issue. Logs 'community_issue.changed'. @throws Missing, Refusal on a stale page or once it is closed, Unfit */
export async function changeIssue(change: Change, id: number, { version, ...form }: IssueEditForm): Promise<void> {
  const { tx, actor, now, log } = change
  const issue = await heldIssue(change, id)
  refuse(whyNotEdit(issue) ?? (issue.version === version ? null : { key: 'form.stale' }))
  const { themes, cases } = await claimed(change, form, issue.themes.map((one) => one.id))
  const words = wordsOf(form)
  const firstMove = standing(issue.moves)[1]?.onDay
  const linked = issue.isGeneral ? issue.cases.length : new Set([...cases, ...issue.cases.filter(({ heard }) => heard !== null).map(({ caseId }) => caseId)]).size
  mend([
    ...problemsOfIssue({ raisedOn: form.raisedOn, themes, otherTheme: words.otherTheme, evidenceCases: form.evidenceCases, cases: linked }, dayInJapan(now)), ...nextProblems(form),
    ...firstMove !== undefined && form.raisedOn > firstMove ? [{ field: 'raisedOn', reason: { key: 'communityIssues.afterFirstMove' } } as const] : [], ...tellsIn(words, form.checked),
  ])
  await tx.updateTable('community_issue').set({
    ...columnsOf(form), raised_on: form.raisedOn, fiscal_year: fiscalYearOf(form.raisedOn), next_on: form.nextOn ?? null, version: version + 1, ...form.checked === 'true' ? { checked_by: actor?.personId ?? null } : {},
  }).where('id', '=', id).execute()
  await tx.updateTable('community_issue_move').set({ on_day: form.raisedOn, conference_id: form.conferenceId ?? null }).where('issue_id', '=', id).where('from_state', 'is', null).execute()
  const last = standing(issue.moves).at(-1)
  if (last !== undefined) await tx.updateTable('community_issue_move').set({ next_on: form.nextOn ?? null }).where('id', '=', last.id).execute()
  await putThemes(change, id, issue.municipalityId, themes)
  if (!issue.isGeneral) await putCases(change, issue, cases)
  log('community_issue.changed', subjectOf(id))
}

/** Cases that have heard stay, whatever a form says. */
async function putCases({ tx }: Change, issue: Issue, cases: readonly number[]): Promise<void> {
  await tx.deleteFrom('community_issue_case').where('issue_id', '=', issue.id).where('heard', 'is', null).where('case_id', 'not in', cases.length > 0 ? [...cases] : [0]).execute()
  const known = new Set(issue.cases.map(({ caseId }) => caseId))
  const added = cases.filter((id) => !known.has(id))
  if (added.length > 0) await tx.insertInto('community_issue_case').values(added.map((case_id) => ({ issue_id: issue.id, municipality_id: issue.municipalityId, case_id }))).execute()
}

/** Takes an issue out that nothing followed. Logs 'community_issue.removed'. @throws Missing, Refusal */
export async function removeIssue(change: Change, id: number, { version }: { version: number }): Promise<void> {
  const issue = await heldIssue(change, id)
  refuse(whyNotRemove(issue, issue.moves) ?? (issue.version === version ? null : { key: 'form.stale' }))
  await change.tx.deleteFrom('community_issue').where('id', '=', id).execute()
  change.log('community_issue.removed', subjectOf(id), { title: issue.title })
}

/** Writes down what an issue is after its moves, on it and on what is in it: they are always where their group is. */
export async function settleIssue({ tx, scope, now }: Change, id: number): Promise<void> {
  const issue = found(await findIssue(tx, scope, id, dayInJapan(now)))
  const { state, response, outcome, carriedTo, nextOn, closedOn } = counted(issue.moves)
  const is = { state, response, outcome, carried_to: carriedTo, closed_on: closedOn }
  await tx.updateTable('community_issue').set((eb) => ({ ...is, next_on: nextOn, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  if (issue.children.length > 0) await tx.updateTable('community_issue').set((eb) => ({ ...is, next_on: null, version: eb('version', '+', 1) })).where('parent_id', '=', id).execute()
}

import type { FastifyRequest } from 'fastify'
import { fiscalYearInWords, fiscalYearOf } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { findingsOf } from '../community-issues/pages.ts'
import { conferencesUntil, findIssue, issuesToGroup, themesEver } from '../community-issues/queries.ts'
import { actsNow, nextOf, outcomes, responses, whyNotEdit, whyNotUndo, whyNotUngroup } from '../community-issues/rules.ts'
import { caseInWords, inOwn, metInWords, placeInWords, themesInWords } from '../community-issues/words.ts'
import { GroupForm, HearingForm, MoveForm } from './forms.ts'

/** Issues that nothing followed yet, to be made one: those of a theme first, where one is chosen. */
export async function groupPage(request: FastifyRequest, { theme }: { theme?: number | undefined }) {
  const { db, scope, today, say } = request
  const [issues, themes, conferences] = await Promise.all([issuesToGroup(db, scope, theme), themesEver(db), conferencesUntil(db, scope, today)])
  const named = themes.find(({ id }) => id === theme)
  return {
    findings: findingsOf(request, ['title', 'situation']), theme: named === undefined ? null : inOwn(request, named), count: issues.length, conferences: conferences.map((one) => ({ value: String(one.id), label: metInWords(request, one) })),
    filters: { action: '/issue-groupings/new', fields: [{ name: 'theme', label: say('communityIssues.theme'), value: String(theme ?? ''), options: themes.map((one) => ({ value: String(one.id), label: inOwn(request, one) })) }] },
    issues: issues.map((one) => ({ value: String(one.id), label: one.title, hint: [themesInWords(request, one), placeInWords(request, one)].filter(Boolean).join(request.language === 'en' ? ' · ' : '　') })),
    form: formOf(GroupForm, request, { onDay: today, issues: theme === undefined ? [] : issues.map(({ id }) => id) }),
  }
}

/** Which form of the page was sent; the others stand as they do at first. */
export type SentForm = 'move' | 'hearing' | undefined

/** One issue as a story: what it is, where it came from, what became of it, what comes next and who is asked. */
export async function showPage(request: FastifyRequest, id: number, sent?: SentForm) {
  const { db, scope, today, say, language } = request
  const issue = found(await findIssue(db, scope, id, today))
  const isOwner = scope.of === 'municipality'
  const acts = isOwner ? actsNow(issue) : []
  const conferences = acts.length > 0 ? await conferencesUntil(db, scope, today) : []
  const of = (which: SentForm) => sent === which ? request : nothingSent(request)
  const next = nextOf[issue.state]
  const met = next === 'area' ? issue.nextArea : next === 'city' || issue.state === 'discussed' ? issue.nextCity : null
  // One case may have led to several issues of a group: it stands there once, and hears once.
  const cases = [...Map.groupBy(issue.cases, ({ caseId }) => caseId).values()].map((some) => ({ ...some[0]!, said: caseInWords(request, some[0]!), of: [...new Set(some.map(({ issueTitle }) => issueTitle))] }))
  const heard = cases.filter((one) => one.heard !== null).length
  const year = fiscalYearOf(today)
  return {
    issue: { ...issue, themesSaid: themesInWords(request, issue), place: placeInWords(request, issue), metSaid: issue.met === null ? null : metInWords(request, issue.met) },
    moves: issue.moves.map((move) => ({ ...move, madeAt: new Date(move.madeAt), metSaid: move.met === null ? null : metInWords(request, move.met) })),
    cases, heard, isOwner, acts, next, nextMet: met === null ? null : metInWords(request, met),
    whyNotEdit: whyNotEdit(issue), canUndo: isOwner && whyNotUndo(issue, issue.moves) === null, canUngroup: isOwner && whyNotUngroup(issue, issue.moves) === null, canTell: isOwner && issue.parentId === null && ['responded', 'fed_back'].includes(issue.state),
    findings: findingsOf(request, ['words', 'heardWords']), sent: sent ?? null,
    choices: {
      acts: acts.map((value) => ({ value, label: say(`issueMoves.acts.${value}`), hint: say(`issueMoves.actHints.${value}`) })), conferences: conferences.map((one) => ({ value: String(one.id), label: metInWords(request, one) })),
      responses: responses.map((value) => ({ value, label: say(`communityIssues.responses.${value}`) })), outcomes: outcomes.map((value) => ({ value, label: say(`communityIssues.outcomes.${value}`) })),
      years: [1, 2, 3].map((n) => ({ value: String(year + n), label: fiscalYearInWords(year + n, language) })), heard: (['told', 'not_possible'] as const).map((value) => ({ value, label: say(`issueMoves.heards.${value}`) })),
    },
    moveForm: formOf(MoveForm, of('move'), { onDay: today, act: acts.find((act) => act !== 'note' && act !== 'carry') ?? '', nextOn: issue.nextOn !== null && issue.nextOn > today ? issue.nextOn : undefined }),
    hearingForm: formOf(HearingForm, of('hearing'), { heardOn: today, heard: 'told' }), hearingOf: sent === 'hearing' ? Number((request.body as { caseId?: unknown } | null)?.caseId) : null,
  }
}

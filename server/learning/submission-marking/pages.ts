import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { assignmentOf } from '../assignments/rules.ts'
import { findingsIn } from '../personal-data/rules.ts'
import { roundShown } from '../submissions/pages.ts'
import { findSubmission, redactionsOf } from '../submissions/queries.ts'
import { textsOf } from '../submissions/rules.ts'
import { FileGoneForm, MarkForm, remarksMax, RedactionForm, SettleForm, WholeForm } from './forms.ts'
import { outcomeOf, pointsOf, visibleOf, whyNotMark } from './rules.ts'

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

/** A piece of work as whoever asks may see it: by number alone where marking is anonymous, files as far as they are shared. */
async function seen(request: FastifyRequest) {
  const work = found(await findSubmission(request.db, request.scope, idOf(request)))
  const assignment = found(assignmentOf(work.content))
  const isOffice = request.scope.of === 'all'
  return { work: isOffice || !assignment.isAnonymous ? work : { ...work, name: null, kana: null, municipality: null, municipalityEn: null }, assignment, isOffice, canOpenFiles: isOffice || assignment.sharing !== 'nobody' }
}

/** What was handed in, what others said of it as far as that may be known, and the form to mark it. */
export async function markPage(request: FastifyRequest) {
  const { actor, url } = request
  const page = await seen(request)
  const { work, assignment } = page
  const redactions = await redactionsOf(request.db, work.enrollmentId, work.lessonId)
  const rounds = work.rounds.filter(({ recalledAt }) => recalledAt === null)
  const [round, ...earlier] = rounds
  const isSettled = round !== undefined && round.outcome !== null
  const visible = round === undefined ? [] : visibleOf(round.markings, assignment.markers, isSettled, actor!.personId)
  const own = round?.markings.find(({ markedBy }) => markedBy === actor!.personId)
  const whyNot = whyNotMark(work.state, assignment.markers, round?.markings ?? [], actor!.personId)
  const typed = (request.body as { remarks?: unknown } | undefined)?.remarks
  const isSettling = url.includes('/settlement')
  return {
    ...page, redactions, whyNot, isSettled, own, outcome: round === undefined ? null : outcomeOf(assignment.markers, round.markings), marks: round?.markings.length ?? 0,
    markings: visible.map((one) => ({ ...one, points: pointsOf(assignment, one.levels) })), placesOf: round === undefined ? [] : Object.keys(textsOf(round.answers, [])),
    round: round && roundShown(round, work.files, visible.flatMap(({ remarks }) => remarks)), earlier: earlier.map((one) => roundShown(one, work.files)),
    rows: Math.min(remarksMax, Math.max(Array.isArray(typed) ? typed.length : 0, (own?.remarks.length ?? 0) + 3)),
    form: formOf(MarkForm, isSettling ? nothingSent(request) : request, startingOf(own)), settleForm: formOf(SettleForm, isSettling ? request : nothingSent(request), {}),
  }
}

const startingOf = (own: { verdict: string; levels: number[]; comment: string; remarks: object[]; dueOn: string | null } | undefined) => own === undefined ? {}
  : { verdict: own.verdict, comment: own.comment, dueOn: own.dueOn ?? '', remarks: own.remarks, levels: own.levels.map((level) => ({ level: level < 0 ? '' : level })) }

/** What the office may take away, and what it did already. */
export async function redactionPage(request: FastifyRequest) {
  const page = await seen(request)
  const { work } = page
  const redactions = await redactionsOf(request.db, work.enrollmentId, work.lessonId)
  const rounds = work.rounds.map((round) => roundShown(round, work.files, []))
  const texts = { ...textsOf(work.rounds[0]?.answers ?? work.draft, []), ...textsOf({}, work.files) }
  const url = request.routeOptions.url ?? ''
  const formFor = (ending: string) => url.endsWith(ending) ? request : nothingSent(request)
  return {
    ...page, redactions, rounds, findings: findingsIn(texts).slice(0, 50), files: work.files.filter(({ name }) => name !== null),
    form: formOf(RedactionForm, formFor('/redactions')), fileForm: formOf(FileGoneForm, formFor('/file-removals')), wholeForm: formOf(WholeForm, formFor('/removal')),
  }
}

import type { FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { newActionOf, shownActions, whoseOf } from '../actions/pages.ts'
import { wholeMeeting } from '../liaison-meetings/queries.ts'
import { minutesOf, type Minutes } from './content.ts'
import { merged, sideBySide } from './differing.ts'
import { CorrectionForm, NoteForm, OpeningForm } from './forms.ts'
import { noteOf, presenceOf, revisionOf, revisionsOf, standingOf, wholeMinutes, type NoteRow } from './queries.ts'
import { isShown, whyNotComment, whyNotCorrect, whyNotFinish, whyNotNote } from './rules.ts'

type Note = NoteRow['note']

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

/** A meeting that whoever asks may know of, with its minutes; of a draft only the office knows. */
export async function knownMinutes({ db, scope }: FastifyRequest, id: number) {
  const meeting = found(await wholeMeeting(db, scope, id))
  const whole = await wholeMinutes(db, scope, meeting)
  if (scope.of !== 'all' && !isShown(whole.standing.state)) throw new Missing()
  return { meeting, ...whole }
}
type Known = Awaited<ReturnType<typeof knownMinutes>>

/** Minutes as they stand now: what was frozen last, for whoever reads while a correction is written, else what is noted. */
const minutesNow = async (request: FastifyRequest, known: Known): Promise<Minutes> =>
  known.standing.state === 'final' || known.standing.state === 'correcting' ? found(known.frozen) as unknown as Minutes : minutesOfNotes(request, known)

async function minutesOfNotes({ db, beyond, scope }: FastifyRequest, { meeting, notes, actions }: Known): Promise<Minutes> {
  return minutesOf({ meeting, presence: await presenceOf(scope.of === 'all' ? db : beyond, meeting.id), notes, actions: actions.toReversed() })
}

/** What is written of a meeting: a form for each item, and what is to be done. */
export async function writingPage(request: FastifyRequest, { meeting, standing, notes, actions }: Known) {
  const { db, today } = request
  const items = notes.map(({ item }, n) => ({ value: item.id, label: `${n + 1}　${item.title}` }))
  const [first] = items
  const back = `/liaison-meetings/${meeting.id}/minutes`
  return {
    meeting, standing, notes: notes.map(({ item, note }) => ({ item, note: noteShown(note) })), whyNot: whyNotNote(meeting, standing.state), whyNotFinish: whyNotFinish(meeting, standing, today),
    actions: shownActions(actions, today), back, newAction: first === undefined ? null : { ...newActionOf(request, 'meetingItemId', first.value), hidden: {}, items, whose: await whoseOf(request, db), back },
  }
}

/** One note by itself: where it is written without scripts, and where two texts stand side by side. */
export async function notePage(request: FastifyRequest) {
  const { db, scope } = request
  const { item, note } = found(await noteOf(db, scope, idOf(request)))
  const standing = await standingOf(db, item.meetingId)
  const { saved } = request.query as { saved?: number }
  const shown = noteShown(note)
  return { item, standing, whyNot: whyNotNote(item, standing.state), note: { ...shown, version: saved ?? shown.version }, form: formOf(NoteForm, nothingSent(request)), ...await conflictOf(request, note) }
}

const noteShown = ({ editKey: _key, editFrom: _from, ...note }: Note) => note

/**
 * What somebody else saved meanwhile, line by line beside what was typed, which stays in its boxes; or both in one text, when that was asked
 * for. What it is compared with is the version that is sent back as seen.
 */
async function conflictOf(request: FastifyRequest, stands: Note) {
  const typed = typedIn(request)
  if (request.refusal?.key !== 'minutes.stale' && request.refusal?.key !== 'minutes.putTogether') return { conflict: null, typed }
  const conflict = {
    version: stands.version, savedAt: stands.savedAt, savedBy: stands.savedBy,
    text: sideBySide(typed!.text, stands.text), decision: typed!.decision === stands.decision ? null : sideBySide(typed!.decision, stands.decision),
  }
  if (request.refusal.key !== 'minutes.putTogether') return { conflict, typed }
  const base = await revisionOf(request.db, stands.itemId, typed!.version) ?? { text: '', decision: '' }
  return { conflict, typed: { ...typed!, text: merged(base.text, typed!.text, stands.text), decision: merged(base.decision, typed!.decision, stands.decision) } }
}

/** What came with a form that is shown again. */
function typedIn({ method, body }: FastifyRequest): { text: string; decision: string; version: number } | null {
  if (method !== 'POST' || body === null || typeof body !== 'object') return null
  const { text, decision, version } = body as Record<string, unknown>
  const words = (value: unknown) => typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
  return { text: words(text), decision: words(decision), version: Number.isSafeInteger(Number(version)) ? Number(version) : 0 }
}

export const revisionsPerPage = 30

/** Everything that was saved of an item. */
export async function historyPage(request: FastifyRequest, page: number) {
  const { item } = found(await noteOf(request.db, request.scope, idOf(request)))
  const rows = await revisionsOf(request.db, item.id, { limit: revisionsPerPage, offset: (page - 1) * revisionsPerPage })
  const total = rows[0]?.total ?? 0
  return { item, rows, pager: { page, perPage: revisionsPerPage, total, pages: Math.max(1, Math.ceil(total / revisionsPerPage)), href: (to: number) => `/meeting-items/${item.id}/note/revisions?page=${to}` } }
}

/** One revision beside another: the one before it where no other is named. */
export async function revisionPage(request: FastifyRequest, version: number, beside: number | undefined) {
  const { item } = found(await noteOf(request.db, request.scope, idOf(request)))
  const revision = found(await revisionOf(request.db, item.id, version))
  const other = beside === 0 || (beside === undefined && version === 1) ? { version: 0, text: '', decision: '', savedAt: null, savedBy: null } : found(await revisionOf(request.db, item.id, beside ?? version - 1))
  return { item, revision, other, text: sideBySide(revision.text, other.text), decision: revision.decision === other.decision ? null : sideBySide(revision.decision, other.decision) }
}

/** The minutes as everybody reads them, with their editions; `content` is what stands, or what one edition froze. */
export async function readPage(request: FastifyRequest, known: Known) {
  const { meeting, standing } = known
  const isFrozen = standing.state === 'final' || standing.state === 'correcting'
  return {
    meeting, standing, content: await minutesNow(request, known), editions: isFrozen ? known.editions : [],
    whyNotComment: whyNotComment(standing, request.today), whyNotCorrect: whyNotCorrect(standing.state), isOffice: request.scope.of === 'all',
  }
}

/** The steps of the minutes: shown for comments, made final, corrected. */
export async function openingPage(request: FastifyRequest, usual: string) {
  const { meeting, standing } = await knownMinutes(request, idOf(request))
  return { meeting, standing, form: formOf(OpeningForm, request, { dueOn: usual }) }
}
export async function finishPage(request: FastifyRequest) {
  const known = await knownMinutes(request, idOf(request))
  const { meeting, standing, unanswered } = known
  return { meeting, standing, unanswered, content: await minutesOfNotes(request, known), whyNot: whyNotFinish(meeting, standing, request.today) }
}
export async function correctionPage(request: FastifyRequest) {
  const { meeting, standing } = await knownMinutes(request, idOf(request))
  return { meeting, standing, whyNot: whyNotCorrect(standing.state), form: formOf(CorrectionForm, request) }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { lostOf } from '../../base/table-files.ts'
import { findMeeting, wholeMeeting, type WholeMeeting } from '../liaison-meetings/queries.ts'
import { tableOfReplies } from './building.ts'
import { ReplyForm, TakenForm } from './forms.ts'
import { contentOf, knownOf, openOf, questionsOf, repliesOf, replyOf, revisionsOf, type OwnReply } from './queries.ts'
import { isLate, problemsOfReply, tallyOf, whyNotRemind, whyNotReply, whyNotTake, type Reply } from './rules.ts'

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

/** The meeting and what the municipality that asks said of it. */
export async function ownOf(request: FastifyRequest): Promise<{ meeting: WholeMeeting; own: OwnReply }> {
  const { db, scope } = request
  const meeting = found(await wholeMeeting(db, scope, idOf(request)))
  return { meeting, own: found(scope.of === 'municipality' ? await replyOf(db, meeting.id, scope.municipalityId) : undefined) }
}

/** So many rows are shown: those there are, and one more to write into. */
const rowsFor = (count: number, most: number) => Math.min(most, count + 1)

/** The boxes of a reply, with what their choices offer. Rows that are sent back stand as they were typed. */
async function boxesOf({ db, body, method }: FastifyRequest, { items }: WholeMeeting, municipalityId: number, reply: Reply) {
  const known = await knownOf(db, municipalityId)
  const typed = method === 'POST' ? body as { people?: unknown[]; questions?: unknown[] } | undefined : undefined
  return { known, items, rows: { people: rowsFor(Math.max(reply.people.length, typed?.people?.length ?? 0), 20), questions: rowsFor(Math.max(reply.questions.length, typed?.questions?.length ?? 0), 10) } }
}

/** A reply as its form begins: a person who is known is chosen and typed, too, so that what stands can be read and corrected. */
const asTyped = ({ people, questions, ...reply }: Reply) => ({
  ...reply, people: people.map(({ id, personId, ...rest }) => ({ ...rest, id: id ?? undefined, personId: personId ?? undefined })),
  questions: questions.map(({ id, itemId, text }) => ({ id: id ?? undefined, itemId: itemId ?? undefined, text })),
})

/** What a municipality writes its reply on. */
export async function showReply(request: FastifyRequest, reply: FastifyReply) {
  const { meeting, own } = await ownOf(request)
  const content = contentOf(own)
  return reply.page('cascade/meeting-replies/edit', {
    meeting, own, whyNot: whyNotReply(meeting), isLate: isLate(meeting, request.today), ...await boxesOf(request, meeting, own.municipalityId, content), form: formOf(ReplyForm, request, asTyped(content)),
  })
}

/** What is about to be sent, as it will stand; or what is still missing. */
export async function showCheck(request: FastifyRequest, reply: FastifyReply) {
  const { meeting, own } = await ownOf(request)
  const content = contentOf(own)
  return reply.page('cascade/meeting-replies/check', {
    meeting, own, content, items: meeting.items, problems: problemsOfReply(content, meeting.mode), whyNot: request.refusal ?? whyNotReply(meeting), isLate: isLate(meeting, request.today),
  })
}

/** What was received, when, and until when it can be changed. */
export async function showReceipt(request: FastifyRequest, reply: FastifyReply) {
  const { meeting, own } = await ownOf(request)
  found(own.answer)
  return reply.page('cascade/meeting-replies/receipt', {
    meeting, own, content: { ...contentOf({ ...own, draft: null }), questions: own.questions }, items: meeting.items, revisions: await revisionsOf(request.db, meeting.id, own.municipalityId), whyNot: whyNotReply(meeting),
  })
}

type Narrowed = 'coming' | 'not_coming' | 'undecided' | 'open' | 'late' | 'revised'
const isShown = (answer: Narrowed | undefined, one: { answer: string | null; late: boolean | null; version: number | null }): boolean =>
  answer === undefined || (answer === 'late' ? one.late === true : answer === 'revised' ? (one.version ?? 0) > 1 : (one.answer ?? 'open') === answer)

/** All municipalities in official order with what they replied, and what that adds up to. */
export async function listPage(request: FastifyRequest) {
  const { db, scope, query } = request
  const { answer } = query as { answer?: Narrowed }
  const meeting = found(await findMeeting(db, scope, idOf(request)))
  const [rows, questions] = [await repliesOf(db, meeting), await questionsOf(db, meeting.id)]
  const left = rows.filter((one) => one.answer === null && one.remindedAt === null).length
  return {
    meeting, answer, tally: tallyOf(rows), replies: rows.filter((one) => isShown(answer, one)), questions, lost: lostOf(tableOfReplies(request, meeting, rows)),
    whyNotRemind: whyNotRemind(meeting, rows.filter((one) => one.answer === null).length, left), whyNotTake: whyNotTake(meeting),
  }
}

/** The reply of one municipality, to be written down by the office. */
export async function showTaken(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, params } = request
  const { municipalityId } = params as { municipalityId: number }
  const meeting = found(await wholeMeeting(db, scope, idOf(request)))
  const own = found(await replyOf(db, meeting.id, municipalityId))
  const content = contentOf({ ...own, draft: null })
  return reply.page('cascade/meeting-replies/taken', {
    meeting, own, whyNot: whyNotTake(meeting), isLate: isLate(meeting, request.today), ...await boxesOf(request, meeting, municipalityId, content),
    revisions: await revisionsOf(db, meeting.id, municipalityId), form: formOf(TakenForm, request, { ...asTyped(content), takenBy: 'phone', version: own.version ?? 0 }),
  })
}

/** Who would be reminded, and in which words. */
export async function showReminder(request: FastifyRequest, reply: FastifyReply) {
  const meeting = found(await findMeeting(request.db, request.scope, idOf(request)))
  const open = await openOf(request.db, meeting)
  const left = open.filter(({ remindedAt }) => remindedAt === null)
  return reply.page('cascade/meeting-replies/reminder', { meeting, left, reminded: open.filter(({ remindedAt }) => remindedAt !== null), whyNot: request.refusal ?? whyNotRemind(meeting, open.length, left.length) })
}

import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { shownActions } from '../actions/pages.ts'
import { carriedTo } from '../actions/queries.ts'
import { papersOf, wholeMeeting, type Papers, type WholeMeeting } from '../liaison-meetings/queries.ts'
import { fitOf, itemOn, timed } from '../liaison-meetings/rules.ts'
import { linksFor } from '../meeting-check-ins/pages.ts'
import { countsOf } from '../meeting-check-ins/rules.ts'
import { afterMeeting } from '../meeting-readings/queries.ts'
import { replyOf } from '../meeting-replies/queries.ts'
import { tallyOf, whyNotReply, whyNotTake } from '../meeting-replies/rules.ts'
import { figuresOf } from './queries.ts'

/** The agenda with the clock and the materials of each item. */
const agendaOf = (meeting: WholeMeeting, papers: Papers, now: Date) => {
  const on = itemOn(meeting, meeting.items, now)
  return timed(meeting.startsAt, meeting.items).map((item, place) => ({ ...item, isOn: place === on, documents: papers.filter(({ itemId }) => itemId === item.id) }))
}

/** The page of a meeting, as far as whoever asks reaches it; each part of the page takes what it needs of this. */
export async function meetingPage(request: FastifyRequest, id: number) {
  const { db, beyond, scope, server, today } = request
  const meeting = found(await wholeMeeting(db, scope, id))
  const isAll = scope.of === 'all'
  const [after, figures, own] = await Promise.all([
    afterMeeting(db, scope, meeting, today), figuresOf(isAll ? db : beyond, id, isAll ? 'all' : 'shared'), scope.of === 'municipality' ? replyOf(db, id, scope.municipalityId) : null,
  ])
  const { standings, counted, questions, door } = figures
  const { papers } = after
  return {
    meeting, isAll, after, agenda: agendaOf(meeting, papers, server.clock()), fit: fitOf(meeting, meeting.items), documents: papers.filter(({ itemId }) => itemId === null),
    tally: tallyOf(standings), counts: countsOf(counted), questions, own: own ?? null,
    whyNotReply: whyNotReply(meeting), whyNotTake: whyNotTake(meeting),
    links: own == null || own.answer !== 'coming' || whyNotTake(meeting) !== null || door === null ? null : linksFor(request, door.secret, id, own.municipalityId, own.people),
  }
}

/** What is shown on the wall during the meeting: which item is on, what comes next, who is here. No name of anybody but those who speak. */
export async function screenPage(request: FastifyRequest, id: number, asked: number | undefined) {
  const { db, beyond, scope, server, today } = request
  const meeting = found(await wholeMeeting(db, scope, id))
  const isAll = scope.of === 'all'
  const [papers, { counted }] = await Promise.all([papersOf(db, scope, id), figuresOf(isAll ? db : beyond, id, 'shared')])
  const agenda = agendaOf(meeting, papers, server.clock())
  const byClock = agenda.findIndex(({ isOn }) => isOn)
  const place = asked === undefined ? Math.max(0, byClock) : Math.min(Math.max(asked, 1), Math.max(agenda.length, 1)) - 1
  return { meeting, carried: shownActions(await carriedTo(db, scope, meeting).execute(), today).filter(({ state }) => state === 'open'), agenda, place, isFollowing: asked === undefined, item: agenda[place] ?? null, counts: countsOf(counted), bodies: bodiesHere(counted, request.language) }
}

/** The municipalities that are here, in official order. */
function bodiesHere(counted: readonly { municipality: string | null; municipalityEn: string | null; hereMode: string | null }[], language: 'ja' | 'en'): string[] {
  return [...new Set(counted.flatMap(({ hereMode, municipality, municipalityEn }) => hereMode === null ? [] : (language === 'ja' ? municipality : municipalityEn) ?? []))]
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { timeInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { isLinkOf, linkOf, scanCookie, scannedAt } from '../../classroom/check-ins/codes.ts'
import { originOf, shownAt } from '../../classroom/check-ins/pages.ts'
import { whyNotOpen } from '../../classroom/check-ins/rules.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { findMeeting, type Meeting } from '../liaison-meetings/queries.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { WalkInForm, WindowForm } from './forms.ts'
import { counted, doorOf, ownRow, peopleOf, type Attendee } from './queries.ts'
import { countsOf, doorName, placesOf, whoseIs, whyNotMark, whyNotWindow } from './rules.ts'

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

type Door = Awaited<ReturnType<typeof doorOf>>

const shownOf = (request: FastifyRequest, { id: meetingId, state }: Meeting, door: Door) => shownAt(request, {
  isStopped: state === 'cancelled' || state === 'postponed', secret: door?.secret ?? null, from: door?.from ?? null, until: door?.until ?? null, door: doorName(meetingId), address: `/check-in/meetings/${meetingId}`,
})

type Shown = 'missing' | 'here' | 'municipalities'

/** The desk at the door: who is expected, who is there, and what the door shows. */
export async function deskPage(request: FastifyRequest) {
  const { db, scope, query, today } = request
  const { show, q = '' } = query as { show?: Shown; q?: string }
  const meeting = found(await findMeeting(db, scope, idOf(request)))
  const [people, door, municipalities] = [await peopleOf(db, meeting.id), await doorOf(db, meeting.id), await municipalitiesToChoose(db)]
  const shown = shownOf(request, meeting, door)
  return {
    meeting, shown, show, q, counts: countsOf(people), people: people.filter((one) => isShown(one, show, q)), bodies: show === 'municipalities' ? bodiesOf(people) : [],
    places: placesOf(meeting.mode), municipalities, whyNotMark: whyNotMark(meeting, today), whyNotWindow: door === undefined ? whyNotMark(meeting, today) : whyNotWindow(meeting, today),
    form: formOf(WindowForm, request.routeOptions.url?.endsWith('/door') ? request : nothingSent(request), door === undefined ? {} : { opensAt: timeInJapan(door.from), closesAt: timeInJapan(door.until) }),
    walkIn: formOf(WalkInForm, request.routeOptions.url?.endsWith('/walk-ins') ? request : nothingSent(request), { where: placesOf(meeting.mode)[0] }),
  }
}

function isShown(one: Attendee, show: Shown | undefined, q: string): boolean {
  if (show === 'missing' && one.hereAt !== null || show === 'here' && one.hereAt === null) return false
  const words = searchKeyOf(q)
  return words === '' || searchKeyOf([one.name, one.municipality ?? '', one.section].join(' ')).includes(words)
}

/** The same people by municipality, in official order: how many of each were named, and how many are there. */
function bodiesOf(people: readonly Attendee[]) {
  const groups = Map.groupBy(people.filter(({ municipalityId }) => municipalityId !== null), ({ municipalityId }) => municipalityId)
  return [...groups.values()].map((own) => ({
    id: own[0]!.municipalityId!, name: own[0]!.municipality!, nameEn: own[0]!.municipalityEn!, planned: own.filter(({ origin }) => origin !== 'walk_in').length, here: own.filter(({ hereAt }) => hereAt !== null).length,
  }))
}

/** What is projected at the entrance: the code and the counts, without a name. */
export async function screenPage(request: FastifyRequest) {
  const meeting = found(await findMeeting(request.db, request.scope, idOf(request)))
  return { meeting, shown: shownOf(request, meeting, await doorOf(request.db, meeting.id)), counts: countsOf(await counted(request.db, meeting.id).execute()) }
}

/** What a meeting says to whoever scanned its code or comes back to it; without a scan, nothing but that they are there. */
export async function ownAgain(request: FastifyRequest, reply: FastifyReply) {
  const { beyond, db, actor, server } = request
  const id = idOf(request)
  const door = found(await doorOf(db, id))
  // Whoever proves the code of a door may know which meeting it is, whatever their post reaches.
  const meeting = found(await findMeeting(beyond, { of: 'all' }, id))
  const own = await ownRow(db, id, actor!.personId)
  const at = scannedAt({ secret: door.secret, door: doorName(id) }, request.cookies[scanCookie], server.clock())
  if (at === null && (own?.hereAt ?? null) === null) return reply.code(409).page('classroom/check-ins/stale', { reason: null })
  const whyNot = (own?.hereAt ?? null) !== null ? null : (at === null ? null : whyNotOpen({ opensAt: door.from, closesAt: door.until }, at)) ?? whyNotMark(meeting, request.today) ?? (own === undefined ? { key: 'meetingCheckIns.notNamed' as const } : null)
  return reply.page('cascade/meeting-check-ins/own', { meeting: shownMeeting(meeting), own, whyNot })
}

/** What a page without an account may say of a meeting. */
const shownMeeting = ({ id, title, titleEn, heldOn, startsAt, endsAt, mode, place }: Meeting) => ({ id, title, titleEn, heldOn, startsAt, endsAt, mode, place })

/** What the link of a municipality or of a person shows: whom it is for, and whether they are there. It is found by the secret in it, so past the wall. */
export async function linkAgain(request: FastifyRequest, reply: FastifyReply) {
  const { beyond, server, today } = request
  const { id, token } = request.params as { id: number; token: string }
  const [door, of] = [found(await doorOf(beyond, id)), found(whoseIs(token))]
  if (!isLinkOf({ secret: door.secret, door: doorName(id) }, of.whose, of.proof)) found(null)
  const meeting = found(await findMeeting(beyond, { of: 'all' }, id))
  const people = (await peopleOf(beyond, id)).filter((one) => of.of === 'person' ? one.id === of.id : one.municipalityId === of.id)
  if (people.length === 0) found(null)
  const whyNot = whyNotMark(meeting, today) ?? whyNotOpen({ opensAt: door.from, closesAt: door.until }, server.clock())
  return reply.page('cascade/meeting-check-ins/link', {
    meeting: shownMeeting(meeting), places: placesOf(meeting.mode), action: `/meeting-links/${id}/${token}`, whyNot, isOwn: of.of === 'person',
    people: people.map(({ id, name, section, mode, hereAt, hereMode }) => ({ id, name, section, mode, hereAt, hereMode })), url: people.some(({ hereMode }) => hereMode === 'online') ? meeting.url : '',
    municipality: request.language === 'ja' ? people[0]!.municipality : people[0]!.municipalityEn,
  })
}

/** The links a municipality may pass on: one for all whom it names, and one for each. */
export function linksFor(request: FastifyRequest, secret: string, meetingId: number, municipalityId: number, people: readonly { id: number; name: string }[]) {
  const link = (whose: string) => `${originOf(request)}/meeting-links/${meetingId}/${whose}.${linkOf({ secret, door: doorName(meetingId) }, whose)}`
  return { all: link(`m${municipalityId}`), people: people.map(({ id, name }) => ({ name, href: link(`p${id}`) })) }
}

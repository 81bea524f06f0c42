import type { FastifyRequest } from 'fastify'
import { timeInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { readTable, type Table } from '../../base/sheets.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { findClassDay } from '../attendance/queries.ts'
import { presenceBar } from './bars.ts'
import { examine } from './examining.ts'
import { EndingForm, LayoutForm, MeetingForm, SendForm, SettingsForm, TakeForm } from './forms.ts'
import { onlineOf, presenceOf, type Log } from './queries.ts'
import { missedOf, whyNotReplace, whyNotUndo } from './rules.ts'
import { limits, megabytesMax } from './uploads.ts'
import { endedEarlyAt, spanOf, standingBeside, type Party, type Weighed } from './weighing.ts'

/** The online side of a day: where it is held, when its slots really ended, the logs, and who was there in one slot. */
export async function onlinePage(request: FastifyRequest, dayId: number, slotId: number | undefined) {
  const { db, scope } = request
  const day = found(await findClassDay(db, scope, dayId))
  const { url, slots, logs } = await onlineOf(db, dayId)
  const online = slots.filter(({ deliveryMode }) => deliveryMode === 'live_online')
  const slot = slotId === undefined ? online[0] : found(online.find(({ id }) => id === slotId))
  const present = slot === undefined ? [] : await presenceOf(db, slot.id)
  const rows = present.map((row) => {
    const span = spanOf(day.heldOn, { ...slot!, endedAt: row.endedAt })
    const gaps = row.spans.slice(1).map(([from], n): readonly [number, number] => [row.spans[n]![1], from])
    return { ...row, bar: presenceBar(span, row.spans), missed: missedOf({ ...row, gaps }, row.graceMinutes), gapsAt: gaps.map(inClock) }
  })
  return {
    classDay: day, url, slots, online, slot, logs: logs.map((log) => ({ ...log, sentAt: new Date(log.sentAt) })), rows, megabytes: megabytesMax,
    form: formOf(SendForm, request, { graceMinutes: 3 }), meeting: formOf(MeetingForm, request, { url: url ?? '' }),
    ending: formOf(EndingForm, request, { endedAt: slot?.endedAt ?? '' }),
  }
}

const inClock = ([from, to]: readonly [number, number]) => ({ from: clockOf(from), to: clockOf(to), minutes: Math.floor((to - from) / 60) })
const clockOf = (seconds: number): string => timeInJapan(new Date(seconds * 1000))

/** What a log says and would do: first whatever still has to be said by somebody, then every slot it is cut to. */
export async function logPage(request: FastifyRequest, id: number, adds: boolean) {
  const { log, day, parties, weighed, standing, ...rest } = await examine(request.db, request.scope, id, adds)
  const own = parties.filter(({ logId }) => logId === id)
  const waiting = own.filter(({ match }) => 'waits' in match)
  const beside = standingBeside(log)
  const needsLayout = log.state === 'open' && own.length === 0
  return {
    ...rest, log, classDay: day, standing, beside, whyNotReplace: whyNotReplace(log.slotId, beside.map(({ slotId }) => slotId)),
    twin: log.siblings.find(({ sha256, id: other }) => sha256 === log.sha256 && other < log.id) ?? null,
    whyNotUndo: log.state === 'taken' ? whyNotUndo(log.state, beside.some((one) => one.id > log.id)) : null,
    counts: { rows: own.reduce((sum, { rows }) => sum + rows.length, 0), matched: own.filter(({ match }) => match.ids.length > 0).length, others: own.filter(({ match }) => 'isOther' in match).length, waiting: waiting.length },
    waiting: waiting.map((party) => shown(party)), others: own.filter(({ match }) => 'isOther' in match).map((party) => shown(party)),
    decided: own.filter(({ match }) => 'by' in match && (match.by === 'staff' || match.by === 'remembered')).map((party) => ({ ...shown(party), people: rest.roster.filter((one) => party.match.ids.includes(one.id)) })),
    slots: weighed.map((one) => slotShown(one)), needsLayout, sample: needsLayout ? await sampleOf(request, log) : null,
    settings: formOf(SettingsForm, request, { zone: log.zone === null ? 'tell' : String(log.zone), graceMinutes: log.graceMinutes }),
    layout: formOf(LayoutForm, request, layoutStart(log)), form: formOf(TakeForm, request),
  }
}

const layoutStart = ({ layout }: Log) => layout === null ? {} : { ...layout, headRow: layout.headRow + 1 }

function shown({ identity, rows, match }: Party) {
  const first = rows[0]!
  const from = rows.flatMap(({ joined }) => joined ?? []).toSorted((a, b) => a - b)[0]
  const to = rows.flatMap(({ left }) => left ?? []).toSorted((a, b) => b - a)[0]
  return {
    id: first.id, identity, name: first.name, email: first.email, names: [...new Set(rows.map(({ name }) => name))].slice(0, 3), count: rows.length,
    from: from === undefined ? null : clockOf(from), to: to === undefined ? null : clockOf(to), onlyWaited: rows.every(({ isWaiting }) => isWaiting),
    waits: 'waits' in match ? match.waits : null,
  }
}

function slotShown(weighed: Weighed) {
  const { slot, span, lines, missing } = weighed
  const early = endedEarlyAt(weighed)
  const drawn = lines.map((line) => ({ ...line, bar: line.presence === null ? null : presenceBar(span, line.presence.spans), gaps: (line.presence?.gaps ?? []).map(inClock) }))
  const has = (...some: string[]) => drawn.filter(({ change }) => some.includes(change))
  const plain = has('new', 'same').filter(({ next }) => next?.state === 'present')
  return {
    slot, missing, kept: has('kept'), changed: has('changed', 'cleared'), notable: has('new', 'same').filter(({ next }) => next?.state !== 'present'), plain,
    endsEarly: early === null ? null : clockOf(early), minutes: Math.round((span[1] - span[0]) / 60),
  }
}

/** The first rows of a file whose headings nobody knew, for somebody to say which column is what. */
async function sampleOf({ server }: FastifyRequest, log: Pick<Log, 'key' | 'name'>) {
  const answer = await readTable(await server.outside.files.read(log.key), log.name, limits)
  if ('refused' in answer) return null
  const { rows } = answer.table
  const widest = Math.max(...rows.slice(0, 30).map(filled))
  return { headRow: rows.findIndex((row) => filled(row) === widest), rows: rows.slice(0, 8).map((row) => row.slice(0, 12).map((cell) => cell.slice(0, 60))), columns: columnsOf(answer.table, widest) }
}

const filled = (row: readonly string[]): number => row.filter((cell) => cell.trim() !== '').length

/** Each column by its letter, its heading and what stands below it. */
function columnsOf({ rows }: Table, widest: number) {
  const at = rows.findIndex((row) => filled(row) === widest)
  return rows[at]!.slice(0, 60).map((heading, place) => ({
    value: String(place), label: [letterOf(place), heading.slice(0, 40), (rows[at + 1]?.[place] ?? '').slice(0, 30)].filter(Boolean).join('　'),
  }))
}
const letterOf = (place: number): string => (place < 26 ? '' : String.fromCharCode(64 + Math.floor(place / 26))) + String.fromCharCode(65 + place % 26)

/** One connection that waits for somebody to say whose it is, its cells as they came, and whom a search finds among those of the day. */
export async function whoPage(request: FastifyRequest, id: number, rowId: number, q: string) {
  const { log, day, roster, parties } = await examine(request.db, request.scope, id, false, rowId)
  const party = found(parties.find(({ logId, rows }) => logId === id && rows.some((row) => Number(row.id) === rowId)))
  const here = roster.filter(({ comes }) => comes)
  const key = searchKeyOf(q)
  const number = /^\s*\d{1,4}\s*$/.test(q.normalize('NFKC')) ? Number(q.normalize('NFKC')) : null
  const results = key === '' ? here : here.filter((one) => number === null ? one.searchKey.includes(key) : one.number === number)
  return {
    log, classDay: day, q, party: shown(party), match: party.match, people: here.filter((one) => party.match.ids.includes(one.id)),
    results: results.slice(0, 100), more: Math.max(0, results.length - 100), cells: party.rows.flatMap(({ line, cells }) => cells === null ? [] : { line, cells }).slice(0, 50), rowId,
  }
}

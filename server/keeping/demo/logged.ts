import { addDays, type Day } from '../../base/days.ts'
import type { LogRow } from '../../classroom/online-logs/reading.ts'
import { presenceIn, type Span } from '../../classroom/online-logs/ranges.ts'
import { identityOf, joinIdOf, markOf } from '../../classroom/online-logs/rules.ts'
import { spanOf } from '../../classroom/online-logs/weighing.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

const graceMinutes = 3

/**
 * The online log of a day that is over, taken in: everybody who came by link or by address, a few late or with a broken line, two whom
 * nothing identifies; and the meeting of a day to come. The marks of that day stand by the log instead of by hand.
 */
export function putLogged(tray: Tray, staff: Staff, past: { id: number; heldOn: Day; slots: number[] }, coming: { id: number } | undefined): void {
  const taken = new Date(`${addDays(past.heldOn, 1)}T10:05:00+09:00`)
  for (const day of [past, coming]) if (day) tray.put('online_meeting', { class_day_id: day.id, url: 'https://meeting.example/j/81234567890', set_by: staff.prefecture, set_at: new Date(`${past.heldOn}T09:00:00+09:00`) })
  const log = tray.put('online_log', {
    class_day_id: past.id, key: 'table/00/00000000000000000000000000000053', name: 'participants_81234567890.csv', bytes: 48_213, sha256: '53'.repeat(32), service: 'zoom', zone_minutes: 540,
    grace_minutes: graceMinutes, state: 'taken', sent_by: staff.prefecture, sent_at: taken, taken_by: staff.prefecture, taken_at: taken,
  })
  const slots = past.slots.map((id) => ({ id, ...tray.rows('slot')[id - 1]! })).map(({ id, starts_at, ends_at }) => ({ id, endedAt: ends_at, span: spanOf(past.heldOn, { startsAt: starts_at, endsAt: ends_at, endedAt: null }) }))
  const came = new Set(tray.rows('attendance').filter(({ slot_id, state }) => slot_id === past.slots[0] && !state.startsWith('absent')).map(({ enrollment_id }) => enrollment_id))
  let line = 1
  const row = (named: Pick<LogRow, 'name' | 'email' | 'marks'>, [from, to]: Span) => tray.put('online_log_row', {
    log_id: log, line: line += 1, identity: identityOf(named), ...named, joined_at: new Date(from * 1000), left_at: new Date(to * 1000),
    cells: JSON.stringify([named.name, named.email]),
  })
  for (const id of came) {
    const { number, person_id } = tray.rows('enrollment')[id - 1]!
    const { name, email } = tray.rows('person')[person_id - 1]!
    const spans = staysOf(number, slots.map(({ span }) => span))
    for (const span of spans) row({ name: number % 4 === 0 ? name : `${joinIdOf({ id, number })} ${name}`, email: number % 4 === 0 ? email ?? '' : '', marks: '' }, span)
    for (const slot of slots) putPresence(tray, log, id, slot, spans, taken, staff.prefecture)
  }
  const whole: Span = [slots[0]!.span[0] - 600, slots.at(-1)!.span[1]]
  row({ name: 'iPad', email: '', marks: '' }, whole)
  row({ name: '見学　田中', email: 'visitor@example.jp', marks: '' }, [whole[0], whole[0] + 5_400])
}

/** Most come early and stay; one in nine comes late, one in eleven loses the line for 18 minutes. */
function staysOf(number: number, slots: readonly Span[]): Span[] {
  const [start, end] = [slots[0]![0], slots.at(-1)![1]]
  const from = number % 9 === 0 ? start + 480 : start - 300 - number % 240
  return number % 11 === 0 ? [[from, start + 2_400], [start + 3_480, end + 60]] : [[from, end + 30 + number % 90]]
}

/** What the log says of one person in one slot, and the mark that follows: it stands in the place of the one by hand. */
function putPresence(tray: Tray, log: number, enrollment_id: number, slot: { id: number; endedAt: string; span: Span }, stays: readonly Span[], marked_at: Date, marked_by: number): void {
  const presence = presenceIn(slot.span, stays)
  if (presence === null) return
  const { spans, present, late, early, gaps } = presence
  tray.put('online_presence', {
    slot_id: slot.id, enrollment_id, log_id: log, ended_at: slot.endedAt, spans: JSON.stringify(spans), present_seconds: present, late_seconds: late, early_seconds: early,
    gap_seconds: gaps.reduce((sum, [from, to]) => sum + to - from, 0),
  })
  const mark = { ...markOf(presence, graceMinutes), evidence: 'zoom_log_import' as const, reason: null, marked_at, marked_by }
  for (const table of ['attendance', 'attendance_mark'] as const) {
    const standing = tray.rows(table).find((one) => one.slot_id === slot.id && one.enrollment_id === enrollment_id)
    if (standing !== undefined) Object.assign(standing, mark)
  }
  tray.put('online_log_mark', { log_id: log, slot_id: slot.id, enrollment_id, state: mark.state, minutes: mark.minutes, before: null })
}

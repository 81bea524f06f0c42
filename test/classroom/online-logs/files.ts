import iconv from 'iconv-lite'
import { joinIdOf } from '../../../server/classroom/online-logs/rules.ts'

/** Somebody in a meeting, once for each connection: times as 'HH:MM:SS' in Japan on 17 September 2026. */
export interface Guest { name: string; email?: string; from: string; to: string; waiting?: boolean }
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'cp932'

export const encode = (text: string, encoding: Encoding): Buffer => encoding === 'utf-8' ? Buffer.from(text)
  : encoding === 'utf-8-bom' ? Buffer.from(`\ufeff${text}`) : encoding === 'utf-16le' ? Buffer.from(`\ufeff${text}`, 'utf16le') : iconv.encode(text, 'cp932')

const quoted = (cell: string) => /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
export const csv = (rows: readonly (readonly string[])[], parts = ',') => `${rows.map((row) => row.map(quoted).join(parts)).join('\r\n')}\r\n`

/** '9:31:02 AM' of '09:31:02'. */
export const american = (time: string): string => {
  const hour = Number(time.slice(0, 2))
  return `${hour % 12 || 12}${time.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`
}

/** Zoom's participants report with the facts of the meeting above it, as an English account writes it. */
export const zoom = (guests: readonly Guest[]) => csv([
  ['Topic', 'ID', 'Host', 'Duration (minutes)', 'Start time', 'End time', 'Participants'],
  ['研修', '812 3456 7890', '都 太郎', '185', '09/17/2026 09:10:00 AM', '09/17/2026 12:15:00 PM', String(guests.length)], [],
  ['Name (original name)', 'Email', 'Join time', 'Leave time', 'Duration (minutes)', 'Guest', 'Recording disclaimer response', 'In waiting room'],
  ...guests.map(({ name, email = '', from, to, waiting = false }) => [name, email, `09/17/2026 ${american(from)}`, `09/17/2026 ${american(to)}`, '1', email === '' ? 'Yes' : 'No', 'OK', waiting ? 'Yes' : 'No']),
])

/** The same of a Japanese account: no facts above, a clock of 24 hours. */
export const zoomJa = (guests: readonly Guest[]) => csv([
  ['名前（元の名前）', 'ユーザーのメール', '参加時刻', '退出時刻', '期間（分）', 'ゲスト', 'レコーディングへの同意', '待機室'],
  ...guests.map(({ name, email = '', from, to, waiting = false }) => [name, email, `2026/09/17 ${from}`, `2026/09/17 ${to}`, '1', 'はい', '', waiting ? 'はい' : 'いいえ']),
])

/** Teams' attendance report in three parts, parted by tabs. */
export const teams = (guests: readonly Guest[]) => csv([
  ['1. Summary'], ['Meeting title', 'Training'], ['Attended participants', String(guests.length)], ['Start time', '9/17/26, 9:00:11 AM'], ['End time', '9/17/26, 12:20:00 PM'], [],
  ['2. Participants'], ['Name', 'First Join', 'Last Leave', 'In-Meeting Duration', 'Email', 'Participant ID (UPN)', 'Role'],
  ...guests.map(({ name, email = '' }) => [name, '9/17/26, 9:00:11 AM', '9/17/26, 12:20:00 PM', '3h 19m 49s', email, email, 'Attendee']), [],
  ['3. In-Meeting Activities'], ['Name', 'Join Time', 'Leave Time', 'Duration', 'Email', 'Role'],
  ...guests.map(({ name, email = '', from, to }) => [name, `9/17/26, ${american(from)}`, `9/17/26, ${american(to)}`, '1h', email, 'Attendee']),
], '\t').replaceAll('"', '')

export const teamsJa = (guests: readonly Guest[]) => csv([
  ['1. 要約'], ['会議のタイトル', '研修'], ['開始時刻', '2026/9/17 9:00:11'], [],
  ['2. 参加者'], ['名前', '最初の参加', '最後の退出', '会議の長さ', 'メール', '参加者 ID (UPN)', '役割'],
  ...guests.map(({ name, email = '' }) => [name, '2026/9/17 9:00:11', '2026/9/17 12:20:00', '3 時間 19 分', email, email, '出席者']), [],
  ['3. 会議中のアクティビティ'], ['名前', '参加時間', '退出時間', '期間', 'メール', '役割'],
  ...guests.map(({ name, email = '', from, to }) => [name, `2026/9/17 ${from.replace(/^0/, '')}`, `2026/9/17 ${to.replace(/^0/, '')}`, '1 時間', email, '出席者']),
], '\t')

/** The list of an older Teams: a line for each coming and going. */
export const teamsFlat = (guests: readonly Guest[]) => csv([
  ['Full Name', 'User Action', 'Timestamp'],
  ...guests.flatMap(({ name, from, to }) => [[name, 'Joined', `9/17/2026, ${american(from)}`], [name, 'Left', `9/17/2026, ${american(to)}`]]),
], '\t').replaceAll('"', '')

/** Webex' attendee report: cells kept from being changed by a spreadsheet. */
export const webex = (guests: readonly Guest[]) => csv([
  ['Meeting Name', 'Meeting Start Time', 'Meeting End Time', 'Display Name', 'First Name', 'Last Name', 'Role', 'Attendee Email', 'Join Time', 'Leave Time', 'Attendance Duration', 'Connection Type', 'Session Name'],
  ...guests.map(({ name, email = '', from, to }) => ['Training', '="2026-09-17 09:00:00"', '="2026-09-17 12:20:00"', name, '', '', 'Attendee', email, `="2026-09-17 ${from}"`, `="2026-09-17 ${to}"`, '60 mins', 'Desktop app', '']),
], '\t')

export const webexJa = (guests: readonly Guest[]) => csv([
  ['ミーティング名', 'ミーティング開始時刻', 'ミーティング終了時刻', '表示名', '役割', '出席者のメール', '参加時刻', '退出時刻', '出席時間', '接続タイプ'],
  ...guests.map(({ name, email = '', from, to }) => ['研修', '2026年9月17日 9:00', '2026年9月17日 12:20', name, '出席者', email, `2026年9月17日 ${from}`, `2026年9月17日 ${to}`, '60', 'アプリ']),
])

/** What somebody types before the name, by the row of their enrollment. */
export const linkOf = joinIdOf

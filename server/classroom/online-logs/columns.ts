import { plain } from '../../base/headings.ts'
import type { Service } from './rules.ts'

/** What a column of a log may say. 'first' and 'last' are of the whole meeting, so they know of no gap between them. */
export type Role = 'name' | 'email' | 'account' | 'joined' | 'left' | 'first' | 'last' | 'duration' | 'action' | 'at' | 'waiting' | 'marks'

/** Headings as Zoom, Teams and Webex write them in English and Japanese, without blanks and what stands in brackets. */
const headings: Record<Role, string> = {
  name: 'name fullname displayname username participant participantname attendeename 名前 氏名 フルネーム 表示名 ユーザー名 参加者名 参加者 出席者名',
  email: 'email useremail emailaddress attendeeemail participantemail mail e-mail メール メールアドレス ユーザーのメール ユーザーのメールアドレス ユーザーeメール ユーザーのeメール eメール eメールアドレス 電子メール 電子メールアドレス 出席者のメール 出席者のメールアドレス 参加者のメール 参加者のメールアドレス',
  account: 'participantid upn 参加者id',
  joined: 'jointime joinedat joined 参加時刻 参加時間 参加日時 参加した時刻 参加した時間 入室時刻 入室時間 入室日時',
  left: 'leavetime leftat left 退出時刻 退出時間 退出日時 退席時刻 退席時間 退出した時刻 退出した時間 退室時刻 退室時間 退室日時',
  first: 'firstjoin firstjointime 最初の参加 最初の参加時刻 最初の参加時間 初めての参加 初回参加 初回参加時刻',
  last: 'lastleave lastleavetime 最後の退出 最後の退出時刻 最後の退出時間 最終退出 最終退出時刻',
  duration: 'duration totalduration attendanceduration in-meetingduration meetingduration 期間 所要時間 合計時間 参加期間 会議の長さ 会議への参加時間 出席時間 滞在時間 時間',
  action: 'useraction action ユーザーのアクション ユーザーアクション ユーザー操作 操作',
  at: 'timestamp タイムスタンプ',
  waiting: 'inwaitingroom waitingroom 待機室 待機室で待機中 待機室内',
  marks: '受講番号 受講id 表示id 参加id 登録番号 登録id 番号 enrollmentnumber traineenumber registrantid joinid number',
}
const known = new Map((Object.entries(headings) as [Role, string][]).flatMap(([role, words]) => words.split(' ').map((word) => [word, role] as const)))

export const roleOf = (cell: string): Role | undefined => known.get(plain(cell).replaceAll('_', ''))

/** Where which column stands; of the same role twice the one nearest before the time of joining is meant: what stands first is of the host. */
export type Places = Partial<Record<Role, number>>

export function placesIn(row: readonly string[]): Places {
  const roles = row.map(roleOf)
  const joined = roles.findIndex((role) => role === 'joined' || role === 'first')
  const places: Places = {}
  roles.forEach((role, place) => {
    if (role !== undefined && (places[role] === undefined || place <= joined)) places[role] = place
  })
  return places
}

/** Somebody, and when: what a table must tell to be a log. */
export const isLog = (places: Places): boolean => (places.name !== undefined || places.email !== undefined)
  && ((places.joined !== undefined && places.left !== undefined) || (places.first !== undefined && places.last !== undefined)
    || (places.action !== undefined && places.at !== undefined))

const sectionTitle = /^\s*[1-9]\s?\.\s*\S/

export const isSection = (row: readonly string[]): boolean => sectionTitle.test(row[0] ?? '') && row.slice(1).every((cell) => cell.trim() === '')

/** Which service writes its headings so; 'other' for what could be anybody's. */
export function serviceOf(rows: readonly (readonly string[])[], heading: readonly string[]): Exclude<Service, 'other'> | 'other' {
  const words = new Set(heading.map((cell) => plain(cell)))
  const has = (...some: string[]) => some.some((word) => words.has(word))
  const { account, action } = placesIn(heading)
  if (account !== undefined || action !== undefined || rows.slice(0, 40).some(isSection)) return 'teams'
  if (has('attendeeemail', 'connectiontype', 'sessionname', 'meetingname', '出席者のメール', '接続タイプ', '会議名', 'ミーティング名')) return 'webex'
  const isOfZoom = has('useremail', 'inwaitingroom', 'guest', 'ゲスト', '待機室', 'recordingconsent', 'recordingdisclaimerresponse', 'ユーザーのメール', 'ユーザーのメールアドレス')
  return isOfZoom || heading.some((cell) => /original name|元の名前/i.test(cell)) ? 'zoom' : 'other'
}

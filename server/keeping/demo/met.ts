import { inventedName } from './names.ts'
import type { Town } from './bodies.ts'
import type { Stage } from './year.ts'

const contact = '介護保険課 地域ケア推進担当　電話 03-0000-0000\nkaigi@example.jp'
const at = (day: string, time: string) => new Date(`${day}T${time}:00+09:00`)

interface Held {
  year: number; number: number; title: string; titleEn: string; heldOn: string; startsAt: string; endsAt: string; mode: 'venue' | 'online' | 'both'; dueOn: string; toldOn: string; documentNumber: string
  state: 'registration' | 'held' | 'minutes_shared'; message: string
  items: [kind: 'proposal' | 'report' | 'lecture' | 'exchange' | 'other', title: string, owner: string, minutes: number, note?: string][]
}

/**
 * Liaison meetings: the one of November 令和3年度 with its 85 people as it was printed, this year's first one, and the next, to which about fifty
 * of the 62 municipalities have replied.
 */
export function putMeetings(stage: Stage): void {
  const before = putMeeting(stage, {
    year: 2021, number: 1, title: '令和3年度区市町村実務者連絡会議', titleEn: 'Liaison meeting FY2021', heldOn: '2021-11-17', startsAt: '14:00', endsAt: '16:30', mode: 'online', dueOn: '2021-11-05', toldOn: '2021-10-08', documentNumber: '3福保高介第1021号', state: 'minutes_shared', message: '',
    items: [['report', '地域ケア会議推進事業の取組', '東京都 介護保険課', 30], ['report', 'モデル自治体の発表', '立川市、多摩市', 60], ['exchange', '有識者との意見交換', '有識者', 60]],
  })
  attend(stage, before, stage.towns.filter(({ island }) => !island).slice(0, 49), 85, '2021-11-17')
  const first = putMeeting(stage, {
    year: 2026, number: 1, title: '第1回区市町村実務者連絡会議', titleEn: 'First liaison meeting', heldOn: '2026-07-02', startsAt: '14:00', endsAt: '16:00', mode: 'both', dueOn: '2026-06-19', toldOn: '2026-05-28', documentNumber: '8福祉高介第221号', state: 'minutes_shared', message: '',
    items: [['report', '令和8年度の事業について', '東京都 介護保険課', 30], ['lecture', '地域課題の抽出から施策へ', '有識者', 50], ['exchange', '各区市町村の取組', '全員', 40]],
  })
  attend(stage, first, stage.towns.filter(({ island }) => !island), 91, '2026-07-02')
  const next = putMeeting(stage, {
    year: 2026, number: 2, title: '第2回区市町村実務者連絡会議', titleEn: 'Second liaison meeting', heldOn: '2026-12-16', startsAt: '13:30', endsAt: '16:30', mode: 'both', dueOn: '2026-12-02', toldOn: '2026-11-09', documentNumber: '8福祉高介第438号', state: 'registration',
    message: '今年度の地域課題を1つ、話せるようにご用意ください。\n名刺をお持ちの方は、名刺交換の時間があります。',
    items: [
      ['other', '開会', '東京都 介護保険課長', 5], ['proposal', '来年度の研修体系について', '東京都 介護保険課', 30, '案は資料1のとおりです。ご意見をお聞かせください。'], ['report', 'モデル自治体の取組', '立川市、多摩市', 45],
      ['lecture', '自立支援に向けた会議の進め方', '有識者', 50], ['exchange', '班に分かれての意見交換', '全員', 40, '6つの班に分かれます。オンラインの方は、別の部屋に入ります。'],
    ],
  })
  reply(stage, next)
}

/** A meeting with its agenda, its door and its papers. */
export function putMeeting({ tray, staff }: Stage, { year, number, items, ...m }: Held) {
  const known = tray.rows('meeting_series').find(({ fiscal_year }) => fiscal_year === year)?.id
  const series_id = known ?? tray.put('meeting_series', { fiscal_year: year, name: '区市町村実務者連絡会議', name_en: 'Liaison meetings of municipalities', times: year === 2026 ? 2 : 1, purpose: '地域ケア会議に取り組む区市町村の連携を強め、課題の解決を支援します。' })
  const isHeld = m.state !== 'registration'
  const id = tray.put('meeting', {
    series_id, number, title: m.title, title_en: m.titleEn, state: m.state, held_on: m.heldOn, starts_at: m.startsAt, ends_at: m.endsAt, mode: m.mode, place: m.mode === 'online' ? '' : '都庁第一本庁舎 5階 大会議場',
    directions: m.mode === 'online' ? '' : '都営大江戸線 都庁前駅 直結。1階の受付で入庁証をお受け取りください。', url: m.mode === 'venue' ? '' : 'https://meeting.example/renraku', replies_due_on: m.dueOn, message: m.message, contact,
    document_number: m.documentNumber, issued_on: m.toldOn, addressee: '各区市町村　地域ケア会議主管課長　殿', sender: '東京都福祉局高齢者施策推進部介護保険課長', round: 1, announced_at: at(m.toldOn, '10:00'), announced_by: staff.prefecture,
    ...isHeld ? { held_at: at(m.heldOn, m.endsAt), people_here: 0, municipalities_here: 0 } : {},
  })
  tray.put('meeting_door', { meeting_id: id, secret: Buffer.from(`demo door of meeting ${id}, 32 bytes`).toString('base64url'), opens_at: new Date(at(m.heldOn, m.startsAt).getTime() - 1_800_000), closes_at: at(m.heldOn, m.endsAt) })
  const paper = tray.rows('lesson_version').find(({ pages }) => pages)?.file_id
  const share = (title: string, position: number, parent: object, readers: 'all' | 'prefecture' = 'all') => paper && tray.put('cascade_document', { file_id: paper, title, readers, position, added_by: staff.prefecture, added_at: at(m.toldOn, '11:00'), ...parent })
  share('会場の案内', 1, { meeting_id: id })
  if (!isHeld) share('進行台本（事務局用）', 2, { meeting_id: id }, 'prefecture')
  for (const [place, [kind, title, owner, minutes, note = '']] of items.entries()) {
    const item = tray.put('meeting_item', { meeting_id: id, position: place + 1, kind, title, owner, minutes, note, ...kind === 'lecture' ? { speaker_id: staff.expert } : {} })
    if (kind === 'proposal' || kind === 'report') share(`資料${place + 1}　${title}`, 1, { meeting_item_id: item })
  }
  return { id, ...m }
}

type Put = ReturnType<typeof putMeeting>

const sections = ['高齢福祉課', '介護保険課', '地域包括ケア推進課', '高齢者支援課']
/** Somebody of a municipality whom nobody else of the demo year is. */
const nameOf = (place: number) => inventedName(2_000 + place).name

function say({ tray, staff }: Stage, m: Put, town: Town, answer: 'coming' | 'not_coming' | 'undecided', people: number, on: string, more: { late?: boolean; takenBy?: 'phone'; version?: number } = {}) {
  const answered_by = more.takenBy ? staff.prefecture : staff.officers.get(town.id)!
  const key = { meeting_id: m.id, municipality_id: town.id }
  const said = { answer, answered_at: at(on, `1${town.id % 7}:${String(10 + town.id % 45)}`), answered_by, taken_by: more.takenBy ?? null, taken_reason: more.takenBy ? '担当者が不在のため、係長から電話で回答。' : '', late: more.late ?? false }
  const version = more.version ?? 1
  for (let n = 1; n <= version; n += 1) tray.put('meeting_reply_revision', { ...key, ...said, round: 1, people: n === version ? people : 1 })
  tray.put('meeting_reply', { ...key, ...said, first_at: said.answered_at, version, contact_name: tray.rows('person')[staff.officers.get(town.id)! - 1]!.name, contact_phone: '042-000-0000', contact_email: `city-${town.code}@example.jp`, remark: '' })
}

/** As many people as were there, of these municipalities in turn, one or two of each; the figures of the meeting are counted from them. */
export function attend(stage: Stage, m: Put, towns: readonly Town[], people: number, on: string): void {
  const { tray, staff } = stage
  const counts = new Map(towns.map((town) => [town, 0]))
  for (let n = 0; n < people; n += 1) counts.set(towns[n % towns.length]!, counts.get(towns[n % towns.length]!)! + 1)
  for (const [town, count] of counts) {
    if (count === 0) continue
    say(stage, m, town, 'coming', count, m.toldOn)
    for (let position = 1; position <= count; position += 1) {
      const mode = m.mode === 'online' || (position === 2 && town.id % 3 === 0) ? 'online' as const : 'venue' as const
      const here_at = at(on, `13:${String(20 + (town.id * 3 + position) % 38).padStart(2, '0')}`)
      const id = tray.put('meeting_person', { meeting_id: m.id, municipality_id: town.id, name: nameOf(tray.rows('meeting_person').length), section: sections[(town.id + position) % 4]!, job_title: position === 1 ? '係長' : '主事', mode, origin: 'reply', position, added_at: at(m.toldOn, '12:00'), here_at, here_mode: mode, here_how: mode === 'online' ? 'link' : 'desk' })
      tray.put('meeting_mark', { meeting_person_id: id, here: true, mode, how: mode === 'online' ? 'link' : 'desk', marked_by: mode === 'online' ? null : staff.prefecture, marked_at: here_at })
    }
  }
  for (const town of stage.towns.filter((one) => !counts.has(one))) say(stage, m, town, 'not_coming', 0, m.toldOn)
  tray.mend('meeting', m.id, { people_here: people, municipalities_here: [...counts.values()].filter((count) => count > 0).length })
}

/** About fifty of 62 have replied to the next meeting; some by telephone, some anew, and a few ask something. */
function reply(stage: Stage, m: Put): void {
  const { tray, staff, towns } = stage
  const asks = ['来年度から様式が変わると聞きました。いつ示されますか。', '小さな自治体でも回せる会議の回数を知りたいです。', 'オンラインの参加者も、班の意見交換に入れますか。']
  let asked = 0
  for (const [place, town] of towns.entries()) {
    if (place % 5 === 3 || town.name === '立川市') continue
    const answer = place % 11 === 4 ? 'not_coming' as const : place % 13 === 6 ? 'undecided' as const : 'coming' as const
    const people = answer === 'coming' ? 1 + (place % 3 === 0 ? 1 : 0) : 0
    say(stage, m, town, answer, people, `2026-11-${12 + place % 11}`, { ...place % 17 === 5 ? { takenBy: 'phone' } : {}, ...place % 9 === 2 ? { version: 2 } : {} })
    for (let position = 1; position <= people; position += 1) tray.put('meeting_person', {
      meeting_id: m.id, municipality_id: town.id, ...position === 1 ? { person_id: staff.officers.get(town.id)!, name: tray.rows('person')[staff.officers.get(town.id)! - 1]!.name } : { name: nameOf(tray.rows('meeting_person').length) }, section: sections[(place + position) % 4]!, job_title: position === 1 ? '係長' : '主任',
      mode: town.island || place % 4 === 1 ? 'online' : 'venue', stands_in_for: position === 1 && place % 12 === 1 ? '高齢福祉課長' : '', origin: 'reply', position, added_at: at('2026-11-12', '12:00'),
    })
    if (answer === 'coming' && place % 16 === 2 && asked < asks.length) {
      const question = { meeting_id: m.id, municipality_id: town.id, text: asks[asked]!, asked_at: at('2026-11-16', '15:00'), asked_by: staff.officers.get(town.id)!, item_id: tray.rows('meeting_item').find(({ meeting_id }) => meeting_id === m.id)!.id! + 1 }
      tray.put('meeting_question', asked === 0 ? { ...question, shared_at: at('2026-11-18', '09:30'), shared_by: staff.prefecture } : question)
      asked += 1
    }
  }
}

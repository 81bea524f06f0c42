import { minutesOf } from '../../cascade/minutes/content.ts'
import { standard } from '../../cascade/meeting-questionnaires/standard.ts'
import { attend, putMeeting } from './met.ts'
import type { Stage } from './year.ts'

const at = (day: string, time: string) => new Date(`${day}T${time}:00+09:00`)

/**
 * What followed the liaison meetings: minutes of the years before and of this summer are final, with actions that the next meeting begins with
 * (one is overdue); those of the exchange in November are open for comments. Some who could not come have looked, others not.
 */
export function putMinutes(stage: Stage): void {
  const { tray, towns } = stage
  const meetingOf = (title: string) => tray.rows('meeting').find((one) => one.title === title)!
  const [before, summer] = [meetingOf('令和3年度区市町村実務者連絡会議'), meetingOf('第1回区市町村実務者連絡会議')]
  note(stage, before.id!, [
    ['地域ケア会議推進事業の取組を説明した。', ''], ['立川市、多摩市から、支援の会議を通じた変化の発表があった。', ''], ['個別の会議から地域課題を取り出す手順に質問が集まった。', '手順を様式にして、次の研修で扱う'],
  ])
  note(stage, summer.id!, [
    ['令和8年度の研修、モデル自治体支援、連絡会議の予定を説明した。\n研修の定員を増やしてほしいとの意見があった。', '定員は、来年度の予算とあわせて検討する'],
    ['有識者から、個別の会議で同じ課題が3回出たら地域課題として扱う、という目安が示された。', '各区市町村で、今年度の地域課題を1つ選ぶ'],
    ['島しょ部からは、専門職の確保がむずかしいとの報告があった。オンラインでの助言者の派遣に関心が集まった。', ''],
  ])
  const items = tray.rows('meeting_item').filter(({ meeting_id }) => meeting_id === summer.id)
  const act = (item: number, what: string, due_on: string | null, more: object = {}) => tray.put('action_item', { meeting_item_id: items[item]!.id!, what, owner: '', due_on, made_by: stage.staff.prefecture, made_at: at('2026-07-02', '15:40'), ...more })
  act(0, '研修の定員の見直し案を、次の会議で示す', '2026-12-16', { owner: '介護保険課' })
  act(0, '昨年度の研修の資料を、共有の場所に載せる', '2026-08-31', { owner: '介護保険課', state: 'done', settled_on: '2026-08-20' })
  act(1, '今年度の地域課題を1つ選び、担当へ知らせる', '2026-10-30', { for_all: true })
  act(2, 'オンラインでの助言の進め方を、次の会議で紹介する', '2026-12-16', { municipality_id: towns.find(({ name }) => name === '立川市')!.id, owner: '高齢福祉課' })
  finish(stage, before.id!, '2021-12-10')
  finish(stage, summer.id!, '2026-07-31')
  ask(stage, summer.id!, items[1]!.id!)
  read(stage, summer.id!, '2026-08-05')
  putExchange(stage)
}

type Note = [text: string, decision: string]

/** Each note saved twice, as it was first and as it is: by the office. */
function note({ tray, staff }: Stage, meeting_id: number, notes: readonly Note[]): void {
  const { held_on } = tray.rows('meeting').find(({ id }) => id === meeting_id)!
  const items = tray.rows('meeting_item').filter((one) => one.meeting_id === meeting_id)
  for (const [n, [text, decision]] of notes.entries()) {
    const said = { meeting_item_id: items[n]!.id!, saved_by: staff.prefecture }
    const [first, last] = [at(String(held_on), `14:${String(20 + n * 15).padStart(2, '0')}`), at(String(held_on), `15:${String(20 + n * 10).padStart(2, '0')}`)]
    tray.put('minutes_note', { ...said, meeting_id, text, decision, version: 2, saved_at: last })
    tray.put('minutes_note_revision', { ...said, version: 1, text: text.split('\n')[0]!, decision: '', saved_at: first })
    tray.put('minutes_note_revision', { ...said, version: 2, text, decision, saved_at: last })
  }
}

/** Minutes frozen as the house freezes them: put together out of what is on the tray. */
function finish({ tray, towns, staff }: Stage, meeting_id: number, on: string): void {
  const m = tray.rows('meeting').find(({ id }) => id === meeting_id)!
  const people = tray.rows('meeting_person').filter((one) => one.meeting_id === meeting_id && one.here_at)
  const presence = towns.map(({ id, name, nameEn }) => {
    const own = people.filter(({ municipality_id }) => municipality_id === id)
    return { municipalityId: id, name, nameEn, venue: own.filter(({ here_mode }) => here_mode === 'venue').length, online: own.filter(({ here_mode }) => here_mode === 'online').length }
  }).filter(({ venue, online }) => venue + online > 0)
  const items = tray.rows('meeting_item').filter((one) => one.meeting_id === meeting_id)
  const notes = items.map(({ id, title, kind, owner = '' }) => ({ item: { id: id!, title, kind, owner, speaker: null }, note: pick(tray.rows('minutes_note').find(({ meeting_item_id }) => meeting_item_id === id)) }))
  const actions = tray.rows('action_item').flatMap((one) => {
    const item = items.find(({ id }) => id === one.meeting_item_id)
    const town = towns.find(({ id }) => id === one.municipality_id)
    return item === undefined ? [] : [{ what: one.what, forAll: one.for_all ?? false, municipality: town?.name ?? null, municipalityEn: town?.nameEn ?? null, owner: one.owner, dueOn: one.due_on ?? null, item: item.title }]
  })
  const { title, title_en = '', held_on, starts_at, ends_at, mode, place = '' } = m
  const content = minutesOf({ meeting: { title, titleEn: title_en, series: '区市町村実務者連絡会議', heldOn: held_on, startsAt: starts_at, endsAt: ends_at, mode, place }, presence, notes, actions })
  tray.put('minutes', { meeting_id, state: 'final', comments_due_on: held_on, opened_at: at(held_on, '17:00'), opened_by: staff.prefecture, version: 2 })
  tray.put('minutes_edition', { meeting_id, number: 0, content: JSON.stringify(content), made_at: at(on, '10:00'), made_by: staff.prefecture })
}
const pick = (row: { text?: string | undefined; decision?: string | undefined } | undefined) => ({ text: row?.text ?? '', decision: row?.decision ?? '' })

/** Questions of the summer: answered for all, for one, and one that still waits. */
function ask({ tray, towns, staff }: Stage, meeting_id: number, item_id: number): void {
  const question = (place: number, text: string, answer: string, more: object = {}) => tray.put('meeting_question', {
    meeting_id, municipality_id: towns[place]!.id, item_id, text, asked_when: 'after', asked_at: at('2026-07-09', '11:20'), asked_by: staff.officers.get(towns[place]!.id)!, answer,
    ...answer === '' ? {} : { answered_at: at('2026-07-14', '16:00'), answered_by: staff.prefecture }, ...more,
  })
  const shared = { shared_at: at('2026-07-14', '16:00'), shared_by: staff.prefecture }
  question(4, '同じ課題が3回出たら、というのは年度をまたいで数えてもよいですか。', '年度をまたいで数えてかまいません。記録に「前に出た会議」を書いておくと、数えやすくなります。', shared)
  question(9, 'オンラインで助言を受けるとき、個人情報はどう扱えばよいですか。', '事例シートから氏名・住所・生年月日を消し、画面の共有だけにしてください。録画はしません。', shared)
  question(12, '担当が1人のため、個別に相談できますか。', 'お電話でご相談ください。日程を調整します。')
  question(20, '専門職の謝金の目安を教えてください。', '')
}

/** Of those who were not there some have looked. */
function read({ tray, towns, staff }: Stage, meeting_id: number, on: string): void {
  const came = new Set(tray.rows('meeting_person').filter((one) => one.meeting_id === meeting_id && one.here_at).map(({ municipality_id }) => municipality_id))
  for (const [n, town] of towns.filter(({ id }) => !came.has(id)).entries()) {
    if (n % 2 === 0) tray.put('meeting_reading', { meeting_id, municipality_id: town.id, read_at: at(on, '09:30'), read_by: staff.officers.get(town.id)! })
  }
}

/** The exchange of November: held online, its minutes open for comments, one said and answered; a questionnaire is open. */
function putExchange(stage: Stage): void {
  const { tray, towns, staff } = stage
  const m = putMeeting(stage, {
    year: 2026, number: 3, title: '地域課題の情報交換会（オンライン）', titleEn: 'Exchange on community issues (online)', heldOn: '2026-11-18', startsAt: '14:00', endsAt: '15:30', mode: 'online', dueOn: '2026-11-10', toldOn: '2026-10-20', documentNumber: '8福祉高介第402号', state: 'held', message: '',
    items: [['report', '今年度の地域課題の選び方', '東京都 介護保険課', 30], ['exchange', '各区市町村の地域課題', '全員', 50]],
  })
  attend(stage, m, towns.filter(({ name, island }) => !island && name !== '多摩市').slice(0, 40), 46, '2026-11-18')
  note(stage, m.id, [['選び方の3つの例を紹介した。\n様式は次の会議までに直す。', '様式の案を12月の会議で示す'], ['移動の支援と、独り暮らしの見守りが多く挙がった。', '']])
  tray.put('minutes', { meeting_id: m.id, state: 'comments', comments_due_on: '2026-12-04', opened_at: at('2026-11-24', '10:00'), opened_by: staff.prefecture })
  const [item] = tray.rows('meeting_item').filter(({ meeting_id }) => meeting_id === m.id)
  const comment = (place: number, text: string, answer: string) => tray.put('minutes_comment', { meeting_id: m.id, meeting_item_id: item!.id!, municipality_id: towns[place]!.id, text, made_at: at('2026-11-26', '13:10'), made_by: staff.officers.get(towns[place]!.id)!, answer, ...answer === '' ? {} : { answered_at: at('2026-11-27', '09:50'), answered_by: staff.prefecture } })
  comment(6, '「様式は次の会議まで」とありますが、11月中に案を送ると聞きました。', 'ご指摘のとおりです。11月中に案をお送りする、に直します。')
  comment(11, '欠席しましたが、移動の支援の例をもう少し詳しく書いてもらえると助かります。', '')
  tray.put('meeting_questionnaire', { meeting_id: m.id, state: 'open', closes_on: '2026-12-11', content: JSON.stringify({ ...standard.intro, grouping: 'none', within: 'none', items: standard.items.map((one, n) => ({ ...one, id: `q0000000${n + 1}` })) }) })
}

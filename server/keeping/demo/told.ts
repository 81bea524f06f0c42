import type { Staff } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Tray } from './tray.ts'
import type { Town } from './bodies.ts'

const at = (text: string) => new Date(`${text}:00+09:00`)
const callTitle = 'フォローアップ研修の募集を始めました'

/** How mail goes in a real year: most arrives, some has no address, some comes back, one server says no, one said nothing. */
const troubles = new Map<number, { state: 'held' | 'failed'; held_reason: string }>([
  [9, { state: 'held', held_reason: 'noAddress' }], [17, { state: 'failed', held_reason: 'bounced: 550 5.1.1 …: user unknown 5.1.1' }],
  [23, { state: 'failed', held_reason: 'refused: 552 5.2.2 mailbox full' }], [31, { state: 'failed', held_reason: 'unknown' }], [44, { state: 'held', held_reason: 'noAddress' }],
])

/** The call told to every municipality, the reminder to some that have not answered, and what stands on the news board. */
export function putTold(tray: Tray, staff: Staff, towns: readonly Town[], { id: training, call }: DemoTraining, alreadyTold: ReadonlySet<number>): void {
  for (const [n, town] of towns.entries()) {
    if (alreadyTold.has(town.id)) continue
    const trouble = troubles.get(n)
    const address = `kaigo${town.id}@example.jp`
    const id = tray.put('message', {
      person_id: null, municipality_id: town.id, template: 'call_published', subject_ref: `call:${call}`, title: callTitle, title_en: 'The call for the follow-up training is open',
      body: `${town.name}\n地域ケア会議 御担当者　様\n\n令和8年度 地域ケア会議フォローアップ研修の募集要項を公表しました。\n\n推薦書の提出期限は12月11日（金）です。`, path: `/calls/${call}`,
      state: 'sent', held_reason: null, tries: 1, made_at: at('2026-11-09T10:00'), sent_at: trouble ? null : at('2026-11-09T10:02'), sent_to: trouble ? '' : address,
      read_at: !trouble && n % 3 === 0 ? at('2026-11-09T13:20') : null, ...trouble,
    })
    if (trouble?.held_reason.startsWith('bounced')) {
      tray.put('mail_bounce', { address, message_id: id, reason: '550 5.1.1 …: user unknown', status: '5.1.1', marked_by: staff.prefecture, marked_at: at('2026-11-10T09:15') })
    }
  }
  for (const town of towns.slice(5, 11)) {
    tray.put('reminder', { kind: 'sheet', batch: 'demo-sheet', subject_ref: `call:${call}`, item: '', person_id: null, municipality_id: town.id, due_on: '2026-12-11', days_before: 21, given_at: at('2026-11-20T09:00') })
    tray.put('message', {
      person_id: null, municipality_id: town.id, template: 'reminder_sheet', subject_ref: `call:${call}`, title: '【催促】推薦書の提出期限は12月11日です（フォローアップ研修）', title_en: 'Reminder: nominations for the follow-up training are due on 11 December',
      body: `${town.name}\n地域ケア会議 御担当者　様\n\n推薦書がまだ提出されていません。提出期限は12月11日（金）です。\n推薦する方がいないときは、「該当者なし」を提出してください。`, path: `/calls/${call}/sheet`,
      state: 'sent', held_reason: null, tries: 1, made_at: at('2026-11-20T09:00'), sent_at: at('2026-11-20T09:01'), sent_to: `kaigo${town.id}@example.jp`, read_at: null,
    })
  }
  putNews(tray, staff, training)
}

function putNews(tray: Tray, { prefecture }: Staff, training: number): void {
  const news = (from_on: string, title: string, title_en: string, body: string, body_en: string, more: { audience: 'all' | 'role' | 'training'; role?: 'municipality'; training_id?: number; pinned?: boolean }) =>
    tray.put('news', { role: null, municipality_id: null, training_id: null, pinned: false, ...more, title, title_en, body, body_en, from_on, until_on: null, version: 1, made_by: prefecture, made_at: at(`${from_on}T09:30`), withdrawn_at: null })
  news('2026-11-24', '年末年始の問い合わせについて', 'Enquiries over the New Year holidays', '12月29日から1月3日まで、事務局はお休みします。画面はそのまま使えます。',
    'The secretariat is closed from 29 December to 3 January. The site stays open.', { audience: 'all', pinned: true })
  news('2026-11-16', '推薦書の様式が変わりました', 'The nomination form has changed', '今回の募集から、経験の欄が「経験」と「予定」に分かれました。以前のExcelの様式は受け取れません。',
    'From this call on, experience is either “experienced” or “planned”. Earlier Excel forms are not taken.', { audience: 'role', role: 'municipality' })
  news('2026-11-20', '当日の持ち物', 'What to bring', '筆記用具と、事前課題の事例（個人が分からないようにしたもの）をお持ちください。', 'Please bring something to write with and your case, without names.', { audience: 'training', training_id: training })
}

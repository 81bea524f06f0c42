import { addDays, addMonths, type Day } from '../../base/days.ts'
import { roles } from '../../cascade/practice-reports/rules.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { dice as throwing, type Dice } from './dice.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)
type Completer = { id: number; person_id: number; municipality_id: number | null; category: (typeof roles)[number]; completed_on: Day }

/** Links that anybody may open in the demo: one asking that is open, and one answer that waits for its manager. */
export const demoLinks = { answer: 'demo-what-came-of-the-training', confirm: 'demo-a-manager-confirms-it' }

/**
 * What the completers of the year before made of it: asked after three months, and after nine, which is open on the day of the demo.
 * Its chance is its own, so nothing else moves.
 */
export function putFollowed(tray: Tray, staff: Staff, trainingId: number, today: Day): void {
  const dice = throwing(20261110)
  const completers = (tray.rows('enrollment') as unknown as (Completer & { training_id: number; state?: string })[])
    .filter(({ training_id, state }) => training_id === trainingId && state === 'completed')
  for (const months of [3, 9]) for (const [n, one] of completers.entries()) ask(tray, staff, dice, one, { months, place: n, today })
  openLinks(tray, today)
}

interface Asking { months: number; place: number; today: Day }

function ask(tray: Tray, staff: Staff, dice: Dice, one: Completer, { months, place, today }: Asking): void {
  const asked_on = addMonths(one.completed_on, months)
  const cameBack = place % 37 === 5
  const asking_id = tray.put('practice_asking', { enrollment_id: one.id, months, due_on: asked_on, asked_on, closes_on: addDays(asked_on, 30), reached: !cameBack })
  if (months === 9 && (cameBack || place < 12)) putLetter(tray, staff, one, asking_id, asked_on, cameBack)
  const isOpen = addDays(asked_on, 30) >= today
  if (cameBack || !dice.happens(isOpen ? 0.45 : 0.72)) return
  const on = addDays(asked_on, dice.between(0, isOpen ? 13 : 29))
  const practiced = dice.happens(months === 3 ? 0.58 : 0.74)
  const manager_kind = practiced && dice.happens(0.8) ? 'named' as const : 'none' as const
  const confirm_until = manager_kind === 'named' ? addDays(on, 30) : null
  const verdict = manager_kind === 'none' || (isOpen && dice.happens(0.4)) || dice.happens(0.15) ? null : dice.happens(0.93) ? 'confirmed' as const : 'disagreed' as const
  const said = practiced ? { times: dice.between(1, months === 3 ? 4 : 9), role: dice.happens(0.7) ? one.category : dice.pick(roles), cases: dice.between(0, 6), changed: dice.happens(0.6) ? dice.pick(changes) : '' } : { changed: dice.happens(0.3) ? dice.pick(reasons) : '' }
  const byPhone = place % 29 === 7
  tray.put('practice_answer', {
    asking_id, practiced, ...said, manager_kind, manager_name: manager_kind === 'named' ? '所長' : '', manager_email: manager_kind === 'named' ? `boss${one.id}@example.jp` : null,
    ...byPhone ? { via: 'phone', reason: '電話で聞き取ったため', recorded_by: staff.prefecture } : { via: dice.happens(0.8) ? 'link' : 'account' }, answered_at: at(on, '12:40'), confirm_until,
    ...manager_kind === 'named' ? { mailed_at: at(on, '12:41'), mails: 1 } : {},
    ...verdict === null ? {} : { verdict, verdict_at: at(addDays(on, 2), '09:10'), verdict_words: verdict === 'disagreed' ? '参加は1回で、司会は別の職員でした' : '' },
  })
}

/** The letter of the second asking: some are on record, and those that came back all are. */
function putLetter(tray: Tray, staff: Staff, { person_id }: Completer, asking: number, on: Day, cameBack: boolean): void {
  const address = String(tray.rows('person')[person_id - 1]?.email ?? `p${person_id}@example.jp`)
  const id = tray.put('message', {
    person_id, municipality_id: null, template: 'practice_asked', subject_ref: `practice_asking:${asking}`, title: '【お願い】研修後の実践について（1分）　令和7年度 地域ケア会議実践者養成研修', title_en: '[One minute] What came of the training: Practitioner training FY2025',
    body: '修了して9か月になりました。その後、地域ケア会議に参加し、または開いたかなど、4つのことをお聞きします。', path: `/my-practice/${asking}`, tries: 1, made_at: at(on, '08:10'),
    ...cameBack ? { state: 'failed', held_reason: 'bounced: 550 5.1.1 …: user unknown 5.1.1', sent_at: null, sent_to: '' } : { state: 'sent', held_reason: null, sent_at: at(on, '08:11'), sent_to: address }, read_at: null,
  })
  if (cameBack) tray.put('mail_bounce', { address: address.toLowerCase(), message_id: id, reason: '550 5.1.1 …: user unknown', status: '5.1.1', marked_by: staff.prefecture, marked_at: at(addDays(on, 1), '09:20') })
}

function openLinks(tray: Tray, today: Day): void {
  const askings = tray.rows('practice_asking'), answers = new Map(tray.rows('practice_answer').map((answer) => [answer.asking_id, answer]))
  const open = askings.find(({ id, closes_on }) => String(closes_on) >= today && !answers.has(id!))
  const waiting = askings.find(({ id }) => { const answer = answers.get(id!); return answer?.manager_email && !answer.verdict && String(answer.confirm_until) >= today })
  for (const [purpose, asking, token] of [['answer', open, demoLinks.answer], ['confirm', waiting, demoLinks.confirm]] as const) {
    if (asking !== undefined) tray.put('practice_link', { hash: hashOfToken(token), asking_id: asking.id!, purpose, made_at: at(today, '08:10'), expires_on: asking.closes_on })
  }
}

const changes = ['会議の時間が短くなり、決まったことが実行されるようになった', '助言の言葉を選ぶようになった', '個別の課題を、地域の課題として話せるようになった', '多職種の参加が増えた', '事例の資料が1枚にまとまるようになった']
const reasons = ['異動のため、会議に関わる機会がない', '来月の会議から参加する予定', '担当の会議がまだ開かれていない']

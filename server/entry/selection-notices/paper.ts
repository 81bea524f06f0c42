import { dayInWords, type Day } from '../../base/days.ts'
import { enrollmentNumber } from '../enrollments/rules.ts'
import { categoryNames } from '../nominations/paper.ts'
import { whyNotSelected, type Outcome } from '../selection/rules.ts'
import type { Batch, LetterDay, LetterGround, Recipient } from './queries.ts'
import type { NoticeKind } from './rules.ts'

/** Letters are Japanese documents, whatever language their makers' pages are in. */
const on = (day: Day) => dayInWords(day, 'ja', 'era')
const lines = (text: string) => text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')

export const outcomeNames: Record<Outcome, string> = { selected: '受講決定', waitlisted: '補欠', next_year: '次年度優先', declined: '不決定' }
const whyInWords = {
  ineligible: '受講要件に当たらなかったため', quota: '受講区分ごとの推薦枠を超えたため', capacity: '推薦が定員を超えたため', other: '選考の結果',
} as const

/** What stands for the name of the municipality, and for the reason, in an opening that staff write. */
export const holes = ['{区市町村}', '{理由}'] as const

/** How each kind of letter opens until somebody writes it better. */
export const startingOpenings: Record<NoticeKind, string> = {
  selected: '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。\n{区市町村}から推薦のありました標記の研修について、下記のとおり受講を決定しましたので、通知します。',
  waitlisted: '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。\n{区市町村}から推薦のありました標記の研修について、{理由}、補欠とさせていただきました。辞退などで席が空いたときは、下記の順位に従って御連絡します。',
  next_year: '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。\n{区市町村}から推薦のありました標記の研修について、{理由}、今年度の受講を決定することができませんでした。次の年度に同じ研修を行うときは、改めて推薦をいただければ、優先して受講を決定します。',
  declined: '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。\n{区市町村}から推薦のありました標記の研修について、{理由}、受講を決定することができませんでした。御期待に添えず申し訳ありませんが、御了承くださるようお願いします。',
  list: '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。\n貴自治体から推薦のありました標記の研修について、別紙のとおり受講者を決定しましたので、通知します。御本人へもそれぞれ通知しています。',
}

/** What a selected person does next, until somebody writes it better. */
export const startingSteps = [
  '研修の画面「地域まなび」に入り、修了証書に記す氏名の文字とふりがなを確かめてください。',
  '研修日までに、視聴する動画と事前課題を終えてください。',
  '研修日には、この通知を持参してください。',
].join('\n')

const titles: Record<NoticeKind, string> = {
  selected: 'の受講決定について（通知）', waitlisted: 'の受講について（補欠の通知）', next_year: 'の受講について（通知）', declined: 'の受講について（通知）',
  list: 'の受講者の決定について（通知）',
}

const opened = (text: string, municipality: string, why = '') => lines(text.replaceAll(holes[0], municipality).replaceAll(holes[1], why))

type Written = Pick<Batch, 'documentNumber' | 'issuedOn' | 'sender' | 'sealOmitted' | 'office' | 'openings' | 'nextSteps' | 'withdrawBy' | 'contact'>
type Ground = Pick<LetterGround, 'title'>

const heading = ({ documentNumber, issuedOn, sender, sealOmitted, contact }: Written, ground: Ground, kind: NoticeKind) => ({
  title: `${ground.title}${titles[kind]}`, documentNumber, issuedOn: on(issuedOn), sender, sealOmitted, contact: lines(contact),
})

const openingsOf = ({ openings }: Written) => openings as Record<NoticeKind, string>

/** The letter to one person, for views/paper/letter.typ. The same row gives the same bytes. */
export function personLetter(batch: Written, ground: Ground, person: Recipient, days: readonly LetterDay[]) {
  const kind = person.outcome
  return {
    ...heading(batch, ground, kind), addressee: [person.affiliation, `${person.name}　様`].filter((line) => line !== ''),
    body: opened(openingsOf(batch)[kind], person.municipality, whyInWords[person.rule === null ? 'other' : whyNotSelected(person.rule)]),
    items: itemsOf(batch, person, days).filter((item) => item.lines.length > 0),
  }
}

function itemsOf({ nextSteps, withdrawBy }: Written, person: Recipient, days: readonly LetterDay[]): { label: string; lines: string[] }[] {
  const category = { label: '受講区分', lines: [categoryNames[person.category]] }
  if (person.outcome === 'waitlisted') return [category, { label: '補欠の順位', lines: [`${person.waitlistPosition ?? '―'}番`] }, {
    label: 'この後', lines: ['今は手続の必要はありません。順番が来たときは、受けるかどうかをお尋ねします。'],
  }]
  if (person.outcome !== 'selected') return [category]
  return [
    { label: '受講番号', lines: [person.number === null ? '' : enrollmentNumber(person.number)] }, category, { label: 'コース', lines: [person.cohort ?? ''] },
    { label: '研修日', lines: days.filter(({ cohortId }) => cohortId === person.cohortId).map(dayLine) },
    { label: '準備', lines: lines(nextSteps) },
    { label: '辞退', lines: withdrawBy === null ? [] : [`受講できなくなったときは、${on(withdrawBy)}までに${person.municipality}へ御連絡ください。`] },
  ]
}

const dayLine = ({ heldOn, startsAt, endsAt, place, oneOf }: LetterDay): string =>
  [dayInWords(heldOn, 'ja'), startsAt && endsAt ? `${startsAt}～${endsAt}` : '', place, oneOf === null ? '' : `${oneOf}（いずれか１日）`].filter((part) => part !== '').join('　')

/** The letter to a municipality with the list of its people on a sheet of its own, for views/paper/outcome-list.typ. */
export function municipalityLetter(batch: Written, ground: Ground, own: readonly Recipient[]) {
  const [{ municipality }] = own as [Recipient]
  const count = (outcome: Outcome) => own.filter((one) => one.outcome === outcome).length
  return {
    ...heading(batch, ground, 'list'), addressee: [`${municipality}　${batch.office}`], body: opened(openingsOf(batch).list, municipality),
    items: [{ label: '人数', lines: (Object.keys(outcomeNames) as Outcome[]).filter((outcome) => count(outcome) > 0).map((outcome) => `${outcomeNames[outcome]}　${count(outcome)}人`) },
      { label: '別紙', lines: ['受講者決定結果一覧'] }],
    list: {
      title: '受講者決定結果一覧', of: `${municipality}　${ground.title}`,
      columns: ['区分', '推薦順位', '氏名', 'ふりがな', '所属', '職種', '結果', '受講番号・補欠順位', 'コース'],
      rows: own.map((one) => [
        categoryNames[one.category], one.rank === null ? '―' : String(one.rank), one.name, one.kana, one.affiliation, one.profession ?? '', outcomeNames[one.outcome],
        one.number !== null ? enrollmentNumber(one.number) : one.waitlistPosition !== null ? `補欠${one.waitlistPosition}番` : '―', one.cohort ?? '―',
      ]),
    },
  }
}

/** How a stored letter is called when somebody takes it; the number comes first, so that a folder stands in order. */
export const nameOfLetter = (person: Recipient): string =>
  `${[outcomeNames[person.outcome], person.number === null ? null : enrollmentNumber(person.number), person.name].filter((part) => part !== null).join('_')}.pdf`
export const nameOfList = (municipality: string): string => `決定者一覧_${municipality}.pdf`

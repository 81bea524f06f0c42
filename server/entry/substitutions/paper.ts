import { dayInJapan, dayInWords, timeInJapan, type Day } from '../../base/days.ts'
import { enrollmentNumber } from '../enrollments/rules.ts'
import { addresseeOf, askedBy, categoryNames, countsInWords, experienceNames } from '../nominations/paper.ts'
import type { NoticeGround } from '../nominations/queries.ts'
import type { Category } from '../nominations/rules.ts'
import type { findEnrollment } from '../enrollments/queries.ts'
import type { findSubstitution, NamedRow } from './queries.ts'

type Substitution = NonNullable<Awaited<ReturnType<typeof findSubstitution>>>
type Enrollment = NonNullable<Awaited<ReturnType<typeof findEnrollment>>>

/** Notices are Japanese documents, whatever language their makers' pages are in. */
const on = (day: Day) => dayInWords(day, 'ja', 'era')
const whoSaid = { trainee: '本人', employer: '勤め先', municipality: '区市町村', prefecture: '都の事務局' } as const

interface Item { label: string; lines: string[] }
interface Person { name: string; kana: string | null; affiliation: string; profession: string | null }

/** A person as papers name them: name and kana, then where they work and as what. */
const personLines = ({ name, kana, affiliation, profession }: Person): string[] =>
  [kana ? `${name}（${kana}）` : name, [affiliation, profession].filter(Boolean).join('　')].filter((line) => line !== '')

/** 推薦辞退届, for views/paper/letter.typ: who leaves the sheet, who asked for it, when and why. */
export const nominationWithdrawal = (named: NamedRow, ground: NoticeGround, turn: number) => paperOf(ground, {
  kind: '推薦辞退', turn, madeAt: named.withdrawnAt!, on: named.withdrawnOn ?? dayInJapan(named.withdrawnAt!), act: '推薦を辞退します',
  items: [
    { label: '研修名', lines: [named.trainingTitle] }, { label: '辞退する者', lines: personLines(named) }, placeOf(named.category, `推薦順位　${named.rank}位`),
    ...named.receipt === null ? [] : [{ label: '推薦書の受付番号', lines: [named.receipt] }],
    { label: '申し出た者', lines: [named.withdrawnBy === null ? '' : whoSaid[named.withdrawnBy]] },
    { label: '申出の日', lines: [named.withdrawnOn === null ? '' : on(named.withdrawnOn)] }, { label: '理由', lines: linesOf(named.withdrawnReason) },
    ...named.replacedBy === null ? [] : [{ label: '代わりの者', lines: [named.replacedBy] }],
  ],
})

/** 受講辞退届: the same of a trainee, with the number that is never given again. */
export const enrollmentWithdrawal = (enrollment: Enrollment, ground: NoticeGround, turn: number) => paperOf(ground, {
  kind: '受講辞退', turn, madeAt: enrollment.withdrawnAt!, on: dayInJapan(enrollment.withdrawnAt!), act: '受講を辞退します',
  items: [
    { label: '研修名', lines: [enrollment.trainingTitle] }, { label: '辞退する者', lines: personLines(enrollment) },
    placeOf(enrollment.category, `受講番号　${enrollmentNumber(enrollment.number)}番`, enrollment.cohortName),
    { label: '届け出た者', lines: [enrollment.withdrawnBy === null ? '' : whoSaid[enrollment.withdrawnBy]] }, { label: '理由', lines: linesOf(enrollment.withdrawnReason) },
  ],
})

/** 差替え届: who leaves, who takes the place, why, and how far it is. */
export const substitutionNotice = (one: Substitution, ground: NoticeGround, turn: number) => paperOf(ground, {
  kind: one.enrollmentId === null ? '推薦者差替え' : '受講者差替え', turn, madeAt: one.askedAt, on: dayInJapan(one.askedAt),
  act: one.enrollmentId === null ? '推薦した者を差し替えます' : '受講者を差し替えます',
  items: [
    { label: '研修名', lines: [one.trainingTitle] },
    { label: '外れる者', lines: personLines({ name: one.leaver, kana: one.leaverKana, affiliation: one.leaverAffiliation, profession: null }) },
    placeOf(one.category, one.enrollmentId === null ? `推薦順位　${one.rank}位` : `受講番号　${one.number === null ? '' : enrollmentNumber(one.number)}番`),
    { label: '代わりの者', lines: [...personLines(one), ['経験', experienceNames[one.experience], ...countsInWords(one)].join('　'), ...one.email === '' ? [] : [one.email]] },
    { label: '理由', lines: linesOf(one.reason) }, { label: '届出の状況', lines: statusOf(one) },
  ],
})

const placeOf = (category: Category, ...lines: string[]): Item => ({ label: '受講区分', lines: [categoryNames[category], ...lines] })
const linesOf = (text: string | null): string[] => (text ?? '').split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')

function statusOf({ state, decidedAt, declineReason, newNumber }: Substitution): string[] {
  const day = decidedAt === null ? '' : `（${on(dayInJapan(decidedAt))}）`
  if (state === 'requested') return ['事務局の確認を待っています。']
  if (state === 'done') return [`差替え済み${day}`, ...newNumber === null ? [] : [`新しい受講番号　${enrollmentNumber(newNumber)}番`]]
  return state === 'declined' ? [`認められませんでした${day}`, ...linesOf(declineReason)] : [`取り下げました${day}`]
}

interface Told { kind: string; turn: number; madeAt: Date; on: Day; act: string; items: Item[] }

/** What all of them share: from the municipality to whoever made the call, and that nothing has to be sent. */
function paperOf(ground: NoticeGround, { kind, turn, madeAt, on: day, act, items }: Told) {
  const { municipality, contact } = ground
  return {
    title: `${kind}届`, documentNumber: numberOf(ground, kind, turn), issuedOn: on(day), sealOmitted: true,
    addressee: addresseeOf(ground), sender: municipality,
    note: `控え　${on(dayInJapan(madeAt))} ${timeInJapan(madeAt)}に届出済み。この紙を提出する必要はありません。`,
    body: [`${askedBy(ground)}標記の研修について、下記のとおり${act}ので、届け出ます。`], contact, items: items.filter(({ lines }) => lines.some((line) => line !== '')),
  }
}

/** As offices number what answers a document: the year, the kind, the number of the call, and which of its papers this is. */
export function numberOf({ fiscalYear, documentNumber }: Pick<NoticeGround, 'fiscalYear' | 'documentNumber'>, kind: string, turn: number): string {
  const call = /第(\d+)号/.exec((documentNumber ?? '').normalize('NFKC'))?.[1]
  return `${fiscalYear - 2018}${kind}第${call === undefined ? `${turn}号` : `${call}号の${turn}`}`
}
export type Notice = ReturnType<typeof paperOf>
/** How it is called when somebody takes it. */
export const nameOfPaper = ({ title, documentNumber }: Notice, who: string): string => `${title}_${documentNumber}_${who}.pdf`

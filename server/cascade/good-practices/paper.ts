import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { count } from '../../base/numbers.ts'
import type { SupportPaper } from '../model-supports/paper.ts'
import type { Practice } from './queries.ts'

const share = (hundredths: number) => `${(hundredths / 100).toFixed(2)}%`
/** A figure with that of the part of the area in brackets, as the form asks for. */
export const withPart = (whole: string | null, part: string | null): string => whole === null ? '' : part === null ? whole : `${whole}（${part}）`
const people = (n: number | null) => n === null ? null : `${count(n, 'ja')}人`
const shareOf = (n: number | null) => n === null ? null : share(n)
const yen = (n: number | null) => n === null ? '' : `${count(n, 'ja')}円`
const asOf = (day: Day | null) => day === null ? '' : `（${dayInWords(day, 'ja', 'era')}現在）`
const lines = (...parts: string[]) => parts.filter((part) => part !== '').join('\n')

/** The fifteen fields of the form as they stand on paper and on the page: their number and name, and what is in them. */
export function fieldsOf(practice: Practice): [label: string, value: string][] {
  const { name, population, partPopulation, aged65, partAged65, aged75, partAged75, countedOn, sinceYear, users, userCounts, leadBody, bodies } = practice
  return [
    ['①市区町村名', name],
    ['②人口', population === null ? '' : `${withPart(people(population), people(partPopulation))}${asOf(countedOn)}`],
    ['③高齢化率', lines(aged65 === null ? '' : `65歳以上　${withPart(share(aged65), shareOf(partAged65))}`, aged75 === null ? '' : `75歳以上　${withPart(share(aged75), shareOf(partAged75))}`)],
    ['④取組の概要', practice.outline], ['⑤取組の特徴', practice.features], ['⑥開始年度', sinceYear === null ? '' : fiscalYearInWords(sinceYear, 'ja')], ['⑦取組のこれまでの経緯', practice.history],
    ['⑧主な利用者と人数', lines(users, ...userCounts.map((one) => `${one.year === null ? '' : `${fiscalYearInWords(one.year, 'ja')}　`}${count(one.count ?? 0, 'ja')}${one.unit}`))],
    ['⑨取組の実施主体及び関連する団体・組織', lines(leadBody === '' ? '' : `実施主体　${leadBody}`, bodies === '' ? '' : `関係団体　${bodies}`)],
    ['⑩市区町村の関与（支援等）', lines(practice.involvement, yen(practice.involvementYen))], ['⑪国・都道府県の関与（支援等）', lines(practice.aid, yen(practice.aidYen))],
    ['⑫取組の課題', practice.issues], ['⑬今後の取組予定', practice.plans], ['⑭その他', practice.other],
    ['⑮担当部署及び連絡先', lines(practice.section === '' ? '' : `担当部署　${practice.section}`, practice.contact)],
  ]
}

/** 取組事例（様式）. */
export const practicePaper = (practice: Practice): SupportPaper => ({
  title: '地域包括ケアシステム構築に向けた取組事例', of: practice.title, mark: '', facts: fieldsOf(practice).map(([label, value]) => [label, value || '―']), sections: [],
})
export const nameOfPractice = ({ name, title }: Pick<Practice, 'name' | 'title'>): string => `取組事例_${name}_${title}.pdf`

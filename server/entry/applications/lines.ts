import { number } from '../nominations/lines.ts'
import { categories } from '../nominations/rules.ts'
import type { DraftForm } from './forms.ts'
import type { Applicant } from './rules.ts'

/** Everything the page of a draft lets an office type. */
export interface Typed { version: number; contactName: string; contactPhone: string; rows: Applicant[] }

const words = (value: unknown): string => (typeof value === 'string' ? value : '')
const whole = (value: unknown): number | null => (value === 0 ? 0 : number(value))

/** The draft out of its form; rows in which nothing was typed are left out. */
export function typedOf({ version, contactName, contactPhone, rows = [] }: DraftForm): Typed {
  return { version, contactName: words(contactName), contactPhone: words(contactPhone), rows: rows.map(applicantOf).filter((row) => !isBlank(row)) }
}

const applicantOf = (row: NonNullable<DraftForm['rows']>[number]): Applicant => ({
  name: words(row.name), kana: words(row.kana), affiliation: words(row.affiliation), professionCode: words(row.professionCode) || null,
  position: words(row.position), category: categories.find((one) => one === row.category) ?? null, experience: row.experience ?? null,
  experienceCount: whole(row.experienceCount), years: whole(row.years), wishedCohortId: number(row.wishedCohortId), secondCohortId: number(row.secondCohortId), thirdCohortId: number(row.thirdCohortId), email: words(row.email),
  supportNeeds: words(row.supportNeeds), motivation: words(row.motivation),
  purposeConsent: row.purposeConsent === 'true', rosterConsent: row.rosterConsent === 'true',
})

/** An affiliation may stand there by itself, being that of the office. */
export const isBlank = ({ name, kana, position, category, email, supportNeeds, motivation }: Applicant): boolean =>
  [name, kana, position, email, supportNeeds, motivation].every((text) => text === '') && category === null

/** What a button of the draft asks for besides saving: 'check', 'more', 'up.2', 'down.2', 'remove.2' (rows from 1). */
export interface Act { verb: 'check' | 'more' | 'up' | 'down' | 'remove'; n: number }

export function actOf(text: string | undefined): Act | null {
  const [verb, n] = (text ?? '').split('.')
  return verb === 'check' || verb === 'more' || verb === 'up' || verb === 'down' || verb === 'remove' ? { verb, n: number(n) ?? 0 } : null
}

/** The people after a button moved or removed one of them. */
export function afterAct(rows: readonly Applicant[], act: Act | null): Applicant[] {
  if (act === null || act.n < 1 || act.n > rows.length) return [...rows]
  if (act.verb === 'remove') return rows.filter((_, place) => place !== act.n - 1)
  const other = act.verb === 'up' ? act.n - 1 : act.verb === 'down' ? act.n + 1 : act.n
  if (other < 1 || other > rows.length) return [...rows]
  const order = rows.map((_, place) => (place === act.n - 1 ? other - 1 : place === other - 1 ? act.n - 1 : place))
  return order.map((place) => rows[place]!)
}

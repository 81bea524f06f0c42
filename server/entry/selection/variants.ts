import { toTenths } from '../../base/numbers.ts'
import type { Category } from '../nominations/rules.ts'

/** A set of conditions that is tried: those of the form of the simulation, without the seed, which never changes. */
export interface Variant extends Record<Category, number | null> {
  overPercent: number; waitlistMax: number; guaranteeMax: number; hardQuota: boolean
  professionQuotas: Record<string, number>; hardProfessionQuota: boolean
}
export const variantNumbers = [1, 2, 3] as const
type Query = Readonly<Record<string, unknown>>

/** The boxes of a variant in the address: its number after each name, `over1`, `chair1`, and `p1.<code>` for a profession. */
export const isAsked = (query: Query, number: number): boolean => tenthsIn(query[`over${number}`], 100, 200) !== null

/** What cannot be read is left at its usual value: an address somebody sent is looked at, not corrected. */
export function variantOf(query: Query, number: number, codes: readonly string[], standing: Pick<Variant, 'waitlistMax' | 'guaranteeMax'>): Variant {
  const whole = (name: string, least: number, most: number) => wholeIn(query[`${name}${number}`], least, most)
  const seats = (name: string) => whole(name, 0, 9999)
  return {
    overPercent: tenthsIn(query[`over${number}`], 100, 200) ?? 100, waitlistMax: seats('waitlist') ?? standing.waitlistMax, guaranteeMax: seats('guarantee') ?? standing.guaranteeMax,
    chair: seats('chair'), adviser: seats('adviser'), case_presenter: seats('case_presenter'), other: seats('other'),
    hardQuota: query[`hard${number}`] === 'true', hardProfessionQuota: query[`hardProfession${number}`] === 'true',
    professionQuotas: Object.fromEntries(codes.flatMap((code) => {
      const places = wholeIn(query[`p${number}.${code}`], 0, 9999)
      return places === null ? [] : [[code, places]]
    })),
  }
}

const tenthsIn = (text: unknown, least: number, most: number): number | null => {
  if (typeof text !== 'string' || !/^\d{1,5}(\.\d{1,9})?$/.test(text.normalize('NFKC').trim())) return null
  const value = toTenths(Number(text.normalize('NFKC')))
  return value >= least && value <= most ? value : null
}

const wholeIn = (text: unknown, least: number, most: number): number | null => {
  if (typeof text !== 'string' || !/^\d{1,5}$/.test(text.normalize('NFKC').trim())) return null
  const value = Number(text.normalize('NFKC'))
  return value >= least && value <= most ? value : null
}

/** The conditions of a selection as it stands. */
export const standingIn = (selection: Omit<Variant, 'professionQuotas'> & { professionQuotas: unknown }): Variant => ({
  overPercent: selection.overPercent, waitlistMax: selection.waitlistMax, guaranteeMax: selection.guaranteeMax, chair: selection.chair, adviser: selection.adviser,
  case_presenter: selection.case_presenter, other: selection.other, hardQuota: selection.hardQuota, hardProfessionQuota: selection.hardProfessionQuota,
  professionQuotas: (selection.professionQuotas ?? {}) as Record<string, number>,
})

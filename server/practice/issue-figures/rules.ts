import { percent } from '../../base/numbers.ts'

/** What all municipalities are shown is counted of as many of them at least: fewer would tell whose issue it is. */
export const fewestTowns = 3

export interface ThemeCount { id: number; label: string; labelEn: string; issues: number; towns: number[] }
export interface SharedCount { id: number | null; label: string; labelEn: string; issues: number; towns: number }

/**
 * Themes as all municipalities see them: those of too few stand together, and are left out where even together they are of too few. No sum over all
 * themes stands beside them, so nothing can be told from what is missing.
 */
export function sharedOf(counts: readonly ThemeCount[]): { themes: SharedCount[]; rest: SharedCount | null } {
  const some = counts.filter(({ issues }) => issues > 0)
  const small = some.filter(({ towns }) => towns.length < fewestTowns)
  const rest = { id: null, label: '', labelEn: '', issues: small.reduce((sum, one) => sum + one.issues, 0), towns: new Set(small.flatMap(({ towns }) => towns)).size }
  return { themes: some.filter((one) => !small.includes(one)).map(({ towns, ...one }) => ({ ...one, towns: towns.length })), rest: rest.towns < fewestTowns ? null : rest }
}

export type Funnel = Record<'raised' | 'discussed' | 'escalated' | 'responded' | 'policy' | 'adopted' | 'fed_back' | 'closed', number>
/** What each figure is a part of: an answer of what was raised, an adoption of the policies that were proposed, a feedback of the answers. */
export const wholeOf = { discussed: 'raised', escalated: 'raised', responded: 'raised', policy: 'raised', adopted: 'policy', fed_back: 'responded', closed: 'raised' } as const satisfies Partial<Record<keyof Funnel, keyof Funnel>>
export const steps = ['raised', 'discussed', 'escalated', 'responded', 'policy', 'adopted', 'fed_back', 'closed'] as const
/** Each figure with what it is of, and its share in percent; null where there is nothing to be a part of. */
export const sharesOf = (funnel: Funnel) => steps.map((step) => {
  const whole = step === 'raised' ? null : wholeOf[step]
  return { step, count: funnel[step], whole, of: whole === null ? null : funnel[whole], share: whole === null ? null : percent(funnel[step], funnel[whole]) }
})

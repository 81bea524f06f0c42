import type { FieldReason } from '../../base/errors.ts'
import { plainNumber } from '../../base/numbers.ts'
import type { QuotaCategory } from '../calls/rules.ts'
import { measures, problemsOfMix, problemsOfShare, type Mix, type Share } from './rules.ts'

export const quotaCategories = ['chair', 'adviser', 'case_presenter', 'other'] as const satisfies readonly QuotaCategory[]
export const shareParts = ['total', 'base', 'least', 'most'] as const

/** Everything an allotment is calculated from, besides the figures of the municipalities. */
export interface Parameters { mix: Mix; shares: Record<QuotaCategory, Share> }
/** What was typed, box by box: `equal`, `chair.total` and so on. */
export type Typed = Record<string, unknown>

/** To each the number of the call, as if nothing had been shared out: where an officer begins. */
export const startingParameters = (quotas: Record<QuotaCategory, number>, bodies: number): Parameters => ({
  mix: { equal: 100, demand: 0, centers: 0, gaps: 0 },
  shares: perCategory((category) => ({ total: quotas[category] * bodies, base: Math.min(1, quotas[category]), least: Math.min(1, quotas[category]), most: quotas[category] * 3 })),
})

export function perCategory<T>(of: (category: QuotaCategory) => T): Record<QuotaCategory, T> {
  return { chair: of('chair'), adviser: of('adviser'), case_presenter: of('case_presenter'), other: of('other') }
}

/** The boxes of the parameters, as they are named in the address of a preview and in the form that saves it. */
export const boxesOf = ({ mix, shares }: Parameters): Record<string, number> => Object.fromEntries([
  ...quotaCategories.flatMap((category) => shareParts.map((part) => [`${category}.${part}`, shares[category][part]])),
  ...measures.map((measure) => [measure, mix[measure]]),
])

const limits: Record<string, number> = { total: 99_999, base: 999, least: 999, most: 999 }

/** The parameters out of what was typed, with every problem at its box; null where a box is no number. */
export function parametersOf(typed: Typed, bodies: number): { parameters: Parameters | null; problems: FieldReason[] } {
  const problems: FieldReason[] = []
  const read = (field: string, most: number): number => {
    const number = Number(plainNumber(String(typed[field] ?? '')) || NaN)
    if (!Number.isInteger(number) || number < 0) problems.push({ field, reason: { key: 'form.noNumber' } })
    else if (number > most) problems.push({ field, reason: { key: 'form.tooLarge', data: { limit: most } } })
    return number
  }
  const shares = perCategory((category) => ({
    total: read(`${category}.total`, limits.total!), base: read(`${category}.base`, limits.base!),
    least: read(`${category}.least`, limits.least!), most: read(`${category}.most`, limits.most!),
  }))
  const mix = { equal: read('equal', 100), demand: read('demand', 100), centers: read('centers', 100), gaps: read('gaps', 100) }
  if (problems.length > 0) return { parameters: null, problems }
  const wrong = [...quotaCategories.flatMap((category) => problemsOfShare(category, shares[category], bodies)), ...problemsOfMix(mix)]
  return { parameters: { mix, shares }, problems: wrong }
}

import type { FieldReason, Reason } from '../../base/errors.ts'

export type PracticeState = 'draft' | 'offered' | 'published' | 'withdrawn'
export type PracticeAct = 'offer' | 'recall' | 'return' | 'publish' | 'withdraw' | 'reopen'

/** Every act that moves a practice, and where to. Only what its municipality consented to comes on the shelf. */
export const practiceMoves: Record<PracticeState, Partial<Record<PracticeAct, PracticeState>>> = {
  draft:     { offer: 'offered' },
  offered:   { recall: 'draft', return: 'draft', publish: 'published' },
  published: { withdraw: 'withdrawn' },
  withdrawn: { reopen: 'draft' },
}

/** Why an act does not fit. What another prefecture published is written by the office, which needs nobody's consent to show it. */
export function whyNotAct({ state, isElsewhere }: { state: PracticeState; isElsewhere: boolean }, act: PracticeAct): Reason | null {
  if (isElsewhere && state === 'draft' && act === 'publish') return null
  return practiceMoves[state][act] === undefined || (isElsewhere && act === 'offer') ? { key: `practices.notNow.${act}` } : null
}

/** The words are written while nobody has consented to them. */
export const whyNotEdit = (state: PracticeState): Reason | null => state === 'draft' ? null : { key: 'practices.notEditable' }

/** Themes by which practices are looked for: the five functions of a conference, and what the program teaches. */
export const themes = ['case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation', 'self_reliance', 'joint_training'] as const
export type Theme = typeof themes[number]

/** How large a municipality is, by its population from and below. */
export const sizes = { under_10k: [0, 10_000], from_10k: [10_000, 50_000], from_50k: [50_000, 200_000], from_200k: [200_000, 100_000_000] } as const
export type Size = keyof typeof sizes

/** The fields of the form that a reader needs; the others may stay empty, as in the form they come from. */
export const needed = ['title', 'outline', 'features', 'history', 'leadBody', 'issues', 'plans', 'section', 'contact'] as const

/** Which of them are still empty: a municipality consents to what a reader can use. */
export const missingOf = (practice: Record<typeof needed[number], string> & { population: number | null; themes: readonly string[] }): (typeof needed[number] | 'population' | 'themes')[] => [
  ...needed.filter((field) => practice[field].trim() === ''), ...practice.population === null ? ['population' as const] : [], ...practice.themes.length === 0 ? ['themes' as const] : [],
]

/** A part of the area has no more people than the whole. */
export const problemsOfNumbers = ({ population, partPopulation, countedOn }: { population?: number | undefined; partPopulation?: number | undefined; countedOn?: string | undefined }): FieldReason[] => [
  ...partPopulation !== undefined && partPopulation > (population ?? Infinity) ? [{ field: 'partPopulation', reason: { key: 'practices.partTooLarge' } as const }] : [],
  ...population !== undefined && countedOn === undefined ? [{ field: 'countedOn', reason: { key: 'practices.countedWhen' } as const }] : [],
]

import type { Day } from '../../base/days.ts'
import type { TextKey } from '../../base/texts.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'

/** So many people and actions fit on one sheet of A4 beside the figures; the rest is counted, and stands on the pages. */
export const peopleMax = 14
export const actionsMax = 6

/** One trained person in post, as a sheet names them. `trainings`: how many they completed. */
export interface Named { id: number; name: string; kana: string | null; organization: string; profession: string | null; professionEn: string | null; category: Category; trainings: number }
/** Something somebody is to do for the municipality; `owner` as it was written. */
export interface ActionOnSheet { id: number; what: string; owner: string; dueOn: Day | null }

/** The figures of one training of the year in one municipality: five counts, never merged. `nominated` without who withdrew. */
export interface TrainingCounts { id: number; title: string; titleEn: string; nominated: number; selected: number; attended: number; completed: number }

/** One municipality on one sheet. `people` and `actions` end at what fits; `inPost`, `openActions` count all. `left`: who was trained and ended their post in the year. */
export interface Briefing {
  id: number; code: string; name: string; nameEn: string
  inPost: Record<Category, number>; people: Named[]
  left: number; trainings: TrainingCounts[]
  actions: ActionOnSheet[]; openActions: number
}

/** What is missing, in words: `key` with its data, where `category` is a category. */
export interface Gap { key: TextKey; data: { category?: Category; count?: number } }

export const totalOf = ({ inPost }: Pick<Briefing, 'inPost'>): number => categories.reduce((sum, category) => sum + inPost[category], 0)

/**
 * What a municipality lacks, the gravest first: categories of which nobody is in post, then those that one transfer would empty, then
 * how many trained people it lost in the year, then actions that are late.
 */
export function gapsOf(briefing: Pick<Briefing, 'inPost' | 'left' | 'actions'>, today: Day): Gap[] {
  const asked = categories.filter((category) => category !== 'other')
  const of = (key: TextKey, people: number): Gap[] => asked.filter((category) => briefing.inPost[category] === people).map((category) => ({ key, data: { category } }))
  const late = briefing.actions.filter((action) => isLate(action, today)).length
  return [
    ...of('briefings.gap.nobody', 0), ...of('briefings.gap.onlyOne', 1),
    ...briefing.left > 0 ? [{ key: 'briefings.gap.left' as const, data: { count: briefing.left } }] : [],
    ...late > 0 ? [{ key: 'briefings.gap.late' as const, data: { count: late } }] : [],
  ]
}

export const isLate = ({ dueOn }: Pick<ActionOnSheet, 'dueOn'>, today: Day): boolean => dueOn !== null && dueOn < today

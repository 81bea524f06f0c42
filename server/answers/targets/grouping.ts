import type { Outlook, Prospect } from './projection.ts'
import type { Measure } from './rules.ts'

interface Same { courseId: number | null; measure: Measure; category: string | null; span: string }
/** Targets of several municipalities that count the same, and how many of them stand how. */
export interface Group<Target> { first: Target; targets: Target[]; standing: { outlook: Outlook; count: number }[] }

/** From what is done to what nobody can say. */
const order = ['reached', 'willBe', 'behind', 'missed', 'unknown'] as const satisfies Outlook[]

/** Targets one after the other as groups of those that count the same; their order is kept. */
export const groupTargets = <Target extends Same & { prospect: Prospect }>(targets: readonly Target[]): Group<Target>[] =>
  [...Map.groupBy(targets, ({ courseId, measure, category, span }) => [courseId, measure, category, span].join('|')).values()].map((own) => ({
    first: own[0]!, targets: own,
    standing: order.map((outlook) => ({ outlook, count: own.filter(({ prospect }) => prospect.outlook === outlook).length })).filter(({ count }) => count > 0),
  }))

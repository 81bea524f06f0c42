import { fiscalYearInWords } from '../../base/days.ts'
import { paragraphsOf, type SupportPaper } from '../model-supports/paper.ts'
import type { Support } from '../model-supports/queries.ts'
import type { Plan } from './queries.ts'

const states = { draft: '案', agreed: '合意済み', superseded: '以前の版' } as const

/** 支援計画. */
export const planPaper = ({ fiscalYear, municipality }: Support, plan: Plan): SupportPaper => ({
  title: '体制構築支援モデル事業　支援計画', of: `${fiscalYearInWords(fiscalYear, 'ja')}　${municipality}`, mark: '',
  facts: [['版', `第${plan.number}版（${states[plan.state]}）`]],
  sections: [
    { title: '１　目指す姿', lines: paragraphsOf(plan.aim) },
    { title: '２　目標と、達成を確かめるもの', table: { head: ['', '目標', '達成を確かめるもの'], widths: [1, 10, 10], rows: plan.goals.map(({ position, goal, evidence }) => [String(position), goal, evidence]) } },
  ],
})
export const nameOfPlan = ({ municipality }: Pick<Support, 'municipality'>, { number }: Pick<Plan, 'number'>): string => `支援計画_${municipality}_第${number}版.pdf`

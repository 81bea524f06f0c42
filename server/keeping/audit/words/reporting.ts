import type { Texts } from '../../../base/texts.ts'

/** What was done: figures of municipalities, what they mean, and care plans. */
export const reporting = {
  'audit.subject.statistic':           { ja: '統計の値', en: 'Figure' },
  'audit.subject.statistics':          { ja: '統計', en: 'Statistics' },
  'audit.subject.statistic_measure':   { ja: '統計項目', en: 'Measure' },
  'audit.subject.care_plan':           { ja: 'ケアプランの届出', en: 'Reported care plan' },
  'audit.subject.care_plan_threshold': { ja: 'ケアプランの基準', en: 'Threshold of care plans' },
  'audit.page.statistic-figures':      { ja: '統計の値', en: 'A figure' },
  'audit.action.statistics.saved':     { ja: '統計の値を入れた', en: 'Entered figures' },
  'audit.action.statistics.taken':     { ja: '統計の表を取り込んだ', en: 'Took in a table of figures' },
  'audit.action.statistic.corrected':  { ja: '統計の値を訂正した', en: 'Corrected a figure' },
  'audit.action.statistic.changed':    { ja: '統計の値の出典などを直した', en: 'Changed where a figure comes from' },
  'audit.action.statistic_measures.loaded': { ja: '統計項目をそろえた', en: 'Put in reference measures' },
  'audit.action.statistic_measure.defined': { ja: '統計項目を加えた', en: 'Defined a measure' },
  'audit.action.statistic_measure.changed': { ja: '統計項目の定義を直した', en: 'Changed a definition' },
  'audit.action.statistic_measure.closed':  { ja: '統計項目の終わりの年度を決めた', en: 'Let a definition end' },
  'audit.action.care_plan.filed':      { ja: 'ケアプランの届出を記録した', en: 'Recorded a care plan' },
  'audit.action.care_plan.changed':    { ja: 'ケアプランの届出を直した', en: 'Changed a recorded care plan' },
  'audit.action.care_plan.reviewed':   { ja: 'ケアプランの検証を記録した', en: 'Recorded a review' },
  'audit.action.care_plan.removed':    { ja: 'ケアプランの届出の記録を消した', en: 'Removed a recorded care plan' },
  'audit.action.care_plan_threshold.set': { ja: 'ケアプランの基準を加えた', en: 'Added a threshold of care plans' },
  'audit.detail.statistic':            { ja: '統計項目', en: 'measure' },
  'audit.detail.corrections':          { ja: '訂正した値の数', en: 'figures corrected' },
} as const satisfies Texts

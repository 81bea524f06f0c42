/** Every figure of the homes, of targets and of effect that has a meaning of its own, in the order in which they are explained. */
export const figures = {
  heads: ['capacity', 'nominated', 'selected', 'enrolled', 'attended', 'completed', 'ofStep'],
  plan: ['target', 'actual', 'rate', 'projection', 'behind'],
  others: ['municipalities', 'cohorts', 'meetings', 'model_municipalities'],
  coverage: ['inPost', 'noChair', 'nobody', 'everTrained', 'band'],
  work: ['waiting', 'late', 'places'],
  effect: ['practiceRate', 'firstTrained', 'before', 'after', 'heldPerYear', 'casesPerYear', 'compared', 'untrained', 'leftOut', 'effectBand'],
} as const
export type Part = keyof typeof figures
export type Defined = (typeof figures)[Part][number]
export const parts = Object.keys(figures) as Part[]

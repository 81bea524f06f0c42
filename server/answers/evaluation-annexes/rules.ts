import type { FieldReason } from '../../base/errors.ts'

/** The places for figures in a text: 「{修了者数}名」 has one. */
export const placesIn = (text: string): string[] => [...text.matchAll(/\{([^{}\n]{1,30})\}/g)].map(([, name]) => name!.trim())

/** Every place of a text has its figure, every figure its place, each name is there once, and years run forwards. */
export function problemsOfFigures(results: string, figures: readonly { name: string; from: number; to: number }[]): FieldReason[] {
  const places = placesIn(results)
  const nameless = places.filter((place) => !figures.some(({ name }) => name === place))
  return [
    ...nameless.length === 0 ? [] : [{ field: 'results', reason: { key: 'evaluationAnnexes.placeUnknown' as const, data: { name: nameless[0]! } } }],
    ...figures.flatMap(({ name, from, to }, n): FieldReason[] => [
      ...figures.findIndex((other) => other.name === name) < n ? [{ field: `figures.${n}.name`, reason: { key: 'evaluationAnnexes.nameTwice' as const } }] : [],
      ...places.includes(name) ? [] : [{ field: `figures.${n}.name`, reason: { key: 'evaluationAnnexes.noPlace' as const, data: { name } } }],
      ...to < from ? [{ field: `figures.${n}.to`, reason: { key: 'evaluationAnnexes.backwards' as const } }] : [],
    ]),
  ]
}

import { quotaCategories, shareParts, type Typed } from './parameters.ts'
import { measures } from './rules.ts'

/** The boxes of the formula as they came: in an address by their full names, in a form by category. */
export function typedParameters(boxes: object): Typed {
  const given = boxes as Typed
  return Object.fromEntries([
    ...measures.map((measure) => [measure, given[measure]]),
    ...quotaCategories.flatMap((category) => shareParts.map((part) => {
      const inner = given[category] as Typed | undefined
      return [`${category}.${part}`, given[`${category}.${part}`] ?? inner?.[part]]
    })),
  ])
}

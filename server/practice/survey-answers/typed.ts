import { asTyped, isMissing, type Value } from './rules.ts'

/** A cell as its box and the choice beside it show it. */
export function valueOfCell(value: Value | undefined): { value: string | string[]; missing: string } {
  if (isMissing(value)) return { value: value.missing, missing: value.missing }
  return { value: Array.isArray(value) ? value.map(String) : asTyped(value), missing: '' }
}

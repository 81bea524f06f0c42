import type { TObject, TSchema } from 'typebox'
import type { Drawn, Field } from './forms.ts'
import type { TextKey } from './texts.ts'

/** What a schema says of one box: its words, how it is drawn, its limits. */
export type Property = TSchema & Partial<Field> & { title: TextKey; description?: TextKey; as?: Drawn; items?: TObject; properties?: Record<string, TSchema>; required?: string[] }

/** A box that has to be there. @throws when the form has no such box: a mistake of the page */
export function propertyAt(schema: TObject, name: string): { property: Property; required: boolean } {
  const box = boxAt(schema, name)
  if (box === undefined) throw new Error(`this form has no field ${name}`)
  return box
}

/** A box by its name, `rows.0.name` for one of a row; undefined when the form has none. */
export function boxAt(schema: TObject, name: string): { property: Property; required: boolean; place: number[] } | undefined {
  let at = schema as unknown as Property
  let required = false
  const place: number[] = []
  for (const part of name === '' ? [] : name.split('.')) {
    if (at.items && /^\d+$/.test(part)) { at = at.items as unknown as Property; place.push(Number(part)); continue }
    const next = at.properties !== undefined && Object.hasOwn(at.properties, part) ? at.properties[part] : undefined
    if (next === undefined) return undefined
    place.push(Object.keys(at.properties!).indexOf(part))
    required = Array.isArray(at.required) && (at.required as string[]).includes(part)
    at = next as Property
  }
  return { property: at, required, place }
}

/** Compares two boxes by where they stand in the form, whichever of them the validator came across first. */
export function inOrderOf(schema: TObject, one: string, other: string): number {
  const [a, b] = [one, other].map((name) => boxAt(schema, name)?.place ?? [])
  const differing = a!.findIndex((step, n) => step !== b![n])
  return differing === -1 ? a!.length - b!.length : a![differing]! - (b![differing] ?? -1)
}

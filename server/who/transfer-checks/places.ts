import { halfWidth } from '../../base/numbers.ts'
import { searchKeyOf, storedKana } from '../people/names.ts'
import type { PlacesToChoose } from './queries.ts'
import type { Places } from './rules.ts'

/** Municipalities by what is typed of them: name, kana, name in English, or code. */
export function municipalityNamed(places: PlacesToChoose): Places {
  const byName = new Map<string, number>()
  for (const { id, name, nameEn, code, kana } of places.municipalities) {
    for (const one of [searchKeyOf(name), searchKeyOf(kana), nameEn.toLowerCase(), code, code.slice(0, 5)]) byName.set(one, id)
  }
  return (typed) => byName.get(searchKeyOf(typed)) ?? byName.get(searchKeyOf(storedKana(typed) ?? typed)) ?? byName.get(halfWidth(typed).trim().toLowerCase()) ?? null
}

/** The organization of the municipality with exactly this name, if it is on its list. */
export const organizationNamed = (places: PlacesToChoose, typed: string): number | null => places.organizations.find(({ key }) => key === searchKeyOf(typed))?.id ?? null

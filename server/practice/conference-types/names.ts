import { plain } from '../../base/headings.ts'
import type { Reason } from '../../base/errors.ts'
import type { Level, Subtype } from './rules.ts'

const short = (name: string): string => plain(name).replace(/地域包括支援センター|包括支援センター|包括$/g, '')

/** How many signs have to change to make one word of the other. */
export function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (const [i, sign] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, mark] of [...other].entries()) next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (sign === mark ? 0 : 1)))
    row = next
  }
  return row.at(-1)!
}

/** The name that is most like what was typed, where any is like it at all. */
export function nearest(typed: string, names: readonly string[]): string | null {
  const wanted = short(typed)
  const [best] = names.map((name) => ({ name, steps: distance(wanted, short(name)) })).sort((a, b) => a.steps - b.steps)
  return best === undefined || best.steps > Math.max(2, Math.ceil(wanted.length / 2)) ? null : best.name
}

interface Named { id: number; name: string }
const told = (typed: string, names: readonly string[], plainKey: 'conferenceTypes.noSuch' | 'conferenceTypes.noSuchCenter', nearKey: 'conferenceTypes.meant' | 'conferenceTypes.meantCenter'): { reason: Reason } => {
  const near = nearest(typed, names)
  return { reason: near === null ? { key: plainKey } : { key: nearKey, data: { name: near } } }
}

/** A center by its name, whole or without 地域包括支援センター; the end of one is enough where no other ends so. */
export function centerNamed(typed: string, centers: readonly Named[]): { value: number } | { reason: Reason } {
  const wanted = short(typed)
  const same = centers.filter(({ name }) => plain(name) === plain(typed) || (wanted !== '' && short(name) === wanted))
  const found = same.length > 0 ? same : centers.filter(({ name }) => wanted.length > 1 && short(name).endsWith(wanted))
  return found.length === 1 ? { value: found[0]!.id } : told(typed, centers.map(({ name }) => name), 'conferenceTypes.noSuchCenter', 'conferenceTypes.meantCenter')
}

export interface TypeNamed extends Named { nameEn: string; code: string; level: Level; subtype: Subtype | null }

/** A type by its name in either language or its code; `promotion`, `individual` and `self_reliance` are the one type of a municipality that is meant by them. */
export function typeNamed(typed: string, types: readonly TypeNamed[]): { value: number } | { reason: Reason } {
  const word = plain(typed)
  const same = types.filter((one) => [one.name, one.nameEn, one.code].some((name) => name !== '' && plain(name) === word))
  const meant: Record<string, (one: TypeNamed) => boolean> = {
    promotion: ({ level }) => level === 'area', individual: ({ level, subtype }) => level === 'individual' && subtype !== 'self_reliance', self_reliance: ({ subtype }) => subtype === 'self_reliance', municipality: ({ level }) => level === 'municipality',
  }
  const found = same.length > 0 ? same : Object.hasOwn(meant, word) ? types.filter(meant[word]!) : []
  return found.length === 1 ? { value: found[0]!.id } : told(typed, types.map(({ name }) => name), 'conferenceTypes.noSuch', 'conferenceTypes.meant')
}

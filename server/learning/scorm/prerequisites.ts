import type { Status12 } from './standings/rules.ts'

/** A prerequisite of SCORM 1.2 (aicc_script) as a tree. */
export type Needed =
  | { all: Needed[] } | { any: Needed[] } | { not: Needed }
  | { some: number; of: Needed[] }
  | { item: string; is: Status12 | null; differs?: true }

const words: Record<string, Status12> = {
  passed: 'passed', p: 'passed', completed: 'completed', c: 'completed', failed: 'failed', f: 'failed', incomplete: 'incomplete', i: 'incomplete',
  browsed: 'browsed', b: 'browsed', 'not attempted': 'not attempted', n: 'not attempted', na: 'not attempted',
}
const [lengthMax, depthMax] = [2_000, 30]

/** Reads 'A & (B | C)', '~A', 'A="passed"', 'A<>"failed"', '2*{A, B, C}'; null when it is nothing of the kind. */
export function readPrerequisites(script: string): Needed | null {
  if (script.length > lengthMax) return null
  const tokens = script.match(/"[^"]*"|<>|\d+\*\{|[&|~=(){},]|[^\s&|~=(){},<>"]+/g) ?? []
  if (tokens.join('').length !== script.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '').length) return null
  let at = 0
  const next = () => tokens[at]
  const take = (wanted?: string): string => {
    const token = tokens[at]
    if (token === undefined || wanted !== undefined && token !== wanted) throw new Error('unread')
    at += 1
    return token
  }
  const either = (depth: number): Needed => {
    const parts = [both(depth)]
    while (next() === '|') { take(); parts.push(both(depth)) }
    return parts.length === 1 ? parts[0]! : { any: parts }
  }
  const both = (depth: number): Needed => {
    const parts = [one(depth)]
    while (next() === '&') { take(); parts.push(one(depth)) }
    return parts.length === 1 ? parts[0]! : { all: parts }
  }
  const one = (depth: number): Needed => {
    if (depth > depthMax) throw new Error('unread')
    if (next() === '~') { take(); return { not: one(depth + 1) } }
    if (next() === '(') { take(); const inner = either(depth + 1); take(')'); return inner }
    if (/^\d+\*\{$/.test(next() ?? '')) return some(Number.parseInt(take(), 10), depth)
    if (next() === '{') { take(); return { any: listed(depth) } }
    return said(take())
  }
  const some = (count: number, depth: number): Needed => ({ some: count, of: listed(depth) })
  const listed = (depth: number): Needed[] => {
    const parts = [either(depth + 1)]
    while (next() === ',') { take(); parts.push(either(depth + 1)) }
    take('}')
    return parts
  }
  const said = (item: string): Needed => {
    if (/^[&|~=(){},<>"]/.test(item)) throw new Error('unread')
    if (next() !== '=' && next() !== '<>') return { item, is: null }
    const differs = take() === '<>'
    const is = words[take().replaceAll('"', '').toLowerCase()]
    if (is === undefined) throw new Error('unread')
    return differs ? { item, is, differs } : { item, is }
  }
  try {
    const needed = either(0)
    return at === tokens.length ? needed : null
  } catch {
    return null
  }
}

/** The items a prerequisite speaks of. */
export function itemsIn(needed: Needed): string[] {
  if ('item' in needed) return [needed.item]
  if ('not' in needed) return itemsIn(needed.not)
  return ('all' in needed ? needed.all : 'any' in needed ? needed.any : needed.of).flatMap(itemsIn)
}

/** Whether it is met, by the status each item has; an item alone is met when it is completed or passed. */
export function isMet(needed: Needed, statusOf: (item: string) => Status12): boolean {
  if ('all' in needed) return needed.all.every((one) => isMet(one, statusOf))
  if ('any' in needed) return needed.any.some((one) => isMet(one, statusOf))
  if ('not' in needed) return !isMet(needed.not, statusOf)
  if ('some' in needed) return needed.of.filter((one) => isMet(one, statusOf)).length >= needed.some
  const status = statusOf(needed.item)
  if (needed.is === null) return status === 'completed' || status === 'passed'
  return (status === needed.is) !== (needed.differs ?? false)
}

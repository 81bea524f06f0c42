import type { Reason } from '../../../base/errors.ts'
import type { Course, Item } from '../course.ts'
import { isMet, readPrerequisites } from '../prerequisites.ts'
import { status12Of, untouched, type Standing, type Status12 } from '../standings/rules.ts'

export interface MenuLine { item: Item; standing: Standing; /** Why it cannot be opened by choosing it; null when it can. */ whyNot: Reason | null }

/** The outline with what can be opened. A heading that forbids choosing forbids it for all beneath it. */
export function menuOf(course: Course, standings: ReadonlyMap<string, Standing>): MenuLine[] {
  const byId = new Map(course.items.map((item) => [item.id, item]))
  const statusOf = (id: string) => statusUnder(course, standings, id)
  return course.items.map((item) => ({ item, standing: standings.get(item.id) ?? untouched, whyNot: item.launch === null ? null : whyNotChoose(course, item, byId, statusOf) }))
}

function whyNotChoose(course: Course, item: Item, byId: ReadonlyMap<string, Item>, statusOf: (id: string) => Status12): Reason | null {
  const over = ancestorsOf(item, byId)
  if (!course.choice || over.some(({ choice }) => !choice)) return { key: 'scorm.notChosen' }
  return whyNotYet([item, ...over], byId, statusOf)
}

/** Prerequisites of an item and of the headings above it. */
function whyNotYet(items: readonly Item[], byId: ReadonlyMap<string, Item>, statusOf: (id: string) => Status12): Reason | null {
  for (const { prerequisites } of items) {
    const needed = prerequisites === null ? null : readPrerequisites(prerequisites)
    if (needed !== null && !isMet(needed, statusOf)) return { key: 'scorm.needsFirst', data: { titles: titlesIn(prerequisites!, byId) } }
  }
  return null
}

const titlesIn = (script: string, byId: ReadonlyMap<string, Item>): string =>
  [...byId.values()].filter(({ id }) => script.split(/[\s&|~=(){},<>"*]+/).includes(id)).map(({ title }) => `「${title}」`).join('')

function ancestorsOf(item: Item, byId: ReadonlyMap<string, Item>): Item[] {
  const above: Item[] = []
  for (let at = item.parent; at !== null; at = byId.get(at)!.parent) above.push(byId.get(at)!)
  return above
}

/** The status of an item; of a heading, what all beneath it come to. */
function statusUnder(course: Course, standings: ReadonlyMap<string, Standing>, id: string): Status12 {
  const children = course.items.filter(({ parent }) => parent === id)
  if (children.length === 0) return status12Of(standings.get(id) ?? untouched)
  const all = children.map((child) => statusUnder(course, standings, child.id))
  if (all.every((one) => one === 'passed')) return 'passed'
  if (all.every((one) => one === 'passed' || one === 'completed')) return 'completed'
  return all.every((one) => one === 'not attempted') ? 'not attempted' : 'incomplete'
}

/** The item before or after, where their common heading lets one go on; null at the ends and where nothing leads there. */
export function besides(course: Course, standings: ReadonlyMap<string, Standing>, id: string, way: 'next' | 'previous'): Item | null {
  const byId = new Map(course.items.map((item) => [item.id, item]))
  const leaves = course.items.filter(({ launch }) => launch !== null)
  const here = leaves.findIndex((item) => item.id === id)
  const there = here === -1 ? undefined : leaves[way === 'next' ? here + 1 : here - 1]
  if (there === undefined) return null
  const above = new Set(ancestorsOf(leaves[here]!, byId).map((one) => one.id))
  const common = ancestorsOf(there, byId).find((one) => above.has(one.id)) ?? course
  if (!common.flow || way === 'previous' && common.forwardOnly) return null
  return whyNotYet([there, ...ancestorsOf(there, byId)], byId, (one) => statusUnder(course, standings, one)) === null ? there : null
}

/** Whether an item may be opened now: chosen, gone on to from one that was opened, or the first where nothing can be chosen. */
export function whyNotLaunch(course: Course, standings: ReadonlyMap<string, Standing>, id: string): Reason | null {
  const line = menuOf(course, standings).find(({ item }) => item.id === id)
  if (line === undefined || line.item.launch === null) return { key: 'scorm.unknownItem' }
  if (line.whyNot?.key !== 'scorm.notChosen') return line.whyNot
  return reachableByFlow(course, standings).has(id) ? null : line.whyNot
}

/** Where choosing is not allowed: the first item, whatever was opened before, and what follows those. */
export function reachableByFlow(course: Course, standings: ReadonlyMap<string, Standing>): Set<string> {
  const leaves = course.items.filter(({ launch }) => launch !== null)
  const opened = leaves.filter(({ id }) => (standings.get(id) ?? untouched).completion !== 'not_attempted')
  const next = opened.flatMap(({ id }) => [besides(course, standings, id, 'next'), besides(course, standings, id, 'previous')]).filter((one) => one !== null)
  return new Set([leaves[0], ...opened, ...next].flatMap((one) => (one === undefined ? [] : [one.id])))
}

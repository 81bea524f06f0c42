import type { Reason } from '../../../base/errors.ts'
import type { Course, Item, SequencingCondition, SequencingRule } from '../course.ts'
import { isMet, readPrerequisites } from '../prerequisites.ts'
import { status12Of, untouched, type Standing, type Status12 } from '../standings/rules.ts'

type Standings = ReadonlyMap<string, Standing>

export interface MenuLine {
  item: Item; standing: Standing
  /** Why it cannot be opened by choosing it; null when it can. */
  whyNot: Reason | null
  /** It asks not to be shown to be chosen, as things stand. */
  isHidden: boolean
}

/** An outline on its way: who stands above whom, and how each stands. */
interface Going { course: Course; standings: Standings; byId: ReadonlyMap<string, Item>; leaves: Item[] }
const goingOf = (course: Course, standings: Standings): Going =>
  ({ course, standings, byId: new Map(course.items.map((item) => [item.id, item])), leaves: course.items.filter(({ launch }) => launch !== null) })

/** The outline with what can be opened. A heading that forbids choosing forbids it for all beneath it. */
export function menuOf(course: Course, standings: Standings): MenuLine[] {
  const going = goingOf(course, standings)
  return course.items.map((item) => ({
    item, standing: standings.get(item.id) ?? untouched, whyNot: item.launch === null ? null : whyNotChoose(going, item), isHidden: ruleThat(going, [item, ...above(going, item)], 'hiddenFromChoice') !== null,
  }))
}

function whyNotChoose(going: Going, item: Item): Reason | null {
  const over = above(going, item)
  const shut = whyShut(going, item)
  if (shut !== null) return shut
  if (!going.course.choice || over.some(({ choice }) => !choice) || ruleThat(going, [item, ...over], 'hiddenFromChoice') !== null) return { key: 'scorm.notChosen' }
  return whyStopped(going, item)
}

/** Why an item is shut whichever way one comes to it. */
function whyShut(going: Going, item: Item): Reason | null {
  const line = [item, ...above(going, item)]
  return whyNotYet(going, line) ?? whyDisabled(going, line) ?? whyNotTwice(going, line) ?? whyNotBack(going, item)
}

/** Prerequisites of an item and of the headings above it. */
function whyNotYet({ byId, ...going }: Going, line: readonly Item[]): Reason | null {
  for (const { prerequisites } of line) {
    const needed = prerequisites === null ? null : readPrerequisites(prerequisites)
    if (needed !== null && !isMet(needed, (id) => statusUnder(going.course, going.standings, id)))
      return needsFirst([...byId.values()].filter(({ id }) => prerequisites!.split(/[\s&|~=(){},<>"*]+/).includes(id)))
  }
  return null
}

const needsFirst = (items: readonly Item[]): Reason => ({ key: 'scorm.needsFirst', data: { titles: items.map(({ title }) => `「${title}」`).join('') } })

function whyDisabled(going: Going, line: readonly Item[]): Reason | null {
  const rule = ruleThat(going, line, 'disabled')
  if (rule === null) return null
  const others = rule.conditions.flatMap(({ of }) => (of === null || !going.byId.has(of) ? [] : [going.byId.get(of)!]))
  if (others.length > 0 && rule.conditions.every(({ not }) => not)) return needsFirst([...new Set(others)])
  return { key: rule.conditions.every(({ condition, not, of }) => condition !== 'always' && !not && of === null) ? 'scorm.shutOnceDone' : 'scorm.shutByRule' }
}

const whyNotTwice = ({ standings }: Going, line: readonly Item[]): Reason | null =>
  (line.some(({ id, sequencing }) => sequencing?.triesOnce === true && standings.get(id)?.isEnded === true) ? { key: 'scorm.triedOnce' } : null)

/** Where one only goes forward, nothing is opened that stands before what was opened last. */
function whyNotBack(going: Going, item: Item): Reason | null {
  const over = above(going, item)
  const later = going.leaves.slice(going.leaves.indexOf(item) + 1).filter(({ id }) => going.standings.has(id))
  return later.some((one) => (above(going, one).find((heading) => over.includes(heading)) ?? going.course).forwardOnly) ? { key: 'scorm.onlyForward' } : null
}

/** Something before it, under a heading they share, lets nobody past it yet. */
function whyStopped(going: Going, item: Item): Reason | null {
  const line = [item, ...above(going, item)]
  for (const one of line) {
    const before = going.course.items.filter(({ parent }) => parent === one.parent)
    const stop = before.slice(0, before.indexOf(one)).find((other) => ruleThat(going, [other], 'stopForwardTraversal') !== null)
    if (stop !== undefined) return needsFirst([stop])
  }
  return null
}

/** The first rule of these items with that action that holds now. */
function ruleThat(going: Going, line: readonly Item[], action: SequencingRule['action']): SequencingRule | null {
  for (const item of line) {
    const rule = item.sequencing?.rules.find((one) => one.action === action && holds(going, item, one))
    if (rule !== undefined) return rule
  }
  return null
}

function holds(going: Going, item: Item, { conditions, combination }: SequencingRule): boolean {
  const met = (one: SequencingCondition) => isSo(going, one.of === null ? item : going.byId.get(one.of) ?? item, one.condition) !== one.not
  return conditions.length > 0 && (combination === 'all' ? conditions.every(met) : conditions.some(met))
}

/** A condition of one item; of a heading, of all beneath it. What was only opened is attempted. */
function isSo(going: Going, item: Item, condition: SequencingCondition['condition']): boolean {
  if (condition === 'always') return true
  if (condition === 'attemptLimitExceeded') return whyNotTwice(going, [item]) !== null
  const children = going.course.items.filter(({ parent }) => parent === item.id)
  if (children.length > 0) return condition === 'attempted' || condition === 'activityProgressKnown' ? children.some((one) => isSo(going, one, condition)) : children.every((one) => isSo(going, one, condition))
  const { completion, success } = going.standings.get(item.id) ?? untouched
  if (condition === 'attempted' || condition === 'activityProgressKnown') return completion !== 'not_attempted'
  if (condition === 'completed') return completion === 'completed'
  // Who did not promise to say whether they passed is satisfied by having been finished.
  const isSettled = success === 'unknown' && completion === 'completed' && item.sequencing?.saysSuccess !== true && item.passingMeasure === null
  return condition === 'satisfied' ? success === 'passed' || isSettled : success !== 'unknown' || isSettled
}

function above({ byId }: Going, item: Item): Item[] {
  const found: Item[] = []
  for (let at = item.parent; at !== null; at = byId.get(at)!.parent) found.push(byId.get(at)!)
  return found
}

/** The status of an item; of a heading, what all beneath it come to. */
function statusUnder(course: Course, standings: Standings, id: string): Status12 {
  const children = course.items.filter(({ parent }) => parent === id)
  if (children.length === 0) return status12Of(standings.get(id) ?? untouched)
  const all = children.map((child) => statusUnder(course, standings, child.id))
  if (all.every((one) => one === 'passed')) return 'passed'
  if (all.every((one) => one === 'passed' || one === 'completed')) return 'completed'
  return all.every((one) => one === 'not attempted') ? 'not attempted' : 'incomplete'
}

export type Beside = { item: Item; whyNot: Reason | null } | null

/**
 * The item before or after, where their common heading lets one go on, and why it is not open yet; null at the ends and where
 * nothing leads there. What asks to be skipped is passed over.
 */
export function stepFrom(course: Course, standings: Standings, id: string, way: 'next' | 'previous'): Beside {
  const going = goingOf(course, standings)
  const here = going.leaves.find((item) => item.id === id)
  if (here === undefined) return null
  const passed = [here]
  for (let at = going.leaves.indexOf(here) + (way === 'next' ? 1 : -1); ; at += way === 'next' ? 1 : -1) {
    const there = going.leaves[at]
    if (there === undefined || !leadsTo(going, here, there, way)) return null
    const stop = way === 'next' ? stopOnWay(going, passed, there) : undefined
    if (stop !== undefined) return { item: there, whyNot: needsFirst([stop]) }
    if (ruleThat(going, beneathCommon(going, here, there), 'skip') === null) return { item: there, whyNot: whyShut(going, there) }
    passed.push(there)
  }
}

/** An item and what stands above it, as far as another does not stand beneath that, too. */
function beneathCommon(going: Going, from: Item, item: Item): Item[] {
  const shared = new Set(above(going, from))
  return [item, ...above(going, item).filter((one) => !shared.has(one))]
}

function leadsTo(going: Going, here: Item, there: Item, way: 'next' | 'previous'): boolean {
  const over = above(going, here)
  const common = above(going, there).find((one) => over.includes(one)) ?? going.course
  const entered = above(going, there).filter((one) => !over.includes(one))
  return common.flow && entered.every(({ flow }) => flow) && !(way === 'previous' && common.forwardOnly)
}

const stopOnWay = (going: Going, passed: readonly Item[], there: Item): Item | undefined =>
  passed.flatMap((one) => beneathCommon(going, there, one)).find((one) => ruleThat(going, [one], 'stopForwardTraversal') !== null)

/** The item before or after that is open now; null where there is none. */
export function besides(course: Course, standings: Standings, id: string, way: 'next' | 'previous'): Item | null {
  const step = stepFrom(course, standings, id, way)
  return step === null || step.whyNot !== null ? null : step.item
}

/** Whether an item may be opened now: chosen, gone on to from one that was opened, or the first where nothing can be chosen. */
export function whyNotLaunch(course: Course, standings: Standings, id: string): Reason | null {
  const line = menuOf(course, standings).find(({ item }) => item.id === id)
  if (line === undefined || line.item.launch === null) return { key: 'scorm.unknownItem' }
  if (line.whyNot?.key !== 'scorm.notChosen') return line.whyNot
  return reachableByFlow(course, standings).has(id) ? null : line.whyNot
}

/** Whether there is anything to open, in whatever order. */
export const whyNotOpen = ({ items }: Course, id: string): Reason | null => (items.some((item) => item.id === id && item.launch !== null) ? null : { key: 'scorm.unknownItem' })

/** Where choosing is not allowed: the first item, whatever was opened before, and what follows those. */
export function reachableByFlow(course: Course, standings: Standings): Set<string> {
  const going = goingOf(course, standings)
  const first = going.leaves.find((item) => ruleThat(going, [item, ...above(going, item)], 'skip') === null)
  const opened = going.leaves.filter(({ id }) => (standings.get(id) ?? untouched).completion !== 'not_attempted')
  const next = opened.flatMap(({ id }) => [besides(course, standings, id, 'next'), besides(course, standings, id, 'previous')]).filter((one) => one !== null)
  return new Set([first, ...opened, ...next].flatMap((one) => (one === undefined || whyShut(going, one) !== null ? [] : [one.id])))
}

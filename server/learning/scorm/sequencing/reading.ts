import type { Sequencing, SequencingCondition, SequencingRule } from '../course.ts'
import { childOf, childrenOf, isFalse, isTrue, type Marked } from '../marked.ts'

const actions = ['skip', 'disabled', 'hiddenFromChoice', 'stopForwardTraversal'] as const
const conditions = ['satisfied', 'objectiveStatusKnown', 'completed', 'activityProgressKnown', 'attempted', 'attemptLimitExceeded', 'always'] as const
const [rulesMax, conditionsMax] = [50, 50]

/** Which item writes an objective that several of them know, by its name. */
export type Writers = ReadonlyMap<string, string>

/** Items that tell an objective known to all of them how they went, found before any rule is read. */
export function writersOf(items: readonly { id: string; element: Marked }[]): Writers {
  return new Map(items.flatMap(({ id, element }) => {
    const primary = objectivesOf(sequencingIn(element)).find(({ name }) => name.toLowerCase() === 'primaryobjective')
    const maps = primary === undefined ? [] : childrenOf(primary, 'mapInfo').filter(({ attributes }) => isTrue(attributes.writesatisfiedstatus))
    return maps.flatMap(({ attributes }) => (attributes.targetobjectiveid === undefined ? [] : [[attributes.targetobjectiveid, id] as const]))
  }))
}

export const sequencingIn = (element: Marked): Marked | undefined => childOf(element, 'sequencing')

const objectivesOf = (sequencing: Marked | undefined): Marked[] => (sequencing && childOf(sequencing, 'objectives'))?.children ?? []

/** What an item asks of the order, as far as it is run here; and by name what it asks besides. */
export function readSequencing(sequencing: Marked, writers: Writers): { sequencing: Sequencing; notRun: string[] } {
  const notRun = new Set<string>()
  const rules = rulesOf(sequencing, writers, notRun)
  const limit = (childOf(sequencing, 'limitConditions'))?.attributes.attemptlimit
  if (limit !== undefined && limit.trim() !== '1') notRun.add(`attemptLimit=${limit.slice(0, 20)}`)
  const delivery = childOf(sequencing, 'deliveryControls')?.attributes
  noteOthers(sequencing, notRun)
  return { sequencing: { rules, triesOnce: limit?.trim() === '1', saysSuccess: isTrue(delivery?.objectivesetbycontent) }, notRun: [...notRun] }
}

function rulesOf(sequencing: Marked, writers: Writers, notRun: Set<string>): SequencingRule[] {
  const all = childOf(sequencing, 'sequencingRules')
  if (all === undefined) return []
  for (const kind of ['exitConditionRule', 'postConditionRule']) if (childOf(all, kind) !== undefined) notRun.add(kind)
  return childrenOf(all, 'preConditionRule').slice(0, rulesMax).flatMap((rule) => {
    const read = ruleOf(rule, sequencing, writers)
    if (typeof read === 'string') notRun.add(read)
    return typeof read === 'string' ? [] : [read]
  })
}

/** A rule that is run whole, or what in it is not: then it is not run at all. */
function ruleOf(rule: Marked, sequencing: Marked, writers: Writers): SequencingRule | string {
  const said = childOf(rule, 'ruleAction')?.attributes.action
  const action = actions.find((one) => one === said)
  if (action === undefined) return `preConditionRule: ${(said ?? '').slice(0, 40)}`
  const asked = childOf(rule, 'ruleConditions')
  const read = (asked === undefined ? [] : childrenOf(asked, 'ruleCondition')).slice(0, conditionsMax).map((one) => conditionOf(one, sequencing, writers))
  const unread = read.find((one) => typeof one === 'string')
  if (unread !== undefined) return unread
  // The standard leaves the word out where all have to be met.
  return { action, combination: asked?.attributes.conditioncombination === 'any' ? 'any' : 'all', conditions: read as SequencingCondition[] }
}

function conditionOf({ attributes }: Marked, sequencing: Marked, writers: Writers): SequencingCondition | string {
  const condition = conditions.find((one) => one === attributes.condition)
  if (condition === undefined) return `ruleCondition: ${(attributes.condition ?? '').slice(0, 40)}`
  const not = attributes.operator === 'not'
  const referenced = attributes.referencedobjective
  if (referenced === undefined || referenced === '') return { condition, not, of: null }
  const objective = objectivesOf(sequencing).find((one) => one.attributes.objectiveid === referenced)
  if (objective?.name.toLowerCase() === 'primaryobjective') return { condition, not, of: null }
  const map = objective && childrenOf(objective, 'mapInfo').find((one) => !isFalse(one.attributes.readsatisfiedstatus))
  const of = map && writers.get(map.attributes.targetobjectiveid ?? '')
  return of === undefined ? `referencedObjective: ${referenced.slice(0, 60)}` : { condition, not, of }
}

/** What has no meaning for an outline, or is not run because it would need the whole of the standard. */
function noteOthers(sequencing: Marked, notRun: Set<string>): void {
  const rollup = childOf(sequencing, 'rollupRules')
  if (rollup !== undefined && childrenOf(rollup, 'rollupRule').length > 0) notRun.add('rollupRule')
  const random = childOf(sequencing, 'randomizationControls')?.attributes
  for (const timing of ['randomizationtiming', 'selectiontiming']) if (random?.[timing] !== undefined && random[timing] !== 'never') notRun.add('randomizationControls')
  if (isFalse(childOf(sequencing, 'controlMode')?.attributes.choiceexit)) notRun.add('choiceExit')
  const constrained = childOf(sequencing, 'constrainedChoiceConsiderations')?.attributes
  for (const [name, said] of Object.entries(constrained ?? {})) if (isTrue(said)) notRun.add(name === 'constrainchoice' ? 'constrainChoice' : 'preventActivation')
}

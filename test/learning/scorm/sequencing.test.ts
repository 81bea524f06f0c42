import { describe, expect, test } from 'vitest'
import type { Course, Item, Sequencing, SequencingCondition, SequencingRule } from '../../../server/learning/scorm/course.ts'
import { readManifest } from '../../../server/learning/scorm/manifest.ts'
import { besides, menuOf, stepFrom, whyNotLaunch } from '../../../server/learning/scorm/sequencing/rules.ts'
import type { Standing } from '../../../server/learning/scorm/standings/rules.ts'
import { manifest } from './packages.ts'

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id, title: id, parent: null, depth: 0, launch: { path: `${id}.html`, rest: '' }, isSco: true, isVisible: true, prerequisites: null, masteryScore: null, passingMeasure: null,
  completionThreshold: null, timeMax: null, timeLimitAction: null, launchData: '', hides: [], choice: true, flow: true, forwardOnly: false, saysCompletion: false, ...more,
})
const course = (items: Item[], more: Partial<Course> = {}): Course => ({ edition: '2004', version: '', title: '', choice: true, flow: true, forwardOnly: false, items, ...more })
const asks = (rules: SequencingRule[], more: Partial<Sequencing> = {}): Partial<Item> => ({ sequencing: { rules, triesOnce: false, saysSuccess: false, ...more } })
const when = (action: SequencingRule['action'], ...conditions: [SequencingCondition['condition'], of?: string | null, not?: boolean][]): SequencingRule =>
  ({ action, combination: 'all', conditions: conditions.map(([condition, of = null, not = false]) => ({ condition, of, not })) })
const [begun, done, passed, failed]: Standing[] = [
  { completion: 'incomplete', success: 'unknown', score: null }, { completion: 'completed', success: 'unknown', score: null },
  { completion: 'completed', success: 'passed', score: 90 }, { completion: 'completed', success: 'failed', score: 40 },
] as const
type Stands = Record<string, Standing>
const standings = (stands: Stands) => new Map(Object.entries(stands))
/** What opens, and for the others the last word of why not. */
const opens = (of: Course, stands: Stands = {}) => of.items.filter(({ launch }) => launch !== null).map(({ id }) => whyNotLaunch(of, standings(stands), id)?.key.replace('scorm.', '') ?? id).join(' ')
const under = (id: string, parent = 'h') => item(id, { parent, depth: 1 })

const three = (more: Partial<Item>) => course([item('a'), item('b', more), item('c')])
const gated = three(asks([when('disabled', ['satisfied', 'a', true])]))
const onlyFlow = (more: Partial<Item> = {}) => course([item('a'), item('b', more), item('c')], { choice: false })

describe('what opens', () => {
  test.each<[string, Course, Stands, string]>([
    ['choosing and going on: all',                    three({}), {}, 'a b c'],
    ['no choosing: the first',                        onlyFlow(), {}, 'a notChosen notChosen'],
    ['no choosing: and what follows',                 onlyFlow(), { a: begun }, 'a b notChosen'],
    ['no choosing, no going on: the first alone',     course([item('a'), item('b')], { choice: false, flow: false }), { a: done }, 'a notChosen'],
    ['no choosing beneath one heading',               course([item('h', { launch: null, choice: false }), under('a'), item('b')]), { b: begun }, 'a b'],
    ['only forward: what stands behind is shut',      course([item('a'), item('b'), item('c')], { forwardOnly: true }), { a: done, b: begun }, 'onlyForward b c'],
    ['only forward beneath one heading',              course([item('h', { launch: null, forwardOnly: true }), under('a'), under('b'), item('c')]), { a: done, b: done, c: done }, 'onlyForward b c'],
    ['disabled until another is satisfied',           gated, {}, 'a needsFirst c'],
    ['… not by failing it',                           gated, { a: failed }, 'a needsFirst c'],
    ['… by passing it',                               gated, { a: passed }, 'a b c'],
    ['… by finishing it, where it does not say',      gated, { a: done }, 'a b c'],
    ['… not by finishing it, where it promised to',   course([item('a', asks([], { saysSuccess: true })), item('b', asks([when('disabled', ['satisfied', 'a', true])]))]), { a: done }, 'a needsFirst'],
    ['disabled until another is completed',           three(asks([when('disabled', ['completed', 'a', true])])), { a: begun }, 'a needsFirst c'],
    ['disabled until another was tried',              three(asks([when('disabled', ['attempted', 'a', true])])), { a: begun }, 'a b c'],
    ['disabled once it is satisfied itself',          three(asks([when('disabled', ['satisfied'])])), { b: passed }, 'a shutOnceDone c'],
    ['disabled once another is satisfied',            three(asks([when('disabled', ['satisfied', 'a'])])), { a: passed }, 'a shutByRule c'],
    ['disabled always',                               three(asks([when('disabled', ['always'])])), {}, 'a shutByRule c'],
    ['both conditions, one met',                      three(asks([when('disabled', ['completed', 'a'], ['completed', 'c'])])), { a: done }, 'a b c'],
    ['either condition, one met',                     three(asks([{ ...when('disabled', ['completed', 'a'], ['completed', 'c']), combination: 'any' }])), { a: done }, 'a shutByRule c'],
    ['a rule without conditions asks for nothing',    three(asks([when('disabled')])), {}, 'a b c'],
    ['a heading that is disabled shuts what is in it', course([item('x'), item('h', { launch: null, ...asks([when('disabled', ['completed', 'x', true])]) }), under('a')]), {}, 'x needsFirst'],
    ['a heading is completed when all in it are',     course([item('h', { launch: null }), under('a'), under('b'), item('c', asks([when('disabled', ['completed', 'h', true])]))]), { a: done }, 'a b needsFirst'],
    ['… all of it',                                   course([item('h', { launch: null }), under('a'), under('b'), item('c', asks([when('disabled', ['completed', 'h', true])]))]), { a: done, b: passed }, 'a b c'],
    ['hidden from choosing, but gone on to',          three(asks([when('hiddenFromChoice', ['always'])])), { a: begun }, 'a b c'],
    ['hidden from choosing, before its turn',         three(asks([when('hiddenFromChoice', ['always'])])), {}, 'a notChosen c'],
    ['nobody past it until it is done',               course([item('a', asks([when('stopForwardTraversal', ['completed', null, true])])), item('b')]), { a: begun }, 'a needsFirst'],
    ['… and then on',                                 course([item('a', asks([when('stopForwardTraversal', ['completed', null, true])])), item('b')]), { a: done }, 'a b'],
    ['tried once, left to be resumed',                three(asks([], { triesOnce: true })), { b: { ...begun!, isEnded: false } }, 'a b c'],
    ['tried once, ended',                             three(asks([], { triesOnce: true })), { b: { ...failed!, isEnded: true } }, 'a triedOnce c'],
    ['skipped is still chosen',                       three(asks([when('skip', ['always'])])), {}, 'a b c'],
    ['no choosing, the first is skipped',             course([item('a', asks([when('skip', ['always'])])), item('b')], { choice: false }), {}, 'notChosen b'],
    ['no choosing, what was opened is disabled',      onlyFlow(asks([when('disabled', ['satisfied'])])), { a: done, b: passed }, 'a shutOnceDone c'],
    ['a package that was sent before order was read', three({}), {}, 'a b c'],
  ])('%s', (_, of, stands, answer) => { expect(opens(of, stands)).toBe(answer) })
})

describe('where next and previous lead', () => {
  test.each<[string, Course, Stands, [from: string, 'next' | 'previous'], string | null]>([
    ['on',                                       three({}), {}, ['a', 'next'], 'b'],
    ['back',                                     three({}), {}, ['b', 'previous'], 'a'],
    ['nowhere at the end',                       three({}), {}, ['c', 'next'], null],
    ['nowhere without going on',                 course([item('a'), item('b')], { flow: false }), {}, ['a', 'next'], null],
    ['not back where one only goes forward',     course([item('a'), item('b')], { forwardOnly: true }), {}, ['b', 'previous'], null],
    ['not into a heading that is only chosen in', course([item('a'), item('h', { launch: null, flow: false }), under('b')]), {}, ['a', 'next'], null],
    ['over what is skipped',                     three(asks([when('skip', ['always'])])), {}, ['a', 'next'], 'c'],
    ['over what is skipped, back',               three(asks([when('skip', ['always'])])), {}, ['c', 'previous'], 'a'],
    ['over what is skipped once it is passed',   three(asks([when('skip', ['satisfied'])])), { b: passed }, ['a', 'next'], 'c'],
    ['to it before',                             three(asks([when('skip', ['satisfied'])])), {}, ['a', 'next'], 'b'],
    ['over a whole heading',                     course([item('a'), item('h', { launch: null, ...asks([when('skip', ['always'])]) }), under('b'), under('c'), item('d')]), {}, ['a', 'next'], 'd'],
    ['not to what is disabled',                  gated, {}, ['a', 'next'], null],
    ['not past what stops',                      course([item('a', asks([when('stopForwardTraversal', ['always'])])), item('b')]), {}, ['a', 'next'], null],
    ['not past a heading that stops',            course([item('h', { launch: null, ...asks([when('stopForwardTraversal', ['always'])]) }), under('a'), item('b')]), {}, ['a', 'next'], null],
    ['within a heading that stops',              course([item('h', { launch: null, ...asks([when('stopForwardTraversal', ['always'])]) }), under('a'), under('b')]), {}, ['a', 'next'], 'b'],
  ])('%s', (_, of, stands, [from, way], to) => { expect(besides(of, standings(stands), from, way)?.id ?? null).toBe(to) })

  test('what is not open yet is named with its reason', () => {
    expect(stepFrom(gated, new Map(), 'a', 'next')).toMatchObject({ item: { id: 'b' }, whyNot: { key: 'scorm.needsFirst', data: { titles: '「a」' } } })
  })
  test('what hides itself is said to', () => {
    expect(menuOf(three(asks([when('hiddenFromChoice', ['always'])])), new Map()).map(({ isHidden }) => isHidden)).toEqual([false, true, false])
  })
})

// In order, each once the one before is satisfied: an objective of one item that the next reads, as examples of the standard do it.
const link = (id: string, before: string | null) => `<imsss:sequencing IDRef="shared"><imsss:controlMode flow="1"/>${before === null ? '' : `<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions conditionCombination="any">
<imsss:ruleCondition referencedObjective="before" operator="not" condition="satisfied"/><imsss:ruleCondition referencedObjective="before" operator="not" condition="objectiveStatusKnown"/></imsss:ruleConditions><imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>`}
<imsss:objectives><imsss:primaryObjective objectiveID="own"><imsss:mapInfo targetObjectiveID="all.${id}" writeSatisfiedStatus="true"/></imsss:primaryObjective>${before === null ? '' : `<imsss:objective objectiveID="before"><imsss:mapInfo targetObjectiveID="all.${before}" readSatisfiedStatus="true"/></imsss:objective>`}</imsss:objectives></imsss:sequencing>`
const read = (items: Parameters<typeof manifest>[0]['items'], sequencing = '') => {
  const text = manifest({ edition: '2004 3rd Edition', items, sequencing }).replace('</manifest>', '<imsss:sequencingCollection><imsss:sequencing ID="shared"><imsss:limitConditions attemptLimit="1"/><imsss:deliveryControls objectiveSetByContent="true"/></imsss:sequencing></imsss:sequencingCollection></manifest>')
  return readManifest(Buffer.from(text), items.map(({ id }) => `${id}/index.html`))
}

describe('rules are read from a manifest and kept', () => {
  test('an objective that one item tells and the next asks for, and what stands in a collection', () => {
    const { course: kept, findings } = read([{ id: 'a', more: link('a', null) }, { id: 'b', more: link('b', 'a') }])
    expect(findings).toEqual([])
    expect(kept!.items[1]!.sequencing).toEqual({
      triesOnce: true, saysSuccess: true, rules: [{ action: 'disabled', combination: 'any', conditions: [{ condition: 'satisfied', not: true, of: 'a' }, { condition: 'objectiveStatusKnown', not: true, of: 'a' }] }],
    })
    expect([opens(kept!), opens(kept!, { a: done }), opens(kept!, { a: passed })]).toEqual(['a needsFirst', 'a needsFirst', 'a b'])
  })

  const rule = (condition: string, action = 'disabled') => `<imsss:sequencing><imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>${condition}</imsss:ruleConditions><imsss:ruleAction action="${action}"/></imsss:preConditionRule></imsss:sequencingRules></imsss:sequencing>`
  test.each<[string, string, string]>([
    ['an objective nobody tells', rule('<imsss:ruleCondition referencedObjective="x" condition="satisfied"/>'), 'referencedObjective: x'],
    ['a condition of time', rule('<imsss:ruleCondition condition="satisfied"/><imsss:ruleCondition condition="timeLimitExceeded"/>'), 'ruleCondition: timeLimitExceeded'],
    ['an action nobody knows', rule('<imsss:ruleCondition condition="always"/>', 'explode'), 'preConditionRule: explode'],
    ['an order by chance', '<imsss:sequencing><imsss:randomizationControls randomizationTiming="once"/></imsss:sequencing>', 'randomizationControls'],
    ['what is closed while another is open', '<imsss:sequencing><adlseq:constrainedChoiceConsiderations constrainChoice="true"/></imsss:sequencing>', 'constrainChoice'],
  ])('%s is not run, and said by name', (_, more, names) => {
    const { course: kept, findings } = read([{ id: 'a', more: more.replace('<adlseq:', '<imsss:') }])
    expect(findings).toMatchObject([{ level: 'warning', code: 'rulesNotRun', item: 'a', data: { names } }])
    expect(kept!.items[0]!.sequencing!.rules).toEqual([])
  })
  test('rules of the outline as a whole are said not to be run', () => {
    expect(read([{ id: 'a' }], rule('<imsss:ruleCondition condition="always"/>')).findings).toMatchObject([{ code: 'rulesNotRun', data: { names: 'preConditionRule' } }])
  })
})

import type { Reason } from '../../base/errors.ts'
import { childrenOf, readXml, within, wordsIn, type Element } from '../../base/xml.ts'
import { flawsOf, isCode, limits, spellingsIn, tagsIn, type Made } from '../questions/fitness.ts'
import type { Choice, QuestionBody } from '../questions/rules.ts'
import { ownNames, type Incoming } from './incoming.ts'
import { gap, isMarkup, isMedia, markdownOf, plainOf, tidy } from './markup.ts'
import { toolName } from './packages.ts'

/** Why an item is not taken, each reason naming what stands in the way. */
class NotTaken extends Error {
  override name = 'NotTaken'
  readonly reason: Reason
  constructor(reason: Reason) { super(reason.key); this.reason = reason }
}
const not = (key: Reason['key'], data?: Reason['data']): never => { throw new NotTaken({ key, ...data === undefined ? {} : { data } }) }

/** An item of QTI 3.0, or of 2.x whose names are only written otherwise, as a question; or why it cannot be one of ours. */
export function readItem(bytes: Uint8Array, place: string, tags: readonly string[]): Incoming {
  const found = readXml(bytes)
  const none = { place, code: null, title: '', kind: null, made: null, said: [] }
  if ('problem' in found) return { ...none, refused: [{ key: `questionFiles.xml.${found.problem}` }] }
  const item = ofToday(found.root)
  if (item.name !== 'qti-assessment-item') return { ...none, refused: [{ key: 'questionFiles.noItem', data: { name: found.root.name.slice(0, 60) } }] }
  const { label = '', identifier = '', title = '' } = item.attributes
  const code = [label, identifier].find(isCode) ?? null
  const named = { ...none, code, title: title.slice(0, 100) || identifier }
  try {
    const { made, said } = questionOf(item, tags)
    return { ...named, kind: made.body.kind, made, said, refused: flawsOf(made).map(({ reason }) => reason) }
  } catch (error) {
    if (error instanceof NotTaken) return { ...named, refused: [error.reason] }
    throw error
  }
}

/** QTI 2.x writes `simpleChoice` and `maxChoices` where 3.0 has `qti-simple-choice` and `max-choices`. */
function ofToday(element: Element): Element {
  if (element.name !== 'assessmentItem') return element
  const kebab = (name: string) => name.replace(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)
  const renew = (one: Element): Element => ({
    line: one.line, name: one.name !== 'prompt' && (isMarkup(one.name) || isMedia(one.name)) ? one.name : `qti-${kebab(one.name)}`,
    attributes: Object.fromEntries(Object.entries(one.attributes).map(([name, value]) => [kebab(name), value])),
    children: one.children.map((child) => (typeof child === 'string' ? child : renew(child))),
  })
  return renew(element)
}

const known = new Set(['qti-response-declaration', 'qti-outcome-declaration', 'qti-context-declaration', 'qti-stylesheet', 'qti-item-body', 'qti-response-processing', 'qti-modal-feedback', 'qti-catalog-info'])

function questionOf(item: Element, tags: readonly string[]): { made: Made; said: Reason[] } {
  if (item.attributes.adaptive === 'true') not('questionFiles.adaptive')
  for (const child of item.children) if (typeof child !== 'string' && !known.has(child.name)) not('questionFiles.unknownElement', { name: child.name })
  const body = childrenOf(item, 'qti-item-body')[0] ?? not('questionFiles.noInteraction')
  const interactions = [...within(body, (name) => name.endsWith('-interaction'))]
  if (interactions.length === 0) not('questionFiles.noInteraction')
  if (interactions.length > 1) not('questionFiles.manyInteractions', { names: [...new Set(interactions.map(({ name }) => name))].join(', ') })
  const interaction = interactions[0]!
  const read = readers[interaction.name] ?? not('questionFiles.unknownInteraction', { name: interaction.name })
  const parts = partsOf(body, interaction)
  refuseUnknown(parts.stem)
  const response = childrenOf(item, 'qti-response-declaration').find(({ attributes }) => attributes.identifier === interaction.attributes['response-identifier'])
    ?? not('questionFiles.noResponse')
  const feedback = [...childrenOf(item, 'qti-modal-feedback'), ...parts.feedback]
  refuseUnknown(feedback)
  const made: Made = {
    stem: markdownOf(parts.stem).trim(), body: read(interaction, answersOf(response), { ...parts, item }), points: pointsOf(item),
    feedback: feedback.map(({ children }) => markdownOf(alone(children))).filter((text) => text !== '').join('\n\n'), tags: tagsIn(tags.join(',')),
  }
  return { made, said: saidOf(item, childrenOf(item, 'qti-stylesheet').length > 0) }
}

function saidOf(item: Element, isStyled: boolean): Reason[] {
  const isOurs = item.attributes['tool-name'] === toolName
  const processing = childrenOf(item, 'qti-response-processing')[0]
  const isUsual = processing === undefined || /\/(match_correct|map_response)(\.xml)?$/.test(processing.attributes.template ?? '') || marksAsWeDo(processing)
  return [
    ...isStyled ? [{ key: 'questionFiles.styleIgnored' as const }] : [],
    ...isOurs || isUsual ? [] : [{ key: 'questionFiles.ownMarking' as const }],
    ...isOurs || !isUnequal(item) ? [] : [{ key: 'questionFiles.unequal' as const }],
  ]
}

/** Whether what is right is worth more in one place than in another. */
const isUnequal = (item: Element): boolean => {
  const worth = childrenOf(item, 'qti-response-declaration').flatMap((one) => answersOf(one).mapped).map(({ value }) => value).filter((value) => value > 0)
  return new Set(worth).size > 1
}

const usual = new Set(['match', 'equal', 'map-response', 'response-condition', 'response-if', 'response-else', 'variable', 'correct', 'set-outcome-value', 'base-value', 'is-null'].map((name) => `qti-${name}`))
/** Rules that do nothing but compare the answer with what is right, once. */
const marksAsWeDo = (processing: Element): boolean => [...within(processing, (name) => !usual.has(name))].length === 0
  && [...within(processing, (name) => ['qti-match', 'qti-equal', 'qti-map-response'].includes(name))].length === 1

/** What is asked in words, beside the interaction: its sentence, its unit, what is said afterwards, what guides who marks. */
interface BodyParts { stem: Element['children']; feedback: Element[]; guide: Element[]; unit: string }

function partsOf(body: Element, interaction: Element): BodyParts {
  const parts: BodyParts = { stem: [], feedback: [], guide: [], unit: '' }
  const isInline = interaction.name === 'qti-text-entry-interaction' || interaction.name === 'qti-inline-choice-interaction'
  const prompt = childrenOf(interaction, 'qti-prompt').flatMap(({ children }) => [{ name: 'div', line: interaction.line, attributes: {}, children }])
  const keep = (nodes: Element['children']): Element['children'] => nodes.flatMap((node): Element['children'] => {
    if (typeof node === 'string') return [node]
    if (node === interaction) return isInline ? [gap] : prompt
    if (node.name === 'qti-feedback-block' || node.name === 'qti-feedback-inline') { parts.feedback.push(node); return [] }
    if (node.name === 'qti-rubric-block') {
      const views = (node.attributes.view ?? 'candidate').split(/\s+/)
      if (views.includes('scorer') && !views.includes('candidate')) parts.guide.push(node)
      return views.includes('candidate') ? [{ name: 'div', line: node.line, attributes: {}, children: keep(alone(node.children)) }] : []
    }
    if (isInline && node.children.includes(interaction)) {
      const rest = node.children.filter((one) => one !== interaction && !(typeof one === 'string' && tidy(one) === ''))
      const after = node.children.slice(node.children.indexOf(interaction) + 1)
      const unit = tidy(after.map((one) => (typeof one === 'string' ? one : wordsIn(one))).join(''))
      // A box alone in its line, or one with a unit behind it, is the box of our page.
      if (rest.every((one) => after.includes(one)) && [...unit].length <= limits.unit && after.every((one) => typeof one === 'string' || one.name === 'span')) { parts.unit = ownUnit(after) ?? unit; return [] }
    }
    return [{ ...node, children: keep(node.children) }]
  })
  parts.stem = alone(keep(body.children))
  return parts
}
const ownUnit = (nodes: Element['children']): string | null => nodes.map((one) => (typeof one === 'string' ? null : one.attributes['data-unit'] ?? null)).find((unit) => unit !== null) ?? null

/** Blanks between elements say nothing, and what only holds others together is left out. */
function alone(nodes: Element['children']): Element['children'] {
  const filled = nodes.filter((one) => typeof one !== 'string' || tidy(one) !== '')
  const [only] = filled
  return filled.length === 1 && typeof only === 'object' && only.name === 'qti-content-body' ? alone(only.children) : filled
}

function refuseUnknown(nodes: Element['children']): void {
  for (const node of nodes) if (typeof node !== 'string') {
    if (isMedia(node.name)) not('questionFiles.media', { name: node.name, file: (node.attributes.src ?? node.attributes.data ?? node.attributes.href ?? '').slice(0, 80) || '―' })
    if (!isMarkup(node.name) && node.name !== 'qti-modal-feedback' && !node.name.startsWith('qti-feedback-')) not('questionFiles.unknownElement', { name: node.name })
    refuseUnknown(node.children)
  }
}

/** What a response declaration says is right: values in their order, and a map of values to what each is worth. */
interface Answers { cardinality: string; type: string; values: string[]; mapped: { key: string; value: number; isCaseSensitive: boolean }[] }

function answersOf(response: Element): Answers {
  const values = childrenOf(response, 'qti-correct-response').flatMap((one) => childrenOf(one, 'qti-value')).map((one) => wordsIn(one).trim())
  const mapped = childrenOf(response, 'qti-mapping').flatMap((one) => childrenOf(one, 'qti-map-entry')).map(({ attributes }) => ({
    key: attributes['map-key'] ?? '', value: Number(attributes['mapped-value'] ?? '0'), isCaseSensitive: attributes['case-sensitive'] !== 'false',
  }))
  return { cardinality: response.attributes.cardinality ?? 'single', type: response.attributes['base-type'] ?? '', values, mapped }
}

function pointsOf(item: Element): number {
  const outcome = (identifier: string) => childrenOf(item, 'qti-outcome-declaration').find(({ attributes }) => attributes.identifier === identifier)
  const stated = [...outcome('MAXSCORE') === undefined ? [] : within(outcome('MAXSCORE')!, (name) => name === 'qti-value')].map(wordsIn)[0] ?? outcome('SCORE')?.attributes['normal-maximum'] ?? '1'
  const points = Number(stated)
  return Number.isInteger(points) && points >= 1 && points <= limits.points ? points : 1
}

type Reader = (interaction: Element, answers: Answers, more: BodyParts & { item: Element }) => QuestionBody

const readers: Record<string, Reader> = {
  'qti-choice-interaction': (interaction, answers) => {
    const raw = childrenOf(interaction, 'qti-simple-choice')
    const isShuffled = interaction.attributes.shuffle === 'true'
    const trueFalse = answers.cardinality === 'single' ? trueFalseOf(raw, answers) : null
    if (trueFalse !== null) return trueFalse
    const { choices, nameOf } = choicesOf(raw)
    const right = rightOf(answers).map(nameOf)
    if (answers.cardinality === 'single') return { kind: 'single', choices, right: right[0] ?? '', isShuffled }
    return { kind: 'multiple', choices, right: choices.map(({ id }) => id).filter((id) => right.includes(id)), isShuffled, partial: answers.mapped.length > 0 }
  },
  'qti-inline-choice-interaction': (interaction, answers) => {
    const { choices, nameOf } = choicesOf(childrenOf(interaction, 'qti-inline-choice'))
    return { kind: 'single', choices, right: rightOf(answers).map(nameOf)[0] ?? '', isShuffled: interaction.attributes.shuffle === 'true' }
  },
  'qti-order-interaction': (interaction, { values }) => {
    const { choices, nameOf } = choicesOf(childrenOf(interaction, 'qti-simple-choice'))
    const order = values.map(nameOf)
    if (order.length !== choices.length || new Set(order).size !== order.length || order.includes('')) not('questionFiles.orderPart')
    return { kind: 'ordering', choices: order.map((id) => choices.find((one) => one.id === id)!), partial: interaction.attributes['data-partial'] === 'true' }
  },
  'qti-match-interaction': (interaction, answers) => {
    const [lefts, rights] = childrenOf(interaction, 'qti-simple-match-set').map((set) => choicesOf(childrenOf(set, 'qti-simple-associable-choice')))
    if (lefts === undefined || rights === undefined) return not('questionFiles.noInteraction')
    const pairs = rightOf(answers).map((value) => value.split(/\s+/)).map(([one = '', other = '']) => (lefts.nameOf(one) === '' ? [lefts.nameOf(other), rights.nameOf(one)] : [lefts.nameOf(one), rights.nameOf(other)]) as [string, string])
    if (new Set(pairs.map(([left]) => left)).size < pairs.length) not('questionFiles.manyMatches')
    return { kind: 'matching', choices: lefts.choices, targets: rights.choices, right: Object.fromEntries(pairs.filter(([left, right]) => left !== '' && right !== '')), partial: answers.mapped.length > 0 }
  },
  'qti-text-entry-interaction': (_, answers, { item, unit }) => {
    if (answers.type === 'float' || answers.type === 'integer') return numericOf(answers, item, unit)
    const isCaseSensitive = answers.mapped.length === 0 || answers.mapped.some((one) => one.isCaseSensitive)
    const words = [...answers.values, ...answers.mapped.filter(({ value }) => value > 0).map(({ key }) => key)]
    return { kind: 'short_answer', right: spellingsIn(words.join('\n'), isCaseSensitive), isCaseSensitive }
  },
  'qti-extended-text-interaction': ({ attributes }, _, { guide }) => {
    const expected = Number(attributes['expected-length'] ?? '')
    refuseUnknown(guide.flatMap(({ children }) => children))
    return {
      kind: 'free_text', charactersMax: Number.isInteger(expected) && expected >= 1 ? Math.min(expected, limits.characters) : 800,
      guide: guide.map(({ children }) => markdownOf(alone(children))).join('\n\n'),
    }
  },
}

/** What is right: as it is said, else what is worth the most, or anything, by its map. */
function rightOf({ values, mapped, cardinality }: Answers): string[] {
  if (values.length > 0) return values
  const worthy = mapped.filter(({ value }) => value > 0)
  const most = Math.max(0, ...worthy.map(({ value }) => value))
  return (cardinality === 'single' ? worthy.filter(({ value }) => value === most).slice(0, 1) : worthy).map(({ key }) => key)
}

const trueWords = ['正しい', '正', '○', '〇', 'はい', 'true', 'yes']
const falseWords = ['誤り', '誤', '×', 'いいえ', 'false', 'no']
/** Two choices that are called true and false and say so. */
function trueFalseOf(raw: readonly Element[], answers: Answers): QuestionBody | null {
  if (raw.length !== 2) return null
  const wordOf = (identifier: string) => { const one = raw.find(({ attributes }) => attributes.identifier === identifier); return one === undefined ? '' : plainOf(one).toLowerCase() }
  if (!trueWords.includes(wordOf('true')) || !falseWords.includes(wordOf('false'))) return null
  const [right] = rightOf(answers)
  return right === 'true' || right === 'false' ? { kind: 'true_false', right: right === 'true' } : null
}

function choicesOf(raw: readonly Element[]): { choices: Choice[]; nameOf: (identifier: string) => string } {
  for (const { children } of raw) refuseUnknown(children)
  const identifiers = raw.map(({ attributes }) => attributes.identifier ?? '')
  const names = ownNames(identifiers.map((identifier) => identifier.replace(/^[LR]-/, '')))
  return { choices: raw.map((one, n) => ({ id: names[n]!, text: plainOf(one) })), nameOf: (identifier) => names[identifiers.indexOf(identifier)] ?? '' }
}

function numericOf({ values, mapped }: Answers, item: Element, unit: string): QuestionBody {
  const right = Number(values[0] ?? mapped.find(({ value }) => value > 0)?.key ?? 'none')
  const equal = childrenOf(item, 'qti-response-processing').flatMap((one) => [...within(one, (name) => name === 'qti-equal')])[0]
  const [below = 0, above = below] = (equal?.attributes.tolerance ?? '').split(/\s+/).filter((one) => one !== '').map(Number)
  const mode = equal?.attributes['tolerance-mode'] ?? 'exact'
  if (below !== above && mode !== 'exact') not('questionFiles.uneven')
  const tolerance = mode === 'absolute' ? below : mode === 'relative' ? Number((Math.abs(right) * below / 100).toFixed(limits.decimals)) : 0
  return { kind: 'numeric', right, tolerance, unit }
}

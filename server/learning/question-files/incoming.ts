import type { Reason } from '../../base/errors.ts'
import { isName, namesFor, type Made } from '../questions/fitness.ts'
import { differing, inPlace } from '../questions/making.ts'
import type { HeldQuestion } from '../questions/queries.ts'
import type { Choice, QuestionBody, QuestionKind } from '../questions/rules.ts'

/** A question that a file brings: where it stands there, what it is called, and why it cannot be taken, if it cannot. */
export interface Incoming { place: string; code: string | null; title: string; kind: QuestionKind | null; made: Made | null; refused: Reason[]; said: Reason[] }

export type Mark = 'new' | 'changed' | 'same' | 'refused'
/** What becomes of it in the bank; `before` is the question it is found to be. */
export interface Compared { mark: Mark; one: Incoming; made: Made | null; before: HeldQuestion | null; fields: string[]; refused: Reason[] }

/** What a file would do to a bank. What is in the bank and not in the file stays as it is. */
export function compare(bank: readonly HeldQuestion[], incoming: readonly Incoming[]): Compared[] {
  const byCode = new Map(bank.map((one) => [one.code, one]))
  const seen = new Set<string>()
  return incoming.map((one): Compared => {
    const { made, code } = one
    if (made === null || one.refused.length > 0) return { mark: 'refused', one, made: null, before: null, fields: [], refused: one.refused }
    const before = (code === null ? bank.find((held) => isSame(held, made)) : byCode.get(code)) ?? null
    const key = code ?? (before === null ? JSON.stringify([made.stem, made.body]) : before.code)
    if (seen.has(key)) return refusedAs(one, { key: 'questionFiles.twice', data: { code: code ?? one.place } })
    seen.add(key)
    if (before === null) return { mark: 'new', one, made, before, fields: [], refused: [] }
    if (before.kind !== made.body.kind) return refusedAs(one, { key: 'questionFiles.otherKind', data: { code: before.code } })
    const adopted = { ...made, body: adopt(before.body, made.body) }
    const fields = differing(before, adopted)
    return { mark: fields.length > 0 ? 'changed' : 'same', one, made: adopted, before, fields, refused: [] }
  })
}

const refusedAs = (one: Incoming, reason: Reason): Compared => ({ mark: 'refused', one, made: null, before: null, fields: [], refused: [reason] })
const isSame = (held: HeldQuestion, made: Made): boolean => held.kind === made.body.kind && held.stem === made.stem && differing(held, { ...made, body: adopt(held.body, made.body), tags: held.tags, points: held.points, feedback: held.feedback }).length === 0

/** A changed body keeps the names of choices whose words stay, or that stand where one was corrected: answers are kept by name. */
export function adopt(before: QuestionBody, after: QuestionBody): QuestionBody {
  if (!('choices' in before) || !('choices' in after) || before.kind !== after.kind) return after
  const choices = named(before.choices, after.choices)
  const nameOf = (id: string) => choices[after.choices.findIndex((one) => one.id === id)]!.id
  if (after.kind === 'single') return { ...after, choices, right: nameOf(after.right) }
  if (after.kind === 'multiple') return { ...after, choices, right: choices.filter(({ id }) => after.right.map(nameOf).includes(id)).map(({ id }) => id) }
  if (after.kind !== 'matching' || before.kind !== 'matching') return { ...after, choices } as QuestionBody
  const targets = named(before.targets, after.targets)
  const targetOf = (id: string) => targets[after.targets.findIndex((one) => one.id === id)]!.id
  const right = Object.fromEntries(Object.entries(after.right).map(([id, target]) => [nameOf(id), targetOf(target)]))
  return inPlace(before, { ...after, choices, targets, right })
}

function named(before: readonly Choice[], after: readonly Choice[]): Choice[] {
  const byText = after.map(({ text }) => before.find((one) => one.text === text)?.id)
  const held = new Set(byText)
  const wanted = after.map((_, n) => byText[n] ?? (before[n] !== undefined && !held.has(before[n].id) ? before[n].id : undefined))
  const names = namesFor(wanted)
  return after.map(({ text }, n) => ({ id: names[n]!, text }))
}

/** Names of choices as a file gives them, when all are short names of ours; else new ones in their order. */
export function ownNames(names: readonly string[]): string[] {
  return names.every(isName) && new Set(names).size === names.length ? [...names] : namesFor(names.map(() => undefined))
}

/** A bank as somebody saw it: another stamp says that it has changed. */
export const stampOf = (bank: readonly HeldQuestion[]): string => `${bank.length}.${bank.reduce((sum, { version }) => sum + version, 0)}`

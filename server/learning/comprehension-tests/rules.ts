import type { Reason } from '../../base/errors.ts'
import type { Look, TestContent } from './content.ts'

/** A number from 0 up to 1, the next each time; the same seed gives the same ones on any machine. */
export function chanceOf(seed: string): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]
  for (let place = 0; place < seed.length; place += 1) {
    const sign = seed.charCodeAt(place)
    a = b ^ Math.imul(a ^ sign, 597399067)
    b = c ^ Math.imul(b ^ sign, 2869860233)
    c = d ^ Math.imul(c ^ sign, 951274213)
    d = a ^ Math.imul(d ^ sign, 2716044179)
  }
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return (sum >>> 0) / 4294967296
  }
  for (let n = 0; n < 12; n += 1) next() // what seeds have in common is stirred out
  return next
}

/** The same things in the order that belongs to this seed. */
export function shuffled<T>(list: readonly T[], seed: string): T[] {
  const chance = chanceOf(seed)
  const order = [...list]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const place = Math.floor(chance() * (last + 1))
    ;[order[last], order[place]] = [order[place]!, order[last]!]
  }
  return order
}

/** A question that a paper may ask: its current version, where it lies and what it is worth. */
export interface Drawable { questionId: number; versionId: number; bankId: number; tags: readonly string[]; points: number; isActive: boolean }
export interface PaperLine { section: number; questionId: number; versionId: number; points: number }
/** `missing`: how many questions a draw found too few. */
export interface Paper { lines: PaperLine[]; missing: { section: number; draw: number; missing: number }[] }

/**
 * The questions of one attempt, in order. No question is asked twice, wherever it is named; a draw gets as many as it asks for
 * whenever there is any way to give every draw its own. The same seed over the same questions gives the same paper.
 */
export function drawPaper({ sections, isShuffled }: Pick<TestContent, 'sections' | 'isShuffled'>, questions: readonly Drawable[], seed: string): Paper {
  const active = questions.filter(({ isActive }) => isActive).toSorted((one, other) => one.questionId - other.questionId)
  const known = new Map(active.map((one) => [one.questionId, one]))
  const named = new Set<number>()
  const fixed = sections.map(({ questionIds }) => questionIds.filter((id) => known.has(id) && !named.has(id) && named.add(id)))
  const free = active.filter(({ questionId }) => !named.has(questionId))
  const slots = sections.flatMap(({ draws }, section) => draws.flatMap(({ bankId, tag, count }, draw) => {
    const fitting = shuffled(free.filter((one) => one.bankId === bankId && (tag === '' || one.tags.includes(tag))), `${seed}/draw/${section}/${draw}`)
    return Array.from({ length: count }, () => ({ section, draw, fitting }))
  }))
  const given = giveOut(slots.map(({ fitting }) => fitting))
  const lines = sections.flatMap((_, section) => {
    const drawn = slots.flatMap((slot, place) => slot.section === section && given[place] ? [given[place]] : [])
    const all = [...fixed[section]!.map((id) => known.get(id)!), ...drawn]
    return (isShuffled ? shuffled(all, `${seed}/order/${section}`) : all)
      .map(({ questionId, versionId, points }) => ({ section, questionId, versionId, points }))
  })
  return { lines, missing: missingOf(slots, given) }
}

/** Gives each slot a question of its own; one that has to step aside takes another of its own choice, as long as there is any. */
function giveOut(slots: readonly (readonly Drawable[])[]): (Drawable | undefined)[] {
  const holder = new Map<number, number>()
  const given: (Drawable | undefined)[] = slots.map(() => undefined)
  const take = (slot: number, tried: Set<number>): boolean => slots[slot]!.some((one) => {
    if (tried.has(one.questionId)) return false
    tried.add(one.questionId)
    const other = holder.get(one.questionId)
    if (other !== undefined && !take(other, tried)) return false
    holder.set(one.questionId, slot)
    given[slot] = one
    return true
  })
  for (const slot of slots.keys()) take(slot, new Set())
  return given
}

function missingOf(slots: readonly { section: number; draw: number }[], given: readonly unknown[]): Paper['missing'] {
  const short = new Map<string, Paper['missing'][number]>()
  for (const [place, { section, draw }] of slots.entries()) {
    if (given[place] !== undefined) continue
    const key = `${section}/${draw}`
    short.set(key, { section, draw, missing: (short.get(key)?.missing ?? 0) + 1 })
  }
  return [...short.values()]
}

export const questionsMax = 200

/** What keeps a test from being published, the most important first. `nameOf` names a bank. */
export function problemsOfTest(test: TestContent, questions: readonly Drawable[], nameOf: (bankId: number) => string): Reason[] {
  const asked = test.sections.reduce((sum, { draws, questionIds }) => sum + questionIds.length + draws.reduce((all, { count }) => all + count, 0), 0)
  const { lines, missing } = drawPaper(test, questions, 'problems')
  const gone = test.sections.flatMap(({ questionIds }) => questionIds).filter((id) => !questions.some((one) => one.questionId === id && one.isActive))
  return [
    ...asked === 0 ? [{ key: 'tests.noQuestions' as const }] : [],
    ...asked > questionsMax ? [{ key: 'tests.tooManyQuestions' as const, data: { count: asked, limit: questionsMax } }] : [],
    ...missing.map(({ section, draw, missing }): Reason => {
      const { bankId, tag, count } = test.sections[section]!.draws[draw]!
      return { key: tag === '' ? 'tests.bankTooSmall' : 'tests.tagTooSmall', data: { bank: nameOf(bankId), tag, count, there: count - missing } }
    }),
    ...gone.length > 0 ? [{ key: 'tests.questionGone' as const, data: { count: gone.length } }] : [],
    ...asked > 0 && missing.length === 0 && gone.length === 0 && lines.length < asked ? [{ key: 'tests.askedTwice' as const }] : [],
    ...test.retest === 'after_reading' && test.review.after !== 'right_answers' ? [{ key: 'tests.nothingToRead' as const }] : [],
  ]
}

const rank: Record<Look, number> = { nothing: 0, result: 1, right_answers: 2 }

/** The most that any of the moments which have come allows. Nothing is seen of what was not handed in. */
export function lookOf({ after, passed, due }: TestContent['review'], is: { handedIn: boolean; passed: boolean; due: boolean }): Look {
  if (!is.handedIn) return 'nothing'
  return [after, ...is.passed ? [passed] : [], ...is.due ? [due] : []].reduce((most, one) => rank[one] > rank[most] ? one : most)
}

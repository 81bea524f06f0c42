import { shareOf, type Answer, type QuestionBody } from '../questions/rules.ts'

/** One answer of a first attempt, as the analysis of its question needs it. */
export interface Given { attemptId: number; questionId: number; share: number; pointsMax: number; answer: Answer }
export interface Asked { questionId: number; stem: string; body: QuestionBody }
export type Warning = 'few' | 'hard' | 'easy' | 'reversed' | 'weak' | 'wrongLiked' | 'neverChosen'
export interface Item {
  questionId: number; stem: string; kind: QuestionBody['kind']; n: number
  /** The mean share of the points: 1 is what everybody knew. */
  difficulty: number
  /** How those who did well in the rest of the test did here: from -1 to 1; null where nothing differs. */
  discrimination: number | null
  /** The upper 27 % less the lower 27 %, by the whole test. */
  upperLower: number | null
  choices: { text: string; isRight: boolean; count: number }[]
  warnings: Warning[]
}

/** Below this many answers, figures say little; the page says so. */
export const fewAnswers = 30

/** What the answers say about each question. */
export function itemsOf(asked: readonly Asked[], given: readonly Given[]): Item[] {
  const totals = new Map([...Map.groupBy(given, ({ attemptId }) => attemptId)].map(([id, all]) => [id, { points: sum(all.map(({ share, pointsMax }) => share * pointsMax)), max: sum(all.map(({ pointsMax }) => pointsMax)) }]))
  const answers = Map.groupBy(given, ({ questionId }) => questionId)
  return asked.map(({ questionId, stem, body }) => {
    const own = answers.get(questionId) ?? []
    const rows = own.map(({ attemptId, share, pointsMax }) => {
      const { points, max } = totals.get(attemptId)!
      return { share, rest: max > pointsMax ? (points - share * pointsMax) / (max - pointsMax) : null, whole: points / max }
    })
    const figures = { n: own.length, difficulty: mean(rows.map(({ share }) => share)), discrimination: correlation(rows.flatMap(({ share, rest }) => rest === null ? [] : [[share, rest] as const])), upperLower: upperLess(rows) }
    const choices = choicesOf(body, own.map(({ answer }) => answer))
    return { questionId, stem, kind: body.kind, ...figures, choices, warnings: warningsOf({ ...figures, choices }) }
  })
}

const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
const mean = (list: readonly number[]) => list.length === 0 ? 0 : sum(list) / list.length

/** How two columns go together; null when one of them never changes, or there are too few. */
export function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null
  const [a, b] = [mean(pairs.map(([one]) => one)), mean(pairs.map(([, other]) => other))]
  const [aa, bb, ab] = [sum(pairs.map(([one]) => (one - a) ** 2)), sum(pairs.map(([, other]) => (other - b) ** 2)), sum(pairs.map(([one, other]) => (one - a) * (other - b)))]
  return aa < 1e-12 || bb < 1e-12 ? null : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)))
}

function upperLess(rows: readonly { share: number; whole: number }[]): number | null {
  const size = Math.round(rows.length * 0.27)
  if (size === 0) return null
  const order = rows.toSorted((one, other) => one.whole - other.whole)
  return mean(order.slice(-size).map(({ share }) => share)) - mean(order.slice(0, size).map(({ share }) => share))
}

function choicesOf(body: QuestionBody, answers: readonly Answer[]): Item['choices'] {
  if (body.kind !== 'single' && body.kind !== 'multiple') return []
  return body.choices.map(({ id, text }) => ({ text, isRight: body.kind === 'single' ? body.right === id : body.right.includes(id),
    count: answers.filter((answer) => answer !== null && 'choices' in answer && answer.choices.includes(id)).length }))
}

function warningsOf({ n, difficulty, discrimination, choices }: Pick<Item, 'n' | 'difficulty' | 'discrimination' | 'choices'>): Warning[] {
  if (n === 0) return ['few']
  const leastRight = Math.min(...choices.filter(({ isRight }) => isRight).map(({ count }) => count))
  return [
    ...n < fewAnswers ? ['few' as const] : [],
    ...difficulty < 0.3 ? ['hard' as const] : difficulty > 0.95 ? ['easy' as const] : [],
    // With few answers a correlation is chance: it is shown, and nothing is concluded from it.
    ...discrimination === null || n < fewAnswers ? [] : discrimination < 0 ? ['reversed' as const] : discrimination < 0.15 ? ['weak' as const] : [],
    ...choices.some(({ isRight, count }) => !isRight && count > leastRight) ? ['wrongLiked' as const] : [],
    ...n >= fewAnswers && choices.some(({ isRight, count }) => !isRight && count === 0) ? ['neverChosen' as const] : [],
  ]
}

/** An answer of an attempt that was marked or is under way, to be marked by another version of its question. */
export interface ToRemark { attemptId: number; place: number; answer: Answer; share: number | null; isHandedIn: boolean }
export interface Remarked { attemptId: number; place: number; before: number | null; after: number }

/** Which answers are worth something else by this version. What a person marks, and what is not handed in, is not touched. */
export function remarkBy(body: QuestionBody, answers: readonly ToRemark[]): Remarked[] {
  return answers.flatMap(({ attemptId, place, answer, share, isHandedIn }) => {
    const after = shareOf(body, answer)
    return !isHandedIn || after === null || share !== null && Math.abs(after - share) < 1e-9 ? [] : [{ attemptId, place, before: share, after }]
  })
}

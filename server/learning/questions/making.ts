import type { FieldReason } from '../../base/errors.ts'
import { namesFor, numeral, spellingsIn, tagsIn, type Flaw, type Made } from './fitness.ts'
import type { NewQuestionForm, QuestionForm } from './forms.ts'
import type { Choice, QuestionBody, QuestionKind } from './rules.ts'

type Boxes = Omit<NewQuestionForm, 'kind'> | QuestionForm
type Row = NonNullable<Boxes['rows']>[number]

/** A question as a form says it, and where in the form each of its rows stands: blank rows were left out. */
export interface Typed { made: Made; rowOf: (part: Flaw['part'], row: number) => number; isChosenBlank: boolean }

/** What the boxes of a form make of a question, right or not; fitness.ts says what is wrong with it. */
export function madeOf(kind: QuestionKind, form: Boxes): Typed {
  const rows = (form.rows ?? []).map((row, place) => ({ ...row, place }))
  const isFilled = kind === 'matching' ? ({ text = '', target = '' }: Row) => text.trim() !== '' || target.trim() !== '' : ({ text = '' }: Row) => text.trim() !== ''
  const filled = rows.filter(isFilled)
  const { body, places } = bodyOf(kind, form, filled)
  const isRight = (row: (typeof rows)[number]) => (kind === 'single' ? row.place === form.rightRow : kind === 'multiple' && row.right === 'true')
  return {
    made: { stem: form.stem.trim(), body, points: form.points, feedback: (form.feedback ?? '').trim(), tags: tagsIn(form.tags ?? '') },
    rowOf: (part, row) => (part === 'targets' ? places.targets : places.choices)[row] ?? rows.find((one) => !isFilled(one))?.place ?? rows.length,
    isChosenBlank: rows.some((row) => isRight(row) && !isFilled(row)),
  }
}

type Filled = Row & { place: number }
interface Placed { body: QuestionBody; places: { choices: number[]; targets: number[] } }

function bodyOf(kind: QuestionKind, form: Boxes, rows: Filled[]): Placed {
  const choices = named(rows.map(({ id, text = '' }) => ({ id, text: text.trim() })))
  const places = { choices: rows.map(({ place }) => place), targets: [] }
  const [isShuffled, partial] = [form.isShuffled === 'true', form.partial === 'true']
  switch (kind) {
    case 'single': return { body: { kind, choices, right: choices[rows.findIndex(({ place }) => place === form.rightRow)]?.id ?? '', isShuffled }, places }
    case 'multiple': return { body: { kind, choices, right: choices.filter((_, n) => rows[n]!.right === 'true').map(({ id }) => id), isShuffled, partial }, places }
    case 'true_false': return { body: { kind, right: form.isTrue === 'true' }, places }
    case 'ordering': return { body: { kind, choices, partial }, places }
    case 'matching': return pairsOf(rows, partial)
    case 'short_answer': {
      const isCaseSensitive = form.isCaseSensitive === 'true'
      return { body: { kind, right: spellingsIn(form.spellings ?? '', isCaseSensitive), isCaseSensitive }, places }
    }
    case 'numeric': return { body: { kind, right: form.number ?? Number.NaN, tolerance: form.tolerance ?? 0, unit: (form.unit ?? '').trim() }, places }
    case 'free_text': return { body: { kind, charactersMax: form.charactersMax ?? 0, guide: (form.guide ?? '').trim() }, places }
  }
}

const named = (list: readonly { id: string | undefined; text: string }[]): Choice[] => {
  const names = namesFor(list.map(({ id }) => id))
  return list.map(({ text }, n) => ({ id: names[n]!, text }))
}

/** Rows of left and right: the same right twice is one target, a right without a left is there to choose wrongly. */
function pairsOf(rows: Filled[], partial: boolean): Placed {
  const lefts = rows.filter(({ text = '' }) => text.trim() !== '')
  const rights = rows.filter(({ target = '' }, n) => target.trim() !== '' && rows.findIndex((one) => (one.target ?? '').trim() === target.trim()) === n)
  const choices = named(lefts.map(({ id, text = '' }) => ({ id, text: text.trim() })))
  const targets = named(rights.map(({ targetId, target = '' }) => ({ id: targetId, text: target.trim() })))
  const right = Object.fromEntries(lefts.flatMap(({ target = '' }, n) => {
    const found = targets.find(({ text }) => text === target.trim())
    return found === undefined ? [] : [[choices[n]!.id, found.id] as const]
  }))
  // A left without a right is shown at the row of the left.
  const targetPlaces = lefts.some(({ target = '' }) => target.trim() === '') ? lefts : rights
  return { body: { kind: 'matching', choices, targets, right, partial }, places: { choices: lefts.map(({ place }) => place), targets: targetPlaces.map(({ place }) => place) } }
}

/** Each flaw at the box of the form where it is mended. */
export function problemsOf(kind: QuestionKind, flaws: readonly Flaw[], { rowOf }: Pick<Typed, 'rowOf'>, form: Boxes): FieldReason[] {
  const asked: Flaw[] = kind === 'true_false' && form.isTrue === undefined ? [{ part: 'right', reason: { key: 'form.notChosen' } }] : []
  return [...asked, ...flaws].map(({ part, row = 0, reason }) => ({ field: fieldOf(kind, part, () => rowOf(part, row)), reason }))
}

function fieldOf(kind: QuestionKind, part: Flaw['part'], row: () => number): string {
  if (part === 'choices') return `rows.${row()}.text`
  if (part === 'targets') return `rows.${row()}.target`
  if (part !== 'right') return part
  return ({ single: 'rightRow', multiple: 'rows.0.right', true_false: 'isTrue', short_answer: 'spellings', numeric: 'number' } as Partial<Record<QuestionKind, string>>)[kind] ?? 'stem'
}

/** The boxes a question stands in when it is edited. */
export function boxesOf({ stem, body, points, feedback, tags }: Made): Record<string, unknown> {
  const ticks = Object.fromEntries((['isShuffled', 'partial', 'isCaseSensitive'] as const).filter((name) => name in body && body[name as never] === true).map((name) => [name, 'true']))
  return { stem, points, feedback, tags: tags.join('、'), ...ticks, ...boxesOfBody(body) }
}

function boxesOfBody(body: QuestionBody): Record<string, unknown> {
  switch (body.kind) {
    case 'single': return { rows: body.choices, rightRow: body.choices.findIndex(({ id }) => id === body.right) }
    case 'multiple': return { rows: body.choices.map((one) => ({ ...one, ...body.right.includes(one.id) && { right: 'true' } })) }
    case 'true_false': return { isTrue: String(body.right) }
    case 'ordering': return { rows: body.choices }
    case 'matching': {
      const textOf = new Map(body.targets.map(({ id, text }) => [id, text]))
      const used = new Set(Object.values(body.right))
      return { rows: [
        ...body.choices.map((one) => ({ ...one, targetId: body.right[one.id], target: textOf.get(body.right[one.id]!) ?? '' })),
        ...body.targets.filter(({ id }) => !used.has(id)).map(({ id, text }) => ({ targetId: id, target: text })),
      ] }
    }
    case 'short_answer': return { spellings: body.right.join('\n') }
    case 'numeric': return { number: numeral(body.right), tolerance: body.tolerance === 0 ? '' : numeral(body.tolerance), unit: body.unit }
    case 'free_text': return { charactersMax: body.charactersMax, guide: body.guide }
  }
}

/** Where the targets of a matching stand says nothing, they are always shuffled: those that were there keep their places. */
export function inPlace(before: QuestionBody, after: QuestionBody): QuestionBody {
  if (before.kind !== 'matching' || after.kind !== 'matching') return after
  const place = new Map(before.targets.map(({ id }, n) => [id, n]))
  return { ...after, targets: [...after.targets].sort((a, b) => (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) || 0) }
}

/** What differs between two makings of one question, in the order of the form; tags are not part of a version. */
export function differing(before: Made, after: Made): ('stem' | 'body' | 'points' | 'feedback' | 'tags')[] {
  return (['stem', 'body', 'points', 'feedback', 'tags'] as const).filter((part) => told(before[part]) !== told(after[part]))
}

/** jsonb gives names in an order of its own. */
const told = (value: unknown): string => JSON.stringify(value, (_, one: unknown) =>
  (one !== null && typeof one === 'object' && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one))

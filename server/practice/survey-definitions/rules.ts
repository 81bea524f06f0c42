import type { Reason } from '../../base/errors.ts'

// What is asked. A definition is a document: sections of questions, each with a number that it keeps from year to year, so that an
// answer stands beside the one of the year before whatever was moved or worded anew between them.

export const kinds = ['number', 'single', 'multiple', 'scale', 'yesno', 'text'] as const
export type Kind = (typeof kinds)[number]
/** What the product knows itself and may propose; never taken without somebody looking. */
export const sources = ['none', 'trained_people', 'conferences_held', 'conferences_planned', 'cases_discussed'] as const
export type Source = (typeof sources)[number]

export interface Words { ja: string; en: string }
/** A row of a table or an option of a choice, by a number of its own. */
export interface Entry extends Words { key: number }
export interface Question {
  number: number; kind: Kind; label: Words; help: Words; required: boolean
  /** Of a number: its unit, how small it may be (null: anything), and whether decimals are counted. */
  unit: Words; least: number | null; decimal: boolean
  /** Last year's actual alone, or this year's plan beside it. */
  withPlan: boolean
  /** Of a number: a row for each of these; with a total that is typed and compared. Of a choice: its options. */
  entries: Entry[]; withTotal: boolean
  /** 「－」 and 区分できない are answers of their own where they are let in. */
  mayBeNone: boolean; mayBeInseparable: boolean
  indicatorId: number | null; source: Source
}
export interface Section { number: number; title: Words; lead: Words; questions: Question[] }
/** `next`: the number that the next section or question is given; none is ever given twice. */
export interface Definition { next: number; sections: Section[] }

export const sectionsMax = 30
export const questionsMax = 60
export const entriesMax = 60

export const empty: Definition = { next: 1, sections: [] }
export const none: Words = { ja: '', en: '' }

/** What a new question begins with. */
export const freshQuestion = (number: number, kind: Kind = 'number'): Question => ({
  number, kind, label: none, help: none, required: true, unit: none, least: 0, decimal: false, withPlan: false, entries: [], withTotal: false,
  mayBeNone: false, mayBeInseparable: false, indicatorId: null, source: 'none',
})

export const sectionAt = ({ sections }: Definition, number: number): Section | undefined => sections.find((one) => one.number === number)
export const questionsOf = ({ sections }: Definition): Question[] => sections.flatMap(({ questions }) => questions)
export const questionAt = (definition: Definition, number: number): Question | undefined => questionsOf(definition).find((one) => one.number === number)
export const sectionOf = ({ sections }: Definition, question: number): Section | undefined => sections.find(({ questions }) => questions.some(({ number }) => number === question))

/** 'A｜B', one a line, as rows and options are typed; words that stood there before keep their number. */
export function entriesTyped(text: string, known: readonly Entry[]): Entry[] {
  let next = Math.max(0, ...known.map(({ key }) => key)) + 1
  const left = new Map(known.map((one) => [one.ja, one.key]))
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => {
    const [ja = '', en = ''] = line.split(/[|｜]/).map((part) => part.trim())
    const key = left.get(ja) ?? next++
    left.delete(ja)
    return { key, ja, en: en === '' ? ja : en }
  })
}
export const entriesAsTyped = (entries: readonly Entry[]): string => entries.map(({ ja, en }) => (en === ja ? ja : `${ja}｜${en}`)).join('\n')

/** Puts a section at the end, or in the place of the one with its number. */
export function withSection(definition: Definition, number: number | null, words: { title: Words; lead: Words }): Definition {
  if (number === null) return { next: definition.next + 1, sections: [...definition.sections, { number: definition.next, ...words, questions: [] }] }
  return { ...definition, sections: definition.sections.map((one) => (one.number === number ? { ...one, ...words } : one)) }
}

/** Puts a question at the end of its section, or in the place of the one with its number; another section takes it at its end. */
export function withQuestion(definition: Definition, section: number, question: Question): Definition {
  const isNew = question.number === definition.next
  const stays = sectionOf(definition, question.number)?.number === section
  const sections = definition.sections.map((one) => {
    if (stays) return { ...one, questions: one.questions.map((other) => (other.number === question.number ? question : other)) }
    const others = one.questions.filter(({ number }) => number !== question.number)
    return { ...one, questions: one.number === section ? [...others, question] : others }
  })
  return { next: isNew ? definition.next + 1 : definition.next, sections }
}

export type Move = 'up' | 'down' | 'remove'

function moved<T extends { number: number }>(list: readonly T[], number: number, move: Move): T[] {
  const at = list.findIndex((one) => one.number === number)
  if (at < 0) return [...list]
  if (move === 'remove') return list.filter((_, place) => place !== at)
  const other = move === 'up' ? at - 1 : at + 1
  if (list[other] === undefined) return [...list]
  return list.map((one, place) => (place === at ? list[other]! : place === other ? list[at]! : one))
}

/** A section or a question one place up or down, or taken away; a section goes with its questions. */
export function rearranged({ next, sections }: Definition, what: 'section' | 'question', number: number, move: Move): Definition {
  return { next, sections: what === 'section' ? moved(sections, number, move) : sections.map((one) => ({ ...one, questions: moved(one.questions, number, move) })) }
}

export const asksEntries = (kind: Kind): boolean => kind === 'single' || kind === 'multiple'

/** What keeps a definition from being published, the first first. */
export function problemsOfDefinition({ sections }: Definition): Reason[] {
  if (sections.length === 0) return [{ key: 'surveyDefinitions.noSections' }]
  return sections.flatMap(({ title, questions }): Reason[] => [
    ...questions.length === 0 ? [{ key: 'surveyDefinitions.emptySection' as const, data: { title: title.ja } }] : [],
    ...questions.flatMap(({ kind, label, entries }): Reason[] => {
      if (asksEntries(kind) && entries.length < 2) return [{ key: 'surveyDefinitions.fewOptions', data: { label: label.ja } }]
      return new Set(entries.map(({ ja }) => ja)).size < entries.length ? [{ key: 'surveyDefinitions.sameEntries', data: { label: label.ja } }] : []
    }),
  ])
}

/** What differs between two editions, question by question, for whoever has answered the earlier one. */
export type Difference = { change: 'added' | 'removed' | 'changed'; label: Words; section: Words }
export function differencesOf(was: Definition, becomes: Definition): Difference[] {
  const words = (definition: Definition, { number, label }: Question) => ({ label, section: sectionOf(definition, number)!.title })
  const [before, after] = [questionsOf(was), questionsOf(becomes)]
  return [
    ...after.flatMap((question): Difference[] => {
      const earlier = before.find(({ number }) => number === question.number)
      if (earlier === undefined) return [{ change: 'added', ...words(becomes, question) }]
      return JSON.stringify(earlier) === JSON.stringify(question) ? [] : [{ change: 'changed', ...words(becomes, question) }]
    }),
    ...before.filter(({ number }) => !after.some((one) => one.number === number)).map((question): Difference => ({ change: 'removed', ...words(was, question) })),
  ]
}

/** While it is a draft or open, its definition may be edited; what was closed is counted by what stood. */
export const whyNotDefine = (state: 'draft' | 'open' | 'closed' | 'published'): Reason | null =>
  state === 'draft' || state === 'open' ? null : { key: 'surveyDefinitions.isClosed' }

/** A first edition may come without a note; a later one says what it changes, and changes something. */
export function whyNotPublish(draft: Definition, standing: Definition | null, note: string): Reason | null {
  const [problem] = problemsOfDefinition(draft)
  if (problem !== undefined) return problem
  if (standing === null) return null
  if (JSON.stringify(draft) === JSON.stringify(standing)) return { key: 'surveyDefinitions.nothingChanged' }
  return note.trim() === '' ? { key: 'surveyDefinitions.noNote' } : null
}

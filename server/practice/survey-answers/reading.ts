import type { Question } from '../survey-definitions/rules.ts'
import { isMissing, isTyped, readNumber, scale, type Missing, type Value } from './rules.ts'
import { texts } from './texts.ts'
import { inWords, type Speaker } from './words.ts'

const plain = (words: string) => words.normalize('NFKC').replaceAll(/[\s　]/g, '').toLowerCase()
const same = (one: string, other: string) => plain(one) === plain(other)
const said = (key: keyof typeof texts, words: string) => same(texts[key].ja, words) || same(texts[key].en, words)

function missingSaid({ mayBeNone, mayBeInseparable }: Question, words: string): Missing | null {
  if (mayBeNone && (/^[-－ー—―‐–−]$/.test(words) || /^該当なし(\([-ー—―‐–−]\))?$/.test(plain(words)) || said('surveyAnswers.none', words))) return 'none'
  return mayBeInseparable && said('surveyAnswers.inseparable', words) ? 'inseparable' : null
}

/** What a cell of a table says to a question, in either language; null is a blank, and what cannot be read is kept as typed. */
export function readCell(question: Question, text: string): Value | null {
  const typed = text.trim()
  if (typed === '') return null
  const missing = missingSaid(question, typed)
  if (missing !== null) return { missing }
  switch (question.kind) {
    case 'number': return readNumber(question, typed)
    case 'text': return typed
    case 'yesno': return /^[○◯はyY]/.test(typed) ? true : /^[×✕いnN]/.test(typed) ? false : { typed }
    case 'scale': return scale.find((step) => typed === String(step) || said(`surveyAnswers.scale.${step}`, typed)) ?? { typed }
    case 'single': return optionSaid(question, typed) ?? { typed }
    case 'multiple': return severalSaid(question, typed)
  }
}

const optionSaid = ({ entries }: Question, words: string): number | null => entries.find(({ key, ja, en }) => words === String(key) || same(ja, words) || same(en, words))?.key ?? null

/** Options between commas; one whose own words hold a comma is found whole. */
function severalSaid(question: Question, typed: string): Value {
  const whole = optionSaid(question, typed)
  if (whole !== null) return [whole]
  const keys = typed.split(/[、,，\n]/).map((one) => one.trim()).filter((one) => one !== '').map((one) => optionSaid(question, one))
  return keys.length > 0 && keys.every((key) => key !== null) ? [...new Set(keys as number[])].sort((a, b) => a - b) : { typed }
}

/** Files have the thin mark for what does not apply: to a spreadsheet a lone － begins a formula and would get a quote before it. */
export const missingInFile = (speaker: Speaker, missing: Missing): string => missing === 'none' ? '―' : speaker.say('surveyAnswers.inseparable')

/** A value as a cell of a table has it, so that it comes back as the same value. */
export function writeCell(speaker: Speaker, question: Question, value: Value | undefined): string {
  if (value === undefined) return ''
  if (isTyped(value)) return value.typed
  return typeof value === 'number' && question.kind === 'number' ? String(value) : isMissing(value) ? missingInFile(speaker, value.missing) : inWords(speaker, question, value) ?? ''
}

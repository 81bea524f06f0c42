import type { FastifyRequest } from 'fastify'
import type { TextKey } from '../../base/texts.ts'
import { count } from '../../base/numbers.ts'
import type { Question, Words } from '../survey-definitions/rules.ts'
import { isMissing, isTyped, scale, type Box, type Value } from './rules.ts'

export type Speaker = Pick<FastifyRequest, 'say' | 'language'>

export const inLanguage = ({ language }: Pick<Speaker, 'language'>, words: Words): string => (language === 'ja' ? words.ja : words.en || words.ja)

/** The choices of a question in words: what a box offers, and what a table of frequencies lists. */
export function choicesOf(speaker: Speaker, { kind, entries }: Pick<Question, 'kind' | 'entries'>): { value: string; label: string }[] {
  if (kind === 'scale') return scale.map((step) => ({ value: String(step), label: speaker.say(`surveyAnswers.scale.${step}` as TextKey) }))
  if (kind === 'yesno') return ['yes', 'no'].map((value) => ({ value, label: speaker.say(`surveyAnswers.yesno.${value}` as TextKey) }))
  return entries.map((entry) => ({ value: String(entry.key), label: inLanguage(speaker, entry) }))
}

/** 「－」 and 区分できない, where a question lets them in. */
export const missingsOf = (speaker: Speaker, { mayBeNone, mayBeInseparable }: Pick<Question, 'mayBeNone' | 'mayBeInseparable'>): { value: string; label: string }[] => [
  ...mayBeNone ? [{ value: 'none', label: speaker.say('surveyAnswers.none') }] : [], ...mayBeInseparable ? [{ value: 'inseparable', label: speaker.say('surveyAnswers.inseparable') }] : [],
]

/** A value as it is read; null where nothing was answered, which is shown as a blank and never as nought. */
export function inWords(speaker: Speaker, question: Pick<Question, 'kind' | 'entries'>, value: Value | undefined): string | null {
  if (value === undefined) return null
  if (isMissing(value)) return speaker.say(value.missing === 'none' ? 'surveyAnswers.noneMark' : 'surveyAnswers.inseparable')
  if (isTyped(value)) return value.typed
  if (typeof value === 'string') return value
  if (question.kind === 'number' && typeof value === 'number') return count(value, speaker.language)
  const chosen = Array.isArray(value) ? value.map(String) : [value === true ? 'yes' : value === false ? 'no' : String(value)]
  return chosen.map((one) => choicesOf(speaker, question).find((choice) => choice.value === one)?.label ?? one).join(speaker.language === 'ja' ? '、' : ', ')
}

/** What a row of a question is called: '医師', the total, or nothing for a question without rows. */
export function rowInWords(speaker: Speaker, { entries }: Pick<Question, 'entries'>, row: number | null): string {
  if (row === null) return ''
  const entry = entries.find(({ key }) => key === row)
  return row === 0 || entry === undefined ? speaker.say('surveyAnswers.total') : inLanguage(speaker, entry)
}

/** Which box of a question: its row, and whether it is the plan, where there is one. */
export function boxInWords(speaker: Speaker, question: Pick<Question, 'entries' | 'withPlan'>, { row, isPlan }: Box): string {
  return [rowInWords(speaker, question, row), question.withPlan ? speaker.say(isPlan ? 'surveyAnswers.plan' : 'surveyAnswers.actual') : ''].filter((part) => part !== '').join(speaker.language === 'ja' ? '・' : ', ')
}

import type { Reason } from '../../base/errors.ts'
import type { Wording } from '../notifications/shapes.ts'

/** Stands above a letter by itself; whoever wants it elsewhere writes it there, and then it stands there alone. */
export const senderGap = 'sender'

/** The boxes of a wording, in the order of the form. */
export const boxes = ['title', 'body', 'titleEn', 'bodyEn'] as const
export type Box = typeof boxes[number]
export type Words = Pick<Wording, Box>

const gap = /\{(\w*)\}/g
const gapsOf = (text: string) => [...text.matchAll(gap)].map(([, name]) => name!)

/** The placeholders a template knows: those of its shipped words, in either language and either box; who signs, where somebody does. */
export const placeholdersOf = (shipped: Words, signed = false): string[] => [...new Set([...boxes.flatMap((box) => gapsOf(shipped[box])), ...signed ? [senderGap] : []])]

/**
 * Those that may not be left out: what the shipped text of a letter tells (a deadline, a number, a reason) has to be told.
 * The name of the training stands in the heading as well, so there it is enough.
 */
export const requiredOf = (shipped: Words, language: 'ja' | 'en'): string[] =>
  [...new Set(gapsOf(language === 'ja' ? shipped.body : shipped.bodyEn))].filter((name) => name !== 'about')

/** What is wrong with new words of a template, one problem a box, with its line; none when they can be used. */
export function problemsOfWords(words: Words, shipped: Words, known: string[] = placeholdersOf(shipped)): { field: Box; reason: Reason }[] {
  return boxes.flatMap((field) => [...unknownIn(words, field, known), ...strayIn(words, field), ...missingIn(words, field, shipped)].slice(0, 1))
}

function unknownIn(words: Words, field: Box, known: string[]): { field: Box; reason: Reason }[] {
  return words[field].split('\n').flatMap((line, n) => gapsOf(line).filter((name) => !known.includes(name))
    .map((name) => ({ field, reason: { key: 'templates.unknownGap' as const, data: { gap: `｛${name}｝`, line: n + 1 } } })))
}

/** A bracket without its other half was meant to be a placeholder. */
function strayIn(words: Words, field: Box): { field: Box; reason: Reason }[] {
  const at = words[field].split('\n').findIndex((line) => /[{}]/.test(line.replace(gap, '')))
  return at < 0 ? [] : [{ field, reason: { key: 'templates.strayBracket', data: { line: at + 1 } } }]
}

function missingIn(words: Words, field: Box, shipped: Words): { field: Box; reason: Reason }[] {
  if (field === 'title' || field === 'titleEn') return /[\p{Cc}\u2028\u2029]/u.test(words[field]) ? [{ field, reason: { key: 'templates.titleOneLine' } }] : []
  const used = gapsOf(words[field])
  const missing = requiredOf(shipped, field === 'body' ? 'ja' : 'en').filter((name) => !used.includes(name))
  return missing.length === 0 ? [] : [{ field, reason: { key: 'templates.missingGap', data: { gaps: missing.map((name) => `｛${name}｝`).join(' ') } } }]
}

/** A draft is published by what was looked at: nobody changed it meanwhile, and its words can be used. */
export const whyNotPublish = (draft: { edited: number }, edited: number): Reason | null => draft.edited === edited ? null : { key: 'form.stale' }

import { isDay, parseDay, parseFiscalYear, type Day } from '../../base/days.ts'
import { plain } from '../../base/headings.ts'
import { plainNumber } from '../../base/numbers.ts'
import type { Say, TextKey, Texts } from '../../base/texts.ts'
import type { Read } from './kinds.ts'

/** How a kind of cell is read and written; spread into a column: `{ header: 'x.name', ...text({ max: 200 }) }`. */
interface Cell<Value> { read: (cell: string, ground: unknown, say: Say) => Read<Value>; write: (value: Value, ground: unknown, say: Say) => string }

const blank = { reason: { key: 'tableImports.blankCell' } } as const

/** Words exactly as typed, blanks around them left out. */
export const text = ({ max, required = false }: { max: number; required?: boolean }): Cell<string> => ({
  read: (cell) => {
    const value = cell.trim()
    if (value === '' && required) return blank
    return value.length > max ? { reason: { key: 'tableImports.tooLong', data: { max } } } : { value }
  },
  write: (value) => value,
})

/** Several columns that differ only in what a blank means share this. */
function orNull<Value>(read: (cell: string, say: Say) => Read<Value>, write: (value: Value, say: Say) => string): Cell<Value | null> {
  return { read: (cell, _, say) => cell.trim() === '' ? { value: null } : read(cell, say), write: (value, _, say) => value === null ? '' : write(value, say) }
}
function must<Value>(read: (cell: string, say: Say) => Read<Value>, write: (value: Value, say: Say) => string): Cell<Value> {
  return { read: (cell, _, say) => cell.trim() === '' ? blank : read(cell, say), write: (value, _, say) => write(value, say) }
}

const wholeIn = ({ min = 0, max = 2_147_483_647 }: { min?: number; max?: number }) => (cell: string): Read<number> => {
  const typed = plainNumber(cell)
  return /^-?\d{1,10}(\.0+)?$/.test(typed) && Number(typed) >= min && Number(typed) <= max ? { value: Number(typed) }
    : { reason: { key: 'tableImports.noWhole', data: { min, max } } }
}
/** A whole number as people type it ('１，２００'). */
export const whole = (bounds: { min?: number; max?: number } = {}) => must(wholeIn(bounds), String)
export const wholeOrBlank = (bounds: { min?: number; max?: number } = {}) => orNull(wholeIn(bounds), String)

const readDay = (cell: string): Read<Day> => {
  const value = isDay(cell.trim()) ? cell.trim() : parseDay(cell)
  return value === null ? { reason: { key: 'tableImports.noDay' } } : { value }
}
/** A day as people type it, with its year; written as it is stored. */
export const day = () => must(readDay, String)
export const dayOrBlank = () => orNull(readDay, String)

const readYear = (cell: string): Read<number> => {
  const value = parseFiscalYear(cell)
  return value === null || value < 2000 || value > 2999 ? { reason: { key: 'tableImports.noYear' } } : { value }
}
/** A fiscal year ('R3', '令和3年度', '2021'), written as its first year. */
export const fiscalYear = () => must(readYear, String)
export const fiscalYearOrBlank = () => orNull(readYear, String)

/** One of several: each code with the key of its words, which `texts` says in both languages; `also` are other words for one. */
interface Choice<Code extends string> { texts: Texts; words: Record<Code, TextKey>; also?: Partial<Record<Code, readonly string[]>> }

function oneIn<Code extends string>({ texts, words, also = {} }: Choice<Code>) {
  const codes = Object.keys(words) as Code[]
  const wordsOf = (code: Code) => [code, texts[words[code]]!.ja, texts[words[code]]!.en, ...(also as Partial<Record<Code, readonly string[]>>)[code] ?? []]
  const byWord = new Map(codes.flatMap((code) => wordsOf(code).map((word) => [plain(word), code] as const)))
  const list = (say: Say) => codes.map((code) => say(words[code]))
  return {
    read: (cell: string, say: Say): Read<Code> => {
      const value = byWord.get(plain(cell))
      return value === undefined ? { reason: { key: 'tableImports.notListed', data: { words: list(say).join(' / ') } } } : { value }
    },
    write: (value: Code, say: Say) => say(words[value]),
    choices: (_: unknown, say: Say) => list(say),
  }
}
/** One of several, by its code or its words in either language. */
export const oneOf = <Code extends string>(choice: Choice<Code>) => {
  const { read, write, choices } = oneIn(choice)
  return { ...must(read, write), choices }
}
export const oneOfOrBlank = <Code extends string>(choice: Choice<Code>) => {
  const { read, write, choices } = oneIn(choice)
  return { ...orNull(read, write), choices }
}

interface Named { code?: string; name: string; nameEn: string }
interface NamedCell<Value, Ground> { read: (cell: string, ground: Ground) => Read<Value>; write: (value: Value, ground: Ground) => string }

/** One of the rows that have a name, by its code or its name in either language, kept by `key`; `no` is said where there is none. */
export const oneNamed = <Ground, One extends Named, Key>(from: (ground: Ground) => readonly One[], key: (one: One) => Key, no: TextKey): NamedCell<Key, Ground> => ({
  read: (cell, ground) => {
    const one = from(ground).find(({ code, name, nameEn }) => [code ?? name, name, nameEn].some((word) => plain(word) === plain(cell)))
    return one === undefined ? { reason: { key: no } } : { value: key(one) }
  },
  write: (value, ground) => from(ground).find((one) => key(one) === value)?.name ?? '',
})
export function oneNamedOrBlank<Ground, One extends Named, Key>(from: (ground: Ground) => readonly One[], key: (one: One) => Key, no: TextKey): NamedCell<Key | null, Ground> {
  const { read, write } = oneNamed(from, key, no)
  return { read: (cell, ground) => cell.trim() === '' ? { value: null } : read(cell, ground), write: (value, ground) => value === null ? '' : write(value, ground) }
}

/** ○ or nothing, and what else people write for yes and no. */
export const flag = (): Cell<boolean> => ({
  read: (cell) => ({ value: !['', '0', 'no', 'false', '×', 'x', '-', '―', '—', 'なし', '無', 'いいえ'].includes(plain(cell)) }),
  write: (value) => value ? '○' : '',
})

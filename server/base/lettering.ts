import { readFileSync } from 'node:fs'
import path from 'node:path'

const font = (name: string) => path.resolve('node_modules/@expo-google-fonts', name)

/** The faces of names, in the order they are tried, then those of small print. `views/paper/house.typ` names them the same way. */
export const minchoFiles = [
  font('biz-udpmincho/400Regular/BIZUDPMincho_400Regular.ttf'),
  font('noto-serif-jp/400Regular/NotoSerifJP_400Regular.ttf'),
]
export const gothicFiles = [
  font('biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf'),
  font('biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf'),
  font('noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf'),
]

/** What a font can show: characters, and characters in a form chosen by a variation selector. */
interface Repertoire { characters: Set<number>; variants: Set<number> }

const isSelector = (code: number) => (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)
const variantOf = (code: number, selector: number) => code * 0x20_0000 + selector

let read: Repertoire[] | undefined

/** Whether the faces of names show a character as typed; the fonts are read at the first question. */
export function lettering() {
  const fonts = read ??= minchoFiles.map(repertoireOf)
  return {
    shows(grapheme: string): boolean {
      const codes = codesOf(grapheme)
      const [base, selector] = codes
      // The first font that has the character sets it. It does not look for a later one that also has the form.
      if (codes.length === 2 && isSelector(selector!)) {
        return fonts.find(({ characters }) => characters.has(base!))?.variants.has(variantOf(base!, selector!)) ?? false
      }
      // A letter typed as base and mark (か゛) is set as one letter where the font has it so.
      const joined = codes.length > 1 ? codesOf(grapheme.normalize('NFC')) : codes
      return fonts.some(({ characters }) => [codes, joined].some((all) => all.every((code) => characters.has(code))))
    },
  }
}

const codesOf = (text: string) => [...text].map((character) => character.codePointAt(0)!)

/** Reads the `cmap` table of a TrueType font: format 12 lists the characters, format 14 the variants. */
function repertoireOf(file: string): Repertoire {
  const bytes = readFileSync(file)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables = range(view.getUint16(4)).map((index) => 12 + index * 16)
  const record = tables.find((at) => bytes.toString('latin1', at, at + 4) === 'cmap')
  if (record === undefined) throw new Error(`no cmap table in ${file}`)
  const cmap = view.getUint32(record + 8)
  const subtables = range(view.getUint16(cmap + 2)).map((index) => cmap + view.getUint32(cmap + 4 + index * 8 + 4))
  const found = (format: number) => subtables.find((at) => view.getUint16(at) === format)
  const [characters, variants] = [found(12), found(14)]
  if (characters === undefined) throw new Error(`no full character map in ${file}`)
  return {
    characters: new Set(charactersAt(view, characters)),
    variants: new Set(variants === undefined ? [] : variantsAt(view, variants)),
  }
}

function* charactersAt(view: DataView, table: number): Generator<number> {
  for (const group of range(view.getUint32(table + 12)).map((index) => table + 16 + index * 12)) {
    for (let code = view.getUint32(group); code <= view.getUint32(group + 4); code += 1) yield code
  }
}

function* variantsAt(view: DataView, table: number): Generator<number> {
  const threeBytes = (at: number) => view.getUint16(at) * 256 + view.getUint8(at + 2)
  for (const record of range(view.getUint32(table + 6)).map((index) => table + 10 + index * 11)) {
    const selector = threeBytes(record)
    const [usual, special] = [view.getUint32(record + 3), view.getUint32(record + 7)]
    if (usual !== 0) {
      for (const span of range(view.getUint32(table + usual)).map((index) => table + usual + 4 + index * 4)) {
        for (const more of range(view.getUint8(span + 3) + 1)) yield variantOf(threeBytes(span) + more, selector)
      }
    }
    if (special !== 0) {
      for (const entry of range(view.getUint32(table + special)).map((index) => table + special + 4 + index * 5)) {
        yield variantOf(threeBytes(entry), selector)
      }
    }
  }
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element as it stands in a file: names without their prefix, and the line it begins in. */
export interface Element {
  name: string; line: number; text: string
  /** By the name without its prefix, in small letters: writers of manifests do not agree on them. */
  attributes: Record<string, string>
  children: Element[]
}

export type XmlProblem = { problem: 'tooLarge' | 'unreadable' | 'doctype' | 'tooDeep' | 'broken'; line: number }

const [bytesMax, nestedMax] = [2 * 1024 * 1024, 60]

/**
 * Reads XML that somebody sent, strictly: no document type, so nothing is named that could be expanded or fetched; not large
 * and not deep; well-formed to the end. Returns its root, or why not, and in which line.
 */
export function readXml(bytes: Uint8Array): { root: Element } | XmlProblem {
  if (bytes.byteLength > bytesMax) return { problem: 'tooLarge', line: 1 }
  const text = textOf(bytes)
  if (text === null) return { problem: 'unreadable', line: 1 }
  const wrong = wrongIn(text)
  if (wrong !== null) return { problem: wrong.problem, line: lineAt(text, wrong.at) }
  const checked = XMLValidator.validate(text)
  if (checked !== true) return { problem: 'broken', line: checked.err.line }
  try {
    const roots = elementsOf(parser.parse(text) as Parsed[], lineCounter(text))
    return roots.length === 1 ? { root: roots[0]! } : { problem: 'broken', line: 1 }
  } catch {
    return { problem: 'broken', line: 1 }
  }
}

const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false,
  processEntities: false, captureMetaData: true, maxNestedTags: nestedMax, ignorePiTags: true, ignoreDeclaration: true,
})

/** The text of a file by its mark, else by what its first line says of it, else as UTF-8; null when it is not that. */
function textOf(bytes: Uint8Array): string | null {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  const [, said] = /^(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}encoding=["']([\w.-]{1,40})["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) ?? []
  try {
    const text = new TextDecoder(marked ?? (/^utf-?16/i.test(said ?? '') ? 'utf-8' : said ?? 'utf-8'), { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

/** Looked through before a reader builds anything of it: a declaration of a document type, or elements nested too deep. */
function wrongIn(text: string): { problem: 'doctype' | 'tooDeep'; at: number } | null {
  let depth = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    const skipped = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']].find(([start]) => text.startsWith(start!, at))
    if (skipped !== undefined) {
      at = text.indexOf(skipped[1]!, at)
      if (at === -1) return null
    } else if (text[at + 1] === '!') return { problem: 'doctype', at }
    else if (text[at + 1] === '/') depth -= 1
    else {
      const end = endOfTag(text, at)
      if (text[end - 1] !== '/') depth += 1
      if (depth > nestedMax) return { problem: 'tooDeep', at }
      at = end
    }
  }
  return null
}

/** Where a tag ends; a sign within quotation marks does not end it. */
function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '>') return at
    if (sign !== '"' && sign !== "'") continue
    at = text.indexOf(sign, at + 1)
    if (at === -1) break
  }
  return text.length
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** The line of a place, for places that are asked for in order. */
function lineCounter(text: string): (index: number) => number {
  let [line, last] = [1, 0]
  return (index) => {
    if (index < last) return lineAt(text, index)
    for (let at = text.indexOf('\n', last); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1
    last = index
    return line
  }
}

type Parsed = Record<string, unknown>
const place = XMLParser.getMetaDataSymbol() as unknown as string

function elementsOf(nodes: readonly Parsed[], line: (index: number) => number): Element[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@' && key !== '#text')
    if (tag === undefined) return []
    const at = line((node[place] as { startIndex?: number } | undefined)?.startIndex ?? 0)
    const inner = node[tag] as Parsed[]
    const text = inner.map((one) => one['#text']).filter((one) => typeof one === 'string').join('')
    return [{
      name: bare(tag), line: at, text: plain(text).trim(), children: elementsOf(inner, line),
      attributes: Object.fromEntries(Object.entries((node[':@'] ?? {}) as Record<string, string>).map(([name, value]) => [bare(name).toLowerCase(), plain(String(value))])),
    }]
  })
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The five names that XML itself knows, and signs by their number; there are no others without a document type. */
function plain(text: string): string {
  return text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex!, 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole
  })
}

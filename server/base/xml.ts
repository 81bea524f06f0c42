import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element with what stands in it, in its order, and the line it begins in; names without their prefix, text with its signs. */
export interface Element { name: string; line: number; attributes: Record<string, string>; children: (Element | string)[] }
export type XmlProblem = 'tooLarge' | 'unreadable' | 'doctype' | 'tooDeep' | 'broken'

/** One file, and elements in elements. */
export const xmlLimits = { bytesMax: 2 * 1024 * 1024, depthMax: 60 } as const

/**
 * Reads XML that somebody sent, strictly: no document type, so nothing is named that could be expanded or fetched, and there are
 * no names of signs but the five of XML; not large and not deep; well-formed to the end. Returns its root, or why not, and in which line.
 */
export function readXml(bytes: Uint8Array): { root: Element } | { problem: XmlProblem; line: number } {
  if (bytes.byteLength > xmlLimits.bytesMax) return { problem: 'tooLarge', line: 1 }
  const text = textOf(bytes)
  if (text === null) return { problem: 'unreadable', line: 1 }
  const wrong = wrongIn(text)
  if (wrong !== null) return { problem: wrong.problem, line: lineAt(text, wrong.at) }
  try {
    const checked = XMLValidator.validate(text)
    if (checked !== true) return { problem: 'broken', line: checked.err.line }
    const roots = elementsOf(parser.parse(text) as Parsed[], lineCounter(text)).filter((one) => typeof one !== 'string')
    return roots.length === 1 ? { root: roots[0]! } : { problem: 'broken', line: 1 }
  } catch (error) {
    return { problem: 'broken', line: error instanceof UnknownSign ? error.line : 1 }
  }
}

/**
 * The text of a file by its mark, else by its first two signs where those are UTF-16, else by what its first line says of it, else as UTF-8;
 * null when it is not that.
 */
function textOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  const wide = first === 0xff && second === 0xfe || first === 0x3c && second === 0 ? 'utf-16le' : first === 0xfe && second === 0xff || first === 0 && second === 0x3c ? 'utf-16be' : null
  const [, said = 'utf-8'] = /^(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}encoding=["']([\w.-]{1,40})["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) ?? []
  const known = /^utf-?16/i.test(said) ? 'utf-8' : /^(cp|ms|windows-)932$/i.test(said) ? 'shift_jis' : said
  try {
    const text = new TextDecoder(wide ?? known, { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

const skipped = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']] as const

/** Looked through before a reader builds anything of it: a declaration of a document type, elements nested too deep, a tag without its end. */
function wrongIn(text: string): { problem: 'doctype' | 'tooDeep' | 'broken'; at: number } | null {
  let depth = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    const skip = skipped.find(([start]) => text.startsWith(start, at))
    if (skip !== undefined) {
      at = text.indexOf(skip[1], at)
      if (at === -1) return null
    } else if (text[at + 1] === '!') return { problem: 'doctype', at }
    else if (text[at + 1] === '/') depth -= 1
    else {
      const end = endOfTag(text, at + 1)
      if (end === -1) return { problem: 'broken', at }
      if (text[end - 1] !== '/') depth += 1
      if (depth > xmlLimits.depthMax) return { problem: 'tooDeep', at }
      at = end
    }
  }
  return null
}

/** Where a tag ends; a sign within quotation marks does not end it. -1 where another begins first, or nothing more comes. */
function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '>') return at
    if (sign === '<') return -1
    if (sign !== '"' && sign !== "'") continue
    at = text.indexOf(sign, at + 1)
    if (at === -1) break
  }
  return -1
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

const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', trimValues: false, parseTagValue: false, parseAttributeValue: false,
  processEntities: false, cdataPropName: '#cdata', captureMetaData: true, ignoreDeclaration: true, ignorePiTags: true, maxNestedTags: xmlLimits.depthMax,
})

type Parsed = Record<string, unknown>
const attributesAt = ':@'
const place = XMLParser.getMetaDataSymbol() as unknown as string

function elementsOf(nodes: readonly Parsed[], lineOf: (index: number) => number, above = 1): (Element | string)[] {
  return nodes.map((node) => {
    const name = Object.keys(node).find((key) => key !== attributesAt)!
    if (name === '#text') return decoded(String(node[name]), above)
    if (name === '#cdata') return (node[name] as Parsed[]).map((one) => String(one['#text'])).join('')
    const line = lineOf((node[place] as { startIndex?: number } | undefined)?.startIndex ?? 0)
    const attributes = Object.fromEntries(Object.entries((node[attributesAt] ?? {}) as Record<string, string>).map(([key, value]) => [bare(key), decoded(String(value), line)]))
    return { name: bare(name), line, attributes, children: elementsOf(node[name] as Parsed[], lineOf, line) }
  })
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)

const signs: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

class UnknownSign extends Error {
  override name = 'UnknownSign'
  readonly line: number
  constructor(sign: string, line: number) { super(`${sign} is not known`); this.line = line }
}

/** @throws for the name of a sign that XML does not know without a document type, and for signs that it does not allow */
function decoded(text: string, line: number): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : name.startsWith('#') ? Number.parseInt(name.slice(1), 10) : null
    const sign = code === null ? signs[name] : code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined
    if (sign === undefined) throw new UnknownSign(whole, line)
    return sign
  })
}

/** Text for the inside of an element or an attribute; what XML cannot hold is left out. */
export const escaped = (text: string): string => text.toWellFormed().replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
  .replace(/[&<>"\n\r\t]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? `&#${sign.charCodeAt(0)};`)

/** Every element of that name, at any depth. */
export function* within(element: Element, isMeant: (name: string) => boolean): Generator<Element> {
  for (const child of element.children) if (typeof child !== 'string') {
    if (isMeant(child.name)) yield child
    yield* within(child, isMeant)
  }
}
export const childrenOf = (element: Element, name: string): Element[] => element.children.filter((one): one is Element => typeof one !== 'string' && one.name === name)
/** All text in it, as it stands. */
export const wordsIn = (element: Element): string => element.children.map((one) => (typeof one === 'string' ? one : wordsIn(one))).join('')

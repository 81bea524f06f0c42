import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element with what stands in it, in its order; names without their prefix, text with its signs. */
export interface Element { name: string; attributes: Record<string, string>; children: (Element | string)[] }
export type XmlProblem = 'tooLarge' | 'noText' | 'doctype' | 'broken'

/** One file, and elements in elements. */
export const xmlLimits = { bytesMax: 2 * 1024 * 1024, depthMax: 60 } as const

const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', removeNSPrefix: true, trimValues: false, parseTagValue: false, parseAttributeValue: false,
  processEntities: false, cdataPropName: '#cdata', ignoreDeclaration: true, ignorePiTags: true, maxNestedTags: xmlLimits.depthMax,
})

/** Reads XML that somebody sent. A declaration of a document type is refused, so there are no entities but the five of XML; nothing is fetched. */
export function readXml(bytes: Uint8Array): { root: Element } | { problem: XmlProblem } {
  if (bytes.byteLength > xmlLimits.bytesMax) return { problem: 'tooLarge' }
  const text = textOf(bytes)
  if (text === null) return { problem: 'noText' }
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return { problem: 'doctype' }
  try {
    if (XMLValidator.validate(text) !== true) return { problem: 'broken' }
    const roots = (parser.parse(text) as Parsed[]).map(read).filter((one) => typeof one !== 'string')
    return roots.length === 1 ? { root: roots[0]! } : { problem: 'broken' }
  } catch {
    return { problem: 'broken' }
  }
}

function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try { return new TextDecoder('utf-8', { fatal: true }).decode(bytes) } catch { return null }
}

type Parsed = Record<string, unknown>
const attributesAt = ':@'

function read(parsed: Parsed): Element | string {
  const name = Object.keys(parsed).find((key) => key !== attributesAt)!
  if (name === '#text') return decoded(String(parsed[name]))
  if (name === '#cdata') return (parsed[name] as Parsed[]).map((one) => String(one['#text'])).join('')
  const attributes = Object.fromEntries(Object.entries((parsed[attributesAt] ?? {}) as Record<string, string>).map(([key, value]) => [key, decoded(String(value))]))
  return { name, attributes, children: (parsed[name] as Parsed[]).map(read) }
}

const signs: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** @throws for the name of a sign that XML does not know without a document type, and for signs that it does not allow */
function decoded(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : name.startsWith('#') ? Number.parseInt(name.slice(1), 10) : null
    const sign = code === null ? signs[name] : code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined
    if (sign === undefined || sign === '\0') throw new Error(`${whole} is not known`)
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

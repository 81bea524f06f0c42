import { escaped, readXml, wordsIn, type Element } from '../../base/xml.ts'
import { htmlOf } from '../lessons/markdown.ts'

/** Markdown as the markup that a package holds; its own text goes along, so that it comes back as it was written. */
export function markupOf(markdown: string): string {
  return `<div data-markdown="${escaped(markdown)}">${xhtmlOf(markdown)}</div>`
}
const xhtmlOf = (markdown: string): string => htmlOf(markdown).replace(/<(br|hr)>/g, '<$1/>').replace(/ style="[^"]*"/g, '').replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')

/** What stands where a box to fill in stood inside a sentence. */
export const gap = '＿＿＿＿'

const blocks = new Set(['p', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'table', 'hr', 'dl', 'dt', 'dd', 'section', 'article', 'figure', 'figcaption', 'header', 'footer'])
const inline = new Set(['span', 'strong', 'b', 'em', 'i', 'code', 'a', 'br', 'ruby', 'sub', 'sup', 'small', 'u', 'q', 'cite', 'abbr', 'kbd', 'samp', 'var', 'label', 'bdi', 'bdo', 'tt', 'big', 'dfn'])
const inside = new Set(['rb', 'rt', 'rp', 'rtc', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption', 'colgroup', 'col'])
/** Elements of XHTML that carry words; of QTI, what only holds them together. */
export const isMarkup = (name: string): boolean => blocks.has(name) || inline.has(name) || inside.has(name) || name === 'qti-content-body' || name === 'qti-prompt'
/** Elements of XHTML that show what does not come along in words. */
export const isMedia = (name: string): boolean => ['img', 'picture', 'object', 'audio', 'video', 'source', 'track', 'iframe', 'math', 'svg', 'canvas', 'embed', 'qti-media-interaction', 'include'].includes(name)

/** Markup as Markdown: block after block. */
export function markdownOf(nodes: Element['children']): string {
  const own = nodes.length === 1 && typeof nodes[0] === 'object' ? ownTextOf(nodes[0]) : null
  if (own !== null) return own
  const parts: string[] = []
  let line: Element['children'] = []
  const endLine = () => {
    const text = inlineOf(line).replace(/[ \t\r\n]*\\\n[ \t]*/g, '  \n').trim()
    if (text !== '') parts.push(safeStart(text))
    line = []
  }
  for (const node of nodes) {
    if (typeof node === 'string' || !isBlock(node)) { line.push(node); continue }
    endLine()
    parts.push(blockOf(node))
  }
  endLine()
  return parts.filter((part) => part.trim() !== '').join('\n\n')
}

const isBlock = ({ name }: Element) => blocks.has(name) || name.startsWith('qti-')

function blockOf(node: Element): string {
  const own = ownTextOf(node)
  if (own !== null) return own
  const { name, children } = node
  const level = /^h([1-6])$/.exec(name)?.[1]
  if (level !== undefined) return `${'#'.repeat(Math.max(2, Number(level)))} ${inlineOf(children).trim()}`
  if (name === 'hr') return '---'
  if (name === 'pre') return `\`\`\`\n${wordsIn(node).replace(/\n$/, '')}\n\`\`\``
  if (name === 'blockquote') return markdownOf(children).split('\n').map((line) => `> ${line}`.trimEnd()).join('\n')
  if (name === 'ul' || name === 'ol') return children.filter((one): one is Element => typeof one !== 'string').map((item, n) => {
    const mark = name === 'ul' ? '- ' : `${n + 1}. `
    return mark + markdownOf(item.children).replace(/\n\n(?=\s*(-|\d+\.) )/g, '\n').split('\n').join(`\n${' '.repeat(mark.length)}`)
  }).join('\n')
  return name === 'table' ? tableOf(node) : markdownOf(children)
}

/** Rows of a table; what Markdown has no place for (a caption) stands above it. */
function tableOf(table: Element): string {
  const rows: string[][] = []
  const caption: string[] = []
  const look = (element: Element) => {
    for (const child of element.children) if (typeof child !== 'string') {
      if (child.name === 'tr') rows.push(child.children.filter((one): one is Element => typeof one !== 'string').map((cell) => markdownOf(cell.children).replace(/\s*\n+\s*/g, ' ')))
      else if (child.name === 'caption') caption.push(markdownOf(child.children))
      else look(child)
    }
  }
  look(table)
  const [head = [], ...body] = rows
  const width = Math.max(1, ...rows.map((row) => row.length))
  const line = (cells: readonly string[]) => `| ${Array.from({ length: width }, (_, n) => cells[n] ?? '').join(' | ')} |`
  return [...caption, ...caption.length > 0 ? [''] : [], line(head), line(Array.from({ length: width }, () => '---')), ...body.map(line)].join('\n')
}

function inlineOf(nodes: Element['children']): string {
  return nodes.map((node) => {
    if (typeof node === 'string') return node.replace(/[ \t\r\n]+/g, ' ').replace(/[\\`*_[\]<>|~]/g, '\\$&')
    const { name, children, attributes } = node
    if (name === 'br') return '\\\n'
    if (name === 'ruby') return rubyOf(node, (base, over) => (/[｜《》]/.test(base + over) || base.length > 40 || over.length > 80 ? `${base}（${over}）` : `｜${base}《${over}》`))
    if (name === 'code' || name === 'tt') return `\`${wordsIn(node).replaceAll('`', "'")}\``
    const words = inlineOf(children)
    const around = (mark: string) => words.trim() === '' ? words : words.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`)
    if (name === 'strong' || name === 'b') return around('**')
    if (name === 'em' || name === 'i') return around('*')
    const href = attributes.href ?? ''
    return name === 'a' && /^https?:\/\/[^\s()<>]+$/.test(href) ? `[${words.trim()}](${href})` : words
  }).join('')
}

/** A line that would begin something else in Markdown. */
const safeStart = (text: string): string => text.replace(/^(#|\+|-|=|>)/gm, '\\$1').replace(/^(\d+)([.)])/gm, '$1\\$2')

/** Markup as plain words on one line: for what is chosen. Readings stand in brackets. */
export function plainOf(element: Element): string {
  const kept = element.attributes['data-text']
  const words = (nodes: Element['children']): string => nodes.map((node) => {
    if (typeof node === 'string') return node
    return node.name === 'br' ? ' ' : node.name === 'ruby' ? rubyOf(node, (base, over) => `${base}（${over}）`) : isBlock(node) ? ` ${words(node.children)} ` : words(node.children)
  }).join('')
  const plain = tidy(words(element.children))
  return kept !== undefined && tidy(kept) === plain ? kept : plain
}
/** Blanks as markup takes them: a run of them is one. */
export const tidy = (text: string): string => text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')

/** Pairs of words and their reading, whichever way the element parts them. */
function rubyOf({ children }: Element, write: (base: string, over: string) => string): string {
  let [out, base] = ['', '']
  for (const node of children) {
    if (typeof node === 'string') base += node
    else if (node.name === 'rt' || node.name === 'rtc') { out += base.trim() === '' ? '' : write(base.trim(), tidy(wordsIn(node))); base = '' }
    else if (node.name !== 'rp') base += wordsIn(node)
  }
  return out + base.trim()
}

/** The Markdown that our own packages bring along, as long as the markup beside it still says the same. */
function ownTextOf(element: Element): string | null {
  const text = element.attributes['data-markdown']
  if (text === undefined) return null
  const own = readXml(Buffer.from(`<div>${xhtmlOf(text)}</div>`))
  return 'root' in own && shapeOf(own.root.children) === shapeOf(element.children) ? text : null
}
/** All but the lines, which say nothing of what is written. */
const shapeOf = (nodes: Element['children']): string => JSON.stringify(nodes, (key, value) => (key === 'line' && typeof value === 'number' ? undefined : value as unknown))

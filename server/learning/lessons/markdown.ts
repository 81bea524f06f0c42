import MarkdownIt, { type RendererRule } from 'markdown-it'

/** A picture of a lesson, as its text names it by number: where it is got, how large it is, and what it shows. */
export interface ShownPicture { number: number; href: string; width: number; height: number; description: string }

// Written by staff, shown to trainees: no HTML of their own.
const markdown = new MarkdownIt({ html: false, linkify: false })
const { escapeHtml } = markdown.utils

// The page has its own first heading, so theirs begin with the second.
markdown.core.ruler.push('headings', ({ tokens }) => {
  for (const token of tokens) if (token.tag === 'h1') token.tag = 'h2'
})

// A table may be wider than a telephone: it is moved by itself, and its column heads say that they are.
markdown.renderer.rules.table_open = (_tokens, _at, _options, shown) =>
  `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml((shown as Shown).tableName ?? '')}"><table class="table">\n`
markdown.renderer.rules.table_close = () => '</table></div>\n'
// A column is aligned by a class, since a style of its own would not be let through.
const cell = (tag: string, scope: string): RendererRule => (tokens, at) =>
  `<${tag}${scope}${/right/.test(String(tokens[at]!.attrGet('style'))) ? ' class="num"' : ''}>`
markdown.renderer.rules.th_open = cell('th', ' scope="col"')
markdown.renderer.rules.td_open = cell('td', '')

// Only pictures of the lesson itself are shown; any other stays the text that it is.
markdown.renderer.rules.image = (tokens, at, options, shown, renderer) => {
  const { children, attrs } = tokens[at]!
  const source = String(tokens[at]!.attrGet('src') ?? '')
  const words = renderer.renderInlineAsText(children ?? [], options, shown)
  const picture = (shown as Shown).pictures?.find(({ number }) => source === `picture:${number}`)
  if (picture === undefined) return escapeHtml(`![${words}](${decoded(source)}${attrs?.some(([name]) => name === 'title') ? ' …' : ''})`)
  const { href, width, height, description } = picture
  return `<img src="${escapeHtml(href)}" alt="${escapeHtml(words.trim() || description)}" width="${width}" height="${height}" loading="lazy">`
}
const decoded = (source: string) => { try { return decodeURI(source) } catch { return source } }

// ｜漢字《かんじ》 is read out beside its word.
const ruby = /[｜|]([^｜|《》\s][^｜|《》\n]{0,49})《([^《》\n]{1,50})》/
markdown.core.ruler.push('ruby', (state) => {
  for (const token of state.tokens) {
    token.children = token.children?.flatMap((inner) => inner.type !== 'text' ? [inner] : inner.content.split(rubies).map((part) => {
      const read = new RegExp(`^${ruby.source}$`).exec(part)
      const piece = new state.Token(read ? 'ruby' : 'text', '', 0)
      piece.content = part
      if (read) piece.meta = { word: read[1], reading: read[2] }
      return piece
    })) ?? null
  }
})
const rubies = new RegExp(`(${ruby.source.replaceAll('(', '(?:')})`)
markdown.renderer.rules.ruby = (tokens, at) => {
  const { word, reading } = tokens[at]!.meta as { word: string; reading: string }
  return `<ruby>${escapeHtml(word)}<rp>（</rp><rt>${escapeHtml(reading)}</rt><rp>）</rp></ruby>`
}

type Shown = { pictures?: readonly ShownPicture[]; tableName?: string }

/** What staff wrote, as markup that is safe to hand over as it is. @param shown its pictures, and what a table is called */
export const htmlOf = (text: string, shown: Shown = {}): string => markdown.render(text, { ...shown })

/** Which pictures a text shows, by their numbers; read as it is shown, so that a picture of a page is one of these however it was written. */
export function picturesIn(text: string): number[] {
  const sources = markdown.parse(text, {}).flatMap(({ children }) => children ?? []).map((token) => token.type === 'image' ? String(token.attrGet('src')) : '')
  return [...new Set(sources.flatMap((source) => /^picture:([1-9]\d{0,2})$/.exec(source)?.[1] ?? []).map(Number))]
}

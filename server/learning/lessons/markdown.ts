import MarkdownIt from 'markdown-it'

// Written by staff, shown to trainees: no HTML of their own, and pictures only once they can be uploaded.
const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image')

// The page has its own first heading, so theirs begin with the second.
markdown.core.ruler.push('headings', ({ tokens }) => {
  for (const token of tokens) if (token.tag === 'h1') token.tag = 'h2'
})
// Readings over kanji, as 青空文庫 writes them: ｜漢字《かんじ》.
const reading = /｜([^｜《》\n]{1,40})《([^｜《》\n]{1,80})》/g
markdown.core.ruler.push('ruby', ({ tokens, Token }) => {
  for (const token of tokens) token.children = token.children?.flatMap((child) => {
    if (child.type !== 'text' || !child.content.includes('｜')) return [child]
    const text = (content: string) => Object.assign(new Token('text', '', 0), { content })
    let from = 0
    const parts = [...child.content.matchAll(reading)].flatMap(({ 0: whole, 1: base, 2: over, index }) => {
      const before = text(child.content.slice(from, index))
      from = index + whole.length
      return [before, Object.assign(new Token('ruby', 'ruby', 0), { content: base, info: over })]
    })
    return [...parts, text(child.content.slice(from))]
  }) ?? null
})
markdown.renderer.rules.ruby = (tokens, place) => {
  const [base, over] = [tokens[place]!.content, tokens[place]!.info].map(markdown.utils.escapeHtml)
  return `<ruby>${base}<rp>（</rp><rt>${over}</rt><rp>）</rp></ruby>`
}
markdown.renderer.rules.table_open = () => '<table class="table">\n'

/** What staff wrote, as markup that is safe to hand over as it is. */
export const htmlOf = (text: string): string => markdown.render(text)

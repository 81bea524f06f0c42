import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlOf, picturesIn } from '../../../server/learning/lessons/markdown.ts'

const pictures = [{ number: 3, href: '/lessons/7/pictures/3', width: 640, height: 480, description: '机を囲む8人' }]
const shown = (text: string) => htmlOf(text, { pictures, tableName: '本文の表' })

test('a picture of the lesson is shown with its words; without words those of the picture are said', () => {
  expect(shown('![話し合い](picture:3)')).toBe('<p><img src="/lessons/7/pictures/3" alt="話し合い" width="640" height="480" loading="lazy"></p>\n')
  expect(shown('![ ](picture:3)')).toContain('alt="机を囲む8人"')
  expect(picturesIn('![a](picture:3) と ![b](picture:12) と ![a](picture:3)')).toEqual([3, 12])
})

test('a picture counts as shown however it was written, and not where its words are only told of', () => {
  for (const text of ['![a](picture:3 "題")', '![a]( picture:3 )', '![a](<picture:3>)', '![a][図]\n\n[図]: picture:3', '| 図 |\n|---|\n| ![a](picture:3) |', '[![a](picture:3)](https://example.jp/)', '- **![a](picture:3)**']) {
    expect([text, shown(text).includes('<img'), picturesIn(text)]).toEqual([text, true, [3]])
  }
  for (const text of ['`![a](picture:3)`', '    ![a](picture:3)', '![a](picture:03)', '\\![a](picture:3)']) expect([text, shown(text).includes('<img'), picturesIn(text)]).toEqual([text, false, []])
})

test.each([
  '![x](picture:4)', '![x](https://elsewhere.example/track.png)', '![x](/lessons/7/pictures/3)', '![x](data:image/png;base64,AAAA)', '![x](//elsewhere.example/a.png "title")',
])('%s stays text: no other picture is loaded', (text) => {
  expect(shown(text)).not.toContain('<img')
  expect(shown(text)).toContain('![x](')
})

test('a table may be wider than the page: it is moved by itself, its heads are heads of columns, its numbers stand right', () => {
  const html = shown('| 日 | 人数 |\n|---|--:|\n| 17日 | 40 |')
  expect(html).toContain('<div class="scroll" role="region" tabindex="0" aria-label="本文の表"><table class="table">')
  expect(html).toContain('<th scope="col">日</th>')
  expect(html).toContain('<td class="num">40</td>')
  expect(html, 'the policy of the page lets no style through').not.toContain('style=')
})

test('ruby is read out beside its word, also in a table; 《》 alone stays as it is', () => {
  const ruby = '<ruby>傾聴<rp>（</rp><rt>けいちょう</rt><rp>）</rp></ruby>'
  expect(shown('｜傾聴《けいちょう》する')).toBe(`<p>${ruby}する</p>\n`)
  expect(shown('|傾聴《けいちょう》する')).toBe(`<p>${ruby}する</p>\n`)
  expect(shown('| 語 |\n|---|\n| ｜傾聴《けいちょう》 |')).toContain(`<td>${ruby}</td>`)
  expect(shown('**｜傾聴《けいちょう》**')).toContain(`<strong>${ruby}</strong>`)
  expect(shown('資料《手引き》')).toBe('<p>資料《手引き》</p>\n')
  expect(shown('`｜傾聴《けいちょう》`')).toBe('<p><code>｜傾聴《けいちょう》</code></p>\n')
})

test('nothing of what is written becomes markup of its own', () => {
  for (const text of ['｜<b onclick=x>《<i>》', '![<img src=x onerror=alert(1)>](picture:3)', '| <script> |\n|---|\n| <img src=x> |', '![" onerror="alert(1)](picture:3)']) {
    expect(shown(text)).not.toMatch(/<(?:b|i|script)\b|<img src="?x|" onerror="/)
  }
  // Only these tags, and of attributes only those that are ours, whatever is written.
  const part = fc.constantFrom('｜', '《', '》', '![', '](picture:3)', '](x)', '<b>', '"', "'", '&', '|', '\n', '---', '# ', '- ', '漢字', 'かな', '`', '**', '<img src=x>', 'javascript:')
  fc.assert(fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
    const tags = [...shown(parts.join('')).matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)]
    for (const [, tag, attributes] of tags) {
      expect(['p', 'h2', 'ul', 'ol', 'li', 'ruby', 'rt', 'rp', 'img', 'code', 'pre', 'strong', 'em', 'a', 'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'hr', 'br', 'blockquote']).toContain(tag)
      expect(attributes).not.toMatch(/\son\w+=|style=/)
    }
  }), { numRuns: 500 })
})

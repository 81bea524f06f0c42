import { expect, test } from 'vitest'
import { htmlOf } from '../../../server/learning/lessons/markdown.ts'

const ruby = (base: string, over: string) => `<ruby>${base}<rp>（</rp><rt>${over}</rt><rp>）</rp></ruby>`

test.each([
  ['これは｜地域《ちいき》の会議', `<p>これは${ruby('地域', 'ちいき')}の会議</p>\n`],
  ['｜自立《じりつ》｜支援《しえん》', `<p>${ruby('自立', 'じりつ')}${ruby('支援', 'しえん')}</p>\n`],
  ['**｜支援《しえん》**', `<p><strong>${ruby('支援', 'しえん')}</strong></p>\n`],
  ['《本の名》と a｜b', '<p>《本の名》と a｜b</p>\n'],
  ['`｜漢字《かんじ》`', '<p><code>｜漢字《かんじ》</code></p>\n'],
  ['｜<b>《<i>》', `<p>${ruby('&lt;b&gt;', '&lt;i&gt;')}</p>\n`],
])('readings stand over their kanji: %s', (text, html) => {
  expect(htmlOf(text)).toBe(html)
})

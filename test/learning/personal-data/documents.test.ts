import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { writeXlsx } from '../../../server/base/sheets.ts'
import { wordsOf } from '../../../server/learning/personal-data/documents.ts'
import { findPersonalData } from '../../../server/learning/personal-data/rules.ts'
import { wordsOfPdf } from '../../../server/base/pdf-words.ts'
import { pdfOf } from '../viewings/paper.ts'
import { archiveOf } from '../../support/archives.ts'

const xml = (text: string) => new TextEncoder().encode(`<?xml version="1.0"?>${text}`)
const docx = (...parts: [string, string][]) => archiveOf([['[Content_Types].xml', '<Types/>'] as [string, string], ...parts].map(([name, text]) => ({ name, bytes: xml(text) })))

test('a name that Word has cut into pieces is read as one, also in a header or a remark', async () => {
  const body = '<w:document><w:p><w:r><w:t>山田</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>花</w:t></w:r><w:r><w:t>子さん</w:t></w:r></w:p><w:p><w:t>A &amp; B氏</w:t></w:p></w:document>'
  const read = await wordsOf(docx(['word/document.xml', body], ['word/header1.xml', '<w:p><w:t>042-523-2111</w:t></w:p>'], ['word/comments.xml', '<w:p><w:t>a&#64;example.jp</w:t></w:p>']), 'docx')
  expect(read).toEqual({ words: 'a@example.jp\n山田花子さん\nA & B氏\n042-523-2111' })
  expect(findPersonalData((read as { words: string }).words).map(({ kind }) => kind)).toEqual(['mail', 'name', 'phone'])
})

test('the cells of Excel are read, and no reading aid tears a name apart', async () => {
  const bytes = await writeXlsx({ sheet: '事例', title: '事例', above: [], columns: [{ header: '項目', width: 10 }, { header: '内容', width: 20 }], rows: [['病歴', '佐藤さんが通報'], ['電話', '090-1234-5678']], now: new Date('2026-09-01T10:00:00Z') })
  const { words } = await wordsOf(bytes, 'xlsx') as { words: string }
  expect(words.split('\n')).toEqual(expect.arrayContaining(['項目', '佐藤さんが通報', '090-1234-5678']))
  const aided = archiveOf([{ name: 'xl/workbook.xml', bytes: xml('<workbook><sheets><sheet name="山田花子様" sheetId="1"/></sheets></workbook>') },
    { name: 'xl/sharedStrings.xml', bytes: xml('<sst><si><t>鈴木</t><rPh sb="0" eb="2"><t>スズキ</t></rPh><t>様</t></si></sst>') }])
  expect(await wordsOf(aided, 'xlsx')).toEqual({ words: '鈴木様\n山田花子様' })
})

test('the words of a PDF are read, Japanese ones without a font inside, too, as far as so many pages and signs', async () => {
  const { words } = await wordsOf(pdfOf(['山田花子様', 'page2']), 'pdf') as { words: string }
  expect(words.split('\n')).toEqual(['山田花子様', 'page2'])
  expect(findPersonalData(words).map(({ kind }) => kind)).toEqual(['name'])
  expect(await wordsOfPdf(pdfOf(['one', 'two', 'three']), { pagesMax: 2 })).toBe('one\ntwo')
  expect(await wordsOfPdf(pdfOf(['one', 'two', 'three']), { wordsMax: 4 })).toBe('one\n')
}, 60_000)

test('a PDF that is only pictures, is broken, or is not read in time and memory, has no words, and nothing else waits for it', async () => {
  expect(await wordsOfPdf(pdfOf(['', '']))).toBe(null)
  expect(await wordsOf(new TextEncoder().encode('%PDF-1.7 山田花子'), 'pdf')).toEqual({ words: null })
  expect(await wordsOfPdf(pdfOf(['slow']), { milliseconds: 1 })).toBe(null)
  expect(await wordsOfPdf(pdfOf(['large']), { megabytes: 4 })).toBe(null)
  expect(await wordsOfPdf(pdfOf(['after']))).toBe('after')
}, 60_000)

test('a PDF that unfolds into far more than it is, is put down before it has grown', async () => {
  const bomb = deflateSync(Buffer.alloc(400_000_000, 'BT (a) Tj ET '), { level: 9 }).toString('latin1')
  const text = Buffer.from(pdfOf(['bomb'])).toString('latin1').replace(/<< \/Length \d+ >>\nstream\n[\s\S]*?\nendstream/, () => `<< /Length ${bomb.length} /Filter /FlateDecode >>\nstream\n${bomb}\nendstream`)
  const before = process.memoryUsage.rss()
  let most = 0
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss() - before) }, 10)
  expect(await wordsOfPdf(Buffer.from(text, 'latin1'), { megabytes: 64 })).toBe(null)
  clearInterval(watch)
  expect(most).toBeLessThan(512 * 1_048_576)
}, 60_000)

test('of a picture no words are read; what only claims to be a document is refused', async () => {
  expect(await wordsOf(new Uint8Array(20), 'jpg')).toEqual({ words: null })
  expect(await wordsOf(docx(['other.xml', '<a/>']), 'docx')).toEqual({ problem: 'broken' })
  expect(await wordsOf(new TextEncoder().encode('PK not'), 'docx')).toEqual({ problem: 'broken' })
  expect(await wordsOf(docx(['word/document.xml', '<!DOCTYPE a [<!ENTITY b "c">]><a/>']), 'docx')).toEqual({ problem: 'doctype' })
})

import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { mp4Seconds, pdfPages, vttCues } from '../../../server/learning/lessons/media.ts'
import { spanOf } from '../../../server/learning/lessons/sending.ts'
import { htmlOf } from '../../../server/learning/lessons/markdown.ts'
import { bytesOf, box, film, mvhd } from './film.ts'

const spans = (bytes: Uint8Array) => {
  let reads = 0
  return { bytes: bytes.byteLength, at: async (start: number, length: number) => { reads += 1; return bytes.slice(start, start + length) }, reads: () => reads }
}

test.each<[string, Uint8Array, number | null]>([
  ['with its header first', film(100), 100],
  ['with its header last', bytesOf(box('ftyp', bytesOf('isom')), box('mdat', new Uint8Array(5000)), box('moov', mvhd(754))), 754],
  ['with a long header (version 1)', bytesOf(box('ftyp', bytesOf('isom')), box('moov', mvhd(3700, 1))), 3700],
  ['in fragments, which says nothing of its length', bytesOf(box('ftyp', bytesOf('isom')), box('moov', mvhd(0))), null],
  ['of a hundred hours', bytesOf(box('moov', mvhd(360_000))), null],
  ['without a header', bytesOf(box('ftyp', bytesOf('isom')), box('mdat', new Uint8Array(10))), null],
  ['cut off in its header', film(100).slice(0, 40), null],
  ['that is empty', new Uint8Array(0), null],
  ['whose box claims more than there is', bytesOf(Uint8Array.from([255, 255, 255, 255]), bytesOf('moov')), null],
  ['whose box is smaller than its own head', bytesOf(Uint8Array.from([0, 0, 0, 4]), bytesOf('moov')), null],
])('the length of a film %s is read, or is unknown', async (_, bytes, expected) => {
  expect(await mp4Seconds(spans(bytes))).toBe(expected)
})

test('a film made of a million empty boxes is given up soon', async () => {
  const one = spans(bytesOf(...Array.from({ length: 5000 }, () => box('free', new Uint8Array(0)))))
  expect(await mp4Seconds(one)).toBeNull()
  expect(one.reads()).toBeLessThanOrEqual(200)
})

const tree = '<< /Type /Pages /Kids [1 0 R] /Count 12 >>'
test.each<[string, Uint8Array, number | null]>([
  ['from its page tree', bytesOf(`%PDF-1.4\n1 0 obj << /Type /Pages /Count 3 /Parent 2 0 R >> endobj\n2 0 obj ${tree} endobj`), 12],
  ['from a compressed page tree', bytesOf('%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n', deflateSync(tree), '\nendstream'), 12],
  ['not at all when it hides them', bytesOf('%PDF-1.7 nothing'), null],
  ['not at all when its stream is broken', bytesOf('%PDF-1.7 << /Type /ObjStm >>\nstream\nxxxx\nendstream'), null],
])('the pages of a PDF are counted %s', (_, bytes, expected) => {
  expect(pdfPages(bytes)).toBe(expected)
})

test.each<[string, string | Uint8Array, { seconds: number; text: string }[] | null]>([
  ['with hours, names and tags', 'WEBVTT - 字幕\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000 line:0\r\n<v 講師>望みを\r\n聞きます。\r\n\r\n01:00:00.500 --> 01:00:02.000\r\n終わり', [
    { seconds: 1, text: '望みを 聞きます。' }, { seconds: 3600, text: '終わり' }]],
  ['with a byte order mark', '\uFEFFWEBVTT\n\n00:12.000 --> 00:13.000\nはい', [{ seconds: 12, text: 'はい' }]],
  ['that say nothing', 'WEBVTT\n\nNOTE 何もない', null],
  ['that are none', 'WEBVTTX\n\n00:12.000 --> 00:13.000\nはい', null],
  ['in Shift_JIS', Uint8Array.from([...bytesOf('WEBVTT\n\n00:12.000 --> 00:13.000\n'), 0x82, 0xcd]), null],
])('captions %s are read, or refused', (_, text, expected) => {
  expect(vttCues(bytesOf(text))).toEqual(expected)
})

test.each<[string | undefined, number, unknown]>([
  [undefined, 100, null], ['bytes=0-', 100, { start: 0, end: 99 }], ['bytes=10-19', 100, { start: 10, end: 19 }],
  ['bytes=-10', 100, { start: 90, end: 99 }], ['bytes=-500', 100, { start: 0, end: 99 }], ['bytes=90-500', 100, { start: 90, end: 99 }],
  ['bytes=100-', 100, 'none'], ['bytes=-0', 100, 'none'], ['bytes=20-10', 100, null], ['bytes=0-1,5-6', 100, null], ['lines=0-1', 100, null],
  ['bytes=-', 100, null], ['bytes=99999999999999999999-', 100, null],
])('the span %s of %i bytes', (range, bytes, expected) => {
  expect(spanOf(range, bytes)).toEqual(expected)
})

test('what staff write is text, lists and headings, and never markup of their own', () => {
  const html = htmlOf('# 題\n\n<script>alert(1)</script> <b onclick=x>太字</b> [悪い](javascript:alert(1)) ![絵](https://elsewhere.test/x.png)\n\n| a |\n|---|\n| b |')
  expect(html).toContain('<h2>題</h2>')
  expect(html).toContain('<table class="table">')
  expect(html).not.toMatch(/<script|<b |<img|href="javascript/)
})

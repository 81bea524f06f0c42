import { describe, expect, test } from 'vitest'
import { readXml, wordsIn, xmlLimits } from '../../server/base/xml.ts'

const read = (text: string) => readXml(Buffer.from(text))
const refused = (problem: string, line = 1) => ({ problem, line })

test('an element keeps its line, its words and what stands between them; names lose their prefix', () => {
  expect(read('<?xml version="1.0"?>\n<a:x xmlns:a="urn:a">い<a:y n="1&amp;2"/>\n<![CDATA[<b> &amp;]]></a:x>')).toEqual({ root: {
    name: 'x', line: 2, attributes: { a: 'urn:a' }, children: ['い', { name: 'y', line: 2, attributes: { n: '1&2' }, children: [] }, '\n', '<b> &amp;'],
  } })
})

const said = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><x>表</x>`
const sjis = (name: string) => Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="${name}"?><x>`), Buffer.from([0x95, 0x5c]), Buffer.from('</x>')])
test.each<[string, Uint8Array]>([
  ['UTF-8', Buffer.from(said('utf-8'))], ['UTF-8 with a mark', Buffer.from(`\ufeff${said('UTF-8')}`)], ['UTF-8 that says nothing', Buffer.from('<x>表</x>')],
  ['UTF-16', Buffer.from(`\ufeff${said('UTF-16')}`, 'utf16le')], ['UTF-16 without a mark', Buffer.from(said('utf-16'), 'utf16le')],
  ['UTF-16 the other way round', Buffer.from(`\ufeff${said('UTF-16')}`, 'utf16le').swap16()], ['the same without a mark', Buffer.from(said('utf-16'), 'utf16le').swap16()],
  ['Shift_JIS', sjis('Shift_JIS')], ['Shift_JIS as Windows calls it', sjis('Windows-31J')], ['Shift_JIS by its number', sjis('CP932')],
])('what is written in %s is read', (_, bytes) => {
  const found = readXml(bytes)
  expect('root' in found && wordsIn(found.root)).toBe('表')
})

describe('refused with its line', () => {
  const grown = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
  test.each<[string, Uint8Array, object]>([
    ['another encoding than it says', Buffer.from([...Buffer.from('<x>'), 0x95, 0x5c]), refused('unreadable')],
    ['an encoding nobody knows', Buffer.from(said('klingon')), refused('unreadable')],
    ['a zero', Buffer.from('<x>\0</x>'), refused('unreadable')],
    ['a document type', Buffer.from(`<?xml version="1.0"?>\n<!--x-->\n${grown}<x>&b;</x>`), refused('doctype', 3)],
    ['a document type of a file elsewhere', Buffer.from('<!DOCTYPE x SYSTEM "http://example.com/x.dtd"><x/>'), refused('doctype')],
    ['an entity alone', Buffer.from('<x>\n<!ENTITY a "b"></x>'), refused('doctype', 2)],
    ['a name of a sign that XML does not know', Buffer.from('<x>\n<y>a&nbsp;b</y></x>'), refused('broken', 2)],
    ['a sign that XML does not allow', Buffer.from('<x>\n\n<y n="&#0;"/></x>'), refused('broken', 3)],
    ['a tag that is not closed', Buffer.from('<x>\n<y>\n</x>'), refused('broken', 3)],
    ['two roots', Buffer.from('<x/><y/>'), refused('broken')],
    ['nothing', Buffer.from(''), refused('broken')],
    ['too many levels', Buffer.from(`<x>\n${'<y>'.repeat(xmlLimits.depthMax)}${'</y>'.repeat(xmlLimits.depthMax)}</x>`), refused('tooDeep', 2)],
    ['too many bytes', Buffer.alloc(xmlLimits.bytesMax + 1, ' '), refused('tooLarge')],
  ])('%s', (_, bytes, answer) => { expect(readXml(bytes)).toMatchObject(answer) })
})

// What grows with its square takes seconds here; 25,000 elements honestly take a tenth of one.
test('nothing of 100 kB is looked at for long, whatever it is made of', () => {
  const slow: [string, number][] = []
  for (const sign of ['<', '<!--', '<?', '<![CDATA[', '<a ', '<a b="', '&', '&#', '&a', '</a>', '<a/>', '<a>', '\n', ' ', '"', '<?xml encoding="', '-->', '<x a="1" ', '\ud800']) {
    for (const text of [sign.repeat(Math.floor(100_000 / sign.length)), `<x>${sign.repeat(Math.floor(100_000 / sign.length))}</x>`]) {
      readXml(Buffer.from(text))
      const from = performance.now()
      readXml(Buffer.from(text))
      const ms = performance.now() - from
      if (ms > 800) slow.push([text.slice(0, 20), ms])
    }
  }
  expect(slow).toEqual([])
}, 60_000)

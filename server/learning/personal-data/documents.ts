import type { ArchiveProblem } from '../../base/archives.ts'
import { wordsOfPdf } from '../../base/pdf-words.ts'
import { textsIn } from '../../base/unpacking.ts'

/** No document of a trainee has more to read; what is beyond is not looked at, as a picture is not. */
const lengthMax = 8 * 1024 * 1024
const wordsMax = 200_000

/** What a file says in words, as far as words can be read out of it: of Word, Excel and PDF; null of a picture, and of a PDF that is only pictures. */
export async function wordsOf(bytes: Uint8Array, ending: string): Promise<{ words: string | null } | { problem: ArchiveProblem }> {
  if (ending === 'pdf') return { words: await wordsOfPdf(bytes, { wordsMax }) }
  const kind = kinds[ending]
  if (kind === undefined) return { words: null }
  const read = await textsIn(bytes, kind.parts, lengthMax)
  if ('problem' in read) return read
  if (![...read.texts.keys()].some((name) => kind.whole.test(name))) return { problem: 'broken' }
  return { words: [...read.texts.values()].map(plainText).join('\n').slice(0, wordsMax) }
}

/** Text, tables, headers, notes and remarks of Word; cells, remarks and boxes of Excel, hidden sheets too. */
const kinds: Record<string, { whole: RegExp; parts: RegExp } | undefined> = {
  docx: { whole: /^word\/document\.xml$/, parts: /^word\/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/ },
  xlsx: { whole: /^xl\/workbook\.xml$/, parts: /^xl\/(workbook|sharedStrings|comments\d*|worksheets\/sheet\d+|drawings\/drawing\d+|threadedComments\/threadedComment\d+)\.xml$/ },
}

/**
 * The words between the tags, a line for each paragraph, cell or remark. A name that is cut into pieces by its formatting comes
 * together again. Numbers of cells stand in `<v>`; reading aids (ふりがな) are left out, since they would tear words apart.
 */
function plainText(xml: string): string {
  const bare = xml.replace(/<rPh\b[^>]*>[\s\S]*?<\/rPh>/g, '').replace(/<f\b[^>]*>[^<]*<\/f>/g, '').replace(/<c\b[^>]*\bt="s"[^>]*>[\s\S]*?<\/c>/g, '')
    .replace(/<sheet\b[^>]*\bname="([^"]*)"[^>]*>/g, '<t>$1</t>\n')
  return unescaped(bare.replace(/<(?:w:tab|w:br|w:cr)\b[^>]*>/g, ' ').replace(/<\/(?:w:p|w:tc|si|is|c|a:p|comment|threadedComment)>/g, '\n').replace(/<[^>]*>/g, ''))
    .split('\n').map((line) => line.trim()).filter((line) => line !== '').join('\n')
}

const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescaped = (text: string): string => text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
  if (name !== undefined) return signs[name.toLowerCase()] ?? whole
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : ''
})

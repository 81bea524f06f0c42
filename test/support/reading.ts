import { extractText, getDocumentProxy } from 'unpdf'
import { expect } from 'vitest'

/** The words of a PDF in reading order, without spaces: lines break where the paper is full. */
export const wordsOf = async (pdf: Uint8Array): Promise<string> =>
  (await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })).text.replace(/\s+/g, '')

/** The names in a ZIP, as its last part lists them; each says that it is UTF-8. */
export function namesInZip(zip: Buffer): string[] {
  const names: string[] = []
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    expect(zip.readUInt16LE(at + 8) & 0x800, 'marked as UTF-8').toBe(0x800)
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)))
  }
  return names
}

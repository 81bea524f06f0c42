import { extractText, getDocumentProxy } from 'unpdf'

/** The words of each page of a PDF, without the spaces that are drawn between letters. */
export async function pageTexts(bytes: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: false })
  return text.map((page) => page.replace(/\s/g, '').normalize('NFC'))
}

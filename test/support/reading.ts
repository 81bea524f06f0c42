import { extractText, getDocumentProxy } from 'unpdf'

/** The words of a PDF in reading order, without spaces: lines break where the paper is full. */
export const wordsOf = async (pdf: Uint8Array): Promise<string> =>
  (await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })).text.replace(/\s+/g, '')

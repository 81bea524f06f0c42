import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Reading } from './pdf-words.ts'

// The thread that reads what a PDF says: its words and nothing else. No picture is drawn, no script of it runs, no address is asked.
const { bytes, pagesMax, wordsMax } = workerData as Reading
const kept = `${path.resolve('node_modules/pdfjs-dist')}${path.sep}`

const pdf = await getDocument({
  data: bytes, verbosity: VerbosityLevel.ERRORS, isEvalSupported: false, disableFontFace: true, useSystemFonts: false, useWorkerFetch: false, enableXfa: false, stopAtErrors: false,
  cMapUrl: path.join(kept, 'cmaps', path.sep), standardFontDataUrl: path.join(kept, 'standard_fonts', path.sep), wasmUrl: path.join(kept, 'wasm', path.sep),
} as Parameters<typeof getDocument>[0]).promise
const pages: string[] = []
let length = 0
for (let number = 1; number <= Math.min(pdf.numPages, pagesMax) && length < wordsMax; number += 1) {
  const page = await pdf.getPage(number)
  const { items } = await page.getTextContent()
  const words = items.map((item) => 'str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '').join('').trim()
  pages.push(words)
  length += words.length
  page.cleanup()
}
parentPort?.postMessage(pages.filter((words) => words !== '').join('\n').slice(0, wordsMax))

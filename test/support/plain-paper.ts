import type { Paper } from '../../server/base/paper.ts'

/** What plain paper begins with: no PDF reader takes it for a sheet. */
const mark = '%PDF-1.7 plain'

/**
 * A press for walks through the whole house, which ask for every sheet many times and never look at its letters: what it gives is the
 * name of the sheet and the words that were to stand on it, so that a name that must not be there is found as on a page. How sheets
 * come out is told by the tests of `paper` and of each room that prints.
 */
export const plainPaper: Paper = {
  print: async (template, data) => new TextEncoder().encode(`${mark}\n${template} ${JSON.stringify(data)}\n%%EOF\n`),
  close: async () => {},
}

/** The words of plain paper; null for a sheet of the real press. */
export const wordsOnPlain = (bytes: Buffer): string | null => bytes.toString('latin1', 0, mark.length) === mark ? bytes.toString() : null

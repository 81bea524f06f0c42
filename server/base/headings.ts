const headRowsMax = 20

/** Words as they are compared: full or half width, with or without blanks, marks and what stands in brackets. */
export const plain = (words: string): string => words.normalize('NFKC').replace(/\([^)]*\)|[\s＊*:：　]/g, '').toLowerCase()

/** The row of headings is the one, near the top, in which most cells are headings; -1 when no row has three of them. */
export function headRowOf(rows: readonly string[][], isHeading: (cell: string) => boolean): number {
  const counts = rows.slice(0, headRowsMax).map((row) => row.filter(isHeading).length)
  const best = Math.max(0, ...counts)
  return best < 3 ? -1 : counts.indexOf(best)
}

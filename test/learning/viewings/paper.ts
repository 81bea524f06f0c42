const japanese = '<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UTF16-H /DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 '
  + '/BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >> ] >>'
const hexOf = (word: string) => [...word].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0')).join('')

/** The smallest PDF with so many pages, each with a word on it. No font is in it, as in many a document that an office prints. */
export function pdfOf(words: readonly string[]): Uint8Array<ArrayBuffer> {
  const pages = words.map((_, n) => 5 + 2 * n)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${pages.map((id) => `${id} 0 R`).join(' ')}] /Count ${words.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', japanese,
    ...words.flatMap((word, n) => {
      const drawn = `BT ${/^\w+$/.test(word) ? `/F1 24 Tf 40 200 Td (${word})` : `/F2 24 Tf 40 200 Td <${hexOf(word)}>`} Tj ET`
      return [`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents ${6 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
        `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`]
    }),
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, n) => {
    const place = text.length
    text += `${n + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

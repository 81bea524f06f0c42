import { encode } from 'uqr'

/** The dark modules of a QR code, row by row, without the quiet zone around it. Survives the loss of 15 %. */
export function qrMatrix(text: string): boolean[][] {
  return encode(text, { ecc: 'M', border: 0 }).data
}

/** A QR code for a page: one path in a square of `size` units, its quiet zone of four modules included. */
export function qrSvgPath(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  return { size, path: data.flatMap((row, y) => runsOf(row).map(({ start, end }) => `M${start} ${y}H${end}v1H${start}z`)).join('') }
}

/** Dark modules side by side are one rectangle: a fifth of the bytes, and no hairs between them. */
function runsOf(row: boolean[]): { start: number; end: number }[] {
  const starts = row.flatMap((dark, x) => dark && row[x - 1] !== true ? [x] : [])
  return starts.map((start) => {
    const end = row.indexOf(false, start)
    return { start, end: end === -1 ? row.length : end }
  })
}

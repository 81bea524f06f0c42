import { fiscalYearInWords } from '../../base/days.ts'

/** What stands on the picture of a badge; nothing of who has it. */
export interface OnPicture { title: string; fiscalYear: number; authority: string }

const escaped = (text: string) => text.replace(/[\p{Cc}]/gu, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Half-width signs take half the room. */
const widthOf = (text: string) => [...text].reduce((sum, sign) => sum + (sign.codePointAt(0)! < 0x2e80 ? 0.55 : 1), 0)

/** Lines of at most so many full-width signs, four at most; a title that is longer ends with …. */
export function linesOf(title: string, width = 15, linesMax = 4): string[] {
  const lines: string[] = ['']
  for (const word of title.trim().match(/[!-~]+\s*|\s+|./gsu) ?? []) {
    const line = lines.at(-1)!
    if (line !== '' && widthOf(line + word.trimEnd()) > width) lines.push(word.trimStart())
    else lines[lines.length - 1] = line + word
  }
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== '')
  return trimmed.length <= linesMax ? trimmed : [...trimmed.slice(0, linesMax - 1), `${[...trimmed[linesMax - 1]!].slice(0, width - 1).join('')}…`]
}

const seats = [[256, 92], [338, 152], [307, 248], [205, 248], [174, 152]] as const

/**
 * The picture of a badge, with its token baked in as the standard says (section 5.3.2: an element right behind the opening
 * of the SVG, its token in the attribute `verify`); without one it is the picture of the achievement.
 */
export function pictureOf({ title, fiscalYear, authority }: OnPicture, token: string | null): string {
  const year = fiscalYearInWords(fiscalYear, 'ja')
  const lines = linesOf(title.startsWith(year) ? title.slice(year.length) : title)
  const text = (words: string, y: number, size: number, more = '') => `<text x="256" y="${y}" font-size="${size}"${more}>${escaped(words)}</text>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg"${token === null ? '' : ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'} viewBox="0 0 512 512" role="img" aria-label="${escaped(title)}">${token === null ? '' : `<openbadges:credential verify="${escaped(token)}"></openbadges:credential>`}`,
    '<rect x="8" y="8" width="496" height="496" rx="56" fill="#fff" stroke="#115a36" stroke-width="12"/>',
    '<rect x="26" y="26" width="460" height="460" rx="42" fill="none" stroke="#115a36" stroke-width="2"/>',
    `<g fill="#115a36"><circle cx="256" cy="178" r="34" fill="none" stroke="#115a36" stroke-width="6"/>${seats.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="24"/>`).join('')}</g>`,
    `<g fill="#1a1a1a" text-anchor="middle" font-family="'BIZ UDPGothic','Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif">`,
    text(`${year}　修了`, 318, 22, ' fill="#115a36"'),
    ...lines.map((line, place) => text(line, 356 + place * 30, 26, ' font-weight="700"')),
    text(authority, 476, 16),
    '</g>',
    '</svg>', '',
  ].join('\n')
}

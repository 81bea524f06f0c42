import { fiscalYearInWords } from '../../base/days.ts'
import type { findApplication } from './queries.ts'

/** One heading of a paper with its words, its list or its table, as views/paper/support-paper.typ prints them. */
export interface Section { title: string; lines?: string[]; table?: { head: string[]; rows: string[][]; widths: number[] } }
export interface SupportPaper { title: string; of: string; facts: [string, string][]; sections: Section[]; mark: string }

type Application = NonNullable<Awaited<ReturnType<typeof findApplication>>>

/** Words of somebody as paragraphs; nothing written is said. */
export const paragraphsOf = (text: string): string[] => {
  const lines = text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')
  return lines.length === 0 ? ['（記載なし）'] : lines
}

/** 応募書. */
export const applicationPaper = ({ fiscalYear, municipality, receipt, ...words }: Application): SupportPaper => ({
  title: '体制構築支援モデル事業　応募書', of: `${fiscalYearInWords(fiscalYear, 'ja')}　${municipality}`, mark: '',
  facts: [['区市町村', municipality], ['受付番号', receipt ?? '（提出前）']],
  sections: [
    { title: '１　応募の理由', lines: paragraphsOf(words.reason) }, { title: '２　地域ケア会議の現状と課題', lines: paragraphsOf(words.situation) },
    { title: '３　受けたい支援', lines: paragraphsOf(words.wishes) }, { title: '４　取り組む体制', lines: paragraphsOf(words.structure) },
    { title: '５　担当部署と連絡先', lines: paragraphsOf(words.contact) },
  ],
})

export const nameOfApplication = ({ municipality }: Pick<Application, 'municipality'>): string => `応募書_${municipality}.pdf`

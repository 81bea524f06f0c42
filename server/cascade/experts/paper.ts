import { dayInJapan, dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import type { ExpertRequest } from './queries.ts'

const on = (day: Day) => dayInWords(day, 'ja', 'era')

/** 有識者への依頼文, for views/paper/letter.typ. */
export const requestLetter = ({ fiscalYear, municipality, name, affiliation, documentNumber, askedAt, fromOn, toOn, words, sender }: ExpertRequest & { sender: string | null }) => ({
  title: '体制構築支援モデル事業における助言について（依頼）', documentNumber: documentNumber ?? '', issuedOn: on(dayInJapan(askedAt)), sender: sender ?? '', sealOmitted: true,
  addressee: [affiliation, `${name}　様`],
  body: ['日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。', `${fiscalYearInWords(fiscalYear, 'ja')}の標記の事業について、下記のとおり助言をお引き受けくださるよう、お願いします。`],
  items: [{ label: '支援する自治体', lines: [municipality] }, { label: '期間', lines: [`${on(fromOn)}から${on(toOn)}まで`] }, { label: '依頼の内容', lines: words.split('\n').filter((line) => line.trim() !== '') },
    { label: '御回答', lines: ['画面「地域まなび」から、承諾の可否をお知らせください。'] }],
  contact: [] as string[],
})
export const nameOfRequest = ({ name, municipality }: Pick<ExpertRequest, 'name' | 'municipality'>): string => `依頼文_${name}_${municipality}.pdf`

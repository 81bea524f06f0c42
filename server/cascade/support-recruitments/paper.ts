import { dayInWords, fiscalYearInWords } from '../../base/days.ts'
import type { DecidedSupport } from './queries.ts'

const lines = (text: string) => text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')

/** モデル自治体の選定について（通知）, for views/paper/letter.typ: drawn from what was decided, so it is the same whenever it is taken. */
export function designationLetter({ fiscalYear, outcome, outcomeReason, municipality, section, documentNumber, sender, decidedOn, contact }: DecidedSupport) {
  const year = fiscalYearInWords(fiscalYear, 'ja')
  const isDesignated = outcome === 'designate'
  return {
    title: `${year}体制構築支援モデル事業におけるモデル自治体の選定について（通知）`, documentNumber: documentNumber ?? '', issuedOn: dayInWords(decidedOn!, 'ja', 'era'), sender, sealOmitted: true,
    addressee: [`${municipality}　${section ?? ''}長　殿`],
    body: [
      '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。',
      isDesignated ? `貴自治体から応募のありました標記の事業について、下記のとおりモデル自治体に選定しましたので、通知します。` : `貴自治体から応募のありました標記の事業について、下記の理由により、今回は選定に至りませんでした。御期待に添えず申し訳ありませんが、御了承くださるようお願いします。`,
    ],
    items: [{ label: '結果', lines: [isDesignated ? 'モデル自治体に選定' : '選定しない'] }, { label: '理由', lines: lines(outcomeReason) },
      ...isDesignated ? [{ label: '今後', lines: ['支援計画を御一緒に作成します。詳しくは、担当から御連絡します。'] }] : []],
    contact: lines(contact),
  }
}

export const nameOfLetter = ({ municipality }: Pick<DecidedSupport, 'municipality'>): string => `モデル自治体の選定について_${municipality}.pdf`

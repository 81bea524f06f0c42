import { dayInWords, type Day } from '../../base/days.ts'
import type { AskedDay, InstructorRequest } from './queries.ts'

/** Letters are Japanese documents, whatever language their makers' pages are in. */
const on = (day: Day) => dayInWords(day, 'ja', 'era')
const lines = (text: string) => text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')
const yen = (amount: number) => amount === 0 ? 'なし' : `${amount.toLocaleString('ja-JP')}円`
const dayLine = ({ heldOn, startsAt, endsAt, place, deliveryMode }: AskedDay) => [dayInWords(heldOn, 'ja'), `${startsAt}～${endsAt}`, place || (deliveryMode === 'live_online' ? 'オンライン' : '')].filter((part) => part !== '').join('　')

type Asked = Pick<InstructorRequest, 'municipality' | 'training' | 'purpose' | 'seats' | 'name' | 'employer' | 'documentNumber' | 'issuedOn' | 'sender' | 'sealOmitted' | 'theme' | 'message' | 'honorariumYen' | 'travelYen' | 'materialDueOn' | 'answerBy' | 'contact' | 'days'>

/** 講師依頼: the letter to the employer, for views/paper/letter.typ. It is kept as it was sent, so the same letter comes out for good. */
export const requestLetter = (asked: Asked) => ({
  title: `${asked.training}の講師について（依頼）`, documentNumber: asked.documentNumber, issuedOn: on(asked.issuedOn), sender: asked.sender, sealOmitted: asked.sealOmitted,
  addressee: [`${asked.employer}　様`],
  body: [
    `日頃から、${asked.municipality}の高齢者福祉施策の推進に御協力いただき、ありがとうございます。`,
    `このたび、地域ケア会議に関わる方を対象に、標記の研修を実施します。つきましては、御多忙のところ恐れ入りますが、貴所属の${asked.name}様に講師をお願いしたく、下記のとおり依頼します。`,
    ...lines(asked.message),
  ],
  items: [
    { label: '日時・場所', lines: asked.days.map(dayLine) }, { label: '目的', lines: lines(asked.purpose) }, { label: '内容', lines: lines(asked.theme) },
    { label: '受講者', lines: [`${asked.seats}人（予定）`] }, { label: '謝金', lines: [yen(asked.honorariumYen)] }, { label: '旅費', lines: [yen(asked.travelYen)] },
    ...asked.materialDueOn === null ? [] : [{ label: '資料', lines: [`${on(asked.materialDueOn)}までに、データで御提出ください。`] }],
    { label: '回答', lines: [`${on(asked.answerBy)}までに、講師御本人が研修の画面「地域まなび」から承諾書をお送りください。`] },
  ],
  contact: lines(asked.contact),
})

/** 承諾書: what the instructor said, for the same template. Nothing of a bank stands on it. */
export const acceptanceLetter = (asked: Asked, answer: { answeredOn: Day; jobTitle: string; photo: boolean; recording: boolean; remark: string }) => ({
  title: '講師承諾書', documentNumber: '', issuedOn: on(answer.answeredOn), sender: [answer.jobTitle, asked.name].filter((part) => part !== '').join('　'), sealOmitted: false,
  addressee: [`${asked.sender}　様`],
  body: [`${on(asked.issuedOn)}付け${asked.documentNumber}で依頼のありました講師について、下記のとおり承諾します。`],
  items: [
    { label: '研修', lines: [asked.training] }, { label: '日時・場所', lines: asked.days.map(dayLine) }, { label: '講師', lines: [asked.name] }, { label: '職名', lines: lines(answer.jobTitle) },
    { label: '謝金・旅費', lines: [`謝金 ${yen(asked.honorariumYen)}　旅費 ${yen(asked.travelYen)}`, '支払の手続は、担当者から別に御案内します。この書面に口座は記しません。'] },
    ...asked.materialDueOn === null ? [] : [{ label: '資料', lines: [`${on(asked.materialDueOn)}までに提出します。`] }],
    { label: '写真の撮影', lines: [answer.photo ? '承諾します。' : '承諾しません。'] }, { label: '録画・録音', lines: [answer.recording ? '承諾します。' : '承諾しません。'] },
    ...answer.remark === '' ? [] : [{ label: '備考', lines: lines(answer.remark) }],
  ],
  contact: [] as string[],
})

import { dayInWords, eraInKanji, fiscalYearInWords } from '../../base/days.ts'
import { qrMatrix } from '../../base/qr.ts'
import { verifyAddress } from '../certificates/paper.ts'
import type { Partial } from './queries.ts'

/** The data of views/paper/partial-certificate.typ. All of it was frozen in the register, so the same row gives the same bytes. */
export const partialPaper = (one: Partial, origin: string): object => ({
  number: one.numberText, name: one.name, training: one.title, year: fiscalYearInWords(one.fiscalYear, 'ja'),
  modules: one.modules.map(({ title, completedOn }) => ({ title, on: dayInWords(completedOn, 'ja', 'era') })),
  validUntil: dayInWords(one.validUntil, 'ja', 'era'), issuedOn: eraInKanji(one.issuedOn), issuerTitle: one.issuerTitle, issuerName: one.issuerName,
  qr: qrMatrix(verifyAddress(origin, one.numberText, one.code)), verify: { code: one.code, url: `${origin.replace(/^https?:\/\//, '')}/verify` },
})

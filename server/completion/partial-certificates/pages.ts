import type { FastifyRequest } from 'fastify'
import { dayInWords } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { plainOf } from '../certificates/paper.ts'
import { originOf } from '../certificates/printing.ts'
import { whyNotWaiting } from './changes.ts'
import { IssueForm } from './forms.ts'
import { partialPaper } from './paper.ts'
import { partialsOfTraining, partialsOfYear, trainingsWithPartials, waitingForPartial, type Partial } from './queries.ts'

const inLanguage = ({ language }: FastifyRequest, ja: string | null, en: string | null) => (language === 'en' && en ? en : ja) ?? ''

const shown = (request: FastifyRequest, one: Partial) => ({
  ...one, plain: plainOf(one.numberText), training: inLanguage(request, one.title, one.titleEn), municipality: inLanguage(request, one.municipality, one.municipalityEn),
})

/** The register of the year, and for the office the trainings in which somebody waits. */
export async function indexPage(request: FastifyRequest) {
  const { db, scope, year, actor } = request
  const isOffice = actor?.kind === 'prefecture'
  const [rows, trainings] = await Promise.all([partialsOfYear(db, scope, year), isOffice ? trainingsWithPartials(db, year) : []])
  return {
    rows: rows.map((one) => shown(request, one)),
    trainings: trainings.filter(({ waiting, given }) => waiting > 0 || given > 0).map((one) => ({ ...one, label: inLanguage(request, one.title, one.titleEn) })),
  }
}

/** Who waits in one training, with what they did. */
export async function issuePage(request: FastifyRequest, trainingId: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const rows = (await waitingForPartial(request.db, trainingId)).map((one) => ({ ...one, municipality: inLanguage(request, one.municipality, one.municipalityEn), why: whyNotWaiting(one) }))
  return { training, title: inLanguage(request, training.title, training.titleEn), rows, ready: rows.filter(({ why }) => why === null).length, form: formOf(IssueForm, request, { issuedOn: request.today }) }
}

/** One paper, drawn from its frozen row. */
export async function onePaper(request: FastifyRequest, one: Partial) {
  return { pdf: await request.server.outside.paper.print('partial-certificate', partialPaper(one, originOf(request))), name: `一部科目修了証明書 ${plainOf(one.numberText)}.pdf` }
}

/** The register of a training on paper. */
export async function registerPaper(request: FastifyRequest, trainingId: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const rows = await partialsOfTraining(request.db, request.scope, trainingId)
  refuse(rows.length === 0 ? { key: 'partialCertificates.none' } : null)
  const day = (value: string) => dayInWords(value, 'ja', 'number')
  const pdf = await request.server.outside.paper.print('register', {
    title: `一部科目修了証明書発行台帳　${training.title}`, printedOn: dayInWords(request.today, 'ja', 'era'),
    columns: ['番号', '氏名', 'ふりがな', '区市町村', '修了した科目', '発行日', '有効期限', '取扱い'],
    rows: rows.map((one) => [plainOf(one.numberText), one.name, one.kana, one.municipality ?? '', one.modules.map(({ title, completedOn }) => `${title}（${day(completedOn)}）`).join('\n'), day(one.issuedOn), day(one.validUntil), one.issuedBy ?? '']),
  })
  return { pdf, name: `一部科目修了証明書発行台帳 ${training.title}.pdf` }
}

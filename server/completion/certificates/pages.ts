import type { FastifyRequest } from 'fastify'
import { dayInWords, eraInKanji, fiscalYearInWords, fiscalYearOf } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { unprintable } from '../../base/paper.ts'
import { qrSvgPath } from '../../base/qr.ts'
import { findTraining, knownTrainings } from '../../planning/trainings/queries.ts'
import { CorrectionForm, IssueForm, ReasonForm, type RegisterQuery } from './forms.ts'
import { certificatePaper, deedOf, plainOf, verifyAddress } from './paper.ts'
import { dayOfEvent, originOf } from './printing.ts'
import {
  certificatesOf, certificatesPerPage, countRegister, countedMax, findCertificate, municipalitiesToChoose, recipientsOf,
  registerOfTraining, registerPage, trainingsToIssue, type FoundCertificate, type RegisterFilter,
} from './queries.ts'
import { codeNow, numberText, stateOfCertificate, whyNotPrintable, type CertificateEvent, type CertificateState } from './rules.ts'

const tones: Record<CertificateState, string> = { prepared: '', issued: 'done', reissued: 'warn', revoked: 'late' }

/** The chip that says where a certificate stands. */
const statusOf = ({ say }: FastifyRequest, events: { kind: CertificateEvent }[]) => {
  const { state } = stateOfCertificate(events)
  return { tone: tones[state], label: say(`certificates.states.${state}`) }
}

const inLanguage = ({ language }: FastifyRequest, ja: string, en: string | null) => language === 'en' && en ? en : ja

/** The register as it is narrowed by the address. */
export async function indexPage(request: FastifyRequest, query: RegisterQuery) {
  const { db, scope, say } = request
  const filter = filterOf(request, query)
  const page = query.page ?? 1
  const [trainings, municipalities, total, rows] = await Promise.all([
    filter.year === null ? [] : knownTrainings(db, scope, filter.year), scope.of === 'all' ? municipalitiesToChoose(db) : [],
    countRegister(db, scope, filter), registerPage(db, scope, filter, page),
  ])
  const counted = Math.min(total, countedMax)
  return {
    rows: rows.map((row) => ({
      ...row, number: plainOf(row.numberText), name: row.events.at(-1)?.name ?? row.name, status: statusOf(request, row.events),
      training: inLanguage(request, row.title, row.titleEn), municipality: inLanguage(request, row.municipality ?? '', row.municipalityEn),
    })),
    more: total > countedMax ? countedMax : null, trainingId: filter.trainingId ?? null,
    filters: { action: '/certificates', fields: [
      { name: 'year', label: say('certificates.year'), value: filter.year === null ? 'all' : String(filter.year), always: true, options: yearsOf(request) },
      ...trainings.length === 0 ? [] : [{ name: 'training', label: say('certificates.training'), value: query.training ?? '', options: trainings.map(({ id, title, titleEn }) => ({ value: String(id), label: inLanguage(request, title, titleEn) })) }],
      ...municipalities.length === 0 ? [] : [{ name: 'municipality', label: say('certificates.municipality'), value: query.municipality ?? '', options: municipalities.map(({ id, name, nameEn }) => ({ value: String(id), label: inLanguage(request, name, nameEn) })) }],
      { name: 'state', label: say('certificates.state'), value: filter.state ?? '', options: states.map((state) => ({ value: state, label: say(`certificates.states.${state}`) })) },
      { name: 'q', label: say('certificates.words'), value: query.q ?? '' },
    ] },
    pager: { page, pages: Math.max(1, Math.ceil(counted / certificatesPerPage)), total: counted, perPage: certificatesPerPage, href: hrefOf(query) },
  }
}

const states = ['issued', 'reissued', 'revoked', 'prepared'] as const

function filterOf({ year }: FastifyRequest, query: RegisterQuery): RegisterFilter {
  const id = (text: string | undefined) => text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
  return {
    year: query.year === 'all' ? null : year, trainingId: query.year === 'all' ? undefined : id(query.training),
    municipalityId: id(query.municipality), state: states.find((state) => state === query.state), words: query.q,
  }
}

const yearsOf = ({ say, today, language }: FastifyRequest) => {
  const last = fiscalYearOf(today)
  const years = Array.from({ length: last - firstYear + 1 }, (_, n) => last - n)
  return [{ value: 'all', label: say('certificates.allYears') }, ...years.map((year) => ({ value: String(year), label: fiscalYearInWords(year, language) }))]
}
const firstYear = 2017 // as the list of years in the frame

const hrefOf = (query: RegisterQuery) => (page: number) => {
  const kept = Object.entries({ ...query, page }).filter(([, value]) => value !== undefined && value !== '')
  return `/certificates?${new URLSearchParams(Object.fromEntries(kept.map(([name, value]) => [name, String(value)])))}`
}

/** Trainings of the year with who waits for a certificate. */
export async function waitingPage(request: FastifyRequest) {
  const rows = await trainingsToIssue(request.db, request.year)
  return { rows: rows.map((row) => ({ ...row, title: inLanguage(request, row.title, row.titleEn), waiting: Math.max(0, (row.completed ?? 0) - row.given) })) }
}

/** Before issuing: whom, what will stand there, what keeps somebody from it, who has not looked at their name. */
export async function issuePage(request: FastifyRequest, trainingId: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const recipients = (await recipientsOf(request.db, trainingId)).map((one) => {
    const signs = one.name.trim() === '' ? [] : unprintable(one.name)
    return { ...one, municipality: inLanguage(request, one.municipality ?? '', one.municipalityEn), why: whyNotPrintable(signs), isNameless: one.name.trim() === '' }
  })
  const ready = recipients.filter(({ why, isNameless }) => why === null && !isNameless)
  const [first] = ready
  const held = recipients.filter(({ why, isNameless }) => why !== null || isNameless)
  return {
    training, title: inLanguage(request, training.title, training.titleEn), recipients, ready, held,
    unchecked: ready.filter(({ nameCheckedAt }) => nameCheckedAt === null), issuerMissing: training.issuerName.trim() === '',
    form: formOf(IssueForm, request, { issuedOn: request.today, names: held.map(({ id }) => ({ enrollmentId: id })) }),
    sheet: first === undefined ? null : sheetOf(request, {
      number: sampleNumber(training), name: first.name, trainingTitle: training.title, issuerTitle: training.issuerTitle,
      issuerName: training.issuerName, issuedOn: request.today, code: sampleCode, reissued: false,
    }),
  }
}

const sampleCode = '0000-0000-0000'
const sampleNumber = ({ fiscalYear, courseMark }: { fiscalYear: number; courseMark: string }) => numberText({ fiscalYear, courseMark, number: 0 })

/** A sample with the first real name, marked as one: no number is taken and nothing is stored. */
export async function samplePaper(request: FastifyRequest, trainingId: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const [first] = await recipientsOf(request.db, trainingId)
  const name = first?.name.trim() ? first.name : '見本 太郎'
  const pdf = await request.server.outside.paper.print('certificate', certificatePaper({
    numberText: sampleNumber(training), name, code: sampleCode, trainingTitle: training.title, issuedOn: request.today,
    issuerTitle: training.issuerTitle, issuerName: training.issuerName, sample: true,
  }, originOf(request)))
  return { pdf, name: `修了証書 見本 ${training.title}.pdf` }
}

interface OnSheet { number: string; name: string; trainingTitle: string; issuerTitle: string; issuerName: string; issuedOn: string; code: string; reissued: boolean }

/** The certificate as it is shown on a page, like its paper. */
function sheetOf(request: FastifyRequest, on: OnSheet) {
  const origin = originOf(request)
  return {
    ...on, suffix: '様', seal: '印', deed: deedOf(on), issuedOn: eraInKanji(on.issuedOn), qr: qrSvgPath(verifyAddress(origin, on.number, on.code)),
    verifyAt: `${origin.replace(/^https?:\/\//, '')}/verify`,
  }
}

const sheetOfCertificate = (request: FastifyRequest, c: FoundCertificate) => sheetOf(request, {
  number: c.numberText, name: nameNow(c), trainingTitle: c.title, issuerTitle: c.issuerTitle, issuerName: c.issuerName,
  issuedOn: c.issuedOn, code: codeNow(c.code, c.events), reissued: stateOfCertificate(c.events).reissues > 0,
})

const nameNow = ({ events, nameIssued }: FoundCertificate) => events.at(-1)?.name ?? nameIssued

/** One certificate: as on paper, its events, and what may still happen to it. */
export async function certificatePage(request: FastifyRequest, id: number) {
  const certificate = found(await findCertificate(request.db, request.scope, id))
  const { state } = stateOfCertificate(certificate.events)
  const handsOut = state !== 'revoked' || request.scope.of === 'all'
  const latest = certificate.events.findLast(({ fileId }) => fileId !== null)
  return {
    certificate: { ...certificate, name: nameNow(certificate), code: codeNow(certificate.code, certificate.events), number: plainOf(certificate.numberText), training: inLanguage(request, certificate.title, certificate.titleEn),
      municipality: inLanguage(request, certificate.municipality ?? '', certificate.municipalityEn) },
    state, status: statusOf(request, certificate.events), sheet: sheetOfCertificate(request, certificate),
    events: certificate.events.map((event) => ({ ...event, day: dayOfEvent(event), label: request.say(`certificates.events.${event.kind}`), file: handsOut ? event.fileId : null })),
    paper: handsOut ? latest ?? null : null, isPaperless: state !== 'revoked' && certificate.events[0]?.fileId === null,
  }
}

export type Act = 'correction' | 'reissue' | 'revocation'

/** The page that asks why, before something happens to a certificate. */
export async function actPage(request: FastifyRequest, act: Act) {
  const id = Number((request.params as { certificateId: number }).certificateId)
  const certificate = found(await findCertificate(request.db, request.scope, id))
  const name = nameNow(certificate)
  const schema = act === 'revocation' ? ReasonForm : CorrectionForm
  return {
    act, certificate: { ...certificate, name, number: plainOf(certificate.numberText), training: inLanguage(request, certificate.title, certificate.titleEn) },
    status: statusOf(request, certificate.events), form: formOf(schema, request, { name }), hasName: act !== 'revocation',
  }
}

/** A trainee's own certificates, as they stand. */
export async function minePage(request: FastifyRequest) {
  const rows = await certificatesOf(request.db, request.scope)
  return { rows: rows.filter(({ events }) => events.length > 0).map((row) => {
    const { state } = stateOfCertificate(row.events)
    const code = codeNow(row.code, row.events)
    return {
      id: row.id, number: plainOf(row.numberText), name: nameNow(row), training: inLanguage(request, row.title, row.titleEn), code,
      completedOn: row.completedOn, issuedOn: row.issuedOn, state, status: statusOf(request, row.events),
      hasPaper: row.events.some(({ fileId }) => fileId !== null), verify: verifyAddress('', row.numberText, code),
    }
  }) }
}

/** 発行台帳 of one training: what an auditor asks for (D16). */
export async function registerPaper(request: FastifyRequest, trainingId: number) {
  const { db, scope, today, server } = request
  const training = found(await findTraining(db, scope, trainingId))
  const rows = await registerOfTraining(db, scope, trainingId)
  refuse(rows.length === 0 ? { key: 'certificates.nobodyIssued' } : null)
  const day = (value: string | null) => value === null ? '' : dayInWords(value, 'ja', 'number')
  const told = (events: (typeof rows)[number]['events'], ...kinds: CertificateEvent[]) => events.filter(({ kind }) => kinds.includes(kind))
    .map((event) => `${day(dayOfEvent(event))} ${event.reason ?? ''}`.trim()).join('\n')
  const pdf = await server.outside.paper.print('register', {
    title: `修了証書発行台帳　${training.title}`, printedOn: dayInWords(today, 'ja', 'era'),
    columns: ['番号', '氏名', 'ふりがな', '生年月日', '区市町村', '修了日', '発行日', '訂正・再発行', '取消し', '取扱い'],
    rows: rows.map(({ events, ...row }) => [
      plainOf(row.numberText), events.at(-1)?.name ?? row.name, row.kana, day(row.birthDate), row.municipality ?? '', day(row.completedOn),
      day(row.issuedOn), told(events, 'corrected', 'reissued'), told(events, 'revoked'), events.at(-1)?.actedBy ?? '',
    ]),
  })
  return { pdf, name: `発行台帳 ${training.title}.pdf` }
}

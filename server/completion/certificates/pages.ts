import type { FastifyRequest } from 'fastify'
import { dayInWords, eraInKanji, fiscalYearInWords, fiscalYearOf } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { unprintable } from '../../base/paper.ts'
import { qrSvgPath } from '../../base/qr.ts'
import { findTraining, knownTrainings } from '../../planning/trainings/queries.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { CorrectionForm, IssueForm, ReasonForm, type RegisterQuery } from './forms.ts'
import { deedsFor, designFor, type DesignFor } from './designs.ts'
import { lettersOf } from './letters.ts'
import { certificatePaper, deedLines, plainOf, verifyAddress, type OnPaper } from './paper.ts'
import { dayOfEvent, originOf } from './printing.ts'
import {
  besidesOf, certificatesOf, certificatesPerPage, countRegister, countedMax, findCertificate, recipientsOf,
  registerOfTraining, registerPage, trainingsToIssue, type FoundCertificate, type RegisterFilter,
} from './queries.ts'
import { houseDesign, untimedModules, whyNotFilled } from './wording.ts'
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
  return { rows: rows.map((row) => ({ ...row, title: inLanguage(request, row.title, row.titleEn) })) }
}

/**
 * Before issuing: whom, what will stand there, what keeps somebody from it, who has not looked at their name. Whose certificate was
 * revoked stands apart, and is issued to on a page of their own (`only`).
 */
export async function issuePage(request: FastifyRequest, trainingId: number, only?: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const design = await designFor(request.db, trainingId, request.today)
  const all = (await recipientsOf(request.db, trainingId)).map((one) => {
    const signs = one.name.trim() === '' ? [] : unprintable(one.name)
    return { ...one, municipality: inLanguage(request, one.municipality ?? '', one.municipalityEn), why: whyNotPrintable(signs), isNameless: one.name.trim() === '', signs: lettersOf(one.name, signs) }
  })
  const alone = all.find(({ id }) => id === only)
  if (only !== undefined && request.method === 'GET') found(alone)
  const recipients = alone === undefined ? all.filter(({ revoked }) => revoked === null) : [alone]
  const ready = recipients.filter(({ why, isNameless }) => why === null && !isNameless)
  const [first] = ready
  const held = recipients.filter(({ why, isNameless }) => why !== null || isNameless)
  return {
    training, title: inLanguage(request, training.title, training.titleEn), recipients, ready, held,
    only: alone?.id ?? null, revoked: all.flatMap(({ revoked, ...one }) => revoked === null || (alone?.id ?? one.id) !== one.id ? [] : [{ ...one, number: plainOf(revoked) }]),
    unfilled: whyNotFilled(design.design, design), untimed: untimedModules(design.design, design),
    unusual: ready.filter(({ signs }) => signs.some(({ isUnusual }) => isUnusual)),
    unchecked: ready.filter(({ nameCheckedAt }) => nameCheckedAt === null), issuerMissing: design.issuerName.trim() === '',
    unborn: design.design.withBirthDate ? ready.filter(({ birthDate }) => birthDate === null) : [], design: design.design,
    form: formOf(IssueForm, request, { issuedOn: request.today, names: held.map(({ id }) => ({ enrollmentId: id })) }),
    sheet: first === undefined ? null : sheetOf(request, sampleOf(training, design, first, request.today)),
  }
}

const sampleCode = '0000-0000-0000'
const sampleNumber = ({ fiscalYear, courseMark }: { fiscalYear: number; courseMark: string }) => numberText({ fiscalYear, courseMark, number: 0 })

/** A certificate that is none yet: as the first of those who wait will have it. */
function sampleOf(
  training: { fiscalYear: number; courseMark: string }, on: DesignFor, who: { name: string; birthDate: string | null; completedOn: string | null } | undefined, today: string,
): OnPaper {
  const { deed, deed_en: deedEn } = deedsFor(on, who?.completedOn ?? today)
  return {
    numberText: sampleNumber(training), name: who?.name.trim() ? who.name : '見本 太郎', code: sampleCode, trainingTitle: on.trainingTitle, issuedOn: today,
    issuerTitle: on.issuerTitle, issuerName: on.issuerName, design: on.design, deed, deedEn, birthDate: who?.birthDate ?? null, sample: true,
  }
}

/** A sample with the first real name, marked as one: no number is taken and nothing is stored. */
export async function samplePaper(request: FastifyRequest, trainingId: number, only?: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const design = await designFor(request.db, trainingId, request.today)
  const first = (await recipientsOf(request.db, trainingId)).find(({ id, revoked }) => only === undefined ? revoked === null : id === only)
  const pdf = await request.server.outside.paper.print('certificate', certificatePaper(sampleOf(training, design, first, request.today), originOf(request)))
  return { pdf, name: `修了証書 見本 ${training.title}.pdf` }
}

/** 氏名の校正刷り: every name that waits, as large as it will be printed, to be held beside what people wrote. */
export async function namesPaper(request: FastifyRequest, trainingId: number) {
  const training = found(await findTraining(request.db, request.scope, trainingId))
  const waiting = (await recipientsOf(request.db, trainingId)).filter(({ revoked }) => revoked === null)
  refuse(waiting.length === 0 ? { key: 'certificates.nobodyWaits' } : null)
  const pdf = await request.server.outside.paper.print('name-proof', {
    title: `修了証書の氏名　${training.title}`, printedOn: dayInWords(request.today, 'ja', 'era'),
    rows: waiting.map(({ name, kana, number }) => ({
      number: String(number).padStart(4, '0'), name, kana: kana ?? '', signs: lettersOf(name, unprintable(name)).filter(({ isUnusual }) => isUnusual),
    })),
  })
  return { pdf, name: `修了証書の氏名 ${training.title}.pdf` }
}

/** The certificate as it is shown on a page, like its paper. */
export function sheetOf(request: FastifyRequest, on: OnPaper) {
  const origin = originOf(request)
  const design = on.design ?? houseDesign
  const born = design.withBirthDate ? on.birthDate ?? null : null
  return {
    ...on, design, number: on.numberText, reissued: (on.reissuedOn ?? null) !== null, suffix: '様', seal: '印', title: design.title, deed: deedLines(on), issuedOn: eraInKanji(on.issuedOn),
    birthDate: born === null ? null : eraInKanji(born), qr: qrSvgPath(verifyAddress(origin, on.numberText, on.code)), verifyAt: `${origin.replace(/^https?:\/\//, '')}/verify`,
  }
}

const sheetOfCertificate = (request: FastifyRequest, c: FoundCertificate) => {
  const reissue = c.events.findLast(({ kind }) => kind === 'reissued')
  return sheetOf(request, { ...c, name: nameNow(c), code: codeNow(c.code, c.events), trainingTitle: c.title, reissuedOn: reissue ? dayOfEvent(reissue) : null })
}

const nameNow = ({ events, nameIssued }: Pick<FoundCertificate, 'events' | 'nameIssued'>) => events.at(-1)?.name ?? nameIssued

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
    isHandedOver: certificate.handovers.length > 0, awaits: state !== 'revoked' && state !== 'prepared' && !certificate.handovers.some(({ eventId }) => eventId === certificate.events.at(-1)?.id),
    handovers: certificate.handovers.map((one) => ({ ...one, label: request.say(`deliveries.ways.${one.way}`) })),
    others: certificate.others.map((other) => ({ ...other, number: plainOf(other.numberText), label: request.say(other.id < id ? 'certificates.revokedBefore' : 'certificates.issuedAfter') })),
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

/** Whether its latest paper was handed over. */
export const isTaken = ({ events, handovers }: Pick<FoundCertificate, 'events' | 'handovers'>): boolean => {
  const latest = events.findLast(({ fileId }) => fileId !== null)
  return handovers.some(({ eventId }) => eventId === latest?.id)
}

/** A trainee's own certificates, as they stand. */
export async function minePage(request: FastifyRequest) {
  const { db, scope } = request
  const [rows, besides] = await Promise.all([certificatesOf(db, scope), scope.of === 'person' ? besidesOf(db, scope.personId) : undefined])
  const partials = (besides?.partials ?? []).map((one) => ({ ...one, verify: verifyAddress('', one.numberText, one.code), number: plainOf(one.numberText), training: inLanguage(request, one.title, one.titleEn) }))
  return { partials, consent: besides?.rosterConsent ?? null, rows: rows.filter(({ events }) => events.length > 0).map((row) => {
    const { state } = stateOfCertificate(row.events)
    const code = codeNow(row.code, row.events)
    return {
      id: row.id, number: plainOf(row.numberText), name: nameNow(row), training: inLanguage(request, row.title, row.titleEn), code,
      completedOn: row.completedOn, issuedOn: row.issuedOn, state, status: statusOf(request, row.events),
      hasPaper: row.events.some(({ fileId }) => fileId !== null), isTaken: isTaken(row), verify: verifyAddress('', row.numberText, code),
    }
  }) }
}

/** 発行台帳 of one training as an auditor asks for it (D16), as far as the scope reaches: the same rows on paper and in a table. */
export async function registerTable({ db, scope }: FastifyRequest, trainingId: number) {
  const training = found(await findTraining(db, scope, trainingId))
  const rows = await registerOfTraining(db, scope, trainingId)
  refuse(rows.length === 0 ? { key: 'certificates.nobodyIssued' } : null)
  const day = (value: string | null) => value === null ? '' : dayInWords(value, 'ja', 'number')
  const told = (events: (typeof rows)[number]['events'], ...kinds: CertificateEvent[]) => events.filter(({ kind }) => kinds.includes(kind))
    .map((event) => `${day(dayOfEvent(event))} ${event.reason ?? ''}`.trim()).join('\n')
  return {
    title: `修了証書発行台帳　${training.title}`, name: `発行台帳 ${training.title}`,
    columns: ['番号', '氏名', 'ふりがな', '生年月日', '区市町村', '修了日', '発行日', '訂正・再発行', '取消し', '取扱い'],
    rows: rows.map(({ events, ...row }) => [
      plainOf(row.numberText), events.at(-1)?.name ?? row.name, row.kana, day(row.birthDate), row.municipality ?? '', day(row.completedOn),
      day(row.issuedOn), told(events, 'corrected', 'reissued'), told(events, 'revoked'), events.at(-1)?.actedBy ?? '',
    ]),
  }
}

export async function registerPaper(request: FastifyRequest, trainingId: number) {
  const { title, name, columns, rows } = await registerTable(request, trainingId)
  const pdf = await request.server.outside.paper.print('register', { title, printedOn: dayInWords(request.today, 'ja', 'era'), columns, rows })
  return { pdf, name: `${name}.pdf` }
}

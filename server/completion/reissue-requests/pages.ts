import type { FastifyRequest } from 'fastify'
import { dayInJapan, dayInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { plainOf } from '../certificates/paper.ts'
import { findCertificate } from '../certificates/queries.ts'
import { stateOfCertificate } from '../certificates/rules.ts'
import { AcceptForm, RefusalForm, RequestForm } from './forms.ts'
import { findRequest, isNameChangeGround, requestsIn, requestsOfCertificate } from './queries.ts'
import { idChecks, requestReasons, whyNotAsk, type RequestState } from './rules.ts'

const tones: Record<RequestState, string> = { asked: 'now', accepted: 'done', refused: 'late', withdrawn: '' }
type Found = NonNullable<Awaited<ReturnType<typeof findRequest>>>

const shown = ({ say, language }: FastifyRequest, one: Found) => ({
  ...one, number: plainOf(one.numberText), training: language === 'en' && one.titleEn ? one.titleEn : one.title, askedOn: dayInJapan(one.askedAt),
  decidedOn: one.decidedAt === null ? null : dayInJapan(one.decidedAt), reasonWords: say(`reissueRequests.reasons.${one.reason}`),
  idWords: say(`reissueRequests.ids.${one.idCheck}`), status: { tone: tones[one.state], label: say(`reissueRequests.states.${one.state}`) },
})

const choices = ({ say }: FastifyRequest, isGround: boolean) => ({
  reasons: requestReasons.filter((value) => isGround || value !== 'name_changed').map((value) => ({ value, label: say(`reissueRequests.reasons.${value}`) })),
  ids: idChecks.map((value) => ({ value, label: say(`reissueRequests.ids.${value}`) })),
  returns: (['yes', 'no'] as const).map((value) => ({ value, label: say(`reissueRequests.returns.${value}`) })),
})

/** The person's own page: what was asked and how it stands, and the form while nothing waits. */
export async function askPage(request: FastifyRequest, certificateId: number) {
  const { db, scope, language } = request
  const certificate = found(await findCertificate(db, scope, certificateId))
  const rows = (await requestsOfCertificate(db, scope, certificateId)).map((one) => shown(request, one))
  const open = rows.find(({ state }) => state === 'asked') ?? null
  return {
    certificate: { ...certificate, number: plainOf(certificate.numberText), name: certificate.events.at(-1)?.name ?? certificate.nameIssued, training: language === 'en' && certificate.titleEn ? certificate.titleEn : certificate.title },
    rows, open, whyNot: open === null ? whyNotAsk(stateOfCertificate(certificate.events).state, false) : null,
    choices: choices(request, await isNameChangeGround(db, certificateId)), form: formOf(RequestForm, request),
  }
}

const listed = ['asked', 'accepted', 'refused', 'withdrawn'] as const

/** Requests by where they stand, for the office. */
export async function listPage(request: FastifyRequest, asked: string | undefined) {
  const state = listed.find((one) => one === asked) ?? 'asked'
  return { state, states: listed, rows: (await requestsIn(request.db, request.scope, state)).map((one) => shown(request, one)) }
}

/** One request with the two ways to decide it. */
export async function requestPage(request: FastifyRequest, id: number) {
  const one = shown(request, found(await findRequest(request.db, request.scope, id)))
  const name = one.nameWanted ?? one.name
  return {
    one, choices: choices(request, true), accept: formOf(AcceptForm, request, { name, idCheck: one.idCheck, reason: request.say('reissueRequests.reasonFor', { reason: one.reasonWords }) }),
    refusal: formOf(RefusalForm, request),
  }
}

/** 再発行申請書 on paper (D18): with what is known filled in, the rest by hand. */
export async function paperForm(request: FastifyRequest, certificateId: number) {
  const certificate = found(await findCertificate(request.db, request.scope, certificateId))
  return request.server.outside.paper.print('reissue-form', {
    number: certificate.numberText, name: certificate.events.at(-1)?.name ?? certificate.nameIssued, kana: certificate.kana, training: certificate.title,
    completedOn: dayInWords(certificate.completedOn, 'ja', 'era'), issuer: certificate.issuerTitle, nameChange: await isNameChangeGround(request.db, certificateId),
  })
}

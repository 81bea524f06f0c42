import type { FastifyRequest } from 'fastify'
import { fiscalYearOf } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { restSignedBy } from '../../office/senders/queries.ts'
import { whyNotWrite } from '../model-supports/rules.ts'
import { ApprovalForm, DecisionsForm, NewRecruitmentForm, RecruitmentForm } from './forms.ts'
import { applicationsOf, findRecruitment, yearsRecruited } from './queries.ts'
import { whyNotDecide, whyNotEdit } from './rules.ts'

/** The first box of a new recruiting is a year that has none. */
export async function newPage(request: FastifyRequest) {
  const { db, today, language } = request
  const [taken, now] = [await yearsRecruited(db), fiscalYearOf(today)]
  const years = [now, now + 1, now - 1].filter((year) => !taken.includes(year))
  return { form: formOf(NewRecruitmentForm, request, { fiscalYear: years[0], places: 2 }), years, language }
}

/** The terms of a recruiting; for the office, what came in and how it is decided, too. */
export async function recruitmentPage(request: FastifyRequest) {
  const { db, scope, today, actor } = request
  const { id } = request.params as { id: number }
  const recruitment = found(await findRecruitment(db, id))
  const applications = await applicationsOf(db, scope, id)
  const isOffice = actor?.kind !== 'municipality'
  const [approval, signer] = isOffice ? [await approvalOf(db, `support_recruitment:${id}`), recruitment.sender || await restSignedBy(db, today)] : [undefined, null]
  const applied = applications.filter(({ state }) => state === 'applied')
  const posted = request.routeOptions.url ?? ''
  const kept = { documentNumber: recruitment.documentNumber ?? '', sender: signer ?? '', rows: applied.map((one) => ({ id: one.id, outcome: one.outcome ?? '', reason: one.outcomeReason })) }
  return {
    recruitment, applications, applied, approval: approval ?? null, isOffice, own: applications.find(({ state }) => state !== 'declined') ?? null,
    whyNotApply: whyNotWrite('recruiting', recruitment, today), whyNotDecide: whyNotDecide(recruitment, applied.length, today), whyNotEdit: whyNotEdit(recruitment.state),
    form: formOf(DecisionsForm, posted.endsWith('/decisions') ? request : nothingSent(request), kept),
    approvalForm: formOf(ApprovalForm, posted.endsWith('/approval') ? request : nothingSent(request)),
  }
}

export async function editPage(request: FastifyRequest) {
  const recruitment = found(await findRecruitment(request.db, (request.params as { id: number }).id))
  return { recruitment, form: formOf(RecruitmentForm, request, recruitment) }
}

import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { ReportForm, SharingForm } from './forms.ts'
import { findReport, findSharedReport, recordOf, sharedReports, waitingReports, type Record } from './queries.ts'
import { whyNotSubmit, whyNotWrite } from './rules.ts'

const perPage = 50
const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id

/** The record as it would be reported, and the words that join it. */
export async function writePage(request: FastifyRequest) {
  const { db, scope, actor } = request
  const { id, state, report, record } = found(await recordOf(db, scope, idOf(request)))
  return { supportId: id, report, record, whyNot: whyNotWrite(state), whyNotSubmit: whyNotSubmit(record), mayWrite: actor?.kind === 'municipality', form: formOf(ReportForm, request, report ?? {}) }
}

/** A submitted report: one's own, or one that was shared with all. */
export async function findAny({ db, beyond, scope }: FastifyRequest, id: number) {
  return found(await findReport(db, scope, id) ?? (scope.of === 'municipality' ? await findSharedReport(beyond, id) : undefined))
}

export async function reportPage(request: FastifyRequest) {
  const report = await findAny(request, idOf(request))
  return { report: { ...report, record: report.record as Record }, form: formOf(SharingForm, request, { sharedOn: request.today }) }
}

export async function listPage({ db, beyond, scope }: FastifyRequest, page: number) {
  const [waiting, rows] = [await waitingReports(db, scope), await sharedReports(beyond, { limit: perPage, offset: (page - 1) * perPage })]
  const total = rows[0]?.total ?? 0
  return { waiting, rows, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/support-reports?page=${to}` } }
}

import type { FastifyRequest } from 'fastify'
import { found, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { BatchForm, type NoticesQuery } from './forms.ts'
import { municipalityLetter, personLetter, startingOpenings, startingSteps } from './paper.ts'
import {
  batchesOf, lastBatch, letterDays, letterGround, noticesOf, officeGround, openBatch, pendingCounts, pendingRecipients, type Batch, type LetterGround,
} from './queries.ts'
import { whyNotWrite, type NoticeKind } from './rules.ts'

export const perPage = 50

/** The letters of a training: for the office what is to be written and what was printed, for a municipality its own. */
export async function noticesPage(request: FastifyRequest, trainingId: number, query: NoticesQuery) {
  const { db, scope } = request
  const whole = scope.of === 'all' ? found(await officeGround(db, trainingId)) : null
  const ground = whole ?? found(await letterGround(db, trainingId))
  const announced = ground.selectionState === 'announced'
  const page = query.page ?? 1
  const rows = await noticesOf(db, scope, trainingId, { municipalityId: query.municipality, kind: query.kind }, { limit: perPage, offset: (page - 1) * perPage })
  const list = { rows, page, perPage, total: rows[0]?.total ?? 0, query }
  if (whole === null) return { ground, announced, ...list, office: null }
  const [batches, pending] = await Promise.all([batchesOf(db, trainingId), announced ? pendingCounts(db, trainingId) : { counts: {}, people: 0, municipalities: 0 }])
  const open = batches.find(({ state }) => state !== 'done') ?? null
  return { ground, announced, ...list, office: { municipalities: whole.municipalities, batches, pending, open, whyNot: open === null ? whyNotWrite(announced, pending.people) : null } }
}

/** The words of the next letters as they are written: a draft, else what the last batch said, else what letters usually say. */
export async function draftPage(request: FastifyRequest, trainingId: number) {
  const { db } = request
  const ground = found(await letterGround(db, trainingId, request.today))
  const draft = await openBatch(db, trainingId)
  if (draft === undefined) refuse(whyNotWrite(ground.selectionState === 'announced', 1))
  const last = draft ?? await lastBatch(db, trainingId)
  const pending = await pendingCounts(db, trainingId)
  return {
    ground, draft: draft ?? null, pending,
    form: formOf(BatchForm, request, { version: draft?.version ?? 0, ...startingWith(ground, last, request.today), ...draft === undefined ? { documentNumber: '', issuedOn: request.today } : {} }),
  }
}

function startingWith(ground: LetterGround, last: Batch | undefined, today: string) {
  if (last !== undefined) {
    const { openings, documentNumber, issuedOn, sender, sealOmitted, office, nextSteps, withdrawBy, contact } = last
    return { ...openings as Record<NoticeKind, string>, documentNumber, issuedOn, sender, sealOmitted, office, nextSteps, withdrawBy: withdrawBy ?? undefined, contact }
  }
  return {
    ...startingOpenings, issuedOn: today, sender: ground.sender ?? ground.issuerTitle, sealOmitted: ground.sealOmitted ?? true,
    office: officeOf(ground.addressee ?? ''), nextSteps: startingSteps, contact: ground.contact ?? '',
  }
}

/** '各区市町村　地域ケア会議主管課長　殿' is written to all; a letter to one names it and keeps the rest. */
const officeOf = (addressee: string): string => addressee.replace(/^各区市町村[\s　]*/u, '') || '地域ケア会議主管課長　殿'

/** The paper of the first real reader of a kind, as it would be printed now; nothing when nobody waits for one. */
export async function previewOf({ db }: FastifyRequest, trainingId: number, kind: NoticeKind) {
  const [ground, batch] = [found(await letterGround(db, trainingId)), found(await openBatch(db, trainingId))]
  if (kind !== 'list') {
    const [person] = await pendingRecipients(db, trainingId, kind, 1)
    return { template: 'letter' as const, data: personLetter(batch, ground, found(person), await letterDays(db, trainingId)) }
  }
  const people = await pendingRecipients(db, trainingId, undefined, 1_000)
  const own = people.filter(({ municipalityId }) => municipalityId === people[0]?.municipalityId)
  found(own[0])
  return { template: 'outcome-list' as const, data: municipalityLetter(batch, ground, own) }
}

import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { unprintable } from '../../base/paper.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import { designFor } from '../certificates/designs.ts'
import { numberText, verificationCode, whyNotPrintable } from '../certificates/rules.ts'
import type { IssueForm } from './forms.ts'
import { waitingForPartial, type Waiting } from './queries.ts'
import { validUntil, whyNotCertify, whyNotDated } from './rules.ts'

/** Numbers of partial certificates are a register of their own: '第 R8－実践・一部－0003 号'. */
export const partialNumber = (training: { fiscalYear: number; courseMark: string }, number: number): string =>
  numberText({ fiscalYear: training.fiscalYear, courseMark: `${training.courseMark}・一部`, number })

export const whyNotWaiting = (one: Waiting) => whyNotCertify(one) ?? whyNotPrintable(unprintable(one.name))

/**
 * Certifies what people did of a training that they did not complete: numbers without a gap under the lock of the training.
 * Whose name cannot be printed waits. @returns how many @throws Missing · Refusal
 */
export async function issuePartials(change: Change, trainingId: number, { issuedOn }: IssueForm): Promise<number> {
  const { tx, scope, now, actor, random, log } = change
  const training = found(await holdTraining(tx, scope, trainingId))
  const waiting = await waitingForPartial(tx, trainingId)
  const ready = waiting.filter((one) => whyNotWaiting(one) === null)
  if (ready.length === 0) refuse(waiting[0] === undefined ? { key: 'partialCertificates.nobodyWaits' } : whyNotWaiting(waiting[0]))
  const { issuerTitle, issuerName } = await designFor(tx, trainingId, issuedOn)
  refuse(issuerName.trim() === '' ? { key: 'certificates.issuerMissing' } : null)
  refuse(whyNotDated(issuedOn, ready.flatMap(({ modules }) => modules.map(({ completedOn }) => completedOn)).toSorted().at(-1)!, dayInJapan(now)))
  const { to } = await tx.updateTable('training').set((eb) => ({ partial_certificates_given: eb('partial_certificates_given', '+', ready.length) }))
    .where('id', '=', trainingId).returning('partial_certificates_given as to').executeTakeFirstOrThrow()
  const from = to - ready.length + 1
  await tx.insertInto('partial_certificate').values(ready.map((one, place) => ({
    training_id: trainingId, number: from + place, number_text: partialNumber(training, from + place), enrollment_id: one.id, person_id: one.personId,
    municipality_id: one.municipalityId, name: one.name, kana: one.kana ?? '', code: verificationCode(random(8)), modules: JSON.stringify(one.modules), issued_on: issuedOn,
    valid_until: validUntil(training.fiscalYear), issuer_title: issuerTitle, issuer_name: issuerName, issued_at: now, issued_by: actor?.personId ?? null,
  }))).execute()
  log('partial_certificates.issued', `training:${trainingId}`, { from, to })
  return ready.length
}

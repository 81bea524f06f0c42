import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { within } from '../../base/within.ts'
import { reissueCertificate, type NewPaper } from '../certificates/changes.ts'
import { stateOfCertificate } from '../certificates/rules.ts'
import type { AcceptForm, RefusalForm, RequestForm } from './forms.ts'
import { isNameChangeGround } from './queries.ts'
import { problemsOfRequest, whyNotAsk, whyNotDecide, type IdCheck, type RequestReason } from './rules.ts'

/** Somebody asks for another paper of their own certificate. @throws Missing when it is not theirs · Refusal · a mended form */
export async function askReissue({ tx, scope, now, log }: Change, certificateId: number, form: RequestForm): Promise<number> {
  const certificate = found(await tx.selectFrom('certificate as c').select(['c.id', 'c.person_id as personId', 'c.municipality_id as municipalityId'])
    .where('c.id', '=', certificateId).where(({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: ref('c.person_id') })).forUpdate().executeTakeFirst())
  const events = await tx.selectFrom('certificate_event').select('kind').where('certificate_id', '=', certificateId).orderBy('id').execute()
  const open = await tx.selectFrom('reissue_request').select('id').where('certificate_id', '=', certificateId).where('state', '=', 'asked').executeTakeFirst()
  refuse(whyNotAsk(stateOfCertificate(events).state, open !== undefined))
  mend(problemsOfRequest(form, await isNameChangeGround(tx, certificateId)))
  const { id } = await tx.insertInto('reissue_request').values({
    certificate_id: certificateId, person_id: certificate.personId, municipality_id: certificate.municipalityId, reason: form.reason as RequestReason,
    words: form.words?.trim() ?? '', name_wanted: form.reason === 'name_changed' ? form.nameWanted!.trim() : null, id_check: form.idCheck as IdCheck,
    returns_old: form.returnsOld === 'yes', address: form.address.trim(), asked_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('reissue.asked', `certificate:${certificateId}`, { reason: form.reason })
  return id
}

/** A request of the scope that still waits, held until it is decided. */
async function hold({ tx, scope }: Change, id: number) {
  const request = found(await tx.selectFrom('reissue_request as r').select(['r.id', 'r.state', 'r.certificate_id as certificateId'])
    .where('r.id', '=', id).where(({ ref }) => within(scope, { municipality: ref('r.municipality_id'), person: ref('r.person_id') })).forUpdate().executeTakeFirst())
  refuse(whyNotDecide(request.state))
  return request
}

/** The person does not want it any more. */
export async function withdrawRequest(change: Change, id: number): Promise<number> {
  const { certificateId } = await hold(change, id)
  await change.tx.updateTable('reissue_request').set({ state: 'withdrawn', decided_at: change.now }).where('id', '=', id).execute()
  change.log('reissue.withdrawn', `certificate:${certificateId}`)
  return certificateId
}

/** The office has seen who it is and reissues: same number, marked paper. The letter is that of the reissue. */
export async function acceptRequest(change: Change, id: number, { name, reason, idCheck }: AcceptForm, file: NewPaper): Promise<number> {
  const { certificateId } = await hold(change, id)
  const eventId = await reissueCertificate(change, certificateId, { name, reason }, file)
  await change.tx.updateTable('reissue_request')
    .set({ state: 'accepted', decided_at: change.now, decided_by: change.actor?.personId ?? null, event_id: eventId, id_check: idCheck as IdCheck }).where('id', '=', id).execute()
  change.log('reissue.accepted', `certificate:${certificateId}`)
  return certificateId
}

/** The office does not, and says why; the person is written to. */
export async function refuseRequest(change: Change, id: number, { refusal }: RefusalForm): Promise<void> {
  const { certificateId } = await hold(change, id)
  await change.tx.updateTable('reissue_request')
    .set({ state: 'refused', decided_at: change.now, decided_by: change.actor?.personId ?? null, refusal: refusal.trim() }).where('id', '=', id).execute()
  change.log('reissue.refused', `certificate:${certificateId}`, { requestId: id })
}

import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { within } from '../../base/within.ts'
import { endWork, startWork } from '../../keeping/works/changes.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { stateOfCertificate, whyNotHandOut, type HandoverWay } from '../certificates/rules.ts'
import type { HandoverForm } from './forms.ts'
import { notHandedOver } from './queries.ts'
import { whyNotHandedOn } from './rules.ts'

/** The job that puts every paper of a training into one file for a printer. */
export const sheetsJob = 'certificate_sheets'

/** The certificate of the scope, held: a correction waits until it is known whether paper is out. */
async function hold({ tx, scope }: Change, id: number) {
  const row = found(await tx.selectFrom('certificate as c').select(['c.id', 'c.issued_on as issuedOn']).where('c.id', '=', id)
    .where(({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: ref('c.person_id') })).forUpdate().executeTakeFirst())
  const events = await tx.selectFrom('certificate_event').select(['id', 'kind', 'file_id as fileId']).where('certificate_id', '=', id).orderBy('id').execute()
  refuse(whyNotHandOut(stateOfCertificate(events).state, false))
  return { ...row, events }
}

async function keep(change: Change, papers: { id: number; eventId: number }[], way: HandoverWay, handedOn: string): Promise<number> {
  const { tx, now, actor } = change
  if (papers.length === 0) return 0
  const rows = await tx.insertInto('certificate_handover').values(papers.map(({ id, eventId }) => ({
    certificate_id: id, event_id: eventId, way, handed_on: handedOn, at: now, acted_by: actor?.personId ?? null,
  }))).onConflict((oc) => oc.column('event_id').doNothing()).returning('id').execute()
  return rows.length
}

/** The trainee takes the paper from their page: from now on it is out, and a mistake is put right by a reissue. Taken twice is once. */
export async function takePaper(change: Change, certificateId: number): Promise<void> {
  const { events } = await hold(change, certificateId)
  const latest = found(events.findLast(({ fileId }) => fileId !== null))
  const fresh = await keep(change, [{ id: certificateId, eventId: latest.id }], 'taken', dayInJapan(change.now))
  change.log('certificate.handed_over', `certificate:${certificateId}`, { way: 'taken', again: fresh === 0 })
}

/** The office or the municipality says that it gave the paper of one person. @throws Refusal when it was given already */
export async function handOver(change: Change, certificateId: number, { way, handedOn }: HandoverForm): Promise<void> {
  const { events, issuedOn } = await hold(change, certificateId)
  refuse(whyNotHandedOn(handedOn, issuedOn, dayInJapan(change.now)))
  const latest = found(events.at(-1))
  const fresh = await keep(change, [{ id: certificateId, eventId: latest.id }], way as HandoverWay, handedOn)
  refuse(fresh === 0 ? { key: 'deliveries.already' } : null)
  change.log('certificate.handed_over', `certificate:${certificateId}`, { way })
}

/** The same for everybody of a training whose paper nobody has yet, or of one municipality. @returns how many */
export async function handOverAll(change: Change, trainingId: number, form: HandoverForm): Promise<number> {
  found(await findTraining(change.tx, change.scope, trainingId))
  const papers = await notHandedOver(change.tx, change.scope, trainingId, form.municipality)
  refuse(papers.length === 0 ? { key: 'deliveries.nobodyWaits' } : null)
  refuse(whyNotHandedOn(form.handedOn, papers.map(({ issuedOn }) => issuedOn).toSorted()[0]!, dayInJapan(change.now)))
  const count = await keep(change, papers, form.way as HandoverWay, form.handedOn)
  change.log('certificates.handed_over', `training:${trainingId}`, { count, way: form.way })
  return count
}

/** Promises one file with every paper in force, for a printer. */
export async function askSheets(change: Change, trainingId: number, origin: string): Promise<number> {
  found(await findTraining(change.tx, change.scope, trainingId))
  const papers = await change.tx.selectFrom('certificate').select(({ fn }) => fn.countAll<number>().as('count')).where('training_id', '=', trainingId).executeTakeFirstOrThrow()
  refuse(papers.count === 0 ? { key: 'certificates.nobodyIssued' } : null)
  return startWork(change, {
    name: sheetsJob, subject: `training:${trainingId}`, total: papers.count, backTo: `/trainings/${trainingId}/certificates/delivery`, payload: { trainingId, origin },
  })
}

/** Ends it with the file. */
export async function keepSheets(change: Change, workId: number, { key, sha256, bytes }: SavedFile, name: string): Promise<void> {
  const { id } = await change.tx.insertInto('file').values({ key, sha256, bytes, name, type: 'application/pdf', made_at: change.now }).returning('id').executeTakeFirstOrThrow()
  await endWork(change, workId, { fileId: id })
}

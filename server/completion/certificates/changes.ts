import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { enqueue } from '../../base/jobs.ts'
import { unprintable } from '../../base/paper.ts'
import { startWork, endWork, advanceWork, type HeldBack } from '../../keeping/works/changes.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import { acceptableName, searchKeyOf } from '../../who/people/names.ts'
import { deedsFor, designFor, type DesignFor } from './designs.ts'
import type { CorrectionForm, IssueForm } from './forms.ts'
import { plainOf } from './paper.ts'
import { findCertificate, recipientsOf, type NumberRange, type Recipient, type Unprinted } from './queries.ts'
import {
  numberText, stateOfCertificate, verificationCode, whyNotCorrect, whyNotDated, whyNotIssue, whyNotPrintable, whyNotReissue,
  whyNotRevoke, type CertificateEvent, type CertificateState,
} from './rules.ts'
import { whyNotFilled } from './wording.ts'

/** The job that prints what was numbered. */
export const printingJob = 'certificates'

/**
 * Gives numbers without a gap, under the lock of the training, and promises the printing. Those whose name is missing or
 * cannot be printed are left out and get a number when they are issued. Whose certificate was revoked is issued to anew only by
 * name (`only`), with a number of its own. Returns the work whose page shows the printing.
 * @throws Missing when the training or the one enrollment is not there; Refusal when nobody can be issued
 */
export async function issueCertificates(change: Change, trainingId: number, form: IssueForm, origin: string): Promise<number> {
  const { tx, scope, now, log } = change
  const training = found(await holdTraining(tx, scope, trainingId))
  const waiting = await recipientsOf(tx, trainingId)
  const asked = waiting.filter(({ id, revoked }) => form.only === undefined ? revoked === null : id === form.only)
  const named = asked.map((one) => spelled(one, form))
  const design = await designFor(tx, trainingId, form.issuedOn)
  refuse(whyNotFilled(design.design, design))
  const ready = named.filter((one) => whyNot(one, design.issuerName) === null)
  if (ready.length === 0) return refuseAll(named, design.issuerName)
  const lastCompleted = ready.map(({ completedOn }) => completedOn!).toSorted().at(-1)!
  refuse(whyNotDated(form.issuedOn, lastCompleted, dayInJapan(now)))

  const range = await takeNumbers(change, trainingId, ready.length)
  await appendToRegister(change, range, ready, { ...training, ...design }, form.issuedOn)
  const [{ revoked }] = ready as [Spelled]
  log('certificates.numbered', `training:${trainingId}`, { from: range.from, to: range.to, ...revoked === null ? {} : { afterRevoked: revoked } })
  return startPrinting(change, range, origin)
}

type Spelled = Recipient & { registered: string; note: string | null }

/** A spelling by hand stands beside the registered name in the register, with the note of how it was agreed on. */
function spelled(one: Recipient, { names = [] }: IssueForm): Spelled {
  const typed = names.find(({ enrollmentId, name }) => enrollmentId === one.id && name && acceptableName(name))
  return { ...one, name: typed?.name ?? one.name, registered: one.name, note: typed?.note?.trim() || null }
}

const whyNot = (one: { state: Recipient['state']; name: string }, issuerName: string) =>
  whyNotIssue('prepared', { enrollment: one.state, judgmentConfirmed: true, name: one.name, issuerName }) ?? whyNotPrintable(unprintable(one.name))

function refuseAll(named: { state: Recipient['state']; name: string }[], issuerName: string): never {
  const [first] = named
  refuse(first === undefined ? { key: 'certificates.nobodyWaits' } : whyNot(first, issuerName))
  throw new Error('unreachable: whoever is not ready has a reason')
}

async function takeNumbers({ tx }: Change, trainingId: number, count: number): Promise<NumberRange> {
  const { certificates_given: to } = await tx.updateTable('training')
    .set((eb) => ({ certificates_given: eb('certificates_given', '+', count) }))
    .where('id', '=', trainingId).returning('certificates_given').executeTakeFirstOrThrow()
  return { trainingId, from: to - count + 1, to }
}

async function appendToRegister(
  { tx, random }: Change, { trainingId, from }: NumberRange, ready: Spelled[],
  design: DesignFor & { courseMark: string }, issued_on: Day,
): Promise<void> {
  const { fiscalYear, courseMark } = design
  await tx.insertInto('certificate').values(ready.map((one, place) => ({
    training_id: trainingId, number: from + place, number_text: numberText({ fiscalYear, courseMark, number: from + place }),
    enrollment_id: one.id, person_id: one.personId, municipality_id: one.municipalityId, name: one.name, kana: one.kana ?? '',
    name_key: searchKeyOf(one.name), kana_key: searchKeyOf(one.kana ?? ''), birth_date: one.birthDate,
    completed_on: one.completedOn!, issued_on, code: verificationCode(random(8)), template_id: design.design.id,
    issuer_title: design.issuerTitle, issuer_name: design.issuerName, ...deedsFor(design, one.completedOn!),
    name_registered: one.registered === one.name ? null : one.registered, spelling_note: one.registered === one.name ? null : one.note,
  }))).execute()
}

/** Prints again what was numbered and never printed, when its work was given up or its officer has left. */
export async function printRemaining(change: Change, trainingId: number, origin: string): Promise<number> {
  found(await holdTraining(change.tx, change.scope, trainingId))
  const { from, to } = await change.tx.selectFrom('certificate as c')
    .leftJoin('certificate_event as h', (join) => join.onRef('h.certificate_id', '=', 'c.id').on('h.kind', '=', 'issued'))
    .select((eb) => [eb.fn.min('c.number').as('from'), eb.fn.max('c.number').as('to')])
    .where('c.training_id', '=', trainingId).where('h.file_id', 'is', null).executeTakeFirstOrThrow()
  if (from === null || to === null) refuse({ key: 'certificates.allPrinted' })
  return startPrinting(change, { trainingId, from: from!, to: to! }, origin)
}

const startPrinting = (change: Change, range: NumberRange, origin: string) => startWork(change, {
  name: printingJob, subject: `training:${range.trainingId}`, total: range.to - range.from + 1,
  backTo: `/trainings/${range.trainingId}/certificates`, payload: { ...range, origin },
})

/** The job that prints what one holder asked for. */
export const onePaperJob = 'certificates.paper'

/**
 * Promises the paper of a certificate of one's own that was issued before papers were stored here. Who holds a certificate
 * writes no stored papers (the wall keeps `file` from them), so it is printed beside the pages. @throws Refusal when there is one
 */
export async function askForPaper(change: Change, certificateId: number, origin: string): Promise<void> {
  const { tx, scope, log } = change
  const { trainingId, number, events: [issued] } = found(await findCertificate(tx, scope, certificateId))
  refuse(issued?.kind === 'issued' && issued.fileId === null ? null : { key: 'certificates.allPrinted' })
  await enqueue(tx, onePaperJob, { trainingId, from: number, to: number, origin }, { key: `certificate:${certificateId}` })
  log('certificate.paperAsked', `certificate:${certificateId}`)
}

export interface Printed { certificate: Unprinted; file: SavedFile }

/**
 * Puts freshly printed papers into the register. Who was printed meanwhile by another try is left alone, so nobody is
 * issued twice. Returns the keys of papers that were not needed.
 */
export async function keepPrints(change: Change, workId: number | null, prints: Printed[], done: number): Promise<string[]> {
  const { tx, now, log } = change
  const ids = prints.map(({ certificate }) => certificate.id)
  await tx.selectFrom('certificate').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute()
  const issued = await tx.selectFrom('certificate_event').select(['id', 'certificate_id as certificateId', 'file_id as fileId'])
    .where('certificate_id', 'in', ids).where('kind', '=', 'issued').execute()
  const eventOf = new Map(issued.map((event) => [event.certificateId, event]))
  const needed = prints.filter(({ certificate }) => (eventOf.get(certificate.id)?.fileId ?? null) === null)
  const files = await keepFiles(change, needed)
  const fresh = needed.filter(({ certificate }) => !eventOf.has(certificate.id))
  if (fresh.length > 0) await tx.insertInto('certificate_event').values(fresh.map(({ certificate, file }) => ({
    certificate_id: certificate.id, kind: 'issued' as const, at: now, acted_by: change.actor?.personId ?? null, reason: null,
    name: certificate.name, file_id: files.get(file.key)!,
  }))).execute()
  for (const { certificate, file } of needed.filter(({ certificate }) => eventOf.has(certificate.id))) {
    await tx.updateTable('certificate_event').set({ file_id: files.get(file.key)! }).where('id', '=', eventOf.get(certificate.id)!.id).execute()
  }
  if (workId !== null) await advanceWork(change, workId, done)
  log('certificates.printed', workId === null ? `certificate:${ids[0]}` : `work:${workId}`, { count: needed.length })
  return prints.filter((one) => !needed.includes(one)).map(({ file }) => file.key)
}

async function keepFiles({ tx, now }: Change, prints: Printed[]): Promise<Map<string, number>> {
  if (prints.length === 0) return new Map()
  const rows = await tx.insertInto('file').values(prints.map(({ certificate, file }) => ({
    key: file.key, sha256: file.sha256, bytes: file.bytes, name: `修了証書 ${plainOf(certificate.numberText)}.pdf`,
    type: 'application/pdf', municipality_id: certificate.municipalityId, made_at: now,
  }))).returning(['id', 'key']).execute()
  return new Map(rows.map(({ id, key }) => [key, id]))
}

/** Ends the printing: the file to take, who was left out, and the line letters are made of. */
export async function endPrinting(
  change: Change, workId: number, range: NumberRange, result: { file?: SavedFile & { name: string }; fileId?: number; heldBack: HeldBack[] },
): Promise<void> {
  const fileId = result.fileId ?? (result.file && await keepBundle(change, result.file))
  const ended = await endWork(change, workId, { fileId: fileId ?? null, heldBack: result.heldBack })
  if (ended) change.log('certificates.issued', `training:${range.trainingId}`, { from: range.from, to: range.to })
}

const keepBundle = async ({ tx, now }: Change, { key, sha256, bytes, name }: SavedFile & { name: string }) => (await tx.insertInto('file')
  .values({ key, sha256, bytes, name, type: 'application/zip', made_at: now }).returning('id').executeTakeFirstOrThrow()).id

/** A certificate held until the change is done, with the name it bears now and where it stands. */
async function hold({ tx, scope }: Change, id: number) {
  const row = found(await tx.selectFrom('certificate as c').select(['c.id', 'c.municipality_id', 'c.person_id', 'c.name', 'c.number_text as numberText'])
    .where('c.id', '=', id).forUpdate().executeTakeFirst())
  found(scope.of === 'all' ? row : null)
  const events = await tx.selectFrom('certificate_event').select(['kind', 'name']).where('certificate_id', '=', id).orderBy('id').execute()
  const handover = await tx.selectFrom('certificate_handover').select('id').where('certificate_id', '=', id).limit(1).executeTakeFirst()
  return { ...row, name: events.at(-1)?.name ?? row.name, state: stateOfCertificate(events).state, isHandedOver: handover !== undefined }
}

/** A paper that takes the place of another: it bears a check code of its own, so that the page of verification tells them apart. */
export type NewPaper = SavedFile & { code: string }

type Rule = (state: CertificateState, reason: string, isHandedOver: boolean) => ReturnType<typeof whyNotCorrect>
const rules: Record<Exclude<CertificateEvent, 'issued'>, Rule> = { corrected: whyNotCorrect, reissued: whyNotReissue, revoked: whyNotRevoke }

/** @returns the id of the event that the register now has */
async function meet(
  change: Change, id: number, kind: keyof typeof rules, { reason, name, file }: { reason: string; name?: string; file?: NewPaper },
): Promise<number> {
  const { tx, now, actor, log } = change
  const certificate = await hold(change, id)
  refuse(rules[kind](certificate.state, reason, certificate.isHandedOver))
  const fileId = file && await keepFiles(change, [{ certificate: { ...certificate, municipalityId: certificate.municipality_id } as unknown as Unprinted, file }])
  const event = await tx.insertInto('certificate_event').values({
    certificate_id: id, kind, at: now, acted_by: actor?.personId ?? null, reason, name: name ?? certificate.name,
    file_id: file === undefined ? null : fileId!.get(file.key)!, code: file?.code ?? null,
  }).returning('id').executeTakeFirstOrThrow()
  log(`certificate.${kind}`, `certificate:${id}`)
  return event.id
}

/** A wrong character is put right before the paper is handed over: same number, new paper. */
export const correctCertificate = (change: Change, id: number, { name, reason }: CorrectionForm, file: NewPaper) =>
  meet(change, id, 'corrected', { reason, name, file })

/** Lost or damaged paper: the same number once more, marked 再発行. */
export const reissueCertificate = (change: Change, id: number, { name, reason }: CorrectionForm, file: NewPaper): Promise<number> =>
  meet(change, id, 'reissued', { reason, name, file })

/** Cannot be undone. The number and every paper stay in the register. */
export const revokeCertificate = (change: Change, id: number, reason: string) => meet(change, id, 'revoked', { reason })

/** Counts a wrong code, whether there is such a number or not, and begins anew once an hour is over. */
export async function countMiss({ tx, now }: Change, bucket: number, since: Date): Promise<void> {
  await tx.insertInto('verification_miss').values({ bucket, since: now, misses: 1 })
    .onConflict((oc) => oc.column('bucket').doUpdateSet(({ ref }) => ({
      misses: sql<number>`case when ${ref('verification_miss.since')} > ${since} then ${ref('verification_miss.misses')} + 1 else 1 end`,
      since: sql<Date>`case when ${ref('verification_miss.since')} > ${since} then ${ref('verification_miss.since')} else ${now} end`,
    }))).execute()
}

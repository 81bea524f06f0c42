import type { FastifyRequest } from 'fastify'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse, type Reason } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { unprintable } from '../../base/paper.ts'
import type { NewPaper, Printed } from './changes.ts'
import { certificatePaper } from './paper.ts'
import { findCertificate } from './queries.ts'
import { stateOfCertificate, verificationCode, whyNotPrintable, type CertificateState } from './rules.ts'

/** How people reach us: as configured, else as this request did. Goes into the QR code. */
export const originOf = ({ server, protocol, host }: FastifyRequest): string => server.outside.publicOrigin ?? `${protocol}://${host}`

/** When an event happened, as the day it bears on paper. */
export const dayOfEvent = ({ atSeconds }: { atSeconds: number }) => dayInJapan(new Date(atSeconds * 1_000))

/**
 * Prints the paper of a correction or a reissue before its change begins, because paper is never printed inside a
 * transaction. The change asks the rule again, under the lock. The new paper has a check code of its own.
 */
export async function printAgain(
  request: FastifyRequest, certificateId: number,
  { name, whyNot, reissued }: { name: string; whyNot: (state: CertificateState, isHandedOver: boolean) => Reason | null; reissued: boolean },
): Promise<NewPaper> {
  const certificate = found(await findCertificate(request.db, request.scope, certificateId))
  refuse(whyNot(stateOfCertificate(certificate.events).state, certificate.handovers.length > 0) ?? whyNotPrintable(unprintable(name)))
  const code = verificationCode(request.server.random(8))
  return { ...await printed(request, { ...certificate, code, name, trainingTitle: certificate.title, reissuedOn: reissued ? request.today : null }), code }
}

/** Prints the first paper of a certificate that was issued before papers were stored here. */
export async function printFirst(request: FastifyRequest, certificateId: number): Promise<Printed> {
  const found_ = found(await findCertificate(request.db, request.scope, certificateId))
  const [issued] = found_.events
  refuse(issued?.kind === 'issued' && issued.fileId === null ? null : { key: 'certificates.allPrinted' })
  const certificate = { ...found_, name: found_.nameIssued, trainingTitle: found_.title }
  return { certificate, file: await printed(request, certificate) }
}

async function printed(request: FastifyRequest, on: Parameters<typeof certificatePaper>[0]): Promise<SavedFile> {
  const { paper, files } = request.server.outside
  return files.save(await paper.print('certificate', certificatePaper(on, originOf(request))), 'certificate')
}

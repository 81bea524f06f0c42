import type { FastifyRequest } from 'fastify'
import { dayInJapan, instantInJapan } from '../../base/days.ts'
import { found, Missing, refuse } from '../../base/errors.ts'
import { originOf } from '../certificates/printing.ts'
import { findCertificate, type FoundCertificate } from '../certificates/queries.ts'
import { stateOfCertificate } from '../certificates/rules.ts'
import { keepKey, type SignedBadge } from './changes.ts'
import { keyAt, payloadOf } from './credential.ts'
import { achievementOfCertificate, keyInUse } from './queries.ts'
import { uuidOf, whyNotMake } from './rules.ts'

/**
 * From when a badge of this certificate holds: the day that is printed on it, or the moment of a later paper. Null before it
 * is issued. Days printed ahead are a year ahead at most.
 */
export function validFromOf({ events, issuedOn }: Pick<FoundCertificate, 'events' | 'issuedOn'>): Date | null {
  const last = events.at(-1)
  if (last === undefined) return null
  const day = instantInJapan(issuedOn, '00:00')
  const at = new Date(Math.floor(last.atSeconds) * 1_000)
  return last.kind === 'issued' || dayInJapan(at) < issuedOn ? day : at
}

/**
 * Signs a badge before its change begins, because the signer looks on a connection of its own and takes its time. The change
 * asks once more, and only it asks for another badge of this kind: a form that is sent twice comes to one badge.
 */
export async function signBadge(request: FastifyRequest, certificateId: number, withName: boolean): Promise<SignedBadge> {
  const { db, scope, server } = request
  const certificate = found(await findCertificate(db, scope, certificateId))
  const [achieved, kept] = await Promise.all([achievementOfCertificate(db, certificateId), keyInUse(db)])
  const [now, validFrom] = [server.clock(), validFromOf(certificate)]
  refuse(whyNotMake({ isRevoked: stateOfCertificate(certificate.events).state === 'revoked', validFrom, now, has: [], withName }))
  const keyId = kept ?? await firstKey(request)
  const [uuid, subject] = [uuidOf(server.random(16)), uuidOf(server.random(16))]
  const last = certificate.events.at(-1)!
  const token = await server.outside.signer.sign(keyId, keyAt(originOf(request), keyId), payloadOf(originOf(request), {
    uuid, subject, achieved: found(achieved), issuerTitle: certificate.issuerTitle, validFrom: validFrom!, completedOn: certificate.completedOn,
    named: withName ? { name: last.name, numberText: certificate.numberText } : null,
  }))
  return { uuid, certificateId, eventId: last.id, keyId, withName, validFrom: validFrom!, token }
}

/** The first badge ever, or the first after a key was withdrawn, makes a key; of two at once the second uses what the first made. */
async function firstKey(request: FastifyRequest): Promise<number> {
  const made = await request.server.outside.signer.make()
  return request.change((change) => keepKey(change, made)).catch(async (error: unknown) => {
    if (!(error instanceof Missing)) throw error
    return found(await keyInUse(request.db))
  })
}

import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { plainOf } from '../certificates/paper.ts'
import { originOf } from '../certificates/printing.ts'
import { findCertificate } from '../certificates/queries.ts'
import { stateOfCertificate } from '../certificates/rules.ts'
import { badgeAt } from './credential.ts'
import { MakeForm } from './forms.ts'
import { validFromOf } from './making.ts'
import { badgesOf } from './queries.ts'
import { stateOfBadge, whyNotMake, type BadgeState } from './rules.ts'

const tones: Record<BadgeState, string> = { valid: 'done', early: '', replaced: 'warn', revoked: 'late', withdrawn: '' }

/** The chip that says where a badge stands. */
export const statusOf = ({ say }: FastifyRequest, state: BadgeState) => ({ tone: tones[state], label: say(`badges.states.${state}`) })

/** What a badge of one's own certificate is and says, the ones there are, and the form that makes one. */
export async function minePage(request: FastifyRequest, certificateId: number) {
  const { db, scope, server, language } = request
  const certificate = found(await findCertificate(db, scope, certificateId))
  const now = server.clock()
  const badges = (await badgesOf(db, scope, certificateId)).map((badge) => ({ ...badge, state: stateOfBadge(badge, now) }))
  const has = badges.filter(({ state }) => state === 'valid')
  const about = { isRevoked: stateOfCertificate(certificate.events).state === 'revoked', validFrom: validFromOf(certificate), now, has }
  const makes = ([['nameless', false], ['named', true]] as const).filter(([, withName]) => whyNotMake({ ...about, withName }) === null).map(([content]) => content)
  const origin = originOf(request)
  return {
    certificate: { id: certificate.id, number: plainOf(certificate.numberText), training: language === 'en' && certificate.titleEn ? certificate.titleEn : certificate.title,
      name: certificate.events.at(-1)?.name ?? certificate.nameIssued, completedOn: certificate.completedOn },
    why: makes.length > 0 || has.length > 0 ? null : whyNotMake({ ...about, withName: false }), makes,
    form: formOf(MakeForm, request, { content: makes[0] ?? 'nameless' }),
    badges: badges.map((badge) => ({ ...badge, status: statusOf(request, badge.state), isValid: badge.state === 'valid', page: badgeAt(origin, badge.uuid).slice(origin.length) })),
  }
}

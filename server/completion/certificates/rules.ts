import { addYears, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { EnrollmentState } from '../judgments/rules.ts'

/** '第 R8－実践－0213 号': the year of the era, the mark of the course, the number in training and year. */
export const numberText = (certificate: CertificateNumber): string => `第 ${plainNumber(certificate)} 号`

export interface CertificateNumber { fiscalYear: number; courseMark: string; number: number }

/** 'R8－実践－0213', as it stands in lists and in addresses. Four digits, and more when the register grows beyond them. */
export function plainNumber({ fiscalYear, courseMark, number }: CertificateNumber): string {
  return [eraYear(fiscalYear), courseMark, String(number).padStart(4, '0')].join('－')
}

/** FY2019 is written 令和元年度, so R1; FY2018 is H30; FY1988, most of which was 昭和, is S63. */
function eraYear(fiscalYear: number): string {
  if (fiscalYear >= 2019) return `R${fiscalYear - 2018}`
  return fiscalYear >= 1989 ? `H${fiscalYear - 1988}` : `S${fiscalYear - 1925}`
}

/** The number as somebody typed it: any width, any dash, with or without 第 and 号. Null when it is none. */
export function numberAsTyped(text: string): CertificateNumber | null {
  const found = /^第?([RHS])(\d{1,2})-(.{1,20})-(\d{1,9})号?$/u.exec(narrow(text))
  if (found === null) return null
  const [, era, year, courseMark, number] = found
  const first = { R: 2018, H: 1988, S: 1925 }[era as 'R' | 'H' | 'S']
  return Number(number) > 0 && Number(year) > 0
    ? { fiscalYear: first + Number(year), courseMark: courseMark!, number: Number(number) } : null
}

/** Digits and letters half-width and large, every dash one dash, no spaces. ー is left alone: a course may be named with it. */
const narrow = (text: string): string => text
  .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
  .replaceAll('･', '・').replace(/[‐‑‒–—―−－]/g, '-').replace(/\s/g, '').toUpperCase()

/** Crockford's 32: no I, L, O and U, which are read as 1, 1, 0 and V. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** '8J02-13K5-T9WQ' from 60 of the random bits handed in. Throws when fewer than 8 bytes are. */
export function verificationCode(random: Uint8Array): string {
  if (random.length < 8) throw new RangeError('a verification code takes 8 random bytes')
  let bits = 0n
  for (const byte of random.subarray(0, 8)) bits = (bits << 8n) | BigInt(byte)
  const signs = Array.from({ length: 12 }, (_, place) => alphabet[Number((bits >> BigInt(place * 5)) & 31n)])
  return grouped(signs.join(''))
}

/** The code as somebody read it off paper: small letters, full width, O for 0, I or L for 1. Null when it is none. */
export function codeAsTyped(text: string): string | null {
  const signs = narrow(text).replaceAll('-', '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return signs.length === 12 && [...signs].every((sign) => alphabet.includes(sign)) ? grouped(signs) : null
}

const grouped = (signs: string): string => signs.replace(/(.{4})(?=.)/g, '$1-')

export type CertificateState = 'prepared' | 'issued' | 'reissued' | 'revoked'
export type CertificateEvent = 'issued' | 'corrected' | 'reissued' | 'revoked'

/** The events a certificate may still meet in each state. A reprint before hand-over is a correction, not a reissue. */
export const certificateMoves: Record<CertificateState, Partial<Record<CertificateEvent, CertificateState>>> = {
  prepared: { issued: 'issued' },
  issued:   { corrected: 'issued', reissued: 'reissued', revoked: 'revoked' },
  reissued: { reissued: 'reissued', revoked: 'revoked' },
  revoked:  {},
}

export interface CertificateStanding { state: CertificateState; reissues: number; corrections: number }

/** Where a certificate stands after its events, oldest first. The register only holds what the rules allowed, so anything else throws. */
export function stateOfCertificate(events: readonly { kind: CertificateEvent }[]): CertificateStanding {
  return events.reduce<CertificateStanding>(({ state, reissues, corrections }, { kind }) => {
    const next = certificateMoves[state][kind]
    if (next === undefined) throw new Error(`the register holds ${kind} after ${state}`)
    return { state: next, reissues: reissues + (kind === 'reissued' ? 1 : 0), corrections: corrections + (kind === 'corrected' ? 1 : 0) }
  }, { state: 'prepared', reissues: 0, corrections: 0 })
}

const certificateIs: Record<CertificateState, Reason> = {
  prepared: { key: 'certificates.isPrepared' },
  issued:   { key: 'certificates.isIssued' },
  reissued: { key: 'certificates.isReissued' },
  revoked:  { key: 'certificates.isRevoked' },
}

export const whyNotStep = (state: CertificateState, event: CertificateEvent): Reason | null =>
  certificateMoves[state][event] === undefined ? certificateIs[state] : null

/** No certificate before completion: confirmed by a second person, on this enrollment, and a name to print. */
export function whyNotIssue(
  state: CertificateState, about: { enrollment: EnrollmentState; judgmentConfirmed: boolean; name: string; issuerName: string },
): Reason | null {
  const step = whyNotStep(state, 'issued')
  if (step !== null) return step
  if (about.enrollment !== 'completed') return { key: 'certificates.notCompleted' }
  if (!about.judgmentConfirmed) return { key: 'certificates.notConfirmed' }
  if (about.name.trim() === '') return { key: 'certificates.nameMissing' }
  return about.issuerName.trim() === '' ? { key: 'certificates.issuerMissing' } : null
}

/** How paper came to its person: taken from the page, or given by the office or the municipality. */
export type HandoverWay = 'taken' | 'by_hand' | 'by_post'

/** Before it is handed over, a wrong character is put right under the same number. Paper that is out is only replaced by a reissue. */
export const whyNotCorrect = (state: CertificateState, reason: string, isHandedOver = false): Reason | null =>
  whyNotStep(state, 'corrected') ?? (isHandedOver ? { key: 'certificates.handedOver' } : whyNotSaid(reason))

/** Lost or damaged paper is printed again under the same number, marked 再発行. */
export const whyNotReissue = (state: CertificateState, reason: string): Reason | null =>
  whyNotStep(state, 'reissued') ?? whyNotSaid(reason)

/** Revoking cannot be undone; the number stays in the register and verifies as revoked. */
export const whyNotRevoke = (state: CertificateState, reason: string): Reason | null =>
  whyNotStep(state, 'revoked') ?? whyNotSaid(reason)

const whyNotSaid = (reason: string): Reason | null => reason.trim() === '' ? { key: 'certificates.reasonMissing' } : null

/** What cannot be printed as typed is never printed as something else: it waits for a spelling that can. */
export const whyNotPrintable = (signs: readonly string[]): Reason | null =>
  signs.length === 0 ? null : { key: 'certificates.unprintable', data: { signs: signs.join('　') } }

/** A certificate bears a day on or after completion, and not more than a year ahead. */
export function whyNotDated(issuedOn: Day, lastCompletedOn: Day, today: Day): Reason | null {
  if (issuedOn < lastCompletedOn) return { key: 'certificates.datedTooEarly' }
  return issuedOn > addYears(today, 1) ? { key: 'certificates.datedTooLate' } : null
}

/** A revoked certificate stays in the register, but its paper is given to nobody outside the office. */
export const whyNotHandOut = (state: CertificateState, isOffice: boolean): Reason | null =>
  state === 'revoked' && !isOffice ? certificateIs.revoked : null

interface PaperEvent { kind: CertificateEvent; code: string | null }

/** The check code on each paper of a certificate, the oldest first. A paper without one of its own bears that of the certificate. */
export const codesOfPapers = (code: string, events: readonly PaperEvent[]): string[] =>
  events.filter(({ kind }) => kind !== 'revoked').map((event) => event.code ?? code)

/** The check code on the paper that counts today. */
export const codeNow = (code: string, events: readonly PaperEvent[]): string => codesOfPapers(code, events).at(-1) ?? code

/**
 * What a stranger with number and code may know of the paper in their hand. `reissued`: it is the latest, and should bear the
 * mark 再発行; before papers had codes of their own, an older one may bear the same. `replaced`: another paper took its place.
 */
export type PublicState = 'valid' | 'reissued' | 'replaced' | 'revoked'

/** Null for a code of none of its papers, and before any is issued. */
export function publicState(code: string, events: readonly PaperEvent[], typed: (paper: string) => boolean): PublicState | null {
  const { state, reissues } = stateOfCertificate(events)
  const isOf = codesOfPapers(code, events).map(typed) // each is compared, so that which one it was takes no other time
  if (state === 'prepared' || !isOf.includes(true)) return null
  if (state === 'revoked') return 'revoked'
  if (isOf.at(-1) !== true) return 'replaced'
  return reissues > 0 ? 'reissued' : 'valid'
}

/** The same of a partial certificate: nothing replaces or revokes it, but what it certifies counts for a time. Its last day counts. */
export const publicStateOfPartial = (validUntil: Day, today: Day): 'partial' | 'expired' => today <= validUntil ? 'partial' : 'expired'

/** After so many wrong codes within an hour a number waits, wherever they came from. Sixty bits would take longer than that. */
export const missesMax = 60
export const missesSince = (now: Date): Date => new Date(now.getTime() - 3_600_000)

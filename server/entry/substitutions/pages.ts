import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { professionsOf } from '../../planning/calls/queries.ts'
import { lastDayFor } from '../../planning/calls/rules.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import type { KnownPerson } from '../../who/people/queries.ts'
import { findEnrollment } from '../enrollments/queries.ts'
import { number } from '../nominations/lines.ts'
import { noticeGround } from '../nominations/queries.ts'
import { LastDayForm, SubstitutionForm, WithdrawalForm } from './forms.ts'
import { enrollmentWithdrawal, nominationWithdrawal, substitutionNotice } from './paper.ts'
import { daysToReplace, findNamed, findSubstitution, peopleToChoose, substitutionsOf, turnOfEnrollmentWithdrawal, turnOfNominationWithdrawal, turnOfSubstitution } from './queries.ts'
import { lastDayToReplace, needsLeave, stageOf, whyNotAct, whyNotReplaceEnrolled, whyNotReplaceNamed, whyNotWithdraw } from './rules.ts'

const standing = (named: NonNullable<Awaited<ReturnType<typeof findNamed>>>, byPrefecture: boolean) =>
  ({ sheetState: named.sheetState, withdrawn: named.withdrawnAt !== null, enrolled: named.enrolled, stage: stageOf(named.selection, byPrefecture) })

/** The papers that stand for what was recorded here; nothing recorded, nothing to print. */
export async function nominationWithdrawalPaper({ db, scope }: FastifyRequest, id: number) {
  const named = found(await findNamed(db, scope, id))
  found(named.withdrawnAt)
  return { notice: nominationWithdrawal(named, found(await noticeGround(db, scope, named)), await turnOfNominationWithdrawal(db, named)), who: named.name }
}
export async function enrollmentWithdrawalPaper({ db, scope }: FastifyRequest, id: number) {
  const enrollment = found(await findEnrollment(db, scope, id))
  found(enrollment.withdrawnAt)
  const municipalityId = found(enrollment.municipalityId)
  return { notice: enrollmentWithdrawal(enrollment, found(await noticeGround(db, scope, { ...enrollment, municipalityId })), await turnOfEnrollmentWithdrawal(db, { ...enrollment, municipalityId })), who: enrollment.name }
}
export async function substitutionPaper({ db, scope }: FastifyRequest, id: number) {
  const one = found(await findSubstitution(db, scope, id))
  return { notice: substitutionNotice(one, found(await noticeGround(db, scope, one)), await turnOfSubstitution(db, one)), who: one.leaver }
}

/** The form of a withdrawal, or what was withdrawn, to be read and printed. */
export async function withdrawalPage(request: FastifyRequest, id: number) {
  const named = found(await findNamed(request.db, request.scope, id))
  return { named, whyNot: whyNotWithdraw(standing(named, request.scope.of === 'all')), form: formOf(WithdrawalForm, request, { on: request.today }) }
}

/** Who leaves the sheet and the form for who takes the place. */
export async function replaceNamedPage(request: FastifyRequest, id: number) {
  const [named, professions] = [found(await findNamed(request.db, request.scope, id)), await professionsOf(request.db)]
  const byPrefecture = request.scope.of === 'all'
  const lastDay = lastDayFor(named, named.dueOn)
  const choosing = await choosingOf(request, named.municipalityId)
  return {
    ...choosing, named, enrollment: null, professions, lastDay, byPrefecture, until: null, whyNot: whyNotReplaceNamed(standing(named, byPrefecture)),
    waits: needsLeave({ byPrefecture, enrolled: false, lastDay, today: request.today }), form: newcomerForm(request, choosing.chosen),
  }
}

/** Who is looked for among the people of the municipality, and who was chosen of them. */
async function choosingOf(request: FastifyRequest, municipalityId: number) {
  const { known = '', seek, take, personId } = lookingOf(request)
  const person = number(take)
  // A form that comes back names whom it was filled in with; whether that is still so is asked when it is kept.
  return { known, personId: person ?? number(personId), ...await peopleToChoose(request.db, municipalityId, { known: seek === '1' ? known : null, person }) }
}

const lookingOf = ({ body }: FastifyRequest) => (body ?? {}) as { known?: string; seek?: string; take?: unknown; personId?: unknown }

/** Whether the form came by one of the buttons that look a known person up, and not to be kept. */
export const isLooking = (request: FastifyRequest): boolean => {
  const { seek, take } = lookingOf(request)
  return seek === '1' || number(take) !== null
}

/** As it was typed where somebody is looked up in between, without a word about what is still empty. */
function newcomerForm(request: FastifyRequest, chosen: KnownPerson | null) {
  if (!isLooking(request)) return formOf(SubstitutionForm, request)
  delete request.validationError
  return formOf(SubstitutionForm, request, { ...request.typed as object, ...startingWith(chosen) })
}

/** The boxes of a form as a known person fills them. */
const startingWith = (chosen: KnownPerson | null) => chosen === null ? {} : {
  name: chosen.name, kana: chosen.kana ?? '', affiliation: chosen.affiliation ?? '', professionCode: chosen.professionCode ?? '', email: chosen.email ?? '',
}

/** The same for a trainee. */
export async function replaceEnrolledPage(request: FastifyRequest, id: number) {
  const enrollment = found(await findEnrollment(request.db, request.scope, id))
  const [days, professions] = [await daysToReplace(request.db, enrollment.trainingId, enrollment.cohortId), await professionsOf(request.db)]
  const byPrefecture = request.scope.of === 'all'
  const choosing = await choosingOf(request, enrollment.municipalityId ?? 0)
  return {
    ...choosing, named: null, enrollment, professions, byPrefecture, until: lastDayToReplace(days), waits: !byPrefecture,
    whyNot: whyNotReplaceEnrolled(enrollment.state, days, request.today), form: newcomerForm(request, choosing.chosen),
  }
}

/** One substitution as a notice on paper, and what may be done with it. */
export async function substitutionPage(request: FastifyRequest, id: number) {
  const one = found(await findSubstitution(request.db, request.scope, id))
  const { reason = '' } = request.method === 'POST' ? (request.body ?? {}) as { reason?: string } : {}
  return { one, reason, open: whyNotAct(one.state, 'recall') === null, own: request.scope.of === 'municipality' }
}

const perPage = 50

/** The substitutions of a training, and until when trainees are replaced in it. */
export async function substitutionsPage(request: FastifyRequest, trainingId: number, page: number) {
  const { db, scope } = request
  const training = found(await findTraining(db, scope, trainingId))
  const rows = await substitutionsOf(db, scope, trainingId, { limit: perPage, offset: (page - 1) * perPage })
  const { until } = await daysToReplace(db, trainingId, 0)
  const total = rows[0]?.total ?? 0
  return {
    training, rows, until, form: formOf(LastDayForm, request, until === null ? {} : { until }),
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/trainings/${trainingId}/substitutions?page=${to}` },
  }
}

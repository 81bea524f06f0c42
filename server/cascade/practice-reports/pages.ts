import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { fold, findingsIn } from '../../learning/personal-data/rules.ts'
import { AnswerForm, RecordForm, RuleForm, StopForm, VerdictForm } from './forms.ts'
import { askingsBeside, courseRules, lettersAbout, type Asking } from './queries.ts'
import { confirmationOf, managerKinds, roles, stateOf, whyNotAnswer, whyNotAskAgain, whyNotConfirm } from './rules.ts'

const trainingOf = ({ language }: FastifyRequest, { training, trainingEn }: Asking) => language === 'ja' ? training : trainingEn

/** What a form starts with: what was said before. */
const startingOf = ({ isAnswered, practiced, times, role, cases, changed, managerKind, managerName, managerEmail }: Asking) => !isAnswered ? {} : {
  practiced: practiced ? 'yes' : 'no', times: times ?? '', role: role ?? '', cases: cases ?? '', changed, managerKind: practiced ? managerKind : '',
  managerName: managerKind === 'named' ? managerName : '', managerEmail: managerKind === 'named' ? managerEmail ?? '' : '',
}

/** The choices of the form in words; an office only where it applied for this person. */
export const choicesOf = ({ say }: Pick<FastifyRequest, 'say'>, { officeEmail, officeName }: Pick<Asking, 'officeEmail' | 'officeName'>) => ({
  practiced: ['yes', 'no'].map((value) => ({ value, label: say(`practice.practiced.${value}` as 'practice.practiced.yes') })),
  role: roles.map((value) => ({ value, label: say(`calls.quotas.${value}`) })),
  managerKind: managerKinds.filter((value) => value !== 'office' || officeEmail !== null).map((value) => ({ value, label: say(`practice.managerKind.${value}`, { office: officeName }) })),
})

/** What in a text that was sent may tell of somebody, with its words, so that they can be mended. */
function findingsOf({ method, body }: FastifyRequest, box: 'changed' | 'words', name: string) {
  const typed = method === 'POST' ? (body as Record<string, unknown> | undefined)?.[box] : undefined
  return typeof typed !== 'string' ? [] : findingsIn({ [box]: typed }, [fold(name)]).slice(0, 5)
}

/** The four questions for one asking, whoever answers and however they came. */
export function answerPage(request: FastifyRequest, asking: Asking, action: string) {
  const isOther = request.actor !== null && action.startsWith('/practice-links/') && request.actor.personId !== asking.personId
  return {
    action, name: asking.name, months: asking.months, training: trainingOf(request, asking), completedOn: asking.completedOn, closesOn: asking.closesOn, isAnswered: asking.isAnswered, answeredOn: asking.answeredAt,
    form: formOf(AnswerForm, request, startingOf(asking)), choices: choicesOf(request, asking), findings: findingsOf(request, 'changed', asking.name),
    whyNot: isOther ? { key: 'practice.ofSomebodyElse' as const } : whyNotAnswer(asking, request.today), confirmation: confirmationOf(asking, request.today), managerName: asking.managerName,
  }
}

/** What a manager is shown: who it is about and what they said. */
export function confirmPage(request: FastifyRequest, asking: Asking, action: string) {
  const { name, practiced, times, role, cases, changed, verdict, verdictWords, confirmUntil } = asking
  return {
    action, training: trainingOf(request, asking), about: { name, practiced, times, role, cases, changed }, verdict, until: confirmUntil,
    form: formOf(VerdictForm, request, { verdict: verdict ?? '', words: verdictWords }), findings: findingsOf(request, 'words', name),
    whyNot: request.actor?.personId === asking.personId ? { key: 'practice.ownAnswer' as const } : whyNotConfirm(asking, request.today),
  }
}

/** One asking as the prefecture sees it: what was said, what was sent, and what can be done. */
export async function askingPage(request: FastifyRequest, asking: Asking) {
  const { db, today, say } = request
  const [letters, beside] = await Promise.all([lettersAbout(db, asking.id), askingsBeside(db, asking.enrollmentId)])
  return {
    asking, training: trainingOf(request, asking), letters, beside, state: stateOf(asking, today), confirmation: confirmationOf(asking, today), whyNotAskAgain: whyNotAskAgain(asking),
    form: formOf(StopForm, request), say,
  }
}

export function recordPage(request: FastifyRequest, asking: Asking) {
  const via = (['paper', 'phone'] as const).map((value) => ({ value, label: request.say(`practice.via.${value}`) }))
  return {
    asking, training: trainingOf(request, asking), form: formOf(RecordForm, request, startingOf(asking)), choices: { ...choicesOf(request, asking), via }, findings: findingsOf(request, 'changed', asking.name),
    whyNot: asking.isCompleter ? null : { key: 'practice.notCompleted' as const },
  }
}

export async function rulePage(request: FastifyRequest, courseId: number) {
  const rule = found((await courseRules(request.db)).find(({ id }) => id === courseId))
  const starting = { isOn: rule.isOn ? 'true' : undefined, months: rule.months.join(', '), openDays: rule.openDays, reminderDays: rule.reminderDays.join(', '), version: rule.version }
  return { rule, form: formOf(RuleForm, request, starting) }
}


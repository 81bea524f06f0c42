import type { FastifyRequest } from 'fastify'
import { fiscalYearOf, type Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findCourse } from '../../planning/courses/queries.ts'
import { designOfHouse, designsOfCourse } from '../certificates/designs.ts'
import { sheetOf } from '../certificates/pages.ts'
import type { OnPaper } from '../certificates/paper.ts'
import { numberText } from '../certificates/rules.ts'
import { deedFrom, untimedModules, whyNotFilled, type Design } from '../certificates/wording.ts'
import { designOfForm, problemsOfDesign } from './changes.ts'
import { DesignForm } from './forms.ts'
import { besidesOf, signerOn, type Besides } from './queries.ts'

/** The form of a course's design with how it will look, as typed so far; `typed` null shows the version in force. */
export async function designPage(request: FastifyRequest, typed: DesignForm | null) {
  const { db, say } = request
  const { id } = request.params as { id: number }
  const course = found(await findCourse(db, id))
  const [versions, besides] = await Promise.all([designsOfCourse(db, id), besidesOf(db, course)])
  const current = versions[0] ?? designOfHouse
  const labels = [...new Set(besides.signers.map(({ label }) => label))]
  const design = typed === null ? current : { ...current, ...designOfForm(typed) }
  const problems = typed === null ? [] : problemsOfDesign(typed)
  const form = formOf(DesignForm, request, typed ?? current)
  const [unfilled, untimed] = [whyNotFilled(design, besides), untimedModules(design, besides)]
  const inWords = [...problems.map(({ reason }) => reason), ...unfilled === null ? [] : [unfilled],
    ...untimed.length === 0 ? [] : [{ key: 'certificateTemplates.someMinutes' as const, data: { modules: untimed.map(({ title, titleEn }) => request.language === 'en' && titleEn ? titleEn : title).join('、') } }]]
  return {
    course, form, versions, current, likes: besides.likes,
    choices: {
      orientation: (['landscape', 'portrait'] as const).map((value) => ({ value, label: say(`certificateTemplates.orientations.${value}`) })),
      border: (['ornate', 'plain'] as const).map((value) => ({ value, label: say(`certificateTemplates.borders.${value}`) })),
      seal: (['box', 'omitted', 'none'] as const).map((value) => ({ value, label: say(`certificateTemplates.seals.${value}`) })),
      sender: labels.map((label) => ({ value: label, label })),
    },
    problems: inWords.map(({ key, data }) => say(key, data)), sheet: sheetOf(request, sampleOf(request, design, course, besides)),
  }
}

type Shown = Design & { senderLabel: string | null }

/** An invented certificate in a design: the latest training of the course, an invented person, no number that could be one. */
export function sampleOf({ today }: FastifyRequest, design: Shown, course: { name: string; nameEn: string; mark: string }, { training, modules, signers }: Besides): OnPaper {
  const fiscalYear = training?.fiscalYear ?? fiscalYearOf(today)
  const signer = design.senderLabel === null ? undefined : signerOn(signers, design.senderLabel, today)
  const issuerTitle = signer ? `${signer.organization}${signer.title}` : training?.issuerTitle ?? ''
  const facts = {
    trainingTitle: training?.title ?? course.name, trainingTitleEn: training?.titleEn ?? course.nameEn, fiscalYear, issuerTitle, issuerEn: design.issuerEn,
    completedOn: today as Day, modules,
  }
  return {
    numberText: numberText({ fiscalYear, courseMark: course.mark, number: 0 }), name: '見本 太郎', code: '0000-0000-0000', trainingTitle: facts.trainingTitle,
    issuedOn: today, issuerTitle, issuerName: signer?.name || training?.issuerName || '', design, birthDate: '1980-04-01', sample: true,
    deed: deedFrom(design.deed, facts, 'ja').join('\n'), deedEn: design.withEnglish ? deedFrom(design.deedEn, facts, 'en').join('\n') : null,
  }
}

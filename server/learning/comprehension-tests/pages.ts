import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findLesson } from '../lessons/queries.ts'
import { versionsByIds } from '../questions/queries.ts'
import { gistOf } from '../questions/rules.ts'
import { shownQuestion } from './asking.ts'
import { testOf } from './content.ts'
import { TestForm } from './forms.ts'
import { banksOfCourse, drawablesOf, questionsOfCourse } from './queries.ts'
import { drawPaper, problemsOfTest } from './rules.ts'

const isTest = <T extends { kind: string }>(lesson: T | undefined): T => found(lesson?.kind === 'test' ? lesson : null)

export async function editPage(request: FastifyRequest, id: number) {
  const { db } = request
  const lesson = isTest(await findLesson(db, id))
  const test = testOf(lesson.content)
  const [banks, questions, drawables] = await Promise.all([banksOfCourse(db, lesson.courseId), questionsOfCourse(db, lesson.courseId), drawablesOf(db, test)])
  const form = formOf(TestForm, request, startingOf(test, lesson.version))
  const problems = problemsOfTest(test, drawables, (bankId) => banks.find((one) => one.id === bankId)?.name ?? '')
  return { lesson, form, banks, questions: questions.map(({ stem, ...one }) => ({ ...one, stem: gistOf(stem) })), problems, sections: rowsOf(form.field('sections').value), isDraft: lesson.publishedAt === null }
}

function startingOf({ review, sections, isShuffled, isMarkedByNumber, attemptsMax, minutes, ...rest }: ReturnType<typeof testOf>, version: number) {
  return {
    ...rest, version, reviewAfter: review.after, reviewPassed: review.passed, reviewDue: review.due, attemptsMax: attemptsMax ?? '', minutes: minutes ?? '',
    ...isShuffled ? { isShuffled: 'true' } : {}, ...isMarkedByNumber ? { isMarkedByNumber: 'true' } : {},
    sections: sections.map(({ title, titleEn, draws, questionIds }, place) => ({ place, title, titleEn, draws, questions: questionIds.map((id) => ({ id })) })),
  }
}

/** How many lines each section of the form has; one more is drawn, for what is to be added. */
function rowsOf(value: unknown): { draws: number; questions: number }[] {
  const count = (list: unknown) => Array.isArray(list) ? list.filter((row) => Object.keys(row as object).length > 0).length : 0
  return (Array.isArray(value) ? value as { draws?: unknown; questions?: unknown }[] : []).map(({ draws, questions }) => ({ draws: count(draws), questions: count(questions) }))
}

/** One question of a paper as some trainee might get it, with the map of all; nothing is kept. @throws Missing beyond the last */
export async function previewPage({ db }: FastifyRequest, id: number, { paper: number, place }: { paper: number; place: number }) {
  const lesson = isTest(await findLesson(db, id))
  const test = testOf(lesson.content)
  const seed = `preview/${number}`
  const { lines } = drawPaper(test, await drawablesOf(db, test), seed)
  const points = lines.reduce((sum, one) => sum + one.points, 0)
  const shown = { lesson, number, place, minutes: test.minutes, total: lines.length, points }
  if (lines.length === 0) return { ...shown, q: null }
  const { versionId } = found(lines[place - 1])
  const one = found((await versionsByIds(db, [versionId]))[0])
  const places = lines.map(({ section }, at) => ({ section, place: at + 1, isAnswered: false, isFlagged: false }))
  const sections = [...new Set(lines.map(({ section }) => section))].map((section) =>
    ({ title: test.sections[section]!.title, titleEn: test.sections[section]!.titleEn, places: places.filter((line) => line.section === section) }))
  return { ...shown, sections, section: sections.find((part) => part.places.some((line) => line.place === place))!,
    q: shownQuestion({ place, stem: one.stem, points: one.points, body: one.body, answer: null }, seed) }
}

import type { FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { ownNames, shownQuestion, wordsOfAnswer, wordsOfRight } from '../comprehension-tests/asking.ts'
import { testOf, type Look } from '../comprehension-tests/content.ts'
import { lookOf } from '../comprehension-tests/rules.ts'
import { findOwnLesson, type OwnLesson } from '../lessons/queries.ts'
import { htmlOf } from '../lessons/markdown.ts'
import { whyNotOpen } from '../lessons/rules.ts'
import type { Saved } from './changes.ts'
import type { AnswerForm } from './forms.ts'
import { allowanceOf, answersOf, attemptsOf, marksChangedOf, openPaperOf, questionAt, type AnswerRow, type AttemptRow } from './queries.ts'
import { answerOf, attemptsLeft, attemptStateOf, isOver, percentOf, secondsLeft, whyNotBegin } from './rules.ts'

async function ownTest({ db, scope }: FastifyRequest, enrollmentId: number, lessonId: number): Promise<OwnLesson> {
  const lesson = found(await findOwnLesson(db, scope, enrollmentId, lessonId))
  if (lesson.kind !== 'test') throw new Missing()
  return lesson
}

export const placeOfTest = ({ enrollmentId, id }: { enrollmentId: number; id: number }) => `/learn/${enrollmentId}/tests/${id}`

const lookAt = ({ review }: ReturnType<typeof testOf>, attempt: AttemptRow, attempts: readonly AttemptRow[], lesson: OwnLesson, today: string): Look => {
  const look = lookOf(review, { handedIn: attempt.handedInAt !== null, passed: attempt.passed === true || lesson.state === 'completed', due: lesson.dueOn !== null && today > lesson.dueOn })
  // While a paper is open, what was right in another one stays shut.
  return look === 'right_answers' && attempts.some(({ handedInAt }) => handedInAt === null) ? 'result' : look
}

/** What will happen, and what has happened so far. Whoever may not begin yet is told why. */
export async function startPage(request: FastifyRequest, enrollmentId: number, lessonId: number) {
  const { db, today, server } = request
  const now = server.clock()
  const [lesson, attempts, more] = await Promise.all([ownTest(request, enrollmentId, lessonId), attemptsOf(db, enrollmentId, lessonId), allowanceOf(db, enrollmentId, lessonId)])
  const shut = lesson.state === 'completed' ? null : whyNotOpen(lesson, today)
  const test = testOf(lesson.content)
  const open = attempts.find(({ handedInAt }) => handedInAt === null) ?? null
  const whyNot = whyNotBegin({ test, attempts: attempts.filter(({ handedInAt }) => handedInAt !== null), attemptsMore: more.attempts, isDone: lesson.state === 'completed', now })
  return {
    lesson, test, shut, html: htmlOf(lesson.body), at: placeOfTest(lesson), whyNot: open === null ? whyNot : null, left: attemptsLeft(test.attemptsMax, more.attempts, attempts.length),
    minutes: test.minutes === null ? null : test.minutes + more.minutes, minutesMore: test.minutes === null ? 0 : more.minutes,
    open: open === null ? null : { number: open.number, isOver: isOver(open.deadlineAt, now), deadlineAt: open.deadlineAt, secondsLeft: secondsLeft(open.deadlineAt, now) },
    attempts: attempts.filter(({ handedInAt }) => handedInAt !== null).map((one) => ({
      number: one.number, handedInAt: one.handedInAt, byTime: one.handedInBy === 'time', state: attemptStateOf(one, now),
      ...lookAt(test, one, attempts, lesson, today) === 'nothing' || one.passed === null ? { points: null } : { points: one.points, pointsMax: one.pointsMax, percent: percentOf(one.points!, one.pointsMax) },
    })),
  }
}

/** What every page of an open paper shows around the question. */
async function paperPage(request: FastifyRequest, enrollmentId: number, lessonId: number) {
  const [lesson, paper] = await Promise.all([ownTest(request, enrollmentId, lessonId), openPaperOf(request.db, request.scope, enrollmentId, lessonId)])
  const now = request.server.clock()
  if (paper === undefined || isOver(paper.deadlineAt, now)) return { lesson, paper: null }
  const { sections } = testOf(lesson.content)
  const asked = [...new Set(paper.places.map(({ section }) => section))]
  return { lesson, paper: {
    number: paper.number, id: paper.id, seed: paper.seed, deadlineAt: paper.deadlineAt, secondsLeft: secondsLeft(paper.deadlineAt, now), at: placeOfTest(lesson), count: paper.places.length,
    answered: paper.places.filter(({ isAnswered }) => isAnswered).length,
    sections: asked.map((section) => ({ title: sections[section]?.title ?? '', titleEn: sections[section]?.titleEn ?? '', places: paper.places.filter((one) => one.section === section) })),
  } }
}

/** One question; null when the paper is not open any more. `sent` is what was typed, when it comes back. */
export async function questionPage(request: FastifyRequest, enrollmentId: number, lessonId: number, place: number, sent: AnswerForm | null) {
  const { lesson, paper } = await paperPage(request, enrollmentId, lessonId)
  if (paper === null) return null
  const row = found(await questionAt(request.db, paper.id, place))
  const answer = sent === null ? row.answer : ownNames(row, answerOf(row.body, sent), paper.seed)
  const { seed, id: _, ...shown } = paper
  return {
    lesson, place, paper: { ...shown, here: place }, saves: row.saves, savedAt: row.savedAt, became: null, problem: request.unfit[0] ?? null,
    isFlagged: sent === null ? row.isFlagged : sent.flagged === 'true',
    q: shownQuestion({ place, stem: row.stem, points: row.pointsMax, body: row.body, answer }, seed),
  }
}

/** What a page that saves by itself is told: the map of its paper and how the place stands now; null when the paper is not open any more. */
export async function savedPage(request: FastifyRequest, enrollmentId: number, lessonId: number, place: number, { saves, savedAt, became }: Saved) {
  const { lesson, paper } = await paperPage(request, enrollmentId, lessonId)
  return paper && { lesson, paper: { ...paper, here: place }, saves, savedAt, became }
}

/** What is still unanswered, before it is handed in; null when the paper is not open any more. */
export async function checkPage(request: FastifyRequest, enrollmentId: number, lessonId: number) {
  const { lesson, paper } = await paperPage(request, enrollmentId, lessonId)
  if (paper === null) return null
  const { seed: _, id: __, ...shown } = paper
  const places = paper.sections.flatMap((section) => section.places)
  return { lesson, paper: { ...shown, here: null }, unanswered: places.filter(({ isAnswered }) => !isAnswered).map(({ place }) => place), flagged: places.filter(({ isFlagged }) => isFlagged).map(({ place }) => place) }
}

/** An attempt that was handed in, as far as its test lets it be seen. */
export async function resultPage(request: FastifyRequest, enrollmentId: number, lessonId: number, number: number) {
  const { db, today, say, server } = request
  const [lesson, attempts] = await Promise.all([ownTest(request, enrollmentId, lessonId), attemptsOf(db, enrollmentId, lessonId)])
  const attempt = found(attempts.find((one) => one.number === number && one.handedInAt !== null))
  const test = testOf(lesson.content)
  const look = lookAt(test, attempt, attempts, lesson, today)
  const [answers, changes] = look === 'nothing' ? [[], []] : await Promise.all([answersOf(db, attempt.id), marksChangedOf(db, attempt.id)])
  const isLast = attempts[0]?.number === number
  return {
    lesson, number, at: placeOfTest(lesson), look, test: { passPercent: test.passPercent }, state: attemptStateOf(attempt, server.clock()), handedInAt: attempt.handedInAt, byTime: attempt.handedInBy === 'time',
    points: look === 'nothing' || attempt.passed === null ? null : { points: attempt.points!, max: attempt.pointsMax, percent: percentOf(attempt.points!, attempt.pointsMax) },
    lines: answers.map((one) => ({ ...lineOf(one, look, say), changes: changes.filter(({ place }) => place === one.place).map((change) => changeOf(change, one.pointsMax, look)) })), isDone: lesson.state === 'completed',
    mayConfirm: look === 'right_answers' && attempt.reviewedAt === null && isLast && attempt.passed === false && test.retest === 'after_reading',
  }
}

/** How a mark was changed. Why a question was marked anew may say what is right, so it is read with that. */
const changeOf = ({ before, after, reason, at, isAnew }: Awaited<ReturnType<typeof marksChangedOf>>[number], max: number, look: Look) =>
  ({ at, isAnew, before: before === null ? null : before * max, after: after === null ? null : after * max, reason: isAnew && look !== 'right_answers' ? '' : reason })

/** One answer with what it was worth, and with what is right only where that may be seen. */
function lineOf({ place, stem, body, markedBody, answer, share, pointsMax, feedback, markNote }: AnswerRow, look: Look, say: FastifyRequest['say']) {
  return {
    place, html: htmlOf(stem), answer: wordsOfAnswer(body, answer, say), share, points: share === null ? null : share * pointsMax, pointsMax, markNote: share === null ? '' : markNote,
    ...look === 'right_answers' ? { right: wordsOfRight(markedBody, say), feedback: feedback === '' ? '' : htmlOf(feedback) } : { right: null, feedback: '' },
  }
}


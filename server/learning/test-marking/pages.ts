import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { htmlOf } from '../lessons/markdown.ts'
import { gistOf, isBlank } from '../questions/rules.ts'
import { resultOf } from '../attempts/rules.ts'
import { wordsOfAnswer, wordsOfRight } from '../comprehension-tests/asking.ts'
import { testOf } from '../comprehension-tests/content.ts'
import { currentVersions } from '../questions/queries.ts'
import { AllowanceForm, MarkForm, RemarkForm } from './forms.ts'
import { answersTo, cohortsOfTest, countsOf, findAnswer, findTaker, findTest, firstAnswers, marksChanged, resultsOf, testsTaken, waitingAnswers } from './queries.ts'
import { itemsOf, remarkBy } from './rules.ts'

export async function indexPage({ db, scope, year }: FastifyRequest) {
  return { tests: await testsTaken(db, scope, year), year }
}

export async function queuePage({ db, scope }: FastifyRequest, lessonId: number, cohortId: number | null) {
  const [test, answers] = await Promise.all([findTest(db, lessonId), waitingAnswers(db, scope, lessonId, cohortId)])
  return { test: found(test), answers: answers.map(({ stem, ...one }) => ({ ...one, stem: gistOf(stem) })), cohortId }
}

export async function answerPage(request: FastifyRequest, attemptId: number, place: number) {
  const { db, scope, say } = request
  const { body, answer, ...shown } = found(await findAnswer(db, scope, attemptId, place))
  const isMarked = shown.share !== null
  return {
    answer: { ...shown, words: wordsOfAnswer(body, answer, say), isBlank: isBlank(answer), html: htmlOf(shown.stem), guide: body.kind === 'free_text' && body.guide !== '' ? htmlOf(body.guide) : '' }, isMarked,
    form: formOf(MarkForm, request, isMarked ? { points: Math.round(shown.share! * shown.pointsMax * 100) / 100, note: shown.note } : {}),
  }
}

export async function resultsPage({ db, scope, year }: FastifyRequest, lessonId: number, cohortId: number | null, page: number) {
  const [test, rows, cohorts] = await Promise.all([findTest(db, lessonId), resultsOf(db, scope, lessonId, { year, cohortId, page }), cohortsOfTest(db, scope, lessonId, year)])
  const { people = 0, passed = 0, waiting = 0 } = rows[0] ?? {}
  return {
    test: found(test), rows, cohorts, cohortId, passPercent: testOf(found(test).content ?? {}).passPercent, counts: { people, passed, waiting },
    pager: { page, pages: Math.ceil(people / 50), total: people, perPage: 50, href: (n: number) => `/lessons/${lessonId}/test/results?${cohortId === null ? '' : `cohort=${cohortId}&`}page=${n}` },
  }
}

/** Who changed which mark, when and why. */
export async function changesPage({ db, scope, year }: FastifyRequest, lessonId: number, page: number) {
  const [test, rows] = await Promise.all([findTest(db, lessonId), marksChanged(db, scope, lessonId, { year, page })])
  const total = rows[0]?.total ?? 0
  const points = (share: number | null, max: number) => share === null ? null : Math.round(share * max * 100) / 100
  return {
    test: found(test), rows: rows.map(({ stem, ...row }) => ({ ...row, stem: gistOf(stem), before: points(row.before, row.pointsMax), after: points(row.after, row.pointsMax) })),
    pager: { page, pages: Math.ceil(total / 50), total, perPage: 50, href: (n: number) => `/lessons/${lessonId}/test/mark-changes?page=${n}` },
  }
}

export async function personPage(request: FastifyRequest, lessonId: number, enrollmentId: number) {
  const [test, person] = await Promise.all([findTest(request.db, lessonId), findTaker(request.db, request.scope, lessonId, enrollmentId)])
  const { minutes, attempts, reason } = found(person)
  return { test: found(test), person: found(person), minutes: testOf(found(test).content ?? {}).minutes, form: formOf(AllowanceForm, request, { minutes: minutes ?? 0, attempts: attempts ?? 0, reason: reason ?? '' }) }
}

export async function itemsOfTest({ db, scope }: Pick<FastifyRequest, 'db' | 'scope'>, lessonId: number) {
  const [test, answers] = await Promise.all([findTest(db, lessonId), firstAnswers(db, scope, lessonId)])
  const asked = await currentVersions(db, [...new Set(answers.map(({ questionId }) => questionId))])
  const people = new Set(answers.map(({ attemptId }) => attemptId)).size
  return { test: found(test), people, items: itemsOf(asked.map(({ stem, ...one }) => ({ ...one, stem: gistOf(stem) })), answers.map(({ share, ...one }) => ({ ...one, share: share ?? 0 }))) }
}

/** What marking a question anew would change, before it is done. */
export async function remarkPage(request: FastifyRequest, questionId: number) {
  const { db, say } = request
  const [current, answers] = await Promise.all([currentVersions(db, [questionId]), answersTo(db, questionId)])
  const question = found(current[0])
  const changed = question.body.kind === 'free_text' ? [] : remarkBy(question.body, answers)
  const after = new Map(changed.map((one) => [`${one.attemptId}/${one.place}`, one.after]))
  const counts = changed.length === 0 ? [] : await countsOf(db, [...new Set(changed.map(({ attemptId }) => attemptId))])
  const results = [...Map.groupBy(counts, ({ id }) => id)].map(([id, rows]) => ({
    was: rows[0]!.passed, is: resultOf(rows.map(({ place, share, pointsMax }) => ({ pointsMax, share: after.get(`${id}/${place}`) ?? share })), rows[0]!.passPercent).passed,
  }))
  return {
    question: { id: questionId, html: htmlOf(question.stem), kind: question.body.kind, versionId: question.versionId, right: wordsOfRight(question.body, say) },
    answers: answers.filter(({ isHandedIn }) => isHandedIn).length, open: answers.filter(({ isHandedIn }) => !isHandedIn).length,
    isNewer: answers.some(({ versionId, markedVersionId }) => (markedVersionId ?? versionId) !== question.versionId),
    better: changed.filter(({ before, after }) => after > (before ?? 0)).length, worse: changed.filter(({ before, after }) => after < (before ?? 0)).length,
    passing: results.filter(({ was, is }) => was === false && is === true).length, staying: results.filter(({ was, is }) => was === true && is === false).length,
    form: formOf(RemarkForm, request, { version: question.versionId }),
  }
}

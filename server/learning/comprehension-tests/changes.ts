import type { Change } from '../../base/change.ts'
import { found, mend, type FieldReason } from '../../base/errors.ts'
import { saveContent } from '../lessons/changes.ts'
import { findLesson } from '../lessons/queries.ts'
import { testOf, type Section, type TestContent } from './content.ts'
import type { TestForm } from './forms.ts'
import { banksOfCourse, questionsOfCourse } from './queries.ts'

/**
 * What a test asks and how, into its draft. A draft may be half done: what it lacks is said before it is published.
 * @throws Missing for a lesson that is no test, or a bank or a question of another course · Unfit · Refusal when somebody was first
 */
export async function saveTest(change: Change, lessonId: number, form: TestForm): Promise<void> {
  const { tx } = change
  const lesson = found(await findLesson(tx, lessonId))
  mend(problemsOfRows(form))
  const test = testOf(contentOf(form))
  const [banks, questions] = [await banksOfCourse(tx, lesson.courseId), await questionsOfCourse(tx, lesson.courseId)]
  for (const { bankId } of test.sections.flatMap(({ draws }) => draws)) found(banks.find(({ id }) => id === bankId))
  const before = new Set(lesson.kind === 'test' ? testOf(lesson.content).sections.flatMap(({ questionIds }) => questionIds) : [])
  // One that was retired since stays named until somebody takes it out: the page says so.
  for (const id of test.sections.flatMap(({ questionIds }) => questionIds)) found(questions.find((one) => one.id === id) ?? (before.has(id) || null))
  await saveContent(change, { id: lessonId, kind: 'test', version: form.version }, test)
}

/** A line that says how many without saying of what, or the other way round. */
const problemsOfRows = ({ sections = [] }: TestForm): FieldReason[] => sections.flatMap(({ draws = [] }, place) => draws.flatMap(({ bankId, tag, count }, row): FieldReason[] => {
  if (bankId === undefined) return count === undefined && tag === undefined ? [] : [{ field: `sections.${place}.draws.${row}.bankId`, reason: { key: 'form.notChosen' } }]
  return count === undefined ? [{ field: `sections.${place}.draws.${row}.count`, reason: { key: 'form.missing' } }] : []
}))

function contentOf({ sections = [], act, ...form }: TestForm): TestContent {
  const kept = sections.map(({ title = '', titleEn = '', draws = [], questions = [] }): Section => ({
    title, titleEn, questionIds: questions.flatMap(({ id }) => id ?? []),
    draws: draws.flatMap(({ bankId, tag = '', count }) => bankId === undefined ? [] : [{ bankId, tag, count: count! }]),
  }))
  const dropped = act?.startsWith('drop-') ? kept.toSpliced(Number(act.slice(5)), 1) : kept
  return {
    passPercent: form.passPercent, attemptsMax: form.attemptsMax ?? null, minutes: form.minutes ?? null,
    isShuffled: form.isShuffled === 'true', isMarkedByNumber: form.isMarkedByNumber === 'true',
    review: { after: form.reviewAfter, passed: form.reviewPassed, due: form.reviewDue }, retest: form.retest, retestHours: form.retestHours ?? 24,
    sections: act === 'add' && dropped.length < 10 ? [...dropped, { title: '', titleEn: '', draws: [], questionIds: [] }] : dropped,
  }
}

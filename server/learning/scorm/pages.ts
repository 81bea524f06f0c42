import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findLesson, findOwnLesson, type StaffLesson } from '../lessons/queries.ts'
import { learnPathOf, stateOf } from '../lessons/rules.ts'
import { leavesOf, type Course, type Finding } from './course.ts'
import { RuleForm, UploadForm } from './forms.ts'
import { hashOf } from './playing/changes.ts'
import { attemptsOf, findLaunch, findPackage, findTest, statesOf, testsBeside, type State, type toldIn } from './queries.ts'
import { contentOf, isTooLate, keptScore, modeOf, whyNotAgain, type Content } from './rules.ts'
import { menuOf, reachableByFlow, stepFrom, type MenuLine } from './sequencing/rules.ts'
import { standingsOf } from './standings/rules.ts'

type Shown = Pick<FastifyRequest, 'db' | 'scope' | 'today'>

/** The outline of a package as its trainee meets it: what each item is, whether it opens, and where to go on. */
export async function menuPage({ db, scope, today }: Shown, enrollmentId: number, lessonId: number) {
  const [own, attempts] = await Promise.all([findOwnLesson(db, scope, enrollmentId, lessonId), attemptsOf(db, enrollmentId, lessonId)])
  const lesson = found(own)
  if (lesson.kind !== 'scorm') throw new Missing()
  const content = contentOf(lesson.content)
  const last = attempts.at(-1) ?? null
  const packageId = last?.packageId ?? content.packageId
  const [sent, states, test] = await Promise.all([
    packageId === null ? undefined : findPackage(db, packageId), last === null ? [] : statesOf(db, last.id), content.testLessonId === null ? undefined : findTest(db, content.testLessonId),
  ])
  const course = sent?.course ?? null
  const late = isTooLate(content, lesson.dueOn, today)
  const mode = modeOf(content, last, late)
  const whyShut = late && last === null ? { key: 'scorm.tooLate' as const } : typeof mode === 'object' ? mode : null
  const lines = course === null ? [] : linesOf(course, states, mode === 'review')
  return {
    lesson, content, course, attempts, last, late, whyShut, viewing: stateOf(lesson, today), mode: typeof mode === 'object' ? null : mode,
    lines, next: mode === 'normal' && whyShut === null ? nextOf(lines) : null, whyNotAgain: whyNotAgain(content, attempts.length, last, late),
    test, testAt: test === undefined ? null : learnPathOf('test', enrollmentId, test.id), score: keptScore(content.keep, attempts.map(({ score }) => score)), rule: course === null ? null : ruleOf(content, course),
  }
}

export interface ShownLine extends MenuLine { seconds: number; canOpen: boolean; wasOpened: boolean }

function linesOf(course: Course, states: readonly State[], isReview: boolean): ShownLine[] {
  const standings = standingsOf(states)
  const flow = reachableByFlow(course, standings)
  const seconds = new Map(states.map((state) => [state.item, state.seconds]))
  // A package that hides all it has means a menu of its own; somebody has to come in all the same.
  const hasVisible = course.items.some(({ isVisible, launch }) => isVisible && launch !== null)
  const lines = menuOf(course, standings).filter(({ item }) => item.isVisible || !hasVisible).map((line) => ({
    ...line, seconds: seconds.get(line.item.id) ?? 0, wasOpened: seconds.has(line.item.id),
    canOpen: line.item.launch !== null && (isReview || line.whyNot === null || line.whyNot.key === 'scorm.notChosen' && flow.has(line.item.id)),
  }))
  return lines.filter(({ isHidden, canOpen, item }) => !isHidden || canOpen || item.launch === null)
}

/** What was begun and is not finished, else the first that is not begun. */
const nextOf = (lines: readonly ShownLine[]): string | null =>
  (lines.find(({ canOpen, standing }) => canOpen && standing.completion === 'incomplete') ?? lines.find(({ canOpen, standing }) => canOpen && standing.completion === 'not_attempted'))?.item.id ?? null

/** The rule of a lesson with the titles of what counts. */
export const ruleOf = (content: Content, course: Course) => ({ ...content, titles: content.required.map((id) => course.items.find((item) => item.id === id)?.title ?? id) })

/** An item that is open, with what stands before and after it. */
export async function playPage(request: FastifyRequest, enrollmentId: number, lessonId: number, token: string) {
  const { db, scope } = request
  const [own, launch] = await Promise.all([findOwnLesson(db, scope, enrollmentId, lessonId), findLaunch(db, hashOf(token))])
  const lesson = found(own)
  if (launch === undefined || launch.enrollmentId !== enrollmentId || launch.lessonId !== lessonId) throw new Missing()
  const states = await statesOf(db, launch.attemptId!)
  const standings = standingsOf(states)
  const item = launch.course.items.find(({ id }) => id === launch.item)!
  const [before, after] = [stepFrom(launch.course, standings, item.id, 'previous'), stepFrom(launch.course, standings, item.id, 'next')]
  const open = (step: typeof after, hidden: string) => (step === null || step.whyNot !== null || item.hides.includes(hidden) ? null : step.item)
  return {
    lesson, item, mode: launch.mode, token, isGone: launch.expiresAt <= request.server.clock(), previous: open(before, 'previous'), next: open(after, 'continue'), shut: after?.whyNot ? after : null,
    isOnly: leavesOf(launch.course).length === 1, back: `/learn/${enrollmentId}/packages/${lessonId}`, launches: `/learn/${enrollmentId}/packages/${lessonId}/launches`,
  }
}

/** The same for staff, of which nothing is kept. */
export async function previewedPage(request: FastifyRequest, lessonId: number, token: string) {
  const [lesson, launch] = await Promise.all([findScorm(request.db, lessonId), findLaunch(request.db, hashOf(token))])
  if (launch === undefined || launch.mode !== 'browse' || launch.lessonId !== lessonId || launch.accountId !== found(request.actor).accountId) throw new Missing()
  const leaves = leavesOf(launch.course)
  const here = leaves.findIndex(({ id }) => id === launch.item)
  return {
    lesson, item: leaves[here]!, mode: launch.mode, token, isGone: launch.expiresAt <= request.server.clock(), previous: leaves[here - 1] ?? null, next: leaves[here + 1] ?? null, shut: null,
    isOnly: leaves.length === 1, back: `/lessons/${lessonId}/package/preview`, launches: `/lessons/${lessonId}/package/preview`,
  }
}

/**
 * Sends the page with the frame of a package in it. The frame's origin is allowed on this one page and nowhere else.
 */
export function sendPlay(request: FastifyRequest, reply: FastifyReply, page: Awaited<ReturnType<typeof playPage>> | Awaited<ReturnType<typeof previewedPage>>) {
  const origin = request.server.outside.contentOriginFor(request)
  if (origin !== null) reply.header('Content-Security-Policy', `${String(reply.getHeader('content-security-policy'))};frame-src ${origin}`)
  return reply.page('learning/scorm/play', { ...page, origin, address: origin === null ? null : `${origin}/play/${page.token}/` })
}

export async function findScorm(db: FastifyRequest['db'], lessonId: number): Promise<StaffLesson> {
  const lesson = found(await findLesson(db, lessonId))
  if (lesson.kind !== 'scorm') throw new Missing()
  return lesson
}

/** What staff see of a package: its report, its outline, its rule. `refused`: what was found in one that was just sent and not taken. */
export async function packagePage(request: FastifyRequest, lessonId: number, refused: Finding[] | null = null) {
  const lesson = await findScorm(request.db, lessonId)
  const content = contentOf(lesson.content)
  const [sent, tests] = await Promise.all([content.packageId === null ? null : findPackage(request.db, content.packageId).then((one) => one ?? null), testsBeside(request.db, lessonId)])
  return {
    lesson, content, sent, tests, refused, upload: formOf(UploadForm, request, { version: lesson.version }),
    rule: formOf(RuleForm, request, {
      version: lesson.version, required: content.required, need: content.need, scoreMin: content.scoreMin ?? '', testLessonId: content.testLessonId ?? '', attemptsMax: content.attemptsMax ?? '', keep: content.keep,
      review: content.review ? 'true' : '', showsName: content.showsName ? 'true' : '', late: content.late,
    }),
    leaves: sent === null ? [] : leavesOf(sent.course), hasPlace: request.server.outside.contentOriginFor(request) !== null,
  }
}

/** What a package told of questions and objectives, as tables: a row for each number. */
export function tablesOf(told: Awaited<ReturnType<typeof toldIn>>, list: 'interactions' | 'objectives') {
  return told.flatMap(({ item, elements }) => {
    const rows = new Map<number, Record<string, string>>()
    for (const [name, value] of Object.entries(elements)) {
      const [, number, part] = new RegExp(`^cmi\\.${list}\\.(\\d+)\\.(.+)$`).exec(name) ?? []
      if (number === undefined) continue
      rows.set(Number(number), { ...rows.get(Number(number)), [part!]: value })
    }
    return [...rows].sort(([a], [b]) => a - b).map(([number, parts]) => ({ item, number, parts }))
  })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayInJapan, timeInJapan, type Day } from '../../base/days.ts'
import type { TextKey } from '../../base/texts.ts'
import { evidenceOfLearner, criteriaIn } from '../../completion/evidence/queries.ts'
import { checklistOf } from '../../completion/evidence/checklist.ts'
import type { ChecklistItem } from '../../completion/evidence/rules.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import { lessonsOfLearner } from '../../learning/lessons/queries.ts'
import { shelvesOf, type ShelfLesson } from '../../learning/lessons/shelf.ts'
import { ownStanding, type StandingRow } from './trainee-queries.ts'
import { firstOf, linesOfKinds, stepOf } from './trainee-rules.ts'

type Enrolled = StandingRow & { id: number; title: string; titleEn: string; cohort: string; cohortEn: string; lateLimitMinutes: number }

/** The home of a trainee: what to do next, what completes each training, the next class day, messages, certificates. */
export async function traineeHome(request: FastifyRequest, reply: FastifyReply) {
  const { db, today, actor } = request
  const { personId } = actor!
  const [rows, evidence, lessons] = await Promise.all([
    ownStanding(db, actor!, today, request.server.clock()), evidenceOfLearner(db, personId, today), lessonsOfLearner(db, { personId }),
  ])
  const enrolled = rows.filter((row): row is Enrolled => row.id !== null)
  const active = enrolled.filter(({ state }) => (activeStates as readonly unknown[]).includes(state))
  const shelves = new Map(shelvesOf(active, lessons, today).map((shelf) => [shelf.enrollment.id, shelf]))

  const trainings = active.map((row) => {
    const lesson = shelves.get(row.id)?.next ?? null
    const offer = { isNameChecked: row.nameCheckedAt !== null, isJudged: row.state === 'pending_judgment', choice: row.openChoice, lesson, day: row.nextDay?.heldOn ?? null }
    const seen = evidence.get(row.id)
    const items = seen ? checklistOf(criteriaIn(row), seen) : []
    return { ...row, lesson, step: stepOf(offer, today), items: withName(row.nameCheckedAt, withKinds(shelves.get(row.id)?.lessons ?? [], items, today)), checkedOn: row.nameCheckedAt && dayInJapan(row.nameCheckedAt) }
  })
  const days = trainings.filter(({ nextDay }) => nextDay !== null).toSorted((a, b) => a.nextDay!.heldOn < b.nextDay!.heldOn ? -1 : 1)
  const first = firstOf(trainings)
  return reply.page('answers/home/trainee', {
    news: rows[0]?.news ?? [], toTeach: rows[0]?.toTeach ?? [], askings: rows[0]?.askings ?? [],
    offers: (rows[0]?.offers ?? []).map((one) => ({ ...one, dueAt: new Date(one.dueAt), dueOn: dayInJapan(new Date(one.dueAt)), dueTime: timeInJapan(new Date(one.dueAt)) })),
    // What completes the training of the next step stands right below it.
    trainings: trainings.toSorted((a, b) => Number(b === first) - Number(a === first)), first, comingDay: days[0],
    finished: enrolled.filter(({ state }) => !(activeStates as readonly unknown[]).includes(state)),
    certificates: rows[0]?.certificates ?? 0,
    messages: (rows[0]?.messages ?? []).map((one) => ({ ...one, madeOn: dayInJapan(new Date(one.madeAt)) })),
  })
}

/** A line as the home shows it: where it leads and until when, where the line of the criteria does not say so itself. */
type HomeItem = Omit<ChecklistItem, 'key' | 'options'> & { key: TextKey; path?: string; dueOn?: Day | null; options?: HomeItem[] }

/** A line that names a lesson leads to it, also as one of several ways. */
function withPaths({ options, ...item }: ChecklistItem, lessons: readonly ShelfLesson[]): HomeItem {
  const lesson = lessons.find(({ id }) => id === item.lessonId)
  return { ...item, ...lesson === undefined ? {} : { path: lesson.path, dueOn: item.state === 'done' ? null : lesson.dueOn }, ...options === undefined ? {} : { options: options.map((one) => withPaths(one, lessons)) } }
}

/** "Go through the lessons" in the words of what is to be done: watch, read, take the test, hand in. */
function withKinds(lessons: readonly ShelfLesson[], items: readonly ChecklistItem[], today: Day): HomeItem[] {
  return items.flatMap((item): HomeItem[] => item.key !== 'judgments.item.lessons' || lessons.length === 0 ? [withPaths(item, lessons)]
    : linesOfKinds(lessons, item.state === 'missed' ? today : null).map(({ kind, done, total, state, dueOn, path }) => ({ key: `home.item.kind.${kind}`, state, data: { done, total }, dueOn, path })))
}

/** The check of the name comes before what the criteria ask for. */
function withName(checkedAt: Date | null, items: HomeItem[]): HomeItem[] {
  return [{ key: 'home.item.name', state: checkedAt === null ? 'now' : 'done', data: {} }, ...items]
}

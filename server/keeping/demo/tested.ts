import { addDays } from '../../base/days.ts'
import { resultOf } from '../../learning/attempts/rules.ts'
import { emptyTest, type TestContent } from '../../learning/comprehension-tests/content.ts'
import { drawPaper } from '../../learning/comprehension-tests/rules.ts'
import { shareOf, type Answer, type QuestionBody } from '../../learning/questions/rules.ts'
import { dice as throwing, type Dice } from './dice.ts'
import type { Tray } from './tray.ts'

const at = (day: string, time: string) => new Date(`${day}T${time}:00+09:00`)
interface Kept { id: number; version: number; body: QuestionBody; points: number; tags: string[] }

/**
 * A test about care conferences in this year's training, drawn from the bank of its course, and what about a hundred trainees made of
 * it: the trainee whom visitors play has it before them, and some free texts wait for the instructor.
 */
export function putTest(tray: Tray, bank: number, training: number, module: number, trainee: number, instructor: number): void {
  const dice = throwing(20261003)
  const kept = tray.rows('question').filter(({ bank_id }) => bank_id === bank).map(({ id, tags }): Kept => {
    const { id: version, body, points } = tray.rows('question_version').find(({ question_id }) => question_id === id)!
    return { id: id!, version: version!, body: JSON.parse(body as string) as QuestionBody, points: points ?? 1, tags: [...tags as string[]] }
  })
  const first = (kind: QuestionBody['kind']) => kept.find(({ body }) => body.kind === kind)!.id
  const draw = (tag: string, count: number) => ({ bankId: bank, tag, count })
  const content: TestContent = {
    ...emptyTest, passPercent: 70, attemptsMax: 3, minutes: 25, sections: [
      { title: '会議と自立支援', titleEn: 'Conferences and independence', draws: [draw('制度', 1), draw('自立支援', 2), draw('事例', 1)], questionIds: [] },
      { title: '会議の進め方', titleEn: 'How they are held', draws: [], questionIds: [first('ordering'), first('matching'), first('numeric'), first('free_text')] },
    ],
  }
  const lesson = tray.put('lesson', { module_id: module, position: 20, kind: 'test', title: '理解度テスト：会議と自立支援', title_en: 'Test: conferences and independence' })
  const version = tray.put('lesson_version', { lesson_id: lesson, number: 1, body: '学んだことを確かめるテストです。25分で8問に答えます。', content: JSON.stringify(content), published_at: at('2026-07-21', '10:00') })
  tray.mend('lesson', lesson, { published_version_id: version })
  tray.put('training_lesson', { training_id: training, lesson_id: lesson, opens_on: '2026-08-03', due_on: '2026-12-18' })
  const begun = new Set(tray.rows('progress').map(({ enrollment_id }) => enrollment_id))
  const takers = tray.rows('enrollment').filter((one) => one.training_id === training && one.person_id !== trainee && begun.has(one.id!) && one.state === 'in_progress').slice(0, 110)
  for (const { id } of takers) takeTest(tray, dice, { enrollment: id!, lesson, version, content, bank, kept, instructor })
}

interface Taking { enrollment: number; lesson: number; version: number; content: TestContent; bank: number; kept: Kept[]; instructor: number }

/** Whoever fails comes once more, and knows a little more by then. */
function takeTest(tray: Tray, dice: Dice, taking: Taking): void {
  const { enrollment, lesson, version } = taking
  const [ability, day] = [dice.between(15, 100), addDays('2026-10-05', dice.between(0, 40))]
  const first = takeOnce(tray, dice, taking, { number: 1, day, ability })
  const passed = first === false ? takeOnce(tray, dice, taking, { number: 2, day: addDays(day, 2), ability: Math.min(100, ability + 25) }) : first
  tray.put('progress', {
    enrollment_id: enrollment, lesson_id: lesson, lesson_version_id: version, state: passed ? 'completed' : 'in_progress', opened_at: at(day, '19:00'), seen_at: at(day, '19:20'),
    completed_at: passed ? at(day, '19:20') : null, percent: passed ? 100 : 0,
  })
}

function takeOnce(tray: Tray, dice: Dice, { enrollment, lesson, version, content, bank, kept, instructor }: Taking, { number, day, ability }: { number: number; day: string; ability: number }): boolean | null {
  const seed = `demo/${enrollment}/${number}`
  const { lines } = drawPaper(content, kept.map(({ id, version, points, tags }) => ({ questionId: id, versionId: version, bankId: bank, tags, points, isActive: true })), seed)
  const isWaiting = dice.between(1, 6) === 1
  const answers = lines.map(({ section, questionId, versionId, points }) => {
    const { body } = kept.find(({ id }) => id === questionId)!
    const answer = answerBy(body, dice, ability)
    const share = shareOf(body, answer)
    return { section, versionId, pointsMax: points, answer, isByHand: share === null, share: share ?? (isWaiting ? null : dice.between(0, 100) <= ability ? 1 : 0.5) }
  })
  const { points, pointsMax, passed } = resultOf(answers, content.passPercent)
  const attempt = tray.put('test_attempt', {
    enrollment_id: enrollment, lesson_id: lesson, lesson_version_id: version, number, seed, started_at: at(day, '19:00'), deadline_at: at(day, '19:25'),
    handed_in_at: at(day, '19:18'), handed_in_by: 'person', points, points_max: pointsMax, passed,
  })
  for (const [n, one] of answers.entries()) {
    tray.put('test_answer', {
      attempt_id: attempt, place: n + 1, section: one.section, question_version_id: one.versionId, points_max: one.pointsMax, answer: one.answer === null ? null : JSON.stringify(one.answer),
      saves: 1, saved_at: at(day, '19:10'), share: one.share, ...one.isByHand && one.share !== null ? { marked_by: instructor, marked_at: at(addDays(day, 3), '13:00'), mark_note: one.share === 1 ? '本人の望みから考えられています。' : '' } : {},
    })
  }
  return passed
}

/** What somebody who knows so much of a hundred things answers. */
function answerBy(body: QuestionBody, dice: Dice, ability: number): Answer {
  const knows = dice.between(1, 100) <= ability
  const other = <T>(list: readonly T[]): T => list[dice.between(0, list.length - 1)]!
  switch (body.kind) {
    case 'single': return { choices: [knows ? body.right : other(body.choices).id] }
    case 'multiple': return { choices: knows ? body.right : [other(body.choices).id] }
    case 'true_false': return { isTrue: knows ? body.right : !body.right }
    case 'ordering': { const ids = body.choices.map(({ id }) => id); return { choices: knows ? ids : [...ids.slice(1), ids[0]!] } }
    case 'matching': return { pairs: knows ? body.right : Object.fromEntries(body.choices.map(({ id }) => [id, other(body.targets).id])) }
    case 'short_answer': return { text: knows ? body.right[0]! : 'よく話し合う' }
    case 'numeric': return { text: String(knows ? body.right : body.right + dice.between(1, 9)) }
    case 'free_text': return { text: knows ? '本人がどう暮らしたいかを先に聞き、できていることから話し合いを始める。' : '専門職の意見を順に聞く。' }
  }
}

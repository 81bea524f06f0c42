import type { Database } from '../../server/base/database.ts'
import { emptyTest, type TestContent } from '../../server/learning/comprehension-tests/content.ts'
import { namesOf } from '../../server/learning/comprehension-tests/asking.ts'
import type { QuestionBody, QuestionKind } from '../../server/learning/questions/rules.ts'
import { putLesson } from './lessons.ts'
import { idOf, type Town } from './people.ts'

const made_at = new Date('2026-06-01T09:00:00+09:00')
const list = (...texts: string[]) => texts.map((text, at) => ({ id: 'abcdefgh'[at]!, text }))

/** A question of each kind, about what the small world trains for. What must not reach a browser early is marked ZZ. */
export const bodies: { [K in QuestionKind]: Extract<QuestionBody, { kind: K }> } = {
  single: { kind: 'single', choices: list('個別の課題の解決', '予算の決定', '広報'), right: 'a', isShuffled: true },
  multiple: { kind: 'multiple', choices: list('保健師', '理学療法士', '通行人'), right: ['a', 'b'], isShuffled: true, partial: true },
  true_false: { kind: 'true_false', right: true },
  ordering: { kind: 'ordering', choices: list('事例の説明', '質問', '助言', 'まとめ'), partial: true },
  matching: { kind: 'matching', choices: list('包括', '都'), targets: list('個別の会議', '広域の支援', '余り'), right: { a: 'a', b: 'b' }, partial: true },
  short_answer: { kind: 'short_answer', right: ['ZZKYOUYUU', '共有'], isCaseSensitive: false },
  numeric: { kind: 'numeric', right: 65, tolerance: 0, unit: '歳' },
  free_text: { kind: 'free_text', charactersMax: 200, guide: 'ZZGUIDE' },
}
export type Boxes = Record<string, string> | [string, string][]
/** What is right, as the boxes of a page say it. */
export const rightBoxes: Record<QuestionKind, Boxes> = {
  single: { choices: 'a' }, multiple: [['choices', 'a'], ['choices', 'b']], true_false: { isTrue: 'true' },
  ordering: [['choices', 'a'], ['choices', 'b'], ['choices', 'c'], ['choices', 'd'], ['isOrdered', 'true']],
  matching: [['pairs.0.of', 'a'], ['pairs.0.to', 'a'], ['pairs.1.of', 'b'], ['pairs.1.to', 'b']],
  short_answer: { text: '共有' }, numeric: { text: '６５歳' }, free_text: { text: '望みを先に聞く。' },
}

export async function putBank(db: Database, course_id: number | null, name = '会議の基本'): Promise<number> {
  return idOf(db.insertInto('question_bank').values({ course_id, name, name_en: 'Basics' }).returning('id'))
}

export async function putQuestion(db: Database, bank_id: number, code: string, body: QuestionBody, more: { stem?: string; points?: number; tags?: string[]; feedback?: string } = {}): Promise<{ id: number; version: number }> {
  const id = await idOf(db.insertInto('question').values({ bank_id, code, kind: body.kind, tags: more.tags ?? [] }).returning('id'))
  return { id, version: await putQuestionVersion(db, id, 1, body, { stem: `問い${code}`, ...more }) }
}

export function putQuestionVersion(db: Database, question_id: number, number: number, body: QuestionBody, { stem = '問い', points = 1, feedback = 'ZZFEEDBACK' }: { stem?: string; points?: number; feedback?: string } = {}): Promise<number> {
  return idOf(db.insertInto('question_version').values({ question_id, number, stem, body: JSON.stringify(body), points, feedback, made_at }).returning('id'))
}

/** A published test that the small world's training has opened. */
export async function putTest(db: Database, town: Town, content: Partial<TestContent>, { title = '理解度テスト', position = 9, due_on = null as string | null } = {}): Promise<number> {
  const id = await putLesson(db, { module_id: town.module, position, kind: 'test', title, title_en: 'Test' }, { content: JSON.stringify({ ...emptyTest, ...content }) })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: id, due_on }).execute()
  return id
}

export const section = (more: Partial<TestContent['sections'][number]>): TestContent['sections'][number] => ({ title: '', titleEn: '', draws: [], questionIds: [], ...more })

/** Boxes with choices called as the pages of that attempt call them. */
export async function asNamed(db: Database, { lesson, place, attempt }: { lesson: number; place: number; attempt: number }, boxes: Boxes): Promise<[string, string][]> {
  const entries = Array.isArray(boxes) ? boxes : Object.entries(boxes)
  const row = await db.selectFrom('test_attempt as a').innerJoin('test_answer as r', 'r.attempt_id', 'a.id').innerJoin('question_version as v', 'v.id', 'r.question_version_id')
    .select(['a.seed', 'v.body']).where('a.lesson_id', '=', lesson).where('a.number', '=', attempt).where('r.place', '=', place).orderBy('a.id').executeTakeFirst()
  if (row === undefined) return entries
  const { choices, targets } = namesOf({ place, body: row.body as QuestionBody }, row.seed)
  return entries.map(([name, value]) => [name, name === 'choices' || name.endsWith('.of') ? choices.get(value) ?? value : name.endsWith('.to') ? targets.get(value) ?? value : value])
}

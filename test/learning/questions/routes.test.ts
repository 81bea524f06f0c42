import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { currentVersions, questionsOf } from '../../../server/learning/questions/queries.ts'

const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const other = await idOf(db.insertInto('course').values({ kind: 'instructor_training', name: 'ほかの研修', name_en: 'Other', mark: '他' }).returning('id'))
const [planner, instructor, clerk, trainee] = await Promise.all([town.planner, town.instructor, town.clerkOfTachikawa, town.trainee].map(house.visitor))
const bankOf = async (name: string, courseId: number | null) => {
  const { headers } = await planner!.post('/question-banks', { name, ...courseId === null ? {} : { courseId: String(courseId) } })
  return Number(/\d+$/.exec(headers.location!)![0])
}
const bank = await bankOf('会議の基本', town.course)
const [elsewhere, shared] = [await bankOf('ほかの研修の問題', other), await bankOf('共通の問題', null)]
const questions = `/question-banks/${bank}/questions`
const base = { stem: '会議はだれが開きますか。', points: '2' }
const single = { ...base, kind: 'single', 'rows.0.text': '区市町村', 'rows.1.text': '病院', 'rows.2.text': '', 'rows.3.text': '学校', rightRow: '0', tags: '基本、制度', feedback: '介護保険法にあります。' }
const made = async (form: Record<string, string>, to = questions) => {
  const { statusCode, headers, body } = await planner!.post(to, form)
  expect([statusCode, body]).toEqual([303, ''])
  return Number(/\d+$/.exec(headers.location!)![0])
}
const current = async (id: number) => (await currentVersions(db, [id]))[0]!
const lines = (subject: string) => db.selectFrom('audit_line').select(['action', 'detail']).where('subject', '=', subject).orderBy('id').execute()

test('a question of each kind is made as its boxes say', async () => {
  const cases: [Record<string, string>, object][] = [
    [single, { kind: 'single', choices: [{ id: 'a', text: '区市町村' }, { id: 'b', text: '病院' }, { id: 'c', text: '学校' }], right: 'a', isShuffled: false }],
    [{ ...base, kind: 'multiple', 'rows.0.text': '司会者', 'rows.0.right': 'true', 'rows.1.text': '観客', 'rows.2.text': '助言者', 'rows.2.right': 'true', partial: 'true', isShuffled: 'true' },
      { kind: 'multiple', choices: [{ id: 'a', text: '司会者' }, { id: 'b', text: '観客' }, { id: 'c', text: '助言者' }], right: ['a', 'c'], isShuffled: true, partial: true }],
    [{ ...base, kind: 'true_false', isTrue: 'false' }, { kind: 'true_false', right: false }],
    [{ ...base, kind: 'ordering', 'rows.0.text': '準備', 'rows.1.text': '会議' }, { kind: 'ordering', choices: [{ id: 'a', text: '準備' }, { id: 'b', text: '会議' }], partial: false }],
    [{ ...base, kind: 'matching', 'rows.0.text': '司会', 'rows.0.target': '進める', 'rows.1.text': '書記', 'rows.1.target': '書く', 'rows.2.text': '記録係', 'rows.2.target': '書く', 'rows.3.target': '見る' },
      { kind: 'matching', choices: [{ id: 'a', text: '司会' }, { id: 'b', text: '書記' }, { id: 'c', text: '記録係' }], targets: [{ id: 'a', text: '進める' }, { id: 'b', text: '書く' }, { id: 'c', text: '見る' }], right: { a: 'a', b: 'b', c: 'b' }, partial: false }],
    [{ ...base, kind: 'short_answer', spellings: '包括\n\n ほうかつ \nＨＯＵ\nhou' }, { kind: 'short_answer', right: ['包括', 'ほうかつ', 'ＨＯＵ'], isCaseSensitive: false }],
    [{ ...base, kind: 'numeric', number: '１２．５', tolerance: '0.5', unit: '人' }, { kind: 'numeric', right: 12.5, tolerance: 0.5, unit: '人' }],
    [{ ...base, kind: 'free_text', charactersMax: '400', guide: '目的にふれている' }, { kind: 'free_text', charactersMax: 400, guide: '目的にふれている' }],
  ]
  for (const [form, body] of cases) {
    const id = await made(form)
    expect((await current(id)).body, form.kind).toEqual(body)
    expect((await planner!.get(`/questions/${id}/edit`)).statusCode).toBe(200)
    expect((await planner!.get(`/questions/${id}`)).statusCode).toBe(200)
  }
  expect((await questionsOf(db, { bankId: bank })).map(({ kind }) => kind)).toEqual(cases.map(([{ kind }]) => kind))
  expect((await questionsOf(db, { bankId: bank, tag: '制度' })).map(({ kind, points, tags }) => [kind, points, tags])).toEqual([['single', 2, ['基本', '制度']]])
  expect((await db.selectFrom('question').select('code').orderBy('id').execute()).map(({ code }) => code)).toEqual(['Q001', 'Q002', 'Q003', 'Q004', 'Q005', 'Q006', 'Q007', 'Q008'])
  expect(await lines('question:1')).toEqual([{ action: 'question.made', detail: { code: 'Q001', kind: 'single' } }])
})

test.each<[string, Record<string, string>, string, string]>([
  ['without a question', { ...single, stem: ' ' }, 'stem', '問題文を書いてください'],
  ['with one choice', { ...base, kind: 'single', 'rows.0.text': 'ひとつ', rightRow: '0' }, 'rows.1.text', '選択肢を2つ以上書いてください'],
  ['with none right', { ...single, rightRow: '' }, 'rightRow', '正解を1つ選んでください'],
  ['whose right row is blank', { ...single, rightRow: '2' }, 'rightRow', '正解にした行が空です'],
  ['with nothing ticked', { ...single, kind: 'multiple' }, 'rows.0.right', '正解を1つ以上選んでください'],
  ['with two equal choices', { ...single, 'rows.3.text': '区 市町村 '.replace(' ', '') }, 'rows.3.text', '1番目と同じ内容です'],
  ['with a left without a match', { ...base, kind: 'matching', 'rows.0.text': '司会', 'rows.0.target': '進める', 'rows.1.text': '書記' }, 'rows.1.target', '組み合わせる相手を書いてください'],
  ['with no accepted answer', { ...base, kind: 'short_answer' }, 'spellings', '書き方を1つ以上'],
  ['with no number', { ...base, kind: 'numeric' }, 'number', '正解の数を'],
  ['with words for a number', { ...base, kind: 'numeric', number: '十二' }, 'number', '数字だけで'],
  ['with too fine a number', { ...base, kind: 'numeric', number: '0.12345678901' }, 'number', '小数10けた'],
  ['with a tolerance below nothing', { ...base, kind: 'numeric', number: '1', tolerance: '-1' }, 'tolerance', '0以上'],
  ['with no limit of characters', { ...base, kind: 'free_text' }, 'charactersMax', '1から5000の整数'],
  ['neither true nor false', { ...base, kind: 'true_false' }, 'isTrue', '選んでください'],
  ['worth too much', { ...single, points: '101' }, 'points', '100以下'],
  ['with a number that is taken', { ...single, code: 'Q001' }, 'code', 'ほかの問題が使っています'],
])('a question %s comes back as typed, with why at its box, and nothing is kept', async (_, form, box, words) => {
  const before = await db.selectFrom('question').select('id').execute()
  const { statusCode, body } = await planner!.post(questions, form)
  expect(statusCode).toBe(422)
  expect(body).toMatch(new RegExp(`href="#${box.replaceAll('.', '\\.')}"`))
  expect(body).toMatch(new RegExp(`id="${box.replaceAll('.', '\\.')}-problem"[^<]*>[^<]*${words}`))
  expect(await db.selectFrom('question').select('id').execute()).toEqual(before)
})

test('more rows are asked for without anything being kept or lost', async () => {
  const before = await db.selectFrom('question').select('id').execute()
  const { statusCode, body } = await planner!.post(`${questions}/rows`, { ...single, stem: '', 'rows.1.text': '打った文字' })
  expect([statusCode, body.includes('value="打った文字"'), body.includes('name="rows.5.text"'), body.includes('name="rows.6.text"')]).toEqual([200, true, true, false])
  expect(body).not.toContain('role="alert"')
  expect(await db.selectFrom('question').select('id').execute()).toEqual(before)
})

test('a save makes a new version, an unchanged one none; the old one stays as it was', async () => {
  const id = await made({ ...single, code: '版の問題' })
  const first = await current(id)
  const form = { ...single, code: '版の問題', 'rows.0.id': 'a', 'rows.1.id': 'b', 'rows.2.id': '', 'rows.3.id': 'c' }
  expect((await planner!.post(`/questions/${id}`, { ...form, version: '1' })).statusCode).toBe(303)
  expect((await current(id)).versionId).toBe(first.versionId)
  expect((await planner!.post(`/questions/${id}`, { ...form, version: '1', 'rows.1.text': '大きな病院', 'rows.0.text': '', rightRow: '1' })).statusCode).toBe(303)
  const second = await current(id)
  expect(second.body).toEqual({ kind: 'single', choices: [{ id: 'b', text: '大きな病院' }, { id: 'c', text: '学校' }], right: 'b', isShuffled: false })
  const old = await planner!.get(`/questions/${id}?version=1`)
  expect([old.body.includes('区市町村'), old.body.includes('前の版（第1版）')]).toEqual([true, true])
  const stale = await planner!.post(`/questions/${id}`, { ...form, version: '1', stem: '遅れた人' })
  expect([stale.statusCode, stale.body.includes('ほかの人が先に')]).toEqual([409, true])
  expect((await lines(`question:${id}`)).map(({ action, detail }) => [action, (detail as { fields?: string[] }).fields])).toEqual([
    ['question.made', undefined], ['question.edited', []], ['question.edited', ['body']]])
  await expect(db.updateTable('question_version').set({ stem: 'x' }).where('id', '=', first.versionId).execute()).rejects.toThrow('stays as it is')
  await expect(db.deleteFrom('question_version').where('id', '=', first.versionId).execute()).rejects.toThrow('stays as it is')
  const tagged = { ...form, version: '2', 'rows.0.text': '', 'rows.1.text': '大きな病院', rightRow: '1', tags: '新しい' }
  expect((await planner!.post(`/questions/${id}`, tagged)).statusCode).toBe(303)
  expect(await current(id)).toMatchObject({ versionId: second.versionId, tags: ['新しい'] })
})

test('a retired question is asked no more and comes back; a copy has a number of its own', async () => {
  const id = await made({ ...single, code: '休む問題', tags: '休み' })
  await planner!.post(`/questions/${id}/retirement`, { version: '1' })
  expect(await questionsOf(db, { bankId: bank, tag: '休み' })).toEqual([])
  expect((await planner!.get(`/question-banks/${bank}?state=retired`)).body).toContain('休む問題')
  expect((await planner!.post(`/questions/${id}/retirement`, { version: '2' })).statusCode).toBe(409)
  await planner!.post(`/questions/${id}/return`, { version: '2' })
  expect(await questionsOf(db, { bankId: bank, tag: '休み' })).toHaveLength(1)
  const { headers } = await planner!.post(`/questions/${id}/copies`)
  const copy = Number(/\/questions\/(\d+)\/edit/.exec(headers.location!)![1])
  const [one, two] = [await current(id), await current(copy)]
  expect([two.body, two.stem, two.tags]).toEqual([one.body, one.stem, one.tags])
  expect((await db.selectFrom('question').select('code').where('id', '=', copy).executeTakeFirstOrThrow()).code).toMatch(/^Q\d{3}$/)
})

test('a bank is searched by words, kind and tag, and says how many there are', async () => {
  const page = async (query: string) => (await planner!.get(`/question-banks/${bank}?${query}`)).body
  const shown = (body: string) => [...body.matchAll(/<td class="nowrap" data-label="番号">([^<]+)/g)].map(([, code]) => code)
  expect(shown(await page('kind=numeric'))).toEqual(['Q007'])
  expect(shown(await page(`tag=${encodeURIComponent('休み')}`))).toHaveLength(2)
  expect(shown(await page(`words=${encodeURIComponent('目的にふれて')}`))).toEqual(['Q008'])
  expect(await page(`words=${encodeURIComponent('どこにもない')}`)).toContain('条件に合う問題はありません')
})

test.each<[number, string, string]>([
  [1, 'chosen=a', '正解　2点'], [1, 'chosen=b', '不正解　0点'], [1, '', '解答がありません'], [1, 'chosen=zz', '解答がありません'],
  [2, 'chosen=a', '一部正解　1点（2点のうち）'], [3, 'isTrue=false', '正解　2点'], [4, 'place.a=1&place.b=2', '正解　2点'], [4, 'place.a=1&place.b=1', '解答がありません'],
  [5, 'pair.a=a&pair.b=b&pair.c=b', '正解　2点'], [6, `text=${encodeURIComponent('ほうかつ')}`, '正解　2点'], [7, 'text=13', '正解　2点'], [7, 'text=13.1', '不正解'],
])('tried as a trainee, question %s answered by "%s" is marked: %s', async (id, answer, words) => {
  const { statusCode, body } = await planner!.get(`/questions/${id}?tried=true&${answer}`)
  expect([statusCode, body.includes(words)]).toEqual([200, true])
})

test('an instructor makes questions for the courses they teach, and finds no other bank', async () => {
  const list = (await instructor!.get('/question-banks')).body
  expect([list.includes('会議の基本'), list.includes('ほかの研修の問題'), list.includes('共通の問題')]).toEqual([true, false, false])
  const { statusCode, headers } = await instructor!.post(questions, { ...single, code: '講師の問題' })
  expect(statusCode).toBe(303)
  expect((await instructor!.get(headers.location!)).statusCode).toBe(200)
  const hidden = await made({ ...single, kind: 'single' }, `/question-banks/${elsewhere}/questions`)
  for (const [path, form] of [
    [`/question-banks/${elsewhere}`], [`/question-banks/${shared}`], [`/question-banks/${elsewhere}/questions/new`], [`/questions/${hidden}`], [`/questions/${hidden}/edit`],
    [`/question-banks/${elsewhere}/questions`, single], [`/questions/${hidden}`, { ...single, version: '1' }], [`/questions/${hidden}/copies`, {}],
    [`/questions/${hidden}/retirement`, { version: '1' }], [`/question-banks/${elsewhere}`, { name: '取る', version: '1' }], ['/question-banks', { name: '作る', courseId: String(other) }],
  ] as const) {
    const answer = form === undefined ? await instructor!.get(path) : await instructor!.post(path, form as Record<string, string>)
    expect([path, answer.statusCode]).toEqual([path, 404])
  }
  expect((await instructor!.post('/question-banks', { name: '研修なし' })).statusCode).toBe(422)
  for (const visitor of [clerk, trainee]) expect((await visitor!.get('/question-banks')).statusCode).toBe(404)
})

test('a bank is named anew by one of two who edit it; which tests draw from it is shown before a question is retired', async () => {
  expect((await planner!.post(`/question-banks/${shared}`, { name: 'みんなの問題', version: '1' })).statusCode).toBe(303)
  expect((await planner!.post(`/question-banks/${shared}`, { name: '遅れた名前', version: '1' })).statusCode).toBe(409)
  const lesson = await idOf(db.insertInto('lesson').values({ module_id: town.module, position: 9, kind: 'test', title: '確認のテスト', title_en: 'Check' }).returning('id'))
  await db.insertInto('lesson_version').values({ lesson_id: lesson, number: 1, content: JSON.stringify({ sections: [{ title: '1', draws: [{ bankId: bank, count: 3 }] }] }) }).execute()
  const page = (await planner!.get('/questions/1')).body
  expect([page.includes('確認のテスト'), page.includes('1件のテストが出題しています')]).toEqual([true, true])
  expect((await planner!.get(`/question-banks/${shared}`)).body).not.toContain('確認のテスト')
})

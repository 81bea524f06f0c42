import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { putBank, putQuestion } from '../../support/questions.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const bank = await putBank(db, '会議の基本', town.course)
  const id = await putQuestion(db, bank, 'Q001', { stem: 'はじめ', body: { kind: 'true_false', right: true }, points: 1, feedback: '', tags: ['始め'] })
  const form = { points: '1', isTrue: 'true', tags: '始め', code: 'Q001' }

  test('of eight who save one question in the same moment one is first, and the others are told', async () => {
    const visitor = await house.visitor(town.planner)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => visitor.post(`/questions/${id}`, { ...form, stem: `保存${n}`, version: '1' })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array<number>(7).fill(409)])
    expect((await db.selectFrom('question_version').select('number').where('question_id', '=', id).orderBy('number').execute()).map(({ number }) => number)).toEqual([1, 2])
  })

  test('ten new questions of the same moment get ten numbers, and none fails', async () => {
    const visitor = await house.visitor(town.planner)
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => visitor.post(`/question-banks/${bank}/questions`, { kind: 'true_false', points: '1', isTrue: 'true', stem: `新しい問題${n}` })))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array<number>(10).fill(303))
    expect((await db.selectFrom('question').select('code').where('bank_id', '=', bank).orderBy('code').execute()).map(({ code }) => code))
      .toEqual(Array.from({ length: 11 }, (_, n) => `Q${String(n + 1).padStart(3, '0')}`))
  })
})

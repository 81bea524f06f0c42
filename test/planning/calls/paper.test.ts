import { expect, test } from 'vitest'
import { correctionsOf } from '../../../server/planning/calls/paper.ts'

test('a 正誤表 has its rows in the order of the notice, whatever order they were kept in', () => {
  const moved = (from: unknown, to: unknown) => ({ from, to })
  expect(correctionsOf({ contact: moved('a', 'b'), closes_on: moved('2026-12-11', '2026-12-14'), files: moved('', '様式1'), office_closes_on: moved('2026-12-04', '2026-12-07') }).map(([name]) => name))
    .toEqual(['事業所等の期限', '区市町村の期限', '様式・添付資料', '担当'])
})

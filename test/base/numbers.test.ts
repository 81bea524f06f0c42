import { expect, test } from 'vitest'
import { plainNumber } from '../../server/base/numbers.ts'

test.each([
  ['７', '7'], [' 120 ', '120'], ['１，２００', '1200'], ['1,234,567', '1234567'], ['－５', '-5'], ['１．５', '1.5'],
])('a number is read as Japanese keyboards give it: %j is %j', (typed, plain) => {
  expect(plainNumber(typed)).toBe(plain)
})

test.each(['', '７人', '1,2', '12,34', '一', '0x10', '1e9', '7 8'])('what is no number stays as it was typed: %j', (typed) => {
  expect(plainNumber(typed)).toBe(typed)
})

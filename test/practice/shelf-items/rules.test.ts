import { describe, expect, test } from 'vitest'
import { isWebAddress, problemsOfItem, whyNotMove, type ItemState, type Move } from '../../../server/practice/shelf-items/rules.ts'

describe('what is said of an item', () => {
  test.each<[object, string[]]>([
    [{ publishedYear: 2014, publishedMonth: 3 }, []], [{ publishedYear: 2014 }, []], [{ planned: 2020 }, []],
    [{}, ['publishedYear']], [{ publishedMonth: 3, planned: 2020 }, ['publishedYear']], [{ publishedYear: 2014, planned: 2020 }, ['plannedYear']],
    [{ publishedYear: 2014, source: 'https://example.jp/a' }, []], [{ publishedYear: 2014, source: '通知の別添' }, []],
    [{ publishedYear: 2014, source: 'javascript:alert(1)' }, ['source']], [{ publishedYear: 2014, source: 'ftp://example.jp/a' }, ['source']],
  ])('%j wants mending at %j', (item, fields) => { expect(problemsOfItem(item).map(({ field }) => field)).toEqual(fields) })
  test.each([['https://example.jp/a?b=1', true], ['http://例え.jp/', true], ['https://a b', false], ['javascript:alert(1)', false], ['https://x"onclick=', false], ['通知', false]])('%s opens in a browser: %s', (source, opens) => {
    expect(isWebAddress(source)).toBe(opens)
  })
})

test.each<[ItemState, Move, boolean]>([
  ['draft', 'show', true], ['shown', 'show', false], ['withdrawn', 'show', true], ['draft', 'withdraw', false], ['shown', 'withdraw', true], ['withdrawn', 'withdraw', false],
])('of a %s item, %s may be done: %s', (state, move, may) => { expect(whyNotMove(state, move) === null).toBe(may) })

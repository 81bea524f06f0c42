import { describe, expect, test } from 'vitest'
import { fateOf, isTicked, whyNotCopy, type Fate, type Standing } from '../../../server/entry/sheet-copies/rules.ts'

const usual: Standing = { onSheet: false, homeId: 1, left: false, completed: false, withdrawn: false, enrollment: null, outcome: null }

describe('what has become of somebody', () => {
  test.each<[Partial<Standing>, Fate, boolean, boolean]>([
    [{},                                              'named',         true,  true],
    [{ outcome: 'declined' },                         'declined',      true,  true],
    [{ outcome: 'waitlisted' },                       'waitlisted',    true,  true],
    [{ outcome: 'waitlisted', enrollment: 'enrolled' }, 'selected',    true,  true],
    [{ enrollment: 'not_completed' },                 'not_completed', true,  true],
    [{ enrollment: 'completed' },                     'completed',     true,  false],
    [{ completed: true, outcome: 'declined' },        'completed',     true,  false],
    [{ withdrawn: true },                             'withdrawn',     true,  false],
    [{ enrollment: 'withdrawn' },                     'withdrawn',     true,  false],
    [{ left: true, completed: true },                 'left',          false, false],
    [{ homeId: 2, left: true },                       'moved',         false, false],
    [{ homeId: null },                                'moved',         false, false],
    [{ onSheet: true, homeId: 2 },                    'onSheet',       false, false],
  ])('%j is %s', (standing, fate, offered, ticked) => {
    const told = fateOf({ ...usual, ...standing }, 1)
    expect([told, whyNotCopy(told) === null, isTicked(told)]).toEqual([fate, offered, ticked])
  })
})

import { expect, test } from 'vitest'
import { placesIn, problemsOfFigures } from '../../../server/answers/evaluation-annexes/rules.ts'

test('a place for a figure stands in braces, and a brace over lines is none', () => { expect(placesIn('{ 甲 }名、{乙}件 {丙\n}')).toEqual(['甲', '乙']) })
test.each<[string, { name: string; from: number; to: number }[], string[]]>([
  ['{甲}名', [{ name: '甲', from: 2018, to: 2020 }], []], ['{甲}名', [], ['results']], ['名', [{ name: '甲', from: 2018, to: 2020 }], ['figures.0.name']],
  ['{甲}名', [{ name: '甲', from: 2020, to: 2018 }], ['figures.0.to']], ['{甲}名', [{ name: '甲', from: 2018, to: 2018 }, { name: '甲', from: 2019, to: 2019 }], ['figures.1.name']],
])('“%s” with %j', (text, figures, fields) => { expect(problemsOfFigures(text, figures).map(({ field }) => field)).toEqual(fields) })

import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { DayBox, formOf } from '../../server/base/forms.ts'
import { texts } from '../../server/texts.ts'
import { speaking } from '../../server/base/texts.ts'

const Sheet = Type.Object({
  name: Type.String({ title: 'people.name', maxLength: 40 }),
  email: Type.String({ title: 'people.email', as: 'email', pattern: '@' }),
  rows: Type.Array(Type.Object({ id: Type.Integer({ title: 'part.day' }), heldOn: DayBox('copies.is') })),
  places: Type.Integer({ title: 'trainings.capacity' }),
})
const say = speaking(texts, 'ja')
const wrong = (instancePath: string, keyword: string, params: object) => ({ instancePath, keyword, params })

/** The list above a form that came back, as [box, label, problem]. */
function listOf(body: object, ...validation: object[]) {
  const request = { method: 'POST', body, say, unfit: [], validationError: { validation } } as unknown as FastifyRequest
  return formOf(Sheet, request).problems.map(({ name, label, problem }) => [name, label, problem])
}

test('problems are told in the order of the form, whatever the validator met first', () => {
  const list = listOf({ rows: [{}, {}] }, wrong('/rows/1/heldOn', 'format', { format: 'date' }), wrong('/places', 'type', { type: 'integer' }),
    wrong('', 'required', { missingProperty: 'name' }), wrong('/rows/0/heldOn', 'format', { format: 'date' }))
  expect(list.map(([name]) => name)).toEqual(['name', 'rows.0.heldOn', 'rows.1.heldOn', 'places'])
})

test('boxes of the same name say in which row they are, where there are several', () => {
  const inRow = (rows: object[]) => listOf({ rows }, wrong(`/rows/${rows.length - 1}/heldOn`, 'format', { format: 'date' }))[0]![1]
  expect([inRow([{}]), inRow([{}, {}, {}])]).toEqual(['新しい日', '3行目の新しい日'])
})

test('what is no mail address is told what one looks like', () => {
  expect(listOf({}, wrong('/email', 'pattern', { pattern: '@' }))[0]![2]).toContain('name@example.jp')
})

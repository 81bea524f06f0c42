import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bakedIn } from './baked.ts'
import { linesOf, pictureOf } from '../../../server/completion/badges/picture.ts'
import { partOf, stateOfBadge, tokenIn, uuidOf, whyNotMake, whyNotWithdraw, type BadgeState } from '../../../server/completion/badges/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const now = new Date('2027-03-12T10:00:00+09:00')
const issued = { id: 5, kind: 'issued' }
const badge = { eventId: 5, validFrom: new Date('2027-03-12T00:00:00+09:00'), withdrawnAt: null, events: [issued] }
test.each<[string, object, BadgeState]>([
  ['as it was made', {}, 'valid'],
  ['before the day on its certificate', { validFrom: new Date('2027-03-13T00:00:00+09:00') }, 'early'],
  ['its paper was corrected', { events: [issued, { id: 6, kind: 'corrected' }] }, 'replaced'],
  ['its paper was reissued', { events: [issued, { id: 9, kind: 'reissued' }] }, 'replaced'],
  ['it goes with the reissued paper', { eventId: 9, events: [issued, { id: 9, kind: 'reissued' }] }, 'valid'],
  ['revoked', { events: [issued, { id: 6, kind: 'revoked' }] }, 'revoked'],
  ['replaced and later revoked', { events: [issued, { id: 6, kind: 'reissued' }, { id: 7, kind: 'revoked' }] }, 'revoked'],
  ['withdrawn by its holder', { withdrawnAt: now }, 'withdrawn'],
  ['withdrawn, and its paper revoked', { withdrawnAt: now, events: [issued, { id: 6, kind: 'revoked' }] }, 'revoked'],
])('a badge %s', (_, more, state) => {
  expect(stateOfBadge({ ...badge, ...more }, now)).toBe(state)
  expect(keyOf(whyNotWithdraw(state))).toBe(['valid', 'early'].includes(state) ? null : 'badges.overAlready')
})

test.each([
  [{}, null], [{ isRevoked: true }, 'badges.isRevoked'], [{ validFrom: null }, 'badges.notIssued'], [{ validFrom: new Date('2027-03-13T00:00:00+09:00') }, 'badges.tooEarly'],
  [{ has: [{ withName: false }] }, 'badges.hasOne'], [{ has: [{ withName: true }] }, null],
])('a badge is made unless %j', (more, why) => {
  expect(keyOf(whyNotMake({ isRevoked: false, validFrom: badge.validFrom, now, has: [], withName: false, ...more }))).toBe(why)
})

test('sixteen bytes of chance are a UUID of version 4, and no fewer', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 20 }), (bytes) => {
    expect(uuidOf(bytes)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }))
  expect(() => uuidOf(new Uint8Array(15))).toThrow(RangeError)
})

const token = `${'a'.repeat(40)}.${'b'.repeat(900)}.${'c'.repeat(512)}`
test('a token is found however it comes: alone, broken over lines, baked into any title', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 1, max: 200 }), (title, width) => {
    const svg = pictureOf({ title: `研修${title}`, fiscalYear: 2026, authority: title }, token)
    expect(tokenIn(svg)).toBe(token)
    expect(bakedIn(svg)).toEqual({ tokens: [token], isFirst: true })
    expect(tokenIn(token.replace(new RegExp(`(.{${width}})`, 'g'), '$1\r\n '))).toBe(token)
  }))
})

test.each(['', 'こんにちは', 'a.b.c', `${token}.more`, token.replace('a', '!'), '<svg><openbadges:credential></openbadges:credential></svg>', '<openbadges:credential verify="x">'])('%# is none', (text) => {
  expect(tokenIn(text)).toBeNull()
})

test('whatever stands in a part of a token, reading it never breaks', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme-composite' }), fc.string(), (header, payload) => {
    const text = `${Buffer.from(header).toString('base64url')}.${payload}.x`
    expect([typeof partOf(text, 'header'), typeof partOf(text, 'payload')]).toEqual(['object', 'object'])
  }))
})

test('a title is set in four lines of fifteen signs at most, broken between words of letters', () => {
  expect(linesOf('令和8年度 自立支援・介護予防に向けた地域ケア会議実践者養成研修')).toEqual(['令和8年度 自立支援・介護予防', 'に向けた地域ケア会議実践者養成', '研修'])
  expect(linesOf('Training for practitioners of community care conferences')[0]).toBe('Training for practitioners')
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => { expect(linesOf(title).length).toBeLessThanOrEqual(4) }))
})

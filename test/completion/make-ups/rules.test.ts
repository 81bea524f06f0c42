import { describe, expect, test } from 'vitest'
import { cameAsGuest, slotMadeUp } from '../../../server/classroom/attendance/guests/rules.ts'
import { lengthOf, problemsOfReport, waysOf, whyNotGiveUp, whyNotHandIn, whyNotMakeUp, whyNotReport, whyNotSeat, type MakeUp, type Seat, type Terms } from '../../../server/completion/make-ups/rules.ts'

const today = '2026-10-01'
const terms: Terms = { otherCohort: true, videoReport: true, modulesMax: 2, carriesOver: true, exerciseModules: [], closesOn: '2026-12-25', reportLength: 200 }
const missed = { slotId: 1, dayId: 1, moduleId: 7, cohortId: 1, choiceId: null }
const seat: Seat = { slotId: 11, dayId: 2, moduleId: 7, cohortId: 2, choiceId: null, heldOn: '2026-10-15', capacity: 10, taken: 9 }
const had = (slotId: number, moduleId: number, state: MakeUp['state'], kind: MakeUp['kind'] = 'seat'): MakeUp => ({ slotId, moduleId, kind, state, seatHeldOn: kind === 'seat' ? '2026-10-15' : null })
const film = (moduleId: number, isDone: boolean) => ({ moduleId, isDone })

describe('a seat in another cohort', () => {
  test.each([
    ['may be had', terms, seat, [], null],
    ['not where the training has no make-ups', { ...terms, otherCohort: false, videoReport: false }, seat, [], 'makeUps.notAllowed'],
    ['not where only reports are allowed', { ...terms, otherCohort: false }, seat, [], 'makeUps.noOtherCohort'],
    ['not after the last day', { ...terms, closesOn: '2026-09-30' }, seat, [], 'makeUps.isOver'],
    ['not on a day after the last day', { ...terms, closesOn: '2026-10-14' }, seat, [], 'makeUps.afterTheEnd'],
    ['not of another module', terms, { ...seat, moduleId: 8 }, [], 'makeUps.teachesElse'],
    ['not in one’s own cohort', terms, { ...seat, cohortId: 1 }, [], 'makeUps.teachesElse'],
    ['not where the room is full', terms, { ...seat, taken: 10 }, [], 'makeUps.isFull'],
    ['not on the day itself', terms, { ...seat, heldOn: today }, [], 'makeUps.tooLateForSeat'],
    ['not beyond two modules', terms, seat, [had(2, 8, 'done'), had(3, 9, 'booked')], 'makeUps.enoughModules'],
    ['but another slot of a module that is being made up', terms, seat, [had(2, 7, 'done'), had(3, 9, 'booked')], null],
    ['what was given up does not count', terms, seat, [had(2, 8, 'canceled'), had(3, 9, 'missed')], null],
    ['not for what is made up', terms, seat, [had(1, 7, 'done')], 'makeUps.isDone'],
    ['not while a report is being read', terms, seat, [had(1, 7, 'submitted', 'report')], 'makeUps.isHandedIn'],
    ['instead of another seat', terms, seat, [had(1, 7, 'booked')], null],
  ] as const)('%s', (_, allowed, wanted, makeUps, key) => {
    expect(whyNotSeat(allowed, missed, wanted, { makeUps, by: 'trainee', today })?.key ?? null).toBe(key)
  })
  test('the office puts somebody on a seat on the day itself, and not the day after', () => {
    expect(whyNotSeat(terms, missed, { ...seat, heldOn: today }, { makeUps: [], by: 'office', today })).toBeNull()
    expect(whyNotSeat(terms, missed, { ...seat, heldOn: '2026-09-30' }, { makeUps: [], by: 'office', today })?.key).toBe('makeUps.tooLateForSeat')
  })
  test('another of the days one was to choose from is one, too', () => {
    expect(whyNotSeat(terms, { ...missed, choiceId: 5 }, { ...seat, cohortId: 1, choiceId: 5 }, { makeUps: [], by: 'trainee', today })).toBeNull()
  })
})

describe('film and report', () => {
  test.each([
    ['may be had', terms, [film(7, false)], [], null],
    ['not without a film of the module', terms, [film(8, true)], [], 'makeUps.noFilm'],
    ['not where only seats are allowed', { ...terms, videoReport: false }, [film(7, true)], [], 'makeUps.noReport'],
    ['not of an exercise, which is made up in a room', { ...terms, exerciseModules: [7] }, [film(7, true)], [], 'makeUps.isExercise'],
    ['of a lecture beside exercises', { ...terms, exerciseModules: [8] }, [film(7, true)], [], null],
    ['not beside a seat', terms, [film(7, true)], [had(1, 7, 'booked')], 'makeUps.hasSeat'],
    ['again after it was returned', terms, [film(7, true)], [had(1, 7, 'returned', 'report')], null],
    ['not after the last day', { ...terms, closesOn: '2026-09-30' }, [film(7, true)], [], 'makeUps.isOver'],
  ] as const)('%s', (_, allowed, films, makeUps, key) => {
    expect(whyNotReport(allowed, missed, films, { makeUps, today })?.key ?? null).toBe(key)
  })
  test('it is handed in once every film of the module is watched', () => {
    expect(whyNotHandIn(missed, [film(7, true), film(7, false)])?.key).toBe('makeUps.watchFirst')
    expect(whyNotHandIn(missed, [film(7, true), film(8, false)])).toBeNull()
  })
  test('its length is counted as people count', () => {
    expect(lengthOf('学び 👍\n 𠮷')).toBe(4)
    expect(problemsOfReport('あ'.repeat(199), terms)).toEqual([{ field: 'report', reason: { key: 'makeUps.tooShort', data: { min: 200, length: 199 } } }])
    expect(problemsOfReport('あ'.repeat(200), terms)).toEqual([])
  })
})

test('a seat is given back up to the day before, by the office at any time', () => {
  expect(whyNotGiveUp(had(1, 7, 'booked'), 'trainee', '2026-10-14')).toBeNull()
  expect(whyNotGiveUp(had(1, 7, 'booked'), 'trainee', '2026-10-15')?.key).toBe('makeUps.tooLateToGiveUp')
  expect(whyNotGiveUp(had(1, 7, 'booked'), 'office', '2026-10-15')).toBeNull()
  expect(whyNotGiveUp(had(1, 7, 'done'), 'office', '2026-10-15')?.key).toBe('makeUps.isDone')
})

test('the last day for a slot is the latest of all its ways, and none where a report has no end', () => {
  const ways = (more: Partial<Terms>) => waysOf({ ...terms, ...more }, missed, { seats: [seat, { ...seat, slotId: 12, heldOn: '2026-11-05' }], films: [film(7, false)], makeUps: [], today })
  expect(ways({})).toMatchObject({ report: true, lastOn: '2026-12-25' })
  expect(ways({ closesOn: null }).lastOn).toBeNull()
  expect(ways({ videoReport: false })).toMatchObject({ report: false, lastOn: '2026-11-05' })
  expect(whyNotMakeUp({ ...terms, closesOn: today }, missed, [], today)).toBeNull()
})

describe('who comes to another cohort unannounced', () => {
  const own = (slotId: number, moduleId: number, heldOn: string, state: 'present' | 'absent_notified' | null, isTaken = false) =>
    ({ slotId, moduleId, heldOn, mark: state === null ? null : { state, minutes: null }, isTaken })
  const settings = { lateLimitMinutes: 10, madeUpCounts: true }
  test.each([
    ['makes up the earliest missed slot of the module', [own(2, 7, '2026-09-20', 'absent_notified'), own(1, 7, '2026-09-10', null)], { otherCohort: true, modulesMax: null }, 1],
    ['makes up nothing they attended', [own(1, 7, '2026-09-10', 'present')], { otherCohort: true, modulesMax: null }, null],
    ['makes up nothing that is still to come', [own(1, 7, '2026-11-10', null)], { otherCohort: true, modulesMax: null }, null],
    ['makes up nothing of another module', [own(1, 8, '2026-09-10', 'absent_notified')], { otherCohort: true, modulesMax: null }, null],
    ['makes up nothing where no other cohort counts', [own(1, 7, '2026-09-10', 'absent_notified')], { otherCohort: false, modulesMax: null }, null],
    ['makes up nothing beyond the limit of modules', [own(1, 7, '2026-09-10', 'absent_notified'), own(2, 9, '2026-09-10', 'absent_notified', true)], { otherCohort: true, modulesMax: 1 }, null],
  ] as const)('%s', (_, slots, allowed, slotId) => {
    expect(slotMadeUp(7, slots, { terms: allowed, settings, lessonModules: [], today })?.slotId ?? null).toBe(slotId)
  })

  const more = (slotId: number, mark: { state: 'present' | 'late' | 'absent_notified' | 'made_up'; minutes: number | null } | null, facts: object = {}) =>
    ({ slotId, moduleId: 7, heldOn: '2026-09-10', startsAt: '09:30', mark, isTaken: false, ...facts })
  const late = { state: 'late', minutes: 5 } as const
  const rules = (change: object, limits: { modulesMax?: number | null; modulesPercentMax?: number | null } = {}, lessonModules: number[] = []) =>
    ({ terms: { otherCohort: true, modulesMax: null, ...limits }, settings: { ...settings, ...change }, lessonModules, today })
  test.each([
    ['a lateness that nobody announced, where it needs word', [more(1, late)], rules({ lateNeedsNotice: true }), 1],
    ['no lateness that was announced', [more(1, late, { isNoticed: true })], rules({ lateNeedsNotice: true }), null],
    ['a lateness above the limit of an exercise', [more(1, late)], rules({ exerciseModules: [7], exerciseLimitMinutes: 0 }), 1],
    ['what was signed after it began', [more(1, { state: 'present', minutes: null }, { signedLate: true })], rules({ signsBeforeStart: true }), 1],
    ['a slot whose check of presence was missed', [more(1, { state: 'absent_notified', minutes: null }, { moduleId: 8 }), more(2, { state: 'present', minutes: null }, { startsAt: '10:30' })], rules({ presenceChecks: true }), 2],
    ['nothing that was brought along from an earlier year', [more(1, { state: 'absent_notified', minutes: null }, { carriedOn: '2025-10-01' })], rules({}), null],
    ['one module of ten', [more(1, null)], rules({}, { modulesPercentMax: 10 }, [1, 2, 3, 4, 5, 6, 8, 9, 10]), 1],
    ['none of nine, of which ten percent are less than one', [more(1, null)], rules({}, { modulesPercentMax: 10 }, [1, 2, 3, 4, 5, 6, 8, 9]), null],
    ['no second module where one was marked as made up by hand', [more(1, null), more(2, { state: 'made_up', minutes: null }, { moduleId: 8 })], rules({}, { modulesMax: 1 }), null],
  ] as const)('makes up %s', (_, slots, about, slotId) => {
    expect(slotMadeUp(7, slots, about)?.slotId ?? null).toBe(slotId)
  })
  test('was there only as the judgment asks: with word sent, in time, and at the check of presence', () => {
    const came = (slots: ReturnType<typeof more>[], change: object) => cameAsGuest(slots, 2, { ...settings, ...change })
    expect(came([more(2, late)], {})).toBe(true)
    expect(came([more(2, late)], { lateNeedsNotice: true })).toBe(false)
    expect(came([more(2, late, { isNoticed: true })], { lateNeedsNotice: true })).toBe(true)
    expect(came([more(2, late)], { exerciseModules: [7], exerciseLimitMinutes: 0 })).toBe(false)
    expect(came([more(1, { state: 'absent_notified', minutes: null }), more(2, { state: 'present', minutes: null }, { startsAt: '10:30' })], { presenceChecks: true })).toBe(false)
    expect(came([more(1, late)], {})).toBe(false)
  })
})

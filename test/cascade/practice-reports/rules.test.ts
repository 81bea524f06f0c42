import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, addMonths, daysBetween } from '../../../server/base/days.ts'
import {
  catchUpDays, confirmationOf, dueOn, isDueToAsk, isOther, monthsTyped, reminderDaysTyped, reminderDue, saidIn, stateOf, whyNotAnswer, whyNotAskAgain, whyNotConfirm, whyNotMail, whyNotRecord,
  type Asked, type ManagerMail, type Said, type Typed,
} from '../../../server/cascade/practice-reports/rules.ts'

test.each([
  ['2026-03-31', 3, '2026-06-30'], ['2026-11-30', 3, '2027-02-28'], ['2027-11-30', 3, '2028-02-29'], ['2028-02-29', 12, '2029-02-28'], ['2026-05-31', 9, '2027-02-28'], ['2026-12-31', 9, '2027-09-30'],
])('who completed on %s is asked %i months later, on %s', (completedOn, months, day) => {
  expect([dueOn(completedOn, months), isDueToAsk(completedOn, months, day), isDueToAsk(completedOn, months, addDays(day, -1))]).toEqual([day, true, false])
})

const anyDay = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays('2000-01-01', n))

test('the day is in the month so many months on, never later in it than the day of completion, and the same unless that month is too short', () => {
  fc.assert(fc.property(anyDay, fc.integer({ min: 1, max: 36 }), (completedOn, months) => {
    const day = dueOn(completedOn, months)
    const [from, to] = [completedOn, day].map((one) => Number(one.slice(0, 4)) * 12 + Number(one.slice(5, 7)))
    expect(to! - from!).toBe(months)
    const isLast = addDays(day, 1).endsWith('-01')
    expect(day.slice(8) === completedOn.slice(8) || (isLast && day.slice(8) < completedOn.slice(8))).toBe(true)
  }))
})

test('somebody is due on one stretch of days, which begins on their day and ends with the time to catch up', () => {
  fc.assert(fc.property(anyDay, fc.integer({ min: 1, max: 36 }), fc.integer({ min: -100, max: 200 }), (completedOn, months, n) => {
    const today = addDays(addMonths(completedOn, months), n)
    expect(isDueToAsk(completedOn, months, today)).toBe(n >= 0 && n <= catchUpDays)
  }))
})

test.each<[number[], number[], string, number | null]>([
  [[7, 21], [], '2026-12-06', null], [[7, 21], [], '2026-12-07', 7], [[7, 21], [], '2026-12-10', 7], [[7, 21], [], '2026-12-11', null], [[7, 21], [7], '2026-12-08', null],
  [[7, 21], [7], '2026-12-21', 21], [[7, 21], [21], '2026-12-22', null], [[7, 21], [], '2027-01-01', null], [[7, 9], [], '2026-12-10', 9], [[], [], '2026-12-07', null],
])('reminded after %j, already at %j, on %s: %s', (steps, given, today, step) => {
  expect(reminderDue(steps, { askedOn: '2026-11-30', closesOn: '2026-12-30', given }, today)).toBe(step)
})

test('however often the day is looked at, each step is given at most once, in order, and none after the end', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }), fc.array(fc.integer({ min: 0, max: 45 }), { maxLength: 40 }), (steps, offsets) => {
    const given: number[] = []
    for (const offset of offsets.toSorted((a, b) => a - b)) {
      const step = reminderDue(steps, { askedOn: '2026-11-30', closesOn: '2026-12-30', given }, addDays('2026-11-30', offset))
      if (step === null) continue
      expect(offset).toBeLessThanOrEqual(30)
      expect(given.every((one) => one < step)).toBe(true)
      given.push(step)
    }
  }))
})

test.each([['3, 9', [3, 9]], ['９、３', [3, 9]], ['3 3', [3]], ['0', null], ['37', null], ['', null], ['1,2,3,4,5', null], ['3.5', null], ['abc', null]] as const)('months typed %j are %j', (text, months) => {
  expect(monthsTyped(text)).toEqual(months)
})
test('reminders come upwards, too', () => {
  expect([reminderDaysTyped('21, 7'), reminderDaysTyped('90')]).toEqual([[7, 21], null])
})

const asked: Asked = { isCompleter: true, isStopped: false, isAnswered: false, askedOn: '2026-11-30', closesOn: '2026-12-30' }
test.each<[string, Partial<Asked>, string, [state: string, answer: string | null, again: string | null, record: string | null]]>([
  ['open', {}, '2026-12-30', ['open', null, null, null]], ['over', {}, '2026-12-31', ['closed', 'practice.over', null, null]],
  ['answered, to be corrected', { isAnswered: true }, '2026-12-30', ['answered', null, 'practice.isAnswered', null]],
  ['answered and over', { isAnswered: true }, '2026-12-31', ['answered', 'practice.over', 'practice.isAnswered', null]],
  ['stopped', { isStopped: true }, '2026-12-01', ['stopped', 'practice.isStopped', 'practice.isStopped', null]],
  ['no completer any more', { isCompleter: false }, '2026-12-01', ['stopped', 'practice.notCompleted', 'practice.notCompleted', 'practice.notCompleted']],
])('%s', (_, more, today, expected) => {
  const one = { ...asked, ...more }
  expect([stateOf(one, today), whyNotAnswer(one, today)?.key ?? null, whyNotAskAgain(one)?.key ?? null, whyNotRecord(one)?.key ?? null]).toEqual(expected)
})

const known = { officeName: 'みどり包括', officeEmail: 'office@midori.test', ownEmails: ['me@house.test'] }
const yes: Typed = { practiced: 'yes', times: 3, role: 'chair', cases: 2, changed: ' 記録が短くなった ', managerKind: 'named', managerName: ' 上司 一郎 ', managerEmail: 'boss@office.test' }
test.each<[string, Typed, Record<string, string>]>([
  ['everything', yes, {}], ['no', { practiced: 'no' }, {}], ['no, whatever else was typed', { ...yes, practiced: 'no' }, {}],
  ['yes alone', { practiced: 'yes' }, { times: 'form.missing', role: 'form.notChosen', cases: 'form.missing', managerKind: 'form.notChosen' }],
  ['a manager without an address', { practiced: 'yes', times: 1, role: 'other', cases: 0, managerKind: 'named' }, { managerEmail: 'form.missing' }],
  ['oneself as one’s manager', { ...yes, managerEmail: 'ME@house.test' }, { managerEmail: 'practice.ownAddress' }],
  ['nobody', { ...yes, managerKind: 'none' }, {}], ['the office', { ...yes, managerKind: 'office' }, {}],
])('%s is answered with %#', (_, typed, problems) => {
  expect(Object.fromEntries(saidIn(typed, known).problems.map(({ field, reason }) => [field, reason.key]))).toEqual(problems)
})
test('an office that did not apply is nobody to be asked, and who has not practiced counts nothing', () => {
  expect(saidIn({ ...yes, managerKind: 'office' }, { ...known, officeEmail: null }).problems[0]).toMatchObject({ field: 'managerKind' })
  expect(saidIn({ ...yes, managerKind: 'office' }, known).said).toMatchObject({ managerName: 'みどり包括', managerEmail: 'office@midori.test' })
  expect(saidIn({ ...yes, practiced: 'no' }, known).said).toEqual({ practiced: false, times: null, role: null, cases: null, changed: '記録が短くなった', managerKind: 'none', managerName: '', managerEmail: null })
})
test('a manager has to look again where what they saw has changed, and not for a name spelled otherwise', () => {
  const { said } = saidIn(yes, known)
  const other = (more: Partial<Said>) => isOther(said, { ...said, ...more })
  expect([other({}), other({ managerName: '別名' }), other({ times: 4 }), other({ changed: '' }), other({ managerEmail: 'x@y.jp' })]).toEqual([false, false, true, true, true])
})

const mailed: ManagerMail = { practiced: true, managerEmail: 'boss@office.test', verdict: null, confirmUntil: '2026-12-30', refusedAt: null, mailedAt: new Date(0), remindedAt: null, mails: 1 }
test.each<[Partial<ManagerMail>, string, string]>([
  [{}, '2026-12-30', 'waiting'], [{}, '2026-12-31', 'silent'], [{ verdict: 'confirmed' }, '2027-12-31', 'confirmed'], [{ verdict: 'disagreed' }, '2026-12-01', 'disagreed'],
  [{ refusedAt: new Date(0) }, '2026-12-01', 'unreached'], [{ managerEmail: null, confirmUntil: null }, '2026-12-01', 'unasked'], [{ practiced: false }, '2026-12-01', 'none'],
])('%j on %s is %s', (more, today, confirmation) => {
  expect(confirmationOf({ ...mailed, ...more }, today)).toBe(confirmation)
})
test.each<['asked' | 'reminded', Partial<ManagerMail>, string, string | null]>([
  ['asked', { mailedAt: null }, '2026-12-01', null], ['asked', {}, '2026-12-01', 'practice.isMailed'], ['reminded', {}, '2026-12-01', null], ['reminded', { remindedAt: new Date(0) }, '2026-12-01', 'practice.isMailed'],
  ['reminded', { verdict: 'confirmed' }, '2026-12-01', 'practice.isConfirmed'], ['reminded', {}, '2026-12-31', 'practice.confirmOver'], ['reminded', { mails: 6 }, '2026-12-01', 'practice.isMailed'], ['asked', { mailedAt: null, managerEmail: null, confirmUntil: null }, '2026-12-01', 'practice.nothingToConfirm'],
])('a manager is %s with %j on %s: %s', (kind, more, today, key) => {
  expect(whyNotMail(kind, { ...mailed, ...more }, today)?.key ?? null).toBe(key)
})
test('a word can be changed until the last day', () => {
  expect([whyNotConfirm(mailed, '2026-12-30'), whyNotConfirm(mailed, '2026-12-31')?.key]).toEqual([null, 'practice.confirmOver'])
  expect(daysBetween('2026-11-30', mailed.confirmUntil!)).toBe(30)
})

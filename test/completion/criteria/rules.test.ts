import { describe, expect, test } from 'vitest'
import { changesBetween, clauseOf, criteriaInWords, groupsOf, lessonsGone, whyNotInTraining, whyNotTheseCriteria, type Shelf, type Words } from '../../../server/completion/criteria/rules.ts'
import type { Clause, Criteria } from '../../../server/completion/evidence/rules.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const criteria = (given: Partial<Criteria['attendance']> & { lessons?: Criteria['lessons']; also?: Clause } = {}): Criteria => {
  const { lessons = 'all', also, ...attendance } = given
  return { lessons, attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true, ...attendance }, ...also ? { also } : {} }
}
describe('criteria', () => {
  test.each<[string, Criteria, string | null]>([
    ['of the usual kind are saved', criteria(), null],
    ['of a share are saved', criteria({ required: 80 }), null],
    ['of more than all are not', criteria({ required: 101 }), 'judgments.percentOutOfRange'],
    ['of half a percent are not', criteria({ required: 0.5 }), 'judgments.percentOutOfRange'],
    ['with a limit below nought are not', criteria({ lateLimitMinutes: -1 }), 'judgments.minutesOutOfRange'],
    ['with a limit beyond ten hours are not', criteria({ lateLimitMinutes: 601 }), 'judgments.minutesOutOfRange'],
    ['with an empty group are not', criteria({ also: { all: [{ any: [] }] } }), 'judgments.emptyGroup'],
    ['that ask for nothing are not', criteria({ lessons: 'none', required: 0 }), 'judgments.asksNothing'],
    ['that ask for a task alone are saved', criteria({ lessons: 'none', required: 0, also: { task: 'questionnaire' } }), null],
  ])('%s', (_, given, expected) => expect(keyOf(whyNotTheseCriteria(given))).toBe(expected))

  test('are said in sentences', () => {
    expect(criteriaInWords(criteria({ required: 80, lateLimitMinutes: 0, madeUpCounts: false, also: { task: 'questionnaire' } })).map(inJapanese)).toEqual([
      '教材をすべて見る', 'コマの80%以上に出席する', '遅刻・早退・接続切れは出席としない', '補講を出席としない', 'アンケートに答える',
    ])
    expect(criteriaInWords(criteria({ lessons: 'none' })).map(inJapanese)[0]).toBe('すべてのコマに出席する')
    expect(criteriaInWords(criteria({ lessons: 'none', required: 0, also: { any: [{ task: 'trainee_report' }] } })).map(inJapanese))
      .toEqual(['次のどれか1つを済ませる'])
  })
})

const shelf: Shelf = {
  lessons: [{ id: 7, moduleId: 1, kind: 'test', task: 'comprehension_test', title: '試験', titleEn: 'Test' }, { id: 8, moduleId: 1, kind: 'page', task: null, title: '読み物', titleEn: 'Text' }],
  modules: [{ id: 1, title: '会議', titleEn: 'Talks' }, { id: 2, title: '演習', titleEn: 'Exercise' }],
}
const named = { title: '試験', titleEn: 'Test' }
const flat = (words: Words[]): string[] => words.flatMap((one) => [inJapanese(one), ...flat(one.options ?? []).map((way) => `・${way}`)])

describe('limits, make-ups and what is named', () => {
  const makeUp = { otherCohort: true, videoReport: false, modulesMax: null, carriesOver: true }
  test.each<[string, Criteria, string | null]>([
    ['an exercise limit needs its modules', criteria({ exerciseLimitMinutes: 0 }), 'criteria.exercisesAndLimit'],
    ['and the modules their limit', criteria({ exerciseModules: [2] }), 'criteria.exercisesAndLimit'],
    ['a test that needs presence needs checks', criteria({ testNeedsPresence: true, also: { task: 'comprehension_test' } }), 'criteria.checksFirst'],
    ['and a test', criteria({ testNeedsPresence: true, presenceChecks: true }), 'criteria.noTestAsked'],
    ['make-ups need a way', criteria({ makeUp: { ...makeUp, otherCohort: false } }), 'criteria.noWayToMakeUp'],
    ['no make-ups have no way', criteria({ madeUpCounts: false, makeUp }), 'criteria.noWayToMakeUp'],
    ['no module at most is no limit', criteria({ makeUp: { ...makeUp, modulesMax: 0 } }), 'criteria.modulesOutOfRange'],
    ['a share above all is none', criteria({ makeUp: { ...makeUp, modulesPercentMax: 101 } }), 'judgments.percentOutOfRange'],
    ['points above all are none', criteria({ also: { lesson: 7, points: 101, ...named } }), 'judgments.percentOutOfRange'],
    ['a share of attendance above nought', criteria({ also: { attendance: 0 } }), 'judgments.percentOutOfRange'],
    ['all of it together is taken', criteria({ exerciseModules: [2], exerciseLimitMinutes: 0, presenceChecks: true, testNeedsPresence: true, makeUp, also: { lesson: 7, points: 80, ...named } }), null],
  ])('%s', (_, given, expected) => expect(keyOf(whyNotTheseCriteria(given))).toBe(expected))

  test.each<[string, Clause, string | null]>([
    ['a lesson of the training', { any: [{ lesson: 7, ...named }, { module: 1, ...named }] }, null],
    ['a lesson it lacks', { any: [{ lesson: 7, ...named }, { lesson: 99, ...named }] }, 'criteria.lessonNotThere'],
    ['a module of another course', { all: [{ attendance: 50, ofModule: 99, ...named }] }, 'criteria.moduleNotThere'],
    ['a kind there is none of', { task: 'questionnaire' }, 'criteria.nothingOfKind'],
    ['points of what is no test', { lesson: 8, points: 50, ...named }, 'criteria.pointsOfTestsOnly'],
  ])('criteria that name %s', (_, also, expected) => expect(keyOf(whyNotInTraining(criteria({ also }), shelf))).toBe(expected))

  test('say what the training has lost since', () => {
    expect(lessonsGone(criteria({ also: { any: [{ lesson: 7, ...named }, { lesson: 9, title: '前の試験', titleEn: 'Old' }] } }), shelf)).toEqual([{ title: '前の試験', titleEn: 'Old' }])
  })
  test('are said with every number in both languages', () => {
    const given = criteria({
      lessons: 'none', required: 80, leftEarlyLimitMinutes: 5, disconnectedLimitMinutes: 30, exerciseModules: [2], exerciseLimitMinutes: 0, lateNeedsNotice: true, signsBeforeStart: true,
      presenceChecks: true, testNeedsPresence: true, makeUp: { otherCohort: true, videoReport: true, modulesMax: 2, modulesPercentMax: 10, carriesOver: false },
      also: { all: [{ lesson: 7, points: 80, ...named }, { any: [{ lesson: 8, ...named }, { module: 2, title: '演習', titleEn: 'Exercise' }, { attendance: 50, ofModule: 2, title: '演習', titleEn: 'Exercise' }] }] },
    })
    for (const one of criteriaInWords(given)) expect(keyOf(one)).toBe(one.key)
    expect(flat(criteriaInWords(given))).toEqual([
      'コマの80%以上に出席する', '遅刻・早退・接続切れは10分まで出席とする', '早退は5分まで出席とする', '接続切れは合わせて30分まで出席とする', '演習では0分まで出席とする',
      '遅刻は、前もって連絡があったときだけ出席とする', '開始までに受付を済ませる', '午前と午後のはじめに在席を確かめ、その半日の出席とする', '在席の確認に一度でもいなかった方は、テストを受けられない',
      'ほかのコースへの出席か、動画とレポートで補える', '補えるのは2科目まで', '補えるのは科目の10%まで', '終えた科目は、次の年度に引き継がない',
      '「試験」で80%以上の点を取る', '次のどれか1つを済ませる', '・「試験」を済ませる', '・科目「演習」をすべて終える', '・「演習」のコマの50%以上に出席する',
    ])
  })
  test('tell what one version added and left out', () => {
    const { added, removed } = changesBetween(criteria(), criteria({ required: 80, lateLimitMinutes: 5 }))
    expect([added.map(inJapanese), removed.map(inJapanese)]).toEqual([
      ['コマの80%以上に出席する', '遅刻・早退・接続切れは5分まで出席とする'], ['すべてのコマに出席する', '遅刻・早退・接続切れは10分まで出席とする'],
    ])
    expect(changesBetween(criteria(), criteria())).toEqual({ added: [], removed: [] })
  })
})

describe('groups of the form', () => {
  test.each<[string, Clause | undefined]>([
    ['nothing', undefined], ['one item', { task: 'comprehension_test' }], ['any of two', { any: [{ lesson: 7, ...named }, { attendance: 50 }] }],
    ['points and a choice', { all: [{ lesson: 7, points: 80, ...named }, { any: [{ module: 1, title: '会議', titleEn: 'Talks' }, { attendance: 100, ofModule: 2, title: '演習', titleEn: 'Exercise' }] }] }],
  ])('%s stays as it was when the form is opened and saved', (_, also) => expect(clauseOf(groupsOf(also)!, shelf)).toEqual(also))
  test('what was left blank is left out, and a choice of one is no choice', () => {
    expect(clauseOf([{ way: 'any', items: [{ what: 'lesson.7' }, {}] }, { way: 'all', items: [{}] }], shelf)).toEqual({ lesson: 7, ...named })
    expect(clauseOf([{ way: 'all', items: [] }], shelf)).toBeUndefined()
  })
  test('deeper than two levels is not drawn', () => expect(groupsOf({ any: [{ all: [{ task: 'questionnaire' }, { lesson: 7, ...named }] }] })).toBeNull())
})

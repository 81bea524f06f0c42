import { expect, test } from 'vitest'
import { usualCriteria } from '../../server/completion/evidence/queries.ts'
import { hashOf } from '../../server/learning/scorm/playing/changes.ts'
import { putPackage } from '../learning/scorm/house.ts'
import { oneItem } from '../learning/scorm/packages.ts'
import { openHouse } from '../support/app.ts'
import { publishedOf, putLesson } from '../support/lessons.ts'
import { enroll, idOf, settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { supported } from '../cascade/supported.ts'
import { putEarlierSheet } from '../answers/self-evaluations/world.ts'
import { rowsOfTama } from '../support/rows.ts'
import { bodies, putBank, putQuestion, putTest, section } from '../support/test-lessons.ts'
import { bodyFor, someoneFor, waysOf, type Way } from '../support/ways.ts'

const house = await openHouse({ paper: plainPaper })
const { db } = house
const town = await settle(db)
const theirs = await rowsOfTama(db, town)
await house.app.ready()

// Children of the first of everything, and a second of every parent that has none.
const year = await idOf(db.insertInto('program_year').values({ program_id: town.program, fiscal_year: 2026 }).returning('id'))
await db.insertInto('program_year').values({ program_id: town.program, fiscal_year: 2031 }).execute()
const pillar = await idOf(db.insertInto('pillar').values({ program_id: town.program, position: 1, name: '柱', name_en: 'Pillar', from_fiscal_year: 2026 }).returning('id'))
const budget = await idOf(db.insertInto('budget_line').values({ program_year_id: year, label: '会場', amount: 10, unit: 'yen' }).returning('id'))
const step = await idOf(db.insertInto('year_step').values({ program_year_id: year, label: '公募', label_en: 'Call', from_on: '2026-06-01' }).returning('id'))
const lesson = await putLesson(db, { module_id: town.module, position: 1, kind: 'page', title: '課', title_en: 'Lesson' })
await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
const own = await enroll(db, town, town.trainee.person, 2)
const event = await idOf(db.selectFrom('certificate_event').select('id').where('certificate_id', '=', Number(theirs.certificates)))
const course = await idOf(db.insertInto('course').values({ kind: 'follow_up_training', name: '別の研修', name_en: 'Another', mark: '別' }).returning('id'))
const training = await idOf(db.insertInto('training').values({ course_id: course, fiscal_year: 2026, title: '別', title_en: 'Another', capacity: 4 }).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '別', name_en: 'Another', capacity: 2 }).returning('id'))
const program = await idOf(db.insertInto('program').values({ name: '別の事業', name_en: 'Another program' }).returning('id'))
await db.insertInto('program_year').values({ program_id: program, fiscal_year: 2026 }).execute()
const ownElsewhere = await idOf(db.insertInto('enrollment').values({
  training_id: training, cohort_id: cohort, person_id: town.trainee.person, number: 1, category: 'adviser', municipality_id: town.tachikawa,
  enrolled_at: new Date('2026-07-31T10:00:00+09:00'),
}).returning('id'))

const paper = await house.files.save(new TextEncoder().encode('%PDF-1.7'), 'pdf')
const callFile = await idOf(db.insertInto('call_file').values({
  call_id: town.call, kind: 'form', title: '様式1', added_by: town.planner.person, added_at: new Date('2026-06-01T10:00:00+09:00'), file_id: await idOf(db.insertInto('file').values({ ...paper, name: '様式1.pdf', type: 'application/pdf', made_at: new Date('2026-06-01T10:00:00+09:00') }).returning('id')),
}).returning('id'))

const dayChoice = await idOf(db.insertInto('day_choice').values({ cohort_id: town.cohorts[0], title: '演習', title_en: 'Practice', closes_on: '2026-09-10' }).returning('id'))

const survey = await idOf(db.insertInto('demand_survey').values({
  course_id: town.course, fiscal_year: 2031, due_on: '2026-12-11', contact: '担当', opened_by: town.planner.person, opened_at: new Date('2026-06-01T10:00:00+09:00'),
}).returning('id'))
// A test of which one attempt was handed in and another is open.
const question = await putQuestion(db, await putBank(db, town.course), 'q', bodies.single)
const quiz = await putTest(db, town, { sections: [section({ questionIds: [question.id] })] })
const started_at = new Date('2026-06-10T10:00:00+09:00')
for (const number of [1, 2]) {
  const attempt = await idOf(db.insertInto('test_attempt').values({
    enrollment_id: own, lesson_id: quiz, lesson_version_id: await publishedOf(db, quiz), number, seed: 'zz', started_at, points_max: 1,
    ...number === 1 ? { handed_in_at: started_at, handed_in_by: 'person' as const, points: 0, passed: false } : {},
  }).returning('id'))
  await db.insertInto('test_answer').values({ attempt_id: attempt, place: 1, section: 0, question_version_id: question.version, points_max: 1, share: number === 1 ? 0 : null }).execute()
}
const assignment = await putLesson(db, { module_id: town.module, position: 11, kind: 'assignment', title: '課題', title_en: 'Assignment' }, { content: JSON.stringify({ purpose: 'report', instructions: '書く', text: { min: 1, max: 100 }, files: null, hasCaseSheet: false, rubric: [], pointsNeeded: null, markers: 1, isAnonymous: false, check: 'off', sharing: 'cohort', lateAllowed: true }) })
await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: assignment }).execute()
await db.insertInto('submission').values({ enrollment_id: own, lesson_id: assignment, lesson_version_id: (await db.selectFrom('lesson').select('published_version_id as id').where('id', '=', assignment).executeTakeFirstOrThrow()).id!, draft: '{"text":"x"}', draft_saved_at: new Date('2026-06-01T10:00:00+09:00') }).execute()
const [withFilm, otherFilm] = [await putLesson(db, { module_id: town.module, position: 12, kind: 'video', title: '動画', title_en: 'Film' }), await putLesson(db, { module_id: town.module, position: 13, kind: 'video', title: '別', title_en: 'Another' })]
const png = await house.files.save(new TextEncoder().encode('x'), 'png')
await db.insertInto('lesson_picture').values({
  lesson_id: withFilm, number: 1, description: '図', width: 1, height: 1,
  file_id: await idOf(db.insertInto('file').values({ ...png, name: '図.png', type: 'image/png', made_at: new Date('2026-06-01T10:00:00+09:00') }).returning('id')),
}).execute()
const upload = await idOf(db.insertInto('lesson_upload').values({
  lesson_id: withFilm, person_id: town.planner.person, pieces: await house.files.pieces.begin(), name: '動画.mp4', bytes: 10, begun_at: new Date('2026-06-01T10:00:00+09:00'),
}).returning('id'))

const asked = await putLesson(db, { module_id: town.module, position: 14, kind: 'questionnaire', title: 'アンケート', title_en: 'Questionnaire' }, {
  content: JSON.stringify({ intro: '', grouping: 'none', items: [{ id: 'a', kind: 'text', label: '感想', labelEn: '', options: [], required: false }] }),
})
await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: asked }).execute()
await db.insertInto('questionnaire_pot').values({ lesson_id: asked, training_id: town.training, pending: JSON.stringify({ people: 0, items: {}, texts: {} }) }).execute()
await db.insertInto('effect_measurement').values({ training_id: town.training, items: JSON.stringify([{ id: 'x1', label: '進める', labelEn: 'Lead' }]) }).execute()
await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: withFilm }).execute()
await db.insertInto('progress').values({ enrollment_id: own, lesson_id: withFilm, lesson_version_id: await publishedOf(db, withFilm), state: 'in_progress', opened_at: started_at, seen_at: started_at }).execute()
const packaged = await putPackage(house, town, oneItem())
const { id: packageId } = await db.selectFrom('scorm_package').select('id').executeTakeFirstOrThrow()
const attempt = await idOf(db.insertInto('scorm_attempt').values({
  enrollment_id: own, lesson_id: packaged, lesson_version_id: await publishedOf(db, packaged), package_id: packageId, number: 1, learner: 'x', began_at: started_at,
}).returning('id'))
const [token, looking] = ['a'.repeat(22), 'b'.repeat(22)]
const opening = { package_id: packageId, item: 'only', made_at: started_at, seen_at: started_at, expires_at: new Date('2099-01-01T00:00:00Z') }
await db.insertInto('scorm_launch').values([
  { ...opening, token_hash: hashOf(token), attempt_id: attempt, mode: 'normal', account_id: town.trainee.account, post_id: town.trainee.post },
  { ...opening, token_hash: hashOf(looking), attempt_id: null, mode: 'browse', account_id: someoneFor({ access: 'lessons.read' } as Way, town).account, post_id: town.planner.post },
]).execute()

// A slot that was missed, somebody at the door of another one, a log with a row that is nobody's, and a judgment of each training.
const [missedSlot, otherSlot] = town.slots
await db.insertInto('attendance').values({ slot_id: missedSlot, enrollment_id: own, state: 'absent_notified', evidence: 'staff', marked_at: started_at }).execute()
const walkIn = await idOf(db.insertInto('walk_in').values({ slot_id: missedSlot, enrollment_id: own, evidence: 'qr', came_at: started_at }).returning('id'))
const [log, otherLog] = await Promise.all(['a', 'b'].map((sha256) => idOf(db.insertInto('online_log').values({
  class_day_id: town.days[0]!, slot_id: missedSlot, key: `table/00/${sha256}`, name: '記録.csv', bytes: 1, sha256, service: 'zoom', state: 'taken', sent_at: started_at, taken_at: started_at,
}).returning('id'))))
const logRow = await idOf(db.insertInto('online_log_row').values({ log_id: log!, line: 2, identity: 'x', name: '誰か', email: '', marks: '', joined_at: started_at, left_at: started_at, is_waiting: true, cells: '[]' }).returning('id'))
const [judgment, otherJudgment] = await Promise.all([town.training, training].map(async (id) => idOf(db.insertInto('judgment').values({
  training_id: id, state: 'draft', prepared_by: town.planner.person, prepared_at: started_at, completed_on: '2026-06-10',
  criteria_id: await idOf(db.insertInto('completion_criteria').values({ training_id: id, version: 1, rule: JSON.stringify(usualCriteria(30)), made_at: started_at }).returning('id')),
}).returning('id'))))
await db.insertInto('judgment_line').values({ judgment_id: judgment!, enrollment_id: own, proposal: 'pending', decision: 'pending', evidence: '{"today":"2026-06-10","items":[],"reasons":[]}' }).execute()

await db.updateTable('training').set({ certificates_given: 1 }).where('id', '=', town.training).execute() // of what gave none nothing is published

// A support and one of its sessions, each with a document; another municipality's stand beside them.
const beside = await supported(db, town, town.tachikawa, 'ZZA', { expert: null })
const document = async (more: Partial<Record<'model_support_id' | 'support_session_id' | 'meeting_id' | 'meeting_item_id', number>>) => idOf(db.insertInto('cascade_document').values({
  ...more, title: '資料', readers: 'prefecture', position: 1, added_by: town.planner.person, added_at: started_at,
  file_id: await idOf(db.insertInto('file').values({ ...await house.files.save(new TextEncoder().encode('x'), 'document'), name: '資料.pdf', type: 'application/pdf', made_at: started_at }).returning('id')),
}).returning('id'))
// A meeting and its item, each with a document; another meeting beside them.
const [meeting, otherMeeting] = [1, 2]
await db.insertInto('meeting').values({ series_id: 1, number: 2, title: '別の会議', held_on: '2026-08-01', starts_at: '14:00', ends_at: '16:00', mode: 'online', replies_due_on: '2026-07-20' }).execute()
const otherItem = await idOf(db.insertInto('meeting_item').values({ meeting_id: otherMeeting, position: 1, kind: 'report', title: '別の議事', minutes: 5 }).returning('id'))
// Its minutes, with a note as it was saved and an edition on paper.
await db.insertInto('minutes').values({ meeting_id: meeting, state: 'final', comments_due_on: '2026-06-20', opened_at: started_at, opened_by: town.planner.person }).execute()
await db.insertInto('minutes_note').values({ meeting_item_id: 1, meeting_id: meeting, text: '記録', version: 1, saved_at: started_at, saved_by: town.planner.person }).execute()
await db.insertInto('minutes_note_revision').values({ meeting_item_id: 1, version: 1, text: '記録', decision: '', saved_at: started_at, saved_by: town.planner.person }).execute()
await db.insertInto('minutes_edition').values({ meeting_id: meeting, number: 1, reason: '誤字', content: '{}', made_at: started_at, made_by: town.planner.person,
  file_id: await idOf(db.insertInto('file').values({ ...await house.files.save(new TextEncoder().encode('x'), 'document'), name: '議事録.pdf', type: 'application/pdf', made_at: started_at }).returning('id')),
}).execute()

// Two trainings of the municipality's own, the first with a day and somebody who takes part.
const [local, otherLocal] = await Promise.all(['独自', '別の独自'].map((title) => idOf(db.insertInto('local_training').values({
  municipality_id: town.tachikawa, fiscal_year: 2026, first_on: '2026-09-01', last_on: '2026-09-01', title, seats: 10, made_at: started_at,
}).returning('id'))))
const localDays = await Promise.all([local!, otherLocal!].map((id) => idOf(db.insertInto('local_training_day').values({ local_training_id: id, municipality_id: town.tachikawa, held_on: '2026-09-01', starts_at: '13:00', ends_at: '16:00' }).returning('id'))))
const participant = await idOf(db.insertInto('local_participant').values({ local_training_id: local!, municipality_id: town.tachikawa, person_id: town.trainee.person, number: 1, name: '研 修子', added_at: started_at }).returning('id'))

// A self-evaluation sheet, its first year frozen.
const evaluated = await putEarlierSheet(db, town)
const [entry, laterEntry] = [(await evaluated.entriesOf(2021))[0]!, (await evaluated.entriesOf(2022))[0]!]

// Two items on the shelf, the first with a version.
const [shelfItem, otherShelfItem] = await Promise.all(['棚', '別の棚'].map((title) => idOf(db.insertInto('shelf_item').values({ kind: 'report', title, publisher: '都', published_year: 2025, audience: 'public', state: 'shown', made_at: started_at }).returning('id'))))
await db.insertInto('shelf_version').values({ item_id: shelfItem!, number: 1, added_at: started_at,
  file_id: await idOf(db.insertInto('file').values({ ...await house.files.save(new TextEncoder().encode('x'), 'shelf'), name: '棚.pdf', type: 'application/pdf', made_at: started_at }).returning('id')) }).execute()


// Tables of conferences that the municipality sent in, each about one fiscal year.
const tableOf = async (kind: string, words: string) => {
  const { key, bytes, sha256 } = await house.files.save(new TextEncoder().encode(words), 'table')
  return idOf(db.insertInto('incoming_file').values({ kind, municipality_id: town.tachikawa, subject_id: 2026, key, name: '会議.csv', bytes, sha256, sent_by: town.clerkOfTachikawa.person, sent_at: started_at }).returning('id'))
}
const planFile = await tableOf('conference_plan', 'センター,会議,回,開催日\n中央,個別会議,1,5/27\n')
const recordFile = await tableOf('conferences', '開催日,会議の種類,センター,開き方\n5/27,個別会議,中央,定例\n')

// A status survey, answered by one municipality; the other is answered for by it in nothing.
await db.insertInto('status_survey_answer').values({ survey_id: 1, municipality_id: town.tachikawa, edition: 1, state: 'submitted', times: 1, receipt: 'JS-ZZA', sent: '{"q2":"x"}', submitted_at: started_at }).execute()
const answerTable = await house.files.save(new TextEncoder().encode('記号,区分,設問,項目,答え（前年度の実績）,今年度の計画,備考\r\nq2,区分,問い,,ことば,,\r\n'), 'table')
const answerFile = await idOf(db.insertInto('incoming_file').values({ kind: 'status_survey_answer', municipality_id: town.tachikawa, subject_id: 1, ...answerTable, name: '回答.csv', sent_by: town.clerkOfTachikawa.person, sent_at: started_at }).returning('id'))
const transferTable = await house.files.save(new TextEncoder().encode('番号,氏名,いまの所属,日,移った先の区市町村,新しい所属,メモ\r\n1,だれか,,,,,\r\n'), 'table')
const transferFile = await idOf(db.insertInto('incoming_file').values({ kind: 'transfer_check', municipality_id: town.tachikawa, subject_id: 1, ...transferTable, name: '確認票.csv', sent_by: town.clerkOfTachikawa.person, sent_at: started_at }).returning('id'))

/** What is another row below each kind of parent. */
const childrenOf: Record<string, Record<string, number>> = {
  files: { 'conference-plans': planFile, 'conference-records': recordFile, shelf: 1, 'open-shelf': 1, 'status-surveys': answerFile, 'transfer-checks': transferFile },
  questions: { 'status-surveys': 2 }, editions: { 'status-surveys': 1 },
  days: { 'local-trainings': localDays[0]! }, participants: { 'local-trainings': participant },
  documents: {
    'model-supports': await document({ model_support_id: Number(theirs['model-supports']) }), 'support-sessions': await document({ support_session_id: Number(theirs['support-sessions']) }),
    'liaison-meetings': await document({ meeting_id: meeting }), 'meeting-items': await document({ meeting_item_id: 1 }),
  },
}

const children: Record<string, number | string> = {
  measures: 'shared_measure',
  'make-ups': missedSlot, 'walk-ins': walkIn, rows: logRow, evidence: own,
  questionnaires: asked, rounds: 'before', sheets: own, viewings: withFilm, packages: packaged, play: token, preview: looking,
  tests: quiz, questions: 1, attempts: 1, people: own,
  pictures: 1, uploads: upload,
  modules: town.module, lessons: lesson, affiliations: Number(theirs.affiliations), pillars: pillar, budget, steps: step, events: event,
  cohorts: town.cohorts[0], days: town.days[0]!, lines: Number(theirs.nominations), years: 2026, versions: 0, files: callFile, 'day-choices': dayChoice,
  duplicates: town.clerkOfTama.person, 'double-nominations': Number(theirs.nominations),
  answers: town.tachikawa, replies: town.tachikawa, sections: 1, covers: town.tama,
  figures: evaluated.items[0]!,
  assignments: assignment, revisions: 1, editions: 1,
}
const parents: Record<string, [right: number | string, wrong: number | string]> = {
  'letter-templates': ['selected', 'unknown'], tests: [quiz, lesson], lessons: [quiz, lesson],
  courses: [town.course, course], programs: [town.program, program], trainings: [town.training, training], learn: [own, ownElsewhere],
  enrollments: [own, ownElsewhere], 'my-measurements': [own, ownElsewhere], packages: [packaged, lesson],
  people: [town.traineeOfTama.person, town.trainee.person], certificates: [Number(theirs.certificates), 987_654], years: [2026, 2031], calls: [town.call, 987_654],
  slots: [missedSlot, otherSlot], 'online-logs': [log!, otherLog!], judgments: [judgment!, otherJudgment!], achievements: [town.training, training], 'demand-surveys': [survey, 987_654], 'transfer-checks': [1, 987_654], 'status-surveys': [1, 987_654],
  'model-supports': [Number(theirs['model-supports']), beside.support], 'support-sessions': [Number(theirs['support-sessions']), beside.session],
  'local-trainings': [local!, otherLocal!], shelf: [shelfItem!, otherShelfItem!], 'open-shelf': [shelfItem!, otherShelfItem!],
  statistics: [town.tachikawa, 987_654], 'conference-plans': [2026, 2027], 'conference-records': [2026, 2027],
  'liaison-meetings': [meeting, otherMeeting], 'meeting-items': [1, otherItem],
  'evaluation-entries': [entry, laterEntry], 'evaluation-editions': [1, 987_654],
}

/** What stands only under a lesson of its own kind; a reply is there for each municipality of any meeting that is. */
const under: Record<string, Record<string, [right: number, wrong: number]>> = {
  replies: { 'liaison-meetings': [meeting, 987_654] },
  pictures: { lessons: [withFilm, otherFilm] }, uploads: { lessons: [withFilm, otherFilm] },
  attempts: { lessons: [packaged, lesson] }, preview: { lessons: [packaged, lesson] },
}

const places = (url: string) => [...url.matchAll(/([\w-]+)\/:(\w+)/g)].map(([, word, name]) => ({ word: word!, name: name! }))
const nested = waysOf(house.app).filter(({ url }) => places(url).length > 1)
/** The address of the child below its parents; the parent named `astray` is another one that exists as well. */
function address(url: string, astray?: string): string {
  return places(url).reduce((path, { word, name }, n, all) => {
    const last = n === all.length - 1
    const id = last ? childrenOf[word]?.[all.at(-2)!.word] ?? children[word] : (under[all.at(-1)!.word]?.[word] ?? parents[word])?.[word === astray ? 1 : 0]
    if (id === undefined) throw new Error(`add ${word} to this test`)
    return path.replace(`:${name}`, String(id))
  }, url)
}

test('a child under a parent that is not its own is a page that never was', async () => {
  const wrong: string[] = []
  for (const way of nested) {
    const visitor = await house.visitor(someoneFor(way, town))
    const never = (await visitor.get('/never-was')).body
    for (const { word } of places(way.url).slice(0, -1)) {
      // A new line for a year of which nothing is known yet is one that may be begun.
      if (places(way.url).at(-1)!.word === 'years') continue
      // Two entries stand beside one another, neither under the other.
      if (places(way.url).at(-1)!.word === 'duplicates') continue
      const at = address(way.url, word)
      for (const body of [{}, bodyFor(house.app.routes.find(({ url, method }) => url === way.url && method === way.method)!.schema.body)]) {
        const { statusCode, body: said } = way.method === 'GET' ? await visitor.get(at) : await visitor.post(at, body)
        if (statusCode !== 404 || said !== never) wrong.push(`${way.method} ${at}: ${statusCode}`)
      }
    }
  }
  expect(wrong).toEqual([])
}, 60_000)

test('under its own it is there, so that the walls above are proved', async () => {
  const missing: string[] = []
  for (const way of nested.filter(({ method, url }) => method === 'GET' && !url.includes('/events/'))) {
    const { statusCode } = await (await house.visitor(someoneFor(way, town))).get(address(way.url))
    if (statusCode !== 200) missing.push(`${address(way.url)}: ${statusCode}`)
  }
  expect(missing).toEqual([])
})

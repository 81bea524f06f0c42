import { beforeAll, describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { enroll, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'

const house = await openHouse({ now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const at = new Date('2026-09-17T16:30:00+09:00')
const [here, away] = [await enroll(db, town, town.trainee.person, 1), await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })]
const [staff, clerk, trainee, instructor] = await Promise.all([town.planner, town.clerkOfTachikawa, town.trainee, town.instructor].map((who) => house.visitor(who)))
const address = `/trainings/${town.training}/criteria`
const usual = { lessons: 'none', attendance: 'all', lateLimitMinutes: '10', madeUpCounts: 'yes' }
const group = (n: number, way: string, ...items: [what: string, number?: string][]) => Object.fromEntries([[`groups.${n}.way`, way],
  ...items.flatMap(([what, number = ''], m) => [[`groups.${n}.items.${m}.what`, what], [`groups.${n}.items.${m}.number`, number]])])
const rules = async () => (await db.selectFrom('completion_criteria').select('rule').orderBy('version').execute()).map(({ rule }) => rule)
let [exam, text] = [0, 0]

beforeAll(async () => {
  const put = (position: number, kind: 'test' | 'page', title: string) => putLesson(db, { module_id: town.module, position, kind, title, title_en: `${kind} ${position}` })
  ;[exam, text] = [await put(1, 'test', '確認の試験'), await put(2, 'page', '読み物')]
  await db.insertInto('training_lesson').values([exam, text].map((lesson_id) => ({ training_id: town.training, lesson_id }))).execute()
  const mark = (enrollment_id: number, state: 'present' | 'absent_unnotified') => town.slots.map((slot_id) => ({ slot_id, enrollment_id, state, evidence: 'staff' as const, marked_at: at }))
  await db.insertInto('attendance').values([...mark(here, 'present'), ...mark(away, 'absent_unnotified')]).execute()
})

describe('the form', () => {
  test('starts with a scheme, and says that nothing is saved yet', async () => {
    const { body } = await staff!.get(`${address}?preset=strict`)
    for (const words of ['「厳格な型」を下に入れました', 'type="text" value="0" class="narrow input-num"', 'name="madeUpCounts" value="no" checked']) expect(body.replaceAll(/\s+/g, ' ')).toContain(words)
    expect(await rules()).toEqual([])
  })
  test('grows and shrinks by its buttons, without JavaScript, and keeps what was typed', async () => {
    const grown = await staff!.post(address, { ...usual, lateLimitMinutes: '7', ...group(0, 'any', [`lesson.${exam}`]), act: 'group' })
    expect([grown.statusCode, grown.body.includes('value="7"'), grown.body.match(/name="groups\.\d\.way"/g)]).toEqual([200, true, ['name="groups.0.way"', 'name="groups.1.way"']])
    expect(grown.body).toContain(`<option value="lesson.${exam}" selected>`)
    const shrunk = await staff!.post(address, { ...usual, ...group(0, 'any', [`lesson.${exam}`]), ...group(1, 'all', [`lesson.${text}`]), act: 'drop-0' })
    expect([shrunk.body.includes(`<option value="lesson.${text}" selected>`), shrunk.body.includes(`<option value="lesson.${exam}" selected>`)]).toEqual([true, false])
    expect(await rules()).toEqual([])
  })
  test('looks ahead: how many would complete by what is typed and by what stands, in few statements', async () => {
    const asked = await statementsOf(db, async () => {
      const { body } = await staff!.post(address, { ...usual, attendance: 'none', ...group(0, 'all', [`lesson.${exam}`]), act: 'preview' })
      const figures = [...body.matchAll(/<th scope="row">([^<]+)<\/th>((?:<td class="num">\d+<\/td>)+)/g)].map(([, name, cells]) => [name, ...cells!.match(/\d+/g)!])
      expect(figures).toEqual([['この要件', '0', '2', '0'], ['今の要件', '0', '1', '1']])
    })
    expect(asked.filter((text) => text.startsWith('select')).length).toBeLessThanOrEqual(5)
    const refused = await staff!.post(address, { ...usual, attendance: 'none', ...group(0, 'all', [`lesson.${text}`, '80']), act: 'preview' })
    expect([refused.statusCode, refused.body.includes('「読み物」はテストではないため')]).toEqual([200, true])
    expect(await rules()).toEqual([])
  })
})

describe('what is saved', () => {
  test('is a version with the titles of what it names, shown in words with what it changed', async () => {
    expect((await staff!.post(address, usual)).statusCode).toBe(303)
    const sent = { ...usual, exerciseModules: String(town.module), exerciseLimitMinutes: '0', presenceChecks: 'true', 'makeUpWays.0': 'otherCohort', 'makeUpWays.1': 'videoReport', modulesMax: '1', carriesOver: 'true',
      ...group(0, 'all', [`lesson.${exam}`, '80']), ...group(1, 'any', [`lesson.${text}`], [`module.${town.module}`], ['']) }
    expect((await staff!.post(address, sent)).statusCode).toBe(303)
    expect((await rules())[1]).toEqual({
      lessons: 'none', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true, exerciseModules: [town.module], exerciseLimitMinutes: 0, presenceChecks: true,
        makeUp: { otherCohort: true, videoReport: true, modulesMax: 1, modulesPercentMax: null, carriesOver: true } },
      also: { all: [{ lesson: exam, points: 80, title: '確認の試験', titleEn: 'test 1' }, { any: [{ lesson: text, title: '読み物', titleEn: 'page 2' }, { module: town.module, title: '会議の役割', titleEn: 'Roles' }] }] },
    })
    const { body } = await staff!.get(address)
    for (const words of ['「確認の試験」で80%以上の点を取る', '科目「会議の役割」をすべて終える', '加わったもの', 'なくなったもの', `<option value="lesson.${exam}" selected>`]) expect(body).toContain(words)
    expect(await db.selectFrom('audit_line').select('action').where('action', '=', 'criteria.saved').execute()).toHaveLength(2)
    expect((await staff!.post(address, sent)).body).toContain('修了要件は今の版と同じです')
  })
  test('says itself in English', async () => {
    const { body } = await staff!.get(address, {}, { language: 'en' })
    for (const words of ['Reach 80% of the points in “test 1”', 'Complete the module “Roles”', 'Exercises, check-in, checks of presence']) expect(body).toContain(words)
  })
  test('names nothing the training lacks, and nothing that is wrong at its box', async () => {
    for (const [what, words] of [['lesson.999999', 'この研修の教材にありません'], ['module.999999', 'この研修にありません'], ['task.questionnaire', '選んだ種類の教材が']] as const) {
      const { statusCode, body } = await staff!.post(address, { ...usual, ...group(0, 'all', [what]) })
      expect([statusCode, body.includes(words)]).toEqual([409, true])
    }
    const wrong = await staff!.post(address, { ...usual, exerciseLimitMinutes: '0' })
    expect([wrong.statusCode, wrong.body.includes('id="exerciseLimitMinutes-problem"')]).toEqual([422, true])
    const noWay = await staff!.post(address, { ...usual, modulesMax: '1' })
    expect([noWay.statusCode, noWay.body.includes('補講の方法を1つ以上')]).toEqual([422, true])
    expect((await staff!.post(address, { ...usual, ...group(0, 'all', ['drop table']) })).statusCode).toBe(422)
    expect(await rules()).toHaveLength(2)
  })
  test('is told to be broken where one of its lessons leaves the training, at the criteria and at the lessons', async () => {
    expect((await staff!.get(`/trainings/${town.training}/lessons`)).body).toContain('修了要件にある教材')
    await db.deleteFrom('training_lesson').where('lesson_id', '=', exam).execute()
    expect((await staff!.get(address)).body).toContain('「確認の試験」が、この研修の教材から外れています')
    expect((await staff!.get(`/trainings/${town.training}/lessons`)).body).toContain('修了要件にありますが、使うことになっていません')
    await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: exam }).execute()
    expect((await staff!.get(address)).body).not.toContain('教材から外れています')
  })
  test('is read by a trainee as a checklist that leads to what is asked', async () => {
    await db.updateTable('training').set({ state: 'running' }).execute()
    const { body } = await trainee!.get('/')
    for (const words of ['「確認の試験」で80%以上の点を取る（いま0%）', `href="/learn/${here}/tests/${exam}"`, '次のどれか1つを済ませる']) expect(body).toContain(words)
  })
  test('is nobody’s but the staff’s', async () => {
    for (const one of [clerk, trainee, instructor]) expect([(await one!.get(address)).statusCode, (await one!.post(address, usual)).statusCode]).toEqual([404, 404])
    expect((await staff!.post('/trainings/999999/criteria', usual)).statusCode).toBe(404)
  })
})

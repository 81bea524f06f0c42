import { beforeAll, describe, expect, test } from 'vitest'
import { conferenceCounts } from '../../../server/practice/conferences/queries.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { conferring, dayBoxes, heldConference } from '../world.ts'

const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const here = await conferring(db, town.tachikawa, 'ZZA')
const there = await conferring(db, town.tama, 'ZZB')
const theirs = await heldConference(db, { municipality_id: town.tama, type_id: there.individual, organization_id: there.centers[0]!, held_on: '2026-06-10', remark: 'ZZB備考' })
let clerk: VisitorOf, clerkOfTama: VisitorOf, planner: VisitorOf, contractor: VisitorOf, trainee: VisitorOf
beforeAll(async () => {
  [clerk, clerkOfTama, planner, contractor, trainee] = await Promise.all([town.clerkOfTachikawa, town.clerkOfTama, town.planner, town.contractor, town.trainee].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const record = (more: Record<string, string> = {}) => ({
  typeId: String(here.individual), organizationId: String(here.centers[0]), meetingKind: 'as_needed', state: 'held', mode: 'on_site', ...dayBoxes('heldOn', '2026-06-10'), 'people.care_manager': '2', 'people.pt_ot': '１', 'people.organizer': '3', 'people.observer': '0', casesDiscussed: '2', ...more,
})
const raised = (title: string, more: { conference_id?: number } = {}) => idOf(db.insertInto('community_issue').values({
  municipality_id: town.tachikawa, fiscal_year: 2026, raised_on: '2026-06-10', title, situation: '', function: 'issue_discovery', made_at: new Date(), ...more,
}).returning('id'))
const idIn = (answer: { headers: Record<string, unknown> }) => Number(String(answer.headers.location).split('/').at(-1)!.split('#')[0])
const made = async (more: Record<string, string> = {}) => idIn(await clerk.post('/conferences', record(more)))
const versionOf = async (id: number) => String((await db.selectFrom('conference').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)

describe('who', () => {
  test('a municipality keeps and sees its own; the prefecture and the secretariat read all; nobody else', async () => {
    const id = await made({ remark: 'ZZA備考' })
    expect(await lastLine()).toEqual({ action: 'conference.recorded', subject: `conference:${id}` })
    for (const who of [clerk, planner, contractor]) expect((await who.get(`/conferences/${id}`)).body).toContain('ZZA備考')
    for (const at of [`/conferences/${id}`, `/conferences/${id}/edit`, `/conferences/${id}/cases/new`]) expect((await clerkOfTama.get(at)).statusCode, at).toBe(404)
    expect((await clerkOfTama.get('/conferences')).body).not.toContain('ZZA個別')
    expect((await planner.get('/conferences')).body).toContain('ZZB個別')
    for (const at of ['', '/removal', '/people', '/people/removal', '/cases']) {
      for (const who of [clerkOfTama, planner, contractor, trainee]) expect((await who.post(`/conferences/${id}${at}`, { ...record(), version: '1', person: '1', people: '1', role: 'other', managedBy: 'other' })).statusCode, at).toBe(404)
    }
    for (const who of [planner, contractor, trainee]) expect((await who.post('/conferences', record())).statusCode).toBe(404)
    expect((await trainee.get('/conferences')).statusCode).toBe(404)
  })
  test('types, centers and people from elsewhere are none', async () => {
    expect((await clerk.post('/conferences', record({ typeId: String(there.individual) }))).statusCode).toBe(404)
    expect((await clerk.post('/conferences', record({ organizationId: String(there.centers[0]) }))).statusCode).toBe(404)
    const id = await made()
    expect((await clerk.post(`/conferences/${id}/people`, { people: String(town.traineeOfTama.person), role: 'adviser' })).statusCode).toBe(404)
    expect((await clerk.get(`/conferences?type=${there.individual}&municipality=${town.tama}`)).body).not.toContain('ZZB個別')
  })
})

describe('a record', () => {
  test.each([
    ['a day that has not come', dayBoxes('heldOn', '2026-12-01'), 'まだ来ていない日です'], ['no day', { 'heldOn.year': '', 'heldOn.month': '', 'heldOn.day': '' }, '入力'], ['canceled without a reason', { state: 'canceled', 'people.care_manager': '', 'people.pt_ot': '', 'people.organizer': '', casesDiscussed: '' }, '中止した理由'],
    ['planned with attendees', { state: 'planned', casesDiscussed: '' }, '出席者が6人入っています'], ['no number', { 'people.pt_ot': 'たくさん' }, '数字'], ['more different people than attendees', { differentPeople: '7' }, '延べ人数（6人）より多く'],
    ['no center', { organizationId: '' }, 'センター'], ['a center for the whole', { typeId: String(here.whole) }, 'センターを空欄に'], ['who somebody is', { remark: '田中花子さんは立川市錦町1-2-3に住む' }, '個人がわかるかもしれない'],
  ])('comes back as typed: %s', async (_, more, words) => {
    const before = await db.selectFrom('conference').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    const answer = await clerk.post('/conferences', record(more as never))
    expect([answer.statusCode, answer.body.includes(words), answer.body.includes('name="people.care_manager"')]).toEqual([422, true, true])
    expect(await db.selectFrom('conference').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).toEqual(before)
  })
  test('is changed by who saw it last, keeps 延べ and 実 apart, and moves the plan only when its date moves', async () => {
    const id = await made({ meetingKind: 'regular', differentPeople: '5' })
    const kept = await db.selectFrom('conference').select(['position', 'people', 'cases_discussed as cases', 'fiscal_year as year']).where('id', '=', id).executeTakeFirstOrThrow()
    expect(kept).toEqual({ position: 1, people: 5, cases: 2, year: 2026 })
    const plan = async () => (await db.selectFrom('conference_plan').select('version').where('municipality_id', '=', town.tachikawa).where('fiscal_year', '=', 2026).executeTakeFirstOrThrow()).version
    const before = await plan()
    expect((await clerk.post(`/conferences/${id}`, record({ meetingKind: 'regular', version: '1', 'people.pt_ot': '' }))).statusCode).toBe(303)
    expect(await plan()).toBe(before)
    const stale = await clerk.post(`/conferences/${id}`, record({ meetingKind: 'regular', version: '1', ...dayBoxes('heldOn', '2026-07-01') }))
    expect([stale.statusCode, stale.body.includes('ほかの人が先に')]).toEqual([409, true])
    expect((await clerk.post(`/conferences/${id}`, record({ meetingKind: 'regular', version: '2', ...dayBoxes('heldOn', '2026-07-01') }))).statusCode).toBe(303)
    expect(await plan()).toBe(before + 1)
    expect(await db.selectFrom('conference_attendance').select(['kind', 'people']).where('conference_id', '=', id).orderBy('kind').execute()).toContainEqual({ kind: 'pt_ot', people: 1 })
    const shown = (await clerk.get(`/conferences/${id}`)).body
    for (const words of ['合計', '小計', '記録なし']) expect(shown).toContain(words)
  })
  test('held stays; planned is taken away', async () => {
    const id = await made()
    expect((await clerk.post(`/conferences/${id}/removal`)).statusCode).toBe(409)
    const planned = await made({ state: 'planned', ...dayBoxes('heldOn', '2027-02-01'), 'people.care_manager': '', 'people.pt_ot': '', 'people.organizer': '', 'people.observer': '', casesDiscussed: '' })
    expect((await clerk.post(`/conferences/${planned}/removal`)).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'conference.removed', subject: `conference:${planned}` })
  })
  test('that a community issue names stays, says which and leads there; a move that was taken back counts, too', async () => {
    const blank = { 'people.care_manager': '', 'people.pt_ot': '', 'people.organizer': '', 'people.observer': '', casesDiscussed: '' }
    const [named, moved] = [await made({ state: 'planned', ...blank }), await made({ state: 'planned', ...blank })]
    const issue = await raised('ZZA足がない', { conference_id: named })
    await db.insertInto('community_issue_move').values({ issue_id: issue, municipality_id: town.tachikawa, act: 'discuss', from_state: 'raised', to_state: 'discussed', on_day: '2026-06-10', conference_id: moved, made_at: new Date(), undone_at: new Date() }).execute()
    for (const id of [named, moved]) {
      const before = await lastLine()
      const answer = await clerk.post(`/conferences/${id}/removal`)
      expect([answer.statusCode, answer.body.includes('地域課題1件（ZZA足がない）がこの会議を挙げているので、消せません'), answer.body.includes(`href="/community-issues/${issue}"`)]).toEqual([409, true, true])
      expect((await clerk.get(`/conferences/${id}/edit`)).body).not.toContain('この予定を消す')
      expect([await db.selectFrom('conference').select('id').where('id', '=', id).execute(), await lastLine()]).toEqual([[{ id }], before])
    }
    await db.updateTable('community_issue').set({ conference_id: null }).where('id', '=', issue).execute()
    expect((await clerk.post(`/conferences/${named}/removal`)).statusCode).toBe(303)
  })
  test('names known people with a role, each once', async () => {
    const id = await made()
    expect((await clerk.get(`/conferences/${id}?q=研修子`)).body).toContain('ZZA研 修子')
    for (const role of ['adviser', 'chair']) expect((await clerk.post(`/conferences/${id}/people`, { people: String(town.trainee.person), role })).statusCode).toBe(303)
    expect(await db.selectFrom('conference_person').select(['person_id', 'role']).where('conference_id', '=', id).execute()).toEqual([{ person_id: town.trainee.person, role: 'chair' }])
    expect((await clerk.post(`/conferences/${id}`, record({ version: await versionOf(id), state: 'canceled', stateReason: '雨', 'people.care_manager': '', 'people.pt_ot': '', 'people.organizer': '', 'people.observer': '', casesDiscussed: '' }))).statusCode).toBe(422)
    expect((await clerk.post(`/conferences/${id}/people/removal`, { person: String(town.trainee.person) })).statusCode).toBe(303)
    expect((await clerk.post(`/conferences/${id}/people/removal`, { person: String(town.trainee.person) })).statusCode).toBe(404)
  })
})

describe('a case', () => {
  const care = (more: Record<string, string> = {}) => ({ managedBy: 'support_center', careLevel: 'support_1', ageBand: '75_84', 'reasons.0': 'support_level_certified', 'reasons.1': 'community_issue', 'functions.0': 'case_resolution', summary: '80代の方。買い物が難しい。', ...more })
  test('is added without a name; how many there were follows', async () => {
    const id = await made({ casesDiscussed: '' })
    const cases = async () => (await db.selectFrom('conference').select('cases_discussed as n').where('id', '=', id).executeTakeFirstOrThrow()).n
    expect(await cases()).toBeNull()
    for (let n = 0; n < 2; n += 1) expect((await clerk.post(`/conferences/${id}/cases`, care({ summary: `80代の方。買い物が難しい。${n}` }))).statusCode).toBe(303)
    expect([await cases(), (await lastLine()).action]).toEqual([2, 'care_case.made'])
    const [first] = await db.selectFrom('care_case').select(['id', 'version']).where('conference_id', '=', id).orderBy('number').execute()
    expect((await clerk.get(`/care-cases/${first!.id}`)).body).toContain('買い物が難しい')
    expect((await clerkOfTama.get(`/care-cases/${first!.id}`)).statusCode).toBe(404)
    expect((await clerkOfTama.post(`/care-cases/${first!.id}`, care({ version: '1' }))).statusCode).toBe(404)
    expect((await clerk.post(`/care-cases/${first!.id}`, care({ version: '1', ...dayBoxes('followUpOn', '2026-09-10') }))).statusCode).toBe(303)
    expect((await clerk.post(`/care-cases/${first!.id}`, care({ version: '1' }))).statusCode).toBe(409)
    expect((await clerk.post(`/care-cases/${first!.id}`, care({ version: '2', ...dayBoxes('followUpOn', '2026-06-01') }))).statusCode).toBe(422)
    expect((await clerk.post(`/conferences/${id}`, record({ version: await versionOf(id), casesDiscussed: '1' }))).statusCode).toBe(422)
    expect((await clerk.post(`/care-cases/${first!.id}/removal`)).statusCode).toBe(303)
    expect(await cases()).toBe(1)
    expect((await planner.get(`/conferences/${id}`)).body).toContain('買い物が難しい')
    expect((await planner.get(`/care-cases/${first!.id}`)).statusCode).toBe(404)
  })
  test('with words that may tell who it is comes back, unless somebody read it again', async () => {
    const id = await made()
    const told = await clerk.post(`/conferences/${id}/cases`, care({ summary: '田中花子さん（昭和15年3月3日生）のこと' }))
    expect([told.statusCode, told.body.includes('個人がわかるかもしれないところ'), told.body.includes('田中花子さん')]).toEqual([422, true, true])
    expect((await clerk.post(`/conferences/${id}/cases`, care({ summary: '山本式の体操を続ける山本さん体操', checked: 'true' }))).statusCode).toBe(303)
  })
  test('from which an issue came stays until the issue lets it go', async () => {
    const id = await made()
    expect((await clerk.post(`/conferences/${id}/cases`, care())).statusCode).toBe(303)
    const { id: caseId } = await db.selectFrom('care_case').select('id').where('conference_id', '=', id).executeTakeFirstOrThrow()
    const issue = await raised('ZZA買い物の困りごと')
    await db.insertInto('community_issue_case').values({ issue_id: issue, municipality_id: town.tachikawa, case_id: caseId }).execute()
    const page = (await clerk.get(`/care-cases/${caseId}`)).body
    expect([page.includes('この事例を外す'), page.includes(`href="/community-issues/${issue}"`)]).toEqual([false, true])
    const answer = await clerk.post(`/care-cases/${caseId}/removal`)
    expect([answer.statusCode, answer.body.includes('この事例から挙げた地域課題が1件（ZZA買い物の困りごと）あるので、外せません')]).toEqual([409, true])
    expect(await db.selectFrom('care_case').select('id').where('id', '=', caseId).execute()).toHaveLength(1)
    await db.deleteFrom('community_issue_case').where('case_id', '=', caseId).execute()
    expect((await clerk.post(`/care-cases/${caseId}/removal`)).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'care_case.removed', subject: `care_case:${caseId}` })
  })
  test('belongs to what was held', async () => {
    const planned = await made({ state: 'planned', ...dayBoxes('heldOn', '2027-02-02'), 'people.care_manager': '', 'people.pt_ot': '', 'people.organizer': '', 'people.observer': '', casesDiscussed: '' })
    expect((await clerk.post(`/conferences/${planned}/cases`, care())).statusCode).toBe(409)
    expect((await clerk.get(`/conferences/${planned}/cases/new`)).body).toContain('実施を記録すると')
  })
})

test('pages ask few questions, and counts are the scope\'s', async () => {
  for (const [who, at, most] of [[clerk, '/conferences', 5], [planner, '/conferences', 5], [clerk, `/conferences/${await made()}`, 5], [clerk, '/conference-plans', 5], [clerk, '/conference-types', 5], [planner, `/conference-plans?municipality=${town.tama}`, 5], [planner, `/conference-types?municipality=${town.tama}`, 5], [clerk, '/conferences/new', 5]] as const) {
    expect((await statementsOf(db, () => who.get(at))).length, at).toBeLessThanOrEqual(most)
  }
  const all = await conferenceCounts(db, { of: 'all' }, { fiscalYear: 2026 })
  const own = await conferenceCounts(db, { of: 'municipality', municipalityId: town.tama }, { fiscalYear: 2026 })
  expect([own.held, own.attendanceTold, own.cases, own.total]).toEqual([1, 0, null, 0])
  expect(all.held).toBeGreaterThan(own.held)
  expect((await conferenceCounts(db, { of: 'municipality', municipalityId: town.tama }, { fiscalYear: 2026, municipalityId: town.tachikawa })).held).toBe(0)
  expect(theirs).toBeGreaterThan(0)
})

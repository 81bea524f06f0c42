import { beforeAll, describe, expect, test } from 'vitest'
import { counted, reachedBy, states, type Moved } from '../../../server/practice/community-issues/rules.ts'
import { findIssue } from '../../../server/practice/community-issues/queries.ts'
import { figuresOf } from '../../../server/practice/issue-figures/queries.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle, type Someone } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { conferring, dayBoxes, themed } from './world.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const theme = await themed(db)
const ours = await conferring(db, town.tachikawa, 'ZZA')
const theirs = await conferring(db, town.tama, 'ZZB')
let planner: VisitorOf, contractor: VisitorOf, clerk: VisitorOf, other: VisitorOf, outside: VisitorOf[]
beforeAll(async () => {
  const visit = (who: Someone) => house.visitor(who);
  [planner, contractor, clerk, other] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama].map(visit)) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf]
  outside = await Promise.all([town.instructor, town.expert, town.trainee, town.administrator].map(visit))
})
const wordsIn = (body: string) => body.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const issue = (more: Record<string, string> = {}) => ({ title: 'ZZA坂の多い地区の移動', situation: 'バス停まで歩けない人が続いている。', themes: String(theme.transport), function: 'issue_discovery', organizationId: String(ours.center), ...dayBoxes('raisedOn', '2026-05-11'), ...more })
const raised = async (form = issue(), who = clerk) => Number((await who.post('/community-issues', form)).headers.location!.toString().split('/').at(-1))
const rowOf = (id: number) => db.selectFrom('community_issue').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const move = async (id: number, act: string, day: string, more: Record<string, string> = {}, who = clerk) =>
  who.post(`/community-issues/${id}/moves`, { act, ...dayBoxes('onDay', day), words: `${act}のこと`, version: String((await rowOf(id)).version), ...more })

describe('an issue', () => {
  test('is raised out of cases at a conference, by its municipality, and is its own', async () => {
    const id = await raised(issue({ 'cases': String(ours.cases[0]), conferenceId: String(ours.individual), evidenceCases: '3' }))
    expect(await lastLine()).toEqual({ action: 'community_issue.raised', subject: `community_issue:${id}` })
    const page = wordsIn((await clerk.get(`/community-issues/${id}`)).body)
    for (const words of ['ZZA坂の多い地区の移動', '移動手段', 'ZZA包括', '3事例', '地域の会議（推進会議など）で話し合います', 'ZZA個別会議', '75～84歳、要支援1']) expect(page).toContain(words)
    expect((await planner.get('/community-issues')).body).toContain('ZZA坂の多い地区の移動')
    expect((await contractor.get(`/community-issues/${id}`)).statusCode).toBe(200)
    expect((await other.get('/community-issues')).body).not.toContain('ZZA坂')
    for (const at of ['', '/edit']) expect((await other.get(`/community-issues/${id}${at}`)).statusCode).toBe(404)
    for (const [at, form] of [['', issue({ version: '1' })], ['/moves', { act: 'discuss', ...dayBoxes('onDay', '2026-05-25'), words: 'x', version: '1' }], ['/undo', { version: '1' }], ['/ungrouping', { version: '1' }], ['/removal', { version: '1' }], ['/hearings', { caseId: String(ours.cases[0]), heard: 'told', ...dayBoxes('heardOn', '2026-06-01') }]] as const) {
      expect((await other.post(`/community-issues/${id}${at}`, form)).statusCode, at).toBe(404)
    }
    for (const who of [planner, contractor, ...outside]) expect((await who.post('/community-issues', issue())).statusCode).toBe(404)
    for (const who of outside) for (const at of ['/community-issues', `/community-issues/${id}`, '/issue-figures', '/issue-groups', '/issue-themes', '/issue-theme-counts']) expect((await who.get(at)).statusCode, at).toBe(404)
    for (const at of ['/issue-figures', '/issue-groups', '/issue-themes']) expect((await clerk.get(at)).statusCode, at).toBe(404)
  })
  test('takes nothing of another municipality', async () => {
    for (const more of [{ cases: String(theirs.cases[0]) }, { conferenceId: String(theirs.area) }, { organizationId: String(theirs.center) }, { themes: '999' }, { themes: String(theme.past) }]) expect((await clerk.post('/community-issues', issue(more))).statusCode).toBe(404)
    const id = await raised()
    expect((await move(id, 'discuss', '2026-05-25', { conferenceId: String(theirs.area) })).statusCode).toBe(404)
    expect((await clerk.post(`/community-issues/${id}/hearings`, { caseId: String(theirs.cases[0]), heard: 'told', ...dayBoxes('heardOn', '2026-06-01') })).statusCode).toBe(404)
  })
  test('comes back as typed, each problem at its box', async () => {
    const wrong = await clerk.post('/community-issues', issue({ themes: '', ...dayBoxes('raisedOn', '2026-06-16'), cases: String(ours.cases[0]), evidenceCases: '0', ...dayBoxes('nextOn', '2026-06-15') }))
    expect(wrong.statusCode).toBe(422)
    for (const words of ['テーマを選ぶか', '今日までの日を', '選んだ事例（1件）より少なく', '後の日を入れて', 'ZZA坂の多い地区の移動']) expect(wrong.body).toContain(words)
    expect((await clerk.post('/community-issues', issue({ title: '' }))).statusCode).toBe(422)
  })
  test('that may tell who somebody is comes back with what was found, until somebody says they looked', async () => {
    const personal = issue({ situation: '山田花子さん（昭和15年3月2日生まれ）が買い物に行けない。' })
    const asked = await clerk.post('/community-issues', personal)
    expect(asked.statusCode).toBe(422)
    for (const words of ['個人がわかるかもしれない', '山田花子さん', '生年月日']) expect(asked.body).toContain(words)
    expect((await clerk.post('/community-issues', { ...personal, checked: 'true' })).statusCode).toBe(303)
    expect((await db.selectFrom('community_issue').select('checked_by').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).checked_by).toBe(town.clerkOfTachikawa.person)
    const id = await raised()
    expect((await move(id, 'discuss', '2026-05-25', { words: '佐藤一郎さんの家で話した' })).statusCode).toBe(422)
    await db.deleteFrom('community_issue').where('situation', 'like', '%山田%').execute()
  })
  test('is changed, not by two at once, and removed while nothing followed', async () => {
    const id = await raised()
    expect((await clerk.post(`/community-issues/${id}`, issue({ title: 'ZZA改題', version: '1' }))).statusCode).toBe(303)
    const stale = await clerk.post(`/community-issues/${id}`, issue({ title: 'ZZA遅い', version: '1' }))
    expect([stale.statusCode, stale.body.includes('ZZA遅い')]).toEqual([409, true])
    expect((await clerk.post(`/community-issues/${id}/removal`, { version: '2' })).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'community_issue.removed', subject: `community_issue:${id}` })
    const went = await raised()
    await move(went, 'discuss', '2026-05-25')
    expect((await clerk.post(`/community-issues/${went}/removal`, { version: '2' })).statusCode).toBe(409)
  })
})

describe('its way', () => {
  test('leads from raised to closed by rows; cases hear one by one; nothing skips', async () => {
    const id = await raised(issue({ 'cases': String(ours.cases[0]) }))
    await db.insertInto('community_issue_case').values({ issue_id: id, municipality_id: town.tachikawa, case_id: ours.cases[1] }).execute()
    for (const act of ['respond', 'close', 'feed_back', 'resume']) expect((await move(id, act, '2026-05-25', { response: 'network' })).statusCode, act).toBe(409)
    expect((await move(id, 'discuss', '2026-05-10')).statusCode).toBe(422)
    expect((await move(id, 'discuss', '2026-05-25', { conferenceId: String(ours.area) })).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'community_issue.moved', subject: `community_issue:${id}` })
    expect((await move(id, 'escalate', '2026-06-01', { conferenceId: String(ours.whole), version: '1' })).statusCode).toBe(409)
    expect((await move(id, 'escalate', '2026-06-01', { conferenceId: String(ours.whole) })).statusCode).toBe(303)
    expect((await move(id, 'respond', '2026-06-02')).statusCode).toBe(422)
    expect((await move(id, 'respond', '2026-06-02', { response: 'policy' })).statusCode).toBe(303)
    expect(await rowOf(id)).toMatchObject({ state: 'responded', response: 'policy', outcome: 'proposed' })
    expect((await move(id, 'settle', '2026-06-03')).statusCode).toBe(422)
    expect((await move(id, 'settle', '2026-06-03', { outcome: 'adopted_plan' })).statusCode).toBe(303)
    const waits = await move(id, 'feed_back', '2026-06-04')
    expect([waits.statusCode, waits.body.includes('まだ伝えていない事例が2件')]).toEqual([409, true])
    expect(wordsIn((await clerk.get('/community-issues?show=untold')).body)).toContain('伝えていない事例 2件')
    const tell = (caseId: number, more: Record<string, string>) => clerk.post(`/community-issues/${id}/hearings`, { caseId: String(caseId), heard: 'told', ...dayBoxes('heardOn', '2026-06-04'), ...more })
    expect((await tell(ours.cases[1], { heard: 'not_possible' })).statusCode).toBe(422)
    expect((await tell(ours.cases[1], { heard: 'not_possible', heardWords: '転居した' })).statusCode).toBe(303)
    expect((await tell(ours.cases[0], {})).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'community_issue.case_told', subject: `community_issue:${id}` })
    expect(wordsIn((await clerk.get(`/community-issues/${id}`)).body)).toContain('2事例のうち、2事例に伝えました')
    expect((await move(id, 'feed_back', '2026-06-04')).statusCode).toBe(303)
    expect((await move(id, 'close', '2026-06-10')).statusCode).toBe(303)
    expect(await rowOf(id)).toMatchObject({ state: 'closed', closed_on: '2026-06-10' })
    expect((await clerk.post(`/community-issues/${id}`, issue({ version: '99' }))).statusCode).toBe(409)
    expect((await move(id, 'note', '2026-06-11')).statusCode).toBe(409)
    const story = wordsIn((await planner.get(`/community-issues/${id}`)).body)
    for (const words of ['出された', '地域で話し合った', 'ZZA推進会議', '区市町村の会議に上げた', '政策を提案', '計画に反映', '終了した', 'この課題は終了しました']) expect(story).toContain(words)
  })
  test('may lead into the next year and on from there; the last move is taken back and stays in the story', async () => {
    const id = await raised()
    await move(id, 'discuss', '2026-05-25')
    expect((await move(id, 'carry', '2026-06-01', { carriedTo: '2026' })).statusCode).toBe(422)
    expect((await move(id, 'carry', '2026-06-01', { carriedTo: '2027' })).statusCode).toBe(303)
    expect(await rowOf(id)).toMatchObject({ state: 'carried_over', carried_to: 2027 })
    expect((await move(id, 'resume', '2026-06-02')).statusCode).toBe(303)
    expect(await rowOf(id)).toMatchObject({ state: 'discussed', carried_to: null })
    expect((await clerk.post(`/community-issues/${id}/undo`, { version: '4' })).statusCode).toBe(303)
    expect(await rowOf(id)).toMatchObject({ state: 'carried_over', carried_to: 2027 })
    expect(await lastLine()).toEqual({ action: 'community_issue.move_undone', subject: `community_issue:${id}` })
    expect((await clerk.get(`/community-issues/${id}`)).body).toContain('取り消しました')
    for (const version of ['5', '6']) expect((await clerk.post(`/community-issues/${id}/undo`, { version })).statusCode).toBe(303)
    expect((await clerk.post(`/community-issues/${id}/undo`, { version: '7' })).statusCode).toBe(409)
    expect((await rowOf(id)).state).toBe('raised')
  })
  test('several of one theme become one, go on as one, and part while nothing followed', async () => {
    const two = [await raised(issue({ evidenceCases: '2' })), await raised(issue({ title: 'ZZAバスの減便', themes: String(theme.shopping) }))]
    const form = { 'issues.0': String(two[0]), 'issues.1': String(two[1]), title: 'ZZA北部の移動', situation: '共通している。', ...dayBoxes('onDay', '2026-06-01') }
    expect((await clerk.get(`/issue-groupings/new?theme=${theme.transport}`)).body).toContain('ZZA坂の多い地区の移動')
    expect((await other.post('/issue-groupings', form)).statusCode).toBe(404)
    expect((await clerk.post('/issue-groupings', { ...form, 'issues.1': String(two[0]) })).statusCode).toBe(409)
    const make = async () => Number((await clerk.post('/issue-groupings', form)).headers.location!.toString().split('/').at(-1))
    const first = await make()
    expect((await clerk.post(`/community-issues/${first}/ungrouping`, { version: '1' })).statusCode).toBe(303)
    expect(await Promise.all(two.map(async (id) => (await rowOf(id)).state))).toEqual(['raised', 'raised'])
    expect((await clerk.get(`/community-issues/${first}`)).statusCode).toBe(404)
    const parent = await make()
    expect(await rowOf(parent)).toMatchObject({ state: 'grouped', is_general: true, evidence_cases: 2 })
    expect((await move(two[0]!, 'discuss', '2026-06-02')).statusCode).toBe(409)
    expect((await move(parent, 'discuss', '2026-06-02')).statusCode).toBe(303)
    expect(await Promise.all(two.map(async (id) => (await rowOf(id)).state))).toEqual(['discussed', 'discussed'])
    expect((await clerk.post(`/community-issues/${parent}/ungrouping`, { version: '2' })).statusCode).toBe(409)
    expect(wordsIn((await clerk.get(`/community-issues/${two[0]}`)).body)).toContain('「ZZA北部の移動」にまとめられています')
    const list = (await clerk.get('/community-issues')).body
    expect([list.includes('ZZA北部の移動'), list.includes('ZZAバスの減便')]).toEqual([true, false])
    expect((await clerk.get('/community-issues?each=yes')).body).toContain('ZZAバスの減便')
  })
})

describe('figures', () => {
  test('of the pages are those of a recount of all moves', async () => {
    const all = await db.selectFrom('community_issue').select(['id', 'parent_id as parentId', 'is_general as isGeneral', 'state']).where('fiscal_year', '=', 2026).execute()
    const movesOf = async (id: number): Promise<Moved[]> => (await findIssue(db, { of: 'all' }, id, '2026-06-15'))!.moves
    const told = await Promise.all(all.filter(({ isGeneral }) => !isGeneral).map(async (one) => {
      const moves = await movesOf(one.parentId ?? one.id)
      expect(counted(moves).state, `issue ${one.id}`).toBe(one.state)
      return { state: one.state, reached: reachedBy(moves) }
    }))
    const figures = await figuresOf(db, { of: 'all' }, { year: 2026, today: '2026-06-15' })
    expect(Object.fromEntries(figures.total.map(({ state, count }) => [state, count]))).toEqual(Object.fromEntries(states.map((state) => [state, told.filter((one) => one.state === state).length] as const).filter(([, n]) => n > 0)))
    for (const [step, count] of Object.entries(figures.funnel)) expect(count, step).toBe(told.filter(({ reached }) => reached[step as keyof typeof reached]).length)
    expect([figures.raising, figures.municipalities]).toEqual([1, 2])
  })
  test('open their rows, and say what nobody knows', async () => {
    const { body } = await planner.get('/issue-figures')
    const address = /href="(\/community-issues\?each=yes[^"]*state=closed[^"]*)"/.exec(body)![1]!.replaceAll('&amp;', '&')
    expect(wordsIn((await planner.get(address)).body)).toContain('1件中 1～1件目')
    expect(wordsIn(body)).toContain('登録のない1区市町村は、課題がないのか、登録していないのかがわかりません')
    expect((await planner.get('/issue-figures?by=municipality')).body).toContain('立川市')
    expect((await planner.get('/issue-figures/file?as=utf-8')).body).toContain('課題の数')
  })
  test('to all municipalities only of three or more', async () => {
    expect(wordsIn((await other.get('/issue-theme-counts')).body)).toContain('まだ示せる件数がありません')
    for (const name of ['国立市', '国分寺市']) {
      const id = await idOf(db.insertInto('municipality').values({ name, code: name === '国立市' ? '132152' : '132144', kana: 'く', name_en: name, kind: 'city' }).returning('id'))
      const one = await idOf(db.insertInto('community_issue').values({ municipality_id: id, fiscal_year: 2026, raised_on: '2026-05-01', title: `${name}の課題`, situation: 'x', function: 'issue_discovery', made_at: new Date() }).returning('id'))
      await db.insertInto('community_issue_theme').values({ issue_id: one, municipality_id: id, theme_id: theme.transport }).execute()
    }
    const { body } = await other.get('/issue-theme-counts')
    expect(wordsIn(body)).toContain('移動手段')
    for (const words of ['国立市', '買い物', 'ZZA']) expect(body).not.toContain(words)
  })
  test('show what was not discussed for so many months', async () => {
    const id = await raised(issue({ title: 'ZZA古い課題', ...dayBoxes('raisedOn', '2025-12-14') }))
    expect((await planner.get('/community-issues?show=stuck&each=yes')).body).toContain('ZZA古い課題')
    expect((await planner.post('/issue-themes/setting', { stuckMonths: '7', version: '0' })).statusCode).toBe(303)
    expect((await planner.get('/community-issues?show=stuck&each=yes')).body).not.toContain('ZZA古い課題')
    expect((await planner.post('/issue-themes/setting', { stuckMonths: '5', version: '0' })).statusCode).toBe(409)
    expect((await planner.post('/issue-themes/setting', { stuckMonths: '6', version: '1' })).statusCode).toBe(303)
    await move(id, 'discuss', '2026-05-25')
    expect((await planner.get('/community-issues?show=stuck&each=yes')).body).not.toContain('ZZA古い課題')
  })
})

describe('the prefecture', () => {
  test('keeps themes by date; one that is used neither begins later nor ends earlier', async () => {
    expect((await contractor.post('/issue-themes', { label: '雪', position: '50', ...dayBoxes('fromOn', '2026-04-01') })).statusCode).toBe(404)
    expect((await planner.post('/issue-themes', { label: '雪', position: '50', ...dayBoxes('fromOn', '2026-04-01') })).statusCode).toBe(303)
    expect((await lastLine()).action).toBe('issue_theme.added')
    const used = { label: '移動手段', position: '10', version: '1' }
    const { body, statusCode } = await planner.post(`/issue-themes/${theme.transport}`, { ...used, ...dayBoxes('fromOn', '2026-06-01') })
    expect([statusCode, body.includes('に出された課題がこのテーマを選んでいます')]).toEqual([422, true])
    expect((await planner.post(`/issue-themes/${theme.transport}`, { ...used, ...dayBoxes('fromOn', '2025-04-01'), ...dayBoxes('untilOn', '2026-07-01') })).statusCode).toBe(303)
    expect((await planner.post(`/issue-themes/${theme.transport}`, { ...used, ...dayBoxes('fromOn', '2025-04-01') })).statusCode).toBe(409)
  })
  test('sees issues of several municipalities together, on an agenda without saying whose', async () => {
    const id = Number((await planner.post('/issue-groups', { title: '坂の町の移動', themeId: String(theme.transport) })).headers.location!.toString().split('/').at(-1))
    for (const who of [clerk, other]) expect((await who.get(`/issue-groups/${id}`)).statusCode).toBe(404)
    expect((await contractor.post(`/issue-groups/${id}/members`, { issues: '1' })).statusCode).toBe(404)
    const some = await db.selectFrom('community_issue as i').innerJoin('community_issue_theme as x', 'x.issue_id', 'i.id').select('i.id').where('x.theme_id', '=', theme.transport).where('i.parent_id', 'is', null).orderBy('i.id').execute()
    expect((await planner.get(`/issue-groups/${id}`)).body).toContain('国立市の課題')
    const put = (ids: number[]) => planner.post(`/issue-groups/${id}/members`, Object.fromEntries(ids.map((one, n) => [`issues.${n}`, String(one)])))
    expect((await put([99_999])).statusCode).toBe(404)
    const mine = (await db.selectFrom('community_issue').select('id').where('municipality_id', '=', town.tachikawa).orderBy('id').limit(1).executeTakeFirstOrThrow()).id
    await put([mine])
    const meeting = await idOf(db.insertInto('meeting').values({ series_id: await idOf(db.insertInto('meeting_series').values({ fiscal_year: 2026, name: '連絡会議', times: 1 }).returning('id')), number: 1, title: '第1回連絡会議', held_on: '2026-11-20', starts_at: '14:00', ends_at: '16:00', mode: 'both', place: '都庁', replies_due_on: '2026-11-01' }).returning('id'))
    const early = await planner.post(`/issue-groups/${id}/agenda`, { meetingId: String(meeting), minutes: '20' })
    expect([early.statusCode, early.body.includes('3区市町村以上')]).toEqual([409, true])
    expect((await put(some.map((one) => one.id))).statusCode).toBe(303)
    expect((await lastLine()).action).toBe('issue_group.joined')
    expect((await planner.post(`/issue-groups/${id}/agenda`, { meetingId: String(meeting), minutes: '20' })).statusCode).toBe(303)
    expect(await db.selectFrom('meeting_item').select(['title', 'note']).executeTakeFirstOrThrow()).toEqual({ title: '地域課題：坂の町の移動', note: expect.stringMatching(/^3区市町村から出された\d+件の地域課題について$/) })
    expect((await planner.post(`/issue-groups/${id}/agenda`, { meetingId: String(meeting), minutes: '20' })).statusCode).toBe(409)
    expect((await planner.post(`/issue-groups/${id}/members/removal`, { issueId: String(mine) })).statusCode).toBe(303)
    expect((await planner.post(`/issue-groups/${id}/members/removal`, { issueId: String(mine) })).statusCode).toBe(404)
  })
})

describe('tables and papers', () => {
  test('go out as a workbook, a CSV and a paper; of another municipality nothing is in them', async () => {
    const csv = (await clerk.get('/community-issues/file?as=utf-8')).body
    expect([csv.includes('ZZA北部の移動'), csv.includes('国立市')]).toEqual([true, false])
    expect((await clerk.get('/community-issues/file')).body.slice(0, 2)).toBe('PK')
    expect((await contractor.get('/community-issues/file')).statusCode).toBe(404)
    expect((await clerk.get('/community-issues/list-paper')).body.slice(0, 5)).toBe('%PDF-')
  })
  test('every page asks few questions', async () => {
    for (const [who, at] of [[clerk, '/community-issues'], [clerk, '/community-issues/new'], [clerk, '/community-issues/1'], [clerk, '/community-issues/1/edit'], [clerk, '/issue-groupings/new'], [planner, '/community-issues'], [planner, '/issue-figures'], [planner, '/issue-groups'], [planner, '/issue-groups/1'], [planner, '/issue-themes'], [clerk, '/issue-theme-counts']] as const) {
      expect((await statementsOf(db, () => who.get(at))).length, at).toBeLessThanOrEqual(5)
    }
  })
})

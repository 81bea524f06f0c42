import { selectionFacts } from '../../../server/messages/notifications/facts-selection.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { notReached } from '../../../server/entry/selection/queries.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { nominate, sixPeople } from './world.ts'

const { db, visitor } = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const town = await settle(db)
const board = `/trainings/${town.training}/selection`
const planner = await visitor(town.planner)
const approver = await visitor(town.approver)
const contractor = await visitor(town.contractor)
const clerk = await visitor(town.clerkOfTachikawa)
let ids: number[] = []

const selection = () => db.selectFrom('selection').selectAll().where('training_id', '=', town.training).executeTakeFirstOrThrow()
const version = async () => String((await selection()).version)
const line = (id: number) => db.selectFrom('selection_line').selectAll().where('nomination_id', '=', id).executeTakeFirstOrThrow()
const waitlist = async () => (await db.selectFrom('selection_line').select(['nomination_id as id', 'waitlist_position as place'])
  .where('outcome', '=', 'waitlisted').orderBy('waitlist_position').execute()).map(({ id, place }) => [id, place])
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'detail']).where('action', '<>', 'seen').orderBy('id', 'desc').executeTakeFirstOrThrow()
const simulate = async (form: Record<string, string> = {}) => planner.post(board, { overPercent: '100', waitlistMax: '9', version: '0', ...form })
const change = async (id: number, form: Record<string, string>, who = planner) =>
  who.post(`${board}/lines/${id}`, { act: 'change', outcome: 'selected', reason: '団体推薦のため', version: await version(), ...form })

/** A training of the year before, announced, in which somebody was promised a seat of this year. */
async function lastYear(person_id: number) {
  const at = new Date('2025-07-31T10:00:00+09:00')
  const { id: training_id } = await db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '令和7年度', title_en: 'FY2025', capacity: 4, state: 'closed' }).returning('id').executeTakeFirstOrThrow()
  const { id: call_id } = await db.insertInto('call').values({ training_id, state: 'finished', opens_on: '2025-06-01', office_closes_on: '2025-06-26', closes_on: '2025-07-10', decision_on: '2025-07-31', document_number: '7', issued_on: '2025-05-25', published_at: at }).returning('id').executeTakeFirstOrThrow()
  const { id: sheet_id } = await db.insertInto('nomination_sheet').values({ call_id, municipality_id: town.tama, state: 'accepted', receipt: 'LAST', saved_at: at }).returning('id').executeTakeFirstOrThrow()
  const { id: nomination_id } = await db.insertInto('nomination').values({ sheet_id, call_id, municipality_id: town.tama, person_id, category: 'adviser', rank: 1, submitted: true }).returning('id').executeTakeFirstOrThrow()
  const { id: selection_id } = await db.insertInto('selection').values({ training_id, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: at, announced_at: at }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('selection_line').values({ selection_id, nomination_id, position: 1, rule: 'over_capacity', simulated_outcome: 'next_year', outcome: 'next_year' }).execute()
  const forget = async () => {
    await db.deleteFrom('selection').where('id', '=', selection_id).execute()
    await db.deleteFrom('nomination').where('id', '=', nomination_id).execute()
    await db.deleteFrom('nomination_sheet').where('id', '=', sheet_id).execute()
    await db.deleteFrom('call').where('id', '=', call_id).execute()
    await db.deleteFrom('training').where('id', '=', training_id).execute()
  }
  return { forget }
}

test('before the call has closed the board says what is missing, and simulating is refused', async () => {
  const { statusCode, body } = await planner.get(board)
  expect(statusCode).toBe(200)
  expect(body).toContain('募集がまだ締め切られていません')
  expect(body).toContain(`href="/calls/${town.call}"`)
  expect(body).not.toContain('selection/simulation')
  const refused = await simulate()
  expect([refused.statusCode, refused.body.includes('募集がまだ締め切られていません')]).toEqual([409, true])
  expect(await db.selectFrom('selection').select('id').execute()).toEqual([])
})

test('a sheet that waits for its answer is counted, with the way to it', async () => {
  ids = await nominate(db, town, sixPeople(town))
  await db.updateTable('nomination_sheet').set({ state: 'submitted' }).where('municipality_id', '=', town.tama).execute()
  expect((await planner.get(board)).body).toContain('受付を待っている推薦書が1件あります')
  expect((await simulate()).statusCode).toBe(409)
  await db.updateTable('nomination_sheet').set({ state: 'accepted' }).execute()
  expect((await planner.get(board)).body).toContain('selection/simulation')
})

test('while one municipality may still hand in on a day of its own, the page names it, and simulating asks why nobody waits', async () => {
  await db.updateTable('nomination_sheet').set({ state: 'draft', due_on: '2026-07-24' }).where('municipality_id', '=', town.tama).execute()
  for (const page of [board, `${board}/simulation`]) expect((await planner.get(page)).body.replace(/<[^>]+>/g, '')).toMatch(/まだ推薦書を出せる区市町村があります\s*多摩市（7月24日/)
  const refused = await simulate({ early: ' ' })
  expect([refused.statusCode, refused.body.includes('待たずに計算するときは、理由を書いてください')]).toEqual([422, true])
  expect(await db.selectFrom('selection').select('id').execute()).toEqual([])

  expect((await simulate({ early: '決定の日に間に合わないため' })).statusCode).toBe(303)
  expect((await lastLine()).detail).toMatchObject({ reason: '決定の日に間に合わないため' })
  expect((await planner.get(board)).body).toContain('多摩市')

  // a limit has one decimal, so that 488 of 450 can be said: 4 seats at 124.96 % are 125 %, and so five
  expect((await simulate({ early: '間に合わないため', overPercent: '１２４．９６', version: await version() })).statusCode).toBe(303)
  expect((await selection()).over_percent).toBe(125)
  expect((await simulate({ early: '間に合わないため', overPercent: '108.5', version: await version() })).statusCode).toBe(303)
  expect((await selection()).over_percent).toBe(108.5)
  expect((await planner.get(board)).body).toContain('上限は募集の108.5%')
  expect((await planner.get(`${board}/what-if?over1=108.5`)).body).toContain('value="108.5"')

  // who comes after is never left out silently: the board says so, and asking for approval waits
  await db.updateTable('nomination_sheet').set({ state: 'accepted' }).where('municipality_id', '=', town.tama).execute()
  expect((await planner.get(board)).body).toContain('計算したあとに受け付けた推薦が3件あり')
  const asked = await planner.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
  expect([asked.statusCode, asked.body.includes('計算し直してください')]).toEqual([409, true])
  await db.deleteFrom('selection').execute()
  await db.updateTable('training').set({ state: 'call_closed' }).execute()
  await db.updateTable('nomination_sheet').set({ due_on: null }).where('municipality_id', '=', town.tama).execute()
})

test.each([
  ['a limit below the capacity', { overPercent: '99' }], ['a limit above twice the capacity', { overPercent: '201' }],
  ['no limit', { overPercent: '' }], ['words for a number', { waitlistMax: 'たくさん' }],
])('%s comes back with its problem and what was typed', async (_, form) => {
  const { statusCode, body } = await simulate({ chair: '77', ...form })
  expect(statusCode).toBe(422)
  expect(body).toContain('value="77"')
  expect(body).toMatch(/入力してください|範囲が正しくありません/)
})

test('the simulation gives every line its outcome and its rule, and the training is being selected', async () => {
  const done = await simulate()
  expect([done.statusCode, done.headers.location]).toEqual([303, board])
  const lines = await db.selectFrom('selection_line').select(['nomination_id', 'outcome', 'rule']).orderBy('position').execute()
  expect(lines.map(({ outcome }) => outcome)).toEqual(['selected', 'selected', 'selected', 'selected', 'waitlisted', 'waitlisted'])
  expect(lines.slice(0, 4).map(({ rule }) => rule)).toEqual(Array(4).fill('first_rank'))
  expect((await db.selectFrom('training').select('state').executeTakeFirstOrThrow()).state).toBe('selecting')
  expect((await lastLine()).action).toBe('selection.simulated')

  const { body } = await planner.get(board)
  for (const words of ['ZZA司会 一子', 'ZZB歯科 衛', '各区市町村・各区分の順位1', '受け入れの上限4人に達したため', '2 / 2人', '補欠1', `（種${(await selection()).seed}）`]) expect(body).toContain(words)
})

test('simulating again keeps the seed', async () => {
  const { seed } = await selection()
  expect((await simulate({ version: await version(), overPercent: '125', waitlistMax: '0' })).statusCode).toBe(303)
  const after = await selection()
  expect([after.seed, after.over_percent]).toEqual([seed, 125])
  expect((await simulate({ version: await version() })).statusCode).toBe(303)
})

test('a simulation with quotas of professions and promises for next year keeps both, and says so in its lines', async () => {
  const form = { hardProfessionQuota: 'true', 'professions.0.code': 'public_health_nurse', 'professions.0.places': '2', 'professions.1.code': 'unheard_of', 'professions.1.places': '1', guaranteeMax: '1' }
  expect((await simulate({ version: await version(), waitlistMax: '1', ...form })).statusCode).toBe(303)
  expect(await selection()).toMatchObject({ profession_quotas: { public_health_nurse: 2 }, hard_profession_quota: true, guarantee_max: 1 })
  const outcomes = (await db.selectFrom('selection_line').select(['outcome', 'rule']).orderBy('position').execute()).map(({ outcome, rule }) => `${outcome} ${rule}`)
  expect(outcomes).toEqual(['selected draw', 'selected draw', 'waitlisted over_profession', 'next_year over_profession', 'declined over_profession', 'declined over_profession'])
  const { body } = await planner.get(board)
  expect(body).toContain('職種の枠2人に達したため（保健師）')
  expect((await planner.get(`${board}/simulation`)).body).toMatch(/name="professions\.0\.places"[^>]*value="2"/)
  expect((await simulate({ version: await version() })).statusCode).toBe(303)
})

test('a team on the sheets is selected whole and says so; whoever was promised a seat last year comes first', async () => {
  const [first, , third] = ids
  await db.updateTable('nomination').set({ team: 7 }).where('id', 'in', [first!, third!]).execute()
  const person = (await db.selectFrom('nomination').select('person_id').where('id', '=', ids[5]!).executeTakeFirstOrThrow()).person_id!
  const past = await lastYear(person)
  expect((await simulate({ version: await version() })).statusCode).toBe(303)
  expect([(await line(ids[5]!)).rule, (await line(ids[5]!)).position, (await line(ids[5]!)).outcome]).toEqual(['guaranteed', 1, 'selected'])
  expect((await line(first!)).outcome).toBe((await line(third!)).outcome)
  expect((await planner.get(board)).body).toContain('昨年度の「次年度優先」により先に決定（順位2）')
  await db.updateTable('nomination').set({ team: null }).execute()
  await past.forget()
  expect((await simulate({ version: await version() })).statusCode).toBe(303)
})

describe('what if', () => {
  const asked = `${board}/what-if?over1=125&waitlist1=0&over2=100&waitlist2=9&chair2=0&hard2=true`

  test('compares other conditions with those that stand, and keeps nothing', async () => {
    const [kept, audit] = [await selection(), (await lastLine()).action]
    const { statusCode, body } = await planner.get(asked)
    expect(statusCode).toBe(200)
    for (const words of ['今の条件', '条件1', '条件2', '判定が変わる方', 'この条件にする']) expect(body).toContain(words)
    expect(body).toMatch(/<th scope="row">[^<]*<\/th><td class="num"[^>]*>4<\/td><td class="num"[^>]*><small class="gain">\+1<\/small> 5<\/td>/)
    expect([await selection(), (await lastLine()).action]).toEqual([kept, audit])
  })

  test('opens who would change, by name', async () => {
    const { body } = await planner.get(`${asked}&changes=1`)
    const [first] = await waitlist()
    const { name } = await db.selectFrom('nomination').select('name').where('id', '=', first![0]!).executeTakeFirstOrThrow()
    expect(body.slice(body.indexOf('id="changes"'))).toContain(name)
  })

  test('nonsense in an address is looked past, and a municipality never sees it', async () => {
    expect((await planner.get(`${board}/what-if?over1=999&over2=abc&waitlist3=%20&changes=7`)).statusCode).toBe(200)
    expect([(await clerk.get(asked)).statusCode, (await contractor.get(asked)).statusCode]).toEqual([404, 200])
  })
})

describe('a line by hand', () => {
  test('says why, is shown beside what was simulated, and leaves its line in the trail', async () => {
    const [first] = await waitlist()
    const poor = await change(ids[0]!, { outcome: 'declined', reason: '' })
    expect([poor.statusCode, poor.body.includes('入力してください')]).toEqual([422, true])
    const full = await change(first![0]!, { cohortId: String(town.cohorts[0]), reason: '<i>団体推薦</i>' })
    expect([full.statusCode, full.body.includes('受け入れの上限4人に達しています'), full.body.includes('&lt;i&gt;団体推薦&lt;/i&gt;')]).toEqual([409, true, true])

    expect((await change(ids[0]!, { outcome: 'declined', reason: 'ZZ都合により' })).statusCode).toBe(303)
    expect(await line(ids[0]!)).toMatchObject({ outcome: 'declined', simulated_outcome: 'selected', cohort_id: null, change_reason: 'ZZ都合により', changed_by: town.planner.person })
    expect(await lastLine()).toMatchObject({ action: 'selection.line_changed', detail: { nominationId: ids[0], from: 'selected', to: 'declined' } })
    const { body } = await planner.get(`${board}?show=changed`)
    expect(body).toContain('ZZ都合により')
    expect(body).toMatch(/<del>決定<\/del>/)
    expect(body).not.toContain('ZZB進行 花')
  })

  test('takes a cohort with a seat, closes the waitlist behind it, and warns of whom it passed over', async () => {
    const [[, ], second] = [await waitlist(), (await waitlist())[1]!]
    expect((await change(second[0]!, {})).body).toContain('コースが選ばれていません')
    const freed = (await line(ids[0]!)).simulated_cohort_id!
    expect((await change(second[0]!, { cohortId: String(freed) })).statusCode).toBe(303)
    expect((await waitlist()).map(([, place]) => place)).toEqual([1])
    await db.updateTable('nomination').set({ rank: 3 }).where('id', '=', second[0]!).execute()
    expect((await change(ids[0]!, { cohortId: '99999' })).statusCode).toBe(404)
  })

  test('goes back to the simulation with a reason', async () => {
    const { nomination_id: chosen } = await db.selectFrom('selection_line').select('nomination_id').where('simulated_outcome', '=', 'waitlisted').where('outcome', '=', 'selected').executeTakeFirstOrThrow()
    expect((await change(chosen, { act: 'restore', outcome: 'selected', reason: '取り下げがあったため' })).statusCode).toBe(303)
    expect(await line(chosen)).toMatchObject({ outcome: 'waitlisted', cohort_id: null, changed_by: null })
    expect((await waitlist()).map(([, place]) => place)).toEqual([1, 2])
    expect((await lastLine()).action).toBe('selection.line_restored')
    expect((await change(chosen, { act: 'restore', outcome: 'selected' })).body).toContain('案のままです')
    expect((await change(ids[0]!, { act: 'restore', outcome: 'selected' })).statusCode).toBe(303)
  })

  test('changes places on the waitlist, to its ends and not beyond', async () => {
    const [first, second] = await waitlist() as [number[], number[]]
    expect((await change(second[0]!, { act: 'up', outcome: 'waitlisted', reason: '先の回で席をゆずったため' })).statusCode).toBe(303)
    expect(await waitlist()).toEqual([[second[0], 1], [first[0], 2]])
    expect((await change(second[0]!, { act: 'up', outcome: 'waitlisted' })).body).toContain('補欠の端にいる')
    expect((await change(ids[0]!, { act: 'down', outcome: 'selected' })).body).toContain('この方は補欠ではありません')
    expect((await change(second[0]!, { act: 'restore', outcome: 'waitlisted' })).statusCode).toBe(303)
    expect(await waitlist()).toEqual([first, second])
  })

  test('is refused to whoever looked before somebody else changed it, and keeps what they typed', async () => {
    const seen = await version()
    expect((await change(ids[0]!, { outcome: 'next_year' }, contractor)).statusCode).toBe(303)
    const late = await change(ids[1]!, { outcome: 'declined', reason: 'ZZ遅れて来た理由', version: seen })
    expect([late.statusCode, late.body.includes('ほかの人が先に内容を直しました'), late.body.includes('ZZ遅れて来た理由')]).toEqual([409, true, true])
    expect((await line(ids[1]!)).outcome).toBe('selected')
  })

  test('of another selection is not there, and a piece is all that htmx is given', async () => {
    expect((await change(99_999, {})).statusCode).toBe(404)
    const { body } = await planner.get(`${board}?line=${ids[1]}`, htmx('div#selection-board'))
    expect(body.trim()).toMatch(/^<div id="selection-board">/)
    expect(body).not.toContain('<html')
    expect(body).toContain(`action="${board}/lines/${ids[1]}"`)
  })
})

test('simulating again asks before work done by hand is lost, and says how much', async () => {
  const form = { version: await version() }
  const asked = await simulate(form)
  expect([asked.statusCode, asked.body.includes('手直しが1件あります')]).toEqual([409, true])
  expect(asked.body).toContain('name="losing" value="1"')
  expect((await line(ids[0]!)).outcome).toBe('next_year')
  expect((await simulate({ ...form, losing: '2' })).statusCode).toBe(409)
  expect((await simulate({ ...form, losing: '1' })).statusCode).toBe(303)
  expect((await line(ids[0]!)).outcome).toBe('selected')
})

test('the list is narrowed by tab, municipality, category, rule and words; strange words change nothing', async () => {
  const shows = async (query: string) => { const { body, statusCode } = await planner.get(`${board}?${query}`); return [statusCode, body.includes('ZZA司会 一子'), body.includes('ZZB歯科 衛')] }
  expect(await shows('show=waitlisted')).toEqual([200, false, true])
  expect(await shows('show=selected')).toEqual([200, true, false])
  expect(await shows(`municipality=${town.tama}`)).toEqual([200, false, true])
  expect(await shows('category=chair')).toEqual([200, true, false])
  expect(await shows('rule=over_capacity')).toEqual([200, false, true])
  expect(await shows(`q=${encodeURIComponent('まもる')}`)).toEqual([200, false, true])
  expect(await shows('show=x&category=x&rule=x&municipality=x')).toEqual([200, true, true])
  await db.insertInto('municipality').values({ name: '檜原村', name_en: 'Hinohara', kana: 'ひのはらむら', code: '133078', kind: 'village' }).execute()
  expect((await planner.get(`${board}?show=none`)).body).toContain('檜原村')
})

describe('a second person', () => {
  test('is asked, and then nothing is changed any more', async () => {
    const asked = await contractor.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
    expect([asked.statusCode, (await selection()).state]).toEqual([303, 'in_approval'])
    expect((await change(ids[0]!, { outcome: 'declined' })).body).toContain('承認を待っています')
    expect((await simulate({ version: await version() })).statusCode).toBe(409)
  })

  test('is somebody else who may decide, and looked at what is asked', async () => {
    const own = await contractor.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })
    expect(own.statusCode).toBe(404)
    expect((await approver.post(`${board}/approval?version=1`, { decision: 'approve' })).statusCode).toBe(409)
    expect((await selection()).state).toBe('in_approval')
  })

  test('returns it with what to mend', async () => {
    expect((await approver.post(`${board}/approval?version=${await version()}`, { decision: 'return' })).statusCode).toBe(409)
    const returned = await approver.post(`${board}/approval?version=${await version()}`, { decision: 'return', note: 'ZZ区分の枠を確かめてください' })
    expect([returned.statusCode, (await selection()).state]).toEqual([303, 'draft'])
    expect((await planner.get(board)).body).toContain('ZZ区分の枠を確かめてください')
  })

  test('never is the one who asked', async () => {
    await planner.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
    const own = await planner.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })
    expect([own.statusCode, (await selection()).state]).toEqual([409, 'in_approval'])
    expect((await planner.post(`${board}/approval?version=${await version()}`, { decision: 'recall' })).statusCode).toBe(303)
    expect((await selection()).state).toBe('draft')
  })

  test('confirms, and what was confirmed can be opened again until it is announced', async () => {
    const step = async (who: typeof planner, decision: string, note = '') => (await who.post(`${board}/approval?version=${await version()}`, { decision, note })).statusCode
    expect([await step(planner, 'ask'), await step(approver, 'approve'), (await selection()).state]).toEqual([303, 303, 'confirmed'])
    expect([await step(planner, 'reopen'), await step(planner, 'reopen', '数を直すため'), (await selection()).state]).toEqual([409, 303, 'draft'])
  })
})

test.each(['clerkOfTachikawa', 'trainee', 'instructor', 'expert', 'administrator'] as const)('to %s there is no selection', async (who) => {
  const guest = await visitor(town[who])
  for (const url of ['/selections', board, `${board}/simulation`, `${board}/announcement`]) expect((await guest.get(url)).statusCode).toBe(404)
  for (const url of [board, `${board}/lines/${ids[0]}`, `${board}/approval`, `${board}/announcement`]) expect((await guest.post(url, { version: '1' })).statusCode).toBe(404)
})

describe('announcing', () => {
  const announce = async (form: Record<string, string> = {}) => planner.post(`${board}/announcement`, { version: await version(), ...form })
  beforeAll(async () => { await change(ids[0]!, { outcome: 'next_year', reason: 'ZZ秘密の理由' }) })

  test('waits for the second person', async () => {
    const early = await announce()
    expect([early.statusCode, early.body.includes('まだ案です')]).toEqual([409, true])
    await planner.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
    await approver.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })
    expect((await contractor.post(`${board}/announcement`, { version: await version() })).statusCode).toBe(404)
  })

  test('shows first who is told what, and whom no mail reaches', async () => {
    const { body } = await planner.get(`${board}/announcement`)
    for (const words of ['受講決定のお知らせ', '次年度優先のお知らせ', '宛先のない方', 'ZZB栄養 士郎', '決定の3人が受講者になり']) expect(body).toContain(words)
    expect(body).not.toMatch(/宛先のない方[\s\S]*ZZB進行 花/)
    expect(body).not.toContain('サインインできない方')
    expect(await db.selectFrom('enrollment').select('id').execute()).toEqual([])
    expect((await clerk.get(`/trainings/${town.training}/outcome`)).body).toContain('まだ発表されていません')
  })

  test('says of how many municipalities nobody would read their list', async () => {
    const row = async () => [...(await planner.get(`${board}/announcement`)).body.match(/<th scope="row" class="wrap">決定者の一覧[\s\S]*?<\/tr>/)![0].matchAll(/class="num"[^>]*>(\d+)</g)].map(([, count]) => Number(count))
    expect(await row()).toEqual([2, 2, 0])
    const post = db.updateTable('post').where('municipality_id', '=', town.tama)
    await post.set({ ended_at: new Date() }).execute()
    expect(await row()).toEqual([2, 1, 1])
    await post.set({ ended_at: null }).execute()
  })

  test('names who could not sign in, because the address is somebody else’s', async () => {
    const [jogen, shinko] = ['ZZA助言 一郎', 'ZZB進行 花'].map((name) => db.updateTable('person').where('name', '=', name))
    const unable = async () => (await planner.get(`${board}/announcement`)).body.split('サインインできない方').slice(1).join('')
    await shinko!.set({ email: 'Jogen@house.test' }).execute()
    expect([(await unable()).includes('ZZB進行 花'), (await unable()).includes('ZZA助言 一郎')]).toEqual([true, false])
    // Those without any address are on the list, too, and stand behind, so that no limit cuts off who cannot sign in.
    const [first, ...others] = await notReached(db, (await selection()).id)
    expect([first?.name, first?.held, others.map(({ held }) => held)]).toEqual(['ZZB進行 花', false, [true, true]])
    const { email } = await db.selectFrom('account').select('email').executeTakeFirstOrThrow()
    await jogen!.set({ email: ` ${email} ` }).execute()
    await shinko!.set({ email: 'shinko@house.test' }).execute()
    expect([(await unable()).includes('ZZB進行 花'), (await unable()).includes('ZZA助言 一郎')]).toEqual([false, true])
    await jogen!.set({ email: 'jogen@house.test' }).execute()
    expect(await unable()).toBe('')
  })

  test('is one act however often it is sent', async () => {
    const form = { onceKey: 'announce-once-01', version: await version() }
    const [first, again] = [await announce(form), await announce(form)]
    expect([first.statusCode, again.statusCode, again.headers.location]).toEqual([303, 303, board])
    const late = await announce({ version: form.version, onceKey: 'announce-once-02' })
    expect([late.statusCode, late.body.includes('発表済みです')]).toEqual([409, true])

    expect((await db.selectFrom('enrollment').select(['number', 'state']).orderBy('number').execute()))
      .toEqual([1, 2, 3].map((number) => ({ number, state: 'enrolled' })))
    expect([(await selection()).state, (await db.selectFrom('call').select('state').executeTakeFirstOrThrow()).state,
      (await db.selectFrom('training').select('state').executeTakeFirstOrThrow()).state]).toEqual(['announced', 'finished', 'running'])
    const announced = await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'selection.announced').execute()
    expect(announced).toEqual([{ subject: `training:${town.training}`, detail: { selected: 3, accounts: 2, heldBack: 1 } }])
    expect(await db.selectFrom('account').select('email').where('email', 'in', ['jogen@house.test', 'shinko@house.test']).execute()).toHaveLength(2)
  })

  test('tells whoever was moved by hand no reason that was the simulation’s, and lists people in the order of the categories', async () => {
    const facts = await selectionFacts(db, town.training)
    const results = facts?.of === 'selection' ? facts.results : []
    expect(results.find(({ outcome }) => outcome === 'next_year')?.rule).toBe('by_hand')
    expect(results.filter(({ outcome }) => outcome !== 'next_year').some(({ rule }) => rule === 'by_hand')).toBe(false)
    expect(results.filter(({ municipality }) => municipality.id === town.tachikawa).map(({ category }) => category)).toEqual(['chair', 'adviser', 'adviser'])
  })

  test('shows each municipality its own people, and no reason that was written inside', async () => {
    const { body } = await clerk.get(`/trainings/${town.training}/outcome`)
    expect(body).toContain('ZZA助言 一郎')
    expect(body).toContain('次年度優先')
    expect(body).not.toContain('ZZB')
    expect(body).not.toContain('ZZ秘密の理由')
    const { body: other } = await (await visitor(town.clerkOfTama)).get(`/trainings/${town.training}/outcome`)
    expect([other.includes('ZZA'), /補欠　いま[12]番目/.test(other), other.includes('順番にご案内します')]).toEqual([false, true, true])
    expect((await clerk.get('/trainings/999/outcome')).statusCode).toBe(404)
  })

  test('is looked at beforehand, not afterwards: then the board says what was sent', async () => {
    const { statusCode, headers } = await planner.get(`${board}/announcement`)
    expect([statusCode, headers.location]).toEqual([303, board])
  })

  test('ends the changing', async () => {
    expect((await change(ids[1]!, { outcome: 'declined' })).body).toContain('発表済みです')
    expect((await simulate({ version: await version() })).statusCode).toBe(409)
    expect((await planner.get(board)).body).not.toContain(`lines/${ids[1]}`)
  })
})

test('every page speaks both languages', async () => {
  for (const url of ['/selections', board, `${board}?show=none`, `${board}/simulation`, `/trainings/${town.training}/outcome`]) {
    for (const language of ['ja', 'en']) {
      const { statusCode, body } = await planner.get(url, {}, { language })
      expect([url, statusCode]).toEqual([url, 200])
      expect(body).not.toMatch(/>[^<]*\bselection\.[a-z]/)
    }
  }
})

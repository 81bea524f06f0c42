import { describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { htmx, openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const neighbor = await house.visitor(town.clerkOfTama)
const planner = await house.visitor(town.planner)
const [sheet, draft] = [`/calls/${town.call}/sheet`, `/calls/${town.call}/sheet/draft`]

const misaki = { name: '田中 美咲', kana: 'たなか みさき', affiliation: 'みずべ包括', professionCode: 'public_health_nurse', experience: 'experienced' }
const line = (place: string, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${place}.${name}`, value]))
const nils = (...categories: string[]) => Object.fromEntries(categories.flatMap((one) => [[`nil.${one}`, 'true'], [`nilReason.${one}`, '今年はいません']]))
const whole = { ...line('chair.0', misaki), ...nils('adviser', 'case_presenter', 'other') }

const versionOf = async () => (await db.selectFrom('nomination_sheet').select('version').where('municipality_id', '=', town.tachikawa).executeTakeFirst())?.version ?? 0
const save = async (boxes: Record<string, string>, who: VisitorOf = clerk) => who.post(draft, { version: String(await versionOf()), page: 'page-of-clerk', ...boxes })
const lines = () => db.selectFrom('nomination').select(['category', 'rank', 'name']).orderBy('category').orderBy('rank').execute()
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('action', '<>', 'seen').orderBy('id', 'desc').executeTakeFirstOrThrow()

describe('the draft', () => {
  test('has an empty row ready for each place before anything is typed', async () => {
    const { body } = await clerk.get(sheet)
    expect(body).toContain('name="chair.2.name"')
    expect(body).toContain('まだ保存していません')
  })

  test('keeps what is typed, right or wrong, and says what is wrong beside the line', async () => {
    expect((await save({ ...line('chair.0', { ...misaki, kana: '漢字' }), ...line('chair.1', { name: '' }), ...line('chair.2', { name: '髙橋 俊介' }) })).statusCode).toBe(303)
    const { body } = await clerk.get(sheet)
    expect(body).toContain('value="漢字"')
    expect(body).toContain('＊ふりがな：ふりがなに、かな以外の文字があります')
    expect(body).toContain('＊順位：順位2が抜けています')
    expect(body).toMatch(/保存しました 10:00/)
    expect(await lastLine()).toEqual({ action: 'sheet.saved', subject: 'sheet:1', person_id: town.clerkOfTachikawa.person })
  })

  test('answers htmx with the form alone', async () => {
    const { body } = await clerk.get(sheet, htmx('form#nominations-sheet'))
    expect(body.trim()).toMatch(/^<form id="nominations-sheet"/)
    expect(body).not.toContain('<html')
  })

  test('keeps further wishes for cohorts of this training and of no other, and shows them again', async () => {
    const [first, second] = town.cohorts
    const wishing = (wish: number, next: number) => save(line('chair.0', { ...misaki, wishedCohortId: String(wish), secondCohortId: String(next) }))
    expect((await wishing(second!, first!)).statusCode).toBe(303)
    const kept = () => db.selectFrom('nomination').select(['wished_cohort_id as first', 'second_cohort_id as second', 'third_cohort_id as third']).execute()
    expect(await kept()).toEqual([{ first: second, second: first, third: null }])
    const { body } = await clerk.get(sheet)
    expect(/<select name="chair\.0\.secondCohortId"[\s\S]*?<option value="(\d+)" selected>/.exec(body)?.[1]).toBe(String(first))
    expect((await wishing(second!, 987_654)).statusCode).toBe(404)
    expect(await kept()).toEqual([{ first: second, second: first, third: null }])
  })

  test('keeps a name with a control character and a name too long, and names the cell', async () => {
    await save({ ...line('chair.0', { ...misaki, name: '田中\u0007' }), ...line('chair.1', { ...misaki, name: 'あ'.repeat(61) }) })
    const { body } = await clerk.get(sheet)
    expect(body).toContain('value="田中\u0007"')
    expect(body).toContain(`value="${'あ'.repeat(61)}"`)
    expect(body.match(/この氏名は保存できない文字を含むか/g)).toHaveLength(2)
  })

  test('what no box can keep comes back as typed with the problem at its line, and nothing is written', async () => {
    const before = await lines()
    const { statusCode, body } = await save({ ...line('chair.0', { ...misaki, name: 'い'.repeat(201) }), ...line('adviser.0', { name: '<b>小林' }) })
    expect(statusCode).toBe(422)
    expect(body).toContain('い'.repeat(201))
    expect(body).toContain('＊氏名：200文字以内にしてください')
    expect(body).toContain('value="&lt;b&gt;小林"')
    expect(await lines()).toEqual(before)
  })

  test('rows are removed, moved and added by buttons', async () => {
    const three = { ...line('chair.0', { name: 'A' }), ...line('chair.1', { name: 'B' }), ...line('chair.2', { name: 'C' }) }
    const named = async () => (await lines()).map(({ rank, name }) => `${rank}${name}`).join()
    await save({ ...three, act: 'up.chair.2' })
    expect(await named()).toBe('1B,2A,3C')
    await save({ ...three, act: 'remove.chair.2' })
    expect(await named()).toBe('1A,2C')
    const { headers } = await save({ ...three, act: 'more.chair' })
    expect((await clerk.get(String(headers.location).split('#')[0]!)).body).toContain('name="chair.4.name"')
  })

  test('a known person is found by kana and put on the first free place', async () => {
    const found = await save({ ...line('chair.0', { name: '' }), ...line('chair.1', { name: 'B' }), act: 'find', words: 'ｹﾝ' })
    expect((await clerk.get(String(found.headers.location).split('#')[0]!)).body).toContain(`value="known.chair.${town.trainee.person}"`)
    await save({ ...line('chair.0', { name: '' }), ...line('chair.1', { name: 'B' }), act: `known.chair.${town.trainee.person}` })
    expect((await lines()).map(({ rank, name }) => `${rank}${name}`)).toEqual(['1ZZA研 修子', '2B'])
    const typedOver = { ...line('chair.0', { personId: String(town.trainee.person), name: '別 の人' }) }
    await save(typedOver)
    expect(await db.selectFrom('nomination').select('person_id').execute()).toEqual([{ person_id: null }])
  })

  test('the person of a row is looked for by what is typed there, among the own people alone, and keeps the rest of the row', async () => {
    const row = { name: 'ｹﾝ', reason: '来年度に担当', experience: 'experienced', experienceCount: '１２回', years: '3' }
    const sought = await save({ ...line('chair.0', row), act: 'seek.chair.1' })
    const { body } = await clerk.get(String(sought.headers.location).split('#')[0]!)
    expect(body).toContain(`value="take.chair.1.${town.trainee.person}"`)
    expect(body).not.toContain(`take.chair.1.${town.traineeOfTama.person}"`)
    expect((await clerk.get(`${sheet}?seek=chair.9`)).statusCode).toBe(200)
    await save({ ...line('chair.0', row), act: `take.chair.1.${town.trainee.person}` })
    expect(await db.selectFrom('nomination').select(['rank', 'name', 'person_id', 'reason', 'experience_count', 'experience_years']).execute())
      .toEqual([{ rank: 1, name: 'ZZA研 修子', person_id: town.trainee.person, reason: '来年度に担当', experience_count: 12, experience_years: 3 }])
    expect((await clerk.get(sheet)).body).toContain('名簿の方')
    const nobody = await save({ ...line('chair.0', { name: 'だれもいない' }), act: 'seek.chair.1' })
    expect((await clerk.get(String(nobody.headers.location).split('#')[0]!)).body).toContain('名簿に見つかりません')
  })

  test('a count that is no number comes back as typed and nothing is kept; one that belies the experience is asked about', async () => {
    const before = await lines()
    const { statusCode, body } = await save(line('chair.0', { ...misaki, experienceCount: 'たくさん', years: '61' }))
    expect(statusCode).toBe(422)
    for (const words of ['value="たくさん"', 'value="61"', '数字で入力してください']) expect(body).toContain(words)
    expect(await lines()).toEqual(before)
    await save(line('chair.0', { ...misaki, experience: 'planned', experienceCount: '2' }))
    expect((await clerk.get(sheet)).body).toContain('「予定」ですが、会議に出た回数が入っています')
  })

  test.each([
    ['a person of another municipality in a row', () => ({ ...line('chair.0', { name: 'x' }), act: `take.chair.1.${town.traineeOfTama.person}` })],
    ['a person of another municipality', () => line('chair.0', { name: 'x', personId: String(town.traineeOfTama.person) })],
    ['a person of another municipality by the button', () => ({ act: `known.chair.${town.traineeOfTama.person}` })],
    ['a cohort that is not there', () => line('chair.0', { name: 'x', wishedCohortId: '999' })],
    ['a profession that is not there', () => line('chair.0', { name: 'x', professionCode: 'wizard' })],
  ])('%s is a missing page, and nothing is written', async (_, boxes) => {
    const before = await lines()
    expect((await save(boxes())).statusCode).toBe(404)
    expect(await lines()).toEqual(before)
  })
})

describe('two officers at once', () => {
  test('the second is shown both versions, keeps what was typed, and may then replace', async () => {
    const version = String(await versionOf())
    expect((await clerk.post(draft, { version, page: 'first-page', ...line('chair.0', { name: '先の人' }) })).statusCode).toBe(303)
    const second = await clerk.post(draft, { version, page: 'second-page', ...line('chair.0', { name: '後の人' }) })
    expect(second.statusCode).toBe(409)
    expect(second.body).toContain('ほかの人が先に内容を直しました')
    expect(second.body).toContain('先の人')
    expect(second.body).toContain('value="後の人"')
    expect((await lines()).map(({ name }) => name)).toEqual(['先の人'])

    const shown = second.body.match(/name="version" value="(\d+)"/)?.[1]
    expect((await clerk.post(draft, { version: shown!, page: 'second-page', ...line('chair.0', { name: '後の人' }) })).statusCode).toBe(303)
    expect((await lines()).map(({ name }) => name)).toEqual(['後の人'])
  })

  test('nobody and names in one category is said where it is typed, not only before it is handed in', async () => {
    const version = String(await versionOf())
    await clerk.post(draft, { version, ...line('chair.0', { name: '田中', kana: 'たなか' }), 'nil.adviser': 'true' })
    expect((await clerk.get(sheet)).body).not.toContain('「該当者なし」の区分に推薦する方が入っています')
    await clerk.post(draft, { version: String(await versionOf()), ...line('chair.0', { name: '田中', kana: 'たなか' }), 'nil.chair': 'true' })
    expect((await clerk.get(sheet)).body).toContain('「該当者なし」の区分に推薦する方が入っています')
  })

  test('a category said to have nobody is not asked about again before the sheet is handed in', async () => {
    const check = async (nil: Record<string, string>) => {
      await clerk.post(draft, { version: String(await versionOf()), ...line('chair.0', { name: '田中', kana: 'たなか' }), ...nil })
      return (await clerk.get(`${sheet}/check`)).body
    }
    expect(await check({})).toContain('事例提供者がいません')
    const body = await check(nils('case_presenter'))
    expect([body.includes('事例提供者がいません'), body.includes('助言者がいません')]).toEqual([false, true])
  })

  test('two saves of one page that overtake each other are not two officers', async () => {
    const version = String(await versionOf())
    const one = (name: string) => clerk.post(draft, { version, page: 'same-page', ...line('chair.0', { name }) })
    expect([(await one('た')).statusCode, (await one('たなか')).statusCode]).toEqual([303, 303])
    expect((await lines()).map(({ name }) => name)).toEqual(['たなか'])
  })

  test('an autosave that comes after the button, with the same words, does not outdate the page that follows', async () => {
    const boxes = { version: String(await versionOf()), page: 'one-page', 'nil.adviser': 'true', ...line('chair.0', { name: '田中', kana: 'たなか' }) }
    await clerk.post(draft, { ...boxes, act: 'check' })
    const followed = await versionOf()
    expect((await clerk.post(draft, boxes)).statusCode).toBe(303)
    expect(await versionOf()).toBe(followed)
    await clerk.post(draft, { ...boxes, 'nilReason.adviser': '異動のため' })
    expect(await versionOf()).toBe(followed + 1)
  })
})

describe('handing in', () => {
  test('is refused with the reason while something is open', async () => {
    await save(line('chair.0', misaki))
    expect((await clerk.get(`${sheet}/check`)).body).toContain('答えのない区分が3つあります')
    const { statusCode, body } = await clerk.post(`${sheet}/submission`, { version: String(await versionOf()) })
    expect(statusCode).toBe(409)
    expect(body).toContain('答えのない区分が3つあります')
  })

  test('sent twice it is done once: people, receipt, lock and the line', async () => {
    await save(whole)
    const once = { version: String(await versionOf()), onceKey: 'once-and-once' }
    const sent = [await clerk.post(`${sheet}/submission`, once), await clerk.post(`${sheet}/submission`, once)]
    expect(sent.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual(Array(2).fill([303, `${sheet}/receipt`]))
    const [row] = await db.selectFrom('nomination as n').innerJoin('person as p', 'p.id', 'n.person_id')
      .select(['n.submitted', 'p.name', 'p.kana', 'p.municipality_id as of']).execute()
    expect(row).toEqual({ submitted: true, name: '田中 美咲', kana: 'たなか　みさき', of: town.tachikawa })
    const { receipt } = await db.selectFrom('nomination_sheet').select('receipt').executeTakeFirstOrThrow()
    expect((await clerk.get(`${sheet}/receipt`)).body).toContain(receipt!)
    expect(await db.selectFrom('audit_line').select('subject').where('action', '=', 'sheet.submitted').execute()).toEqual([{ subject: 'sheet:1' }])
    expect((await save(whole)).statusCode).toBe(409)
    expect((await clerk.get(sheet)).body).not.toContain('<textarea')
  })

  test('the receipt shows teams on page and paper, and only whose sheet it is and the prefecture take the paper', async () => {
    await db.updateTable('nomination').set({ team: 1, wished_cohort_id: town.cohorts[1], second_cohort_id: town.cohorts[0] }).execute()
    const names = await db.selectFrom('cohort').select('name').where('id', 'in', [...town.cohorts]).orderBy('id', 'desc').execute()
    expect((await clerk.get(`${sheet}/receipt`)).body).toContain('チーム1<')
    const pdf = await clerk.get('/sheets/1/pdf')
    expect(pdf.headers['content-type']).toBe('application/pdf')
    const words = await wordsOf(pdf.rawPayload)
    for (const part of ['受講者の推薦について（回答）', '推薦者名簿', '1田中美咲（①司会者）', names.map(({ name }) => name).join('→'), '番号が同じ方は、一緒に受講します', '以上']) expect(words).toContain(part)
    expect([await planner.get('/sheets/1/pdf'), await neighbor.get('/sheets/1/pdf')].map(({ statusCode }) => statusCode)).toEqual([200, 404])
    await db.updateTable('nomination').set({ team: null, wished_cohort_id: null, second_cohort_id: null }).execute()
  })

  test('another municipality sees nothing of it, and the prefecture does', async () => {
    const [theirs, nowhere] = [await neighbor.get('/sheets/1'), await neighbor.get('/sheets/999')]
    expect([theirs.statusCode, theirs.body]).toEqual([404, nowhere.body])
    expect((await neighbor.get(sheet)).body).not.toMatch(/田中 美咲|ZZA/)
    expect((await neighbor.get(`/calls/${town.call}/sheets`)).statusCode).toBe(404)
    expect((await planner.get('/sheets/1')).body).toContain('田中 美咲')
    expect((await planner.get(sheet)).statusCode).toBe(404)
    expect((await (await house.visitor(town.trainee)).get('/sheets/1')).statusCode).toBe(404)
  })

  test('it is taken back before the last day and handed in again', async () => {
    expect((await clerk.post(`${sheet}/recall`)).statusCode).toBe(303)
    expect((await lastLine()).action).toBe('sheet.recalled')
    expect((await clerk.get('/sheets/1/pdf')).statusCode).toBe(404)
    expect(await db.selectFrom('nomination').select('submitted').execute()).toEqual([{ submitted: false }])
    expect((await clerk.post(`${sheet}/submission`, { version: String(await versionOf()) })).statusCode).toBe(303)
    expect(await db.selectFrom('person').select('id').where('name', '=', '田中 美咲').execute()).toHaveLength(1)
  })

  test('somebody named by another municipality as well is asked about there without saying where', async () => {
    const version = '0'
    await neighbor.post(draft, { version, page: 'page-of-tama', ...whole })
    const { body } = await neighbor.get(`${sheet}/check`)
    expect(body).toContain('他の区市町村からも推薦されています')
    expect(body).not.toContain('立川')
  })

  test('somebody who completed the course before is refused', async () => {
    await db.insertInto('enrollment').values({
      training_id: town.training, cohort_id: town.cohorts[0], person_id: town.traineeOfTama.person, municipality_id: town.tama,
      number: 1, category: 'other', state: 'completed', completed_on: '2026-01-31', enrolled_at: new Date('2025-08-01T00:00:00Z'),
    }).execute()
    const before = await db.selectFrom('nomination_sheet').select('version').where('municipality_id', '=', town.tama).executeTakeFirstOrThrow()
    await neighbor.post(draft, { version: String(before.version), page: 'page-of-tama', ...line('other.0', { name: 'ZZB学 習太', kana: 'ガク シュウタ' }) })
    expect((await neighbor.get(sheet)).body).toContain('年度にこの研修を修了しています')
  })
})

describe('the prefecture', () => {
  test('lists every municipality in official order with state, counts and nil returns', async () => {
    const { body } = await planner.get(`/calls/${town.call}/sheets`)
    expect(body.indexOf('立川市')).toBeLessThan(body.indexOf('多摩市'))
    expect(body.slice(body.indexOf('立川市'), body.indexOf('多摩市'))).toMatch(/提出済み[\s\S]*>1<[\s\S]*なし/)
    expect((await planner.get(`/calls/${town.call}/sheets?state=submitted`)).body).not.toContain('多摩市</a>')
  })

  test('returns with a reason and a later day; without a reason or too late it is shown why', async () => {
    expect((await planner.post('/sheets/1/return', {})).statusCode).toBe(422)
    const late = await planner.post('/sheets/1/return', { reason: '所属を直してください', 'dueOn.year': '2026', 'dueOn.month': '8', 'dueOn.day': '20' })
    expect([late.statusCode, late.body.includes('所属を直してください')]).toEqual([422, true])
    expect((await planner.post('/sheets/1/return', { reason: '所属を直してください', 'dueOn.year': '2026', 'dueOn.month': '7', 'dueOn.day': '20' })).statusCode).toBe(303)
    expect(await lastLine()).toMatchObject({ action: 'sheet.returned', subject: 'sheet:1' })
    expect((await clerk.get(sheet)).body).toContain('所属を直してください')
  })

  test('after the deadline the returned sheet is still handed in, others are not, and all are accepted in one act', async () => {
    house.setClock('2026-07-15T10:00:00+09:00')
    expect((await neighbor.post(draft, { version: '2', page: 'page-of-tama' })).statusCode).toBe(409)
    expect((await clerk.post(`${sheet}/submission`, { version: String(await versionOf()) })).statusCode).toBe(303)
    expect((await planner.post(`/calls/${town.call}/sheets/acceptance`)).statusCode).toBe(303)
    expect(await lastLine()).toMatchObject({ action: 'sheet.accepted', subject: 'sheet:1' })
    expect((await planner.post(`/calls/${town.call}/sheets/acceptance`)).statusCode).toBe(409)
  })

})

describe('a closed call opened again for one municipality', () => {
  const until = (day: string) => ({ 'dueOn.year': '2026', 'dueOn.month': '7', 'dueOn.day': day })
  const late = `/calls/${town.call}/sheets/late`
  const lateOne = { municipalityId: String(town.tama), reason: '台風で役場が閉まったため' }
  const typeIn = async () => {
    const { version } = await db.selectFrom('nomination_sheet').select('version').where('municipality_id', '=', town.tama).executeTakeFirstOrThrow()
    return neighbor.post(draft, { version: String(version), page: 'page-of-tama', ...whole })
  }

  test('from the page of the call, with a day of its own and a reason; what is wrong stands at its box', async () => {
    await db.updateTable('training').set({ state: 'call_published' }).where('id', '=', town.training).execute()
    expect((await planner.post(`/calls/${town.call}/closing`)).statusCode).toBe(303)
    await drain(house.crewHouse, crew)
    expect((await planner.get(`/calls/${town.call}`)).body).toContain(`href="${late}"`)
    expect((await planner.get(late)).body).not.toContain('立川市</option>')
    for (const [form, words] of [
      [{ ...lateOne, ...until('25'), reason: ' ' }, '理由を書いてください'], [{ ...lateOne, ...until('10') }, '新しい期限がすでに過ぎています'],
      [{ ...lateOne, 'dueOn.year': '2026', 'dueOn.month': '8', 'dueOn.day': '1' }, '受講決定の日（令和8年7月31日（金））まで'], [{ ...until('25'), reason: lateOne.reason }, 'id="municipalityId-problem"'],
    ] as const) {
      const { statusCode, body } = await planner.post(late, form)
      expect([statusCode, body.includes(words), body.includes('value="25"') || !('dueOn.day' in form) || form['dueOn.day'] !== '25']).toEqual([422, true, true])
    }
    expect((await planner.post(late, { ...lateOne, ...until('25'), municipalityId: '99999' })).statusCode).toBe(404)
    const handedIn = await planner.post(late, { ...lateOne, ...until('25'), municipalityId: String(town.tachikawa) })
    expect([handedIn.statusCode, handedIn.body.includes('この推薦書は受け付け済みです')]).toEqual([409, true])
    for (const who of [clerk, neighbor]) expect((await who.post(late, { ...lateOne, ...until('25') })).statusCode).toBe(404)
    expect((await typeIn()).statusCode).toBe(409)
  })

  test('it may hand in, is told with the reason and reads it; all others stay closed and learn nothing', async () => {
    house.post.mails.length = 0
    expect((await planner.post(late, { ...lateOne, ...until('25') })).statusCode).toBe(303)
    expect(await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'sheet.prolonged').execute())
      .toMatchObject([{ detail: { callId: town.call, municipalityId: town.tama, dueOn: '2026-07-25', reason: lateOne.reason } }])
    await drain(house.crewHouse, crew)
    expect(house.post.mails.map(({ to, subject }) => [to, subject])).toEqual([[`p${town.clerkOfTama.person}@house.test`, '【推薦書の期限の延長】令和8年度 地域ケア会議実践者養成研修']])
    expect(house.post.mails[0]!.text).toMatch(/令和8年7月25日（土）まで受け付けます[\s\S]*台風で役場が閉まったため[\s\S]*until Saturday, 25 July 2026|until Sat/)

    expect((await db.selectFrom('call').select(['state', 'closes_on']).where('id', '=', town.call).executeTakeFirst())).toEqual({ state: 'closed', closes_on: '2026-07-10' })
    for (const page of [sheet, `/calls/${town.call}`, '/']) expect((await neighbor.get(page)).body, page).toMatch(/台風で役場が閉まったため/)
    expect((await neighbor.get(`/calls/${town.call}`)).body).toContain('推薦書を開く')
    for (const page of [sheet, `/calls/${town.call}`, '/', '/calls']) expect((await clerk.get(page)).body, page).not.toMatch(/台風|7月25日/)
    expect((await planner.get(`/calls/${town.call}/sheets`)).body).toMatch(/多摩市[\s\S]*7月25日[\s\S]*台風で役場が閉まったため/)
    expect((await planner.get(`/calls/${town.call}`)).body).toMatch(/個別に受付を再開した区市町村[\s\S]*多摩市[\s\S]*台風で役場が閉まったため/)

    expect((await typeIn()).statusCode).toBe(303)
    await db.updateTable('nomination_sheet').set({ state: 'draft', due_on: null }).where('municipality_id', '=', town.tachikawa).execute()
    expect((await save(whole)).statusCode).toBe(409)
    expect((await clerk.get('/')).body).not.toContain(`href="${sheet}"`)
    // The page says why there is nothing to type into.
    expect((await clerk.get(sheet)).body).toContain('推薦の受付は令和8年7月10日（金）に締め切りました。遅れて出すときは、事務局へご連絡ください。')
    house.setClock('2026-07-26T09:00:00+09:00')
    expect((await typeIn()).statusCode).toBe(409)
  })

  test('no more once the selection has begun', async () => {
    house.setClock('2026-07-15T10:00:00+09:00')
    await db.updateTable('training').set({ state: 'selecting' }).where('id', '=', town.training).execute()
    const begun = await planner.post(late, { ...lateOne, ...until('28') })
    expect([begun.statusCode, begun.body.includes('受講者を決める作業が始まっています')]).toEqual([409, true])
    expect((await planner.get(`/calls/${town.call}`)).body).not.toContain(`href="${late}"`)
  })
})

test.each(['sheet', 'sheet/check'])('the page %s asks the database at most five times', async (page) => {
  const asked: string[] = []
  const { executeQuery } = db.getExecutor().constructor.prototype
  const spy = function (this: object, query: { sql: string }, ...rest: unknown[]) { asked.push(query.sql); return executeQuery.call(this, query, ...rest) }
  db.getExecutor().constructor.prototype.executeQuery = spy
  try {
    await neighbor.get(`/calls/${town.call}/${page}?known=ZZ`)
  } finally {
    db.getExecutor().constructor.prototype.executeQuery = executeQuery
  }
  expect(asked.length).toBeGreaterThan(1)
  expect(asked.length).toBeLessThanOrEqual(5)
})

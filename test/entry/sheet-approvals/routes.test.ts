import { describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { messageJobs } from '../../../server/messages/notifications/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const officer = async (name: string, kana: string) => givePost(db, await makePerson(db, name, kana, town.tachikawa), 'municipality', town.tachikawa)
const [headOf, chiefOf, deputyOf] = [await officer('係 長子', 'かかり ちょうこ'), await officer('課 長男', 'か ちょうお'), await officer('補 佐美', 'ほ さみ')]
const clerk = await house.visitor(town.clerkOfTachikawa)
const [head, chief, deputy] = [await house.visitor(headOf), await house.visitor(chiefOf), await house.visitor(deputyOf)]
const neighbor = await house.visitor(town.clerkOfTama)
const planner = await house.visitor(town.planner)
const sheet = `/calls/${town.call}/sheet`

const whole = {
  'chair.0.name': '田中 美咲', 'chair.0.kana': 'たなか みさき', 'chair.0.affiliation': 'みずべ包括', 'chair.0.experience': 'planned',
  ...Object.fromEntries(['adviser', 'case_presenter', 'other'].flatMap((one) => [[`nil.${one}`, 'true'], [`nilReason.${one}`, '異動のため']])),
}
const stored = () => db.selectFrom('nomination_sheet').select(['version', 'state', 'in_approval as inApproval', 'submitted_by as by']).where('municipality_id', '=', town.tachikawa).executeTakeFirst()
const save = async () => clerk.post(`${sheet}/draft`, { version: String((await stored())?.version ?? 0), page: 'page', ...whole })
const ask = async (who = clerk, message = '') => who.post(`${sheet}/approval`, { version: String((await stored())!.version), message })
const steps = (...rows: [title: string, post: number, deputy?: number][]) => Object.fromEntries(rows.flatMap(([title, post, deputy], n) =>
  [[`steps.${n}.title`, title], [`steps.${n}.postId`, String(post)], [`steps.${n}.deputyPostId`, deputy === undefined ? '' : String(deputy)]]))
const lastRound = async () => (await db.selectFrom('sheet_approval').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
const decide = async (who: typeof clerk, decision: 'approve' | 'return', note = '') => who.post(`/sheet-approvals/${await lastRound()}/decision`, { decision, note })
const lastLines = async (n: number) => (await db.selectFrom('audit_line').select('action').where('action', '<>', 'seen').orderBy('id', 'desc').limit(n).execute()).map(({ action }) => action)
const told = async () => {
  await drain(house.crewHouse, messageJobs)
  return (await db.selectFrom('message').select(['person_id as person', 'template']).where('template', 'like', 'approval%').orderBy('id').execute())
}

describe('who approves', () => {
  test('is set by the municipality, and shown as it was set', async () => {
    expect((await clerk.get('/sheet-approvals/steps')).body).toContain('課 長男')
    const { statusCode } = await clerk.post('/sheet-approvals/steps', steps(['係長', headOf.post], ['課長', chiefOf.post, deputyOf.post]))
    expect(statusCode).toBe(303)
    expect((await clerk.get('/sheet-approvals/steps')).body).toMatch(/value="係長"(.|\n)*value="課長"/)
    expect(await lastLines(1)).toEqual(['sheet_approval.steps_set'])
  })

  test('is refused box by box, and nothing is written', async () => {
    const { statusCode, body } = await clerk.post('/sheet-approvals/steps', steps(['係長', headOf.post], ['課長', headOf.post]))
    expect(statusCode).toBe(422)
    expect(body).toContain('この方は前の段でも選ばれています')
    expect(await db.selectFrom('sheet_approval_step').select('post_id').orderBy('position').execute()).toEqual([{ post_id: headOf.post }, { post_id: chiefOf.post }])
  })

  test('is nobody of another municipality, and no page for the prefecture', async () => {
    expect((await clerk.post('/sheet-approvals/steps', steps(['係長', town.clerkOfTama.post]))).statusCode).toBe(404)
    expect((await planner.get('/sheet-approvals')).statusCode).toBe(404)
    expect((await neighbor.get('/sheet-approvals/steps')).body).not.toContain('課 長男')
  })

  test('a municipality with one officer cannot turn it on', async () => {
    const { body } = await neighbor.post('/sheet-approvals/steps', steps(['係長', town.clerkOfTama.post]))
    expect(body).toContain('利用登録のある職員がお一人だけのため')
  })
})

describe('a sheet on its way', () => {
  test('cannot go to the prefecture before it was approved', async () => {
    await save()
    const { body } = await clerk.get(`${sheet}/check`)
    expect(body).toContain('内部承認を依頼する')
    expect(body).toContain('係長　係 長子 → 課長　課 長男')
    expect(body).toContain('それまでに最後の承認が済まないと、提出されません')
    const { statusCode, body: refused } = await clerk.post(`${sheet}/submission`, { version: String((await stored())!.version) })
    expect(statusCode).toBe(409)
    expect(refused).toContain('区市町村の中の承認が要ります')
  })

  test('is locked while it waits, and the first approver is told', async () => {
    expect((await ask(clerk, '急ぎです')).statusCode).toBe(303)
    expect(await stored()).toMatchObject({ state: 'draft', inApproval: true })
    expect((await save()).body).toContain('内部承認を待っています')
    expect((await clerk.get(sheet)).body).toContain('承認の経過を見る')
    expect(await told()).toEqual([{ person: headOf.person, template: 'approval_requested' }])
    expect((await head.get('/sheet-approvals')).body).toMatch(/あなたの番のもの(.|\n)*承認待ち(.|\n)*終わったもの/)
    expect((await head.get(`/sheet-approvals/${await lastRound()}`)).body).toContain('急ぎです')
    const home = (await head.get('/')).body
    expect([home.includes('内部承認待ち'), home.includes(`href="/sheet-approvals/${await lastRound()}"`), home.includes('つづきを書く')]).toEqual([true, true, false])
  })

  test('is decided by nobody before their turn, nor by who asked, nor by another municipality', async () => {
    const asked = await decide(chief, 'approve')
    expect([asked.statusCode, (await decide(clerk, 'approve')).statusCode, (await decide(neighbor, 'approve')).statusCode]).toEqual([409, 409, 404])
    expect(asked.body).toContain('いまは係長（係 長子）の番です')
    expect((await neighbor.get(`/sheet-approvals/${await lastRound()}`)).statusCode).toBe(404)
  })

  test('goes back with the reason, and can be changed and asked for again', async () => {
    expect((await decide(head, 'return')).body).toContain('差し戻す理由が書かれていません')
    expect((await decide(head, 'return', '職種を入れてください')).statusCode).toBe(303)
    const { body } = await clerk.get(sheet)
    expect(body).toContain('係長（係 長子）から差し戻されています')
    expect(body).toContain('職種を入れてください')
    expect((await told()).at(-1)).toEqual({ person: town.clerkOfTachikawa.person, template: 'approval_returned' })
    const home = (await clerk.get('/')).body
    expect([home.includes('内部で差し戻し'), home.includes('つづきを書く'), home.includes('【差し戻し】推薦書')]).toEqual([true, true, true])
    expect((await save()).statusCode).toBe(303)
    await ask()
  })

  test('is taken back by who asked alone', async () => {
    const at = `/sheet-approvals/${await lastRound()}/recall`
    expect((await head.post(at)).body).toContain('取り下げられるのは依頼した人だけです')
    expect((await clerk.post(at)).statusCode).toBe(303)
    expect(await stored()).toMatchObject({ inApproval: false })
    expect(await lastLines(1)).toEqual(['sheet_approval.recalled'])
    await ask()
  })

  test('goes to the next, whose deputy decides with a word said, and with the last yes to the prefecture', async () => {
    expect((await decide(head, 'approve', '確認しました')).statusCode).toBe(303)
    expect((await told()).slice(-2).map(({ person }) => person).sort()).toEqual([chiefOf.person, deputyOf.person].sort())
    const silent = await decide(deputy, 'approve')
    expect(silent.body).toContain('代決の理由が書かれていません')
    expect((await decide(deputy, 'approve', '課長不在のため')).statusCode).toBe(303)
    expect(await stored()).toMatchObject({ state: 'submitted', inApproval: false, by: town.clerkOfTachikawa.person })
    expect((await lastLines(2)).sort()).toEqual(['sheet.submitted', 'sheet_approval.approved'])
    const { body } = await clerk.get(`/sheet-approvals/${await lastRound()}`)
    expect(body).toContain('補 佐美（代決）')
    expect(body).toContain('課長不在のため')
    expect((await decide(chief, 'approve')).body).toContain('すでに承認されています')
  })
})

describe('the deadline', () => {
  test('holds: the last yes comes too late, and nothing is written', async () => {
    await clerk.post(`${sheet}/recall`)
    await save()
    await ask()
    await decide(head, 'approve')
    house.setClock('2026-07-11T10:00:00+09:00')
    const { statusCode, body } = await decide(chief, 'approve')
    expect(statusCode).toBe(409)
    expect(body).toContain('締め切りました')
    expect((await chief.get(`/sheet-approvals/${await lastRound()}`)).body).toContain('承認しても提出できません')
    expect(await stored()).toMatchObject({ state: 'draft', inApproval: true })
    house.setClock('2026-06-15T10:00:00+09:00')
  })
})

// The embedded database serves one at a time; only a PostgreSQL server makes this a race.
test('the last yes pressed eight times together hands in once', async () => {
  const before = (await db.selectFrom('audit_line').select('id').where('action', '=', 'sheet.submitted').execute()).length
  const answers = await Promise.all(Array.from({ length: 8 }, () => decide(chief, 'approve')))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array(7).fill(409)])
  expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'sheet.submitted').execute()).toHaveLength(before + 1)
})

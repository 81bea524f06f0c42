import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { inChange, type Change } from '../../../server/base/change.ts'
import { scopeFor } from '../../../server/base/access.ts'
import { Missing, Refusal } from '../../../server/base/errors.ts'
import type { Kind } from '../../../server/base/policy.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../../server/office/approvals/changes.ts'
import { approvalOf } from '../../../server/office/approvals/queries.ts'
import { openHouse } from '../../support/app.ts'
import { settle, type Someone } from '../../support/people.ts'

const { db, visitor, stranger } = await openHouse()
const town = await settle(db)
const now = new Date('2026-06-15T10:00:00+09:00')
const asked = { subject: 'call:1', title: { ja: '令和8年度 実践者養成研修の募集', en: 'Call for the practitioner training, FY2026' }, path: '/calls/1' }

const as = <T>(who: Someone, kind: Kind, work: (change: Change) => Promise<T>) => {
  const actor = { accountId: who.account, personId: who.person, postId: who.post, kind, municipalityId: null }
  const scope = scopeFor(actor, 'calls.read') ?? { of: 'public' as const }
  return inChange(db, { actor, scope, now, random: (bytes) => new Uint8Array(bytes) }, work)
}
const ask = () => as(town.planner, 'prefecture', (change) => requestApproval(change, asked))
const refusalOf = (work: Promise<unknown>) => work.then(() => null, (error) => error instanceof Refusal ? error.reason.key : error)

beforeEach(async () => { await sql`delete from approval`.execute(db) })

test('a request waits, is approved by a colleague, and both acts are written down', async () => {
  const id = await ask()
  expect(await approvalOf(db, 'call:1')).toMatchObject({ id, state: 'requested', requestedByName: '都 太郎', decidedByName: null })
  await as(town.approver, 'prefecture', (change) => approveRequest(change, 'call:1'))
  expect(await approvalOf(db, 'call:1')).toMatchObject({ id, state: 'approved', decidedByName: '承 認子', decidedAt: now, note: null })
  expect(await db.selectFrom('audit_line').select(['action', 'person_id']).where('subject', '=', `approval:${id}`).orderBy('id').execute()).toEqual([
    { action: 'approval.requested', person_id: town.planner.person }, { action: 'approval.approved', person_id: town.approver.person },
  ])
})

test('nobody approves or returns their own, and those who may not decide learn of nothing', async () => {
  await ask()
  expect(await refusalOf(as(town.planner, 'prefecture', (change) => approveRequest(change, 'call:1')))).toBe('approvals.ownRequest')
  expect(await refusalOf(as(town.planner, 'prefecture', (change) => returnRequest(change, 'call:1', '直す')))).toBe('approvals.ownRequest')
  expect(await refusalOf(as(town.contractor, 'contractor', (change) => approveRequest(change, 'call:1')))).toBeInstanceOf(Missing)
  expect(await refusalOf(as(town.approver, 'prefecture', (change) => approveRequest(change, 'call:2')))).toBeInstanceOf(Missing)
  expect((await approvalOf(db, 'call:1'))?.state).toBe('requested')
})

test('returning carries the note, and a new request may follow; two at once may not', async () => {
  await ask()
  expect(await refusalOf(ask())).toBe('approvals.alreadyRequested')
  expect(await refusalOf(as(town.approver, 'prefecture', (change) => returnRequest(change, 'call:1', ' ')))).toBe('approvals.noteMissing')
  await as(town.approver, 'prefecture', (change) => returnRequest(change, 'call:1', ' 締切を直してください '))
  expect(await approvalOf(db, 'call:1')).toMatchObject({ state: 'returned', note: '締切を直してください' })
  const second = await ask()
  expect(await approvalOf(db, 'call:1')).toMatchObject({ id: second, state: 'requested' })
})

test('the one who asked takes back, and names nobody as decider', async () => {
  await ask()
  expect(await refusalOf(as(town.approver, 'prefecture', (change) => recallRequest(change, 'call:1')))).toBe('approvals.notYours')
  await as(town.planner, 'prefecture', (change) => recallRequest(change, 'call:1'))
  expect(await approvalOf(db, 'call:1')).toMatchObject({ state: 'recalled', decidedByName: null, decidedAt: now })
})

// The embedded database serves one at a time; only a PostgreSQL server makes this a race.
test('of eight who decide together exactly one does', async () => {
  await ask()
  const acts = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => as(town.approver, 'prefecture', (change) =>
    n % 2 === 0 ? approveRequest(change, 'call:1') : returnRequest(change, 'call:1', '直す'))))
  expect(acts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(acts.flatMap((act) => act.status === 'rejected' && !(act.reason instanceof Refusal) ? [act.reason] : [])).toEqual([])
})

test('the page shows what waits for me, what I asked, and what was decided', async () => {
  await ask()
  await as(town.approver, 'prefecture', (change) => requestApproval(change, { subject: 'selection:1', title: { ja: '受講者の決定', en: 'Selection' }, path: '/selections/1' }))
  const section = (body: string, id: string) => body.slice(body.indexOf(`<h2 id="${id}">`)).split('</section>')[0]!
  const { body } = await (await visitor(town.approver)).get('/approvals')
  expect(section(body, 'for-me')).toContain('<a href="/calls/1#approval" lang="ja">令和8年度 実践者養成研修の募集</a>')
  expect(section(body, 'for-me')).not.toContain('受講者の決定')
  expect(section(body, 'mine')).toContain('受講者の決定')
  expect(section(body, 'decided')).toContain('まだありません')

  await as(town.approver, 'prefecture', (change) => returnRequest(change, 'call:1', '場所が <b>違います</b>'))
  const after = (await (await visitor(town.planner)).get('/approvals', {}, { language: 'en' })).body
  expect(section(after, 'decided')).toContain('場所が &lt;b&gt;違います&lt;/b&gt;')
  expect(section(after, 'decided')).toContain('Returned')
  expect(section(after, 'decided')).toContain('Call for the practitioner training, FY2026')
  expect(section(after, 'decided')).not.toContain('実践者養成研修の募集')
})

test('what was asked before requests had an English name is shown by the Japanese one', async () => {
  await ask()
  await db.updateTable('approval').set({ title_en: '' }).execute()
  expect((await (await visitor(town.approver)).get('/approvals', {}, { language: 'en' })).body).toContain('>令和8年度 実践者養成研修の募集</a>')
})

test('the page is for those who decide; others find nothing there', async () => {
  for (const who of [town.contractor, town.clerkOfTachikawa, town.trainee, town.administrator])
    expect((await (await visitor(who)).get('/approvals')).statusCode).toBe(404)
  expect((await (await stranger()).get('/approvals')).headers.location).toBe('/sign-in?to=%2Fapprovals')
  expect((await (await visitor(town.planner)).get('/approvals?page=0')).statusCode).toBe(404)
})

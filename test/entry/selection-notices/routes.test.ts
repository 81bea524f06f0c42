import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { dossierJobs } from '../../../server/entry/dossiers/jobs.ts'
import { noticeJobs } from '../../../server/entry/selection-notices/jobs.ts'
import { withdrawEnrollment } from '../../../server/entry/enrollments/changes.ts'
import { inChange } from '../../../server/base/change.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { namesInZip, wordsOf } from '../../support/reading.ts'
import { nominate, sixPeople } from '../selection/world.ts'

/** E4: the letters of a selection, the list for each municipality, and the paper that was decided by. */
const house = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const { db, crewHouse } = house
const town = await settle(db)
const [planner, approver, contractor, clerk, clerkOfTama] = await Promise.all(
  [town.planner, town.approver, town.contractor, town.clerkOfTachikawa, town.clerkOfTama].map((who) => house.visitor(who)))
const at = `/trainings/${town.training}`
const letters = `${at}/notices`
const jobs = { ...dossierJobs, ...noticeJobs }
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)
const decide = async (who: typeof planner, decision: string, more = {}) => who!.post(`${at}/selection/approval?version=${await version()}`, { decision, ...more })
const words = {
  version: '0', documentNumber: '８福祉高介第345号', 'issuedOn.year': '2026', 'issuedOn.month': '7', 'issuedOn.day': '31', sender: '東京都福祉局高齢者施策推進部介護保険課長',
  sealOmitted: 'true', office: '地域ケア会議主管課長　殿', selected: '{区市町村}から推薦のあった研修の受講を決定しました。', waitlisted: '{理由}、補欠としました。',
  next_year: '次の年度に優先します。', declined: '{理由}、不決定としました。', list: '別紙のとおり決定しました。', nextSteps: '氏名を確かめてください。\n動画を見てください。',
  'withdrawBy.year': '2026', 'withdrawBy.month': '8', 'withdrawBy.day': '7', contact: '介護保険課\n電話 03-5320-0000',
}
const batch = () => db.selectFrom('notice_batch').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
const notices = () => db.selectFrom('notice').selectAll().orderBy('id').execute()
const idOf = async (name: string) => (await db.selectFrom('notice').select('id').where('name', '=', name).orderBy('id', 'desc').executeTakeFirstOrThrow()).id
const actions = async (subject: string) => (await db.selectFrom('audit_line').select('action').where('subject', '=', subject).orderBy('id').execute()).map(({ action }) => action)

beforeAll(async () => {
  await nominate(db, town, sixPeople(town))
  await planner!.post(`${at}/selection`, { overPercent: '100', waitlistMax: '1', version: '0' })
})

describe('the paper that is decided by', () => {
  test('before approval is asked for there is none, and the page says when there will be', async () => {
    expect((await planner!.get(`${at}/dossiers`)).body).toContain('決裁資料はまだありません')
    for (const who of [clerk, clerkOfTama]) expect((await who!.get(`${at}/dossiers`)).statusCode).toBe(404)
  })

  test('asking prints it once: figures, rules, the reason of each change by hand, every name', async () => {
    const [, second] = await db.selectFrom('selection_line').select(['nomination_id as id', 'cohort_id as cohort']).where('outcome', '=', 'selected').orderBy('position').execute()
    const third = await db.selectFrom('selection_line').select('nomination_id as id').where('outcome', '=', 'declined').executeTakeFirstOrThrow()
    await planner!.post(`${at}/selection/lines/${second!.id}`, { act: 'change', outcome: 'next_year', reason: '本人の申出による', version: await version() })
    await planner!.post(`${at}/selection/lines/${third.id}`, { act: 'change', outcome: 'selected', cohortId: String(second!.cohort), reason: '職種の均衡のため', version: await version() })
    expect((await decide(planner, 'ask')).statusCode).toBe(303)
    expect((await approver!.get(`${at}/dossiers`)).body).toContain('いま承認待ちの案の資料を作っています')
    await drain(crewHouse, jobs)
    await drain(crewHouse, jobs)
    const row = await db.selectFrom('selection_dossier as d').innerJoin('file as f', 'f.id', 'd.file_id').select(['d.id', 'd.content_hash as hash', 'f.sha256', 'f.key']).executeTakeFirstOrThrow()
    const { body } = await approver!.get(`${at}/dossiers`)
    expect(body).toContain(row.sha256)
    const { rawPayload, headers } = await approver!.get(`/dossiers/${row.id}/file`)
    expect(headers['content-type']).toBe('application/pdf')
    const said = await wordsOf(rawPayload)
    for (const one of ['受講者の決定について', '本人の申出による', '職種の均衡のため', 'ZZA司会一子', 'ZZB歯科衛', '抽選の種', `内容の照合値${row.hash.slice(0, 16)}`]) expect(said).toContain(one)
    expect(await actions(`training:${town.training}`)).toContain('dossier.printed')
  })

  test('another version is another paper, and the first stays as it was', async () => {
    const [first] = await db.selectFrom('selection_dossier').selectAll().execute()
    await decide(approver, 'return', { note: '理由をもう少し詳しく' })
    expect((await approver!.get(`${at}/dossiers`)).body).toContain('差戻し')
    expect((await decide(planner, 'ask')).statusCode).toBe(303)
    await drain(crewHouse, jobs)
    const all = await db.selectFrom('selection_dossier').selectAll().orderBy('id').execute()
    expect(all).toHaveLength(2)
    expect(all[0]).toEqual(first)
    expect(all[1]!.version).toBeGreaterThan(first!.version)
  })
})

describe('the letters', () => {
  test('before the announcement nothing can be written, and a municipality sees nothing', async () => {
    expect((await planner!.get(letters)).body).toContain('結果を発表すると、決定通知を作れます')
    expect((await planner!.post(`${letters}/draft`, words)).statusCode).toBe(409)
    expect((await clerk!.get(letters)).body).not.toContain('ZZA司会')
    await decide(approver, 'approve')
    expect((await approver!.post(`${at}/selection/announcement`, { version: await version() })).statusCode).toBe(303)
  })

  test('a hole that nothing fills is refused where it stands, with everything typed still there', async () => {
    const { statusCode, body } = await planner!.post(`${letters}/draft`, { ...words, declined: '{name}さんは不決定です。' })
    expect(statusCode).toBe(422)
    expect(body).toContain('「{name}」に入る言葉がありません')
    expect(body).toContain('８福祉高介第345号')
    expect(await db.selectFrom('notice_batch').select('id').execute()).toEqual([])
  })

  test('what is written is looked at with a real person before anything is printed', async () => {
    expect((await planner!.post(`${letters}/draft`, words)).statusCode).toBe(303)
    const { body } = await planner!.get(letters)
    for (const one of ['通知がまだの方', '見本：受講決定（4）', '見本：補欠（1）', '見本：次年度優先（1）', '見本：区市町村の決定者一覧（2）']) expect(body).toContain(one)
    const sample = await planner!.get(`${letters}/preview?kind=selected`)
    expect(sample.headers['content-disposition']).toMatch(/^inline/)
    const said = await wordsOf(sample.rawPayload)
    for (const one of ['８福祉高介第345号', '令和8年7月31日', '（公印省略）', '立川市から推薦のあった研修の受講を決定しました', '氏名を確かめてください', '令和8年8月7日までに立川市へ', '以上', '電話03-5320-0000']) expect(said).toContain(one.replace(/\s/g, ''))
    expect(await wordsOf((await planner!.get(`${letters}/preview?kind=waitlisted`)).rawPayload)).toContain('推薦が定員を超えたため、補欠としました')
    expect(await notices()).toEqual([])
    expect((await planner!.get(`${letters}/preview?kind=declined`)).statusCode).toBe(404)
  })

  test('somebody else who wrote meanwhile is not written over', async () => {
    const { statusCode, body } = await contractor!.post(`${letters}/draft`, words)
    expect([statusCode, body.includes('８福祉高介第345号')]).toEqual([409, true])
  })

  test('printing is a work with a page; begun twice it prints once; each letter is stored with its hash', async () => {
    // as the button on the page sends it
    const seen = /<input type="hidden" name="version" value="(\d+)">/.exec((await planner!.get(letters)).body)?.[1]
    const begun = await planner!.post(letters, { version: String(seen) })
    expect(begun.headers.location).toMatch(/^\/works\/\d+$/)
    expect((await planner!.post(letters, { version: String(seen) })).statusCode).toBe(409)
    expect((await clerk!.get(letters)).body).not.toContain('/notices/')
    await drain(crewHouse, jobs)
    const all = await notices()
    expect(all.map(({ kind }) => kind).sort()).toEqual(['list', 'list', 'next_year', 'selected', 'selected', 'selected', 'selected', 'waitlisted'])
    expect((await batch()).state).toBe('done')
    expect((await planner!.get(begun.headers.location!)).body).toContain('8件のうち8件')
    expect(await actions(`training:${town.training}`)).toEqual(expect.arrayContaining(['notices.written', 'notices.issued']))
    const zip = await planner!.get(`${begun.headers.location}/file`)
    const names = namesInZip(zip.rawPayload)
    expect(names).toHaveLength(8)
    expect(names.every((name) => /^\d{6}_(立川市|多摩市)\//.test(name))).toBe(true)
    expect(names.filter((name) => name.endsWith('決定者一覧_立川市.pdf'))).toHaveLength(1)
  })

  test('a municipality takes its own letters and its list, and no others', async () => {
    const { body } = await clerk!.get(letters)
    expect(body).toContain('ZZA司会 一子')
    expect(body).not.toContain('ZZB')
    const [own, theirs] = [await idOf('ZZA司会 一子'), await idOf('ZZB進行 花')]
    expect(await wordsOf((await clerk!.get(`/notices/${own}/file`)).rawPayload)).toContain('ZZA司会一子様')
    const [other, never] = [await clerk!.get(`/notices/${theirs}/file`), await clerk!.get('/notices/999999/file')]
    expect([other.statusCode, other.body]).toEqual([404, never.body])
    const list = await wordsOf((await clerk!.get(`/notices/${await idOf('立川市')}/file`)).rawPayload)
    expect(list).toContain('ZZA助言二郎')
    expect(list).not.toContain('ZZB')
    expect((namesInZip((await clerk!.get(`${letters}/bundle`)).rawPayload)).every((name) => name.includes('立川市'))).toBe(true)
    expect((await contractor!.get(`${letters}/bundle`)).statusCode).toBe(404)
  })

  test('the office takes the letters of one municipality as one file with its name; a municipality asks for no other', async () => {
    expect((await planner!.get(`${letters}?municipality=${town.tachikawa}`)).body).toContain(`${letters}/bundle?municipality=${town.tachikawa}`)
    const one = await planner!.get(`${letters}/bundle?municipality=${town.tachikawa}`)
    expect([decodeURIComponent(String(one.headers['content-disposition'])).includes('立川市.zip'), one.statusCode]).toEqual([true, 200])
    const names = namesInZip(one.rawPayload)
    expect([names.length > 1, names.every((name) => name.includes('_立川市/'))]).toEqual([true, true])
    expect((await clerk!.get(`${letters}/bundle?municipality=${town.tama}`)).statusCode).toBe(404)
  })

  test('a trainee takes the own letter', async () => {
    const person = (await db.selectFrom('person').select('id').where('name', '=', 'ZZA司会 一子').executeTakeFirstOrThrow()).id
    const account = await db.selectFrom('account as a').innerJoin('post as p', 'p.account_id', 'a.id').select(['a.id as account', 'p.id as post']).where('a.person_id', '=', person).executeTakeFirstOrThrow()
    const trainee = await house.visitor({ person, ...account })
    const { body } = await trainee.get('/my-notices')
    expect(body).toContain('８福祉高介第345号')
    expect((await trainee.get(`/my-notices/${await idOf('ZZA司会 一子')}/file`)).statusCode).toBe(200)
    expect((await trainee.get(`/my-notices/${await idOf('ZZB進行 花')}/file`)).statusCode).toBe(404)
    expect((await trainee.get(letters)).statusCode).toBe(404)
  })

  test('nobody waits any more; who left gets no letter, who moved up gets another', async () => {
    expect((await planner!.get(letters)).body).toContain('通知がまだの方はいません')
    const leaving = await db.selectFrom('enrollment').selectAll().orderBy('number').executeTakeFirstOrThrow()
    const waiting = await db.selectFrom('selection_line as l').innerJoin('nomination as n', 'n.id', 'l.nomination_id').select(['n.id', 'n.person_id as person', 'n.municipality_id as municipality', 'n.category', 'n.name'])
      .where('l.outcome', '=', 'waitlisted').executeTakeFirstOrThrow()
    const random = (bytes: number) => new Uint8Array(bytes)
    await inChange(db, { actor: null, scope: { of: 'all' }, now: crewHouse.clock(), random }, (change) => withdrawEnrollment(change, leaving.id, '異動'))
    await db.insertInto('enrollment').values({
      training_id: town.training, cohort_id: leaving.cohort_id, person_id: waiting.person!, municipality_id: waiting.municipality, nomination_id: waiting.id, number: 99,
      category: waiting.category, enrolled_at: crewHouse.clock(),
    }).execute()
    expect((await planner!.get(letters)).body).toContain('追加の通知を書く')
    const draft = await planner!.get(`${letters}/draft`)
    expect(draft.body).toContain('電話 03-5320-0000') // begins with the words of the last
    await planner!.post(`${letters}/draft`, { ...words, documentNumber: '８福祉高介第400号' })
    await planner!.post(letters, { version: String((await batch()).version) })
    await drain(crewHouse, jobs)
    const { id } = await batch()
    expect((await notices()).filter((one) => one.batch_id === id).map(({ kind, name }) => [kind, name]))
      .toEqual([['list', expect.stringMatching(/市$/)], ['selected', waiting.name]])
  })

  test('a name that no face of ours can show is held back with what to do, and the others are printed', async () => {
    const [one] = await db.selectFrom('enrollment').selectAll().where('state', '<>', 'withdrawn').orderBy('number').execute()
    await db.updateTable('person').set({ name: '葛󠄅西 花子' }).where('id', '=', one!.person_id).execute()
    await db.deleteFrom('notice').where('person_id', '=', one!.person_id).execute()
    await planner!.post(`${letters}/draft`, { ...words, documentNumber: '８福祉高介第401号' })
    const begun = await planner!.post(letters, { version: String((await batch()).version) })
    await drain(crewHouse, jobs)
    expect((await planner!.get(begun.headers.location!)).body).toContain('印刷できない文字（葛󠄅）')
  })
})

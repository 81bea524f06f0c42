import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, htmx, type VisitorOf } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

/** K4, K5: what is noted, commented, frozen and corrected of a meeting; what is to be done; what those who could not come find. */
const house = await openHouse({ now: '2026-11-18T15:00:00+09:00' })
const { db } = house
const town = await settle(db)
let [planner, second, clerk, other, expert, trainee, contractor] = [] as unknown as VisitorOf[] as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
const meeting = await putMeeting(db)
const [item] = meeting.items
const at = `${meeting.page}/minutes`
const held = (id = meeting.id) => db.updateTable('meeting').set({ state: 'held', held_at: new Date(), people_here: 1, municipalities_here: 1 }).where('id', '=', id).execute()
const note = (by: VisitorOf, body: Record<string, string>, id = item, headers = {}) => by.post(`/meeting-items/${id}/note`, { decision: '', ...body }, headers)
const stands = (id = item) => db.selectFrom('minutes_note').select(['text', 'decision', 'version']).where('meeting_item_id', '=', id).executeTakeFirst()
const revisions = (id = item) => db.selectFrom('minutes_note_revision').select(['version', 'text', 'saved_by']).where('meeting_item_id', '=', id).orderBy('version').execute()
const standing = (id = meeting.id) => db.selectFrom('minutes').select(['state', 'comments_due_on', 'version']).where('meeting_id', '=', id).executeTakeFirst()
const logged = async (action: string) => (await db.selectFrom('audit_line').select('subject').where('action', '=', action).execute()).length
const work = () => drain(house.crewHouse, crew)
const day = (name: string, value: string) => { const [year, month, date] = value.split('-'); return { [`${name}.year`]: year!, [`${name}.month`]: String(Number(month)), [`${name}.day`]: String(Number(date)) } }

beforeAll(async () => {
  planner = await house.visitor(town.planner); second = await house.visitor(town.approver); clerk = await house.visitor(town.clerkOfTachikawa); other = await house.visitor(town.clerkOfTama)
  expert = await house.visitor(town.expert); trainee = await house.visitor(town.trainee); contractor = await house.visitor(town.contractor)
  await db.insertInto('meeting_person').values({ meeting_id: meeting.id, municipality_id: town.tachikawa, person_id: town.clerkOfTachikawa.person, name: 'ZZA立川 花子', mode: 'venue', origin: 'reply', added_at: new Date(), here_at: new Date(), here_mode: 'venue', here_how: 'desk' }).execute()
})

describe('what is noted', () => {
  test('is kept with every revision, by whoever saves; saving the same again makes none', async () => {
    expect((await note(planner, { text: '都から説明した。\r\n次回は2月。', version: '0', page: 'pa' })).headers.location).toBe(`${at}#note-${item}`)
    expect((await note(planner, { text: '都から説明した。\n次回は2月。', version: '1', page: 'pa' })).statusCode).toBe(303)
    expect([await stands(), (await revisions()).length]).toEqual([{ text: '都から説明した。\n次回は2月。', decision: '', version: 1 }, 1])
    expect((await planner.get(at)).body).toContain('15:00に保存（都 太郎）')
    expect(await logged('note.saved')).toBe(2)
  })
  test('holds its item on the agenda; one of which nothing was said can go', async () => {
    const refused = await planner.post(`/meeting-items/${item}/removal`)
    expect([refused.statusCode, refused.body.includes('この議事には、議事録、次の行動、意見のどれかがあるため')]).toEqual([409, true])
    const { id } = await db.insertInto('meeting_item').values({ meeting_id: meeting.id, position: 9, kind: 'other', title: '取り除く議事', minutes: 5 }).returning('id').executeTakeFirstOrThrow()
    await planner.get(at)
    expect((await planner.post(`/meeting-items/${id}/removal`)).statusCode).toBe(303)
    expect([await db.selectFrom('meeting_item').select('id').where('id', '=', id).execute(), await logged('meeting_item.removed')]).toEqual([[], 1])
  })
  test('by a second person out of the old text is not kept: both texts stand side by side, and what was typed stays', async () => {
    const answer = await note(second, { text: '都から説明した。\n次回は3月。', decision: 'なし', version: '0', page: 'pb' })
    expect([answer.statusCode, (await stands())!.version]).toEqual([409, 1])
    expect(answer.body).toContain('ほかの人が先に保存しました')
    expect(answer.body).toMatch(/<mark>.*?ちがう行：.*?次回は3月。<\/mark>[\s\S]*?次回は2月。<\/mark>/)
    expect(answer.body).toContain('\n都から説明した。\n次回は3月。</textarea>')
    expect(answer.body).toContain('name="seen" value="1"')
    expect((await revisions()).map(({ text }) => text)).not.toContain('都から説明した。\n次回は3月。')
  })
  test('is put into one text when that is asked for, still unsaved; and saved it replaces, the other stays a revision', async () => {
    const both = await note(second, { text: '都から説明した。\n次回は3月。', version: '0', page: 'pb', seen: '1', act: 'merge' })
    expect([both.statusCode, (await stands())!.version]).toEqual([409, 1])
    expect(both.body).toContain('次回は2月。\n都から説明した。\n次回は3月。</textarea>')
    expect((await note(second, { text: '都から説明した。\n次回は2月か3月。', version: '0', page: 'pb', seen: '1', act: 'mine' })).statusCode).toBe(303)
    expect((await revisions()).map(({ text, saved_by }) => [text.split('\n')[1], saved_by])).toEqual([['次回は2月。', town.planner.person], ['次回は2月か3月。', town.approver.person]])
    const compared = await planner.get(`/meeting-items/${item}/note/revisions/2`)
    expect(compared.body).toMatch(/次回は2月か3月。<\/mark>[\s\S]*次回は2月。<\/mark>/)
    expect((await planner.get(`/meeting-items/${item}/note/revisions`)).body).toContain('第2版')
    expect((await planner.get(`/meeting-items/${item}/note/revisions/2?beside=9`)).statusCode).toBe(404)
  })
  test('saves itself from one page without a conflict with itself, and says which version is safe', async () => {
    const piece = htmx(`section#minutes-saved-${item}`)
    const saved = await note(planner, { text: '一', version: '2', page: 'pc' }, item, piece)
    expect(saved.headers.location).toBe(`/meeting-items/${item}/note?saved=3`)
    const shown = await planner.get(saved.headers.location!, piece)
    expect(shown.body).toContain(`id="minutes-saved-${item}"`)
    expect(shown.body).toContain('data-version="3"')
    expect(shown.body).not.toContain('<textarea')
    expect((await note(planner, { text: '一二', version: '2', page: 'pc' })).statusCode).toBe(303) // its button, while the first was still on its way
    const refused = await note(second, { text: '三', version: '3', page: 'pd' }, item, piece)
    expect([refused.statusCode, refused.body.includes('name="seen" value="4"')]).toEqual([409, true])
    expect((await stands())!.text).toBe('一二')
  })
  test('is a missing page to whoever does not write, and minutes in draft are one to all others', async () => {
    for (const one of [clerk, expert, trainee]) {
      for (const page of [at, `/meeting-items/${item}/note`, `/meeting-items/${item}/note/revisions`, `${at}/opening`, `${at}/finish`, `${at}/correction`, `${at}/comments`]) expect([page, (await one.get(page)).statusCode]).toEqual([page, 404])
      expect((await note(one, { text: '他', version: '4' })).statusCode).toBe(404)
    }
    expect((await contractor.get(at)).statusCode).toBe(200)
    expect((await contractor.get(`${at}/opening`)).statusCode).toBe(404)
    expect((await planner.get('/meeting-items/99999/note')).statusCode).toBe(404)
  })
})

describe('what is to be done', () => {
  const add = (by: VisitorOf, more: Record<string, string>) => by.post('/actions', { what: '様式を配る', meetingItemId: String(item), back: at, ...more })
  const rows = () => db.selectFrom('action_item').select(['what', 'municipality_id', 'for_all', 'owner', 'state', 'id', 'version']).where('meeting_item_id', 'is not', null).orderBy('id').execute()
  test('is given to the office, to all or to one municipality, by the office alone', async () => {
    expect((await add(planner, { whose: 'prefecture', owner: '介護保険課' })).headers.location).toBe(at)
    await add(contractor, { what: '要綱を送る', whose: 'all', ...day('dueOn', '2026-12-10') })
    await add(planner, { what: 'ZZB事例をまとめる', whose: String(town.tama), ...day('dueOn', '2026-11-25') })
    expect((await rows()).map(({ what, municipality_id, for_all, owner }) => [what, municipality_id, for_all, owner])).toEqual([['様式を配る', null, false, '介護保険課'], ['要綱を送る', null, true, ''], ['ZZB事例をまとめる', town.tama, false, '']])
    for (const one of [clerk, expert, trainee]) expect((await add(one, { whose: 'all' })).statusCode).toBe(404)
    expect((await add(planner, { whose: '99999' })).statusCode).toBe(404)
    expect((await add(planner, { whose: 'nobody' })).statusCode).toBe(422)
  })
  test('stands on the page of its meeting for all, and on the list and the home of whoever has to do it', async () => {
    for (const one of [planner, clerk, other]) expect((await one.get(meeting.page)).body).toContain('ZZB事例をまとめる')
    for (const page of ['/actions', '/']) {
      expect([(await other.get(page)).body.includes('ZZB事例をまとめる'), (await clerk.get(page)).body.includes('ZZB事例をまとめる')]).toEqual([true, false])
      expect((await clerk.get(page)).body).toContain('要綱を送る')
    }
  })
  test('is settled by whose it is, and worded by the office alone', async () => {
    const [, forAll, ofTama] = await rows()
    expect((await clerk.post(`/actions/${ofTama!.id}/settlement`, { state: 'done', version: '1' })).statusCode).toBe(404)
    expect((await clerk.post(`/actions/${forAll!.id}/settlement`, { state: 'done', version: '1' })).statusCode).toBe(404)
    expect((await other.post(`/actions/${ofTama!.id}`, { what: '別のこと', version: '1' })).statusCode).toBe(409)
    expect((await other.get(`/actions/${ofTama!.id}`)).body).toContain('都が直します')
    expect((await other.post(`/actions/${ofTama!.id}/settlement`, { state: 'done', version: '1' })).statusCode).toBe(303)
    expect((await rows()).map(({ state }) => state)).toEqual(['open', 'open', 'done'])
  })
  test('stands first at the next meeting of the series until it is settled, and on its wall; a meeting of another series knows nothing of it', async () => {
    const next = await putMeeting(db, { series: meeting.series, title: '第3回連絡会議', heldOn: '2027-02-10' })
    const body = (await clerk.get(next.page)).body
    expect(body.indexOf('前回までに決めたこと')).toBeGreaterThan(0)
    expect(body.indexOf('前回までに決めたこと')).toBeLessThan(body.indexOf('<h2 id="agenda-title">'))
    expect(body).toContain('要綱を送る')
    expect(body).not.toContain('ZZB事例をまとめる') // settled before
    expect((await planner.get(`${next.page}/screen`)).body).toContain('様式を配る')
    expect((await planner.get((await putMeeting(db, { title: '別の会議' })).page)).body).not.toContain('様式を配る')
    await db.updateTable('meeting').set({ round: 0, state: 'planned', announced_at: null }).where('id', '=', next.id).execute()
  })
})

describe('comments', () => {
  const say = (by: VisitorOf, text: string, more: Record<string, string> = {}) => by.post(`${at}/comments`, { text, ...more })
  test('are asked for once the meeting was held, until a day, and all municipalities are told', async () => {
    const { version } = await standing() ?? { version: 0 }
    expect((await planner.post(`${at}/opening`, { ...day('dueOn', '2026-11-25'), version: String(version) })).statusCode).toBe(409)
    await held()
    expect((await planner.post(`${at}/opening`, { ...day('dueOn', '2026-11-17'), version: String(version) })).statusCode).toBe(409)
    expect((await planner.post(`${at}/opening`, { ...day('dueOn', '2026-11-25'), version: String(version) })).statusCode).toBe(303)
    expect(await standing()).toMatchObject({ state: 'comments', comments_due_on: '2026-11-25' })
    await work()
    expect((await db.selectFrom('message').select('municipality_id').where('template', '=', 'minutes_opened').orderBy('municipality_id').execute()).map((row) => row.municipality_id)).toEqual([town.tachikawa, town.tama])
    for (const one of [clerk, other]) expect((await one.get(at)).body).toContain('一二')
    expect((await expert.get(at)).statusCode).toBe(404)
    await db.updateTable('meeting_item').set({ speaker_id: town.expert.person }).where('id', '=', item).execute()
    expect((await expert.get(at)).statusCode).toBe(200)
    expect((await clerk.get('/')).body).toContain('議事録を見て、意見を出せます')
  })
  test('come from who was there and who was not, of an item or the whole; each reads its own, the office all, and answers', async () => {
    expect((await say(clerk, 'ZZA日付が違います', { itemId: String(item) })).statusCode).toBe(303)
    expect((await say(other, 'ZZB欠席しましたが、質問があります')).statusCode).toBe(303)
    expect((await say(clerk, '他の議事', { itemId: '99999' })).statusCode).toBe(404)
    for (const one of [planner, expert, trainee]) expect((await say(one, 'だめ')).statusCode).toBe(404)
    const [own, theirs, all] = [(await clerk.get(`${at}/comments`)).body, (await other.get(`${at}/comments`)).body, (await planner.get(`${at}/comments`)).body]
    expect([own.includes('ZZA日付'), own.includes('ZZB欠席'), theirs.includes('ZZA日付'), theirs.includes('ZZB欠席'), all.includes('ZZA日付') && all.includes('ZZB欠席')]).toEqual([true, false, false, true, true])
    const { id } = await db.selectFrom('minutes_comment').select('id').where('municipality_id', '=', town.tama).executeTakeFirstOrThrow()
    expect((await other.get(`/minutes-comments/${id}`)).statusCode).toBe(404)
    expect((await planner.post(`/minutes-comments/${id}`, { answer: '資料3をご覧ください' })).statusCode).toBe(303)
    // Whoever looked before that is shown the answer that stands; what they typed stays, and sent again it takes its place.
    const late = await second.post(`/minutes-comments/${id}`, { answer: '資料4です', seen: '' })
    expect([late.statusCode, late.body.includes('資料3をご覧ください</blockquote>'), late.body.includes('資料4です</textarea>')]).toEqual([409, true, true])
    expect((await other.get(`${at}/comments`)).body).toContain('資料3をご覧ください')
    await work()
    expect((await db.selectFrom('message').select('municipality_id').where('template', '=', 'minutes_answered').execute())).toEqual([{ municipality_id: town.tama }])
    const seen = /name="seen" value="([^"]+)"/.exec(late.body)![1]!
    expect((await second.post(`/minutes-comments/${id}`, { answer: '資料4です', seen })).statusCode).toBe(303)
    expect((await other.get(`${at}/comments`)).body).toContain('資料4です')
  })
  test('are refused in words after the last day, and the minutes are not final before it', async () => {
    const { version } = (await standing())!
    expect((await planner.post(`${at}/finish`, { version: String(version) })).statusCode).toBe(409)
    house.setClock('2026-11-26T00:10:00+09:00')
    const late = await say(clerk, '遅い意見')
    expect([late.statusCode, late.body.includes('意見の受付は2026年11月25日で終わりました') || late.body.includes('で終わりました')]).toEqual([409, true])
    expect((await clerk.get(`${at}/comments`)).body).not.toContain('<textarea')
    expect(await db.selectFrom('minutes_comment').select('id').execute()).toHaveLength(2)
  })
})

describe('final minutes', () => {
  const paper = (number: number) => clerk.get(`${at}/editions/${number}/paper`)
  test('are frozen with a stored PDF and its hash, and the meeting is shared', async () => {
    const { version } = (await standing())!
    expect((await planner.post(`${at}/finish`, { version: String(version - 1) })).statusCode).toBe(409)
    expect((await planner.post(`${at}/finish`, { version: String(version) })).statusCode).toBe(303)
    expect((await paper(0)).statusCode).toBe(404) // it is being printed
    await work()
    expect((await db.selectFrom('meeting').select('state').where('id', '=', meeting.id).executeTakeFirstOrThrow()).state).toBe('minutes_shared')
    const { sha256 } = await db.selectFrom('minutes_edition as e').innerJoin('file as f', 'f.id', 'e.file_id').select('f.sha256').executeTakeFirstOrThrow()
    const answer = await paper(0)
    expect([answer.headers['content-type'], createHash('sha256').update(answer.rawPayload).digest('hex')]).toEqual(['application/pdf', sha256])
    expect((await clerk.get(at)).body).toContain(sha256.slice(0, 16))
    expect((await note(planner, { text: '書き換え', version: '4', page: 'pc' })).statusCode).toBe(409)
    expect(await logged('meeting.shared')).toBe(1)
    expect((await db.selectFrom('message').select('id').where('template', '=', 'meeting_shared').execute())).toHaveLength(2)
  })
  test('are corrected with a reason and a number; until then, and after it, the old ones stay', async () => {
    const { version } = (await standing())!
    expect((await planner.post(`${at}/correction`, { version: String(version) })).statusCode).toBe(422)
    expect((await planner.post(`${at}/correction`, { reason: '日付の誤り', version: String(version) })).statusCode).toBe(303)
    expect((await note(planner, { text: '一二（訂正）', version: '4', page: 'pz' })).statusCode).toBe(303)
    expect((await clerk.get(at)).body).not.toContain('一二（訂正）')
    expect((await planner.post(`${at}/finish`, { version: String(version + 1) })).statusCode).toBe(303)
    await work()
    const body = (await clerk.get(at)).body
    expect([body.includes('一二（訂正）'), body.includes('第1回訂正'), body.includes('日付の誤り')]).toEqual([true, true, true])
    expect([(await paper(0)).statusCode, (await paper(1)).statusCode, (await paper(2)).statusCode]).toEqual([200, 200, 404])
    expect((await db.selectFrom('minutes_edition').select(['number', 'reason']).orderBy('number').execute())).toEqual([{ number: 0, reason: '' }, { number: 1, reason: '日付の誤り' }])
    expect((await db.selectFrom('message').select('id').where('template', '=', 'minutes_corrected').execute())).toHaveLength(2)
  })
})

describe('afterwards', () => {
  const after = `${meeting.page}/afterwards`
  test('who was not there finds all of it, asks, and marks that it was read; the office sees who has not, and reminds them', async () => {
    expect((await other.get(meeting.page)).body).toContain('会議に出られなかった区市町村へ')
    expect((await clerk.get(meeting.page)).body).not.toContain('会議に出られなかった区市町村へ')
    expect((await planner.get(after)).body).toContain('1区市町村が出ませんでした')
    expect((await planner.post(`${after}/reminder`)).statusCode).toBe(303)
    expect((await planner.post(`${after}/reminder`)).statusCode).toBe(409)
    await work()
    expect((await db.selectFrom('message').select('municipality_id').where('template', '=', 'meeting_missed').execute())).toEqual([{ municipality_id: town.tama }])
    for (const one of [planner, trainee, expert]) expect((await one.post(`${after}/reading`)).statusCode).toBe(404)
    expect((await other.post(`${after}/reminder`)).statusCode).toBe(404)
    expect((await other.post(`${after}/reading`)).statusCode).toBe(303)
    expect((await other.get(after)).body).toContain('読みました（')
    house.setClock('2026-11-27T10:00:00+09:00')
    expect((await planner.post(`${after}/reminder`)).statusCode).toBe(409)
  })
  test('questions are answered for all or for the asker, and found by their words across meetings', async () => {
    const ask = (by: VisitorOf, text: string) => by.post('/meeting-questions', { meetingId: String(meeting.id), itemId: String(item), text })
    expect((await ask(other, 'ZZBアンケートの様式はどこですか')).statusCode).toBe(303)
    expect((await ask(other, 'ZZB内々の相談です')).statusCode).toBe(303)
    for (const one of [planner, expert, trainee]) expect((await ask(one, 'だめ')).statusCode).toBe(404)
    const [shared, hidden] = await db.selectFrom('meeting_question').select('id').where('asked_when', '=', 'after').orderBy('id').execute()
    expect((await clerk.get('/meeting-questions')).body).not.toContain('ZZB')
    expect((await clerk.get(`/meeting-questions/${shared!.id}`)).statusCode).toBe(404)
    expect((await planner.post(`/meeting-questions/${shared!.id}`, { answer: '資料４の別紙です', to: 'all' })).statusCode).toBe(303)
    expect((await planner.post(`/meeting-questions/${hidden!.id}`, { answer: '個別にお答えします', to: 'asker' })).statusCode).toBe(303)
    const seen = /name="seen" value="([^"]+)"/.exec((await planner.get(`/meeting-questions/${shared!.id}`)).body)![1]!
    expect((await planner.post(`/meeting-questions/${shared!.id}`, { answer: '直し', to: 'all', seen: '' })).body).toContain('ほかの人が先に')
    expect((await planner.post(`/meeting-questions/${shared!.id}`, { answer: '直し', to: 'asker', seen })).body).toContain('答えも公開してください')
    expect((await planner.post(`/meeting-questions/${shared!.id}/unsharing`)).statusCode).toBe(409)
    expect((await db.selectFrom('meeting_question').select(['answer', 'shared_at']).where('id', '=', shared!.id).executeTakeFirstOrThrow())).toEqual({ answer: '資料４の別紙です', shared_at: expect.any(Date) })
    const found = (await clerk.get(`/meeting-questions?${new URLSearchParams({ q: 'ｱﾝｹｰﾄ 資料4' })}`)).body
    expect([found.includes('資料４の別紙です'), found.includes('内々')]).toEqual([true, false])
    expect((await clerk.get(`/meeting-questions?${new URLSearchParams({ q: "'; drop" })}`)).body).toContain('条件に合う質問はありません')
    expect((await other.get('/meeting-questions?state=own')).body).toContain('個別にお答えします')
    expect((await clerk.get('/meeting-questions?fiscal=2025')).body).not.toContain('資料４')
    await work()
    expect((await db.selectFrom('message').select('municipality_id').where('template', '=', 'meeting_question_answered').execute())).toEqual([{ municipality_id: town.tama }, { municipality_id: town.tama }])
  })
  test('the questionnaire is made, answered and counted as those of lessons are: never by person, never fewer than five', async () => {
    const q = `${meeting.page}/questionnaire`
    expect((await other.get(q)).statusCode).toBe(404)
    expect((await planner.post(`${q}/edit`, { grouping: 'none', act: 'standard', version: '1' })).statusCode).toBe(303)
    const content = (await db.selectFrom('meeting_questionnaire').select('content').executeTakeFirstOrThrow()).content as { items: { id: string; kind: string; required: boolean; options: { ja: string }[] }[] }
    expect((await planner.post(`${q}/opening`, day('closesOn', '2026-11-20'))).statusCode).toBe(409)
    expect((await planner.post(`${q}/opening`, day('closesOn', '2026-12-10'))).statusCode).toBe(303)
    const sheet = (n: number) => Object.fromEntries(content.items.map(({ id, kind, options }) => [`answers.${id}`, kind === 'text' ? `感想${n}` : kind === 'scale5' ? '4' : options[0]!.ja]))
    expect((await other.post(q, {})).statusCode).toBe(422)
    expect((await other.post(q, sheet(0))).statusCode).toBe(303)
    expect((await other.post(q, sheet(0))).statusCode).toBe(409)
    expect((await other.get(q)).body).toContain('ご回答ありがとうございました')
    expect((await planner.post(`${q}/counting`, { 'groups.0': 'rest' })).statusCode).toBe(409)
    for (let n = 1; n < 5; n += 1) {
      const one = await house.visitor(await givePost(db, await makePerson(db, `回答 ${n}`, 'かいとう', town.tachikawa), 'municipality', town.tachikawa, `a${n}@house.test`))
      expect((await one.post(q, sheet(n))).statusCode).toBe(303)
    }
    expect((await planner.get(`${q}/results`)).body).toContain('5人')
    expect((await planner.post(`${q}/counting`, { 'groups.0': 'rest' })).statusCode).toBe(303)
    expect((await planner.get(`${q}/results`)).body).toContain('集計')
    expect((await planner.get(`${q}/texts`)).body).toContain('感想3')
    for (const way of ['file', 'paper']) expect((await planner.get(`${q}/${way}`)).statusCode).toBe(200)
    expect((await planner.post(`${q}/edit`, { grouping: 'none', version: '2' })).statusCode).toBe(409) // somebody has answered
    for (const page of ['edit', 'results', 'texts']) for (const one of [other, expert, trainee]) expect((await one.get(`${q}/${page}`)).statusCode).toBe(404)
    expect(await db.selectFrom('questionnaire_pot').select(['lesson_id', 'municipality_id']).execute()).toEqual([{ lesson_id: null, municipality_id: null }])
  })
  test('every page of it is there in both languages', async () => {
    for (const [one, pages] of [
      [planner, [at, `${at}/reading`, `${at}/comments`, `/meeting-items/${item}/note`, `/meeting-items/${item}/note/revisions`, `/meeting-items/${item}/note/revisions/1`, `${at}/correction`, `${at}/finish`, after, '/meeting-questions', `${meeting.page}/questionnaire/edit`, `${meeting.page}/questionnaire/results`, meeting.page, '/actions', `/actions/new?meetingItemId=${item}`]],
      [other, [at, `${at}/comments`, after, '/meeting-questions', `/meeting-questions/new?meetingId=${meeting.id}`, `${meeting.page}/questionnaire`, meeting.page, '/actions', '/']],
    ] as const) for (const page of pages) for (const language of ['ja', 'en']) expect([page, language, (await one.get(page, {}, { language })).statusCode]).toEqual([page, language, 200])
  })
})

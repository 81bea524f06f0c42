import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

/** K4: two at one text. Whatever was said to be saved is in a revision, and nobody writes over what they have not seen. */
const house = await openHouse({ now: '2026-11-18T15:00:00+09:00' })
const { db } = house
const town = await settle(db)
const editors = [await house.visitor(town.planner), await house.visitor(town.approver), await house.visitor(town.contractor)] as const
const { items: [item] } = await putMeeting(db)
const save = (by: VisitorOf, body: Record<string, string>) => by.post(`/meeting-items/${item}/note`, body)
const stands = async () => (await db.selectFrom('minutes_note').select(['text', 'version']).where('meeting_item_id', '=', item).executeTakeFirst()) ?? { text: '', version: 0 }
const texts = async () => (await db.selectFrom('minutes_note_revision').select('text').where('meeting_item_id', '=', item).orderBy('version').execute()).map(({ text }) => text)

test('two who save at once, twenty times: one is kept, the other is shown both texts, and nothing is lost', async () => {
  for (let round = 1; round <= 20; round += 1) {
    const { version } = await stands()
    const answers = await Promise.all([0, 1].map((n) => save(editors[n]!, { text: `${round}回目 ${n}`, version: String(version), page: `${round}.${n}` })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    const loser = answers.findIndex(({ statusCode }) => statusCode === 409)
    expect(answers[loser]!.body).toContain(`${round}回目 ${loser}</textarea>`)
    expect(answers[loser]!.body).toMatch(new RegExp(`<mark>[\\s\\S]*?${round}回目 ${1 - loser}</mark>`))
    expect([await stands(), (await texts()).length]).toEqual([{ text: `${round}回目 ${1 - loser}`, version: version + 1 }, round])
  }
})

test('three pages that save by themselves, choose and merge in any order: every text that was taken is a revision, in the order in which it stood', async () => {
  let state = 20_261_118
  const roll = (below: number) => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return Math.floor(state / 65_536) % below }
  const pages = editors.map((by, n) => ({ by, page: `page-${n}`, version: 0, seen: null as number | null }))
  const before = (await texts()).length
  const taken: string[] = []
  for (const page of pages) page.version = (await stands()).version
  for (let step = 0; step < 60; step += 1) {
    const one = pages[roll(3)]!
    const text = `${one.page} 歩${step}`
    const was = await stands()
    const answer = await save(one.by, { text, version: String(one.version), page: one.page, ...one.seen !== null && { seen: String(one.seen) } })
    if (answer.statusCode === 303) {
      taken.push(text)
      expect(await stands()).toEqual({ text, version: was.version + 1 })
      // Its page may not have heard yet which version it made: then it goes on from the one it knew.
      if (roll(3) > 0) one.version = was.version + 1
      one.seen = null
    } else {
      expect([answer.statusCode, await stands()]).toEqual([409, was])
      one.seen = Number(/name="seen" value="(\d+)"/.exec(answer.body)![1])
    }
  }
  expect(taken.length).toBeGreaterThan(15)
  expect(taken.length).toBeLessThan(60)
  expect((await texts()).slice(before)).toEqual(taken)
})

import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { boxesOf, counted, openedCheck, trainedAt } from './support.ts'

/** What several officers do at once, and that figures stay what a recount gives whatever is moved in whatever order. */
const house = await openHouse({ now: '2026-04-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const second = await givePost(db, await makePerson(db, 'ZZA立川 二子', 'たちかわ ふたこ', town.tachikawa), 'municipality', town.tachikawa)
const [one, two, tama] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(second), await house.visitor(town.clerkOfTama)]
const people = await Promise.resolve(0).then(async () => {
  const made = []
  for (const n of [1, 2, 3, 4]) made.push(await trainedAt(db, town, `ZZA甲${n}`, 'こう', town.tachikawa, n % 2 ? {} : { category: 'adviser' }))
  return made
})
const check = await openedCheck(db, town)
const rows = (answer: string, seen: number, more = {}) => boxesOf(people.map(({ affiliation }) => ({ affiliationId: affiliation, seen, answer, ...more })))
const sheetVersion = async () => String((await db.selectFrom('transfer_sheet').select('version').where('municipality_id', '=', town.tachikawa).executeTakeFirstOrThrow()).version)

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('two officers at once', () => {
  test('save the same rows: one is kept, the other is told what stands', async () => {
    const answers = await Promise.all([one.post(`/transfer-checks/${check}/lines`, { act: 'save', ...rows('here', 0) }), two.post(`/transfer-checks/${check}/lines`, { act: 'save', ...rows('left', 0, { day: '3/31' }) })])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 422])
    expect(answers.find(({ statusCode }) => statusCode === 422)!.body).toContain('別の内容を保存していました')
    expect(await db.selectFrom('transfer_line').select('id').execute()).toHaveLength(people.length)
  })
  test('hand in: it happens once', async () => {
    await db.updateTable('transfer_line').set({ answer: 'left', typed: JSON.stringify({ answer: 'left', day: '3/31' }) }).execute()
    const version = await sheetVersion()
    const answers = await Promise.all([one, two, one].map((who) => who.post(`/transfer-checks/${check}/submission`, { version })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409, 409])
    expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'transfer_check.submitted').execute()).toHaveLength(1)
    expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'person.left').execute()).toHaveLength(people.length)
  })
})

test('whatever is moved, corrected, confirmed or refused, the count is what a recount gives, and nobody counts twice', async () => {
  const step = fc.tuple(fc.nat(3), fc.constantFrom('here', 'within', 'away', 'left', 'correct-here', 'correct-left', 'correct-away', 'confirm', 'refuse'))
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
    await db.deleteFrom('transfer_check').execute()
    await db.deleteFrom('affiliation').where('person_id', 'in', people.map(({ person }) => person)).execute()
    const affiliations: number[] = []
    for (const { person } of people) {
      await db.updateTable('person').set({ municipality_id: town.tachikawa }).where('id', '=', person).execute()
      affiliations.push((await db.insertInto('affiliation').values({ person_id: person, municipality_id: town.tachikawa, organization: '高齢福祉課', category: 'chair', from_on: '2022-04-01' }).returning('id').executeTakeFirstOrThrow()).id)
    }
    const id = await openedCheck(db, town)
    const typed = { here: { answer: 'here' }, within: { answer: 'within', day: '4/1', organization: '別の課' }, away: { answer: 'away', day: '4/1', municipality: '多摩市' }, left: { answer: 'left', day: '3/31' } } as Record<string, Record<string, string>>
    const first = affiliations.map((affiliationId, n) => ({ affiliationId, ...typed[steps.find(([who, what]) => who === n && what in typed)?.[1] ?? 'here'] }))
    await one.post(`/transfer-checks/${id}/lines`, { act: 'rest', ...boxesOf(first) })
    expect((await one.post(`/transfer-checks/${id}/submission`, { version: await sheetVersion() })).statusCode).toBe(303)
    for (const [who, what] of steps) {
      const person = people[who]!.person
      if (what.startsWith('correct-')) {
        const line = await db.selectFrom('transfer_line').select('id').where('person_id', '=', person).where((eb) => eb.not(eb.exists(eb.selectFrom('transfer_line as c').select('c.id').whereRef('c.corrects_id', '=', 'transfer_line.id')))).executeTakeFirstOrThrow()
        await one.post(`/transfer-lines/${line.id}/correction`, { ...typed[what.slice(8)], reason: '誤り' })
      }
      const arrival = await db.selectFrom('transfer_arrival').select('id').where('person_id', '=', person).where('state', '=', 'waiting').executeTakeFirst()
      if (arrival && what === 'confirm') await tama.post(`/transfer-arrivals/${arrival.id}/confirmation`, {})
      if (arrival && what === 'refuse') await tama.post(`/transfer-arrivals/${arrival.id}/refusal`, { reason: 'いません' })
      const { kept, recounted, people: heads } = await counted(db)
      expect(kept).toEqual(recounted)
      expect(kept.reduce((sum, { people, elsewhere }) => sum + people - elsewhere, 0)).toBe(heads)
    }
  }), { numRuns: 6, seed: 20260415 })
}, 240_000)

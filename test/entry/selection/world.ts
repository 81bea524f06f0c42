import { kanaKeyOf, searchKeyOf } from '../../../server/who/people/names.ts'
import type { Database } from '../../../server/base/database.ts'
import { idOf, makePerson, type Town } from '../../support/people.ts'

type Category = 'chair' | 'adviser' | 'case_presenter' | 'other'
export interface Named { municipality: number; category: Category; rank: number; name: string; kana: string; email?: string | null; wish?: number }

/** Closes the call of the small world and lets its municipalities have nominated these people on accepted sheets. */
export async function nominate(db: Database, town: Town, people: readonly Named[]): Promise<number[]> {
  await db.updateTable('call').set({ state: 'closed', closed_at: new Date('2026-07-11T09:00:00+09:00') }).execute()
  await db.updateTable('training').set({ state: 'call_closed' }).execute()
  const sheets = new Map<number, number>()
  for (const municipality of new Set(people.map((one) => one.municipality))) {
    sheets.set(municipality, await idOf(db.insertInto('nomination_sheet').values({
      call_id: town.call, municipality_id: municipality, state: 'accepted', receipt: `R-${municipality}`, saved_at: new Date('2026-07-01T09:00:00+09:00'),
    }).returning('id')))
  }
  const ids: number[] = []
  for (const { municipality, category, rank, name, kana, email = null, wish = null } of people) {
    const person = await makePerson(db, name, kana, municipality)
    if (email !== null) await db.updateTable('person').set({ email }).where('id', '=', person).execute()
    ids.push(await idOf(db.insertInto('nomination').values({
      sheet_id: sheets.get(municipality)!, call_id: town.call, municipality_id: municipality, person_id: person, category, rank, name, kana,
      affiliation: 'みどり地域包括支援センター', profession_code: 'public_health_nurse', experience: 'experienced', submitted: true, wished_cohort_id: wish,
    }).returning('id')))
  }
  return ids
}

/** Six people for the four seats of the small world: three of each municipality, in two categories. */
export const sixPeople = (town: Town): Named[] => [
  { municipality: town.tachikawa, category: 'chair', rank: 1, name: 'ZZA司会 一子', kana: 'しかい いちこ', email: 'shikai@house.test' },
  { municipality: town.tachikawa, category: 'adviser', rank: 1, name: 'ZZA助言 一郎', kana: 'じょげん いちろう', email: 'jogen@house.test' },
  { municipality: town.tachikawa, category: 'adviser', rank: 2, name: 'ZZA助言 二郎', kana: 'じょげん じろう' },
  { municipality: town.tama, category: 'chair', rank: 1, name: 'ZZB進行 花', kana: 'しんこう はな', email: 'shinko@house.test' },
  { municipality: town.tama, category: 'adviser', rank: 1, name: 'ZZB栄養 士郎', kana: 'えいよう しろう' },
  { municipality: town.tama, category: 'adviser', rank: 2, name: 'ZZB歯科 衛', kana: 'しか まもる', email: 'shika@house.test' },
]

/** Many people at once, in a few statements, on the sheets of thirty municipalities; for the sizes people fear. */
export async function crowd(db: Database, town: Town, count: number): Promise<void> {
  await db.updateTable('call').set({ state: 'closed' }).execute()
  await db.updateTable('training').set({ state: 'call_closed', capacity: count - 1000 }).execute()
  await db.updateTable('cohort').set({ capacity: count / 2 }).execute()
  const places = await db.insertInto('municipality').values(Array.from({ length: 30 }, (_, n) => ({
    code: `9${String(n).padStart(5, '0')}`, name: `第${n}市`, name_en: `City ${n}`, kana: 'し', kind: 'city' as const,
  }))).returning('id').execute()
  const sheets = await db.insertInto('nomination_sheet').values(places.map(({ id }) => ({
    call_id: town.call, municipality_id: id, state: 'accepted' as const, receipt: `R${id}`, saved_at: moment,
  }))).returning(['id', 'municipality_id as municipality']).execute()
  const kinds: Category[] = ['chair', 'adviser', 'case_presenter', 'other']
  for (let from = 0; from < count; from += 1000) {
    const numbers = Array.from({ length: Math.min(1000, count - from) }, (_, n) => from + n)
    const people = await db.insertInto('person').values(numbers.map((n) => ({
      name: `多数 ${n}`, kana: 'たすう', kana_key: kanaKeyOf('たすう'), search_key: searchKeyOf(`多数 ${n}`, 'たすう'), email: `many${n}@house.test`, created_at: moment,
    }))).returning('id').execute()
    await db.insertInto('nomination').values(numbers.map((n, index) => {
      const sheet = sheets[n % 30]!
      return {
        sheet_id: sheet.id, call_id: town.call, municipality_id: sheet.municipality, person_id: people[index]!.id, category: kinds[Math.floor(n / 30) % 4]!,
        rank: 1 + Math.floor(n / 120), name: `多数 ${n}`, kana: 'たすう', affiliation: '多数の会', submitted: true,
      }
    })).execute()
  }
}

const moment = new Date('2026-07-01T09:00:00+09:00')

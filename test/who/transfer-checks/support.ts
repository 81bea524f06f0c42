import type { Database } from '../../../server/base/database.ts'
import { idOf, makePerson, type Town } from '../../support/people.ts'

let numbers = 100

/** Somebody trained, in post: who they are and the affiliation they hold. */
export async function trainedAt(db: Database, town: Town, name: string, kana: string, municipality: number, more: { category?: 'chair' | 'adviser'; from?: string; organization?: string } = {}) {
  const person = await makePerson(db, name, kana, municipality)
  await db.insertInto('enrollment').values({
    training_id: town.training, cohort_id: town.cohorts[0], person_id: person, number: numbers++, category: more.category ?? 'chair', municipality_id: municipality,
    enrolled_at: new Date('2025-07-31T10:00:00+09:00'), state: 'completed', completed_on: '2026-02-20',
  }).execute()
  const affiliation = await worksAt(db, person, municipality, more)
  return { person, affiliation }
}

export const worksAt = (db: Database, person: number, municipality: number, { category = 'chair', from = '2022-04-01', organization = '高齢福祉課' }: { category?: 'chair' | 'adviser'; from?: string; organization?: string } = {}) =>
  idOf(db.insertInto('affiliation').values({ person_id: person, municipality_id: municipality, organization, category, from_on: from }).returning('id'))

export const openedCheck = (db: Database, town: Town, more: { year?: number; due?: string; state?: 'open' | 'closed' } = {}) => idOf(db.insertInto('transfer_check').values({
  fiscal_year: more.year ?? 2026, due_on: more.due ?? '2026-04-30', contact: '人材育成担当', opened_by: town.planner.person, opened_at: new Date('2026-04-01T09:00:00+09:00'), state: more.state ?? 'open', ...more.state === 'closed' ? { closed_at: new Date('2026-05-10T09:00:00+09:00') } : {},
}).returning('id'))

/** Rows of the big form, as a browser sends them. */
export const boxesOf = (rows: ({ affiliationId: number; seen?: number } & Record<string, unknown>)[]) => Object.fromEntries(rows.flatMap(({ seen = 0, ...row }, n) =>
  Object.entries({ seen, ...row }).map(([box, value]) => [`rows.${n}.${box}`, String(value)])))

/** What the database counts, and what a recount of the rows gives: each person once in a municipality. */
export async function counted(db: Database) {
  const kept = await db.selectFrom('coverage_count').select(['municipality_id as municipality', 'category', 'people', 'elsewhere']).where((eb) => eb.or([eb('people', '<>', 0), eb('elsewhere', '<>', 0)])).execute()
  const rows = await db.selectFrom('affiliation').select(['id', 'person_id', 'municipality_id', 'category', 'from_on']).where('to_on', 'is', null).where('category', 'is not', null).where('municipality_id', 'is not', null)
    .where((eb) => eb.exists(eb.selectFrom('enrollment as e').select('e.id').whereRef('e.person_id', '=', 'affiliation.person_id').where('e.state', '=', 'completed')))
    .orderBy('from_on', 'desc').orderBy('id', 'desc').execute()
  const sums = new Map<string, { municipality: number; category: string; people: number; elsewhere: number }>()
  const [seen, known] = [new Set<string>(), new Set<number>()]
  for (const { person_id, municipality_id, category } of rows) {
    if (seen.has(`${person_id} ${municipality_id}`)) continue
    seen.add(`${person_id} ${municipality_id}`)
    const key = `${municipality_id} ${category}`
    const sum = sums.get(key) ?? { municipality: municipality_id!, category: category!, people: 0, elsewhere: 0 }
    sums.set(key, { ...sum, people: sum.people + 1, elsewhere: sum.elsewhere + (known.has(person_id) ? 1 : 0) })
    known.add(person_id)
  }
  const inOrder = <T extends { municipality: number; category: string }>(all: T[]) => all.toSorted((a, b) => a.municipality - b.municipality || a.category.localeCompare(b.category))
  return { kept: inOrder(kept), recounted: inOrder([...sums.values()]), people: known.size }
}

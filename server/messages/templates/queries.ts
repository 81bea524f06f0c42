import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf } from '../../who/people/names.ts'

/** Every template that was ever changed: the version in use, the newest, and whether a draft waits. */
export const changedTemplates = (db: Reader) => db.selectFrom('letter_version as v').leftJoin('letter_in_use as u', 'u.template', 'v.template')
  .select((eb) => ['v.template', 'u.version as inUse', eb.fn.max('v.version').as('newest'), eb.fn.max('v.saved_at').as('savedAt'),
    sql<boolean>`bool_or(v.version is null)`.as('hasDraft')])
  .groupBy(['v.template', 'u.version']).limit(200).execute()

/** All versions of a template, the newest first, the draft before them; version 0 is not among them. */
export const versionsOf = (db: Reader, template: string) => db.selectFrom('letter_version as v')
  .innerJoin('person as s', 's.id', 'v.saved_by').leftJoin('person as p', 'p.id', 'v.published_by')
  .select(['v.id', 'v.version', 'v.title', 'v.title_en as titleEn', 'v.body', 'v.body_en as bodyEn', 'v.saved_at as savedAt', 's.name as savedBy',
    'v.published_at as publishedAt', 'p.name as publishedBy', 'v.edited',
    sql<number>`coalesce((select u.version from letter_in_use u where u.template = v.template), 0)`.as('inUse')])
  .where('v.template', '=', template).orderBy('v.version', (ob) => ob.desc().nullsFirst()).limit(200).execute()
export type Version = Awaited<ReturnType<typeof versionsOf>>[number]

const escaped = (words: string) => words.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** Some people by name or kana, to write a letter to on trial. */
export const peopleNamed = (db: Reader, scope: Scope, words: string) => db.selectFrom('person as p').leftJoin('municipality as m', 'm.id', 'p.municipality_id')
  .select(['p.id', 'p.name', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
  .where('p.search_key', 'like', `%${escaped(searchKeyOf(words, ''))}%`).orderBy('p.kana_key').orderBy('p.id').limit(20).execute()

export const bodiesNamed = (db: Reader, words: string) => db.selectFrom('municipality as m')
  .select(['m.id', 'm.name', sql<string | null>`null`.as('municipality'), sql<string | null>`null`.as('municipalityEn')])
  .where((eb) => eb.or([eb('m.name', 'like', `%${escaped(words)}%`), eb('m.kana', 'like', `%${escaped(words)}%`), eb('m.name_en', 'ilike', `%${escaped(words)}%`)]))
  .where('m.valid_to', 'is', null).orderBy('m.code').limit(20).execute()

/** What is known of a person that a letter may tell: the latest training, its number, cohort and days, the latest certificate. */
export const personToTell = (db: Reader, scope: Scope, id: number) => db.selectFrom('person as p')
  .leftJoin('municipality as m', 'm.id', 'p.municipality_id')
  .leftJoin('enrollment as e', (join) => join.on('e.id', '=', (eb) => eb.selectFrom('enrollment as n').select(({ fn }) => fn.max('n.id').as('id')).whereRef('n.person_id', '=', 'p.id')))
  .leftJoin('training as t', 't.id', 'e.training_id').leftJoin('cohort as c', 'c.id', 'e.cohort_id').leftJoin('call as k', 'k.training_id', 't.id')
  .select(['p.id', 'p.name', 'p.name as nameEn', 'm.name as municipality', 'm.name_en as municipalityEn', 't.title', 't.title_en as titleEn',
    'e.number', 'c.name as cohort', 'c.name_en as cohortEn', 'k.contact', 'k.id as callId',
    sql<string | null>`(select min(d.held_on)::text from class_day d where d.cohort_id = c.id)`.as('dueOn'),
    sql<string | null>`(select k.number_text from certificate k where k.person_id = p.id order by k.id desc limit 1)`.as('certificate')])
  .where('p.id', '=', id).where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') })).executeTakeFirst()

/** What is known of a municipality that a letter may tell: the latest call, and its own sheet for it. */
export const bodyToTell = (db: Reader, id: number) => db.selectFrom('municipality as m')
  .leftJoin('call as k', (join) => join.on('k.id', '=', (eb) => eb.selectFrom('call').select(({ fn }) => fn.max('id').as('id')).where('state', 'not in', ['draft', 'in_approval'])))
  .leftJoin('training as t', 't.id', 'k.training_id')
  .leftJoin('nomination_sheet as s', (join) => join.onRef('s.call_id', '=', 'k.id').onRef('s.municipality_id', '=', 'm.id'))
  .select(['m.id', 'm.name', 'm.name_en as nameEn', 't.title', 't.title_en as titleEn', 'k.contact', 'k.id as callId', 'k.document_number as documentNumber',
    'k.office_closes_on as officeClosesOn', 'k.closes_on as closesOn', 'k.decision_on as decisionOn', 's.receipt', 's.due_on as dueOn'])
  .where('m.id', '=', id).executeTakeFirst()

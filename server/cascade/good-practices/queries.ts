import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { sizes, type Size, type Theme } from './rules.ts'

interface Paged { limit: number; offset: number }
export interface UserCount { year: number | null; count: number | null; unit: string }

const listed = (db: Reader) => db.selectFrom('good_practice as g').select(['g.id', 'g.state', 'g.title', 'g.name', 'g.prefecture', 'g.kind', 'g.outline', 'g.population', 'g.since_year as sinceYear', 'g.municipality_id as municipalityId', 'g.published_at as publishedAt',
  sql<Theme[]>`g.themes`.as('themes')])

const adopted = sql<number>`(select count(*)::int from practice_adoption a where a.practice_id = g.id)`

/** What stands on the shelf: asked past the wall, and for nothing else. */
const published = (beyond: Reader) => listed(beyond).where('g.state', '=', 'published')
/** What a scope has of its own, whatever became of it. */
const own = (db: Reader, scope: Scope) => listed(db).where(({ ref }) => within(scope, { municipality: ref('g.municipality_id'), person: sql<null>`null::int` }))

export interface ShelfFilter { q?: string | undefined; theme?: Theme | undefined; size?: Size | undefined; kind?: 'ward' | 'city' | 'town' | 'village' | undefined }

/** One page of the shelf, the newest first, with the number of all in each row and by how many each was adopted. */
export const shelfPage = (beyond: Reader, { q, theme, size, kind }: ShelfFilter, { limit, offset }: Paged) => published(beyond)
  .select([adopted.as('adopted'), sql<number>`count(*) over ()`.as('total')])
  .$if(q !== undefined, (rows) => rows.where(sql<boolean>`strpos(lower(g.title || ' ' || g.name || ' ' || g.prefecture || ' ' || g.outline || ' ' || g.features), lower(${q ?? ''})) > 0`))
  .$if(theme !== undefined, (rows) => rows.where(sql<boolean>`g.themes @> ${JSON.stringify([theme])}::jsonb`))
  .$if(size !== undefined, (rows) => rows.where('g.population', '>=', sizes[size!][0]).where('g.population', '<', sizes[size!][1]))
  .$if(kind !== undefined, (rows) => rows.where('g.kind', '=', kind!))
  .orderBy('g.published_at', 'desc').orderBy('g.id').limit(limit).offset(offset).execute()

/** What is written and where it stands, what waits first; the office sees all of them. */
export const ownPage = (db: Reader, scope: Scope, { limit, offset }: Paged) => own(db, scope).select([adopted.as('adopted'), sql<number>`count(*) over ()`.as('total')])
  .orderBy(sql`array_position(array['offered', 'draft', 'published', 'withdrawn'], g.state)`).orderBy('g.id', 'desc').limit(limit).offset(offset).execute()

const whole = ['g.part_population as partPopulation', 'g.aged_65_hundredths as aged65', 'g.part_aged_65_hundredths as partAged65', 'g.aged_75_hundredths as aged75', 'g.part_aged_75_hundredths as partAged75', 'g.counted_on as countedOn',
  'g.features', 'g.history', 'g.users', 'g.lead_body as leadBody', 'g.bodies', 'g.involvement', 'g.involvement_yen as involvementYen', 'g.aid', 'g.aid_yen as aidYen', 'g.issues', 'g.plans', 'g.other', 'g.section', 'g.contact',
  'g.version', 'g.note', 'g.consented_at as consentedAt', 'g.model_support_id as modelSupportId'] as const
const counts = sql<UserCount[]>`g.user_counts`
const consenter = sql<string | null>`(select p.name from person p where p.id = g.consented_by)`

export const findPublished = (beyond: Reader, id: number) => published(beyond).select(whole).select([counts.as('userCounts'), consenter.as('consentedBy')]).where('g.id', '=', id).executeTakeFirst()
export const findOwn = (db: Reader, scope: Scope, id: number) => own(db, scope).select(whole).select([counts.as('userCounts'), consenter.as('consentedBy')]).where('g.id', '=', id).executeTakeFirst()
export type Practice = NonNullable<Awaited<ReturnType<typeof findOwn>>>

/** Who adopted a published practice, and after which course: shown to all who read it. */
export const adoptionsOf = (beyond: Reader, practiceId: number) => beyond.selectFrom('practice_adoption as a').innerJoin('municipality as m', 'm.id', 'a.municipality_id').leftJoin('training as t', 't.id', 'a.training_id')
  .select(['a.id', 'a.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'a.adopted_on as adoptedOn', 'a.what', 'a.training_id as trainingId', 't.title as training', 't.title_en as trainingEn'])
  .where('a.practice_id', '=', practiceId).orderBy('a.adopted_on', 'desc').orderBy('m.code').limit(100).execute()

/** Trainings after which a practice may have been adopted: those that were held, the latest first. */
export const trainingsHeld = (db: Reader) => db.selectFrom('training').select(['id', 'title', 'title_en as titleEn']).where('state', 'in', ['running', 'judging', 'closed'])
  .orderBy('fiscal_year', 'desc').orderBy('id').limit(60).execute()

/** The municipality that writes, as the form begins with it. */
export const findBody = (db: Reader, id: number) => db.selectFrom('municipality').select(['id', 'name', 'kind', 'section']).where('id', '=', id).executeTakeFirst()

/** What a support gave, to begin a practice with. */
export const groundOfPractice = (db: Reader, scope: Scope, modelSupportId: number) => db.selectFrom('model_support as s').leftJoin('support_report as q', 'q.model_support_id', 's.id')
  .select(['s.id', 's.fiscal_year as fiscalYear', 's.structure', 'q.opening', 'q.results', 'q.outlook'])
  .where('s.id', '=', modelSupportId).where(({ ref }) => within(scope, { municipality: ref('s.municipality_id'), person: sql<null>`null::int` })).executeTakeFirst()

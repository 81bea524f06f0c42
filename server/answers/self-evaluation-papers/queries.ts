import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { behind, type HeadCount } from '../../planning/trainings/counts.ts'
import type { Grounds, SheetContent } from '../self-evaluations/content.ts'
import type { Asked } from '../self-evaluations/counting.ts'

const everything: Scope = { of: 'all' }

const editions = (db: Reader) => db.selectFrom('evaluation_edition as d').innerJoin('evaluation_year as y', 'y.id', 'd.year_id').innerJoin('self_evaluation_sheet as s', 's.id', 'y.sheet_id')
  .leftJoin('file as b', 'b.id', 'd.pdf_file_id').leftJoin('file as x', 'x.id', 'd.xlsx_file_id').leftJoin('person as m', 'm.id', 'd.made_by').leftJoin('person as k', 'k.id', 'd.asked_by')
  .select(['d.id', 'd.number', 'd.reason', 'd.content', 'd.grounds', 'd.sha256', 'd.made_at as madeAt', 'm.name as madeBy', 'k.name as askedBy', 'd.reported_on as reportedOn', 'd.reported_to as reportedTo', 'd.published_on as publishedOn', 'd.address',
    'd.pdf_file_id as pdfFileId', 'd.xlsx_file_id as xlsxFileId', 'b.sha256 as pdf', 'x.sha256 as xlsx', 'y.id as yearId', 'y.fiscal_year as fiscalYear', 'y.state', 's.id as sheetId'])
  .select((eb) => jsonArrayFrom(eb.selectFrom('evaluation_edition as o').whereRef('o.year_id', '=', 'd.year_id').select(['o.id', 'o.number', 'o.reason', 'o.made_at as madeAt', 'o.reported_on as reportedOn', 'o.published_on as publishedOn', 'o.sha256']).orderBy('o.number', 'desc').limit(50)).as('editions'))

const shaped = (row: Awaited<ReturnType<ReturnType<typeof editions>['execute']>>[number] | undefined) =>
  row && { ...row, content: row.content as unknown as SheetContent, grounds: row.grounds as unknown as Grounds, editions: row.editions.map((one) => ({ ...one, madeAt: new Date(one.madeAt) })) }
export type Edition = NonNullable<ReturnType<typeof shaped>>

/** An edition: whoever answers for all finds any, everybody else what was published. */
export async function findEdition(db: Reader | Writer, scope: Scope, id: number) {
  const found = shaped(await editions(db as Reader).where('d.id', '=', id).$if(scope.of !== 'all', (q) => q.where('d.published_on', 'is not', null)).executeTakeFirst())
  return found && (scope.of === 'all' ? found : { ...found, editions: found.editions.filter(({ publishedOn }) => publishedOn !== null) })
}

/** Two editions of one sheet. */
export const besideOf = async (db: Reader, scope: Scope, id: number, other: number) => (await editions(db).where('d.id', 'in', [id, other]).$if(scope.of !== 'all', (q) => q.where('d.published_on', 'is not', null)).limit(2).execute()).map((row) => shaped(row)!)

/** An edition as its papers are printed; undefined when both lie there already. */
export const editionToPrint = async (db: Reader, id: number) => shaped(await editions(db).where('d.id', '=', id).where((eb) => eb.or([eb('d.pdf_file_id', 'is', null), eb('d.xlsx_file_id', 'is', null)])).executeTakeFirst())

/**
 * Who is behind a figure on one side only: in what was frozen and not counted now, or the other way round, with when their marks or their place last
 * moved after that. By name, in the order of kana.
 */
export async function movedPeople(db: Reader, asked: Asked, people: readonly [number, number][], frozenAt: Date) {
  const count: HeadCount = (['nominated', 'selected', 'attended', 'completed'] as const).find((one) => one === asked.measure) ?? 'selected'
  const extent = { ...asked.courseId === null ? {} : { courseId: asked.courseId }, ...asked.span === 'each' ? { fiscalYear: asked.fiscalYear } : { untilYear: asked.fiscalYear } }
  const frozen = sql<{ t: number; p: number }>`(select (pair->>0)::int as t, coalesce(q.merged_into_id, q.id) as p from jsonb_array_elements(${JSON.stringify(people)}::jsonb) pair join person q on q.id = (pair->>1)::int)`
  return db.selectFrom(behind(db, everything, count, extent).as('b')).fullJoin(frozen.as('f'), (join) => join.onRef('f.t', '=', 'b.trainingId').onRef('f.p', '=', 'b.personId'))
    .innerJoin('person as p', (join) => join.on('p.id', '=', sql<number>`coalesce(f.p, b."personId")`)).innerJoin('training as t', (join) => join.on('t.id', '=', sql<number>`coalesce(f.t, b."trainingId")`))
    .leftJoin('enrollment as e', (join) => join.onRef('e.training_id', '=', 't.id').onRef('e.person_id', '=', 'p.id')).leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select(['p.id as personId', 'p.name', 'p.kana', 'm.name as municipality', 'm.name_en as municipalityEn', 't.id as trainingId', 't.title', 't.title_en as titleEn', 'e.id as enrollmentId', 'e.affiliation',
      sql<boolean>`f.p is not null`.as('wasCounted'),
      sql<Date | null>`greatest((select max(k.marked_at) from attendance_mark k where k.enrollment_id = e.id and k.marked_at > ${frozenAt}), case when e.withdrawn_at > ${frozenAt} then e.withdrawn_at end, case when e.enrolled_at > ${frozenAt} then e.enrolled_at end)`.as('movedAt')])
    .where((eb) => eb.or([eb(sql`f.p`, 'is', null), eb(sql`b."personId"`, 'is', null)])).where((eb) => eb.or([eb(sql`b."trainingId"`, 'is', null), eb(sql`b."personId"`, 'is not', null)]))
    .orderBy('p.kana_key').orderBy('p.id').limit(200).execute()
}

/** Meetings of which a count is made on one side only. */
export const movedMeetings = (db: Reader, asked: Asked, frozen: readonly number[], frozenAt: Date) => db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .select(['m.id', 'm.title', 'm.title_en as titleEn', 'm.held_on as heldOn', sql<boolean>`m.id = any(${[...frozen]}::int[])`.as('wasCounted'), sql<Date | null>`(select max(l.at) from audit_line l where l.subject = 'meeting:' || m.id and l.at > ${frozenAt})`.as('movedAt')])
  .where((eb) => eb(sql`m.id = any(${[...frozen]}::int[])`, '<>', eb.and([eb('m.state', 'in', ['held', 'minutes_shared']), eb('s.fiscal_year', asked.span === 'each' ? '=' : '<=', asked.fiscalYear)])))
  .orderBy('m.held_on').orderBy('m.id').limit(100).execute()

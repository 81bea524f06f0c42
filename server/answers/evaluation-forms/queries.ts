import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Labels } from './rules.ts'

/** The scales of a form with their marks, the latest first; `form` is a column or an id. */
const scales = (db: Reader) => db.selectFrom('evaluation_form as f').select((eb) => [
  'f.id', 'f.name', 'f.name_en as nameEn', 'f.labels', 'f.version',
  jsonArrayFrom(eb.selectFrom('evaluation_grade_scale as s').whereRef('s.form_id', '=', 'f.id').select((own) => [
    's.id', 's.from_fiscal_year as fromFiscalYear', 's.source',
    jsonArrayFrom(own.selectFrom('evaluation_grade as g').whereRef('g.scale_id', '=', 's.id').select(['g.mark', 'g.label', 'g.at_least_tenths as atLeastTenths']).orderBy('g.position').limit(9)).as('grades'),
  ]).orderBy('s.from_fiscal_year', 'desc').limit(50)).as('scales'),
])

type Row = Awaited<ReturnType<ReturnType<typeof scales>['execute']>>[number]
export type Form = Omit<Row, 'labels'> & { labels: Labels }

/** Every form with its scales, in the order in which they were made. */
export const formsInOrder = async (db: Reader) => await scales(db).orderBy('f.id').limit(50).execute() as Form[]
export const findForm = async (db: Reader, id: number) => await scales(db).where('f.id', '=', id).executeTakeFirst() as Form | undefined

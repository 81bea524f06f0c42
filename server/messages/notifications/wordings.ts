import type { Reader } from '../../base/database.ts'
import type { Wording } from './shapes.ts'
import type { Template } from './told.ts'

/** The words in use of these templates, where they are not the shipped ones. One statement. */
export async function wordingsInUse(db: Reader, templates: readonly Template[]): Promise<Map<Template, Wording>> {
  if (templates.length === 0) return new Map()
  const rows = await db.selectFrom('letter_in_use as u')
    .innerJoin('letter_version as v', (join) => join.onRef('v.template', '=', 'u.template').onRef('v.version', '=', 'u.version'))
    .select(['u.template', 'u.version', 'v.title', 'v.title_en as titleEn', 'v.body', 'v.body_en as bodyEn'])
    .where('u.template', 'in', [...templates]).execute()
  return new Map(rows.map(({ template, ...wording }) => [template as Template, wording]))
}

import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { usualStuckMonths } from '../community-issues/queries.ts'

export interface Theme { id: number; code: string; label: string; labelEn: string; position: number; fromOn: Day; untilOn: Day | null; version: number; used: number; firstUse: Day | null; lastUse: Day | null }

const themes = sql<Theme>`select t.id, t.code, t.label, t.label_en as "labelEn", t.position, t.from_on as "fromOn", t.until_on as "untilOn", t.version,
  (select count(*)::int from community_issue_theme x join community_issue i on i.id = x.issue_id where x.theme_id = t.id and not i.is_general) as used,
  (select min(i.raised_on) from community_issue_theme x join community_issue i on i.id = x.issue_id where x.theme_id = t.id) as "firstUse",
  (select max(i.raised_on) from community_issue_theme x join community_issue i on i.id = x.issue_id where x.theme_id = t.id) as "lastUse"
  from issue_theme t`

/** Every theme with how often it was used, in the prefecture's order. */
export const themesKept = (db: Reader): Promise<Theme[]> => ask(db, sql<Theme>`${themes} order by t.position, t.id limit 200`)
export const findTheme = async (db: Reader, id: number): Promise<Theme | undefined> => (await ask(db, sql<Theme>`${themes} where t.id = ${id}`))[0]
export const settingNow = async (db: Reader) => (await db.selectFrom('issue_setting').select(['stuck_months as stuckMonths', 'version']).executeTakeFirst()) ?? { stuckMonths: usualStuckMonths, version: 0 }

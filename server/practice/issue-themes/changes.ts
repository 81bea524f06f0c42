import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SettingForm, ThemeEditForm, ThemeForm } from './forms.ts'
import { findTheme, settingNow } from './queries.ts'
import { problemsOfTheme, usualThemes } from './rules.ts'

const columnsOf = ({ label, labelEn = '', position, fromOn, untilOn }: ThemeForm) => ({ label: label.trim(), label_en: labelEn.trim(), position, from_on: fromOn, until_on: untilOn ?? null })

/** Adds a theme. Logs 'issue_theme.added'. @throws Unfit */
export async function addTheme({ tx, log }: Change, form: ThemeForm): Promise<number> {
  mend(problemsOfTheme(form, { firstUse: null, lastUse: null }))
  const { id } = await tx.insertInto('issue_theme').values(columnsOf(form)).returning('id').executeTakeFirstOrThrow()
  log('issue_theme.added', `issue_theme:${id}`, { label: form.label.trim() })
  return id
}

/** Changes a theme, or ends it: what was raised under it keeps it. Logs 'issue_theme.changed'. @throws Missing, Refusal on a stale page, Unfit */
export async function changeTheme({ tx, log }: Change, id: number, form: ThemeEditForm): Promise<void> {
  await tx.selectFrom('issue_theme').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  const theme = found(await findTheme(tx, id))
  refuse(theme.version === form.version ? null : { key: 'form.stale' })
  mend(problemsOfTheme(form, theme))
  await tx.updateTable('issue_theme').set({ ...columnsOf(form), version: form.version + 1 }).where('id', '=', id).execute()
  log('issue_theme.changed', `issue_theme:${id}`, { label: form.label.trim() })
}

/** After how many months without discussion an issue is stuck. Logs 'issue_setting.set'. @throws Refusal on a stale page */
export async function setStuck({ tx, log }: Change, { stuckMonths, version }: SettingForm): Promise<void> {
  await tx.insertInto('issue_setting').values({ stuck_months: 6, version: 0 }).onConflict((oc) => oc.column('id').doNothing()).execute()
  await tx.selectFrom('issue_setting').select('id').forUpdate().executeTakeFirstOrThrow()
  refuse((await settingNow(tx)).version === version ? null : { key: 'form.stale' })
  await tx.updateTable('issue_setting').set({ stuck_months: stuckMonths, version: version + 1 }).execute()
  log('issue_setting.set', 'issue_setting', { stuckMonths })
}

/** Adds the usual themes that are not there yet, in force from a day on. Returns how many. Logs 'issue_themes.loaded'. */
export async function loadThemes({ tx, log }: Change, from: Day): Promise<number> {
  const added = await tx.insertInto('issue_theme').values(usualThemes.map(([code, label, label_en], at) => ({ code, label, label_en, position: (at + 1) * 10, from_on: from })))
    .onConflict((oc) => oc.column('code').where(sql<boolean>`code <> ''`).doNothing()).returning('id').execute()
  log('issue_themes.loaded', 'issue_themes', { added: added.length })
  return added.length
}

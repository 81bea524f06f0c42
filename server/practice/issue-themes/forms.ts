import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2_147_483_647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })

const theme = {
  label: Type.String({ title: 'issueThemes.label', minLength: 1, maxLength: 40 }),
  labelEn: Type.Optional(Type.String({ title: 'issueThemes.labelEn', maxLength: 80 })),
  position: Type.Integer({ title: 'issueThemes.position', description: 'issueThemes.positionHint', minimum: 1, maximum: 999 }),
  fromOn: DayBox('issueThemes.fromOn', 'issueThemes.fromOnHint'),
  untilOn: Type.Optional(DayBox('issueThemes.untilOn', 'issueThemes.untilOnHint')),
}
export type ThemeForm = Static<typeof ThemeForm>
export const ThemeForm = Type.Object(theme)
export type ThemeEditForm = Static<typeof ThemeEditForm>
export const ThemeEditForm = Type.Object({ ...theme, version: Type.Integer(id) })

export type SettingForm = Static<typeof SettingForm>
export const SettingForm = Type.Object({
  stuckMonths: Type.Integer({ title: 'issueThemes.stuckMonths', description: 'issueThemes.stuckMonthsHint', minimum: 1, maximum: 36 }),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
})

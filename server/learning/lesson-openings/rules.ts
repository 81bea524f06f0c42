import type { Day } from '../../base/days.ts'
import type { FieldReason } from '../../base/errors.ts'

/** Days of one lesson in a training: due no earlier than it opens, and none for a lesson that is not used. */
export function problemsOfOpenings(rows: readonly { opensOn?: Day; dueOn?: Day }[]): FieldReason[] {
  return rows.flatMap(({ opensOn, dueOn }, place) => opensOn !== undefined && dueOn !== undefined && dueOn < opensOn
    ? [{ field: `rows.${place}.dueOn`, reason: { key: 'lessons.dueBeforeOpening' as const } }] : [])
}

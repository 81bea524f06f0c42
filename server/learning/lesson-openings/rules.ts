import type { Day } from '../../base/days.ts'
import type { FieldReason } from '../../base/errors.ts'

/** Days of one lesson in a training: due no earlier than it opens, and none for a lesson that is not used. */
export function problemsOfOpenings(rows: readonly { opensOn?: Day; dueOn?: Day }[]): FieldReason[] {
  return rows.flatMap(({ opensOn, dueOn }, place) => opensOn !== undefined && dueOn !== undefined && dueOn < opensOn
    ? [{ field: `rows.${place}.dueOn`, reason: { key: 'lessons.dueBeforeOpening' as const } }] : [])
}

/** A lesson is used only together with those without which nobody could do it. @param along by lesson: what it needs beside it */
export function problemsOfAlong(rows: readonly { lessonId: number; opened?: 'true' }[], along: ReadonlyMap<number, readonly { id: number; title: string }[]>): FieldReason[] {
  const used = new Set(rows.filter(({ opened }) => opened === 'true').map(({ lessonId }) => lessonId))
  return rows.flatMap(({ lessonId }, place) => used.has(lessonId) ? (along.get(lessonId) ?? []).filter(({ id }) => !used.has(id))
    .map(({ title }) => ({ field: `rows.${place}.opened`, reason: { key: 'lessons.alongMissing' as const, data: { title } } })) : [])
}

import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { saveSheet } from '../nominations/changes.ts'
import type { Line } from '../nominations/lines.ts'
import { sheetOf } from '../nominations/queries.ts'
import { categories, whyNotEdit } from '../nominations/rules.ts'
import type { CopyForm } from './forms.ts'
import { earlierSheets, type Earlier } from './queries.ts'
import { fateOf, whyNotCopy } from './rules.ts'

/** The last place a category of the form has. */
const rankMax = 99

/**
 * Puts the people who were ticked on an earlier sheet behind the lines that stand on this one, by category in the order of
 * then. It is a save like any other: a stale version is a 409 'form.stale', and what is wrong with a line is said on the
 * sheet. Nothing that stands there is changed. Returns how many. Logs 'sheet.saved' and 'sheet.copied'.
 */
export async function copyPeople(change: Change, callId: number, { version, from, people: asked = [] }: CopyForm): Promise<number> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'municipality')
  const { municipalityId } = scope
  const call = found(await findCall(tx, scope, callId))
  const desk = found(await sheetOf(tx, scope, callId, municipalityId))
  refuse(whyNotEdit(desk, call, dayInJapan(now)) ?? (version === desk.version ? null : { key: 'form.stale' }))
  const { people } = found((await earlierSheets(tx, municipalityId, call, from)).from)
  mend(asked.length === 0 ? [{ field: 'people', reason: { key: 'sheetCopies.nobodyTicked' } }] : [])
  const ids = new Set(asked)
  found([...ids].every((id) => people.some((one) => one.id === id)) || null)
  const on = new Set(desk.lines.map(({ personId }) => personId))
  const chosen = people.filter(({ id }) => ids.has(id))
  for (const one of chosen) refuse(whyNotCopy(fateOf({ ...one, onSheet: on.has(one.personId) }, municipalityId)))
  const lines = appended(desk.lines, chosen)
  mend(lines.some(({ rank }) => rank > rankMax) ? [{ field: 'people', reason: { key: 'sheetCopies.tooMany', data: { limit: rankMax } } }] : [])
  const nils = Object.fromEntries(desk.nilReturns.map(({ category, reason }) => [category, reason]))
  await saveSheet(change, callId, {
    version, page: null, contactName: desk.contactName, contactPhone: desk.contactPhone, contactEmail: desk.contactEmail, nils, lines,
  }, null)
  log('sheet.copied', `call:${callId}`, { from, people: chosen.length })
  return chosen.length
}

/** Behind the last line of each category; who stood on two lines comes once. A team and a wish for dates belong to their year. */
export function appended(lines: readonly Line[], chosen: readonly Earlier[]): Line[] {
  const once = chosen.filter((one, at) => chosen.findIndex(({ personId }) => personId === one.personId) === at)
  return categories.flatMap((category) => {
    const own = lines.filter((line) => line.category === category)
    const last = Math.max(0, ...own.map(({ rank }) => rank))
    return [...own, ...once.filter((one) => one.category === category).map((one, at): Line => ({
      category, rank: last + at + 1, personId: one.personId, name: one.name, kana: one.kana, affiliation: one.affiliation,
      professionCode: one.professionCode, experience: one.experience, wishedCohortId: null, team: null, email: one.email, reason: one.reason,
    }))]
  })
}

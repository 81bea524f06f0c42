import assert from 'node:assert/strict'
import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { sheetOf } from '../nominations/queries.ts'
import { categories, whyNotEdit } from '../nominations/rules.ts'
import { CopyForm } from './forms.ts'
import { earlierSheets } from './queries.ts'
import { fateOf, isTicked, whyNotCopy } from './rules.ts'

/** The people of an earlier sheet with what has become of them. `ticked` are those a form that came back had ticked. */
export async function copyPage(request: FastifyRequest, callId: number, from: number | null, ticked?: ReadonlySet<number>) {
  const { db, scope, today } = request
  assert(scope.of === 'municipality')
  const { municipalityId } = scope
  const [known, sheet] = [await findCall(db, scope, callId), await sheetOf(db, scope, callId, municipalityId)]
  const [call, desk] = [found(known), found(sheet)]
  const { earlier, from: chosen } = await earlierSheets(db, municipalityId, call, from)
  if (from !== null) found(chosen)
  const on = new Set(desk.lines.map(({ personId }) => personId))
  const people = (chosen?.people ?? []).map((one) => {
    const fate = fateOf({ ...one, onSheet: on.has(one.personId) }, municipalityId)
    const whyNot = whyNotCopy(fate)
    return { ...one, fate, whyNot, ticked: whyNot === null && (ticked?.has(one.id) ?? isTicked(fate)) }
  })
  const groups = categories.map((category) => ({ category, people: people.filter((one) => one.category === category) })).filter((group) => group.people.length > 0)
  return {
    call, desk, earlier, chosen, groups, professions: desk.professions, form: formOf(CopyForm, request),
    offered: people.filter(({ whyNot }) => whyNot === null).length, shut: whyNotEdit(desk, call, today),
  }
}

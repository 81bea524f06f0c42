import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { unprintable } from '../../base/paper.ts'
import { findClassDay, findDayOfSlot, rollOf, slotsOfDay } from '../attendance/queries.ts'
import { groupingOf, peopleOf } from '../exercise-groups/queries.ts'
import { TypedForm, type TypingQuery } from './forms.ts'
import { planOf } from './rules.ts'
import { seenOf } from './seen.ts'
import { inText, typedStates } from './typing.ts'

/** A day with those who come and their groups, as all its papers need them. */
export async function dayAndPeople({ db, scope }: FastifyRequest, dayId: number) {
  const classDay = found(await findClassDay(db, scope, dayId))
  const [grouping, people] = await Promise.all([groupingOf(db, dayId), peopleOf(db, classDay)])
  return { classDay, grouping: grouping === undefined || grouping.groups.length === 0 ? null : grouping, people: people.filter(({ comes }) => comes) }
}

/** What there is to print for a day, and whose names would not come out as they are written. */
export async function papersPage(request: FastifyRequest, dayId: number) {
  const { classDay, grouping, people } = await dayAndPeople(request, dayId)
  const slots = await slotsOfDay(request.db, dayId)
  const unprinted = people.map((person) => ({ ...person, signs: unprintable(person.name) })).filter(({ signs }) => signs.length > 0)
  return { classDay, grouping, people, slots, unprinted }
}

/** The sheet of a slot being typed back: what was typed, and what it would do, in names. */
export async function typingPage(request: FastifyRequest, slotId: number, query: TypingQuery) {
  const { db, scope } = request
  const day = found(await findDayOfSlot(db, scope, slotId))
  const [slots, roll] = await Promise.all([slotsOfDay(db, day.id), rollOf(db, day, slotId)])
  const posted = request.method === 'POST'
  const text = posted ? String((request.body as { exceptions?: unknown }).exceptions ?? '') : withAdded(query)
  const plan = planOf(roll, text)
  return {
    classDay: day, slots, slot: found(slots.find(({ id }) => id === slotId)), roll, text, plan, seen: seenOf(roll),
    isLooked: posted || query.look === '1', states: typedStates, form: formOf(TypedForm, request, { exceptions: text }),
  }
}

/** One exception by its boxes is the same as one that is typed, so it is added to the text; a number alone is added as it is, and said to lack its state. */
function withAdded({ exceptions = '', number = '', state, minutes = '' }: TypingQuery): string {
  const typed = number.normalize('NFKC').trim()
  if (typed === '') return exceptions
  const added = state === undefined || !/^\d+$/.test(typed) ? `${typed} ${minutes}`.trim() : `${inText({ number: Number(typed), state })}${minutes.normalize('NFKC').trim()}`
  return [exceptions.trim(), added].filter((part) => part !== '').join('\n')
}

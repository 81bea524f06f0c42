import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import type { AlongOfKinds } from '../lessons/contents.ts'
import { editScopeOf } from '../lessons/reach.ts'
import { openLessons } from './changes.ts'
import { OpeningsForm, TrainingParams } from './forms.ts'
import { lessonsToOpen } from './queries.ts'

/** Which lessons of its course a training uses, from when on and until when. */
export const lessonOpenings: FastifyPluginAsyncTypebox<{ along: AlongOfKinds }> = async (app, { along }) => {
  app.get('/trainings/:id/lessons', { config: { access: 'lessons.read' }, schema: { params: TrainingParams } }, openingsPage)
  app.post('/trainings/:id/lessons', {
    config: { access: 'lessons.edit', again: openingsPage }, schema: { params: TrainingParams, body: OpeningsForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    if (request.body.spread) return openingsPage(request, reply)
    found(await findTraining(request.db, request.scope, id))
    return reply.submit((change) => openLessons(change, id, request.body, along), () => ({ to: `/trainings/${id}/lessons`, notice: 'form.saved' }))
  })
}

async function openingsPage(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, actor } = request
  const training = found(await findTraining(db, scope, (request.params as { id: number }).id))
  const lessons = await lessonsToOpen(db, training.id)
  const canEdit = await findTraining(db, editScopeOf(actor), training.id) !== undefined
  const kept = lessons.map(({ id, opened, opensOn, dueOn }) => ({ lessonId: id, ...opened ? { opened: 'true' } : {}, opensOn: opensOn ?? '', dueOn: dueOn ?? '' }))
  const spread = spreadOf(request)
  // The rows of the page are those of the course, whatever was sent.
  const rows = spread === null ? kept : kept.map((row) => spread.get(row.lessonId) ?? row)
  return reply.page('learning/lesson-openings/show', { training, lessons, canEdit, isSpread: spread !== null, form: formOf(OpeningsForm, request, { rows }) })
}

/** The rows as they were sent, with the days for all in each that is used; null when nobody asked for that. */
function spreadOf({ method, body, validationError }: FastifyRequest): Map<number, object> | null {
  if (method !== 'POST' || validationError) return null
  const { rows, allOpensOn, allDueOn, spread } = body as OpeningsForm
  if (!spread) return null
  return new Map(rows.map((row) => [row.lessonId, row.opened === 'true' ? { ...row, opensOn: allOpensOn ?? row.opensOn, dueOn: allDueOn ?? row.dueOn } : row]))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildTable, lostOf } from '../../base/table-files.ts'
import { findTrainingPage } from '../../planning/trainings/queries.ts'
import { listOf, lists } from './building.ts'
import { FileQuery, TrainingParams } from './forms.ts'

/** The lists of a training as files, each as far as whoever asks reaches: a municipality its own people, the prefecture all. */
export const entryLists: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/lists', {
    config: { access: 'lists.take' }, schema: { params: TrainingParams },
  }, async (request, reply) => {
    const { db, scope, params: { trainingId } } = request
    const training = found(await findTrainingPage(db, scope, trainingId))
    const rows = []
    for (const list of lists) {
      const table = await listOf(request, training, list, false)
      rows.push({ list, people: table?.rows.length ?? null, isDraft: table?.isDraft ?? false, lost: table === null ? [] : lostOf(table) })
    }
    return reply.page('entry/lists/index', { training, rows })
  })

  for (const list of lists) app.get(`/trainings/:trainingId/${list}-file`, {
    config: { access: 'lists.take', traced: true, justSignedIn: true }, schema: { params: TrainingParams, querystring: FileQuery },
  }, async (request, reply) => {
    const training = found(await findTrainingPage(request.db, request.scope, request.params.trainingId))
    const built = await buildTable(found(await listOf(request, training, list, true)), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

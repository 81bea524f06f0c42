import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildTable, lostOf } from '../../base/table-files.ts'
import { findTrainingPage } from '../../planning/trainings/queries.ts'
import { listOf, lists } from './building.ts'
import { FileQuery, PageQuery, TrainingParams } from './forms.ts'

/** The lists of a training as files, each as far as whoever asks reaches: a municipality its own people, the prefecture all. */
export const entryLists: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/lists', {
    config: { access: 'lists.take' }, schema: { params: TrainingParams, querystring: PageQuery },
  }, async (request, reply) => {
    const { db, scope, params: { trainingId }, query: { take, as = 'xlsx' } } = request
    const training = found(await findTrainingPage(db, scope, trainingId))
    const tables = []
    for (const list of lists) tables.push({ list, table: await listOf(request, training, list, false) })
    const begun = tables.some(({ list, table }) => list === take && table !== null) ? `/trainings/${trainingId}/${take}-file?as=${as}` : null
    if (begun !== null) beginFile(reply, begun)
    return reply.page('entry/lists/index', {
      training, begun, rows: tables.map(({ list, table }) => ({ list, people: table?.rows.length ?? null, isDraft: table?.isDraft ?? false })),
      lost: lostOf({ above: [], columns: [], rows: tables.flatMap(({ table }) => table?.rows ?? []), isForm: false }),
    })
  })

  for (const list of lists) app.get(`/trainings/:trainingId/${list}-file`, {
    config: { access: 'lists.take', traced: true, justSignedIn: (request) => pageBeginning(request, list) }, schema: { params: TrainingParams, querystring: FileQuery },
  }, async (request, reply) => {
    const training = found(await findTrainingPage(request.db, request.scope, request.params.trainingId))
    const built = await buildTable(found(await listOf(request, training, list, true)), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

function pageBeginning({ params, query }: FastifyRequest, list: string): string {
  const [{ trainingId }, { as }] = [params as { trainingId: string }, query as { as?: string }]
  return `/trainings/${encodeURIComponent(trainingId)}/lists?${new URLSearchParams({ take: list, ...typeof as === 'string' && { as } })}`
}

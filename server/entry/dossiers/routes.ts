import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { findBoard } from '../selection/queries.ts'
import { DossierParams, TrainingParams } from './forms.ts'
import { dossiersOf, fileOfDossier } from './queries.ts'

/** 決裁資料: what a selection looked like when a second person was asked to decide it, kept as it was printed. */
export const dossiers: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/dossiers', {
    config: { access: 'selection.read', traced: true }, schema: { params: TrainingParams },
  }, async ({ db, params: { trainingId } }, reply) =>
    reply.page('entry/dossiers/index', { board: found(await findBoard(db, trainingId)), rows: await dossiersOf(db, trainingId) }))

  app.get('/dossiers/:dossierId/file', {
    config: { access: 'selection.read', traced: true }, schema: { params: DossierParams },
  }, async (request, reply) => sendStored(reply, app.outside.files, found(await fileOfDossier(request.db, request.params.dossierId))))
}

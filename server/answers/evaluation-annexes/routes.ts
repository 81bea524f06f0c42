import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { whyNotWrite } from '../self-evaluations/rules.ts'
import { makeAnnex, saveAnnex } from './changes.ts'
import { AnnexForm, IdParams } from './forms.ts'
import { registersOf } from '../self-evaluations/counting.ts'
import { coursesToChoose, figuresOf, findAnnex, reachOf } from './queries.ts'

const [read, edit] = ['self_evaluations.draft', 'self_evaluations.edit'] as const

/** 別紙 of a self-evaluation sheet: its words are written, its figures counted, its budget taken from the program. */
export const evaluationAnnexes: FastifyPluginAsyncTypebox = async (app) => {
  app.post('/evaluation-years/:id/annex', { config: { access: edit }, schema: { params: IdParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => makeAnnex(change, id), (annex) => ({ to: `/evaluation-annexes/${annex}` })))
  app.get('/evaluation-annexes/:id', { config: { access: read }, schema: { params: IdParams } }, editAgain)
  app.post('/evaluation-annexes/:id', {
    config: { access: edit, again: editAgain }, schema: { params: IdParams, body: AnnexForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => saveAnnex(change, id, body), () => ({ to: `/evaluation-annexes/${id}`, notice: 'form.saved' })))
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, today } = request
  const annex = found(await findAnnex(db, (request.params as { id: number }).id))
  const reach = reachOf(annex)
  const [figures, courses] = [reach === null ? [] : figuresOf(await registersOf(db, reach), annex), await coursesToChoose(db)]
  const kept = { ...annex, figures: annex.figures.map((one) => ({ ...one, courseId: one.courseId ?? '' })) }
  return reply.page('answers/evaluation-annexes/edit', { annex, figures, courses, whyNot: whyNotWrite(annex, today), form: formOf(AnnexForm, request, kept) })
}

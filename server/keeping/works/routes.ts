import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import assert from 'node:assert/strict'
import { beginFile, sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import type { TextKey } from '../../base/texts.ts'
import { restartWork } from './changes.ts'
import { WorkParams, WorkQuery, WorksQuery } from './forms.ts'
import { countOwnWorks, fileOfWork, findOwnWork, ownWorksPage, worksPerPage } from './queries.ts'
import { hasBrokenOff, nameOfWork, type WorkState } from './rules.ts'

/** Long work with a page: it goes on when the browser is closed, and is found again in the list. */
export const works: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/works', {
    config: { access: 'works.read' }, schema: { querystring: WorksQuery },
  }, async (request, reply) => reply.page('keeping/works/index', await listOf(request, request.query.page ?? 1)))

  app.get('/works/:workId', {
    config: { access: 'works.read' }, schema: { params: WorkParams, querystring: WorkQuery },
  }, async (request, reply) => {
    const { params: { workId }, query: { take } } = request
    const shown = await pageOf(request, workId)
    const begun = take === undefined || shown.work.fileId === null ? null : `/works/${workId}/file`
    if (begun !== null) beginFile(reply, begun)
    return reply.page('keeping/works/show', { ...shown, begun })
  })

  app.get('/works/:workId/file', {
    config: { access: 'works.read', traced: true, justSignedIn: ({ params }) => `/works/${encodeURIComponent((params as { workId: string }).workId)}?take=file` }, schema: { params: WorkParams },
  }, async (request, reply) =>
    sendStored(reply, app.outside.files, found(await fileOfWork(request.db, actorOf(request), request.params.workId))))

  app.post('/works/:workId/restart', {
    config: { access: 'works.read' }, schema: { params: WorkParams },
  }, async (request, reply) => {
    const { workId } = request.params
    return reply.submit((change) => restartWork(change, workId), () => ({ to: `/works/${workId}`, notice: 'works.restarted' }))
  })
}

function actorOf({ actor }: FastifyRequest) {
  assert(actor !== null)
  return actor
}

async function listOf(request: FastifyRequest, page: number) {
  const actor = actorOf(request)
  const [rows, total] = [await ownWorksPage(request.db, actor, page), await countOwnWorks(request.db, actor)]
  const pages = Math.max(1, Math.ceil(total / worksPerPage))
  return {
    rows: rows.map((row) => ({ ...row, title: nameOfWork(row.name), status: statusOf(row, request) })),
    pager: { page, pages, total, perPage: worksPerPage, href: (to: number) => `/works?page=${to}` },
  }
}

async function pageOf(request: FastifyRequest, workId: number) {
  const work = found(await findOwnWork(request.db, actorOf(request), workId))
  const brokenOff = hasBrokenOff(work, request.server.clock())
  return {
    work, brokenOff, status: statusOf(work, request), name: nameOfWork(work.name),
    under: (work.state === 'queued' || work.state === 'running') && !brokenOff,
  }
}

const tones: Record<WorkState, string> = { queued: '', running: 'now', done: 'done', failed: 'late' }

function statusOf(work: { state: WorkState; askedAt: Date; movedAt: Date | null }, { server, say }: FastifyRequest) {
  const broken = hasBrokenOff(work, server.clock())
  return { tone: broken ? 'late' : tones[work.state], label: say(broken ? 'works.broken' : `works.states.${work.state}` as TextKey) }
}

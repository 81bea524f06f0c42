import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { sendMade } from '../../base/downloads.ts'
import { Missing, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { submitFile } from '../../base/sent.ts'
import { buildForm, buildJudged, lostOfForm } from './building.ts'
import { keepFile, takeFile } from './changes.ts'
import { examine, type Examined } from './checking.ts'
import { cellsOf, namesOf } from './comparing.ts'
import { fileParams, FormQuery, PageQuery, SendForm, TakeForm } from './forms.ts'
import type { Compared, Standing, TableKind } from './kinds.ts'
import { filesOf } from './queries.ts'
import { megabytesMax, takeTables } from './uploads.ts'

/**
 * The routes of a table that comes in three steps, for the room that gives its kind: the form goes out (…/form-file), comes back
 * (…/files), is looked at (…/files/7) and is taken whole or not at all (…/files/7/taking).
 */
export function tableDesk<Row extends object, Ground extends Standing>(kind: TableKind<Row, Ground>): FastifyPluginAsyncTypebox {
  const { path, access, params = Type.Object({}) } = kind
  const fileId = (request: FastifyRequest) => (request.params as { fileId: number }).fileId
  const look = (request: FastifyRequest, reply: FastifyReply) => resultPage(request, reply, kind, fileId(request))

  return async (app) => {
    app.get(`${path}/form-file`, { config: { access }, schema: { params, querystring: FormQuery } }, async (request, reply) => {
      const built = await buildForm(request, kind, await kind.ground(request), request.query.as ?? 'xlsx')
      return sendMade(reply, built.bytes, built)
    })

    const file = { params: fileParams(kind.params) }
    app.get(`${path}/files/:fileId`, { config: { access }, schema: { ...file, querystring: PageQuery } }, look)
    app.get(`${path}/files/:fileId/judged-file`, { config: { access }, schema: file }, async (request, reply) => {
      const { file: sent, result } = await examine(request, kind, fileId(request))
      if ('refused' in result) throw new Missing()
      const built = await buildJudged(request, sent.name, result)
      return sendMade(reply, built.bytes, built)
    })
    app.post(`${path}/files/:fileId/taking`, { config: { access, again: look }, schema: { ...file, body: TakeForm }, attachValidation: true }, async (request, reply) => {
      const id = fileId(request)
      const { ground, result } = await examine(request, kind, id)
      const { compared } = takeable(result, (request.body as TakeForm).seen)
      return reply.submit((change) => takeFile(change, kind, id, compared, ground), () => ({ to: ground.back, notice: kind.taken }))
    })

    await app.register(sending(kind))
  }
}

/** The page whose form brings a file along. */
function sending<Row extends object, Ground extends Standing>(kind: TableKind<Row, Ground>): FastifyPluginAsyncTypebox {
  const { path, access, params = Type.Object({}) } = kind
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    const ground = await kind.ground(request)
    const [files, lost] = await Promise.all([filesOf(request.db, request.scope, kind.kind, ground), lostOfForm(request, kind, ground)])
    return reply.page('office/table-imports/send', { kind, ground, files, lost, form: formOf(SendForm, request), megabytes: megabytesMax, at: pathOf(kind, request) })
  }
  return async (app) => {
    await takeTables(app)
    app.get(`${path}/files`, { config: { access }, schema: { params } }, sendPage)
    app.post(`${path}/files`, { config: { access, again: sendPage }, schema: { params, body: SendForm }, attachValidation: true }, async (request, reply) => {
      const ground = await kind.ground(request)
      return submitFile(request, reply, (change, sent) => keepFile(change, kind.kind, ground, sent), (id) => ({ to: `${pathOf(kind, request)}/files/${id}` }))
    })
  }
}

/** The path with the parameters of whoever asks filled in. */
const pathOf = ({ path }: { path: string }, { params }: FastifyRequest): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String((params as Record<string, unknown>)[name])))

/** Only a file without an error, with something new, and looked at as things stand, reaches a change. */
function takeable<Row>(result: Examined<Row> | { refused: Parameters<typeof refuse>[0] }, seen: string): Examined<Row> {
  if ('refused' in result) { refuse(result.refused); throw new Missing() }
  refuse(result.errors > 0 ? { key: 'tableFiles.hasErrors' } : !result.isNew ? { key: 'tableImports.nothingNew' } : seen !== result.stamp ? { key: 'tableImports.stale' } : null)
  return result
}

const perPage = 100

async function resultPage<Row extends object, Ground extends Standing>(request: FastifyRequest, reply: FastifyReply, kind: TableKind<Row, Ground>, id: number) {
  const { say, query } = request
  const { file, ground, whyNot, result } = await examine(request, kind, id)
  const at = pathOf(kind, request)
  // What a change finds wrong that nobody could see before: somebody else was quicker.
  const unfit = request.unfit.map(({ reason }) => say(reason.key, reason.data))
  const shared = { kind, ground, file, whyNot, at, unfit }
  if ('refused' in result) return reply.page('office/table-imports/show', { ...shared, refused: whyNot === null ? result.refused : null, shown: null })
  const [errors, warnings] = [result.problems.filter(({ level }) => level === 'error'), result.problems.filter(({ level }) => level === 'warning')]
  const changing = result.compared.filter(({ mark }) => mark !== 'same')
  const listed = errors.length > 0 ? errors.length : changing.length
  const pages = Math.max(1, Math.ceil(listed / perPage))
  const page = Math.min((query as { page?: number }).page ?? 1, pages)
  const part = <T>(all: readonly T[]) => all.slice((page - 1) * perPage, page * perPage)
  const names = namesOf(kind.columns)
  const rowOf = ({ mark, value, before, fields, row }: Compared<Row>) => {
    const [after, old] = [cellsOf(kind.columns, value, ground, say), before === null ? null : cellsOf(kind.columns, before, ground, say)]
    return { mark, row, cells: after.map((words, place) => ({ words, before: fields.includes(names[place]!) ? old?.[place] ?? null : null })) }
  }
  return reply.page('office/table-imports/show', {
    ...shared, refused: null,
    shown: {
      said: result.reading.said, errorCount: result.errors, errors: part(errors), warnings: warnings.slice(0, perPage), isNew: result.isNew, stamp: result.stamp,
      headings: names.map((name) => say(kind.columns[name].header)), rows: errors.length > 0 ? [] : part(changing).map(rowOf),
      counts: (['new', 'changed', 'removed', 'same'] as const).map((mark) => ({ mark, count: result.compared.filter((one) => one.mark === mark).length })),
    },
    pager: { page, pages, total: listed, perPage, href: (to: number) => `${at}/files/${id}?page=${to}` },
  })
}

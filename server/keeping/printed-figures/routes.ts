import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { checkPapers, loadPapersOfOthers } from './changes.ts'
import { facts } from './facts/all.ts'
import { papers, type Fact, type Value } from './facts/shapes.ts'
import { groundOf } from './ground.ts'
import { lastChecked } from './queries.ts'

const Query = Type.Object({ paper: Type.Optional(Type.Enum([...papers])), differing: Type.Optional(Type.Literal('yes')) })

/** 資料の数字との照合: what papers print beside what the house counts, fact by fact, with the way to the rows. */
export const printedFigures: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/printed-figures', { config: { access: 'printed_figures.read' }, schema: { querystring: Query } }, page)
  app.post('/printed-figures', { config: { access: 'printed_figures.check', again: page } }, async (_, reply) =>
    reply.submit(async (change) => { await loadPapersOfOthers(change); return checkPapers(change) }, () => ({ to: '/printed-figures', notice: 'printedFigures.checked' })))
}

async function page(request: FastifyRequest, reply: FastifyReply) {
  const { db, language } = request
  const { paper, differing } = request.query as { paper?: Fact['paper']; differing?: 'yes' }
  const [ground, checked] = await Promise.all([groundOf(db), lastChecked(db)])
  const rows = facts.map((fact) => {
    const last = checked.get(fact.id)
    const value = last?.value as Value | undefined
    return {
      ...fact, name: language === 'ja' ? fact.ja : fact.en, value: value ?? null, href: fact.rows(ground),
      state: last === undefined ? 'never' as const : JSON.stringify(value ?? null) === JSON.stringify(fact.says) ? 'agrees' as const : 'differs' as const,
    }
  })
  const shown = rows.filter((row) => (paper === undefined || row.paper === paper) && (differing === undefined || row.state !== 'agrees'))
  return reply.page('keeping/printed-figures/index', {
    papers: papers.map((one) => ({ paper: one, rows: shown.filter((row) => row.paper === one) })).filter(({ rows: own }) => own.length > 0), all: papers, filter: { paper, differing },
    agree: rows.filter(({ state }) => state === 'agrees').length, facts: rows.length, checkedAt: [...checked.values()].map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime()).at(0) ?? null,
  })
}

import cookie from '@fastify/cookie'
import { Eta } from 'eta'
import { fastify } from 'fastify'
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { buildApp } from '../../server/app.ts'
import { openEmbedded, openPostgres, startEmbedded, type Database } from '../../server/base/database.ts'
import { openFiles } from '../../server/base/files.ts'
import { openPaper } from '../../server/base/paper.ts'
import { overhear } from '../support/statements.ts'

// The real app and, beside it, the bare stack it is measured against: same process, same engine, same data.
const [engine, place] = [process.env.BENCH_ENGINE!, process.env.BENCH_PLACE!]
const open = (): Database => engine === 'postgres' ? openPostgres(place) : openEmbedded(startEmbedded({ dataDir: place }))
const database = open()
const bareDatabase = engine === 'postgres' ? open() : database
const folder = path.resolve('node_modules/.cache/bench-files')
mkdirSync(folder, { recursive: true })
const app = await buildApp({
  database, files: openFiles(folder), post: { send: async () => {} }, paper: openPaper(), trustProxy: ['127.0.0.1'],
})
await app.listen({ port: 0, host: '127.0.0.1' })

const bare = fastify()
await bare.register(cookie)
const view = new Eta({ cache: true })
view.loadTemplate('@page', `<!doctype html><title><%= it.title %></title><h1><%= it.title %></h1><table><% for (const r of it.rows) { %>
<tr><td><%= r.number %></td><td><%= r.name %></td><td><%= r.kana %></td><td><%= r.affiliation %></td><td><%= r.state %></td></tr><% } %></table>`)

/** What every page of the same shape cannot do without: who is asking, what it is about, its rows, a template. */
bare.get<{ Params: { rows: string }; Querystring: { n?: string } }>('/bare/:rows', async ({ params, query, cookies }, reply) => {
  const id = createHash('sha256').update(cookies.sid ?? '').digest('hex')
  await bareDatabase.selectFrom('session as s').innerJoin('account as a', 'a.id', 's.account_id').select(['a.id', 's.post_id']).where('s.id', '=', id).executeTakeFirst()
  const training = Number(query.n ?? 1)
  const about = await bareDatabase.selectFrom('training').select(['title', 'capacity']).where('id', '=', training).executeTakeFirst()
  const rows = await bareDatabase.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id')
    .select(['e.number', 'p.name', 'p.kana', 'e.affiliation', 'e.state']).where('e.training_id', '=', training)
    .orderBy('e.number').limit(Number(params.rows)).execute()
  return reply.type('text/html; charset=utf-8').send(view.render('@page', { title: about?.title, rows }))
})

/** One row changed and its trace written, in one transaction. */
bare.post<{ Querystring: { n?: string } }>('/bare/update', async ({ query }, reply) => {
  await bareDatabase.transaction().execute(async (tx) => {
    await tx.updateTable('enrollment').set({ attended: true }).where('id', '=', Number(query.n ?? 1)).execute()
    await tx.insertInto('audit_line').values({ at: new Date(), action: 'bench', subject: 'enrollment:1' }).execute()
  })
  return reply.redirect('/', 303)
})
await bare.listen({ port: 0, host: '127.0.0.1' })

const portOf = (server: { server: { address: () => unknown } }) => (server.server.address() as AddressInfo).port
console.log(JSON.stringify({ app: portOf(app), bare: portOf(bare) }))

/** Processor time of this process so far: unlike a latency, it holds on a machine that others use, too. */
const cpuMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1_000 }

// How many statements one page asks is told on request, and not overheard while the time is taken.
const loop = monitorEventLoopDelay({ resolution: 5 })
let [hearing, asked] = [{ stop: () => {} }, 0]
process.on('message', (word) => {
  if (word === 'memory') process.send!({ mb: Math.round(process.memoryUsage.rss() / 1_048_576) })
  if (word === 'spent') process.send!({ ms: cpuMs() })
  if (word === 'watch') { loop.reset(); loop.enable(); process.send!({}) }
  if (word === 'watched') { loop.disable(); process.send!({ p99: Math.round(loop.percentile(99) / 1e5) / 10 }) }
  if (word === 'hear') { asked = 0; hearing = overhear(database, () => { asked += 1 }); process.send!({}) }
  if (word === 'heard') { hearing.stop(); process.send!({ asked }) }
})
process.on('SIGTERM', () => process.exit(0))

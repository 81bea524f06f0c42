import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyReply } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Reader } from '../../base/database.ts'
import { jobCounts } from '../../base/jobs.ts'

export interface Handling { reply: FastifyReply; route: { url: string; method: string } }

/**
 * A second door with measurements for Prometheus, on an address the public cannot reach. Requests are counted by their
 * route, never by their address, so nothing personal is in them.
 */
export async function openMetrics({ host, port, db }: { host: string; port: number; db: Reader }) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const stopCounting = countRequests(registry)
  countJobs(registry, db)

  const server = createServer((_, response) => {
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(503).end(),
    )
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopCounting()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Fastify tells on this channel of each request that reaches its handler. */
function countRequests(registry: Registry): () => void {
  const seconds = new Histogram({
    name: 'http_request_seconds', help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const count = (message: unknown) => {
    const { reply, route } = message as Handling
    reply.raw.once('finish', () => {
      seconds.observe({ method: route.method, route: route.url, status: reply.statusCode }, reply.elapsedTime / 1_000)
    })
  }
  diagnostics.subscribe('tracing:fastify.request.handler:start', count)
  return () => { diagnostics.unsubscribe('tracing:fastify.request.handler:start', count) }
}

function countJobs(registry: Registry, db: Reader): void {
  new Gauge({
    name: 'jobs', help: 'Jobs by name and state: created, retry, active, failed (given up)',
    labelNames: ['name', 'state'], registers: [registry],
    async collect() {
      this.reset()
      for (const { name, state, count } of await jobCounts(db)) this.set({ name, state }, count)
    },
  })
}

import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildApp } from './app.ts'
import { CannotStart, orSayWhy } from './base/cannot-start.ts'
import { startJobs } from './base/jobs.ts'
import { dayInJapan } from './base/days.ts'
import { readConfig, type Config } from './config.ts'
import { crew } from './crew.ts'
import { openGround, type Ground } from './ground.ts'
import { openMetrics } from './keeping/operation/metrics.ts'
import { logging, reportJob } from './logging.ts'

await orSayWhy(async () => {
  const config = readConfig()
  const ground = await openGround(config)
  if (config.demo) await seedDemo(ground)
  const { production, demo, publicOrigin, contentOrigin, trustProxy, secondFactorFor, lessonSpace, badgeKey } = config
  const { database, files, post, paper } = ground
  const app = await buildApp({
    database, files, post, paper, production, demo, publicOrigin, contentOrigin, trustProxy, secondFactorFor, lessonSpace, badgeKey, logger: logging(config.logLevel),
  })
  await listen(app, config)
  await listenForPackages(app, config)
  const { metricsHost: host, metricsPort: port } = config
  const metrics = port === null ? null : await openMetrics({ host, port, db: database })
  const jobs = config.workerApart ? null : await startJobs(ground.crewHouse, crew, reportJob)
  sayWhere(app, config)

  leaveWhenAsked(app, async () => {
    await Promise.all([endRequests(app), jobs?.stop()])
    await metrics?.close()
    await ground.close()
  })
})

async function seedDemo({ database, files, paper, crewHouse }: Ground): Promise<void> {
  const { seedWhenEmpty } = await import('./seed.ts')
  await seedWhenEmpty(database, { files, paper }, dayInJapan(crewHouse.clock()))
}

async function listen(app: FastifyInstance, { host, port }: Pick<Config, 'host' | 'port'>, name = 'PORT'): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    throw new CannotStart(
      `${host} のポート ${port} は使えません（${code}）。${name} か HOST に別の値を指定してください。`,
      `Port ${port} on ${host} cannot be used (${code}). Set ${name} or HOST to something else.`,
    )
  }
}

/** Without a name of their own, uploaded packages run on a second port: the one that was set, the next one, or any that is free. */
async function listenForPackages(app: FastifyInstance, { host, contentOrigin, contentPort }: Config): Promise<void> {
  if (contentOrigin !== null) return
  if (contentPort !== null) return listen(app.content, { host, port: contentPort }, 'CONTENT_PORT')
  const { port } = app.server.address() as AddressInfo
  await listen(app.content, { host, port: port < 65_535 ? port + 1 : 0 }).catch((error: unknown) => {
    if (!(error instanceof CannotStart)) throw error
    return listen(app.content, { host, port: 0 }, 'CONTENT_PORT')
  })
}

function sayWhere(app: FastifyInstance, { host, demo }: Config): void {
  const { port } = app.server.address() as AddressInfo
  const reached = ['127.0.0.1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host
  console.log(`地域まなび http://${reached}:${port}`)
  if (demo) console.log('demo: prefecture approver city other-city trainee instructor expert administrator')
}

/** The second signal does not wait. */
function leaveWhenAsked(app: FastifyInstance, leave: () => Promise<void>): void {
  const asked = () => {
    if (app.operation.leaving) process.exit(1)
    app.operation.leaving = true
    leave().then(() => process.exit(0), (error) => { console.error(error); process.exit(1) })
  }
  process.on('SIGTERM', asked).on('SIGINT', asked)
}

/** For a second the door stays open, so that a balancer reads 503 at `ready`; then what was begun has 30 seconds in all. */
async function endRequests(app: FastifyInstance): Promise<void> {
  await sleep(1_000)
  setTimeout(() => app.server.closeAllConnections(), 29_000).unref()
  await app.close()
}

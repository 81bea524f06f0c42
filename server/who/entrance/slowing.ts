import type { FastifyRequest } from 'fastify'
import { TooMany } from '../../base/errors.ts'
import { recentFailures } from '../accounts/queries.ts'
import { secondsToWait } from '../accounts/rules.ts'

/** Throws TooMany while this machine has to wait for this account. */
export async function refuseWhenSlowed(request: FastifyRequest, email: string): Promise<void> {
  const now = request.server.clock()
  const seconds = secondsToWait(await recentFailures(request.db, { email, address: request.ip }, now), now)
  if (seconds > 0) throw new TooMany({ key: 'entrance.slowed', data: { seconds } }, seconds)
}

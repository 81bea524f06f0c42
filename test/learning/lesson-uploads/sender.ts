import type { FastifyInstance } from 'fastify'
import type { VisitorOf } from '../../support/app.ts'

/** Announces films and sends their pieces, as the script of the page does. */
export const sender = (house: FastifyInstance, planner: VisitorOf) => {
  const begin = (to: number, bytes: number, name = '講義.mp4', visitor = planner) => visitor.post(`/lessons/${to}/uploads`, { name, bytes: String(bytes) })
  return {
    begin,
    begun: async (to: number, bytes: number) => JSON.parse((await begin(to, bytes)).body).at as string,
    piece: (at: string, from: number, bytes: Uint8Array, visitor = planner, app = house) => app.inject({
      method: 'POST', url: `${at}/pieces?from=${from}`, cookies: { sid: visitor.sid! }, payload: Buffer.from(bytes),
      headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/octet-stream', 'hx-request-type': 'partial' },
    }),
  }
}

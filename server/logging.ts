import type { FastifyRequest, FastifyServerOptions } from 'fastify'

/**
 * What is written down of each request. Addresses may carry one-time links and search words, and what the database
 * says of a clash quotes the row: a request is known by its route and number, an error by its kind and place.
 */
export const logging = (level: string): FastifyServerOptions['logger'] => ({
  level,
  serializers: {
    req: ({ method, routeOptions, id }: FastifyRequest) => ({ id, method, route: routeOptions?.url ?? '-' }),
    err: inLog,
  },
})

type Told = Error & { code?: string; constraint?: string }
type LoggedError = { type: string; message: string; stack: string; code?: string; constraint?: string; cause?: string }

/** An error by its kind and place. A value that the database could not read (class 22) stands in its message: it is left out. */
export function inLog({ name, message, stack = '', code, constraint, cause }: Told): LoggedError {
  const said = code?.startsWith('22') ? message.replace(/".*"/s, '"…"') : message
  return {
    type: name, message: said, stack: stack.replaceAll(message, said), ...code && { code }, ...constraint && { constraint },
    ...cause instanceof Error && { cause: `${cause.name}: ${inLog(cause).message}` },
  }
}

/** What a job that breaks says at the terminal: an error as in the log, everything else as it is. */
export const reportJob = (...said: unknown[]): void => console.error(...said.map((one) => (one instanceof Error ? inLog(one) : one)))

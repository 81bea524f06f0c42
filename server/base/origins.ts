/** Where uploaded packages run: on an origin of their own, so that nothing in them is of this house. */
export interface ContentPlace {
  /** 'https://content.example.jp', where a proxy leads that name to us; null: a port of our own beside the pages. */
  origin: string | null
  /** The port of its own listener, once it listens. */
  port: () => number | null
  /** The port of the pages, for the way back. */
  pagesPort: () => number | null
}

/**
 * A machine that one tries this on has two names for itself. The pages are met under one and packages under the other, so that
 * even there no cookie of the pages ever goes along: cookies know no ports.
 */
const otherName: Record<string, string> = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }

const hostnameOf = (host: string): string => host.replace(/:\d+$/, '')

/** The origin of packages for whoever met the pages at `host`; null where none was set up that their browser would open. */
export function contentOriginFor({ origin, port }: ContentPlace, host: string, protocol: string): string | null {
  if (origin !== null) return origin
  const at = port()
  const name = hostnameOf(host)
  return at === null || protocol !== 'http' || !/^[\w.:[\]-]{1,253}$/.test(name) ? null : `http://${otherName[name] ?? name}:${at}`
}

/** Who may frame a package that was met at `host`: the pages, and nobody else. */
export function pagesOriginFor({ origin, pagesPort }: ContentPlace, publicOrigin: string | null, host: string): string | null {
  if (origin !== null) return publicOrigin
  const at = pagesPort()
  const name = hostnameOf(host)
  return at === null || !/^[\w.:[\]-]{1,253}$/.test(name) ? null : `http://${otherName[name] ?? name}:${at}`
}

/** Whether a request was meant for the origin of packages, where both come in by the same door. */
export const isContentHost = ({ origin }: Pick<ContentPlace, 'origin'>, host: string): boolean =>
  origin !== null && new URL(origin).host === host.toLowerCase()

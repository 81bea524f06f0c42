import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/**
 * What the way between the house and its database does to those who go along it.
 * - `pass` hands everything on, `{ delay }` does so after that many milliseconds in each direction;
 * - `refuse` turns new connections away, `reset` tears every connection down, `silent` swallows all and never answers;
 * - `cut-before-commit` and `cut-after-commit` tear a connection down at its COMMIT: the first before the database
 *   hears of it, the second when the database has done it and before the house is told.
 */
export type Fault = 'pass' | 'refuse' | 'reset' | 'silent' | 'cut-before-commit' | 'cut-after-commit' | { delay: number }

export interface Way {
  /** The address of the database, through this way. */
  url: string
  set: (fault: Fault) => void
  /** How many connections are open now. */
  open: () => number
  close: () => Promise<void>
}

// The drivers send it in lower case, as one short message of its own: `Q`, four bytes of length, the text, a zero.
const commit = /Q\0\0\0\x0bcommit\0/i

/** A way to the PostgreSQL server that `target` names, which starts out passing everything. */
export async function openProxy(target: string): Promise<Way> {
  const to = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  let fault: Fault = 'pass'

  const server = createServer((house) => {
    if (fault === 'refuse' || fault === 'reset') return void house.resetAndDestroy()
    const database = connect({ host: to.hostname, port: Number(to.port || 5432) })
    const pair: [Socket, Socket] = [house, database]
    pairs.add(pair)
    for (const end of pair) {
      end.on('error', () => tear(pair))
      end.on('close', () => { pairs.delete(pair); tear(pair) })
    }
    carry(pair, () => fault)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

  return {
    url: Object.assign(new URL(target), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` }).href,
    set(next) {
      fault = next
      if (next === 'reset') for (const pair of pairs) tear(pair)
    },
    open: () => pairs.size,
    close: () => {
      for (const pair of pairs) tear(pair)
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function carry([house, database]: [Socket, Socket], fault: () => Fault): void {
  const pair: [Socket, Socket] = [house, database]
  let committing = false
  house.on('data', (bytes) => {
    committing = commit.test(bytes.toString('latin1'))
    if (committing && fault() === 'cut-before-commit') return tear(pair)
    hand(bytes, database, fault())
  })
  database.on('data', (bytes) => {
    if (committing && fault() === 'cut-after-commit') return tear(pair)
    hand(bytes, house, fault())
  })
}

function hand(bytes: Buffer, to: Socket, fault: Fault): void {
  if (fault === 'silent') return
  if (typeof fault === 'string') return void to.write(bytes)
  setTimeout(() => { if (!to.destroyed) to.write(bytes) }, fault.delay)
}

function tear(pair: [Socket, Socket]): void {
  for (const end of pair) end.resetAndDestroy()
}

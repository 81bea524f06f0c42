import type { Transaction } from '@electric-sql/pglite'
import { engineOf, entering, type Database } from '../../server/base/database.ts'

/** Tells what the database is asked from now on, whoever asks; what only opens and closes a transaction is left out. */
export function overhear(db: Database, hear: (text: string) => void): { stop: () => void } {
  const told = (text: unknown) => {
    const words = typeof text === 'string' ? text : (text as { text: string }).text
    if (words !== entering && !/^(begin|commit|rollback|start)/i.test(words)) hear(words)
  }
  const engine = engineOf(db)
  if (engine.of === 'embedded') {
    const { pglite } = engine
    const [query, transaction] = [pglite.query.bind(pglite), pglite.transaction.bind(pglite)]
    pglite.query = ((text: string, ...rest: []) => { told(text); return query(text, ...rest) }) as typeof pglite.query
    // What is asked inside a transaction is asked of the transaction.
    pglite.transaction = ((work: (tx: Transaction) => Promise<unknown>) => transaction((tx) => {
      const ask = tx.query.bind(tx)
      return work(Object.assign(tx, { query: (text: string, ...rest: []) => { told(text); return ask(text, ...rest) } }))
    })) as typeof pglite.transaction
    return { stop: () => Object.assign(pglite, { query, transaction }) }
  }
  const { pool } = engine
  const heard = new WeakSet<object>()
  let stopped = false
  const connect = pool.connect.bind(pool) as () => Promise<{ query: (...given: unknown[]) => unknown }>
  pool.connect = (async () => {
    const client = await connect()
    if (heard.has(client)) return client
    heard.add(client)
    const { query } = client
    return Object.assign(client, { query: (...given: unknown[]) => { if (!stopped) told(given[0]); return query(...given) } })
  }) as unknown as typeof pool.connect
  return { stop: () => { stopped = true; pool.connect = connect as unknown as typeof pool.connect } }
}

/** What the database was asked while the work was done. */
export async function statementsOf(db: Database, work: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = []
  const { stop } = overhear(db, (text) => asked.push(text))
  try { await work() } finally { stop() }
  return asked
}

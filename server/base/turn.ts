import {
  Kysely, PostgresAdapter, PostgresIntrospector, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult,
} from 'kysely'
import { HouseCompiler } from './compiler.ts'
import { engineOf, entering, type Database, type Reader } from './database.ts'

type Answer = Promise<{ rows: unknown[] }>
/** Who a question is asked as: the role and whose rows it sees. See wall.ts. */
type Entry = readonly string[]
/** A read-only transaction under a role; `entered` fails when it could not be taken, and then no answer counts. */
interface Turn { entered: Promise<unknown>; isOver: boolean; ask: (text: string, values: readonly unknown[]) => Answer }

/** The two ways in which one request reads: as whoever asks, and past the wall. They share a transaction. */
export interface Reading { db: Reader; beyond: Reader }

/**
 * Something to read with, as somebody. What is asked together takes a connection together, is answered in one transaction, and
 * on PostgreSQL is sent in one piece with the role before it and the end after it. Then the connection goes back, so a page that
 * hashes, draws or writes holds none.
 */
export function openReading(database: Database, entry: Entry, whole: Entry): Reading {
  const turns = new TurnTaker(() => turnOf(database, entry))
  // The questions of a connection are answered in the order in which they were put: nothing comes between these three.
  const past = (turn: Turn, text: string, values: readonly unknown[]): Answer => {
    const [there, answer, back] = [turn.ask(entering, whole), turn.ask(text, values), turn.ask(entering, entry)]
    there.catch(() => {}) // then the transaction is over, and so says the answer
    back.catch(() => {})
    return answer
  }
  const db = readerOf(turns, ({ ask }, text, values) => ask(text, values))
  return { db, beyond: entry[0] === whole[0] ? db : readerOf(turns, past) }
}

type Way = (turn: Turn, text: string, values: readonly unknown[]) => Answer

const readerOf = (turns: TurnTaker, way: Way): Reader => new Kysely({ dialect: {
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new HouseCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createDriver: () => new ReadingDriver(turns, way),
} })

/** Takes a turn when the first asks. Once it is over nothing more may be asked in it: its connection is somebody else's. */
class TurnTaker {
  readonly #take: () => Promise<Turn>
  #turn: Promise<Turn> | null = null

  constructor(take: () => Promise<Turn>) { this.#take = take }

  async ask(query: CompiledQuery, way: Way): Promise<unknown[]> {
    const asked = this.#turn ??= this.#take()
    const turn = await asked.catch((error: unknown) => { this.#leave(asked); throw error })
    if (turn.isOver) {
      this.#leave(asked)
      return this.ask(query, way)
    }
    const answer = way(turn, query.sql, query.parameters)
    answer.catch(() => {}) // when entering failed, that is what is told
    await turn.entered
    return (await answer).rows
  }

  #leave(turn: Promise<Turn>): void {
    if (this.#turn === turn) this.#turn = null
  }
}

class ReadingDriver implements Driver, DatabaseConnection {
  readonly #turns: TurnTaker
  readonly #way: Way

  constructor(turns: TurnTaker, way: Way) { [this.#turns, this.#way] = [turns, way] }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return { rows: await this.#turns.ask(query, this.#way) as R[] }
  }

  async acquireConnection(): Promise<DatabaseConnection> { return this }
  async init(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
  async beginTransaction(): Promise<void> { throw new Error('a reader begins nothing') }
  async commitTransaction(): Promise<void> { throw new Error('a reader begins nothing') }
  async rollbackTransaction(): Promise<void> { throw new Error('a reader begins nothing') }
  streamQuery(): never { throw new Error('a reader asks for pages, not for streams') }
}

/**
 * Whoever waits for a turn asks before the next tick, in which it is over: then its end is put behind what was asked, and on
 * PostgreSQL before any of it is written.
 */
async function turnOf(database: Database, entry: Entry): Promise<Turn> {
  const engine = engineOf(database)
  if (engine.of === 'postgres') {
    const client = await engine.pool.connect()
    const turn: Turn = { entered: Promise.resolve(), isOver: false, ask: (text, values) => client.query(text, [...values]) }
    process.nextTick(() => {
      turn.isOver = true
      client.query('commit').then(() => client.release(), (error: Error) => client.release(error))
    })
    turn.entered = Promise.all([client.query('begin read only'), client.query(entering, [...entry])])
    turn.entered.catch(() => {})
    return turn
  }
  const { pglite } = engine
  // The embedded database has one connection: it is asked for like by every transaction of ours.
  return new Promise((resolve, reject) => {
    database.connection().execute(async () => {
      await pglite.exec('begin read only')
      try {
        await pglite.query(entering, [...entry])
        const turn: Turn = { entered: Promise.resolve(), isOver: false, ask: (text, values) => pglite.query(text, [...values]) }
        resolve(turn)
        await new Promise<void>((end) => { process.nextTick(() => { turn.isOver = true; end() }) })
      } finally {
        await pglite.exec('commit')
      }
    }).catch(reject)
  })
}

import {
  Kysely, PostgresAdapter, PostgresIntrospector, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult,
} from 'kysely'
import { HouseCompiler } from './compiler.ts'
import { engineOf, entering, type Database, type Reader } from './database.ts'

type Answer = Promise<{ rows: unknown[] }>
/** Who a question is asked as: the role and whose rows it sees. See wall.ts. */
type Entry = readonly string[]
/** A read-only transaction under a role; `entered` fails when it could not be taken, and then no answer counts. */
interface Turn { entered: Promise<unknown>; ask: (text: string, values: readonly unknown[]) => Answer; end: () => void }

/** The two ways in which one request reads: as whoever asks, and past the wall. They share a transaction. */
export interface Reading { db: Reader; beyond: Reader }

/**
 * Something to read with, as somebody. The first question takes a connection and enters; the connection goes back as soon
 * as nobody waits for an answer any more, so a page that hashes, draws or writes holds none. What is asked together is
 * answered in one transaction, and on PostgreSQL sent in one piece.
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

/** Takes a turn when the first asks, and gives it back when the last has its answer. */
class TurnTaker {
  readonly #take: () => Promise<Turn>
  #turn: Promise<Turn> | null = null
  #waiting = 0

  constructor(take: () => Promise<Turn>) { this.#take = take }

  async ask({ sql, parameters }: CompiledQuery, way: Way): Promise<unknown[]> {
    const turn = this.#turn ??= this.#take()
    this.#waiting += 1
    try {
      const taken = await turn
      const answer = way(taken, sql, parameters)
      answer.catch(() => {}) // when entering failed, that is what is told
      await taken.entered
      return (await answer).rows
    } finally {
      this.#waiting -= 1
      if (this.#waiting === 0) setImmediate(() => this.#rest())
    }
  }

  #rest(): void {
    if (this.#waiting > 0 || this.#turn === null) return
    this.#turn.then(({ end }) => end(), () => {}) // one that could not be taken has told whoever asked
    this.#turn = null
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

async function turnOf(database: Database, entry: Entry): Promise<Turn> {
  const engine = engineOf(database)
  if (engine.of === 'postgres') {
    const client = await engine.pool.connect()
    const entered = Promise.all([client.query('begin read only'), client.query(entering, [...entry])])
    entered.catch(() => {})
    return {
      entered, ask: (text, values) => client.query(text, [...values]),
      end: () => { client.query('commit').then(() => client.release(), (error: Error) => client.release(error)) },
    }
  }
  const { pglite } = engine
  // The embedded database has one connection: it is asked for like by every transaction of ours.
  return new Promise((resolve, reject) => {
    database.connection().execute(async () => {
      await pglite.exec('begin read only')
      try {
        await pglite.query(entering, [...entry])
        await new Promise<void>((end) => resolve({ entered: Promise.resolve(), ask: (text, values) => pglite.query(text, [...values]), end }))
      } finally {
        await pglite.exec('commit')
      }
    }).catch(reject)
  })
}

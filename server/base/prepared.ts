import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, type CompiledQuery } from 'kysely'
import type { Scope } from './access.ts'
import { HouseCompiler } from './compiler.ts'
import type { Database, Reader, Writer } from './database.ts'
import type { Tables } from './tables.ts'

/**
 * A question that is asked so often that building its SQL anew would cost more than asking it: it is built the first time, and
 * from then on only filled in. Values are bound, never looked at; of a `scope` among them each kind becomes SQL of its own.
 */
export const prepared: <V extends object, O>(build: Build<Reader, V, O>) => Ask<Reader, V, O> = builtOnce

/** The same for what a change writes every few seconds. */
export const preparedWrite: <V extends object, O>(build: Build<Writer, V, O>) => Ask<Writer, V, O> = builtOnce

type Build<Db, V, O> = (db: Db, values: V) => { compile: () => CompiledQuery<O> }
type Ask<Db, V, O> = (db: Db, values: V) => Promise<O[]>

function builtOnce<V extends object, O>(build: Build<never, V, O>): Ask<Reader, V, O> {
  const built = new Map<string, CompiledQuery<O>>()
  return async (db, values) => {
    const given = values as Given
    const kind = given.scope?.of ?? ''
    const known = built.get(kind) ?? build(builder as never, gapsFor(given) as V).compile()
    built.set(kind, known)
    const parameters = known.parameters.map((one) => one instanceof Gap ? one.filledFrom(given) : one)
    return (await (db as Database).executeQuery<O>({ ...known, parameters })).rows
  }
}

const builder = new Kysely<Tables>({ dialect: {
  createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: () => new HouseCompiler(),
} })

type Given = { scope?: Scope; [name: string]: unknown }

/** Stands for a value while a question is built. Its SQL may not depend on it, so whoever looks at it is told so. */
class Gap {
  readonly name: string
  readonly filledFrom: (given: Given) => unknown
  constructor(name: string, filledFrom: Gap['filledFrom']) { [this.name, this.filledFrom] = [name, filledFrom] }
  [Symbol.toPrimitive](): never { throw new Error(`the words of a prepared question cannot depend on ${this.name}`) }
}

/** What a question is built with: for each value its gap, and a scope that has its kind, but gaps for whose rows it reaches. */
function gapsFor({ scope, ...values }: Given): Given {
  const gaps = Object.fromEntries(Object.keys(values).map((name) => [name, new Gap(name, (given) => given[name])]))
  if (scope === undefined) return gaps
  const ids = Object.keys(scope).map((name) => [name, new Gap(name, (given) => given.scope?.[name as keyof Scope])])
  return { ...gaps, scope: { ...Object.fromEntries(ids), of: scope.of } as Scope }
}

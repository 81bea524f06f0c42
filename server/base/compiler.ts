import { PostgresQueryCompiler, ValueNode, type CompiledQuery, type LimitNode, type OffsetNode, type QueryId, type RootOperationNode } from 'kysely'

/**
 * Writes a limit into the statement itself, and that a list begins at its start. As parameters they hide from the server how
 * few rows are wanted, and it would plan every such list anew for each page instead of once. Later pages have their
 * offset as a parameter: each in words of its own would be more statements than are kept.
 *
 * A search for words is left to be planned anew: which index is right for it depends on how rare the words are.
 */
export class HouseCompiler extends PostgresQueryCompiler {
  #searches = false

  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    this.#searches = false
    const once = super.compileQuery(node, queryId)
    if (!/ like \$/.test(once.sql)) return once
    this.#searches = true
    return super.compileQuery(node, queryId)
  }

  protected override visitLimit(node: LimitNode): void {
    const { limit } = node
    if (!this.#searches && ValueNode.is(limit) && Number.isSafeInteger(limit.value)) this.append(`limit ${Number(limit.value)}`)
    else super.visitLimit(node)
  }

  protected override visitOffset(node: OffsetNode): void {
    if (!this.#searches && ValueNode.is(node.offset) && node.offset.value === 0) this.append('offset 0')
    else super.visitOffset(node)
  }
}

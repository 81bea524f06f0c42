import type { FieldReason, Reason } from '../../base/errors.ts'
import { isNamed, type Ending } from '../../base/office-files.ts'

export const kinds = ['report', 'manual', 'form', 'other'] as const
export type ItemKind = typeof kinds[number]
/** Who reads it besides the prefecture: anybody on the Internet, or all municipalities. */
export const audiences = ['public', 'municipalities'] as const
export type Audience = typeof audiences[number]
export type ItemState = 'draft' | 'shown' | 'withdrawn'

export const megabytesMax = 30
export const versionsMax = 50
export const endings = ['pdf', 'docx', 'xlsx', 'pptx'] as const satisfies readonly Ending[]
export const whyNotNamed = (name: string): Reason | null => isNamed(name, endings) ? null : { key: 'shelf.wrongName' }

/** What may become of an item: shown once, it is withdrawn rather than hidden as if it had never been; withdrawn, it may come back. */
export const moves = { show: { from: ['draft', 'withdrawn'], to: 'shown' }, withdraw: { from: ['shown'], to: 'withdrawn' } } as const
export type Move = keyof typeof moves
export const whyNotMove = (state: ItemState, move: Move): Reason | null =>
  (moves[move].from as readonly ItemState[]).includes(state) ? null : { key: `shelf.whyNot.${move}` }

/** Something published says when; something announced says for which fiscal year; both cannot be. */
export function problemsOfItem({ publishedYear = null, publishedMonth = null, planned = null, source = '' }: { publishedYear?: number | null; publishedMonth?: number | null; planned?: number | null; source?: string }): FieldReason[] {
  return [
    ...publishedMonth !== null && publishedYear === null ? [{ field: 'publishedYear', reason: { key: 'shelf.monthWithoutYear' } as const }] : [],
    ...publishedYear !== null && planned !== null ? [{ field: 'plannedYear', reason: { key: 'shelf.plannedAndPublished' } as const }] : [],
    ...publishedYear === null && planned === null ? [{ field: 'publishedYear', reason: { key: 'shelf.whenMissing' } as const }] : [],
    .../^[a-z][a-z0-9+.-]*:/i.test(source.trim()) && !isWebAddress(source) ? [{ field: 'source', reason: { key: 'shelf.notAnAddress' } as const }] : [],
  ]
}

/** Whether where it comes from can be opened in a browser; only then it is a link. */
export const isWebAddress = (source: string): boolean => /^https?:\/\/[^\s<>"']+$/i.test(source.trim()) && URL.canParse(source.trim())

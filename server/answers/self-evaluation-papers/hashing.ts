import { createHash } from 'node:crypto'
import type { Grounds, SheetContent } from '../self-evaluations/content.ts'
import { canonical } from './rules.ts'

/** The mark of an edition: over its words and figures, and over what the figures were counted from. */
export const hashOf = (content: SheetContent, grounds: Grounds): string => createHash('sha256').update(canonical([content, grounds])).digest('hex')

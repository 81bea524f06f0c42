import type { FieldReason, Reason } from '../../base/errors.ts'
import { isNamed, type Ending } from '../../base/office-files.ts'

/** Who reads a document besides the prefecture: nobody, the experts who are assigned, the municipality it is about as well, all municipalities. */
export type Readers = 'prefecture' | 'experts' | 'municipality' | 'all'

/** More than anybody reads at a meeting. */
export const documentsMax = 30
export const megabytesMax = 20
export const endings = ['pdf', 'docx', 'xlsx', 'pptx'] as const satisfies readonly Ending[]

export const whyNotNamed = (name: string): Reason | null => isNamed(name, endings) ? null : { key: 'documents.wrongName' }

export const whyNotAdd = (count: number): Reason | null => count >= documentsMax ? { key: 'documents.tooMany', data: { limit: documentsMax } } : null

/** The prefecture keeps the whole list; anybody else what they added themselves. */
export const mayKeep = ({ addedBy }: { addedBy: number }, keeper: { of: string; personId: number }): boolean => keeper.of === 'all' || addedBy === keeper.personId

/** Who adds a document must be able to read it: to the others the list offers less. */
export const offered = (readers: readonly Readers[], of: string): Readers[] =>
  readers.filter((one) => of === 'all' || (of === 'municipality' ? one === 'municipality' : one === 'experts' || one === 'municipality'))

/** Two documents of one title could not be told apart. */
export function problemsOfDocument({ title, readers }: { title: string; readers: Readers }, others: readonly string[], may: readonly Readers[]): FieldReason[] {
  const wrong: FieldReason[] = []
  if (title.trim() === '') wrong.push({ field: 'title', reason: { key: 'form.missing' } })
  else if (others.includes(title.trim())) wrong.push({ field: 'title', reason: { key: 'documents.titleTwice' } })
  if (!may.includes(readers)) wrong.push({ field: 'readers', reason: { key: 'form.notChosen' } })
  return wrong
}

/** What offices send each other, by the ending of its name: what everybody can open, and nothing that runs. */
const types = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
} as const
export type Ending = keyof typeof types

const folders: Record<Exclude<Ending, 'pdf'>, string> = { docx: 'word/', xlsx: 'xl/', pptx: 'ppt/' }

const endingOf = (name: string): string => /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** Whether a name ends like a file of these kinds. */
export const isNamed = (name: string, endings: readonly Ending[]): boolean => endings.some((ending) => ending === endingOf(name))

/** The type a file is sent as; only for names that `isNamed` lets pass. */
export const typeOf = (name: string): string => types[endingOf(name) as Ending]

/**
 * Null when the bytes are what the name says. `names` are the files in the archive that an office file is, null for no archive that
 * can be opened. A file with a program in it (macros) is told apart: an office may not open it at all.
 */
export function problemOfOfficeFile(name: string, head: string, names: readonly string[] | null): 'wrongFile' | 'hasProgram' | null {
  const ending = endingOf(name) as Ending
  if (ending === 'pdf') return head.startsWith('%PDF-') ? null : 'wrongFile'
  if (names === null || !names.includes('[Content_Types].xml') || !names.some((one) => one.startsWith(folders[ending]))) return 'wrongFile'
  return names.some((one) => /vbaProject|\.bin$/i.test(one) && !/printerSettings/i.test(one)) ? 'hasProgram' : null
}

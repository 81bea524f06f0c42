import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'

type Limits = NonNullable<Parameters<FastifyRequest['parts']>[0]>['limits']

/**
 * Reads a form that brings files: each file is handed to `take`, which has to read it or to let it run out; the other boxes
 * are returned as they came, for `readBoxes`. @throws what `take` throws with a status of its own, else 400
 */
export async function readParts(request: FastifyRequest, limits: Limits, take: (part: MultipartFile) => Promise<void>): Promise<URLSearchParams> {
  const boxes = new URLSearchParams()
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') boxes.append(part.fieldname, String(part.value))
      else await take(part)
    }
  } catch (error) {
    throw typeof (error as { statusCode?: unknown }).statusCode === 'number' ? error : notAForm(error)
  }
  return boxes
}

/** Its cause is told in words alone: a reader who went away looks like a database that did. */
const notAForm = (error: unknown) => Object.assign(new Error(`not a form: ${(error as Error).message}`), { statusCode: 400 })

/** A name like 'form.exe.pdf', which some desktops show without its last part. */
export const isProgramBehind = (name: string): boolean => /\.(exe|com|bat|cmd|msi|scr|js|vbs|ps1|sh|html?|svg|php|jsp|jar)\./i.test(name)

/** A name as it may stand on a page, in a header and on a disk of somebody else: without a path and without signs nobody sees. */
export const tidyName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '').replace(/[\p{C}"*:<>?|]/gu, '').trim().slice(-120) || 'file'

import formbody from '@fastify/formbody'
import fp from 'fastify-plugin'
import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import Type, { type TObject } from 'typebox'
import { boxAt, inOrderOf, propertyAt } from './boxes.ts'
import { dayOfParts } from './days.ts'
import { plainNumber } from './numbers.ts'
import type { Say, TextKey } from './texts.ts'

/** How a box is drawn, where its type alone does not say it. Known to the validator as a word without effect. */
export type Drawn = 'day' | 'textarea' | 'select' | 'radio' | 'checkbox' | 'email' | 'password' | 'tel' | 'time'

const centuries = '^(19|20)'

/** A day that exists, in three boxes (年 月 日), given to the handler as 'YYYY-MM-DD'. Title and hint are text keys. */
export const DayBox = (title: TextKey, description?: TextKey) =>
  Type.String({ title, as: 'day', format: 'date', pattern: centuries, ...(description ? { description } : {}) })

/** A mail address of somebody who has no account. Title and hint are text keys. */
export const MailBox = (title: TextKey, description: TextKey) =>
  Type.String({ title, description, as: 'email', maxLength: 254, pattern: '^[^\\s@<>",;]+@[^\\s@<>",;]+\\.[^\\s@<>",;.]+$' })

/** One schema gives Fastify its validation and the view its labels, limits, values and problems. */
export interface Field {
  name: string; label: string; required: boolean; value: unknown; problem: string | null; hint?: string
  type?: string; format?: string; minLength?: number; maxLength?: number; minimum?: number; maximum?: number
  options?: Option[]
}
export interface Option { value: string; label: string }
export interface Form {
  /** One field; `rows.0.name` names a box of a row. Options make it a choice. */
  field: (name: string, options?: Option[]) => Field
  /** All problems, in the order of the form, for the summary at the top. */
  problems: { name: string; label: string; problem: string }[]
}

type Boxes = Record<string, unknown>

/** The request as one that nothing was sent with: for the other form of a page, which shows what is kept while its neighbor comes back. */
export const nothingSent = ({ say }: Pick<FastifyRequest, 'say'>) => ({ say, unfit: [], refusal: null, method: 'GET' }) as unknown as FastifyRequest

/**
 * A form as the view draws it: what was typed when it comes back, else the values it starts with.
 * @param starting values a person has not typed yet, e.g. the row being edited
 */
export function formOf(schema: TObject, request: FastifyRequest, starting: object = {}): Form {
  const typed = request.method === 'POST' && (request.validationError || request.refusal || request.unfit.length > 0)
  const values = (typed ? request.body ?? {} : starting) as Boxes
  const asTyped = (typed ? request.typed ?? {} : starting) as Boxes
  const problems = problemsOf(schema, request.validationError?.validation ?? [], request.say)
  for (const { field, reason } of request.unfit) problems.set(field, request.say(reason.key, reason.data))
  // A page may hold several forms: a problem is shown by the one that has its box.
  for (const name of problems.keys()) if (boxAt(schema, name) === undefined) problems.delete(name)
  const field = (name: string, options?: Option[]): Field => {
    const { property, required } = propertyAt(schema, name)
    const { title, description, as, ...limits } = property
    return {
      ...limits, ...(as ? { type: as } : {}), name, label: request.say(title),
      value: valueAt(isNumber(property) ? asTyped : values, name) ?? '',
      required, problem: problems.get(name) ?? null,
      ...(description === undefined ? {} : { hint: request.say(description) }), ...(options ? { options } : {}),
    }
  }
  const inOrder = [...problems].sort(([one], [other]) => inOrderOf(schema, one, other))
  return { field, problems: inOrder.map(([name, problem]) => ({ name, label: labelOf(schema, name, values, request.say), problem })) }
}

/** A box of a list with several rows says in which row it is. */
function labelOf(schema: TObject, name: string, values: Boxes, say: Say): string {
  const { title } = propertyAt(schema, name).property
  const label = title === undefined ? name : say(title)
  const [, list, row] = /^(.+)\.(\d+)\.[^.]+$/.exec(name) ?? []
  const rows = list === undefined ? null : valueAt(values, list)
  return Array.isArray(rows) && rows.length > 1 ? say('form.inRow', { row: Number(row) + 1, label }) : label
}

const valueAt = (values: Boxes, name: string): unknown =>
  name.split('.').reduce<unknown>((at, part) => (at !== null && typeof at === 'object' ? (at as Boxes)[part] : undefined), values)

const wordFor: Record<string, TextKey> = {
  required: 'form.missing', minLength: 'form.tooShort', maxLength: 'form.tooLong', minItems: 'form.missing',
  maxItems: 'form.tooMany', minimum: 'form.tooSmall', maximum: 'form.tooLarge',
}

/** The sentence for what a schema found. A day is wrong by its format or by its century, a number by being none. */
function wordOf({ keyword, params }: FastifySchemaValidationError, as: Drawn | undefined): TextKey {
  if (params.format === 'date' || params.pattern === centuries) return 'form.noDay'
  if (keyword === 'type' && (params.type === 'integer' || params.type === 'number')) return 'form.noNumber'
  if (keyword === 'pattern' && as === 'email') return 'form.noEmail'
  if (keyword === 'required' && (as === 'radio' || as === 'select' || as === 'checkbox')) return 'form.notChosen'
  return wordFor[keyword] ?? 'form.wrong'
}

function problemsOf(schema: TObject, errors: FastifySchemaValidationError[], say: Say): Map<string, string> {
  // 'if' only says that something under it is wrong, which stands beside it.
  return new Map(errors.filter(({ keyword }) => keyword !== 'if').map((error) => {
    const { keyword, instancePath, params } = error
    const place = instancePath.slice(1).replaceAll('/', '.')
    const field = keyword === 'required' ? [place, String(params.missingProperty)].filter(Boolean).join('.') : place
    return [field, say(wordOf(error, boxAt(schema, field)?.property.as), { limit: Number(params.limit) })]
  }))
}

const boxesMax = 6000

/** `rows.0.name=…` becomes rows: [{ name: '…' }]; names given twice become a list. Throws 400 on bytes that are no text. */
export function readBoxes(text: string): Boxes {
  const boxes: Boxes = {}
  let count = 0
  // Bytes that are no text are read as this sign; somebody may also have typed it.
  const mayBeLost = !/\uFFFD|%EF%BF%BD/i.test(text)
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > boxesMax) throw Object.assign(new Error('too many boxes'), { statusCode: 413 })
    if (name.includes('\0') || value.includes('\0') || mayBeLost && `${name}${value}`.includes('\uFFFD')) throw Object.assign(new Error('not text'), { statusCode: 400 })
    put(boxes, name.split('.'), value.replaceAll('\r\n', '\n'))
  }
  return listed(boxes) as Boxes
}

/**
 * Whether a body that came as JSON is text throughout: no zero, no half character, no sign of bytes that were none.
 * It is looked through by a list, since a body may be nested deeper than calls can be.
 */
function isText(body: unknown): boolean {
  const left = [body]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string' && (/[\0\uFFFD]/.test(one) || !one.isWellFormed())) return false
    if (one !== null && typeof one === 'object') for (const [name, inner] of Object.entries(one)) left.push(name, inner)
  }
  return true
}

function put(boxes: Boxes, [part = '', ...rest]: string[], value: string): void {
  if (part === '__proto__' || rest.length > 4) return
  const own = Object.hasOwn(boxes, part) ? boxes[part] : undefined
  if (rest.length === 0) boxes[part] = own === undefined ? value : [own, value].flat()
  else {
    const inner = own !== null && typeof own === 'object' && !Array.isArray(own) ? own as Boxes : {}
    boxes[part] = inner
    put(inner, rest, value)
  }
}

/** Objects whose names are all row numbers are lists; a blank box means "not given" and is left out. */
function listed(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  if (Object.keys(value).length > 0 && Object.keys(value).every((name) => ['year', 'month', 'day'].includes(name))) return dayOf(value as Record<string, unknown>)
  const entries = Object.entries(value).map(([name, inner]) => [name, listed(inner)] as const).filter(([, inner]) => inner !== '')
  const rows = entries.length > 0 && entries.every(([name]) => /^\d{1,4}$/.test(name))
  return rows ? entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner) : Object.fromEntries(entries)
}

/**
 * Three boxes become one day; what is no day stays as typed, so that it comes back with its problem. A box that came twice,
 * or with boxes inside, is no part of a day.
 */
function dayOf({ year = '', month = '', day = '' }: Record<string, unknown>): string {
  const [y, m, d] = [year, month, day].map((part) => (typeof part === 'string' ? part : '?')) as [string, string, string]
  return y + m + d === '' ? '' : dayOfParts(y, m, d) ?? `${y}-${m}-${d}`
}

/** What came, as it was typed: the validator makes numbers out of texts where they stand, and '1e9' should come back as '1e9'. */
declare module 'fastify' {
  interface FastifyRequest { typed: unknown }
}

/** Takes the boxes of a form for what was sent: as typed for a page that comes back, with plain numbers for the validator. */
export function takeBoxes(request: FastifyRequest, boxes: unknown): void {
  request.typed = boxes
  request.body = withPlainNumbers(request.routeOptions.schema?.body, boxes)
}

interface Shape { type?: string; properties?: Record<string, Shape>; items?: Shape }

const isNumber = ({ type }: { type?: string }): boolean => type === 'integer' || type === 'number'

/** The boxes of a form with its numbers as the validator reads them; everything else as it came. */
function withPlainNumbers(schema: unknown, value: unknown): unknown {
  const shape = (schema ?? {}) as Shape
  const { properties = {}, items } = shape
  if (typeof value === 'string') return isNumber(shape) ? plainNumber(value) : value
  if (Array.isArray(value)) return items === undefined ? value : value.map((one) => withPlainNumbers(items, one))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) =>
    [name, Object.hasOwn(properties, name) ? withPlainNumbers(properties[name], inner) : inner]))
}

/** A list narrowed by nothing sends the names of its boxes without a word; to its schema they are not given, like a blank box of a form. */
function leaveOutBlanks(query: Boxes): void {
  for (const [name, value] of Object.entries(query)) if (value === '') delete query[name]
}

export default fp(async function forms(app) {
  await app.register(formbody, { parser: readBoxes, bodyLimit: 2 * 1024 * 1024 })
  app.removeContentTypeParser('text/plain')
  app.decorateRequest('typed')

  // An empty post has no body; to its schema it is a form with every box blank.
  app.addHook('preValidation', async (request) => {
    if (request.method === 'POST' && (request.body === undefined || request.body === null)) request.body = {}
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? false
    if (isJson && !isText(request.body)) throw Object.assign(new Error('not text'), { statusCode: 400 })
    if (request.method === 'POST') takeBoxes(request, request.body)
    leaveOutBlanks(request.query as Boxes)
  })
  // A bad address is a missing page; a poor body shows its form again, as typed.
  app.addHook('preHandler', async (request, reply) => {
    const { validationError: error, routeOptions: { config } } = request
    if (!error) return
    if (error.validationContext !== 'body') throw error
    if (config.again) return config.again(request, reply.code(422)) as Promise<void>
  })
})

import fastifyView from '@fastify/view'
import fp from 'fastify-plugin'
import { Eta } from 'eta'
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { scopeFor } from './access.ts'
import { dayInWords, fiscalYearInWords, fiscalYearOf, momentInWords, timeInJapan, type Day } from './days.ts'
import type { Reason } from './errors.ts'
import { count, percent } from './numbers.ts'
import { placeOf } from './place.ts'
import type { Permission } from './policy.ts'
import { speaking, type Language, type Say, type TextKey, type Texts } from './texts.ts'

const root = path.resolve('views')
const views = new Set(readdirSync(root, { recursive: true, encoding: 'utf8' }))

export interface Door { heading: string | null; items: { href: string; label: string; current: boolean }[] }
export interface BottomDoor { href: string; label: string; icon: 'home' | 'learn' | 'days' | 'mail'; current: boolean }
/** What stands around a page, by who looks at it. Given by the house, since the base knows no feature. */
export type Doors = (request: FastifyRequest) => { doors: Door[]; bottom: BottomDoor[] | null }

declare module 'fastify' {
  interface FastifyRequest { language: Language; say: Say; wantsFragment: boolean }
  interface FastifyReply {
    /** The page, or just the piece of it that htmx asked for. */
    page: (view: string, data?: object) => FastifyReply | Promise<FastifyReply>
    /** What the next page says once: a text key, kept in a cookie until it is shown. */
    notice: (key: TextKey) => FastifyReply
  }
}

/** One for the whole process, whatever number of apps stands in it. */
const templates = openTemplates()

interface Settings { texts: Texts; production: boolean; demo: boolean; doors: Doors }

export default fp<Settings>(async function pages(app, { texts, production, demo, doors }) {
  // `production` is the word of that plugin for "templates do not change while we run"; otherwise it reads them anew each time.
  await app.register(fastifyView, { engine: { eta: templates }, root, production: true })

  app.decorateRequest('language', 'ja')
  app.decorateRequest('say', speaking(texts, 'ja'))
  app.decorateRequest('wantsFragment', false)
  const speak = (request: FastifyRequest) => {
    request.language = languageOf(request)
    request.say = speaking(texts, request.language)
  }
  // At once by the cookie, since even a request that is turned away is answered in words; later by who it turned out to be.
  app.addHook('preParsing', async (request) => { if (request.actor !== null) speak(request) })
  app.addHook('onRequest', async (request) => {
    speak(request)
    request.wantsFragment = request.headers['hx-request-type'] === 'partial'
  })

  app.decorateReply('notice', function (key) {
    return this.setCookie('notice', key, { path: '/', httpOnly: true, sameSite: 'lax', secure: production })
  })

  app.decorateReply('page', function (view, data = {}) {
    const { request } = this
    const notice = noticeOf(request, this, texts)
    this.headers({ 'Cache-Control': 'no-store', Vary: 'HX-Request-Type, HX-Target' })
    const piece = request.wantsFragment ? pieceOf(view, request.headers['hx-target']) : null
    return this.view(piece === null ? view : 'layouts/fragment',
      { ...data, ...wordsOf(request), notice, piece, onceKey: randomUUID(), frame: frameOf(request, this.statusCode === 404 ? nowhere(doors) : doors, demo) })
  })
})

/** Templates do not change while we run: each is read and compiled once, and where a piece lies is found out once. */
function openTemplates(): Eta {
  const eta = new Eta({ views: root, cache: true, debug: false })
  const find = eta.resolvePath
  const found = new Map<string, string>()
  eta.resolvePath = (name, options) => {
    const asked = `${options?.filepath ?? ''}\n${name}`
    const known = found.get(asked)
    if (known !== undefined) return known
    const place = find.call(eta, name, options)
    found.set(asked, place)
    return place
  }
  return eta
}

function languageOf({ cookies, actor }: FastifyRequest): Language {
  const chosen = cookies.language ?? actor?.language
  return chosen === 'en' ? 'en' : 'ja'
}

/** The notice cookie is the visitor's input: only a key we know speaks. */
function noticeOf({ refusal, cookies }: FastifyRequest, reply: FastifyReply, texts: Texts): (Reason & { tone: 'done' | 'error' }) | null {
  if (refusal) return { ...refusal, tone: 'error' }
  const key = cookies.notice ?? ''
  if (!Object.hasOwn(texts, key)) return null
  reply.clearCookie('notice', { path: '/' })
  return { key: key as TextKey, tone: 'done' }
}

function wordsOf(request: FastifyRequest) {
  const { actor, say, language, today } = request
  return {
    say, language, actor, today, path: placeOf(request),
    may: (permission: Permission) => actor !== null && scopeFor(actor, permission) !== null,
    day: (day: Day, style?: Parameters<typeof dayInWords>[2]) => dayInWords(day, language, style),
    moment: (instant: Date) => momentInWords(instant, language),
    time: (instant: Date) => timeInJapan(instant),
    count: (n: number) => count(n, language),
    percent: (part: number, whole: number) => percent(part, whole) ?? '－',
    fiscalYear: (year: number) => fiscalYearInWords(year, language),
  }
}

/** A missing page is the same wherever it was looked for, so no door says that one stands behind it. */
const nowhere = (doors: Doors): Doors => (request) => {
  const around = doors(request)
  return {
    doors: around.doors.map(({ heading, items }) => ({ heading, items: items.map((item) => ({ ...item, current: false })) })),
    bottom: around.bottom?.map((door) => ({ ...door, current: false })) ?? null,
  }
}

const firstYear = 2017 // the program's first year on record: seed figures reach back to 平成29年度

function frameOf(request: FastifyRequest, doors: Doors, demo: boolean) {
  const { actor, language, say } = request
  const next = fiscalYearOf(request.today) + 1
  const titleOf = (post: { title: string; kind: string; municipality: string | null; municipalityEn: string | null }) =>
    post.title || [language === 'ja' ? post.municipality : post.municipalityEn, say(`kind.${post.kind}` as TextKey)].filter(Boolean).join(language === 'ja' ? ' ' : ', ')
  return {
    year: request.year, years: Array.from({ length: next - firstYear + 1 }, (_, n) => next - n),
    ...(actor === null ? { doors: [], bottom: null } : doors(request)), personas: demo,
    person: actor === null ? null : {
      name: actor.name, post: titleOf(actor),
      posts: actor.posts.map((post) => ({ id: post.id, label: titleOf(post), current: post.id === actor.postId })),
    },
  }
}

/**
 * A fragment's id is its file: `#nominations-roster` lives in `entry/nominations/_roster.eta`.
 * So when htmx asks for one piece of a page, that piece is what we render, from the same data. A row of a list adds its
 * number: `#attendance-row-12` is `_row.eta`.
 */
export function pieceOf(view: string, target: unknown): string | null {
  const folder = path.dirname(view)
  const [, name] = String(target).match(new RegExp(`#${path.basename(folder)}-([a-z-]+?)(?:-\\d{1,10})?$`)) ?? []
  if (name === undefined) return null
  const piece = `${folder}/_${name}`
  return views.has(`${piece}.eta`) ? piece : null
}

import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { afterAll, onTestFinished, TestRunner } from 'vitest'
import { findings } from './axe.ts'
import { unpackedChromium } from './chromium.ts'

/** Who opens the browser: on a desk or on a telephone, with or without JavaScript, in which language. */
export interface Visit { at?: string; width?: 1280 | 390; javaScript?: boolean; language?: 'ja' | 'en' }

export interface Person {
  page: Page
  /** What a person would not see but must not happen: errors, blocked content, requests to other machines. */
  problems: () => string[]
  /** The names of everything pages keep in localStorage and sessionStorage. */
  kept: () => Promise<string[]>
  close: () => Promise<void>
}

// Ours, not the Chromium package's own list: that one switches web security off, and then Chromium leaves `Origin`
// off htmx posts, so the origin check would not be tested as people meet it. No name but our own machine resolves.
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-sync', '--no-first-run', '--no-default-browser-check',
  '--disable-background-networking', '--disable-component-update', '--disable-domain-reliability', '--no-pings',
  '--font-render-hinting=none', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]
const ownHosts = new Set(['127.0.0.1', 'localhost'])

let running: Promise<Browser> | undefined

/**
 * The one Chromium of this worker, started when the first file asks and ended with the worker.
 * `at` ('http://127.0.0.1:3000') lets a visit say `page.goto('/sign-in')`.
 */
export async function openBrowser() {
  const browser = await (running ??= startChromium())
  const visits = new Set<BrowserContext>()
  atTheEnd(() => Promise.all([...visits].map((context) => context.close())))
  return {
    async visit(visit: Visit = {}): Promise<Person> {
      const context = await newVisit(browser, visit)
      visits.add(context)
      const problems = listen(context)
      const page = await context.newPage()
      if (visit.javaScript === false) await scriptsOff(page)
      return { page, problems: () => problems, kept: () => keptBy(page), close: () => context.close() }
    },
  }
}

/**
 * At the end of the running test, or of the file where no test runs yet: an `afterAll` said inside a test is never
 * called, and a page left open may hold a half-read film, for which a closing server then waits.
 */
const atTheEnd = (close: () => Promise<unknown>) => TestRunner.getCurrentTest() === undefined ? afterAll(close) : onTestFinished(async () => { await close() })

async function startChromium(): Promise<Browser> {
  const { executablePath, env } = await unpackedChromium()
  return chromium.launch({ executablePath, args: flags, env: { ...process.env as Record<string, string>, ...env } })
}

async function newVisit(browser: Browser, { at, width = 1280, language = 'ja' }: Visit) {
  const context = await browser.newContext({
    ...(at === undefined ? {} : { baseURL: at }),
    viewport: { width, height: width === 390 ? 844 : 900 },
    hasTouch: width === 390,
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  })
  // A cookie knows its host, not its port, so it can be there before the address is known.
  await context.addCookies([...ownHosts].map((domain) => ({ name: 'language', value: language, domain, path: '/' })))
  context.setDefaultTimeout(10_000)
  return context
}

/** Chromium says a failed load both as a console line and as a response; the response says which one it was. */
function listen(context: BrowserContext): string[] {
  const problems: string[] = []
  context.on('console', (line) => {
    if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) problems.push(line.text())
  })
  context.on('weberror', (thrown) => problems.push(`script error: ${thrown.error().message}`))
  context.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && !ownHosts.has(hostname)) problems.push(`left the house: ${request.url()}`)
  })
  context.on('response', (response) => {
    const document = ['document', 'fetch', 'xhr', 'other'].includes(response.request().resourceType())
    if (response.status() >= (document ? 500 : 400)) problems.push(`${response.status()} ${response.url()}`)
  })
  return problems
}

const keptBy = (page: Page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])

/** Fails when axe finds something serious or critical; says where, what and how to put it right. */
export async function axe(page: Page): Promise<void> {
  const grave = await withScripts(page, () => findings(page))
  if (grave.length === 0) return
  const lines = grave.flatMap(({ id, impact, help, nodes }) => [
    `${impact}: ${help} (${id})`,
    ...nodes.map(({ html, failureSummary }) => `  ${html}\n    ${failureSummary?.replaceAll('\n', '\n    ')}`),
  ])
  throw new Error(`axe at ${page.url()}\n${lines.join('\n')}`)
}

// Playwright's own `javaScriptEnabled: false` cannot be lifted for a moment, and axe is itself a script.
const switches = new WeakMap<Page, CDPSession>()

async function scriptsOff(page: Page): Promise<void> {
  const chromium = await page.context().newCDPSession(page)
  await chromium.send('Emulation.setScriptExecutionDisabled', { value: true })
  switches.set(page, chromium)
}

/** Where JavaScript is off axe is let in for as long as it looks; the page's own scripts were never loaded. */
async function withScripts<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const chromium = switches.get(page)
  await chromium?.send('Emulation.setScriptExecutionDisabled', { value: false })
  try {
    return await look()
  } finally {
    await chromium?.send('Emulation.setScriptExecutionDisabled', { value: true })
  }
}

/** Keeps a picture of the whole page for people to look at, where there are any (not on CI); the path is under node_modules/.cache/pictures. */
export async function picture(page: Page, name: string): Promise<string> {
  const path = `node_modules/.cache/pictures/${name}.png`
  if (process.env.CI === undefined) await page.screenshot({ path, fullPage: true })
  return path
}

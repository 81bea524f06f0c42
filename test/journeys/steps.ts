import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../server/base/jobs.ts'
import type { Mail } from '../../server/base/mail.ts'
import { speaking, type Language, type TextKey } from '../../server/base/texts.ts'
import { crew } from '../../server/crew.ts'
import { texts } from '../../server/texts.ts'
import { openHouse } from '../support/app.ts'
import { axe, openBrowser } from '../support/browser.ts'
import type { Someone } from '../support/people.ts'

/** How one goes through the house: with scripts or without, in which language. */
export interface Way { javaScript: boolean; language: Language }
type Data = Record<string, string | number>

/** A station of a long way, told as a sentence. A machine with other work still has the time it needs. */
export const station = (title: string, steps: () => Promise<void>) => test(title, { timeout: 120_000 }, steps)

/** The house with its door open on this machine, and what a story asks of it besides its pages. */
export async function openDoor(way: Way, now: string) {
  const house = await openHouse({ now })
  await house.app.listen({ port: 0, host: '127.0.0.1' })
  const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
  const browser = await openBrowser()
  const say = speaking(texts, way.language)
  const seen = new Set<string>()
  let read = 0
  return {
    ...house, at, say, way,
    /** Somebody at a desk (1280) or with a telephone (390); signed in already unless `who` is null. */
    async enters(who: Someone | null, width: 1280 | 390 = 1280): Promise<Walker> {
      const person = await browser.visit({ at, width, ...way })
      if (who !== null) {
        const { sid } = await house.visitor(who)
        await person.page.context().addCookies([{ name: 'sid', value: sid!, domain: '127.0.0.1', path: '/' }])
      }
      return new Walker(person, say, seen)
    },
    /** The subjects of the audit lines of that action, in the order in which they were written. */
    lines: async (action: string) => (await house.db.selectFrom('audit_line').select('subject')
      .where('action', '=', action).orderBy('id').execute()).map(({ subject }) => subject),
    /** Does all jobs that are due; the mails that were sent by them, in the order of their addresses. */
    async mails(): Promise<Mail[]> {
      await drain(house.crewHouse, crew)
      const fresh = house.post.mails.slice(read)
      read = house.post.mails.length
      return fresh.sort((a, b) => a.to < b.to ? -1 : a.to > b.to ? 1 : 0)
    },
  }
}
export type Door = Awaited<ReturnType<typeof openDoor>>
type Person = Awaited<ReturnType<Awaited<ReturnType<typeof openBrowser>>['visit']>>

/** One person in front of a browser: does only what a person can do, by the words that stand on the page. */
export class Walker {
  readonly page: Person['page']
  readonly person: Person
  readonly say: Door['say']
  readonly seen: Set<string>

  constructor(person: Person, say: Door['say'], seen: Set<string>) {
    this.person = person
    this.page = person.page
    this.page.setDefaultTimeout(30_000)
    this.say = say
    this.seen = seen
  }

  async opens(path: string): Promise<void> { await this.page.goto(path) }

  /** Presses the first button of that name. */
  async presses(key: TextKey, data: Data = {}): Promise<void> {
    await this.page.getByRole('button', { name: this.say(key, data), exact: true }).first().click()
  }

  async follows(key: TextKey, data: Data = {}): Promise<void> {
    await this.page.locator('main').getByRole('link', { name: this.say(key, data), exact: true }).first().click()
  }

  /** Fills boxes by their names: a day goes into three, true and false are ticks, and lists and circles are chosen from. */
  async fills(boxes: Record<string, string | boolean>): Promise<void> {
    for (const [name, value] of Object.entries(boxes)) await this.fill(name, value)
  }

  private async fill(name: string, value: string | boolean): Promise<void> {
    const box = this.page.locator(`[name="${name}"]`)
    // A day has no box of its own name: counting before the page is there would take it for a plain box, and wait for ever.
    await this.page.locator(`[name="${name}"], [name="${name}.year"]`).first().waitFor({ state: 'attached' })
    if (typeof value === 'boolean') return box.first().setChecked(value)
    if (await this.page.locator(`[name="${name}.year"]`).count() > 0) {
      const [year, month, day] = value.split('-')
      for (const [part, words] of Object.entries({ year, month, day })) await this.page.locator(`[name="${name}.${part}"]`).fill(words!)
      return
    }
    const kind = await box.first().evaluate((one) => (one as unknown as { type: string }).type)
    if (kind === 'select-one') await box.selectOption(value)
    else if (kind === 'radio') await this.page.locator(`[name="${name}"][value="${value}"]`).check()
    else await box.fill(value)
  }

  /** The house has said it. */
  async isTold(key: TextKey, data: Data = {}): Promise<void> { await this.finds('#notice', this.say(key, data)) }

  /** These words stand on the page. */
  async reads(...words: string[]): Promise<void> {
    for (const one of words) await this.finds('main', one)
  }

  /** A failure says what stood there instead. */
  private async finds(place: string, words: string): Promise<void> {
    await this.page.locator(place, { hasText: words }).waitFor().catch(async () => {
      throw new Error(`“${words}” does not stand at ${this.page.url()}, but:\n${await this.page.locator('body').innerText()}`)
    })
  }

  /** Nothing is wrong with the page; axe looks once at each shape of page. */
  async findsNothingWrong(): Promise<void> {
    await this.page.waitForLoadState()
    const shape = new URL(this.page.url()).pathname.replaceAll(/\d+|[A-Za-z0-9_-]{30,}/g, ':id')
    if (!this.seen.has(shape)) await axe(this.page)
    this.seen.add(shape)
    expect([this.person.problems(), await this.person.kept()], this.page.url()).toEqual([[], []])
  }
}

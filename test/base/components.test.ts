import { Eta } from 'eta'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { dayInWords, fiscalYearInWords } from '../../server/base/days.ts'
import { texts as frameTexts } from '../../server/base/frame-texts.ts'
import { count, percent } from '../../server/base/numbers.ts'
import { speaking, type Language, type Say } from '../../server/base/texts.ts'
import { letter, samples } from '../../server/keeping/styleguide/samples.ts'
import { texts as styleguideTexts } from '../../server/keeping/styleguide/texts.ts'
import { texts as definitionTexts } from '../../server/answers/definitions/texts.ts'
import { axe, openBrowser } from '../support/browser.ts'

const eta = new Eta({ views: path.resolve('views'), cache: true })
const hostile = `"><img src=x onerror=alert(1)>'&{{`
const languages = ['ja', 'en'] as const

function carried(language: Language) {
  return {
    say: speaking({ ...frameTexts, ...styleguideTexts, ...definitionTexts }, language) as Say, language, actor: null, may: () => true,
    notice: null as object | null, today: '2026-07-07', path: '/people?year=2025&page=3', onceKey: 'key-1',
    day: (day: string, style: 'full' | 'short' = 'full') => dayInWords(day, language, style),
    count: (n: number) => count(n, language), percent: (part: number, whole: number) => percent(part, whole) ?? '―', fiscalYear: (year: number) => fiscalYearInWords(year, language),
    frame: {
      year: 2026, years: [2026, 2025], personas: false, bottom: null as object[] | null,
      doors: [{ heading: '推薦する', items: [{ href: '/calls', label: '募集要項', current: true }] }],
      person: { name: '佐々木 恵', post: '調布市 高齢福祉担当', posts: [
        { id: 1, label: '調布市', current: true }, { id: 2, label: '受講者', current: false },
      ] },
    },
  }
}

const part = (name: string, data: object, language: Language = 'ja') =>
  eta.render(`/components/${name}`, { ...carried(language), ...data })
const page = (view: string, data: object = {}, language: Language = 'ja') => eta.render(view, { ...carried(language), ...data })
const box = (more: object = {}) => ({ name: 'kana', label: 'ふりがな', type: 'string', required: true, value: '', problem: null, ...more })

test('whatever is typed into any component comes out as text', () => {
  const poisoned = JSON.parse(JSON.stringify(samples('ja').samples), (_, value: unknown) =>
    typeof value === 'string' && /[^\x00-\x7f]/.test(value) ? hostile : value) as ReturnType<typeof samples>['samples']
  const html = page('/keeping/styleguide/index', { samples: poisoned, notice: { key: 'frame.yearTo', data: { year: hostile } } })
  expect(html).not.toContain('<img')
  expect(html).not.toContain(`'&{{`)
  expect(html).toContain('&lt;img src=x')
})

test.each([
  ['text', {}], ['a number', { type: 'integer' }], ['a long text', { type: 'textarea' }],
  ['a list', { options: [{ value: '1', label: '社会福祉士' }] }], ['a day', { type: 'day' }],
  ['choices', { type: 'radio', options: [{ value: '1', label: 'はい' }] }],
])('the problem of %s stands at its box and is read out with it', (_, more) => {
  const html = part('field', { field: box({ ...more, hint: '例：やまだ', problem: '入力してください' }) })
  expect(html).toMatch(/aria-invalid="true"/)
  expect(html).toMatch(/aria-describedby="kana-problem kana-hint"/)
  expect(html).toMatch(/<p class="problem" id="kana-problem">＊入力してください<\/p>/)
  expect(html).toContain('id="kana-hint"')
  expect(html).toContain('id="kana"')
})

test('a box without a problem says nothing of one', () => {
  expect(part('field', { field: box() })).not.toMatch(/aria-invalid|aria-describedby|problem/)
})

test('what must be filled in is marked in both languages, and so is what need not', () => {
  expect(part('field', { field: box() })).toMatch(/<input id="kana" name="kana" required/)
  expect(part('field', { field: box() })).toContain('<span class="must">※必須</span>')
  expect(part('field', { field: box() }, 'en')).toContain('<span class="must">Required</span>')
  expect(part('field', { field: box({ required: false }) })).toContain('<span class="may">任意</span>')
  expect(part('field', { field: box({ required: false }) }, 'en')).toContain('<span class="may">Optional</span>')
})

test('a name comes back into its box exactly as typed, also when it begins with a line break', () => {
  expect(part('field', { field: box({ value: '髙﨑 𠮷次' }) })).toContain('value="髙﨑 𠮷次"')
  expect(part('field', { field: box({ type: 'textarea', value: '\n二行目' }) })).toContain('>\n\n二行目</textarea>')
})

test('a password never comes back', () => {
  expect(part('field', { field: box({ type: 'password', value: 'himitsu' }) })).not.toContain('himitsu')
})

test('a long text is not cut off while pasting: its limit is said instead', () => {
  const html = part('field', { field: box({ type: 'textarea', maxLength: 300 }) })
  expect(html).not.toContain('maxlength')
  expect(html).toContain('300文字以内')
})

test('a day has three boxes, filled without leading zeros, also with a day that does not exist', () => {
  const html = part('day-field', { field: box({ name: 'closesOn', value: '2026-02-30' }) })
  const values = [...html.matchAll(/name="closesOn\.(year|month|day)"[^>]*value="(\d+)"/g)].map(([, name, value]) => `${name} ${value}`)
  expect(values).toEqual(['year 2026', 'month 2', 'day 30'])
})

test('a choice made stays made, one or several', () => {
  const options = [{ value: 1, label: '司会者' }, { value: 2, label: '助言者' }, { value: 3, label: 'その他' }]
  const chosen = (html: string) => [...html.matchAll(/value="(\d)"\s+checked/g)].map(([, value]) => value)
  expect(chosen(part('choices', { field: box({ options, type: 'radio', value: '2' }) }))).toEqual(['2'])
  expect(chosen(part('choices', { field: box({ options, type: 'array', value: ['1', '3'] }) }))).toEqual(['1', '3'])
})

test('the list of problems leads to each box, and is not there without problems', () => {
  const html = part('problems', { problems: [box({ problem: '入力してください' }), box({ name: 'name' })] })
  expect(html).toContain('直すところが1か所あります')
  expect(html).toMatch(/<a href="#kana">ふりがな：入力してください<\/a>/)
  expect(part('problems', { problems: [box()] }).trim()).toBe('')
})

test.each([
  ['2026-07-31', 'deadline"', 'あと24日', '24 days left'], ['2026-07-10', 'deadline near"', 'あと3日', '3 days left'],
  ['2026-07-08', 'deadline near"', 'あと1日', '1 day left'], ['2026-07-07', 'deadline near"', '今日まで', 'Due today'],
  ['2026-07-06', 'deadline past"', '1日過ぎています', '1 day overdue'], ['2026-07-05', 'deadline past"', '2日過ぎています', '2 days overdue'],
])('a deadline on %s says how far it is', (day, kind, ja, en) => {
  const html = part('deadline', { deadline: { day, time: '17:00:00' } })
  expect(html).toContain(kind)
  expect(html).toContain(`datetime="${day}T17:00"`)
  expect(html).toContain(ja)
  expect(part('deadline', { deadline: { day } }, 'en')).toContain(en)
})

test('a deadline kept presses no more, and one whose hour has passed says so', () => {
  expect(part('deadline', { deadline: { day: '2026-07-05', met: true } })).not.toMatch(/past|過ぎ/)
  expect(part('deadline', { deadline: { day: '2026-07-07', over: true } })).toContain('締切を過ぎました')
})

test('a person is name, kana, affiliation, profession, and Japanese in an English page', () => {
  const [person] = samples('en').samples.people
  expect(part('person', { person }, 'en')).toMatch(/lang="ja".*田中 美咲.*たなか みさき.*みずべ地域包括支援センター　主任介護支援専門員/s)
})

test('pages: the first, the last, the neighbours, and which rows one sees', () => {
  const html = part('pager', { pager: { page: 7, pages: 24, total: 1199, perPage: 50, href: (n: number) => `/people?page=${n}` } })
  expect([...html.matchAll(/page=(\d+)/g)].map(([, n]) => Number(n))).toEqual([6, 1, 6, 8, 24, 8])
  expect(html).toContain('1,199件中 301～350件目')
  expect(part('pager', { pager: { page: 1, pages: 1, total: 0, perPage: 50, href: () => '' } })).toContain('0件中 0～0件目')
})

test('a bar never leaves its frame, and what is over capacity is hatched', () => {
  const html = part('seats', { seats: { items: [{ label: '①司会者', taken: 162, seats: 150 }] } })
  expect(html).toContain('162 / 150人（12人超過）')
  expect(html).toMatch(/class="more" width="95.2%"[^>]*fill="url\(#hatch\)"\/><rect class="got" width="88.2%"/)
  expect(part('bar', { bar: { parts: [{ kind: 'got', value: 9 }], width: 0, label: null } })).toContain('width="0%"')
})

describe('the frame', () => {
  const view = (data: object, language: Language = 'ja') => page('/layouts/page', { title: '題', body: '<p>本文</p>', ...data }, language)

  test.each(languages)('in %s names the page, and offers the way out and the other language', (language) => {
    const html = view({}, language)
    expect(html).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}">`))
    expect(html).toContain(language === 'ja' ? '<title>題｜地域まなび</title>' : '<title>題 | Chiiki Manabi</title>')
    expect(html).toContain(`value="${language === 'ja' ? 'en' : 'ja'}"`)
    expect(html).toContain('action="/sign-out"')
    expect(html).toContain('action="/posts/2/use"')
    expect(html).not.toContain('action="/posts/1/use"')
  })

  test('shows the same page in another year, from its first page', () => {
    expect(view({})).toContain('href="/people?year=2026"')
    expect(view({ path: '//evil.example/x' })).not.toContain('href="//')
  })

  test('asks htmx for the settings its version 4 knows', () => {
    const content = view({}).match(/name="htmx-config" content='([^']+)'/)?.[1] ?? ''
    expect(JSON.parse(content)).toEqual({ prefix: '', mode: 'same-origin', includeIndicatorCSS: false })
  })

  test('keeps the menu of a wide page at its end, and has none for a stranger', () => {
    const wide = view({ plain: true })
    expect(wide.indexOf('class="side"')).toBeGreaterThan(wide.indexOf('</main>'))
    const stranger = view({ frame: { ...carried('ja').frame, person: null, doors: [], years: [] } })
    expect(stranger).not.toMatch(/class="side"|sign-out|role="search"/)
    expect(stranger).toContain('href="/sign-in"')
  })

  test('speaks a notice in a region that stays', () => {
    expect(view({ notice: { key: 'part.dueToday', tone: 'warn' } })).toMatch(/<div class="screen-only" role="status">\s*<div id="notice"><p class="notice warn">今日まで<\/p><\/div>\s*<\/div>/)
    expect(view({})).toContain('<div id="notice"></div>')
  })

  test.each(['views/layouts', 'views/components', 'views/errors', 'views/keeping/styleguide'])('%s has no style and no script of its own', (folder) => {
    const views = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'))
    expect(views.length).toBeGreaterThan(0)
    expect(views.filter((text) => /\sstyle=|<style|\son[a-z]+=|<script(?! src=)/.test(text))).toEqual([])
  })
})

test('a missing page is the same whatever was not there', () => {
  const missing = (path: string) => page('/errors/page', { words: 'ページが見つかりません', status: 404, requestId: null, path })
  expect(missing('/nominations/12')).toBe(missing('/nominations/99999999'))
})

test('our own mistake gives its number and says what to do; a busy moment needs no frame', () => {
  const html = page('/errors/page', { words: '問題が発生しました', status: 500, requestId: 'req-7', frame: undefined })
  expect(html).toContain('<code>req-7</code>')
  expect(html).toContain('結果を確かめてから')
  expect(page('/errors/page', { words: 'Busy', status: 503, requestId: 'req-8', frame: undefined }, 'en')).toMatch(/Nothing that was saved is lost[\s\S]*href="\/people/)
})

describe('in a browser', () => {
  const css = readFileSync('static/house.css', 'utf8')
  const shown = (html: string) => html.replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${css}</style>`).replace(/<script[^>]*><\/script>|<link rel="icon"[^>]*>/g, '')

  const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length

  test.each(languages.flatMap((language) => ([1280, 390] as const).map((width) => ({ language, width }))))(
    'the styleguide in $language at $width px is whole, its letter one sheet, and axe finds nothing', async ({ language, width }) => {
      const { visit } = await openBrowser()
      const { page: screen, close } = await visit({ width, language })
      await screen.setContent(shown(page('/keeping/styleguide/index', samples(language), language)))
      expect(await screen.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await axe(screen)
      await screen.setContent(shown(page('/keeping/styleguide/paper', letter(language), language)))
      await axe(screen)
      if (width === 1280) expect(pagesOf(await screen.pdf({ preferCSSPageSize: true }))).toBe(1)
      await close()
    }, 30_000)
})

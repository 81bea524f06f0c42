import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, openBrowser, picture } from '../support/browser.ts'

const page = (body: string) => `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>見本</title>
  <meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>${body}</main></body></html>`

const pages: Record<string, string> = {
  '/': page('<h1>立川市の推薦名簿</h1><p>𠮷田 花子・髙橋 一郎・神田 祥子</p><p style="font-family: serif">修了証</p>'),
  '/blocked': page('<h1>止めたもの</h1><script>document.title = "ran"</script>'),
  '/elsewhere': page('<h1>外へ</h1><img src="https://example.org/pixel.png" alt="">'),
  '/missing-picture': page('<h1>絵がない</h1><img src="/none.png" alt="">'),
  '/broken-script': page('<h1>壊れた台本</h1><script src="/broken.js"></script>'),
  '/asking': page('<h1>尋ねる</h1><noscript>台本なし</noscript><script src="/asking.js"></script>'),
  '/unlabelled': page('<h1>名前のない欄</h1><input type="text">'),
  '/pale': page(`<h1>薄い字</h1><table>${'<tr><td>よく読める</td></tr>'.repeat(300)}<tr><td style="color: #aaa">読みにくい</td></tr></table>`),
  '/pale-ground': page(`<h1>濃い地</h1>${'<p>よく読める</p>'.repeat(300)}<div style="background: #555"><p>読みにくい</p></div>`),
  '/pale-over': page(`<h1>重なり</h1>${'<p>よく読める</p>'.repeat(30)}<div style="position: relative"><div style="background: #555; height: 4em"></div><p style="position: absolute; top: 0">読みにくい</p></div>`),
  '/pale-after-hidden': page('<h1>隠れた字</h1><p style="color: #aaa; display: none">見えない</p><fieldset disabled><button style="color: #aaa">押せない</button></fieldset><button style="color: #aaa">読みにくい</button>'),
  '/broken.js': 'undefined.nothing()',
  '/asking.js': 'localStorage.setItem("name", "花子"); alert("よろしいですか")',
}

function answer(url: string, headers: NodeJS.Dict<string | string[]>, response: ServerResponse) {
  const body = url === '/echo' ? page(`<h1>${headers.cookie}</h1><p>${headers['accept-language']}</p>`) : pages[url]
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'self'; img-src *; style-src 'unsafe-inline'",
  }).end(body ?? page('<h1>ありません</h1>'))
}

const server = createServer(({ url, headers }, response) => answer(url!, headers, response))
let at: string
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((closed) => server.close(closed)))

test('a page is shown in its own fonts, at a desk and on a telephone, and nothing is wrong with it', async () => {
  const browser = await openBrowser()
  for (const width of [1280, 390] as const) {
    const person = await browser.visit({ at, width })
    await person.page.goto('/')
    expect(await person.page.evaluate('innerWidth')).toBe(width)
    await axe(person.page)
    await picture(person.page, `sample-${width}`)
    expect(person.problems()).toEqual([])
    await person.close()
  }
})

test('the language is a cookie from the first request on', async () => {
  const browser = await openBrowser()
  const [ja, en] = [await browser.visit({ at }), await browser.visit({ at, language: 'en' })]
  await Promise.all([ja.page.goto('/echo'), en.page.goto('/echo')])
  expect(await ja.page.textContent('main')).toBe('language=jaja-JP')
  expect(await en.page.textContent('main')).toBe('language=enen-GB')
})

test.each([
  ['/blocked', /Content Security Policy/],
  ['/elsewhere', /^left the house: https:\/\/example\.org\/pixel\.png$/],
  ['/missing-picture', /^404 http.*none\.png$/],
  ['/broken-script', /^script error: .*nothing/],
  ['/asking', /^dialog: よろしいですか$/],
])('%s is a problem', async (url, problem) => {
  const person = await (await openBrowser()).visit({ at })
  await person.page.goto(url, { waitUntil: 'networkidle' })
  expect(person.problems()).toEqual([expect.stringMatching(problem)])
})

test('a page that is not there is an answer, not a problem', async () => {
  const person = await (await openBrowser()).visit({ at })
  expect((await person.page.goto('/nowhere'))?.status()).toBe(404)
  expect(person.problems()).toEqual([])
})

test('with JavaScript off nothing runs, and axe still looks', async () => {
  const person = await (await openBrowser()).visit({ at, javaScript: false })
  await person.page.goto('/asking')
  expect([person.problems(), await person.kept()]).toEqual([[], []])
  expect(await person.page.locator('noscript').isVisible()).toBe(true)
  await axe(person.page)
  await person.page.goto('/unlabelled')
  await expect(axe(person.page)).rejects.toThrow('Form elements must have labels')
  await person.page.goto('/asking')
  expect([person.problems(), await person.kept()]).toEqual([[], []])
})

test('what a page keeps in the browser is told by name', async () => {
  const person = await (await openBrowser()).visit({ at })
  await person.page.goto('/asking')
  expect(await person.kept()).toEqual(['name'])
})

test.each(['/pale', '/pale-ground', '/pale-over', '/pale-after-hidden'])('one text among many that is hard to read is found: %s', async (place) => {
  const person = await (await openBrowser()).visit({ at })
  await person.page.goto(place)
  await expect(axe(person.page)).rejects.toThrow(/color-contrast[\s\S]*読みにくい/)
})

test('axe says where the page is hard to use, and why', async () => {
  const person = await (await openBrowser()).visit({ at })
  await person.page.goto('/unlabelled')
  await expect(axe(person.page)).rejects.toThrow(/critical: Form elements must have labels[\s\S]*<input type="text">/)
})

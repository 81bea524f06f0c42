// A PDF that is read in the browser, a page at a time: which pages were on the screen is reported, and what is on a page can
// also be read as plain words.
import { openBeats } from './beats.js'

const reader = document.querySelector('[data-reader]')

if (reader) open().catch(() => {
  // The file can still be taken, and its reading confirmed.
  reader.hidden = true
  document.getElementById('viewings-said').textContent = reader.dataset.failed
})

async function open() {
  const said = document.getElementById('viewings-said')
  said.textContent = reader.dataset.loading
  const pdf = await import('/static/pdf/pdf.min.mjs')
  pdf.GlobalWorkerOptions.workerSrc = '/static/pdf/pdf.worker.min.mjs'
  const file = await pdf.getDocument({
    url: reader.dataset.reader, cMapUrl: '/static/pdf/cmaps/', standardFontDataUrl: '/static/pdf/standard_fonts/', wasmUrl: '/static/pdf/wasm/',
    // System fonts would be asked for by an address that the page's rules do not know; what is missing comes from beside the program.
    useSystemFonts: false, useWasm: false, enableXfa: false, disableWorkerRendering: true,
  }).promise
  reader.hidden = false
  said.textContent = ''
  turnPages(file)
}

function turnPages(file) {
  const { at, pageSeconds, name, place } = reader.dataset
  const [canvas, words, where] = ['canvas', '[data-words]', '[data-where]'].map((part) => reader.querySelector(part))
  const [back, on, larger] = ['back', 'on', 'larger'].map((act) => reader.querySelector(`[data-act="${act}"]`))
  let page = Math.min(Math.max(1, Number(at)), file.numPages)
  let drawing = null
  let isShown = false
  let shownMs = 0 // how long this page has been on the screen
  let spentMs = 0 // how long any page has been, since the last report that arrived
  let counted = new Set(pagesIn(document.getElementById('viewings-watched')?.dataset.ranges))

  const beats = document.getElementById('viewings-watched') && openBeats(reader, {
    position: () => page,
    isBusy: () => !document.hidden && isShown,
    seconds: () => spentMs / 1000,
    onTold: (seconds) => { spentMs -= Math.round(seconds * 1000) },
    // What the server did not take is counted again when it is on the screen again.
    onSeen: ({ dataset }) => { counted = new Set(pagesIn(dataset.ranges)) },
    onRefused: () => { counted = new Set(pagesIn(document.getElementById('viewings-watched').dataset.ranges)) },
  })

  // The words come with 0 for the page and ○ for how many there are.
  const sayPage = (text) => text.replace('0', page).replace('○', file.numPages)

  const draw = async () => {
    isShown = false
    shownMs = 0
    drawing?.cancel()
    const one = await file.getPage(page)
    const width = Math.min(2_400, reader.clientWidth * Math.min(3, devicePixelRatio || 1) * (reader.classList.contains('larger') ? 2 : 1))
    const viewport = one.getViewport({ scale: width / one.getViewport({ scale: 1 }).width })
    const sheet = document.createElement('canvas')
    Object.assign(sheet, { width: Math.floor(viewport.width), height: Math.floor(viewport.height) })
    drawing = one.render({ canvas: sheet, viewport })
    await drawing.promise
    Object.assign(canvas, { width: sheet.width, height: sheet.height })
    canvas.getContext('2d').drawImage(sheet, 0, 0)
    sheet.width = 0
    canvas.setAttribute('aria-label', sayPage(name))
    const { items } = await one.getTextContent()
    words.textContent = items.map(({ str = '', hasEOL }) => str + (hasEOL ? '\n' : '')).join('').trim() || words.dataset.none
    isShown = true
  }

  const show = (next) => {
    page = next
    where.textContent = sayPage(place)
    back.disabled = page === 1
    on.disabled = page === file.numPages
    draw().catch((error) => { if (error?.name !== 'RenderingCancelledException') throw error })
  }

  const turn = (by) => {
    const next = page + by
    if (next < 1 || next > file.numPages) return
    show(next)
    if (reader.getBoundingClientRect().top < 0) reader.scrollIntoView()
  }
  back.addEventListener('click', () => turn(-1))
  on.addEventListener('click', () => turn(1))
  larger.addEventListener('click', () => {
    const isLarger = reader.classList.toggle('larger')
    larger.setAttribute('aria-pressed', String(isLarger))
    show(page)
  })
  reader.addEventListener('keydown', ({ key }) => {
    if (reader.classList.contains('larger')) return // the arrows move the page then
    if (key === 'ArrowLeft' || key === 'PageUp') turn(-1)
    if (key === 'ArrowRight' || key === 'PageDown') turn(1)
  })

  const tickMs = 200
  if (beats) {
    reader.addEventListener('takeover', () => { spentMs += tickMs; void beats.send({ pressed: true }) })
    setInterval(() => {
      if (document.hidden || !isShown) return
      spentMs = Math.min(spentMs + tickMs, 1_800_000) // no report answers for more than half an hour
      shownMs += tickMs
      if (counted.has(page) || shownMs < pageSeconds * 1000) return
      counted.add(page)
      beats.add(page - 1, page)
      if (counted.size >= file.numPages) void beats.send()
    }, tickMs)
    // The server's clock starts as the first page appears.
    spentMs = tickMs
    void beats.send()
  }
  show(page)
}

/** '[[0,2],[5,6]]' are the pages 1, 2 and 6. */
function pagesIn(ranges) {
  return JSON.parse(ranges ?? '[]').flatMap(([from, to]) => Array.from({ length: to - from }, (_, n) => from + n + 1))
}

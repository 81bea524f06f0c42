// Runs on the origin of packages, around one item of one. It gives the item the interface its standard asks for, and tells our
// server what the item said: all that is new at least every 30 seconds, and once more when the page goes away. What could not be
// sent stays in memory and is sent again. Nothing is kept in the browser's storage.
(() => {
  const start = JSON.parse(document.getElementById('start').textContent)
  const [everyMs, soonestMs, againMs] = [30_000, 2_000, 5_000]
  const is12 = start.edition === '1.2'
  // Items look for their interface from window to window, upwards, and many fall over at the first that is not theirs to see.
  // To them this page is the topmost.
  const pages = window.parent
  window.parent = window
  const isKept = start.mode === 'normal'

  let changed = {} // what the item set and nobody was told yet
  let sending = null // { number, elements, isEnd } that nobody has answered for yet
  let isBusy = false // it is on its way just now
  let number = start.lastNumber
  let isEnded = false
  let toldEnd = false
  let isLeaving = false // the page goes away; what comes now has to go out at once, and outlive it
  let isShut = false // the server takes nothing more
  let lastAt = 0
  let soon = null

  const say = (what, more = {}) => { if (start.pages && pages !== window) pages.postMessage({ from: 'package', what, ...more }, start.pages) }

  const send = async ({ leaving = false } = {}) => {
    if (!isKept || isShut || (isBusy && !leaving)) return
    // Who leaves may take what is still on its way along with them, so it goes out once more together with the rest.
    if (sending === null || leaving) {
      sending = { number: ++number, elements: { ...sending?.elements, ...changed }, ...isEnded && !toldEnd ? { isEnd: true } : {} }
      changed = {}
    }
    const sent = sending
    const body = JSON.stringify(sent)
    lastAt = Date.now()
    isBusy = true
    try {
      // A browser lets a page that goes away send no more than 64 kB.
      const answer = await fetch('commits', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, keepalive: leaving && body.length < 20_000 })
      if (answer.status === 429 || answer.status >= 500) throw new Error('later')
      isBusy = false
      read(answer.ok, await answer.json().catch(() => ({ closed: 'expired' })), sent)
    } catch {
      isBusy = false
      say('offline')
      setTimeout(() => void send(), againMs)
    }
  }

  const read = (isOk, taken, sent) => {
    if (!isOk || taken.closed) {
      isShut = true
      return say('shut', { why: taken.closed ?? 'expired' })
    }
    if (sent === sending) sending = null
    if (sent.isEnd) toldEnd = true
    say('saved', { isDone: taken.isDone === true })
    if (sent.isEnd) say('ended', { request: lastRequest })
    else if (isEnded || Object.keys(changed).length > 0) later()
  }

  // Several words of an item in one breath go out together.
  const later = () => {
    if (soon !== null) return
    soon = setTimeout(() => { soon = null; void send() }, Math.max(0, soonestMs - (Date.now() - lastAt)))
  }

  let lastRequest = ''
  const make = () => {
    const settings = { autocommit: false, lmsCommitUrl: false, mastery_override: false, logLevel: 5, selfReportSessionTime: false, autoCompleteLessonStatus: true }
    const api = is12 ? new window.Scorm12API(settings) : new window.Scorm2004API(settings)
    api.loadFromFlattenedJSON(start.elements)
    const [set, commit, finish, get] = is12 ? ['LMSSetValue', 'LMSCommit', 'LMSFinish', 'LMSGetValue'] : ['SetValue', 'Commit', 'Terminate', 'GetValue']
    const around = (name, then) => {
      const inner = api[name]
      api[name] = (...given) => {
        const answer = inner.apply(api, given)
        if (String(answer) === 'true') then(...given)
        return answer
      }
    }
    around(set, (element, value) => {
      // Comments are added to what is there; everything else is put in its place.
      changed[element] = element === 'cmi.comments' ? String(api[get](element)) : String(value)
      if (element === 'adl.nav.request' || element === 'nav.event') lastRequest = String(value)
    })
    around(commit, later)
    around(finish, () => { isEnded = true; if (isKept) void send({ leaving: isLeaving }); else say('ended', { request: lastRequest }) })
    return api
  }

  const open = () => {
    const frame = document.createElement('iframe')
    frame.title = start.title
    frame.allow = 'autoplay; fullscreen'
    frame.src = start.file
    document.body.append(frame)
  }

  if (start.isSco) {
    if (is12) window.API = make()
    else window.API_1484_11 = make()
  }
  open()
  say('ready')
  if (!isKept) return

  setInterval(() => { if (!isEnded && Date.now() - lastAt >= everyMs) void send() }, 5_000)
  addEventListener('online', () => void send())
  addEventListener('pagehide', () => { isLeaving = true; void send({ leaving: true }) })
  addEventListener('pageshow', () => { isLeaving = false })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') void send({ leaving: true }) })
  // Our page asks before it leaves, and waits for the answer a moment.
  addEventListener('message', async ({ origin, data, source }) => {
    if (origin !== start.pages || source !== pages || data?.to !== 'package') return
    if (soon !== null) { clearTimeout(soon); soon = null }
    if (Object.keys(changed).length > 0 || sending) await send()
    say('flushed')
  })
})()

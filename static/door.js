// The roll at a door. A tap is shown at once, kept in this browser until the server has it, and sent with a key of its own, so that
// it counts once however often it is sent, and as of the moment it was made. What other doors mark comes in by a stream; where there
// is none the page asks every few seconds. Kept are ids and states under the account and the slot, never a name, until they are sent.
(() => {
  const line = document.getElementById('taps-line')
  if (!line) return
  const words = line.dataset
  const [said, more, takeBack] = [line.querySelector('[data-said]'), line.querySelector('[data-more]'), line.querySelector('[data-take-back]')]
  const told = document.getElementById('taps-told')
  const place = `door:${words.account}:${words.slot}`
  const pausesMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000]
  const askMs = 10_000
  const silenceMs = 25_000 // the stream says something every ten seconds

  // ── The clock of the house, as near as answers let us know it: the one that travelled least is the truest.
  let ahead = Number(words.now) - Date.now()
  const hearClock = (now) => {
    const told = Number(now) - Date.now()
    if (told > ahead || told < ahead - 60_000) ahead = told
  }
  const moment = () => Math.round(Date.now() + ahead)
  const clock = () => new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hour: 'numeric', minute: '2-digit' }).format(moment())

  // ── What waits to be sent: { key, id, state, minutes, at, seen, held }. `held` was answered otherwise than meant and is told until it is seen.
  let unkept = [] // where the browser keeps nothing for us
  const read = () => {
    try { return JSON.parse(localStorage.getItem(place) ?? '[]') } catch { return unkept }
  }
  const keep = (taps) => {
    unkept = taps
    try { if (taps.length > 0) localStorage.setItem(place, JSON.stringify(taps)); else localStorage.removeItem(place) } catch { /* then only the page knows */ }
  }
  const waiting = () => read().filter(({ held }) => !held)
  const drop = (keys) => keep(read().filter(({ key }) => !keys.has(key)))
  const keyOf = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

  // ── Rows
  const rowOf = (id) => document.getElementById(`attendance-row-${id}`)
  const shown = (row) => row.querySelector('[name="rows.0.seen"]')?.value
  const originals = new Map() // rows as the server made them, under the taps that wait

  function paint({ id, state }) {
    const row = rowOf(id)
    if (!row) return
    if (!originals.has(id)) originals.set(id, row.cloneNode(true))
    for (const button of row.querySelectorAll('[aria-pressed]')) button.setAttribute('aria-pressed', String(button.value === state))
    row.classList.toggle('unset', state === 'unset')
    if (row.querySelector('.waits')) return
    const chip = Object.assign(document.createElement('span'), { className: 'status warn waits', textContent: words.waits })
    row.querySelector('.more')?.append(' ', chip)
  }

  /** Puts a piece where the one of its name is, and the focus back to where it was. */
  function swap(piece) {
    const old = document.getElementById(piece.id)
    const focused = old?.contains(document.activeElement) ? document.activeElement.id : ''
    const fresh = document.adoptNode(piece)
    if (old) old.replaceWith(fresh)
    else if (fresh.matches('li')) insert(fresh)
    globalThis.htmx?.process(fresh)
    if (focused) (document.getElementById(focused) ?? document.querySelector('#attendance-undo button') ?? said)?.focus({ preventScroll: true })
  }

  /** Somebody who came onto the roll since the page was made, by number. */
  function insert(fresh) {
    const numberOf = (row) => Number(row.querySelector('.num')?.textContent)
    const rows = [...document.querySelectorAll('.roll > li')]
    const next = rows.find((row) => numberOf(row) > numberOf(fresh))
    if (next) next.before(fresh)
    else document.querySelector('.roll')?.append(fresh)
  }

  const isWrittenIn = (row) => row?.querySelector('details') !== null && [...row.querySelectorAll('.field input')].some((box) => box === document.activeElement || box.value !== box.defaultValue)

  /** Takes an answer in: its rows, and the figures around them. Answers how many rows are other than they were. */
  function adopt(page, isOurs) {
    const answer = page.getElementById('taps-answer')
    hearClock(answer.dataset.now)
    let others = 0
    for (const row of answer.querySelectorAll('[id^="attendance-row-"]')) {
      const id = Number(row.id.slice('attendance-row-'.length))
      const old = rowOf(id)
      if (!isOurs && old && isWrittenIn(old)) continue
      if (!isOurs && (!old || shown(old) !== shown(row))) { others += 1; row.classList.add('changed') }
      originals.delete(id)
      swap(row)
    }
    for (const name of ['attendance-tally', 'attendance-missing', 'attendance-undo']) {
      const piece = answer.querySelector(`#${name}`)
      if (piece) swap(piece)
    }
    for (const tap of waiting()) paint(tap)
    return others
  }

  const announce = (sentence) => { const region = document.getElementById('attendance-said'); if (region && sentence) region.textContent = sentence }

  // ── The line: whether all is sent
  let isLost = !navigator.onLine
  let isSignedOut = false
  let isGone = false
  let isAsking = false
  let failures = 0
  const fill = (sentence) => sentence.replace('{count}', String(waiting().length)).replace('{time}', clock())
  let drawing = 0

  function draw() {
    clearTimeout(drawing)
    const count = waiting().length
    // What is sent within a moment is not worth a word.
    if (count > 0 && !isLost && !isSignedOut && !isGone && words.state === 'ready') {
      drawing = setTimeout(() => { if (waiting().length > 0) show('sending') }, 700)
      return
    }
    show(isGone ? 'gone' : isSignedOut ? 'signedOut' : isLost ? 'offline' : count > 0 ? 'sending' : isAsking ? 'asking' : 'ready')
  }

  function show(state) {
    line.hidden = false
    words.state = state
    line.classList.toggle('lost', ['offline', 'signedOut', 'gone'].includes(state))
    const sentence = fill(words[state])
    if (said.textContent !== sentence) said.textContent = sentence
    takeBack.hidden = !(waiting().length > 0 && state !== 'sending')
    const link = state === 'signedOut' && Object.assign(document.createElement('a'), {
      href: `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`, target: '_blank', rel: 'noopener', textContent: words.signIn,
    })
    if (Boolean(link) !== (more.childElementCount > 0)) more.replaceChildren(...link ? [link] : [])
  }

  // ── Sending
  let isSending = false
  let timer = 0
  const partial = { 'HX-Request-Type': 'partial', 'HX-Target': 'div#taps-answer' }
  const later = (ms = pausesMs[Math.min(failures, pausesMs.length) - 1] ?? 0) => { clearTimeout(timer); timer = setTimeout(() => void flush(), ms) }

  function formOf(taps) {
    const form = new URLSearchParams()
    for (const [n, { key, id, state, minutes, at, seen }] of taps.entries()) {
      const fields = { key, enrollmentId: id, state, minutes, at, seen }
      for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== null && value !== '') form.set(`taps.${n}.${name}`, String(value))
    }
    return form
  }

  /** Whether the answer is one; else says on the line why not. */
  async function answerOf(response) {
    isSignedOut = response.status === 401 || (response.redirected && new URL(response.url).pathname === '/sign-in')
    isGone = response.status === 404
    if (response.status >= 500 || response.status === 429) throw new Error(`not taken: ${response.status}`)
    isLost = false // there is a line, whatever it says
    if (isSignedOut || isGone || !response.ok) return null
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    if (!page.getElementById('taps-answer')) throw new Error('not an answer of ours')
    failures = 0
    return page
  }

  async function flush() {
    if (isSending) return
    const taps = waiting().slice(0, 50)
    if (taps.length === 0) return draw()
    clearTimeout(timer)
    isSending = true
    draw()
    try {
      const page = await answerOf(await fetch(words.taps, { method: 'POST', body: formOf(taps), headers: partial, signal: AbortSignal.timeout(15_000) }))
      if (page === null) later(15_000)
      else learn(page)
    } catch {
      failures += 1
      isLost = true
      later()
    } finally {
      isSending = false
    }
    draw()
    if (!isLost && !isSignedOut && !isGone && waiting().length > 0) void flush()
  }

  /** What became of each tap that was sent. */
  function learn(page) {
    const fates = [...page.querySelectorAll('[data-key]')].map((item) => ({ item, key: item.dataset.key, fate: item.dataset.fate }))
    const isDone = (fate) => fate === 'stands' || fate === 'same' || fate === 'asked'
    const done = new Set(fates.filter(({ fate }) => isDone(fate)).map(({ key }) => key))
    const held = new Set(fates.filter(({ fate }) => !isDone(fate)).map(({ key }) => key))
    keep(read().filter(({ key }) => !done.has(key)).map((tap) => held.has(tap.key) ? { ...tap, held: true } : tap))
    const last = fates.findLast(({ fate }) => fate === 'stands' || fate === 'over')
    for (const { item, key, fate } of fates) {
      if (fate === 'stands') told.querySelector(`[data-fate="asked"][data-person="${item.dataset.person}"]`)?.remove()
      if (item.firstElementChild) tell(item, key)
    }
    told.hidden = told.querySelector('li') === null
    adopt(page, true)
    if (last) announce(last.item.dataset.said)
  }

  /** Told until somebody says that it was seen; a page that opens anew is told again. */
  function tell(item, key) {
    if (told.querySelector(`[data-key="${key}"]`)) return
    const close = Object.assign(document.createElement('button'), { type: 'button', className: 'button secondary short', textContent: words.close })
    close.addEventListener('click', () => {
      drop(new Set([key]))
      const entry = close.closest('li')
      const next = entry.nextElementSibling ?? entry.previousElementSibling
      entry.remove()
      told.hidden = told.querySelector('li') === null
      next?.querySelector('button')?.focus()
    })
    const entry = document.adoptNode(item)
    entry.append(close)
    told.querySelector('ul').append(entry)
    told.hidden = false
    announce(entry.querySelector('p').textContent)
  }

  // ── Tapping
  const needsReason = new Set(['made_up', 'exempt'])

  function onSubmit(event) {
    const { target: form, submitter } = event
    if (!(form instanceof HTMLFormElement)) return
    if (form.getAttribute('action') === '/sign-out') return onSignOut(event)
    if (form.closest('#attendance-undo')) undoing = form.getAttribute('hx-target')
    if (!form.matches('.roll form.marks') || submitter?.name !== 'rows.0.state') return
    const boxOf = (name) => form.querySelector(`[name="${name}"]`)?.value.trim() ?? ''
    const isSaidInWords = boxOf('reason') !== '' || needsReason.has(submitter.value)
    // What needs words, or minutes that may be wrong, is a form of its own; only where there is no line it has to wait.
    if (form.querySelector('details') && (isSaidInWords || !isLost)) {
      if (!isLost) return
      event.preventDefault()
      event.stopImmediatePropagation()
      return announceAndShow(words.reasonLater)
    }
    event.preventDefault()
    event.stopImmediatePropagation()
    const id = Number(form.elements.namedItem('rows.0.enrollmentId').value)
    const minutes = Number(boxOf('rows.0.minutes')) || undefined
    const tap = { key: keyOf(), id, state: submitter.value, minutes, at: moment(), seen: boxOf('rows.0.seen') || undefined }
    keep([...read(), tap])
    paint(tap)
    draw()
    if (!isLost) void flush()
  }

  const announceAndShow = (sentence) => { said.textContent = sentence; line.hidden = false }

  // The way back is gone once it was taken, and the focus with it: it goes to the row that was changed.
  let undoing = null
  document.addEventListener('htmx:after:swap', () => requestAnimationFrame(() => {
    if (undoing === null || (document.activeElement && document.activeElement !== document.body)) return
    const button = document.querySelector(`${undoing} [aria-pressed=true]`) ?? document.querySelector(`${undoing} .taps button`)
    undoing = null
    button?.focus({ preventScroll: true })
  }))

  let isLeaving = false
  function onSignOut(event) {
    if (isLeaving || waiting().length === 0) return
    event.preventDefault()
    event.stopImmediatePropagation()
    isLeaving = true
    announceAndShow(fill(words.stay))
    line.scrollIntoView({ block: 'end' })
  }

  takeBack.addEventListener('click', () => {
    const taps = read()
    const last = taps.findLast(({ held }) => !held)
    if (!last || isSending) return
    keep(taps.filter(({ key }) => key !== last.key))
    const original = originals.get(last.id)
    originals.delete(last.id)
    if (original) swap(original)
    for (const tap of waiting()) paint(tap)
    announce(words.takenBack)
    draw()
    if (takeBack.hidden) rowOf(last.id)?.querySelector('.taps button')?.focus({ preventScroll: true })
  })

  // ── Listening
  let source = null
  let asked = 1 // since the stream was tried last
  let heardAt = 0
  const stale = new Set()
  let fetching = 0

  function hear(data) {
    heardAt = Date.now()
    hearClock(data.now)
    const wasAway = isLost || isSignedOut || isGone
    isLost = false
    isSignedOut = false
    isGone = false
    failures = 0
    if (wasAway) later(0)
    draw()
  }

  /** A row that shows another mark than stands is asked for; one with a tap on the way is not, its answer brings it. */
  function compare({ marks, all }) {
    const ours = new Set(waiting().map(({ id }) => id))
    for (const row of document.querySelectorAll('.roll > li')) {
      const id = Number(row.id.slice('attendance-row-'.length))
      const [is, now] = [shown(row), marks[id] ?? (all ? 'unset' : undefined)]
      if (is !== undefined && now !== undefined && is !== now && !ours.has(id)) stale.add(id)
    }
    for (const id of Object.keys(marks)) if (!rowOf(id)) stale.add(Number(id))
    if (stale.size > 0 && !fetching) fetching = setTimeout(() => void fetchRows(), 300)
  }

  async function fetchRows() {
    const ids = [...stale].slice(0, 300)
    stale.clear()
    try {
      const page = await answerOf(await fetch(`${words.rows}&ids=${ids.join()}`, { headers: partial, signal: AbortSignal.timeout(15_000) }))
      const others = page === null ? 0 : adopt(page, false)
      if (others > 0) announce(words.others.replace('{count}', String(others)))
    } catch {
      isLost = true
    }
    fetching = 0
    draw()
    if (stale.size > 0) fetching = setTimeout(() => void fetchRows(), 1_000)
  }

  function listen() {
    source?.close()
    if (!('EventSource' in window)) return ask()
    asked = 1
    heardAt = Date.now()
    isAsking = false
    source = new EventSource(words.live)
    source.addEventListener('marks', ({ data }) => { const told = JSON.parse(data); hear(told); compare(told) })
    source.addEventListener('beat', ({ data }) => hear(JSON.parse(data)))
    source.addEventListener('error', () => { if (source?.readyState === EventSource.CLOSED) ask() })
  }

  /** Asks by itself where no stream comes through; every sixth time it tries the stream again. */
  function ask() {
    source?.close()
    source = null
    isAsking = true
    asked += 1
    void fetch(`${words.live}?once=1`, { headers: { Accept: 'text/event-stream' }, redirect: 'manual', signal: AbortSignal.timeout(15_000) }).then(async (response) => {
      if (response.type === 'opaqueredirect' || response.status === 401) { [isSignedOut, isLost] = [true, false]; return draw() }
      if (response.status === 404) { isGone = true; return draw() }
      const [, data] = /^data: (.*)$/m.exec(await response.text()) ?? []
      if (!response.ok || data === undefined) throw new Error(`no answer: ${response.status}`)
      const told = JSON.parse(data)
      hear(told)
      compare(told)
    }).catch(() => { isLost = true; draw() })
  }

  setInterval(() => {
    if (document.hidden) return
    if (source !== null) {
      if (Date.now() - heardAt > silenceMs) ask()
    } else if (isLost || Date.now() - heardAt > askMs - 500) {
      if (asked % 6 === 0) listen()
      else ask()
    }
  }, askMs / 2)

  document.addEventListener('submit', onSubmit, true)
  addEventListener('online', () => { later(0); listen() })
  addEventListener('offline', () => { isLost = true; draw() })
  // A page that nobody looks at holds no line open.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { source?.close(); source = null } else { listen(); later(0) }
  })
  addEventListener('beforeunload', (event) => { if (isLost && !isLeaving && waiting().length > 0) event.preventDefault() })

  // What was kept when the page was left, and what was told and never seen, goes out once more.
  keep(read().map(({ held: _, ...tap }) => tap))
  for (const tap of waiting()) paint(tap)
  draw()
  listen()
  void flush()
})()

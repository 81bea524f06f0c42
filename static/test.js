// Saves each answer of a test by itself as it is given. What could not be sent stays in memory and is sent again with growing
// pauses, never in the browser's storage; nobody leaves the page with an unsent answer without being asked. What counts, and how
// much time is left, is the server's to say.
(() => {
  const clock = document.getElementById('attempts-clock')
  const form = document.querySelector('form[data-saves-at]')
  const said = document.getElementById('attempts-said')
  const show = (id, isShown) => { const part = document.getElementById(id); if (part) part.hidden = !isShown }
  const say = (words, isWarning = false) => {
    if (!said || !words) return
    if (said.textContent !== words) said.textContent = words
    said.className = isWarning ? 'notice warn' : 'small soft'
  }

  let endsAt = null
  let saidAt = Infinity
  const setClock = (seconds) => { if (seconds !== '' && seconds !== undefined) endsAt = Date.now() + Number(seconds) * 1000 }
  const tick = () => {
    if (!clock || endsAt === null) return
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000))
    const [minutes, seconds] = [Math.floor(left / 60), left % 60]
    clock.querySelector('[data-clock]').textContent = clock.dataset.words.replace('{minutes}', minutes).replace('{seconds}', seconds)
    // Said aloud three times and no more.
    const due = [1, 5, 10].find((minute) => left <= minute * 60)
    if (due !== undefined && due < saidAt && left > 0) {
      if (left > due * 60 - 30) clock.querySelector('[data-clock-said]').textContent = clock.dataset.soon.replace('{minutes}', due)
      saidAt = due
    }
    clock.classList.toggle('near', left <= 300)
    if (left > 0) return
    endsAt = null
    setTimeout(() => { isLeaving = true; location.assign(clock.dataset.over) }, 1500)
  }

  let isLeaving = false
  if (clock) {
    setClock(clock.dataset.secondsLeft)
    setInterval(tick, 1000)
  }
  if (!form) return

  let isUnsent = false
  let isSending = false
  let isShut = false // the attempt was handed in: nothing more is taken
  let isLost = false
  let wish = null // where to go once the answer is kept
  let typedAt = Date.now()
  let pauseMs = 0
  let waiting = null

  const later = (ms) => { clearTimeout(waiting); waiting = setTimeout(() => void send(), ms) }
  const edited = (ms) => {
    if (isShut) return
    isUnsent = true
    typedAt = Date.now()
    if (!isLost) say(form.dataset.saving)
    later(isLost ? Math.min(pauseMs || 2000, 4000) : ms)
  }

  const go = () => {
    const place = Number(form.action.split('/').at(-1))
    const to = wish === 'next' ? place + 1 : wish === 'previous' ? Math.max(1, place - 1) : wish
    isLeaving = true
    location.assign(new URL(wish === 'check' ? '../check' : String(to), form.action))
  }

  const lost = (words, isDoor) => {
    isUnsent = true
    isLost = true
    pauseMs = Math.min(60_000, Math.max(2_000, pauseMs * 2))
    say(words, true)
    show('attempts-door', isDoor)
    later(pauseMs)
  }

  const send = async () => {
    if (isSending || isShut || !isUnsent) return
    isSending = true
    isUnsent = false
    try {
      const body = new URLSearchParams(new FormData(form))
      body.set('age', String(Math.max(0, Date.now() - typedAt)))
      await read(await fetch(form.dataset.savesAt, { method: 'POST', body, headers: { 'HX-Request-Type': 'partial', 'HX-Target': 'nav#attempts-map' } }))
    } catch {
      lost(form.dataset.offline, false)
    } finally {
      isSending = false
    }
    if (isUnsent && !isLost) later(300)
    else if (!isUnsent && !isLost && wish !== null) go()
  }

  const read = async (answer) => {
    if (answer.status === 401 || answer.redirected) return lost(form.dataset.signedOut, true)
    if (answer.status >= 500 || answer.status === 429) throw new Error(`not taken: ${answer.status}`)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    show('attempts-door', false)
    if (!answer.ok) {
      wish = null
      say(page.body.textContent.trim(), true)
      if (answer.status === 422) { isUnsent = true; clearTimeout(waiting); return } // too long: sent again once it is shorter
      isShut = true
      return show('attempts-end', true)
    }
    const map = page.getElementById('attempts-map')
    if (map === null) throw new Error('no answer of ours')
    const words = map.dataset.became === 'saved' ? (isLost ? form.dataset.online : map.dataset.saved) : form.dataset[map.dataset.became]
    isLost = false
    pauseMs = 0
    say(words, map.dataset.became !== 'saved')
    form.elements.seen.value = map.dataset.saves
    setClock(map.dataset.secondsLeft)
    if (map.dataset.became === 'older') { wish = null; show('attempts-newer', true) }
    const old = document.getElementById('attempts-map')
    if (old.contains(document.activeElement)) return
    old.replaceWith(document.adoptNode(map))
  }

  // What is to be ordered: a button moves its line, and keeps the focus as long as it can move on.
  const move = (button) => {
    const list = button.closest('.ordering')
    const line = button.closest('li')
    if (line) {
      const other = button.value.startsWith('up') ? line.previousElementSibling : line.nextElementSibling
      if (!other) return
      if (button.value.startsWith('up')) other.before(line)
      else other.after(line)
    }
    arranged(list, line)
    ;(button.disabled ? [...line?.querySelectorAll('.moves button') ?? []].find((one) => !one.disabled) : button)?.focus()
  }
  // The lines of a list stand as they are meant, by a button or by their handle (order.js).
  const arranged = (list, line) => {
    const lines = [...list.querySelectorAll('li')]
    for (const [at, one] of lines.entries()) {
      one.dataset.place = at + 1
      for (const [n, way] of ['up', 'down'].entries()) {
        const press = one.querySelectorAll('.moves button')[n]
        press.value = `${way}-${at}`
        press.disabled = at === (way === 'up' ? 0 : lines.length - 1)
      }
    }
    form.elements.isOrdered.value = 'true'
    list.querySelector('[data-order-state]').textContent = list.dataset.ordered
    if (line) list.querySelector('[data-order-said]').textContent = list.dataset.order.replace('{text}', line.dataset.text).replace('{to}', lines.indexOf(line) + 1)
    const keep = list.querySelector('button[value="keep"]')
    if (keep) {
      if (keep === document.activeElement) list.querySelector('.moves button:not([disabled])')?.focus()
      keep.parentElement.remove()
    }
    edited(0)
  }

  form.addEventListener('ordered', ({ target }) => arranged(target.closest('.ordering'), target))
  form.addEventListener('change', () => edited(0))
  form.addEventListener('input', (event) => { if (event.target.name === 'text') edited(800) })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const { submitter } = event
    if (submitter?.name === 'move') return move(submitter)
    if (isShut) return
    wish = submitter?.value ?? 'next'
    if (!isUnsent && !isSending) return go()
    if (isUnsent) void send()
  })
  window.addEventListener('online', () => void send())
  window.addEventListener('focus', () => { if (isLost) void send() })
  window.addEventListener('beforeunload', (event) => { if ((isUnsent || isSending) && !isLeaving && !isShut) event.preventDefault() })
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })
})()

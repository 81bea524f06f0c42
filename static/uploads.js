// Sends a large film in pieces: how far it is, is asked of the server, so that a lost connection, a pause or a new visit goes
// on where it stopped. What the server says in words is shown as it is.
(() => {
  const form = document.querySelector('form.uploads')
  if (!form) return
  const at = (name) => form.querySelector(`[data-${name}]`)
  const [chosen, bar, said, send, pause, goOn] = [form.querySelector('input'), form.querySelector('progress'), at('said'), at('send'), at('pause'), at('go-on')]
  let [upload, file, asked, isPaused] = [null, null, null, false] // { at, received, pieceBytes }, what is sent, the request in the air
  let [anewLeft, note] = [0, ''] // how often it may still begin anew by itself, and what is said about that
  send.disabled = false

  const sizeOf = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)}GB` : `${Math.round(bytes / 1e6)}MB`)
  const say = (words) => { if (said.textContent !== words) said.textContent = words }
  const show = (received) => {
    const percent = Math.floor(received / file.size * 100)
    bar.value = percent
    say(note + form.dataset.said.replace('{percent}', percent).replace('{done}', sizeOf(received)).replace('{total}', sizeOf(file.size)))
  }
  const offer = (isSending) => {
    at('shown').hidden = false
    send.hidden = true
    chosen.disabled = true
    pause.hidden = !isSending
    goOn.hidden = isSending
  }

  // A request that says how far it is. What comes back is the answer of the house, or `null` when nothing came.
  const ask = (method, url, body, type) => new Promise((resolve) => {
    const request = asked = new XMLHttpRequest()
    request.open(method, url)
    request.setRequestHeader('HX-Request-Type', 'partial')
    if (type) request.setRequestHeader('Content-Type', type)
    if (body instanceof Blob) request.upload.onprogress = ({ loaded }) => show(Math.min(file.size, upload.received + loaded))
    request.onload = () => resolve(request)
    request.onerror = request.onabort = request.ontimeout = () => resolve(null)
    request.send(body)
  })
  const post = (url, fields = {}) => ask('POST', url, new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')
  const isGone = (answer) => answer === null || (answer.status >= 500 && answer.status !== 507) || answer.status === 429
  const wordsOf = (answer) => new DOMParser().parseFromString(answer.responseText, 'text/html').body.textContent.trim()

  // Ends early when the line is back, and when somebody pauses: a pause that outlived that would go on beside the next run.
  let wake = () => {}
  const rest = (seconds) => new Promise((resolve) => {
    say(form.dataset.waiting.replace('{seconds}', seconds))
    const end = () => { clearTimeout(timer); removeEventListener('online', end); resolve() }
    const timer = setTimeout(end, seconds * 1000)
    addEventListener('online', end)
    wake = end
  })
  const longer = (seconds) => Math.min(60, seconds * 2)

  // Tries until the house answers, with growing pauses; null once somebody pauses.
  async function surely(question) {
    for (let seconds = 1; !isPaused; seconds = longer(seconds)) {
      const answer = await question()
      if (!isGone(answer)) return answer
      if (!isPaused) await rest(seconds)
    }
    return null
  }

  // What stands on the disk stays where room or a moment is missing; anything else is begun anew.
  function stop(answer) {
    offer(false)
    if (answer.status === 401) return say(form.dataset.signedout)
    const canGoOn = upload !== null && (answer.status === 507 || answer.status === 409)
    goOn.hidden = !canGoOn
    say(wordsOf(answer) || form.dataset.stopped)
    if (canGoOn) return
    chosen.disabled = false
    send.hidden = false
    upload = null
    form.removeAttribute('data-at')
  }

  async function begin() {
    form.removeAttribute('data-at')
    const answer = await surely(() => post(form.action, { name: file.name, bytes: file.size }))
    if (answer?.status === 201) upload = JSON.parse(answer.responseText)
    else if (answer) stop(answer)
    return answer?.status === 201
  }

  // What was on its way is gone: given up on another page, or cleared away after a day.
  async function stopOrBeginAnew(answer) {
    if (answer.status !== 404 || anewLeft === 0) return stop(answer)
    anewLeft -= 1
    note = form.dataset.anew
    upload = null
    if (await begin()) await run()
  }

  async function howFar() {
    const answer = await surely(() => ask('GET', upload.at))
    if (answer?.status === 200) Object.assign(upload, JSON.parse(answer.responseText))
    return answer
  }

  async function run() {
    isPaused = false
    offer(true)
    const answer = await howFar()
    if (answer === null) return
    if (answer.status !== 200) return stopOrBeginAnew(answer)
    let seconds = 1 // a piece that is lost again and again is tried ever more seldom, though the house answers in between
    while (upload.received < file.size) {
      show(upload.received)
      const answer = await ask('POST', `${upload.at}/pieces?from=${upload.received}`, file.slice(upload.received, upload.received + upload.pieceBytes), 'application/octet-stream')
      if (isPaused) return
      if (answer?.status === 200) {
        Object.assign(upload, JSON.parse(answer.responseText))
        seconds = 1
        continue
      }
      if (!isGone(answer) && answer.status !== 409 && answer.status !== 404) return stop(answer)
      if (isGone(answer)) {
        await rest(seconds)
        seconds = longer(seconds)
        if (isPaused) return
      }
      const known = await howFar()
      if (known === null) return
      if (known.status !== 200) return stopOrBeginAnew(known)
    }
    pause.hidden = true
    bar.value = 100
    say(form.dataset.checking)
    const ended = await surely(() => post(`${upload.at}/end`))
    if (ended?.status !== 200) return ended && stopOrBeginAnew(ended)
    location.assign(JSON.parse(ended.responseText).to)
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    file = chosen.files[0]
    if (!file) return
    ;[anewLeft, note] = [2, '']
    const { at: begun, name, bytes } = form.dataset
    if (begun && name === file.name && Number(bytes) === file.size) upload = { at: begun, received: 0, pieceBytes: 1 }
    else if (!await begin()) return
    await run()
  })
  pause.addEventListener('click', () => {
    isPaused = true
    asked?.abort()
    wake()
    offer(false)
    say(form.dataset.paused)
    goOn.focus()
  })
  goOn.addEventListener('click', async () => { pause.hidden = false; pause.focus(); await run() })
  addEventListener('beforeunload', (event) => { if (upload && !isPaused && !pause.hidden) event.preventDefault() })
})()

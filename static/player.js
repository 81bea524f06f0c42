// Tells the server what was played of a video. The server decides by its own clock what counts; this keeps what could not
// be sent in memory and sends it again, and never in the browser's storage.
(() => {
  const video = document.querySelector('video[data-beats]')
  const said = document.getElementById('viewings-said')
  const lines = [...document.querySelectorAll('.transcript [data-seconds]')]
  if (!video) return

  const everyMs = 10_000
  let unsent = [] // stretches [from, to] in seconds, in the order they were played
  let last = null // where the play head was when it last moved by itself
  let isSending = false
  let isLost = false

  const say = (words) => { if (said.textContent !== words) said.textContent = words }

  // What the play head passed by playing is a stretch; where it jumped, a new one begins.
  const follow = () => {
    const now = video.currentTime
    const stretch = unsent.at(-1)
    if (last !== null && now > last && now - last < 2.5 && !video.seeking) {
      if (stretch && stretch[1] === last) stretch[1] = now
      else unsent.push([last, now])
    }
    last = video.seeking ? null : now
    show(now)
  }

  const show = (now) => {
    const current = lines.findLast((line) => Number(line.dataset.seconds) <= now)
    for (const line of lines) line.toggleAttribute('aria-current', line === current)
  }

  const formOf = (stretches) => {
    const form = new URLSearchParams({ position: video.currentTime.toFixed(1) })
    for (const [n, [from, to]] of stretches.entries()) {
      form.set(`stretches.${n}.from`, from.toFixed(1))
      form.set(`stretches.${n}.to`, to.toFixed(1))
    }
    return form
  }

  const send = async ({ keepalive = false } = {}) => {
    if (isSending) return
    // Copies: the last stretch may grow while the answer is on its way.
    const sent = unsent.slice(0, 40).map(([from, to]) => [from, to])
    isSending = true
    try {
      const answer = await fetch(video.dataset.beats, {
        method: 'POST', body: formOf(sent.filter(([from, to]) => to - from >= 0.2)), keepalive,
        headers: { 'HX-Request-Type': 'partial', 'HX-Target': 'section#viewings-watched' },
      })
      await read(answer, sent)
    } catch {
      isLost = true
      say(video.dataset.offline)
    } finally {
      isSending = false
    }
  }

  const read = async (answer, sent) => {
    if (answer.redirected || answer.status === 401) {
      isLost = true
      return say(video.dataset.signedOut)
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error(`not taken: ${answer.status}`)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    // Taken or refused for good: only what was played since stays to be sent.
    const [grown, end] = [unsent[sent.length - 1], sent.at(-1)?.[1]]
    unsent = unsent.slice(sent.length)
    if (grown && grown[1] > end) unsent.unshift([end, grown[1]])
    if (!answer.ok) return say(page.body.textContent.trim())
    const watched = page.getElementById('viewings-watched')
    if (watched) document.getElementById('viewings-watched').replaceWith(document.adoptNode(watched))
    const words = watched?.dataset.said ?? (isLost ? video.dataset.online : '')
    isLost = false
    if (words) say(words)
  }

  video.addEventListener('timeupdate', follow)
  video.addEventListener('seeking', () => { last = null })
  video.addEventListener('seeked', () => { last = video.currentTime })
  // The first report starts the server's clock, and so does each one after a pause.
  video.addEventListener('play', () => { last = video.currentTime; void send() })
  video.addEventListener('pause', () => { follow(); void send() })
  video.addEventListener('ended', () => { follow(); void send() })
  window.addEventListener('online', () => void send())
  window.addEventListener('pagehide', () => { if (unsent.length > 0) void send({ keepalive: true }) })
  setInterval(() => { if (!video.paused || unsent.length > 0) void send() }, everyMs)

  for (const line of lines) {
    line.querySelector('a').addEventListener('click', (event) => {
      event.preventDefault()
      video.currentTime = Number(line.dataset.seconds)
      void video.play()
    })
  }
})()

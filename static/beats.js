// Tells the server what was played of a video or read of a document, and keeps what could not be sent: in memory, never in
// the browser's storage. The server decides by its own clock what counts.

const everyMs = 10_000
const idleMs = 60_000
// A lost connection is tried again after these pauses, then every minute.
const pausesMs = [2_000, 5_000, 10_000, 20_000, 40_000, 60_000]

/**
 * @param {HTMLElement} place carries where to send and what to say: data-beats, -offline, -online, -signed-out, -gone
 * @param {{ position: () => number, isBusy: () => boolean, seconds?: () => number, onTold?: (seconds: number) => void, onSeen: (watched: HTMLElement) => void, onRefused: () => void }} player
 */
export function openBeats(place, { position, isBusy, seconds = () => 0, onTold = () => {}, onSeen, onRefused }) {
  const said = document.getElementById('viewings-said')
  let unsent = [] // stretches { from, to, hidden }, in the order they were played
  let own = null // who the server says this player is
  let presses = false
  let isSending = false
  let isElsewhere = false // another screen plays: this one waits, and leaves its notice standing, until somebody goes on here
  let failures = 0
  let timer = null
  let isIdle = false // the next word is a minute away, because there was nothing to tell

  const say = (words) => { if (said.textContent !== words) said.textContent = words }

  /** What the play head passed is one stretch as long as it goes on by itself. */
  const add = (from, to, hidden = false) => {
    const stretch = unsent.at(-1)
    if (stretch && stretch.to === from && stretch.hidden === hidden) stretch.to = to
    else unsent.push({ from, to, hidden })
    // Now there is something to tell again.
    if (isIdle && !isSending) plan()
  }

  const formOf = (stretches, spent) => {
    const form = new URLSearchParams({ position: position().toFixed(1) })
    if (own !== null) form.set('player', own)
    if (presses) form.set('presses', 'true')
    if (spent > 0) form.set('seconds', spent.toFixed(1))
    for (const [n, { from, to, hidden }] of stretches.entries()) {
      form.set(`stretches.${n}.from`, from.toFixed(1))
      form.set(`stretches.${n}.to`, to.toFixed(1))
      if (hidden) form.set(`stretches.${n}.hidden`, 'true')
    }
    return form
  }

  const send = async ({ pressed = false, keepalive = false } = {}) => {
    presses ||= pressed
    if (isSending || (isElsewhere && !presses && !keepalive)) return
    clearTimeout(timer)
    // Copies: the last stretch may grow while the answer is on its way.
    const sent = unsent.slice(0, 40).map((stretch) => ({ ...stretch }))
    const wasPressed = presses
    const spent = seconds()
    isSending = true
    let isAgain = false
    try {
      const answer = await fetch(place.dataset.beats, {
        method: 'POST', body: formOf(sent.filter(({ from, to }) => to - from >= 0.2), spent), keepalive,
        headers: { 'HX-Request-Type': 'partial', 'HX-Target': 'section#viewings-watched' },
      })
      await read(answer, { sent, wasPressed, spent })
      isAgain = unsent.length > 40 || (presses && !wasPressed)
    } catch {
      failures += 1
      say(place.dataset.offline)
    } finally {
      isSending = false
      plan(isAgain ? 0 : undefined)
    }
  }

  const read = async (answer, { sent, wasPressed, spent }) => {
    // Signed out, somebody else has signed in beside us, or the lesson is not theirs any more: what was played stays here.
    if (answer.redirected || answer.status === 401 || answer.status === 404) {
      failures += 1
      return say(answer.status === 404 ? place.dataset.gone : place.dataset.signedOut)
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error(`not taken: ${answer.status}`)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    // Taken or refused for good: only what was played since stays to be sent.
    const [grown, end] = [unsent[sent.length - 1], sent.at(-1)?.to]
    unsent = unsent.slice(sent.length)
    if (grown && grown.to > end) unsent.unshift({ ...grown, from: end })
    if (wasPressed) presses = false
    onTold(spent)
    const wasLost = failures > 0
    failures = 0
    if (!answer.ok) {
      say(page.body.textContent.trim())
      return onRefused()
    }
    const watched = page.getElementById('viewings-watched')
    if (!watched) return
    own = watched.dataset.player ?? own
    isElsewhere = watched.dataset.elsewhere !== undefined
    document.getElementById('viewings-watched').replaceWith(document.adoptNode(watched))
    const words = watched.dataset.said ?? (wasLost ? place.dataset.online : '')
    // A notice in what came back speaks for itself.
    if (words || watched.dataset.elsewhere) say(words)
    onSeen(watched)
  }

  const plan = (ms = failures > 0 ? pausesMs[Math.min(failures, pausesMs.length) - 1] : unsent.length > 0 || isBusy() ? everyMs : idleMs) => {
    clearTimeout(timer)
    isIdle = ms === idleMs && failures === 0
    timer = setTimeout(() => {
      // A page that nobody looks at and where nothing plays says nothing.
      if (document.hidden && unsent.length === 0 && !isBusy()) return plan(idleMs)
      void send()
    }, ms)
  }

  window.addEventListener('online', () => void send())
  document.addEventListener('visibilitychange', () => { if (!document.hidden && failures > 0) void send() })
  window.addEventListener('pagehide', () => void send({ keepalive: true }))
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('[data-take-over]')) place.dispatchEvent(new Event('takeover'))
  })
  return { add, say, send }
}

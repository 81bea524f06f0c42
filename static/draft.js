// Saves what is being written, a moment after the last key. What could not be sent stays in the boxes and in memory, never in
// the browser's storage, and goes out again when there is a connection or a sign-in. Only the server says that it is safe.
(() => {
  const form = document.querySelector('form[data-draft]')
  if (!form) return
  const [said, length, text] = [form.querySelector('[data-said]'), form.querySelector('[data-length]'), form.elements.namedItem('text')]
  const words = form.dataset
  let [isUnsaved, isSending, isStopped, isLost, timer] = [false, false, false, false, 0]

  const say = (sentence, more) => {
    if (said.textContent === sentence && !more) return
    said.replaceChildren(sentence, ...more ? [' ', more] : [])
  }
  const content = () => new URLSearchParams(new FormData(form))
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(send, ms) }

  async function send() {
    if (isSending || isStopped || !isUnsaved) return
    isSending = true
    isUnsaved = false
    say(words.saving)
    try {
      await read(await fetch(form.action, { method: 'POST', body: content(), headers: { 'HX-Request-Type': 'partial', 'HX-Target': 'section#submissions-saved' } }))
    } catch {
      isUnsaved = true
      isLost = true
      say(words.offline)
      later(5_000)
    } finally {
      isSending = false
    }
    if (isUnsaved && !isLost && !isStopped) later(600)
  }

  async function read(answer) {
    if (answer.status === 401 || answer.redirected && new URL(answer.url).pathname === '/sign-in') return signedOut()
    if (answer.status >= 500 || answer.status === 429) throw new Error(`not taken: ${answer.status}`)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const saved = page.getElementById('submissions-saved')
    if (saved) document.getElementById('submissions-saved').replaceWith(document.adoptNode(saved))
    if (!answer.ok) {
      isUnsaved = true
      isStopped = true
      return say(words.unsaved)
    }
    form.elements.namedItem('version').value = saved.dataset.version
    say(isLost ? words.online : '')
    isLost = false
  }

  function signedOut() {
    isUnsaved = true
    isLost = true
    const link = Object.assign(document.createElement('a'), { href: `/sign-in?to=${encodeURIComponent(location.pathname)}`, target: '_blank', rel: 'noopener', textContent: words.signIn })
    say(words.signedOut, link)
    later(15_000)
  }

  form.addEventListener('input', () => {
    isUnsaved = true
    if (length && text) length.textContent = words.count.replace('{count}', String([...text.value.replace(/\s/gu, '')].length))
    if (!isLost) later(1_200)
  })
  // Whoever presses a button sends everything: nothing is left to be saved beside it.
  form.addEventListener('submit', () => { isUnsaved = false; isStopped = true; clearTimeout(timer) })
  addEventListener('online', () => later(0))
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible' && isLost) later(0) })
  // Another form of the page leaves it: what is in the boxes goes first.
  for (const other of document.querySelectorAll('form:not([data-draft])')) other.addEventListener('submit', async (event) => {
    if (!isUnsaved || isStopped) return
    event.preventDefault()
    await send()
    if (!isUnsaved) other.submit()
  })
  addEventListener('beforeunload', (event) => { if (isUnsaved) event.preventDefault() })
  addEventListener('pagehide', () => { if (isUnsaved && !isStopped) void fetch(form.action, { method: 'POST', body: content(), keepalive: true, headers: { 'HX-Request-Type': 'partial', 'HX-Target': 'section#submissions-saved' } }).catch(() => {}) })
})()

// Saves what is being written, a moment after the last key, in each form that says so. What could not be sent stays in the boxes
// and in memory, never in the browser's storage, and goes out again when there is a connection or a sign-in. Only the server says
// that it is safe: in the piece of the page that the form names.
(() => {
  const drafts = [...document.querySelectorAll('form[data-draft]')].map(kept)

  // Another form of the page leaves it: what is in the boxes goes first.
  for (const other of document.forms) other.addEventListener('submit', async (event) => {
    const left = drafts.filter((draft) => draft.form !== other && draft.isUnsaved())
    const own = drafts.find(({ form }) => form === other)
    if (left.length === 0) return own?.leave()
    const { submitter } = event
    event.preventDefault()
    await Promise.all(left.map((draft) => draft.send()))
    if (!left.some((draft) => draft.isUnsaved())) other.requestSubmit(submitter)
  })
  addEventListener('online', () => { for (const draft of drafts) draft.soon() })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') for (const draft of drafts) draft.again() })
  addEventListener('beforeunload', (event) => { if (drafts.some((draft) => draft.isWaiting())) event.preventDefault() })
  addEventListener('pagehide', () => { for (const draft of drafts) draft.last() })

  function kept(form) {
    const [said, length, text] = [form.querySelector('[data-said]'), form.querySelector('[data-length]'), form.elements.namedItem('text')]
    const words = form.dataset
    const headers = { 'HX-Request-Type': 'partial', 'HX-Target': `section#${words.draft}` }
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
        await read(await fetch(form.action, { method: 'POST', body: content(), headers }))
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
      const saved = page.getElementById(words.draft)
      if (saved) document.getElementById(words.draft).replaceWith(document.adoptNode(saved))
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
    return {
      form, send, isUnsaved: () => isUnsaved && !isStopped, isWaiting: () => isUnsaved,
      soon: () => later(0), again: () => { if (isLost) later(0) },
      // Whoever presses a button sends everything: nothing is left to be saved beside it.
      leave: () => { isUnsaved = false; isStopped = true; clearTimeout(timer) },
      last: () => { if (isUnsaved && !isStopped) void fetch(form.action, { method: 'POST', body: content(), keepalive: true, headers }).catch(() => {}) },
    }
  }
})()

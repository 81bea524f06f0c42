// Says beside a package how its recording goes, and lets it send what it still has before the page is left. A package speaks for
// itself here: nothing of what it says is believed, it only chooses which of our own words are shown.
(() => {
  const frame = document.querySelector('iframe[data-package]')
  const said = document.getElementById('scorm-said')
  if (!frame || !said) return
  const { origin } = new URL(frame.src)
  const words = said.dataset
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
  let flushed = null
  let isShut = false

  const show = (text, isWarning = false) => {
    if (said.textContent !== text) said.textContent = text
    said.classList.toggle('warn', isWarning)
  }
  const tell = {
    ready: () => show(words.kept === 'no' ? words.notKept : words.ready),
    saved: ({ isDone }) => show(isDone === true ? `${words.done} ${words.saved} ${clock.format(new Date())}` : `${words.saved} ${clock.format(new Date())}`),
    offline: () => show(words.offline, true),
    shut: ({ why }) => { isShut = true; show(words[String(why)] ?? words.expired, true) },
    ended: ({ request }) => { if (!isShut) { show(words.ended); goOn(String(request)) } },
    flushed: () => { flushed?.() },
  }

  // What the package asks for when it ends is asked of our own buttons, or of the server by the form that opens an item, which refuses
  // what is not open; where there is neither, the outline is shown.
  const goOn = (request) => {
    const [, target] = /^\{target=([^{}]{1,200})\}(?:choice|jump)$/.exec(request) ?? []
    const form = document.querySelector('form[data-way="choice"]')
    const button = document.querySelector(`[data-way="${request === 'continue' ? 'next' : request === 'previous' ? 'previous' : 'none'}"] button`)
    const wanted = target ?? (request === 'continue' && !button ? form?.dataset.next : undefined)
    if (wanted && form) {
      form.querySelector('input[name="item"]').value = wanted
      form.submit()
    } else if (button) button.click()
    else setTimeout(() => { location.href = document.querySelector('a[data-leave]').href }, 1_200)
  }

  addEventListener('message', ({ origin: from, source, data }) => {
    if (from !== origin || source !== frame.contentWindow || data?.from !== 'package') return
    if (Object.hasOwn(tell, data.what)) tell[data.what](data)
  })

  const flush = () => new Promise((done) => {
    flushed = done
    frame.contentWindow.postMessage({ to: 'package' }, origin)
    setTimeout(done, 1_500)
  })
  for (const link of document.querySelectorAll('a[data-leave]')) link.addEventListener('click', async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    await flush()
    location.href = link.href
  })
  for (const form of document.querySelectorAll('form[data-way]')) form.addEventListener('submit', async (event) => {
    event.preventDefault()
    await flush()
    form.submit()
  })
})()

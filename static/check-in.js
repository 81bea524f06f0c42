// Counts the seconds of a check-in code down, and asks for the next code when they are over. Without it the screen reloads itself.

const ends = new WeakMap()

function count(place) {
  const now = performance.now()
  if (!ends.has(place)) ends.set(place, now + Number(place.dataset.left) * 1000)
  const left = Math.max(0, Math.ceil((ends.get(place) - now) / 1000))
  const [bar, words] = [place.querySelector('progress'), place.querySelector('[data-words]')]
  bar.value = left
  words.textContent = words.dataset.words.replace('{seconds}', String(left))
  if (left > 0) return
  // Asked again while there is no answer: a wall has nobody who reloads it.
  ends.set(place, now + 2000)
  place.closest('section, .wall').querySelector('[hx-trigger^=code-over]').dispatchEvent(new CustomEvent('code-over'))
}

setInterval(() => { for (const place of document.querySelectorAll('[data-left]')) count(place) }, 500)

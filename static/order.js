// Moves a row of an ordered list by its handle: with a mouse, a pen or a finger, or with the arrow keys. It only chooses the
// place; the page that opens then asks for the reason and does it, as it does for whoever types the place.
(() => {
  document.documentElement.classList.add('can-order')
  // A page that opens at a line does not follow `autofocus` by itself, and going to the line takes the focus away.
  if (location.hash !== '') addEventListener('load', () => requestAnimationFrame(() => document.querySelector('[autofocus]')?.focus()))
  let held = null // { row, home, from, said }: what is being moved and where it was

  const rowsOf = (body) => [...body.querySelectorAll(':scope > tr[data-place]')]
  const place = ({ row, from }) => {
    const rows = rowsOf(row.parentNode)
    const at = rows.indexOf(row)
    const [before, after] = [rows[at - 1], rows[at + 1]].map((one) => (one ? Number(one.dataset.place) : null))
    if (before !== null && before > from) return before
    return after !== null && after < from ? after : from
  }
  const say = (words) => { const said = held?.row.closest('table')?.querySelector('[data-order-said]'); if (said && said.textContent !== words) said.textContent = words }

  const take = (grip) => {
    const row = grip.closest('tr')
    held = { row, home: row.nextSibling, from: Number(row.dataset.place) }
    row.classList.add('held')
  }
  const moveTo = (row, other, isAfter) => {
    if (isAfter) other.after(row)
    else other.before(row)
    say((row.closest('[data-order]').dataset.order ?? '').replace('{to}', place(held)))
  }
  const letGo = (isMeant) => {
    if (held === null) return
    const { row, home, from } = held
    const to = place(held)
    row.classList.remove('held')
    if (!isMeant || to === from) row.parentNode.insertBefore(row, home)
    say('')
    held = null
    if (isMeant && to !== from) location.assign(`${row.dataset.move}${to}#${row.id}`)
  }

  document.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest?.('.grip')
    if (!grip || event.button !== 0) return
    if (held !== null) letGo(false)
    take(grip)
    held.pointer = event.pointerId
    event.preventDefault()
    grip.focus()
  })
  document.addEventListener('pointermove', (event) => {
    if (held === null || held.pointer !== event.pointerId) return
    if (event.clientY < 60) scrollBy(0, -12)
    if (event.clientY > innerHeight - 60) scrollBy(0, 12)
    const over = rowsOf(held.row.parentNode).find((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      return row !== held.row && event.clientY >= top && event.clientY <= bottom
    })
    if (!over) return
    const { top, bottom } = over.getBoundingClientRect()
    moveTo(held.row, over, event.clientY > (top + bottom) / 2)
  })
  document.addEventListener('pointerup', (event) => { if (held?.pointer === event.pointerId) letGo(true) })
  document.addEventListener('pointercancel', (event) => { if (held?.pointer === event.pointerId) letGo(false) })

  document.addEventListener('keydown', (event) => {
    const grip = event.target.closest?.('.grip')
    if (!grip) return
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (held === null) take(grip)
      const other = rowsOf(held.row.parentNode)[rowsOf(held.row.parentNode).indexOf(held.row) + step]
      if (other) moveTo(held.row, other, step > 0)
      grip.focus()
      held.row.scrollIntoView({ block: 'nearest' })
    } else if (held !== null && (event.key === 'Enter' || event.key === ' ' || event.key === 'Escape')) {
      event.preventDefault()
      letGo(event.key !== 'Escape')
    }
  })
  document.addEventListener('focusout', (event) => { if (held !== null && held.pointer === undefined && event.target.closest?.('.grip') && event.relatedTarget) letGo(false) })
})()

// Moves a row of an ordered list by its handle: with a mouse, a pen or a finger, or with the arrow keys. Where a row says
// `data-move` this only chooses the place; the page that opens then asks for the reason and does it, as it does for whoever
// types the place. Where the lists are named (`data-list`) a row may go from one to another, and its own form takes it there.
// A row that stays on its page (`data-stays`) tells it, as `ordered`, at each step: the page keeps what it means.
(() => {
  document.documentElement.classList.add('can-order')
  // A page that opens at a line does not follow `autofocus` by itself, and going to the line takes the focus away.
  if (location.hash !== '') addEventListener('load', () => requestAnimationFrame(() => {
    const line = document.getElementById(location.hash.slice(1))
    const grip = line?.closest('[data-list]') ? line.querySelector('.grip') : null
    const first = document.querySelector('[autofocus]') ?? grip
    first?.focus()
  }))
  let held = null // { row, list, home, from, said }: what is being moved and where it was

  const rowsOf = (body) => [...body.querySelectorAll(':scope > [data-place]')]
  const listsFor = (row) => (row.parentNode.dataset.list === undefined ? [row.parentNode] : [...document.querySelectorAll('tbody[data-list]')])
  const place = ({ row, from }) => {
    const rows = rowsOf(row.parentNode)
    const at = rows.indexOf(row)
    if (row.parentNode.dataset.list !== undefined) return at + 1
    const [before, after] = [rows[at - 1], rows[at + 1]].map((one) => (one ? Number(one.dataset.place) : null))
    if (before !== null && before > from) return before
    return after !== null && after < from ? after : from
  }
  const say = (words) => { const said = held?.row.closest('table, fieldset')?.querySelector('[data-order-said]'); if (said && said.textContent !== words) said.textContent = words }

  const take = (grip) => {
    const row = grip.closest('[data-place]')
    held = { row, list: row.parentNode, home: row.nextSibling, from: Number(row.dataset.place) }
    row.classList.add('held')
  }
  const put = (row, where) => {
    where(row)
    say((row.closest('[data-order]').dataset.order ?? '').replace('{text}', row.dataset.text ?? '').replace('{to}', place(held)))
  }
  const moveTo = (row, other, isAfter) => put(row, (moved) => (isAfter ? other.after(moved) : other.before(moved)))

  const send = ({ row, to }) => {
    if (row.dataset.stays !== undefined) return row.dispatchEvent(new CustomEvent('ordered', { bubbles: true }))
    if (row.dataset.move !== undefined) return location.assign(`${row.dataset.move}${to}#${row.id}`)
    const form = row.querySelector('form')
    form.elements.moduleId.value = row.parentNode.dataset.list
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'place', value: to }))
    form.submit()
  }
  const letGo = (isMeant) => {
    if (held === null) return
    const { row, list, home, from } = held
    const to = place(held)
    const isMoved = to !== from || row.parentNode !== list
    row.classList.remove('held')
    if (!isMeant || !isMoved) list.insertBefore(row, home)
    if (row.dataset.stays === undefined) say('')
    held = null
    if (isMeant && isMoved) send({ row, to })
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
  const isOver = (element, { clientY }) => {
    const { top, bottom } = element.getBoundingClientRect()
    return clientY >= top && clientY <= bottom
  }
  document.addEventListener('pointermove', (event) => {
    if (held === null || held.pointer !== event.pointerId) return
    if (event.clientY < 60) scrollBy(0, -12)
    if (event.clientY > innerHeight - 60) scrollBy(0, 12)
    const { row } = held
    const list = listsFor(row).find((one) => isOver(one, event))
    if (!list) return
    if (rowsOf(list).length === 0) return put(row, (moved) => list.append(moved))
    const over = rowsOf(list).find((one) => one !== row && isOver(one, event))
    if (!over) return
    const { top, bottom } = over.getBoundingClientRect()
    moveTo(row, over, event.clientY > (top + bottom) / 2)
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
      const { row } = held
      const other = rowsOf(row.parentNode)[rowsOf(row.parentNode).indexOf(row) + step]
      const lists = listsFor(row)
      const next = lists[lists.indexOf(row.parentNode) + step]
      if (other) moveTo(row, other, step > 0)
      else if (next) put(row, (moved) => (step > 0 ? next.prepend(moved) : next.append(moved)))
      if (row.dataset.stays !== undefined) letGo(true)
      grip.focus()
      row.scrollIntoView({ block: 'nearest' })
    } else if (held !== null && (event.key === 'Enter' || event.key === ' ' || event.key === 'Escape')) {
      event.preventDefault()
      letGo(event.key !== 'Escape')
      grip.focus() // a row that is put back has lost it
    }
  })
  document.addEventListener('focusout', (event) => { if (held !== null && held.pointer === undefined && event.target.closest?.('.grip') && event.relatedTarget) letGo(false) })
})()

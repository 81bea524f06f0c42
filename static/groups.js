// Moves people between groups by their handles: with the pointer onto another group, or by arrow keys and Enter.
// Without it the form of each seat does the same.
(() => {
  const form = document.getElementById('groups-move')
  if (!form) return
  document.documentElement.classList.add('can-order')
  const said = document.getElementById('groups-said')
  const groups = [...document.querySelectorAll('.group[data-group]')]
  let held = null // { row, grip, at, pointer }: who is being moved, and over which group

  const aim = (group) => {
    if (held.at === group) return
    held.at?.classList.remove('aimed')
    held.at = group
    group?.classList.add('aimed')
    if (group) said.textContent = form.dataset.said.replace('{name}', held.row.dataset.text).replace('{group}', group.dataset.group)
  }
  const take = (grip, pointer) => {
    const row = grip.closest('[data-seat]')
    held = { row, grip, pointer, at: null, own: row.closest('.group') }
    row.classList.add('held')
  }
  const letGo = (isMeant) => {
    if (held === null) return
    const { row, at, own } = held
    row.classList.remove('held')
    at?.classList.remove('aimed')
    held = null
    said.textContent = ''
    if (!isMeant || at === null || at === own) return
    const { enrollmentId, from, to } = form.elements
    enrollmentId.value = row.dataset.seat
    from.value = row.dataset.from
    to.value = at.dataset.group
    form.submit()
  }

  document.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest?.('.grip')
    if (!grip || event.button !== 0) return
    letGo(false)
    take(grip, event.pointerId)
    event.preventDefault()
    grip.focus()
  })
  const isOver = (group, { clientX, clientY }) => {
    const { left, right, top, bottom } = group.getBoundingClientRect()
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
  }
  document.addEventListener('pointermove', (event) => {
    if (held === null || held.pointer !== event.pointerId) return
    if (event.clientY < 60) scrollBy(0, -16)
    if (event.clientY > innerHeight - 60) scrollBy(0, 16)
    aim(groups.find((group) => isOver(group, event)) ?? null)
  })
  document.addEventListener('pointerup', (event) => { if (held?.pointer === event.pointerId) letGo(true) })
  document.addEventListener('pointercancel', (event) => { if (held?.pointer === event.pointerId) letGo(false) })

  const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }
  document.addEventListener('keydown', (event) => {
    const grip = event.target.closest?.('.grip')
    if (!grip) return
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (held === null) take(grip)
      const from = groups.indexOf(held.at ?? held.own)
      const next = groups[from === -1 ? (step > 0 ? 0 : groups.length - 1) : from + step]
      if (!next) return
      aim(next)
      next.scrollIntoView({ block: 'nearest' })
    } else if (held !== null && ['Enter', ' ', 'Escape'].includes(event.key)) {
      event.preventDefault()
      letGo(event.key !== 'Escape')
      grip.focus()
    }
  })
  document.addEventListener('focusout', (event) => { if (held !== null && held.pointer === undefined && event.relatedTarget && event.target.closest?.('.grip')) letGo(false) })
})()

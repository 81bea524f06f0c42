// A sheet of dates that is filled like a spreadsheet: arrow keys and Enter go from box to box, and a block that is copied out of one
// fills the boxes to the right of and below the box it is pasted into. Without this the sheet is a form like any other, with a box for blocks.
(() => {
  const form = document.querySelector('form[data-plan]')
  if (!form) return
  const boxes = [...form.querySelectorAll('input[data-row]')]
  const at = (row, column) => boxes.find((box) => Number(box.dataset.row) === row && Number(box.dataset.column) === column)
  const placeOf = (box) => [Number(box.dataset.row), Number(box.dataset.column)]
  const widest = Math.max(0, ...boxes.map((box) => Number(box.dataset.column)))
  const deepest = Math.max(0, ...boxes.map((box) => Number(box.dataset.row)))

  // The next box that way, over those a center does not have.
  const next = (box, down, right) => {
    let [row, column] = placeOf(box)
    for (;;) {
      row += down
      column += right
      if (row < 1 || column < 0 || row > deepest || column > widest) return null
      const found = at(row, column)
      if (found) return found
    }
  }
  const go = (box) => { if (box) { box.focus(); box.select() } return box !== null }

  form.addEventListener('keydown', (event) => {
    const box = event.target
    if (box.dataset?.row === undefined || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const isWhole = box.selectionStart === 0 && box.selectionEnd === box.value.length
    const [isFirst, isLast] = [box.selectionEnd === 0, box.selectionStart === box.value.length]
    const ways = {
      ArrowUp: () => next(box, -1, 0), ArrowDown: () => next(box, 1, 0), Enter: () => next(box, event.shiftKey ? -1 : 1, 0),
      ArrowLeft: () => (isWhole || isFirst ? next(box, 0, -1) : undefined), ArrowRight: () => (isWhole || isLast ? next(box, 0, 1) : undefined),
    }
    const way = Object.hasOwn(ways, event.key) ? ways[event.key]() : undefined
    if (way === undefined) return
    event.preventDefault() // Enter in a sheet goes down; the button saves
    go(way)
  })

  form.addEventListener('paste', (event) => {
    const box = event.target
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (box.dataset?.row === undefined || !/[\t\n]/.test(text.replace(/\r?\n$/, ''))) return
    event.preventDefault()
    const [row, column] = placeOf(box)
    for (const [down, line] of text.replace(/\r?\n$/, '').split(/\r?\n/).entries()) {
      for (const [right, word] of line.split('\t').entries()) {
        const to = at(row + down, column + right)
        if (to) to.value = word.trim()
      }
    }
    go(box)
  })
})()

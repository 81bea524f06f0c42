// Words that were marked with the mouse or a finger become the quotation of the next remark that is still blank.
(() => {
  const form = document.querySelector('form[data-remarks]')
  if (!form) return
  let words = ''
  document.addEventListener('selectionchange', () => { words = String(getSelection() ?? '') })
  document.addEventListener('pointerup', () => {
    const selection = getSelection()
    const place = selection?.anchorNode?.parentElement?.closest('[data-place]')
    if (!place || words.trim() === '' || words.length > 300 || !place.contains(selection.focusNode) || !place.textContent.includes(words)) return
    const blank = [...form.querySelectorAll('[data-remark]')].find((one) => [...one.querySelectorAll('input, select')].every(({ value }) => value === ''))
    if (!blank) return
    blank.closest('details')?.setAttribute('open', '')
    blank.querySelector('select').value = place.dataset.place
    blank.querySelector('input[name$=".quote"]').value = words
  })
})()

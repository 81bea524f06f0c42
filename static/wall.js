// The arrow keys move between the items of an agenda on a wall: they follow the links that stand there for everybody.

const ways = { ArrowRight: 'next', PageDown: 'next', ArrowLeft: 'prev', PageUp: 'prev' }

document.addEventListener('keydown', (event) => {
  const way = ways[event.key]
  if (way === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const link = document.querySelector(`#meeting-pages-wall a[rel=${way}]`)
  if (link === null) return
  event.preventDefault()
  link.click()
})

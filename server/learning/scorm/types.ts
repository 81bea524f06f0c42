/** What a file of a package is, by its ending. Nothing is guessed from its bytes, and what is not known is only saved. */
const types: Record<string, string> = {
  html: 'text/html', htm: 'text/html', xhtml: 'application/xhtml+xml', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', json: 'application/json', xml: 'text/xml',
  xsd: 'text/xml', dtd: 'application/xml-dtd', txt: 'text/plain', csv: 'text/csv', vtt: 'text/vtt', srt: 'text/plain', md: 'text/plain',
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', svg: 'image/svg+xml', webp: 'image/webp', avif: 'image/avif', ico: 'image/x-icon', bmp: 'image/bmp', cur: 'image/x-icon',
  mp3: 'audio/mpeg', m4a: 'audio/mp4', aac: 'audio/aac', wav: 'audio/wav', ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', weba: 'audio/webm',
  mp4: 'video/mp4', m4v: 'video/mp4', webm: 'video/webm', ogv: 'video/ogg', mov: 'video/quicktime',
  woff: 'font/woff', woff2: 'font/woff2', ttf: 'font/ttf', otf: 'font/otf', eot: 'application/vnd.ms-fontobject', pdf: 'application/pdf', wasm: 'application/wasm',
  // What a package brings of a program that runs on a server is shown as the page it most often is.
  asp: 'text/html', aspx: 'text/html', php: 'text/html', jsp: 'text/html',
}

/** Text without a word of its encoding is left to say it itself: packages of long ago are written in Shift_JIS. */
export const typeOf = (name: string): string => types[/\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'

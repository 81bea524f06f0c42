import { walkTheLine } from './line.ts'

await walkTheLine({ javaScript: true, language: 'ja' })

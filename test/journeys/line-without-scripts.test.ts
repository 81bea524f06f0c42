import { walkTheLine } from './line.ts'

await walkTheLine({ javaScript: false, language: 'en' })

import { walkTheUploads } from './uploading.ts'

await walkTheUploads({ javaScript: true, language: 'ja' }, 1280)

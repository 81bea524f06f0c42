import { walkTheUploads } from './uploading.ts'

await walkTheUploads({ javaScript: false, language: 'en' }, 390)

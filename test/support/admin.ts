import { execFile } from 'node:child_process'

/** `npm run admin` as a person runs it, with its exit and all it said. */
export const runAdmin = (settings: Record<string, string>, ...words: string[]) => new Promise<{ code: number; said: string }>((resolve) => {
  const { DATABASE_URL: _, ...env } = process.env
  execFile('npm', ['run', '--silent', 'admin', '--', ...words], { env: { ...env, PORT: '4321', ...settings } },
    (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }))
})

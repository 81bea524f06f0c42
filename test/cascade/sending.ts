import type { VisitorOf, openHouse } from '../support/app.ts'

/** A form with a file, as a browser sends it. */
export async function sendFile(house: Awaited<ReturnType<typeof openHouse>>, visitor: VisitorOf, to: string, boxes: Record<string, string>, file: { name: string; bytes: Uint8Array }) {
  const form = new FormData()
  for (const [name, box] of Object.entries(boxes)) form.set(name, box)
  form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name)
  const request = new Request('http://house.test', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST', url: to, cookies: { sid: visitor.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
  })
}

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

const partBytesMin = 5 * 1024 * 1024

/** A small store that speaks as much S3 as the house needs, and refuses what is not signed, or in parts that are too small. */
export async function openS3() {
  const objects = new Map<string, Buffer>()
  /** When something was put there, where it was not just now. */
  const putAt = new Map<string, Date>()
  const uploads = new Map<string, Map<number, Buffer>>()
  const asked: string[] = []
  const trouble: { status: number | null } = { status: null }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://store')
    const key = decodeURIComponent(url.pathname.replace(/^\/lessons\//, ''))
    const [upload, part] = [url.searchParams.get('uploadId'), Number(url.searchParams.get('partNumber'))]
    asked.push(`${request.method} ${url.searchParams.has('uploads') ? 'begin' : upload ? part ? `part ${part}` : 'end' : 'object'}`)
    const body = await bodyOf(request)
    const say = (status: number, words: string | Buffer = '', headers: Record<string, string> = {}) => response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : words)
    const refuse = (status: number, code: string) => say(status, `<Error><Code>${code}</Code><Message>no</Message></Error>`, { 'content-type': 'application/xml' })
    if (!isSigned(request)) return refuse(403, 'SignatureDoesNotMatch')
    if (trouble.status !== null) return refuse(trouble.status, trouble.status === 507 ? 'InsufficientStorage' : 'InternalError')
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      uploads.set(`u${uploads.size + 1}`, new Map())
      return say(200, `<InitiateMultipartUploadResult><UploadId>u${uploads.size}</UploadId></InitiateMultipartUploadResult>`)
    }
    if (upload !== null) {
      const parts = uploads.get(upload)
      if (!parts) return refuse(404, 'NoSuchUpload')
      if (request.method === 'PUT') { parts.set(part, body); return say(200, '', { etag: `"e${part}"` }) }
      uploads.delete(upload)
      if (request.method === 'DELETE') return say(204)
      const all = [...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes)
      if (all.slice(0, -1).some(({ byteLength }) => byteLength < partBytesMin)) return refuse(400, 'EntityTooSmall')
      objects.set(key, Buffer.concat(all))
      return say(200, '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>')
    }
    if (url.searchParams.has('list-type')) {
      const [most, from] = [Number(url.searchParams.get('max-keys') ?? 1_000), Number(url.searchParams.get('continuation-token') ?? 0)]
      const keys = [...objects.keys()].filter((one) => one.startsWith(url.searchParams.get('prefix') ?? '')).sort()
      const some = keys.slice(from, from + most).map((one) => `<Contents><Key>${one}</Key><LastModified>${(putAt.get(one) ?? new Date()).toISOString()}</LastModified><Size>${objects.get(one)!.byteLength}</Size></Contents>`)
      const more = from + most < keys.length
      return say(200, `<ListBucketResult><KeyCount>${some.length}</KeyCount><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${from + most}</NextContinuationToken>` : ''}${some.join('')}</ListBucketResult>`)
    }
    if (request.method === 'PUT') { objects.set(key, body); return say(200, '', { etag: '"one"' }) }
    if (request.method === 'DELETE') { objects.delete(key); return say(204) }
    const object = objects.get(key)
    if (!object) return refuse(404, 'NoSuchKey')
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    if (from === undefined) return say(200, object, { 'content-length': String(object.byteLength) })
    return say(206, object.subarray(Number(from), Number(to) + 1), { 'content-range': `bytes ${from}-${to}/${object.byteLength}` })
  })
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  const { port } = server.address() as AddressInfo
  afterAll(() => { server.closeAllConnections(); server.close() })
  return { url: `s3://AKIDTEST:se%2Fcret@127.0.0.1:${port}/lessons?region=ap-northeast-1&tls=no`, objects, putAt, uploads, asked, trouble }
}

const isSigned = ({ headers }: IncomingMessage): boolean =>
  /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/ap-northeast-1\/s3\/aws4_request, ?SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, ?Signature=[0-9a-f]{64}$/.test(headers.authorization ?? '')
  && typeof headers['x-amz-date'] === 'string'

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

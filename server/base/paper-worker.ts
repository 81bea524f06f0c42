import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parentPort } from 'node:worker_threads'
import loadTypst, { type TypstCompiler, TypstCompilerBuilder, TypstFontResolverBuilder } from '@myriaddreamin/typst-ts-web-compiler'
import { gothicFiles, minchoFiles } from './lettering.ts'
import type { Answer, Order } from './paper.ts'

// The thread that prints: Typst with our templates and fonts, and nothing else. It cannot reach the disk or the network.
const templates = path.resolve('views/paper')
const plainDiagnostics = 2

const { memory } = await loadTypst()
const compiler = await openCompiler()
parentPort?.on('message', (order: Order) => {
  const answer = print(order)
  parentPort?.postMessage(answer, 'pdf' in answer ? [answer.pdf.buffer] : [])
})

async function openCompiler(): Promise<TypstCompiler> {
  const fonts = new TypstFontResolverBuilder()
  for (const file of [...minchoFiles, ...gothicFiles]) fonts.add_raw_font(readFileSync(file))
  const builder = new TypstCompilerBuilder()
  await builder.set_dummy_access_model()
  const compiler = await builder.build()
  compiler.set_fonts(await fonts.build())
  for (const name of readdirSync(templates)) {
    compiler.add_source(`/${name}`, readFileSync(path.join(templates, name), 'utf8'))
  }
  return compiler
}

function print({ template, json }: Order): Answer {
  const { result, diagnostics } = compiler.compile(`/${template}.typ`, [['data', json]], 'pdf', plainDiagnostics)
  const megabytes = Math.round(memory.buffer.byteLength / 1_048_576)
  return { megabytes, ...result === undefined ? { problem: String(diagnostics) } : { pdf: result } }
}

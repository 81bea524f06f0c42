import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { lettering } from './lettering.ts'

/** A kind of paper; its design is `views/paper/<name>.typ`, its words and figures come as one object. */
export type PaperTemplate = 'certificate' | 'call-notice' | 'letter' | 'attendance-sheet' | 'register' | 'outcome-list' | 'dossier' | 'application-form' | 'measurement-sheet' | 'questionnaire-results' | 'name-proof' | 'reissue-form' | 'partial-certificate'
  | 'name-cards' | 'briefing' | 'seat-plan' | 'group-table' | 'support-paper' | 'transfer-check' | 'meeting-agenda' | 'minutes' | 'issue-list' | 'results' | 'conference-statistics' | 'evaluation-sheet'

/** What prints PDFs. One at a time, in the order asked; the same template and data give the same bytes. */
export interface Paper {
  /** A tagged PDF with its fonts inside. Throws `Unprinted` when data and template do not fit, or the time is over. */
  print(template: PaperTemplate, data: object): Promise<Uint8Array>
  /** Lets the print in work finish and refuses those that wait. */
  close(): Promise<void>
}

/** A sheet that did not come out: why, without what was to stand on it. */
export class Unprinted extends Error {
  override name = 'Unprinted'
  constructor(template: PaperTemplate, why: string) { super(`${template}: ${why}`) }
}

/**
 * How large a thread may grow before it is replaced (its memory never shrinks, and a new one costs as much as printing a
 * hundred letters), how long one sheet may take, how many may wait.
 */
export interface PaperLimits { megabytesPerThread?: number; printMilliseconds?: number; waitingMax?: number }

export interface Order { template: PaperTemplate; json: string }
/** `megabytes`: what the thread holds by now. */
export type Answer = ({ pdf: Uint8Array<ArrayBuffer> } | { problem: string }) & { megabytes: number }

/** Printing happens in a thread of its own, so pages keep being served; it starts with the first print. */
export function openPaper({ megabytesPerThread = 256, printMilliseconds = 60_000, waitingMax = 2_000 }: PaperLimits = {}): Paper {
  let press: Press | null = null
  let megabytes = 0
  let waiting = 0
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  async function stopPress() {
    const stopping = press
    press = null
    megabytes = 0
    await stopping?.stop()
  }

  async function printNow(order: Order): Promise<Uint8Array> {
    if (closed) throw new Unprinted(order.template, 'the paper is closed')
    if (press === null || press.stopped() || megabytes >= megabytesPerThread) {
      await stopPress()
      press = startPress()
    }
    try {
      const answer = await press.print(order, printMilliseconds)
      megabytes = answer.megabytes
      if ('pdf' in answer) return answer.pdf
      throw new Unprinted(order.template, answer.problem)
    } catch (error) {
      if (error instanceof Unprinted) throw error
      // The thread is stuck or broken: whatever it still does must not be taken for the next sheet.
      await stopPress()
      throw new Unprinted(order.template, error instanceof Error ? error.message : String(error))
    }
  }

  return {
    async print(template, data) {
      if (waiting >= waitingMax) throw new Unprinted(template, `${waitingMax} prints are waiting already`)
      const order = { template, json: JSON.stringify(data) }
      waiting += 1
      const turn = last.then(() => printNow(order)).finally(() => { waiting -= 1 })
      last = turn.catch(() => {})
      return turn
    },
    async close() {
      closed = true
      await last
      await stopPress()
    },
  }
}

interface Press {
  print(order: Order, milliseconds: number): Promise<Answer>
  stopped(): boolean
  stop(): Promise<unknown>
}

function startPress(): Press {
  const worker = new Worker(new URL('./paper-worker.ts', import.meta.url))
  let stopped = false
  worker.on('exit', () => { stopped = true })
  worker.on('error', () => { stopped = true })
  worker.unref()
  return {
    async print(order, milliseconds) {
      const over = new AbortController()
      const clock = setTimeout(() => over.abort(), milliseconds)
      // An idle thread does not keep the program alive, a working one does.
      worker.ref()
      worker.postMessage(order)
      try {
        const ended = once(worker, 'exit', { signal: over.signal }).then(() => { throw new Error('the thread ended') })
        const [answer] = await Promise.race([once(worker, 'message', { signal: over.signal }), ended]) as [Answer]
        return answer
      } catch (error) {
        throw over.signal.aborted ? new Error(`not printed within ${milliseconds} ms`) : error
      } finally {
        clearTimeout(clock)
        over.abort()
        worker.unref()
      }
    },
    stopped: () => stopped,
    stop: () => worker.terminate(),
  }
}

/**
 * The characters of a text that would not stand on a certificate as typed, each once, in their order: kanji that no
 * embedded font has, and variant forms (葛󠄅) that would silently become the usual form. Empty when all is well.
 */
export function unprintable(text: string): string[] {
  const graphemes = [...new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)
  return [...new Set(graphemes)].filter((grapheme) => !/^\s*$/u.test(grapheme) && !lettering().shows(grapheme))
}

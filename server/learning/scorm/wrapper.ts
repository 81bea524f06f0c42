import { isOfOneSitting } from './elements.ts'
import type { Launch, toldOf } from './queries.ts'
import { spanIn } from './rules.ts'

type Told = Awaited<ReturnType<typeof toldOf>>

/** What the page around an item starts with: what the package may read, and where it goes on. */
export interface Start {
  edition: '1.2' | '2004'; mode: 'normal' | 'review' | 'browse'; title: string; file: string; isSco: boolean
  /** Elements as the standard names them: what we say, and what was told before. */
  elements: Record<string, string>
  lastNumber: number
  /** Whom the page may speak to: our pages, which frame it. */
  pages: string | null
}

export function startOf(launch: Launch, told: Told, name: string, pages: string | null): Start {
  const item = launch.course.items.find(({ id }) => id === launch.item)!
  const { edition } = launch.course
  const mode = launch.mode
  const entry = told === undefined || told.sittings <= 1 ? 'ab-initio' : told.isSuspended ? 'resume' : ''
  const credit = mode === 'normal' ? 'credit' : 'no-credit'
  const learner = launch.learner ?? 'preview'
  const totals = spanIn(edition, told?.seconds ?? 0)
  const ours = edition === '1.2' ? {
    'cmi.core.student_id': learner, 'cmi.core.student_name': name, 'cmi.core.credit': credit, 'cmi.core.entry': entry, 'cmi.core.lesson_mode': mode, 'cmi.core.total_time': totals,
    'cmi.launch_data': item.launchData, 'cmi.student_data.mastery_score': item.masteryScore === null ? '' : String(item.masteryScore),
    'cmi.student_data.max_time_allowed': item.timeMax ?? '', 'cmi.student_data.time_limit_action': item.timeLimitAction ?? '',
  } : {
    'cmi.learner_id': learner, 'cmi.learner_name': name, 'cmi.credit': credit, 'cmi.entry': entry, 'cmi.mode': mode, 'cmi.total_time': totals, 'cmi.launch_data': item.launchData,
    'cmi.completion_threshold': item.completionThreshold === null ? '' : String(item.completionThreshold), 'cmi.scaled_passing_score': item.passingMeasure === null ? '' : String(item.passingMeasure),
    'cmi.max_time_allowed': item.timeMax ?? '', 'cmi.time_limit_action': item.timeLimitAction ?? '',
  }
  const before = Object.fromEntries(Object.entries(told?.elements ?? {}).filter(([element]) => !isOfOneSitting(element)))
  const suspended = told === undefined || told.suspendData === '' ? {} : { 'cmi.suspend_data': JSON.parse(told.suspendData) as string }
  const { path, rest } = item.launch!
  return {
    edition, mode, title: item.title, isSco: item.isSco, lastNumber: launch.lastNumber, pages, file: `files/${path.split('/').map(encodeURIComponent).join('/')}${rest}`,
    elements: Object.fromEntries(Object.entries({ ...ours, ...before, ...suspended }).filter(([, value]) => value !== '')),
  }
}

/** Data in a page: nothing in it can end the element it stands in. */
const dataOf = (start: Start): string => JSON.stringify(start).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
const shown = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The page around an item. It stands on the origin of packages, where templates of our pages have no place. */
export function wrapperOf(start: Start): string {
  const library = start.edition === '1.2' ? 'scorm12.min.js' : 'scorm2004.min.js'
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${shown(start.title)}</title>
<style>html,body{margin:0;height:100%;background:#fff}iframe{display:block;width:100%;height:100%;border:0}</style></head>
<body><script type="application/json" id="start">${dataOf(start)}</script>
<script src="/scripts/${library}"></script><script src="/scripts/scorm-play.js"></script></body></html>
`
}

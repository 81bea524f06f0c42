import { archiveOf, type Packed } from '../../support/archives.ts'

/** A file of a package, as its maker wrote it. */
export const part = (name: string, text: string | Uint8Array, more: Partial<Packed> = {}): Packed =>
  ({ name, bytes: typeof text === 'string' ? Buffer.from(text) : text, ...more })

export const zip = (...parts: Packed[]): Buffer => archiveOf(parts)

interface TestItem { id: string; title?: string; ref?: string | null; href?: string; more?: string; parameters?: string; base?: string; children?: TestItem[]; type?: string }
interface TestManifest { edition?: '1.2' | '2004 3rd Edition' | '2004 4th Edition' | 'CAM 1.3'; items: TestItem[]; sequencing?: string; head?: string; resources?: string; schema?: string }

const spaces = {
  '1.2': 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"',
  '2004': 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"',
}

/** A manifest as authoring tools write them. */
export function manifest({ edition = '1.2', items, sequencing = '', head = '', resources, schema }: TestManifest): string {
  const is12 = edition === '1.2'
  const type = is12 ? 'adlcp:scormtype' : 'adlcp:scormType'
  const itemOf = ({ id, title = id, ref = `R-${id}`, more = '', parameters, children = [] }: TestItem): string =>
    `<item identifier="${id}"${children.length > 0 || ref === null ? '' : ` identifierref="${ref}"`}${parameters === undefined ? '' : ` parameters="${parameters}"`}><title>${title}</title>${children.map(itemOf).join('\n')}${more}</item>`
  const leaves = (list: TestItem[]): TestItem[] => list.flatMap((one) => ((one.children ?? []).length > 0 ? leaves(one.children!) : [one]))
  const resourceOf = ({ id, href = `${id}/index.html`, base, type: kind = 'sco' }: TestItem) =>
    `<resource identifier="R-${id}" type="webcontent" ${type}="${kind}" href="${href}"${base === undefined ? '' : ` xml:base="${base}"`}><file href="${href}"/></resource>`
  return `<?xml version="1.0" encoding="utf-8"?>
<manifest identifier="M" version="1" ${spaces[is12 ? '1.2' : '2004']}>${head}
<metadata><schema>ADL SCORM</schema><schemaversion>${schema ?? edition}</schemaversion></metadata>
<organizations default="O"><organization identifier="O"><title>見本の教材</title>
${items.map(itemOf).join('\n')}
${sequencing}</organization></organizations>
<resources>${resources ?? leaves(items).map(resourceOf).join('\n')}</resources></manifest>`
}

/** A page that finds its interface as packages do, and offers buttons that say what they do. */
export const page = (title: string, script = '') => `<!doctype html><html lang="ja"><meta charset="utf-8"><title>${title}</title><body><h1>${title}</h1><p id="said"></p>
<script>
function find(name) { var w = window; for (var n = 0; n < 8; n++) { if (w[name]) return w[name]; if (w.parent === w) return null; w = w.parent } return null }
var API = find('API'), API4 = find('API_1484_11');
function say(text) { document.getElementById('said').textContent = text }
${script}
</script></body></html>`

const play12 = `
API.LMSInitialize('');
say('entry ' + API.LMSGetValue('cmi.core.entry') + ' kept ' + API.LMSGetValue('cmi.suspend_data') + ' name [' + API.LMSGetValue('cmi.core.student_name') + ']');
function half() { API.LMSSetValue('cmi.core.lesson_status', 'incomplete'); API.LMSSetValue('cmi.core.lesson_location', '3'); API.LMSSetValue('cmi.suspend_data', '途中まで'); API.LMSCommit('') }
function finish() { API.LMSSetValue('cmi.core.score.raw', '85'); API.LMSSetValue('cmi.core.lesson_status', 'completed'); API.LMSSetValue('cmi.core.session_time', '0000:05:00');
  API.LMSSetValue('cmi.interactions.0.id', 'q1'); API.LMSSetValue('cmi.interactions.0.type', 'choice'); API.LMSSetValue('cmi.interactions.0.student_response', 'b'); API.LMSSetValue('cmi.interactions.0.result', 'correct');
  API.LMSFinish('') }
document.write('<button onclick="half()">途中まで</button><button onclick="finish()">終える</button>');`

/** SCORM 1.2, two items; the second opens once the first is done. */
export const twoItems = (): Buffer => zip(
  part('imsmanifest.xml', manifest({ items: [{ id: 'first', title: '第1章　目的' }, { id: 'second', title: '第2章　進め方', more: '<adlcp:prerequisites type="aicc_script">first</adlcp:prerequisites><adlcp:masteryscore>80</adlcp:masteryscore>' }] })),
  part('first/index.html', page('第1章', play12)), part('second/index.html', page('第2章', play12)),
)

/** SCORM 1.2 with one item. */
export const oneItem = (script = play12): Buffer => zip(part('imsmanifest.xml', manifest({ items: [{ id: 'only', title: '教材' }] })), part('only/index.html', page('教材', script)))

/** SCORM 2004: nothing is chosen, one goes on from one to the next. */
export const flowing = (): Buffer => zip(
  part('imsmanifest.xml', manifest({
    edition: '2004 4th Edition', sequencing: '<imsss:sequencing><imsss:controlMode choice="false" flow="true"/></imsss:sequencing>',
    items: [{ id: 'a', title: 'はじめに' }, { id: 'b', title: '事例' }],
  })),
  part('a/index.html', page('はじめに', "API4.Initialize(''); API4.SetValue('cmi.completion_status', 'completed'); API4.SetValue('cmi.success_status', 'passed'); API4.SetValue('adl.nav.request', 'continue'); document.write('<button onclick=\"API4.Terminate(\\'\\')\">終える</button>')")),
  part('b/index.html', page('事例', "API4.Initialize(''); API4.SetValue('cmi.score.scaled', '0.9'); API4.SetValue('cmi.completion_status', 'completed'); document.write('<button onclick=\"API4.Terminate(\\'\\')\">終える</button>')")),
)

/** As authoring tools write it: the interface is looked for upwards and in whoever opened, a question asks whether to resume, and all is told as the page goes away. */
export const unloading = (): Buffer => zip(
  part('imsmanifest.xml', manifest({ items: [{ id: 'only', title: '書き出した教材', href: 'res/index.html', parameters: '?lang=ja' }] })),
  part('res/index.html', `<!doctype html><html lang="ja"><meta charset="utf-8"><title>書き出した教材</title><body><h1>書き出した教材</h1><p id="said"></p><script>
function scan(win) { var n = 0; while (win.API == null && win.parent != null && win.parent != win) { if (++n > 500) return null; win = win.parent } return win.API }
function find() { var api = null; if (window.parent && window.parent != window) api = scan(window.parent); if (api == null && window.top.opener != null && typeof window.top.opener != 'undefined') api = scan(window.top.opener); return api }
var api = find(), ended = false;
api.LMSInitialize('');
var place = api.LMSGetValue('cmi.core.lesson_location');
if (place !== '' && confirm('前回の続きから始めますか')) document.getElementById('said').textContent = 'resumed at ' + place; else document.getElementById('said').textContent = 'from the start ' + location.search;
api.LMSSetValue('cmi.core.lesson_location', 'slide-7');
function leave() { if (ended) return; ended = true; api.LMSSetValue('cmi.core.session_time', '0000:04:00'); api.LMSSetValue('cmi.core.exit', 'suspend'); api.LMSSetValue('cmi.suspend_data', 'said at the very end'); api.LMSCommit(''); api.LMSFinish('') }
window.onbeforeunload = null; window.addEventListener('unload', leave); window.addEventListener('pagehide', leave);
</script></body></html>`),
)

const ordered = (before: string) => `<imsss:sequencing><imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions><imsss:ruleCondition referencedObjective="before" operator="not" condition="satisfied"/></imsss:ruleConditions><imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>
<imsss:objectives><imsss:primaryObjective objectiveID="own"/><imsss:objective objectiveID="before"><imsss:mapInfo targetObjectiveID="${before}"/></imsss:objective></imsss:objectives></imsss:sequencing>`
const asking = (title: string, request: string) => page(title, `API4.Initialize(''); document.write('<button onclick="end()">終える</button>'); function end() { API4.SetValue('cmi.completion_status', 'completed'); API4.SetValue('cmi.success_status', 'passed'); API4.SetValue('adl.nav.request', '${request}'); API4.Terminate('') }`)
/** SCORM 2004: the second opens once the first is passed; the first asks to go on, the second for an item by its name, the third to leave. */
export const gated = (): Buffer => zip(
  part('imsmanifest.xml', manifest({ edition: '2004 3rd Edition', sequencing: '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>', items: [
    { id: 'a', title: '学ぶ', more: '<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="own"><imsss:mapInfo targetObjectiveID="course.a" writeSatisfiedStatus="true"/></imsss:primaryObjective></imsss:objectives></imsss:sequencing>' },
    { id: 'b', title: '確かめる', more: ordered('course.a') }, { id: 'c', title: '資料' }, { id: 'd', title: 'まとめ' },
  ] })),
  part('a/index.html', asking('学ぶ', 'continue')), part('b/index.html', asking('確かめる', '{target=d}choice')), part('c/index.html', asking('資料', '_none_')), part('d/index.html', asking('まとめ', 'exitAll')),
)

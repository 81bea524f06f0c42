import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** The demo's package of SCORM 1.2, of our own making: something to read, and three questions that open after it. */
const style = `body{margin:0;font:17px/1.8 "BIZ UDPGothic",sans-serif;color:#1a1a1a;background:#fff}main{max-width:40rem;margin:auto;padding:1.5rem}h1{font-size:1.4rem}
button{font:inherit;padding:.6rem 1.4rem;border:2px solid #115c36;border-radius:.4rem;background:#115c36;color:#fff}fieldset{margin:0 0 1rem;border:1px solid #888;border-radius:.4rem}label{display:block;padding:.3rem 0}p.said{font-weight:700}`

const script = `var api = (function find(w) { for (var n = 0; n < 8; n++) { if (w.API) return w.API; if (w.parent === w) return null; w = w.parent } return null })(window);
function set(name, value) { if (api) api.LMSSetValue(name, String(value)) }
function get(name) { return api ? api.LMSGetValue(name) : '' }
if (api) { api.LMSInitialize(''); addEventListener('pagehide', function () { set('cmi.core.exit', 'suspend'); api.LMSFinish('') }) }`

const page = (title: string, body: string, own: string) => `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style><script>${script}</script></head>
<body><main><h1>${title}</h1>${body}</main><script>${own}</script></body></html>`

const reading = page('個別の会議から地域の課題へ', '<section id="page"></section><p><button id="next">次へ</button></p>', `
var pages = ['<h2>1. 一人の困りごとを話し合う</h2><p>地域ケア会議では、一人の事例を多くの職種で話し合います。「買い物に行けない」という困りごとも、足の力、道の段差、バスの本数と、見る人によって違う理由が見えます。</p>',
'<h2>2. 同じ困りごとを重ねる</h2><p>三つの事例に同じ困りごとが出てきたら、それは一人の問題ではなく、地域の課題かもしれません。事例ごとの記録から、言葉をそろえて書き出します。</p>',
'<h2>3. 次の会議へ渡す</h2><p>地域の課題は、推進会議へ渡します。だれが、いつまでに渡すかを決め、どうなったかを元の会議へ返します。返すところまでが一つの輪です。</p>'];
var at = Math.min(pages.length - 1, Number(get('cmi.core.lesson_location')) || 0);
function show() { document.getElementById('page').innerHTML = pages[at]; document.getElementById('next').textContent = at === pages.length - 1 ? '読み終えた' : '次へ'; set('cmi.core.lesson_location', at) }
if (get('cmi.core.lesson_status') === 'not attempted') set('cmi.core.lesson_status', 'incomplete');
document.getElementById('next').onclick = function () { if (at < pages.length - 1) { at += 1; show(); if (api) api.LMSCommit(''); return } set('cmi.core.lesson_status', 'completed'); set('cmi.core.exit', ''); if (api) api.LMSFinish('') };
show();`)

const questions = page('確認の3問', '<form id="form"></form><p class="said" id="said" role="status"></p>', `
var asked = [['会議で最初に確かめるのは何ですか', ['本人の望む暮らし', '使えるサービスの数', '家族の希望だけ'], 0], ['地域の課題はどう見つけますか', ['一つの事例から決める', '同じ困りごとを重ねて見る', '声の大きい意見で決める'], 1], ['課題を渡したあとにすることは何ですか', ['何もしない', '資料を捨てる', 'どうなったかを元の会議へ返す'], 2]];
document.getElementById('form').innerHTML = asked.map(function (one, n) { return '<fieldset><legend>' + (n + 1) + '. ' + one[0] + '</legend>' + one[1].map(function (text, m) { return '<label><input type="radio" name="q' + n + '" value="' + m + '" required> ' + text + '</label>' }).join('') + '</fieldset>' }).join('') + '<button>答え合わせ</button>';
document.getElementById('form').onsubmit = function (event) { event.preventDefault(); var right = 0; asked.forEach(function (one, n) { var chosen = Number(document.querySelector('[name=q' + n + ']:checked').value); if (chosen === one[2]) right += 1;
set('cmi.interactions.' + n + '.id', 'q' + (n + 1)); set('cmi.interactions.' + n + '.type', 'choice'); set('cmi.interactions.' + n + '.student_response', 'abc'[chosen]); set('cmi.interactions.' + n + '.correct_responses.0.pattern', 'abc'[one[2]]); set('cmi.interactions.' + n + '.result', chosen === one[2] ? 'correct' : 'wrong') });
var score = Math.round(right / asked.length * 100); set('cmi.core.score.min', 0); set('cmi.core.score.max', 100); set('cmi.core.score.raw', score); set('cmi.core.lesson_status', score >= 60 ? 'passed' : 'failed'); if (api) api.LMSCommit('');
document.getElementById('said').textContent = asked.length + '問中' + right + '問正解（' + score + '点）。' + (score >= 60 ? '合格です。' : 'もう一度考えてみましょう。') };`)

const manifest = `<?xml version="1.0" encoding="utf-8"?>
<manifest identifier="demo" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="outline"><organization identifier="outline"><title>個別の会議から地域の課題へ</title>
<item identifier="reading" identifierref="r-reading"><title>読みもの　個別の会議から地域の課題へ</title></item>
<item identifier="questions" identifierref="r-questions"><title>確認の3問</title><adlcp:prerequisites type="aicc_script">reading</adlcp:prerequisites><adlcp:masteryscore>60</adlcp:masteryscore></item>
</organization></organizations>
<resources><resource identifier="r-reading" type="webcontent" adlcp:scormtype="sco" href="reading.html"><file href="reading.html"/></resource>
<resource identifier="r-questions" type="webcontent" adlcp:scormtype="sco" href="questions.html"><file href="questions.html"/></resource></resources>
</manifest>
`

/** The package as a ZIP, the same bytes each time. */
export async function demoPackage(): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of [['imsmanifest.xml', manifest], ['reading.html', reading], ['questions.html', questions]] as const) zip.addBuffer(Buffer.from(text), name, { mtime: new Date(0) })
  zip.end()
  return Buffer.concat(await (zip.outputStream as Readable).toArray() as Buffer[])
}

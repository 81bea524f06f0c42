import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readXml } from '../../../server/base/xml.ts'
import { readItem } from '../../../server/learning/question-files/items.ts'
import { itemOf, packageOf } from '../../../server/learning/question-files/packages.ts'
import { readPackage } from '../../../server/learning/question-files/reading.ts'
import { anyQuestion } from '../../support/questions.ts'

test('whatever a bank holds goes out as QTI and comes back the same', async () => {
  await fc.assert(fc.asyncProperty(fc.array(anyQuestion, { minLength: 1, maxLength: 4 }), async (questions) => {
    const packed = questions.map((one, n) => ({ ...one, questionId: n + 1, code: ['Q001', '問1', 'item-3', '7-b'][n]!, tags: [...one.tags] }))
    const read = await readPackage(await packageOf(packed, '題<名>&"'))
    if ('refused' in read) throw new Error(read.refused.key)
    expect(read.incoming.map(({ code, made, refused, said }) => ({ code, made, refused, said })))
      .toEqual(packed.map(({ code, questionId: _, ...made }) => ({ code, made, refused: [], said: [] })))
  }), { numRuns: 150 })
}, 60_000)

test('an item is XML with names that XML knows, each once', () => {
  fc.assert(fc.property(anyQuestion, (made) => {
    const text = itemOf({ ...made, questionId: 1, code: '問1', tags: [] }, 'item-1')
    const read = readXml(Buffer.from(text))
    expect('root' in read && read.root.name).toBe('qti-assessment-item')
    const identifiers = [...text.matchAll(/<qti-simple-(?:associable-)?choice identifier="([^"]*)"/g)].map(([, name]) => name!)
    expect(identifiers.filter((name) => !/^[A-Za-z_][\w.-]*$/.test(name))).toEqual([])
    expect(new Set(identifiers).size).toBe(identifiers.length)
  }), { numRuns: 100 })
})

const item = (response: string, body: string, more = '', attributes = '') => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<!-- made elsewhere -->
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="foreign-1" title="よその問題" time-dependent="false" ${attributes}>
  ${response}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body>${body}</qti-item-body>
  ${more}
</qti-assessment-item>`)
const declared = (cardinality: string, type: string, ...values: string[]) =>
  `<qti-response-declaration identifier="RESPONSE" cardinality="${cardinality}" base-type="${type}"><qti-correct-response>${values.map((value) => `<qti-value>${value}</qti-value>`).join('\n')}</qti-correct-response></qti-response-declaration>`
const choice = `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>どれ?</qti-prompt>
  <qti-simple-choice identifier="One">ひとつ
    め</qti-simple-choice><qti-simple-choice identifier="Two"><ruby><rb>二</rb><rt>に</rt></ruby>つめ</qti-simple-choice></qti-choice-interaction>`

test('an item made elsewhere: readings over kanji, a prompt, names of its own', () => {
  const read = readItem(item(declared('single', 'identifier', 'Two'), `<p><ruby>会議<rp>(</rp><rt>かいぎ</rt><rp>)</rp></ruby>は<strong>大切</strong>です。<br/>次の<ruby>問<rt>と</rt>題<rt>だい</rt></ruby> 1 * 2</p>${choice}`), 'a.xml', ['基本'])
  expect(read).toEqual({
    place: 'a.xml', code: 'foreign-1', title: 'よその問題', kind: 'single', refused: [], said: [],
    made: {
      stem: '｜会議《かいぎ》は**大切**です。  \n次の｜問《と》｜題《だい》 1 \\* 2\n\nどれ?', points: 1, feedback: '', tags: ['基本'],
      body: { kind: 'single', choices: [{ id: 'a', text: 'ひとつ め' }, { id: 'b', text: '二（に）つめ' }], right: 'b', isShuffled: false },
    },
  })
})

const textEntry = '<qti-text-entry-interaction response-identifier="RESPONSE" expected-length="10"/>'
test.each<[string, Buffer, object]>([
  ['an order, as what is right says', item(declared('ordered', 'identifier', 'C', 'A', 'B'), `<p>順に</p><qti-order-interaction response-identifier="RESPONSE"><qti-simple-choice identifier="A">い</qti-simple-choice><qti-simple-choice identifier="B">ろ</qti-simple-choice><qti-simple-choice identifier="C">は</qti-simple-choice></qti-order-interaction>`),
    { kind: 'ordering', choices: [{ id: 'c', text: 'は' }, { id: 'a', text: 'い' }, { id: 'b', text: 'ろ' }], partial: false }],
  ['a word in a sentence', item(declared('single', 'string', '包括'), `<p>地域${textEntry}ケア</p>`), { kind: 'short_answer', right: ['包括'], isCaseSensitive: true }],
  ['a number with its unit and a tolerance', item(declared('single', 'float', '30'), `<p>何分か</p><p>${textEntry} 分</p>`,
    '<qti-response-processing><qti-response-condition><qti-response-if><qti-equal tolerance-mode="relative" tolerance="10 10"><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal></qti-response-if></qti-response-condition></qti-response-processing>'),
    { kind: 'numeric', right: 30, tolerance: 3, unit: '分' }],
  ['a choice in a sentence', item(declared('single', 'identifier', 'Y'), '<p>ここは<qti-inline-choice-interaction response-identifier="RESPONSE" shuffle="true"><qti-inline-choice identifier="X">町</qti-inline-choice><qti-inline-choice identifier="Y">市</qti-inline-choice></qti-inline-choice-interaction>です</p>'),
    { kind: 'single', choices: [{ id: 'a', text: '町' }, { id: 'b', text: '市' }], right: 'b', isShuffled: true }],
  ['true and false', item(declared('single', 'identifier', 'false'), '<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>本当か</qti-prompt><qti-simple-choice identifier="true">True </qti-simple-choice><qti-simple-choice identifier="false">False </qti-simple-choice></qti-choice-interaction>'),
    { kind: 'true_false', right: false }],
  ['a free text with a guide for who marks', item('<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"/>', '<qti-rubric-block view="scorer" use="scoring"><qti-content-body><p>望みに触れる</p></qti-content-body></qti-rubric-block><p>書いてください</p><qti-extended-text-interaction response-identifier="RESPONSE" expected-length="200"/>'),
    { kind: 'free_text', charactersMax: 200, guide: '望みに触れる' }],
  ['several right, each worth something', item('<qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier"><qti-mapping default-value="-1"><qti-map-entry map-key="One" mapped-value="1"/><qti-map-entry map-key="Two" mapped-value="-1"/></qti-mapping></qti-response-declaration>', choice),
    { kind: 'multiple', choices: [{ id: 'a', text: 'ひとつ め' }, { id: 'b', text: '二（に）つめ' }], right: ['a'], isShuffled: false, partial: true }],
  ['QTI 2.2, whose names differ', Buffer.from(`<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="old" title="t" adaptive="false" timeDependent="false">
    <responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="directedPair"><correctResponse><value>x M</value><value>y N</value></correctResponse></responseDeclaration>
    <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="5"/>
    <itemBody><matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="2"><prompt>組むと?</prompt>
      <simpleMatchSet><simpleAssociableChoice identifier="x" matchMax="1">左</simpleAssociableChoice><simpleAssociableChoice identifier="y" matchMax="1">右</simpleAssociableChoice></simpleMatchSet>
      <simpleMatchSet><simpleAssociableChoice identifier="M" matchMax="2">ひだり</simpleAssociableChoice><simpleAssociableChoice identifier="N" matchMax="2">みぎ</simpleAssociableChoice></simpleMatchSet></matchInteraction></itemBody>
    <responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"/></assessmentItem>`),
    { kind: 'matching', choices: [{ id: 'x', text: '左' }, { id: 'y', text: '右' }], targets: [{ id: 'a', text: 'ひだり' }, { id: 'b', text: 'みぎ' }], right: { x: 'a', y: 'b' }, partial: false }],
])('%s is read as what it is', (_, bytes, body) => {
  const { made, refused, said } = readItem(bytes, 'a.xml', [])
  expect([made?.body, refused, said]).toEqual([body, [], []])
})

test('where one answer is worth more than another it is said that they become the same', () => {
  const worth = (one: string, other: string) => readItem(item(`<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"><qti-correct-response><qti-value>共有</qti-value></qti-correct-response>
    <qti-mapping default-value="0"><qti-map-entry map-key="共有" mapped-value="${one}"/><qti-map-entry map-key="きょうゆう" mapped-value="${other}"/></qti-mapping></qti-response-declaration>`, `<p>情報を${textEntry}する</p>`), 'a.xml', [])
  expect([worth('1', '0.5').said.map(({ key }) => key), worth('1', '1').said, worth('1', '-1').said]).toEqual([['questionFiles.unequal'], [], []])
  expect(worth('1', '0.5').made!.body).toMatchObject({ right: ['共有', 'きょうゆう'] })
})

test('where a box stood in a sentence, a gap stands', () => {
  expect(readItem(item(declared('single', 'string', '包括'), `<p>地域${textEntry}ケア</p>`), 'a.xml', []).made!.stem).toBe('地域＿＿＿＿ケア')
})

test('what is said afterwards becomes the feedback, points are those it names, a style sheet is left out and said so', () => {
  const { made, said } = readItem(item(`<qti-stylesheet href="a.css" type="text/css"/>${declared('single', 'identifier', 'One')}<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>10.0</qti-value></qti-default-value></qti-outcome-declaration>`,
    choice, '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="a" show-hide="show"><qti-content-body><ul><li>一つ</li><li>二つ</li></ul></qti-content-body></qti-modal-feedback>'), 'a.xml', [])
  expect([made!.feedback, made!.points, said]).toEqual(['- 一つ\n- 二つ', 10, [{ key: 'questionFiles.styleIgnored' }]])
})

test.each<[string, Buffer, object]>([
  ['a way of answering that is not ours', item(declared('single', 'point', '1 1'), '<qti-hotspot-interaction response-identifier="RESPONSE"/>'), { key: 'questionFiles.unknownInteraction', data: { name: 'qti-hotspot-interaction' } }],
  ['two things to answer', item(declared('single', 'string', 'x'), `<p>${textEntry}と${textEntry}</p>`), { key: 'questionFiles.manyInteractions', data: { names: 'qti-text-entry-interaction' } }],
  ['nothing to answer', item(declared('single', 'string', 'x'), '<p>読むだけ</p>'), { key: 'questionFiles.noInteraction' }],
  ['a picture', item(declared('single', 'identifier', 'One'), `<p><img src="images/a.png" alt="図"/></p>${choice}`), { key: 'questionFiles.media', data: { name: 'img', file: 'images/a.png' } }],
  ['a picture in a choice', item(declared('single', 'identifier', 'One'), choice.replace('<ruby>', '<img src="b.png"/><ruby>')), { key: 'questionFiles.media', data: { name: 'img', file: 'b.png' } }],
  ['a formula', item(declared('single', 'identifier', 'One'), `<p><math><mi>x</mi></math></p>${choice}`), { key: 'questionFiles.media', data: { name: 'math', file: '―' } }],
  ['what an interaction elsewhere made up', item(declared('single', 'identifier', 'One'), `<qti-custom-interaction response-identifier="RESPONSE"/>`), { key: 'questionFiles.unknownInteraction', data: { name: 'qti-custom-interaction' } }],
  ['a template', item(`<qti-template-declaration identifier="N" cardinality="single" base-type="integer"/>${declared('single', 'identifier', 'One')}`, choice), { key: 'questionFiles.unknownElement', data: { name: 'qti-template-declaration' } }],
  ['printed variables', item(declared('single', 'identifier', 'One'), `<p><qti-printed-variable identifier="N"/></p>${choice}`), { key: 'questionFiles.unknownElement', data: { name: 'qti-printed-variable' } }],
  ['an item that changes with the answer', item(declared('single', 'identifier', 'One'), choice, '', 'adaptive="true"'), { key: 'questionFiles.adaptive' }],
  ['an order of a part', item(declared('ordered', 'identifier', 'A'), '<qti-order-interaction response-identifier="RESPONSE"><qti-simple-choice identifier="A">い</qti-simple-choice><qti-simple-choice identifier="B">ろ</qti-simple-choice></qti-order-interaction>'), { key: 'questionFiles.orderPart' }],
  ['none that is right', item('<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"/>', choice), { key: 'questions.wrong.oneRight' }],
  ['a document type', Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><qti-assessment-item/>'), { key: 'questionFiles.xml.doctype' }],
  ['no encoding at all', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe]), { key: 'questionFiles.xml.unreadable' }],
  ['an unclosed element', Buffer.from('<qti-assessment-item><p></qti-assessment-item>'), { key: 'questionFiles.xml.broken' }],
  ['the name of a sign XML does not know', item(declared('single', 'identifier', 'One'), `<p>a&nbsp;b</p>${choice}`), { key: 'questionFiles.xml.broken' }],
  ['elements in elements without end', Buffer.from(`<qti-assessment-item>${'<p>'.repeat(200)}${'</p>'.repeat(200)}</qti-assessment-item>`), { key: 'questionFiles.xml.tooDeep' }],
  ['another root', Buffer.from('<html><body/></html>'), { key: 'questionFiles.noItem', data: { name: 'html' } }],
])('%s is refused by name', (_, bytes, reason) => {
  const { refused } = readItem(bytes, 'a.xml', [])
  expect(refused[0]).toEqual(reason)
})

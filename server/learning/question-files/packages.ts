import { ZipFile } from 'yazl'
import { escaped } from '../../base/xml.ts'
import { numeral } from '../questions/fitness.ts'
import type { HeldQuestion } from '../questions/queries.ts'
import { gistOf, type QuestionBody } from '../questions/rules.ts'
import { markupOf, tidy } from './markup.ts'

/** What is written of a question into a package. */
export type Packed = Pick<HeldQuestion, 'questionId' | 'code' | 'stem' | 'body' | 'points' | 'feedback' | 'tags'>
/** By this name a package of ours is known, whose marking is ours already. */
export const toolName = 'chiiki-manabi'
const qti = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0'
const toScore = 'https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd'

/** Questions as one package of QTI 3.0. The same questions give the same bytes. */
export async function packageOf(questions: readonly Packed[], title: string): Promise<Uint8Array> {
  const zip = new ZipFile()
  const add = (name: string, text: string) => { zip.addBuffer(Buffer.from(text), name, { mtime: new Date('2000-01-01T00:00:00Z') }) }
  const items = questions.map((one, n) => ({ one, identifier: identifierOf(one), href: `items/item-${String(n + 1).padStart(4, '0')}.xml` }))
  add('imsmanifest.xml', manifestOf(items, title))
  for (const { one, identifier, href } of items) add(href, itemOf(one, identifier))
  zip.end()
  const parts: Buffer[] = []
  for await (const part of zip.outputStream as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

/** The code where it can be one, else what the question is called inside; the code itself goes along as the label. */
const identifierOf = ({ code, questionId }: Packed): string => (/^[A-Za-z_][\w.-]{0,31}$/.test(code) && !/^item-\d+$/.test(code) ? code : `item-${questionId}`)

function manifestOf(items: readonly { one: Packed; identifier: string; href: string }[], title: string): string {
  const resources = items.map(({ one: { tags }, identifier, href }) => `    <resource identifier="${identifier}" type="imsqti_item_xmlv3p0" href="${href}">${tags.length === 0 ? '' : `
      <metadata><lom:lom><lom:general>${tags.map((tag) => `<lom:keyword><lom:string language="ja">${escaped(tag)}</lom:string></lom:keyword>`).join('')}</lom:general></lom:lom></metadata>`}
      <file href="${href}"/>
    </resource>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" xmlns:lom="http://ltsc.ieee.org/xsd/LOM" identifier="manifest-${toolName}">
  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion><lom:lom><lom:general><lom:title><lom:string language="ja">${escaped(title)}</lom:string></lom:title></lom:general></lom:lom></metadata>
  <organizations/>
  <resources>
${resources.join('\n')}
  </resources>
</manifest>
`
}

/** One question as an item of QTI 3.0. */
export function itemOf({ code, stem, body, points, feedback }: Packed, identifier: string): string {
  const { response, interaction, scoring } = partsOf(body, points)
  return `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="${qti}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${qti} ${toScore}"
  identifier="${identifier}" label="${escaped(code)}" title="${escaped(gistOf(stem))}" adaptive="false" time-dependent="false" xml:lang="ja" tool-name="${toolName}" tool-version="1">
  ${response}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="${points}"${body.kind === 'free_text' ? ' external-scored="human"' : ''}><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
  <qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>${points}</qti-value></qti-default-value></qti-outcome-declaration>
  <qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>
  <qti-item-body>
    ${markupOf(stem)}
    ${interaction}
  </qti-item-body>
  ${scoring === '' && feedback === '' ? '' : `<qti-response-processing>${scoring}${feedback === '' ? '' : setOutcome('FEEDBACK', 'identifier', 'general')}</qti-response-processing>`}
  ${feedback === '' ? '' : `<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="general" show-hide="show"><qti-content-body>${markupOf(feedback)}</qti-content-body></qti-modal-feedback>`}
</qti-assessment-item>
`
}

interface Parts { response: string; interaction: string; scoring: string }

function partsOf(body: QuestionBody, points: number): Parts {
  switch (body.kind) {
    case 'single': return {
      response: declaration('single', 'identifier', [body.right]), scoring: allOrNothing(points),
      interaction: choiceInteraction(body.choices, 1, body.isShuffled),
    }
    case 'multiple': return {
      response: declaration('multiple', 'identifier', body.right, body.partial ? mapping(body.choices.map(({ id }) => [id, (body.right.includes(id) ? points : -points) / body.right.length]), points) : ''),
      scoring: body.partial ? byMap : allOrNothing(points), interaction: choiceInteraction(body.choices, 0, body.isShuffled),
    }
    case 'true_false': return {
      response: declaration('single', 'identifier', [String(body.right)]), scoring: allOrNothing(points),
      interaction: choiceInteraction([{ id: 'true', text: '正しい' }, { id: 'false', text: '誤り' }], 1, false),
    }
    case 'ordering': return {
      response: declaration('ordered', 'identifier', body.choices.map(({ id }) => id)), scoring: allOrNothing(points),
      interaction: `<qti-order-interaction response-identifier="RESPONSE" shuffle="true" data-partial="${body.partial}">${body.choices.map(({ id, text }) => choice('qti-simple-choice', id, text)).join('')}</qti-order-interaction>`,
    }
    case 'matching': return matchingOf(body, points)
    case 'short_answer': return {
      response: declaration('single', 'string', body.right.slice(0, 1), mapping(body.right.map((words) => [words, points]), points, body.isCaseSensitive)), scoring: byMap,
      interaction: '<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
    }
    case 'numeric': return {
      response: declaration('single', 'float', [numeral(body.right)]),
      scoring: condition(`<qti-equal tolerance-mode="${body.tolerance === 0 ? 'exact' : 'absolute'}"${body.tolerance === 0 ? '' : ` tolerance="${numeral(body.tolerance)} ${numeral(body.tolerance)}"`}><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>`, points),
      interaction: `<p><qti-text-entry-interaction response-identifier="RESPONSE"/>${body.unit === '' ? '' : `<span data-unit="${escaped(body.unit)}">${escaped(body.unit)}</span>`}</p>`,
    }
    case 'free_text': return {
      response: '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"/>', scoring: '',
      interaction: `<qti-extended-text-interaction response-identifier="RESPONSE" expected-length="${body.charactersMax}"/>${body.guide === '' ? '' : `<qti-rubric-block use="scoring" view="scorer"><qti-content-body>${markupOf(body.guide)}</qti-content-body></qti-rubric-block>`}`,
    }
  }
}

/** Lefts and rights may have the same short names, an item has each name once. */
function matchingOf(body: Extract<QuestionBody, { kind: 'matching' }>, points: number): Parts {
  const pairs = Object.entries(body.right).map(([left, right]) => `L-${left} R-${right}`)
  const set = (side: string, list: readonly { id: string; text: string }[], most: number) =>
    `<qti-simple-match-set>${list.map(({ id, text }) => choice('qti-simple-associable-choice', `${side}-${id}`, text, ` match-max="${most}"`)).join('')}</qti-simple-match-set>`
  return {
    response: declaration('multiple', 'directedPair', pairs, body.partial ? mapping(pairs.map((pair) => [pair, points / pairs.length]), points) : ''),
    scoring: body.partial ? byMap : allOrNothing(points),
    interaction: `<qti-match-interaction response-identifier="RESPONSE" shuffle="true" max-associations="${body.choices.length}">${set('L', body.choices, 1)}${set('R', body.targets, 0)}</qti-match-interaction>`,
  }
}

const declaration = (cardinality: string, type: string, right: readonly string[], more = '') => `<qti-response-declaration identifier="RESPONSE" cardinality="${cardinality}" base-type="${type}">
    <qti-correct-response>${right.map((value) => `<qti-value>${escaped(value)}</qti-value>`).join('')}</qti-correct-response>${more}
  </qti-response-declaration>`
const mapping = (entries: readonly (readonly [string, number])[], most: number, isCaseSensitive?: boolean) => `<qti-mapping lower-bound="0" upper-bound="${most}" default-value="0">${
  entries.map(([key, value]) => `<qti-map-entry map-key="${escaped(key)}" mapped-value="${numeral(value)}"${isCaseSensitive === undefined ? '' : ` case-sensitive="${isCaseSensitive}"`}/>`).join('')}</qti-mapping>`
const choiceInteraction = (choices: readonly { id: string; text: string }[], most: number, isShuffled: boolean) =>
  `<qti-choice-interaction response-identifier="RESPONSE" max-choices="${most}" shuffle="${isShuffled}">${choices.map(({ id, text }) => choice('qti-simple-choice', id, text)).join('')}</qti-choice-interaction>`
/** Blanks that markup would take for one go along as they are. */
const choice = (name: string, id: string, text: string, more = '') => `<${name} identifier="${id}"${more}${tidy(text) === text ? '' : ` data-text="${escaped(text)}"`}>${escaped(text).replaceAll('&#10;', '<br/>')}</${name}>`

const setOutcome = (name: string, type: string, value: string) => `<qti-set-outcome-value identifier="${name}"><qti-base-value base-type="${type}">${value}</qti-base-value></qti-set-outcome-value>`
const condition = (test: string, points: number) => `<qti-response-condition><qti-response-if>${test}${setOutcome('SCORE', 'float', String(points))}</qti-response-if></qti-response-condition>`
const allOrNothing = (points: number) => condition('<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>', points)
const byMap = '<qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/></qti-set-outcome-value>'

import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/** Rules whose findings are minor or moderate, which is not what we ask for. */
const light = ['aria-allowed-role', 'aria-deprecated-role', 'empty-heading', 'empty-table-header', 'form-field-multiple-labels', 'heading-order', 'html-xml-lang-mismatch', 'image-redundant-alt', 'landmark-banner-is-top-level',
  'landmark-contentinfo-is-top-level', 'landmark-main-is-top-level', 'landmark-no-duplicate-banner', 'landmark-no-duplicate-contentinfo', 'landmark-no-duplicate-main', 'landmark-one-main', 'landmark-unique', 'meta-viewport-large',
  'no-autoplay-audio', 'page-has-heading-one', 'presentation-role-conflict', 'region', 'scope-attr-valid', 'server-side-image-map', 'skip-link', 'table-duplicate-name']
const contrast = 'color-contrast'

export interface Finding { id: string; impact: string; help: string; nodes: { html: string; failureSummary?: string }[] }

// The short form of axe: it goes to the browser anew with every page.
const source = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')

/** axe describes what is in order at as much length as what is not, and loads style sheets again for rules that are not asked: without, a look takes half the time. */
const onlyWhatIsGrave = { resultTypes: ['violations'], preload: false, performanceTimer: false }
const structure = { ...onlyWhatIsGrave, rules: Object.fromEntries([...light, contrast].map((rule) => [rule, { enabled: false }])) }
const colours = { ...onlyWhatIsGrave, runOnly: [contrast] }

/** How many texts of one look are held against what lies behind them. */
const ofEachLook = 3

/**
 * The texts of a page, a few of each look: the same ink of the same size over the same layers. The contrast of a thousand cells of a
 * table is the contrast of one, and to reckon it for all of them took most of the time axe took. What is placed freely over something
 * else is always looked at, and so is what lies in a frame.
 */
const texts = `(() => {
  const [looks, layers] = [new Map(), new Map()]
  const layerOf = (element) => {
    if (element === null) return ''
    const known = layers.get(element)
    if (known !== undefined) return known
    const { backgroundColor: fill, backgroundImage: image, opacity, position } = getComputedStyle(element)
    const free = position === 'static' || position === 'relative' ? '' : '#' + layers.size
    const layer = layerOf(element.parentElement) + free + (image === 'none' ? '' : image) + (opacity === '1' ? '' : '%' + opacity) + (fill === 'rgba(0, 0, 0, 0)' ? '' : '|' + fill)
    layers.set(element, layer)
    return layer
  }
  for (const element of document.querySelectorAll('body, body *')) {
    const says = element.matches('input, select, textarea') || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
    if (!says || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(element)
    const isOff = element.closest(':disabled, [aria-disabled="true"]') !== null || element.closest('label')?.control?.disabled === true
    const look = [color, element instanceof SVGElement ? fill : '', fontSize, fontWeight, textShadow, isOff, layerOf(element)].join()
    const same = looks.get(look) ?? []
    if (same.length < ${ofEachLook}) looks.set(look, [...same, element])
  }
  return [...looks.values()].flat().concat([...document.querySelectorAll('iframe')])
})()`

/** What axe finds on a page that is serious or critical; its scripts must be on. */
export async function findings(page: Page): Promise<Finding[]> {
  // Looked at from inside the page and its frames, with what is found brought out and nothing else: the builder's own ways open a
  // second page, where scripts would be off again, or describe every element that is in order.
  for (const frame of page.frames()) await frame.evaluate(`${source}; axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })`)
  return page.evaluate<Finding[]>(`(async () => {
    const { violations } = await axe.run(${JSON.stringify(structure)})
    const include = ${texts}
    if (include.length > 0) violations.push(...(await axe.run({ include }, ${JSON.stringify(colours)})).violations)
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }))
  })()`)
}

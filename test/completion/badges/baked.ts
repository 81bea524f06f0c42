/** What a reader of baked pictures finds: every token in it, and whether the element stands right behind the opening of the SVG. */
export function bakedIn(svg: string): { tokens: string[]; isFirst: boolean } {
  const tokens = [...svg.matchAll(/<openbadges:credential verify="([^"]*)"><\/openbadges:credential>/g)].map(([, token]) => token!)
  return { tokens, isFirst: /^<\?xml[^>]*\?>\s*<svg\b(?:[^>"]|"[^"]*")*><openbadges:credential\b/.test(svg) }
}

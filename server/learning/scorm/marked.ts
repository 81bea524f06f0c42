import type { Element } from '../../base/xml.ts'

/** An element of a manifest. Their writers do not agree on capitals, so attributes are named in small letters and children asked for in any. */
export interface Marked { name: string; line: number; text: string; attributes: Record<string, string>; children: Marked[] }

export const markedOf = ({ name, line, attributes, children }: Element): Marked => ({
  name, line, text: children.filter((one) => typeof one === 'string').join('').trim(),
  attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value])),
  children: children.filter((one) => typeof one !== 'string').map(markedOf),
})

export const childOf = ({ children }: Marked, name: string): Marked | undefined => children.find((one) => one.name.toLowerCase() === name.toLowerCase())
export const childrenOf = ({ children }: Marked, name: string): Marked[] => children.filter((one) => one.name.toLowerCase() === name.toLowerCase())
/** A truth of XML, which may be written as a number, too. */
export const isTrue = (said: string | undefined): boolean => said?.trim() === 'true' || said?.trim() === '1'
export const isFalse = (said: string | undefined): boolean => said?.trim() === 'false' || said?.trim() === '0'

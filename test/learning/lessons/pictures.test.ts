import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureOf } from '../../../server/learning/lessons/pictures.ts'
import { bytesOf } from './film.ts'
import { chunk, exif, jpeg, png, webp, webpFrame, webpOf, webpStill } from './drawn.ts'

/** C51, C55: a picture is what its bytes say, and says nothing of where it was taken. */
const secret = 'GPS 35.69 139.69'
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

test.each<[string, Uint8Array, object]>([
  ['PNG', png(3, 2, chunk('eXIf', bytesOf(secret)), chunk('tEXt', bytesOf(secret)), chunk('iTXt', bytesOf(secret))), { type: 'image/png', width: 3, height: 2 }],
  ['JPEG', jpeg(4, 3, exif(1, secret), bytesOf(new Uint8Array([0xff, 0xfe, 0, 18]), secret), bytesOf(new Uint8Array([0xff, 0xed, 0, 18]), secret)), { type: 'image/jpeg', width: 4, height: 3 }],
  ['WebP', webp(5, 6, ['EXIF', secret], ['XMP ', secret]), { type: 'image/webp', width: 5, height: 6 }],
])('a %s is told by its bytes, and what was written beside it is gone', (_, bytes, said) => {
  expect(text(bytes)).toContain(secret)
  const picture = pictureOf(bytes)!
  expect(picture).toMatchObject(said)
  expect(text(picture.bytes)).not.toContain('GPS')
  expect(pictureOf(picture.bytes), 'what is kept is a picture again, the same').toMatchObject({ ...said, bytes: picture.bytes })
})

test('what comes after the end of a JPEG is cut off', () => {
  expect(text(pictureOf(bytesOf(jpeg(), secret))!.bytes)).not.toContain('GPS')
})

test('which way up a photo stands is all that stays of what the camera wrote; its size is the one it is shown at', () => {
  const picture = pictureOf(jpeg(400, 300, exif(6, secret)))!
  expect(picture).toMatchObject({ width: 300, height: 400 })
  expect(text(picture.bytes)).not.toContain('GPS')
  expect(text(picture.bytes)).toContain('Exif\0\0MM\0*')
  expect(pictureOf(picture.bytes)).toMatchObject({ width: 300, height: 400, bytes: picture.bytes })
})

test('a WebP no longer says that a camera wrote something', () => {
  expect(pictureOf(webp(5, 6, ['EXIF', secret]))!.bytes[20]! & 0b1100).toBe(0)
})

test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array()], ['a page', bytesOf('<html><script>alert(1)</script>')], ['a drawing that may run', bytesOf('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a GIF', bytesOf('GIF89a', new Uint8Array(40))], ['a PNG that is cut', png().slice(0, 40)], ['a PNG with a wrong check sum', png().map((byte, at) => at === 29 ? byte ^ 1 : byte)],
  ['a PNG without its head', bytesOf(Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IEND', new Uint8Array()))], ['a JPEG that is cut', jpeg().slice(0, 30)], ['a JPEG without an end', jpeg().slice(0, -2)],
  ['a WebP that is cut', webp().slice(0, 24)], ['a PNG of no size', png(0, 2)],
])('%s is no picture', (_, bytes) => { expect(pictureOf(bytes)).toBeNull() })

test.each<[string, Uint8Array]>([
  ['a small WebP with a huge picture in it', webpOf(1, 1, webpStill(16_384, 16_384))],
  ['a moving one with a huge moment', webpOf(10, 10, ['ANIM', new Uint8Array(6)], webpFrame(0, 0, 10, 10), webpFrame(0, 0, 16_384, 16_384))],
  ['one whose moment is huge inside', webpOf(10, 10, ['ANIM', new Uint8Array(6)], webpFrame(0, 0, 10, 10, webpStill(16_384, 16_384)))],
  ['one whose moment stands outside of it', webpOf(10, 10, ['ANIM', new Uint8Array(6)], webpFrame(6, 0, 6, 6))],
  ['one that says its size and has no picture', webpOf(10, 10)],
  ['one with a second, larger picture', webpOf(10, 10, webpStill(10, 10), webpStill(5_000, 5_000))],
  ['a JPEG that says its size twice', jpeg(4, 3, new Uint8Array([0xff, 0xc0, 0, 11, 8, 0x40, 0, 0x40, 0, 1, 1, 0x11, 0]))],
])('%s says one size and is another: it is no picture', (_, bytes) => { expect(pictureOf(bytes)).toBeNull() })

test('a moving WebP whose moments are as large as it says is a picture', () => {
  const bytes = webpOf(10, 12, ['ANIM', new Uint8Array(6)], webpFrame(0, 0, 10, 12), webpFrame(2, 4, 8, 8))
  expect(pictureOf(bytes)).toMatchObject({ width: 10, height: 12, bytes: Buffer.from(bytes) })
})

test('whatever bytes come, reading them ends, and gives a picture or nothing', () => {
  const starts = [png(), jpeg(3, 3, exif(3, secret)), webp()]
  fc.assert(fc.property(fc.constantFrom(...starts), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 12 }), fc.nat(200), (start, changes, cut) => {
    const bytes = Uint8Array.from(start)
    for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
    const picture = pictureOf(bytes.slice(0, Math.max(1, bytes.length - cut)))
    if (picture !== null) expect(picture.width * picture.height).toBeGreaterThan(0)
  }), { numRuns: 500 })
})

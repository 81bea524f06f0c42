/**
 * Four seconds of film, recorded by the browser itself. The Chromium of the tests brings no H.264, so the film is in
 * whatever it can both write and play; what is tried here is the player and the clock, not the codec.
 */
export const recording = `(async () => {
  const type = ['video/mp4;codecs=vp09.00.10.08', 'video/webm;codecs=vp8'].find((one) => MediaRecorder.isTypeSupported(one))
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 })
  const pen = canvas.getContext('2d')
  const drawing = setInterval(() => { pen.fillStyle = 'hsl(' + performance.now() / 10 % 360 + ' 60% 40%)'; pen.fillRect(0, 0, 160, 90) }, 40)
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: type, videoBitsPerSecond: 60000 })
  const parts = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const done = new Promise((stopped) => { recorder.onstop = stopped })
  recorder.start()
  setTimeout(() => recorder.stop(), 4500)
  await done
  clearInterval(drawing)
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  return { type: type.split(';')[0], base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) }
})()`

// A video that is watched as proof: what the play head passes by playing is reported, jumps are not.
import { openBeats } from './beats.js'

const video = document.querySelector('video[data-beats]')
const lines = [...document.querySelectorAll('.transcript [data-seconds]')]

if (video) {
  const { rateMax, background, skipping, tooFast, paused, skipped } = video.dataset
  let last = null // where the play head was when it last moved by itself
  let counted = Number(document.getElementById('viewings-watched').dataset.front ?? Infinity) // how far the server says somebody has come
  let front = counted // and with what it was not yet told of
  let isPausedByUs = false

  const beats = openBeats(video, {
    position: () => video.currentTime,
    isBusy: () => !video.paused,
    onRefused: () => {
      front = counted
      if (video.currentTime > front) video.currentTime = front
    },
    onSeen: (watched) => {
      counted = Number(watched.dataset.front ?? Infinity)
      front = Math.max(counted, front)
      if (watched.dataset.elsewhere) video.pause()
    },
  })

  const isHidden = () => document.hidden && document.pictureInPictureElement !== video

  // What the play head passed by playing is a stretch; where it jumped, a new one begins.
  const follow = () => {
    const now = video.currentTime
    if (last !== null && now > last && now - last < 2.5 * Math.max(1, video.playbackRate) && !video.seeking) {
      beats.add(last, now, isHidden())
      if (last <= front + 2) front = Math.max(front, now)
    }
    last = video.seeking ? null : now
    show(now)
  }

  const show = (now) => {
    const current = lines.findLast((line) => Number(line.dataset.seconds) <= now)
    for (const line of lines) line.toggleAttribute('aria-current', line === current)
  }

  video.addEventListener('timeupdate', follow)
  video.addEventListener('seeking', () => {
    last = null
    if (skipping !== 'watched' || video.currentTime <= front + 2) return
    video.currentTime = front
    beats.say(skipped)
  })
  video.addEventListener('seeked', () => { last = video.currentTime })
  video.addEventListener('ratechange', () => {
    if (video.playbackRate <= Number(rateMax)) return
    video.playbackRate = Number(rateMax)
    beats.say(tooFast)
  })
  // Pressing play starts the server's clock, here and nowhere else: another screen of the same account stops.
  video.addEventListener('play', () => {
    last = video.currentTime
    void beats.send({ pressed: true })
  })
  video.addEventListener('pause', () => { follow(); void beats.send() })
  video.addEventListener('ended', () => { follow(); void beats.send() })
  video.addEventListener('takeover', () => void video.play())
  document.addEventListener('visibilitychange', () => {
    if (background === 'pauses' && isHidden() && !video.paused) {
      isPausedByUs = true
      video.pause()
    } else if (!document.hidden && isPausedByUs) {
      isPausedByUs = false
      beats.say(paused)
    }
  })
  void beats.send()

  for (const line of lines) {
    line.querySelector('a').addEventListener('click', (event) => {
      event.preventDefault()
      video.currentTime = Number(line.dataset.seconds)
      void video.play()
    })
  }
}

import type { Mail } from '../../server/base/mail.ts'
import { completing } from './completing.ts'
import { nominating } from './nominating.ts'
import { planning } from './planning.ts'
import { selecting } from './selecting.ts'
import { openDoor, type Walker, type Way } from './steps.ts'
import { teaching } from './teaching.ts'
import { moveIn } from './world.ts'

/** What the stations hand on to each other. */
export async function openStory(way: Way) {
  const door = await openDoor(way, '2026-05-25T09:00:00+09:00')
  const world = await moveIn(door.db)
  return {
    door, world, title: { ja: '令和8年度 地域ケア会議実践者養成研修', en: 'Practitioner training FY2026' },
    training: 0, call: 0, invitations: [] as Mail[],
    ...{} as Record<'officer' | 'second' | 'clerk' | 'clerkOfTama' | 'trainee' | 'instructor' | 'stranger', Walker>,
  }
}
export type Story = Awaited<ReturnType<typeof openStory>>

/** The whole line once: planned, called, nominated, selected, taught, judged, certified and counted. */
export async function walkTheLine(way: Way): Promise<void> {
  const story = await openStory(way)
  for (const part of [planning, nominating, selecting, teaching, completing]) part(story)
}

import type { openHouse } from '../../support/app.ts'
import { enroll, givePost, makePerson, type Town } from '../../support/people.ts'
import type { VisitorOf } from '../../support/app.ts'
import { encode, linkOf, zoomJa, type Encoding, type Guest } from './files.ts'

type House = Awaited<ReturnType<typeof openHouse>>

/** The online day of the small world: both slots held online, three people of the cohort with addresses, one of another. */
export async function openDesk({ app, db }: House, town: Town) {
  await db.updateTable('slot').set({ delivery_mode: 'live_online' }).execute()
  await db.updateTable('training').set({ state: 'running' }).execute()
  await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
  const someone = async (name: string, kana: string, number: number, cohort?: number) => {
    const person = await makePerson(db, name, kana, town.tama)
    await givePost(db, person, 'trainee', town.tama, `n${number}@house.test`)
    return { id: await enroll(db, town, person, number, { municipality: town.tama, ...cohort ? { cohort } : {} }), number }
  }
  const fumiko = { id: await enroll(db, town, town.trainee.person, 1), number: 1 }
  const [taro, jiro] = [await someone('ZZC遅 太郎', 'ちこく たろう', 2), await someone('ZZD切 次郎', 'きれ じろう', 3)]
  const other = await someone('ZZE別 コース', 'べつ こーす', 4, town.cohorts[1])
  const day = town.days[0]
  const send = (who: VisitorOf, text: string, name = 'participants.csv', encoding: Encoding = 'utf-8-bom') => sendOf(app, who, day, encode(text, encoding), name)
  const standing = () => db.selectFrom('attendance').select(['slot_id', 'enrollment_id', 'state', 'minutes', 'evidence', 'reason']).orderBy('slot_id').orderBy('enrollment_id').execute()
  const presence = () => db.selectFrom('online_presence').select(['slot_id', 'enrollment_id', 'present_seconds', 'late_seconds', 'early_seconds', 'gap_seconds']).orderBy('slot_id').orderBy('enrollment_id').execute()
  const states = async () => (await db.selectFrom('online_log').select('state').orderBy('id').execute()).map(({ state }) => state)
  const clear = async () => {
    for (const table of ['online_log_mark', 'online_presence', 'online_identity', 'online_log_row', 'online_log', 'attendance', 'attendance_mark', 'slot_ending', 'online_meeting'] as const) await db.deleteFrom(table).execute()
    await db.updateTable('enrollment').set({ attended: false, state: 'enrolled' }).execute()
  }
  return { fumiko, taro, jiro, other, day, send, standing, presence, states, clear, link: (one: { id: number; number: number }) => linkOf(one) }
}

/** A form with a file, as a browser sends it: the box of the grace filled as the page fills it. */
function sendOf(app: House['app'], who: VisitorOf, day: number, bytes: Buffer, name: string) {
  const edge = 'edge-of-parts'
  const part = (words: string) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; ${words}`)
  const payload = Buffer.concat([
    part(`name="graceMinutes"\r\n\r\n3\r\n`), part(`name="slotId"\r\n\r\n\r\n`), part(`name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`),
  ])
  return app.inject({
    method: 'POST', url: `/class-days/${day}/online-logs`, cookies: { sid: who.sid! }, payload,
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': `multipart/form-data; boundary=${edge}` },
  })
}

/** The morning of the day: fumiko by her link and all the time, taro late by his address, jiro with a gap by his number, two strangers. */
export function morning({ fumiko }: { fumiko: { id: number; number: number } }, more: readonly Guest[] = []): string {
  return zoomJa([
    { name: `${linkOf(fumiko)} ZZA研 修子`, from: '09:20:00', to: '16:40:00' }, { name: 'たろう', email: 'N2@house.test', from: '09:42:00', to: '16:31:00' },
    { name: '3 切', from: '09:29:00', to: '10:00:00' }, { name: '3 切', from: '10:18:00', to: '16:30:00' },
    { name: 'ZZA研 修子', from: '09:30:00', to: '09:50:00' }, { name: '講師', email: 'teacher@house.test', from: '09:00:00', to: '16:50:00' }, ...more,
  ])
}

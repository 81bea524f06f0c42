import { htmx, type VisitorOf } from '../../support/app.ts'

/** What a screen reports: stretches [from, to], or [from, to, 'hidden']; whether play was pressed; how long pages were shown. */
export interface Said { presses?: true; stretches?: [from: number, to: number, hidden?: 'hidden'][]; position?: number; seconds?: number }

/** A page of a lesson that is open in somebody's browser, as its player speaks to the server. */
export async function openScreen(visitor: VisitorOf, lesson: string) {
  const send = (form: Record<string, string>) => visitor.post(`${lesson}/beats`, form, htmx('section#viewings-watched'))
  const opened = await send({ position: '0' })
  const player = /data-player="(\d+)"/.exec(opened.body)?.[1]
  if (player === undefined) throw new Error(`no player: ${opened.statusCode} ${opened.body}`)
  return {
    player,
    say: async ({ presses, stretches = [], position, seconds }: Said) => {
      const { statusCode, body } = await send({
        player, ...presses && { presses: 'true' }, ...position !== undefined && { position: String(position) }, ...seconds !== undefined && { seconds: String(seconds) },
        ...Object.fromEntries(stretches.flatMap(([from, to, hidden], n) => [
          [`stretches.${n}.from`, String(from)], [`stretches.${n}.to`, String(to)], ...hidden ? [[`stretches.${n}.hidden`, 'true']] : [],
        ])),
      })
      return { statusCode, body, isElsewhere: body.includes('data-elsewhere') }
    },
  }
}
export type Screen = Awaited<ReturnType<typeof openScreen>>

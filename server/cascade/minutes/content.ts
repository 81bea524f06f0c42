import type { Day } from '../../base/days.ts'

/** What minutes say, whole: shown to whoever may read them, printed, and frozen when they are final. */
export interface Minutes {
  meeting: { title: string; titleEn: string; series: string; heldOn: Day; startsAt: string; endsAt: string; mode: string; place: string }
  people: number; municipalities: number
  /** Municipalities by how many they had there; whoever came for none of them is counted as a guest. */
  presence: { name: string; nameEn: string; venue: number; online: number }[]
  guests: number
  items: { id: number; number: number; title: string; kind: string; owner: string; speaker: string | null; text: string; decision: string }[]
  actions: { what: string; whose: 'prefecture' | 'all' | 'municipality'; municipality: string | null; municipalityEn: string | null; owner: string; dueOn: Day | null; item: string | null }[]
}

interface Parts {
  meeting: Minutes['meeting']
  presence: readonly { municipalityId: number | null; name: string | null; nameEn: string | null; venue: number; online: number }[]
  notes: readonly { item: { id: number; title: string; kind: string; owner: string; speaker: string | null }; note: { text: string; decision: string } }[]
  actions: readonly { what: string; forAll: boolean; municipality: string | null; municipalityEn: string | null; owner: string; dueOn: Day | null; item: string | null }[]
}

/** Minutes put together out of the registers: who was there is counted, nothing is typed twice. */
export function minutesOf({ meeting: { title, titleEn, series, heldOn, startsAt, endsAt, mode, place }, presence, notes, actions }: Parts): Minutes {
  const towns = presence.filter(({ municipalityId }) => municipalityId !== null)
  const sum = (rows: typeof presence) => rows.reduce((all, { venue, online }) => all + venue + online, 0)
  return {
    meeting: { title, titleEn, series, heldOn, startsAt, endsAt, mode, place },
    people: sum(presence), municipalities: towns.length, guests: sum(presence.filter(({ municipalityId }) => municipalityId === null)),
    presence: towns.map(({ name, nameEn, venue, online }) => ({ name: name!, nameEn: nameEn!, venue, online })),
    items: notes.map(({ item: { id, title, kind, owner, speaker }, note: { text, decision } }, n) => ({ id, number: n + 1, title, kind, owner, speaker, text, decision })),
    actions: actions.map(({ what, forAll, municipality, municipalityEn, owner, dueOn, item }) =>
      ({ what, whose: forAll ? 'all' : municipality === null ? 'prefecture' : 'municipality', municipality, municipalityEn, owner, dueOn, item })),
  }
}

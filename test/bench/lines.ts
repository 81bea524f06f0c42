import { signedIn, tokenOf, type Size } from './data.ts'

export interface Request { method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body?: string }
/** One measure: its requests, rotated so that no cache flatters, and the bare page of the same shape. */
export interface Line { name: string; requests: Request[]; bareRows: number | 'update' }

export const rotations = 120
/** So many addresses ask for certificates that none of them reaches the limit of asking. */
const callers = 5_000
/** The results table in every shape: years, towns, trainings, professions, over ten years and over one. */
const shapes = ['', 'rows=municipality', 'rows=municipality&columns=year&measure=completed', 'rows=training', 'rows=category&columns=profession&measure=selected', 'rows=municipality&from=2025&to=2025', 'rows=profession', 'rows=municipality&columns=category&measure=attended&from=2026&to=2026', 'rows=municipality&page=9', 'rows=category&columns=year&measure=nominated', 'rows=municipality&columns=profession&measure=completed', 'rows=municipality&profession=nurse'] as const
const ledgerTabs = ['overview', 'tree', 'trainings', 'instructors', 'municipalities', 'reach'] as const
const times = <T>(make: (n: number) => T): T[] => Array.from({ length: rotations }, (_, n) => make(n))
const as = (kind: keyof typeof signedIn, n: number) => ({ cookie: `sid=${tokenOf(kind, n % signedIn[kind])}` })
const post = (path: string, headers: Record<string, string>, form: Record<string, string>): Request => ({
  method: 'POST', path, body: new URLSearchParams(form).toString(),
  headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
})
const get = (path: string, headers: Record<string, string> = {}): Request => ({ method: 'GET', path, headers })

/** A sheet of nine lines, as one page keeps sending it while somebody types. */
function typedSheet(n: number): Record<string, string> {
  const lines = ['chair', 'adviser', 'case_presenter', 'other'].flatMap((category, at) => [0, 1, ...at === 0 ? [2] : []].map((row) => `${category}.${row}`))
  return Object.fromEntries([
    ['version', '2'], ['page', `bench-page-${n % signedIn.municipality}`], ['contactName', '担当 花子'],
    ...lines.flatMap((line, at) => [
      [`${line}.name`, `人名 ${n}-${at}`], [`${line}.kana`, 'ひとな'], [`${line}.affiliation`, 'センター'], [`${line}.professionCode`, 'nurse'], [`${line}.experience`, 'planned'],
    ]),
  ])
}

/** `certificates`: numbers and codes to be verified, as the data set holds them; `players`: those of the first trainees. */
export function linesOf(certificates: { number: string; code: string }[], players: readonly string[] = []): Line[] {
  return [
    { name: 'sign-in', bareRows: 0, requests: times(() => get('/sign-in')) },
    { name: 'home-trainee', bareRows: 25, requests: times((n) => get('/', as('trainee', n))) },
    { name: 'home-municipality', bareRows: 25, requests: times((n) => get('/', as('municipality', n))) },
    { name: 'home-prefecture', bareRows: 50, requests: times(() => get('/', as('prefecture', 0))) },
    { name: 'nomination-sheet', bareRows: 25, requests: times((n) => get('/calls/1/sheet', as('municipality', n))) },
    { name: 'enrollments-50', bareRows: 50, requests: times((n) => get(`/enrollments?training=${1 + n % 10}&page=${1 + n % 9}`, as('prefecture', 0))) },
    { name: 'roll', bareRows: 180, requests: times((n) => get(`/class-days/${1 + n % 3}`, as('instructor', 0))) },
    { name: 'lesson', bareRows: 25, requests: times((n) => get(`/learn/${1 + n}/lessons/1`, as('trainee', n))) },
    { name: 'register-50', bareRows: 50, requests: times((n) => get(`/certificates?year=2025&page=${1 + n % 2}`, as('prefecture', 0))) },
    { name: 'ledger', bareRows: 50, requests: times((n) => get(`/ledger?year=${2016 + n % 10}&tab=${ledgerTabs[n % ledgerTabs.length]}&page=1`, as('prefecture', 0))) },
    { name: 'meeting', bareRows: 25, requests: times((n) => get('/liaison-meetings/1', n % 3 === 0 ? as('prefecture', 0) : as('municipality', n))) },
    { name: 'meeting-replies', bareRows: 62, requests: times(() => get('/liaison-meetings/1/replies', as('prefecture', 0))) },
    { name: 'meeting-door', bareRows: 85, requests: times(() => get('/liaison-meetings/1/door', as('prefecture', 0))) },
    { name: 'results', bareRows: 100, requests: times((n) => get(`/results?${shapes[n % shapes.length]}`, n % 5 === 4 ? as('municipality', n) : as('prefecture', 0))) },
    { name: 'matrix', bareRows: 50, requests: times(() => get('/coverage', as('prefecture', 0))) },
    { name: 'verify', bareRows: 0, requests: certificates.length === 0 ? [] : Array.from({ length: callers }, (_, n) => {
      const { number, code } = certificates[n % certificates.length]!
      return get(`/verify/${encodeURIComponent(number)}?code=${encodeURIComponent(code)}`, { 'x-forwarded-for': `10.${n >> 16}.${n >> 8 & 255}.${n & 255}` })
    }) },
    { name: 'progress-beat', bareRows: 'update', requests: times((n) => post(`/learn/${1 + n}/lessons/4/beats`, as('trainee', n), {
      'player': players[n] ?? '', 'stretches.0.from': String(10 * (n % 300)), 'stretches.0.to': String(10 * (n % 300) + 1.5), position: String(10 * (n % 300)),
    })) },
    { name: 'test-question', bareRows: 25, requests: times((n) => get(`/learn/${1 + n}/tests/5/questions/${1 + n % 20}`, as('trainee', n))) },
    { name: 'test-save', bareRows: 'update', requests: times((n) => post(`/learn/${1 + n}/tests/5/questions/${1 + n % 20}/saves`, { ...as('trainee', n), 'hx-request-type': 'partial', 'hx-target': 'nav#attempts-map' }, {
      attempt: '1', seen: '0', choices: `c${1 + n % 4}`,
    })) },
    { name: 'autosave', bareRows: 'update', requests: Array.from({ length: callers }, (_, n) => post('/calls/1/sheet/draft', { ...as('municipality', n), 'hx-request': 'true' }, typedSheet(n))) },
    { name: 'roll-tick', bareRows: 'update', requests: times((n) =>
      post('/slots/1/roll', as('instructor', 0), { 'rows.0.enrollmentId': String(1 + 3 * n), 'rows.0.state': 'present' })) },
  ]
}

export const bareRequests = ({ bareRows }: Line, size: Size): Request[] => times((n) => bareRows === 'update'
  ? { method: 'POST', path: `/bare/update?n=${1 + n}`, headers: { 'content-type': 'application/json' }, body: '{}' }
  : get(`/bare/${bareRows}?n=${1 + n % Math.min(10, size.trainings)}`, as('trainee', n)))

import { dayInWords, fiscalYearInWords } from '../../base/days.ts'
import { paragraphsOf, type SupportPaper } from '../model-supports/paper.ts'
import type { Session } from './queries.ts'

export const modeNames = { on_site: '対面', online: 'オンライン', both: '対面とオンライン' } as const
export const sideNames = { municipality: '区市町村', expert: '有識者', officer: '都・事務局' } as const
const presenceNames = { present: '出席', online: 'オンライン', absent: '欠席' } as const
type Action = { what: string; owner: string; dueOn: string | null; state: 'open' | 'done' | 'dropped' }
const stateNames = { open: 'これから', done: '済み', dropped: '取りやめ' } as const

/** Actions as rows of a table on paper. */
export const actionRows = (actions: readonly Action[]): string[][] => actions.map(({ what, owner, dueOn, state }) => [what, owner, dueOn === null ? '―' : dayInWords(dueOn, 'ja', 'short'), stateNames[state]])

/** 支援記録. */
export const sessionPaper = (session: Session, actions: readonly Action[]): SupportPaper => ({
  title: `体制構築支援モデル事業　支援記録（第${session.number}回）`, of: `${fiscalYearInWords(session.fiscalYear, 'ja')}　${session.municipality}`, mark: '',
  facts: [['日時', `${dayInWords(session.heldOn, 'ja')}　${session.startsAt}～${session.endsAt}`], ['方法・会場', [modeNames[session.mode], session.place].filter(Boolean).join('　')], ['テーマ', session.theme]],
  sections: [
    { title: '１　出席者', table: { head: ['区分', '氏名', '所属', '出欠'], widths: [3, 4, 6, 2], rows: session.people.map(({ side, name, affiliation, state }) => [sideNames[side], name, affiliation, presenceNames[state]]) } },
    { title: '２　助言', lines: paragraphsOf(session.advice) },
    { title: '３　次の行動', ...actions.length === 0 ? { lines: ['（なし）'] } : { table: { head: ['すること', 'だれが', 'いつまでに', '状態'], widths: [8, 4, 3, 2], rows: actionRows(actions) } } },
    ...session.experts.filter(({ words }) => words !== null).map(({ name, words }, n) => ({ title: `${'４５６７８９'[n] ?? ''}　訪問の報告（${name}）`, lines: paragraphsOf(words ?? '') })),
  ],
})
export const nameOfRecord = ({ municipality, number }: Pick<Session, 'municipality' | 'number'>): string => `支援記録_${municipality}_第${number}回.pdf`

import { addDays, type Day } from '../../base/days.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)

/** Nights in which stored papers were looked at, and the one paper that was lost in spring, when nobody looked yet. */
export function putLooked(tray: Tray, staff: Staff, today: Day): void {
  for (const back of [3, 2, 1]) {
    const night = addDays(today, -back)
    tray.put('paper_round', { night, after_id: 0, looked_at: 417, ended_at: at(night, '01:03') })
  }
  const name = '修了証書 R7－実践－0031.pdf'
  const file = tray.put('file', { key: 'certificate/3a/3a9f0c51be7744d18e2b6d90c1f5a731', sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef', bytes: 48_120, name, type: 'application/pdf', municipality_id: null, made_at: at('2026-03-12', '10:20') })
  tray.put('paper_damage', {
    file_id: file, kind: 'missing', found_at: at('2026-11-02', '01:03'), settled_at: at('2026-11-02', '10:41'), settled_by: staff.prefecture,
    settlement: 'given_up', note: '保管場所の移行のときに失われ、控えもないため、本人に連絡して再発行した',
  })
}

import holidays from '@holiday-jp/holiday_jp'
import type { Day } from './days.ts'

/**
 * Whether offices in Japan are closed on that day although it may be a weekday: a public holiday, or one of the six days
 * from 29 December to 3 January. Holidays are known as far as the law has fixed them; later years count as working days.
 */
export const isHoliday = (day: Day): boolean => Object.hasOwn(holidays.holidays, day) || day >= `${day.slice(0, 4)}-12-29`
  || day <= `${day.slice(0, 4)}-01-03`

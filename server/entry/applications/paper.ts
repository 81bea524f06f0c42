import { dayInWords } from '../../base/days.ts'
import type { findCall } from '../../planning/calls/queries.ts'

type Call = NonNullable<Awaited<ReturnType<typeof findCall>>>

/** What views/paper/application-form.typ prints: the blank sheet an office fills in by hand for its municipality. */
export const blankForm = ({ trainingTitle, officeClosesOn }: Pick<Call, 'trainingTitle' | 'officeClosesOn'>) => ({
  training: trainingTitle, closesOn: dayInWords(officeClosesOn, 'ja'),
})

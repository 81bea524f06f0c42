import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { HandoverForm } from './forms.ts'
import { deliveriesOf, sequenceOf } from './queries.ts'
import { isWithoutGap } from './rules.ts'

/** Papers of a training by municipality with who has got theirs, and whether every number of the register is there. */
export async function deliveryPage(request: FastifyRequest, trainingId: number, begun: boolean) {
  const { db, scope, language, today } = request
  const training = found(await findTraining(db, scope, trainingId))
  const rows = (await deliveriesOf(db, scope, trainingId)).map((row) => ({ ...row, label: (language === 'en' ? row.nameEn : row.name) ?? null }))
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + Number(pick(row)), 0)
  const sequence = scope.of === 'all' ? await sequenceOf(db, trainingId) : null
  return {
    training, title: language === 'en' && training.titleEn ? training.titleEn : training.title, rows, begun,
    all: { papers: sum(({ papers }) => papers), printed: sum(({ printed }) => printed), handedOver: sum(({ handedOver }) => handedOver) },
    sequence: sequence === null ? null : { ...sequence, isWhole: isWithoutGap(sequence) }, isAll: scope.of === 'all',
    form: formOf(HandoverForm, request, { handedOn: today, way: 'by_hand' }),
    ways: (['by_hand', 'by_post'] as const).map((value) => ({ value, label: request.say(`deliveries.ways.${value}`) })),
    municipalities: rows.filter(({ id }) => id !== null).map(({ id, label }) => ({ value: String(id), label: label ?? '' })),
  }
}

import Type from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const TrainingParams = Type.Object({ trainingId: Id })
export const DossierParams = Type.Object({ dossierId: Id })

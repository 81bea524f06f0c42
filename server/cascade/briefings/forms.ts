import Type from 'typebox'

export const BriefingParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
/** All sheets at once: single ones in a ZIP, or one after the other in one PDF. */
export const BundleForm = Type.Object({ as: Type.Union([Type.Literal('zip'), Type.Literal('pdf')]) })

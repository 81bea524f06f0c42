import Type, { type Static } from 'typebox'
import { idChecks, requestReasons } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const CertificateParams = Type.Object({ certificateId: Id })
export const RequestParams = Type.Object({ requestId: Id })
export const ListQuery = Type.Object({ state: Type.Optional(Type.String({ maxLength: 12 })) })
export const PlainForm = Type.Object({})

export type RequestForm = Static<typeof RequestForm>
export const RequestForm = Type.Object({
  reason: Type.Enum([...requestReasons], { title: 'reissueRequests.reason', as: 'radio' }),
  nameWanted: Type.Optional(Type.String({ title: 'reissueRequests.nameWanted', description: 'reissueRequests.nameWantedHint', maxLength: 60 })),
  words: Type.Optional(Type.String({ title: 'reissueRequests.words', description: 'reissueRequests.wordsHint', as: 'textarea', maxLength: 300 })),
  idCheck: Type.Enum([...idChecks], { title: 'reissueRequests.idCheck', description: 'reissueRequests.idCheckHint', as: 'radio' }),
  returnsOld: Type.Enum(['yes', 'no'], { title: 'reissueRequests.returnsOld', as: 'radio' }),
  address: Type.String({ title: 'reissueRequests.address', description: 'reissueRequests.addressHint', as: 'textarea', maxLength: 200, pattern: String.raw`\S` }),
})

export type AcceptForm = Static<typeof AcceptForm>
export const AcceptForm = Type.Object({
  name: Type.String({ title: 'certificates.nameOnPaper', description: 'certificates.nameOnPaperHint', minLength: 1, maxLength: 60 }),
  idCheck: Type.Enum([...idChecks], { title: 'reissueRequests.idSeen', description: 'reissueRequests.idCheckHint', as: 'radio' }),
  reason: Type.String({ title: 'certificates.reason', description: 'certificates.reasonHint', maxLength: 200, pattern: String.raw`\S` }),
})
export type RefusalForm = Static<typeof RefusalForm>
export const RefusalForm = Type.Object({
  refusal: Type.String({ title: 'reissueRequests.refusal', description: 'reissueRequests.refusalHint', as: 'textarea', maxLength: 300, pattern: String.raw`\S` }),
})

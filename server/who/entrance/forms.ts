import Type from 'typebox'

const Mail = Type.String({
  title: 'entrance.email', as: 'email', maxLength: 254, pattern: String.raw`^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$`,
})
const Secret = (title: string, more: object = {}) => Type.String({ title, as: 'password', maxLength: 1000, ...more })

export const PostParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const TokenParams = Type.Object({ token: Type.String({ maxLength: 100 }) })
export const SignInQuery = Type.Object({ to: Type.Optional(Type.String({ maxLength: 4000 })) })

export const SignInForm = Type.Object({
  email: Type.String({ title: 'entrance.email', as: 'email', maxLength: 254 }),
  password: Secret('entrance.password'),
  to: Type.Optional(Type.String({ title: 'entrance.email', maxLength: 2000 })),
})
export const LanguageForm = Type.Object({
  language: Type.Union([Type.Literal('ja'), Type.Literal('en')]),
  to: Type.Optional(Type.String({ maxLength: 2000 })),
})
/** Six figures of an app, or ten letters from paper, typed with blanks or without. */
export const CodeForm = Type.Object({ code: Type.String({ title: 'secondFactors.code', minLength: 1, maxLength: 40 }) })
export const ResetForm = Type.Object({ email: Mail })
export const NewPasswordForm = Type.Object({
  password: Secret('entrance.newPassword', { description: 'entrance.passwordHint' }), repeated: Secret('entrance.repeatPassword'),
})
export const ChangePasswordForm = Type.Object({ current: Secret('entrance.currentPassword'), ...NewPasswordForm.properties })

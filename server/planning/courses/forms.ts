import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const CourseParams = Type.Object({ id: Id })
export const ModuleParams = Type.Object({ id: Id, moduleId: Id })

export type CourseForm = Static<typeof CourseForm>
export const CourseForm = Type.Object({
  kind: Type.Union([Type.Literal('practitioner_training'), Type.Literal('instructor_training'), Type.Literal('follow_up_training')], { title: 'courses.kind', as: 'radio' }),
  name: Type.String({ title: 'courses.name', minLength: 1, maxLength: 80 }),
  nameEn: Type.String({ title: 'courses.nameEn', minLength: 1, maxLength: 120 }),
  mark: Type.String({ title: 'courses.mark', description: 'courses.markHint', minLength: 1, maxLength: 8 }),
  description: Type.Optional(Type.String({ title: 'courses.description', as: 'textarea', maxLength: 2000 })),
  requirements: Type.Optional(Type.String({ title: 'courses.requirements', description: 'courses.requirementsHint', as: 'textarea', maxLength: 2000 })),
  instructorYears: Type.Optional(Type.Integer({ title: 'courses.instructorYears', description: 'courses.instructorYearsHint', minimum: 1, maximum: 10 })),
})

export type ModuleForm = Static<typeof ModuleForm>
export const ModuleForm = Type.Object({
  title: Type.String({ title: 'courses.moduleTitle', minLength: 1, maxLength: 120 }),
  titleEn: Type.String({ title: 'courses.moduleTitleEn', minLength: 1, maxLength: 160 }),
  minutes: Type.Optional(Type.Integer({ title: 'courses.minutes', description: 'courses.minutesHint', minimum: 1, maximum: 6000 })),
})

export const MoveForm = Type.Object({ by: Type.Union([Type.Literal('up'), Type.Literal('down')], { title: 'courses.order' }) })

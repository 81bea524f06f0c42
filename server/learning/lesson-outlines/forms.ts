import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const LessonParams = Type.Object({ id: Id })
export const CourseQuery = Type.Object({ course: Type.Optional(Id) })
export type MoveForm = Static<typeof MoveForm>
export const MoveForm = Type.Object({
  moduleId: Type.Integer({ title: 'lessons.form.module', as: 'select', minimum: 1, maximum: 2147483647 }),
  place: Type.Optional(Type.Integer({ title: 'lessons.form.place', description: 'lessons.form.placeHint', minimum: 1, maximum: 500 })),
})

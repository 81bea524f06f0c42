import { usuallyRequired, type Course, type Finding } from '../../learning/scorm/course.ts'
import { usual } from '../../learning/scorm/rules.ts'
import type { Tray } from './tray.ts'
import { lessonInWriting, pagesOfLessons, pictureWords } from './lesson-pages.ts'

/** What the program offers, by id. `lessons` of the practitioner course are in the order in which they are learned. */
export interface Offer {
  program: number
  practitioner: number; instructor: number; followUp: number
  modules: Record<'practitioner' | 'instructor' | 'followUp', { id: number; title: string }[]>
  lessons: { id: number; kind: 'page' | 'document' | 'video' }[]
  /** The lesson with a package, opened in the year that runs; null where there is nowhere to store files. */
  package: number | null
}

/** The film, the drawing, the paper and the package that lessons show, stored before; null where there is nowhere to store files. */
export interface LessonFiles {
  film: StoredFile; captions: StoredFile; drawing: StoredFile; handout: StoredFile
  package: StoredFile & { folder: string; course: Course; findings: Finding[] }
}
export interface StoredFile { key: string; name: string; type: string; bytes: number; sha256: string }
/** As long as the film that is shipped, in seconds. */
export const filmSeconds = 90

/** The program with its pillars, years, budgets and calendar, as the plans of seeds 001 and 004 print them. */
export function offerProgram(tray: Tray, files: LessonFiles | null): Offer {
  const program = tray.put('program', {
    name: '自立支援・介護予防に向けた地域ケア会議推進事業', name_en: 'Promotion of care conferences for self-reliance and prevention',
    purpose: '区市町村が行う地域ケア会議を、人づくりと体制づくりの両面から支える。',
  })
  const pillar = (position: number, name: string, name_en: string, from_fiscal_year: number, to_fiscal_year: number | null) =>
    tray.put('pillar', { program_id: program, position, name, name_en, from_fiscal_year, to_fiscal_year })
  const people = pillar(1, '人づくり', 'People', 2017, 2020)
  const structures = pillar(2, '体制づくり', 'Structures', 2017, 2020)
  const training = pillar(1, '人材育成', 'Training people', 2021, null)
  const sharing = pillar(2, '情報共有', 'Sharing information', 2021, null)
  const years = new Map(Array.from({ length: 11 }, (_, n) => 2017 + n)
    .map((fiscal_year) => [fiscal_year, tray.put('program_year', { program_id: program, fiscal_year })]))
  const budget = (year: number, label: string, amount: number, pillar_id: number | null) =>
    tray.put('budget_line', { program_year_id: years.get(year)!, pillar_id, label, amount, unit: 'thousand_yen' })
  budget(2020, '地域ケア会議実践者養成研修', 17_134, people)
  budget(2020, '体制構築支援モデル事業', 2_614, structures)
  budget(2022, '地域ケア会議推進事業（人材育成・情報共有）', 15_640, null)
  budget(2026, '地域ケア会議実践者・講師・フォローアップ研修', 13_905, training)
  budget(2026, '区市町村実務者連絡会議', 2_475, sharing)
  calendar(tray, years.get(2026)!)
  tray.put('year_step', { program_year_id: years.get(2020)!, label: '実践者養成研修の募集', label_en: 'Call for the practitioner training', from_on: '2020-06-01', to_on: null })
  return { program, ...offerCourses(tray, files) }
}

function calendar(tray: Tray, program_year_id: number): void {
  const steps: [string, string, string, string | null][] = [
    ['区市町村の担当者の確認（人事異動）', 'Review of municipal officers', '2026-04-01', '2026-04-30'],
    ['募集要項の決定と公表', 'Call decided and published', '2026-05-11', '2026-05-25'],
    ['推薦の受付', 'Nominations', '2026-06-01', '2026-07-10'],
    ['受講者の決定と通知', 'Selection and notices', '2026-07-13', '2026-07-31'],
    ['教材の受講', 'Lessons', '2026-08-03', '2026-12-18'],
    ['集合研修（グループ演習）', 'Class days', '2026-08-27', '2026-12-10'],
    ['実務者連絡会議（第2回）', 'Liaison meeting (second)', '2026-12-16', null],
    ['修了判定', 'Completion decided', '2027-01-12', '2027-02-10'],
    ['修了証書の発行', 'Certificates', '2027-02-15', '2027-03-12'],
  ]
  for (const [label, label_en, from_on, to_on] of steps) tray.put('year_step', { program_year_id, label, label_en, from_on, to_on })
}

type Modules = [title: string, titleEn: string, minutes: number][]

function offerCourses(tray: Tray, files: LessonFiles | null) {
  const course = (kind: 'practitioner_training' | 'instructor_training' | 'follow_up_training', mark: string, name: string, name_en: string,
    description: string, requirements: string) => tray.put('course', { kind, mark, name, name_en, description, requirements })
  const outline = (course_id: number, modules: Modules) => modules.map(([title, title_en, minutes], at) =>
    ({ id: tray.put('module', { course_id, position: at + 1, title, title_en, minutes }), title }))

  const practitioner = course('practitioner_training', '実践', '地域ケア会議実践者養成研修', 'Care conference practitioner training',
    '地域ケア会議に司会者、助言者、事例提供者などとして参加する方を育てる研修です。',
    '①司会を担う（予定を含む）区市町村・地域包括支援センターの職員、②助言者、③事例提供者、④区市町村が受講を勧める方')
  const instructor = course('instructor_training', '講師', '地域ケア会議講師養成研修', 'Care conference instructor training',
    '区市町村の中で研修を行う講師を育てる研修です。', '実践者養成研修を修了し、区市町村の研修で講師を担う予定の方')
  const followUp = course('follow_up_training', '継続', '地域ケア会議フォローアップ研修', 'Care conference follow-up training',
    '実践者養成研修を修了した方が、会議での実践を持ち寄り、学び直す研修です。', '実践者養成研修を修了した方')
  const modules = {
    practitioner: outline(practitioner, [
      ['地域ケア会議の役割と5つの機能', 'Roles and five functions of care conferences', 40],
      ['自立支援と介護予防の考え方', 'Self-reliance and prevention', 40], ['会議の進め方と司会', 'Running a conference', 40],
      ['会議での助言のしかた', 'Giving advice at a conference', 40], ['事例のまとめ方と個人情報', 'Preparing a case and personal data', 40],
      ['グループ演習', 'Group exercise', 210],
    ]),
    instructor: outline(instructor, [
      ['研修の組み立て方', 'Designing a training', 60], ['演習の進め方', 'Leading an exercise', 60], ['模擬講義', 'Trial lesson', 210],
    ]),
    followUp: outline(followUp, [['実践の振り返り', 'Looking back on practice', 60], ['事例検討', 'Case discussion', 150]]),
  }
  const lessons = putLessons(tray, modules.practitioner, files)
  return { practitioner, instructor, followUp, modules, lessons, package: files === null ? null : putPackage(tray, modules.practitioner.at(-1)!.id, files) }
}

function putPackage(tray: Tray, module_id: number, { package: { folder, course, findings, ...file } }: LessonFiles): number {
  const made_at = new Date('2026-07-01T09:00:00+09:00')
  const file_id = tray.put('file', { ...file, made_at })
  const position = tray.rows('lesson').filter((one) => one.module_id === module_id).length + 1
  const id = tray.put('lesson', { module_id, position, kind: 'scorm', title: course.title, title_en: 'From single cases to issues of the area' })
  const packageId = tray.put('scorm_package', { lesson_id: id, file_id, folder, course: JSON.stringify(course), findings: JSON.stringify(findings), made_at })
  const content = JSON.stringify({ ...usual, packageId, required: usuallyRequired(course), late: 'take' })
  const version = tray.put('lesson_version', { lesson_id: id, number: 1, file_id, content, published_at: made_at })
  tray.mend('lesson', id, { published_version_id: version })
  return id
}

function putLessons(tray: Tray, modules: { id: number }[], files: LessonFiles | null): Offer['lessons'] {
  const made_at = new Date('2026-07-01T09:00:00+09:00')
  const stored = files === null ? null : {
    film: tray.put('file', { ...files.film, made_at }), captions: tray.put('file', { ...files.captions, made_at }),
    handout: tray.put('file', { ...files.handout, made_at }), drawing: tray.put('file', { ...files.drawing, made_at }),
  }
  const lessons = pagesOfLessons.flatMap(({ module, kind, title, titleEn, body, transcript }) => {
    if (kind !== 'page' && stored === null) return []
    const of = tray.rows('lesson').filter(({ module_id }) => module_id === modules[module - 1]!.id).length
    const id = tray.put('lesson', {
      module_id: modules[module - 1]!.id, position: of + 1, kind, title, title_en: titleEn,
    })
    // The first version of each: on their trays both have the same number.
    const version = tray.put('lesson_version', {
      lesson_id: id, number: 1, body: stored === null ? body.replace(/!\[[^\]]*\]\(picture:1\)\n\n/, '') : body, transcript, published_at: made_at,
      file_id: kind === 'video' ? stored!.film : kind === 'document' ? stored!.handout : null,
      captions_file_id: kind === 'video' ? stored!.captions : null,
      duration_seconds: kind === 'video' ? filmSeconds : null, pages: kind === 'document' ? 1 : null,
    })
    tray.mend('lesson', id, { published_version_id: version })
    return [{ id, kind }]
  })
  if (stored !== null) {
    tray.put('lesson_picture', { lesson_id: lessons[0]!.id, number: 1, file_id: stored.drawing, description: pictureWords, width: 960, height: 420 })
    // How to give advice is learned once one knows how a conference runs.
    const [running, advice] = [lessons.at(-3)!, lessons.at(-2)!]
    tray.put('lesson_prerequisite', { lesson_id: advice.id, needs_lesson_id: running.id })
  }
  draftLesson(tray, modules.at(-1)!.id)
  return lessons
}

/** One that is still being written: no training opens it yet. */
function draftLesson(tray: Tray, module_id: number): void {
  const id = tray.put('lesson', { module_id, position: 1, kind: 'page', title: 'グループ演習の準備', title_en: 'Preparing for the group exercise' })
  tray.put('lesson_version', { lesson_id: id, number: 1, body: lessonInWriting, published_at: null })
}

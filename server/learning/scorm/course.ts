/** Which standard a package speaks: its own later editions differ in nothing that we read. */
export type Edition = '1.2' | '2004'

/** Something found while a package was looked through. A refusal keeps it out; a warning is said and lived with. */
export interface Finding {
  level: 'refused' | 'warning'
  code: FindingCode
  /** Where: a file of the package, its line, an item of its outline. */
  file?: string; line?: number; item?: string
  data?: Record<string, string | number>
}

export const refusals = ['broken', 'tooLarge', 'tooDense', 'tooMany', 'unsafeName', 'unreadableName', 'link', 'twice', 'overlapping', 'locked',
  'noManifest', 'manifestInFolder', 'emptyManifest', 'aicc', 'cmi5', 'tincan', 'commonCartridge', 'xmlTooLarge', 'xmlUnreadable', 'xmlDoctype', 'xmlTooDeep',
  'xmlBroken', 'notManifest', 'unknownEdition', 'noOrganization', 'noItems', 'tooManyItems', 'resourceMissing', 'hrefMissing', 'externalLaunch', 'launchOutside',
  'launchMissing', 'doubleItem', 'itemWithoutId'] as const
export const warnings = ['editionGuessed', 'severalOrganizations', 'organizationUnknown', 'prerequisiteUnread', 'prerequisiteUnknown', 'masteryUnread',
  'timeUnread', 'fileMissing', 'otherCase', 'needsServer', 'flash', 'noSco', 'rulesNotRun', 'titleMissing', 'subManifest'] as const
export type FindingCode = (typeof refusals)[number] | (typeof warnings)[number]

/** 2004: something that is asked of an item, of the one it stands at (`of` is null) or of another. */
export interface SequencingCondition {
  condition: 'satisfied' | 'objectiveStatusKnown' | 'completed' | 'activityProgressKnown' | 'attempted' | 'attemptLimitExceeded' | 'always'
  not: boolean; of: string | null
}
/** 2004: what happens to an item, or to all beneath a heading, as long as its conditions hold. */
export interface SequencingRule { action: 'skip' | 'disabled' | 'hiddenFromChoice' | 'stopForwardTraversal'; combination: 'all' | 'any'; conditions: SequencingCondition[] }
/** 2004: what an item asks of the order in which a package is gone through, as far as it is run here. */
export interface Sequencing {
  rules: SequencingRule[]
  /** Once its package has ended it, it is not begun again in the same attempt. */
  triesOnce: boolean
  /** It promised to say whether it was passed. */
  saysSuccess: boolean
}

/** One line of a package's outline: a heading, or something that is opened. */
export interface Item {
  id: string; title: string; parent: string | null; depth: number
  /** The file it opens, with what stands behind it in the address; null for a heading. */
  launch: { path: string; rest: string } | null
  /** Speaks with us; what does not is only shown. */
  isSco: boolean
  isVisible: boolean
  prerequisites: string | null
  /** 1.2: the points from which it is passed. */
  masteryScore: number | null
  /** 2004: the measure from which it is passed, -1 to 1, and the progress from which it is completed, 0 to 1. */
  passingMeasure: number | null
  completionThreshold: number | null
  timeMax: string | null; timeLimitAction: string | null
  launchData: string
  /** Parts of our own frame that the package asks us to leave out: previous, continue, exit, … */
  hides: string[]
  /** How what is under a heading is gone through. */
  choice: boolean; flow: boolean; forwardOnly: boolean
  /** 2004: an item that says nothing is completed by having been left, unless it promised to say it itself. */
  saysCompletion: boolean
  /** Null where it asks for nothing; packages that were sent before this was read have none either. */
  sequencing?: Sequencing | null
}

/** What a package holds, as its manifest says it. `items` stand in their order, each after its heading. */
export interface Course {
  edition: Edition; version: string; title: string
  /** How the top of the outline is gone through. */
  choice: boolean; flow: boolean; forwardOnly: boolean
  items: Item[]
}

/** What can be opened, in order. */
export const leavesOf = ({ items }: Pick<Course, 'items'>): Item[] => items.filter(({ launch }) => launch !== null)
/** What counts where nobody has said anything else: all that speaks, or all there is when nothing does. */
export function usuallyRequired(course: Pick<Course, 'items'>): string[] {
  const leaves = leavesOf(course)
  const scos = leaves.filter(({ isSco }) => isSco)
  return (scos.length > 0 ? scos : leaves).map(({ id }) => id)
}

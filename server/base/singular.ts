/** What is counted in the texts of this house, where English does not simply drop an s. */
const odd: Record<string, string> = { people: 'person', municipalities: 'municipality', entries: 'entry', boxes: 'box' }
const plurals = [...Object.keys(odd), 'actions', 'answers', 'attempts', 'bodies', 'cases', 'characters', 'comments', 'days', 'files', 'hours', 'issues', 'items', 'lines', 'meetings', 'minutes', 'modules', 'months', 'officers', 'outlines',
  'pairs', 'papers', 'participants', 'parts', 'pictures', 'places', 'points', 'questions', 'records', 'rows', 'seats', 'seconds', 'sessions', 'sittings', 'slots', 'tags', 'taps', 'targets', 'things', 'times', 'trainings', 'types', 'versions', 'videos', 'years']
const counted = new RegExp(`^ (${plurals.join('|')})\\b( (?:are|were|have|do)\\b)?`)
const ofOne: Record<string, string> = { ' are': ' is', ' were': ' was', ' have': ' has', ' do': ' does' }

/**
 * What follows a figure in an English text, as it is said of one: ' people are under way' → ' person is under way'. Texts are written
 * for many; a list of one is no rarity in a small municipality.
 */
export const afterOne = (words: string): string =>
  words.replace(counted, (_, noun: string, verb: string | undefined) => ` ${odd[noun] ?? noun.slice(0, -1)}${verb === undefined ? '' : ofOne[verb]}`)

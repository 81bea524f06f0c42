import type { Change } from '../../base/change.ts'
import { found } from '../../base/errors.ts'
import { within } from '../../base/within.ts'
import type { ConsentForm } from './forms.ts'

/** The person agrees to stand on the roster, or takes that back: from then on every roster that is looked at or made says so. */
export async function sayConsent({ tx, scope, log }: Change, { consent }: ConsentForm): Promise<void> {
  const { id } = found(await tx.updateTable('person as p').set({ roster_consent: consent === 'yes' })
    .where(({ ref }) => within(scope, { municipality: ref('p.municipality_id'), person: ref('p.id') })).returning('p.id').executeTakeFirst())
  log('roster.consent_said', `person:${id}`, { consent })
}

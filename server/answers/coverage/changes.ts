import type { Change } from '../../base/change.ts'
import { refuse } from '../../base/errors.ts'
import { categories } from '../../entry/nominations/rules.ts'
import type { RuleForm } from './forms.ts'
import { rulesNow } from './places.ts'

/** What next year's places are reckoned by, from now on. Logs 'places.rule_set'. @throws Refusal when somebody else set it meanwhile */
export async function setRules({ tx, log }: Change, { version, ...form }: RuleForm): Promise<void> {
  await tx.selectFrom('places_rule').select('category').orderBy('category').forUpdate().execute()
  const now = await rulesNow(tx)
  if (now.version !== version) refuse({ key: 'form.stale' })
  const rows = categories.map((category) => ({ category, wanted: form[category].wanted, loss_percent: form[category].lossPercent, places_max: form[category].placesMax ?? null, version: version + 1 }))
  await tx.insertInto('places_rule').values(rows).onConflict((oc) => oc.column('category').doUpdateSet(({ ref }) => ({ wanted: ref('excluded.wanted'), loss_percent: ref('excluded.loss_percent'), places_max: ref('excluded.places_max'), version: ref('excluded.version') }))).execute()
  log('places.rule_set', 'places_rule:1', form)
}

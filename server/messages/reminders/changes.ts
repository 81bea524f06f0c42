import type { Change } from '../../base/change.ts'
import { mend, refuse } from '../../base/errors.ts'
import type { Day } from '../../base/days.ts'
import { daysBetween } from '../../base/days.ts'
import { enqueueAll } from '../../base/jobs.ts'
import { mailJob, type MailKind } from '../../entry/applications/changes.ts'
import type { RuleForm } from './forms.ts'
import { dueToday, rulesNow, type Due } from './queries.ts'
import { daysTyped, shippedRules, type Kind } from './rules.ts'

/** A rule has a row as soon as somebody needs to hold it. */
async function holdRule({ tx }: Change, kind: Kind) {
  const { days, isOn, rests } = shippedRules[kind]
  await tx.insertInto('reminder_rule').values({ kind, days: days.join(','), is_on: isOn, rests }).onConflict((oc) => oc.column('kind').doNothing()).execute()
  return tx.selectFrom('reminder_rule').select('version').where('kind', '=', kind).forUpdate().executeTakeFirstOrThrow()
}

/**
 * Gives today's reminders of a kind. Whoever comes second waits at the rule and then finds them given; the key of the table
 * would stop them, too. A line for each matter and day: the letters follow from it. Returns how many.
 */
export async function giveReminders(change: Change, kind: Kind, today: Day): Promise<number> {
  await holdRule(change, kind)
  const due = await dueToday(change.tx, kind, (await rulesNow(change.tx))[kind], today)
  const groups = Map.groupBy(due, ({ subject, dueOn }) => `${subject}|${dueOn}`)
  let given = 0
  for (const group of groups.values()) given += await giveGroup(change, kind, today, group)
  if (given === 0) change.log('reminders.none', `reminder_rule:${kind}`)
  return given
}

async function giveGroup({ tx, now, random, log }: Change, kind: Kind, today: Day, group: Due[]): Promise<number> {
  const { subject, dueOn } = group[0]!
  const batch = Buffer.from(random(12)).toString('hex')
  let count = 0
  for (let at = 0; at < group.length; at += 1_000) {
    const rows = await tx.insertInto('reminder').values(group.slice(at, at + 1_000).map((one) => ({
      kind, batch, subject_ref: subject, item: one.item, person_id: one.personId, municipality_id: one.municipalityId, due_on: dueOn, days_before: one.daysBefore, given_at: now,
    }))).onConflict((oc) => oc.constraint('reminder_given_once').doNothing()).returning('id').execute()
    count += rows.length
  }
  // Offices have no account and no message: they are written to at the address they gave, with a link made then.
  if (kind === 'application' && count > 0) await enqueueAll(tx, mailJob, group.map(({ item }) => ({ applicationId: Number(item.split(':')[1]), kind: 'reminded' satisfies MailKind })))
  if (count > 0) log('reminders.given', subject, { kind, batch, dueOn, days: daysBetween(today, dueOn), count })
  return count
}

/** Changes when a kind is reminded, or whether. @throws Unfit, Refusal when somebody changed it meanwhile */
export async function changeRule(change: Change, kind: Kind, form: RuleForm): Promise<void> {
  const days = daysTyped(form.days)
  mend(days === null ? [{ field: 'days', reason: { key: 'reminders.daysUnread' } }] : [])
  const { version } = await holdRule(change, kind)
  // A rule that nobody had changed was shown as version 0, and has its row only since now.
  refuse(version === form.version || (version === 1 && form.version === 0) ? null : { key: 'form.stale' })
  const { tx, actor, now, log } = change
  await tx.updateTable('reminder_rule').set({
    days: days!.join(','), is_on: form.isOn === 'true', rests: form.rests === 'true', changed_by: actor!.personId, changed_at: now, version: version + 1,
  }).where('kind', '=', kind).execute()
  log('reminder_rule.changed', `reminder_rule:${kind}`, { days: days!.join(','), on: form.isOn === 'true', rests: form.rests === 'true' })
}

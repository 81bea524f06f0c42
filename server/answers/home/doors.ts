import type { FastifyReply, FastifyRequest } from 'fastify'
import { scopeFor } from '../../base/access.ts'
import type { TextKey } from '../../base/texts.ts'
import { supportWays } from './cascade.ts'
import { adviceFor, toldTo, troubledMessages } from './queries.ts'

/** What stands behind a door, in one line: these homes have no figures that would say it. */
const behind: Record<string, TextKey> = {
  '/municipalities': 'home.behind.municipalities', '/outbox': 'home.behind.outbox', '/accounts': 'home.behind.accounts',
  '/model-supports': 'home.behind.modelSupports', '/expert-requests': 'home.behind.expertRequests', '/actions': 'home.behind.actions', '/practices': 'home.behind.practices',
  '/audit': 'home.behind.audit', '/account': 'home.behind.account', '/help': 'home.behind.help',
}

/** The home of a post that has no figures of its own: its messages, and its doors with what stands behind each. */
export async function doorsHome({ db, actor, today }: FastifyRequest, reply: FastifyReply) {
  const keeps = scopeFor(actor!, 'outbox.read') !== null
  const [told, advice, troubled] = await Promise.all([
    toldTo(db, actor!, { personId: actor!.personId }, today), actor!.kind === 'expert' ? adviceFor(db, actor!.personId, today) : [], keeps ? troubledMessages(db) : undefined,
  ])
  return reply.page('answers/home/doors', { ...told, advice: advice.map((one) => ({ ...one, href: supportWays[one.kind](one.id) })), troubled: troubled?.count ?? 0, behind })
}

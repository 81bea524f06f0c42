import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Community issues (地域課題) of municipalities: what cases have in common, without a word of who they are. An issue is raised, and every move after that
 * is a row; a generalized issue (`is_general`) stands for its children, whose state is always its own. A move that was taken back stays, and counts no more.
 * Which case an issue came from, and whether it has heard of the answer, stands in `community_issue_case`. Themes are a list that the prefecture keeps by
 * date; groups across municipalities are the prefecture's alone, so no municipality reads them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table issue_theme (
      id        integer generated always as identity primary key,
      code      text not null default '' check (code ~ '^[a-z0-9_]{0,40}$'),
      label     text not null constraint issue_theme_has_a_label check (char_length(label) between 1 and 40),
      label_en  text not null default '' check (char_length(label_en) <= 80),
      position  integer not null check (position between 1 and 999),
      from_on   date not null,
      until_on  date,
      version   integer not null default 1,
      constraint issue_theme_ends_after_it_began check (until_on is null or until_on >= from_on)
    );
    create unique index issue_theme_code_once on issue_theme (code) where code <> '';
    create index issue_theme_in_order on issue_theme (position, id);

    create table issue_setting (
      id            integer primary key default 1 constraint issue_setting_once check (id = 1),
      stuck_months  integer not null check (stuck_months between 1 and 36),
      version       integer not null default 1
    );

    create table community_issue (
      id               integer generated always as identity primary key,
      municipality_id  integer not null references municipality,
      fiscal_year      integer not null check (fiscal_year between 2000 and 2999),
      raised_on        date not null,
      title            text not null constraint community_issue_has_a_title check (char_length(title) between 1 and 120),
      situation        text not null check (char_length(situation) <= 2000),
      function         text not null check (function in ('case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation')),
      organization_id  integer references organization,
      area             text not null default '' check (char_length(area) <= 60),
      evidence_cases   integer check (evidence_cases between 0 and 9999),
      evidence         text not null default '' check (char_length(evidence) <= 2000),
      other_theme      text not null default '' check (char_length(other_theme) <= 60),
      conference_id    integer references conference,
      is_general       boolean not null default false,
      parent_id        integer references community_issue,
      state            text not null default 'raised' check (state in ('raised', 'grouped', 'discussed', 'escalated', 'responded', 'fed_back', 'closed', 'carried_over')),
      response         text check (response in ('network', 'resource', 'policy')),
      outcome          text check (outcome in ('proposed', 'adopted_plan', 'adopted_budget', 'not_adopted', 'continuing')),
      carried_to       integer check (carried_to between 2000 and 2999),
      next_on          date,
      closed_on        date,
      checked_by       integer references person,
      made_by          integer references person,
      made_at          timestamptz not null,
      version          integer not null default 1,
      constraint community_issue_year_is_that_of_its_day check (raised_on between make_date(fiscal_year, 4, 1) and make_date(fiscal_year + 1, 3, 31)),
      constraint community_issue_general_has_no_parent check (not is_general or parent_id is null),
      constraint community_issue_closed_has_a_day check ((state = 'closed') = (closed_on is not null)),
      constraint community_issue_carried_says_where check ((state = 'carried_over') = (carried_to is not null)),
      constraint community_issue_outcome_is_of_a_policy check (outcome is null or response = 'policy')
    );
    create index community_issue_of_municipality on community_issue (municipality_id, fiscal_year, id);
    create index community_issue_by_year on community_issue (fiscal_year, state);
    create index community_issue_of_parent on community_issue (parent_id) where parent_id is not null;
    create index community_issue_due on community_issue (next_on) where next_on is not null and state <> 'closed';
    create index community_issue_of_conference on community_issue (conference_id) where conference_id is not null;
    create index community_issue_of_organization on community_issue (organization_id) where organization_id is not null;
    create index community_issue_made_by on community_issue (made_by) where made_by is not null;
    create index community_issue_checked_by on community_issue (checked_by) where checked_by is not null;

    create table community_issue_theme (
      issue_id         integer not null references community_issue on delete cascade,
      municipality_id  integer not null references municipality,
      theme_id         integer not null references issue_theme,
      primary key (issue_id, theme_id)
    );
    create index community_issue_theme_of_theme on community_issue_theme (theme_id, issue_id);
    create index community_issue_theme_of_municipality on community_issue_theme (municipality_id);

    create table community_issue_case (
      issue_id         integer not null references community_issue on delete cascade,
      municipality_id  integer not null references municipality,
      case_id          integer not null references care_case,
      heard            text check (heard in ('told', 'not_possible')),
      heard_on         date,
      heard_words      text not null default '' check (char_length(heard_words) <= 500),
      heard_by         integer references person,
      primary key (issue_id, case_id),
      constraint community_issue_case_heard_on_a_day check ((heard is null) = (heard_on is null))
    );
    create index community_issue_case_of_case on community_issue_case (case_id);
    create index community_issue_case_of_municipality on community_issue_case (municipality_id);
    create index community_issue_case_heard_by on community_issue_case (heard_by) where heard_by is not null;

    create table community_issue_move (
      id               integer generated always as identity primary key,
      issue_id         integer not null references community_issue on delete cascade,
      municipality_id  integer not null references municipality,
      act              text not null check (act in ('raise', 'group', 'ungroup', 'note', 'discuss', 'escalate', 'respond', 'settle', 'feed_back', 'close', 'carry', 'resume')),
      from_state       text check (from_state in ('raised', 'grouped', 'discussed', 'escalated', 'responded', 'fed_back', 'closed', 'carried_over')),
      to_state         text not null check (to_state in ('raised', 'grouped', 'discussed', 'escalated', 'responded', 'fed_back', 'closed', 'carried_over')),
      on_day           date not null,
      conference_id    integer references conference,
      words            text not null default '' check (char_length(words) <= 2000),
      response         text check (response in ('network', 'resource', 'policy')),
      outcome          text check (outcome in ('proposed', 'adopted_plan', 'adopted_budget', 'not_adopted', 'continuing')),
      carried_to       integer,
      next_on          date,
      made_by          integer references person,
      made_at          timestamptz not null,
      undone_at        timestamptz,
      undone_by        integer references person,
      constraint community_issue_move_begins_once check ((act in ('raise', 'group') and from_state is null) or from_state is not null),
      constraint community_issue_move_answer_says_which check ((act = 'respond') = (response is not null)),
      constraint community_issue_move_carry_says_where check ((act = 'carry') = (carried_to is not null))
    );
    create index community_issue_move_of_issue on community_issue_move (issue_id, id);
    create index community_issue_move_of_municipality on community_issue_move (municipality_id);
    create index community_issue_move_of_conference on community_issue_move (conference_id) where conference_id is not null;
    create index community_issue_move_made_by on community_issue_move (made_by) where made_by is not null;
    create index community_issue_move_undone_by on community_issue_move (undone_by) where undone_by is not null;

    create table issue_group (
      id               integer generated always as identity primary key,
      title            text not null constraint issue_group_has_a_title check (char_length(title) between 1 and 80),
      title_en         text not null default '' check (char_length(title_en) <= 120),
      theme_id         integer references issue_theme,
      words            text not null default '' check (char_length(words) <= 2000),
      meeting_item_id  integer references meeting_item on delete set null,
      made_by          integer references person,
      made_at          timestamptz not null,
      version          integer not null default 1
    );
    create index issue_group_of_theme on issue_group (theme_id) where theme_id is not null;
    create index issue_group_of_meeting_item on issue_group (meeting_item_id) where meeting_item_id is not null;
    create index issue_group_made_by on issue_group (made_by) where made_by is not null;

    create table issue_group_member (
      group_id   integer not null references issue_group on delete cascade,
      issue_id   integer not null references community_issue on delete cascade,
      added_by   integer references person,
      added_at   timestamptz not null,
      primary key (group_id, issue_id)
    );
    create index issue_group_member_of_issue on issue_group_member (issue_id);
    create index issue_group_member_added_by on issue_group_member (added_by) where added_by is not null;
  `)
  for (const table of ['community_issue', 'community_issue_theme', 'community_issue_case', 'community_issue_move']) await behindTheWall(db, table, ours)
  for (const table of ['issue_group', 'issue_group_member']) await behindTheWall(db, table, 'false')
}

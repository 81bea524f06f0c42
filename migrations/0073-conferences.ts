import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Care conferences (地域ケア会議) of municipalities: their own types with functions, areas and frequency, the yearly plan, and what came of
 * each meeting. A meeting that is planned and one that was held are one row. Cases carry no name; a meeting whose cases have no rows of
 * their own may have them counted in `conference_case_count`, and `cases_discussed` is how many there were, null where nobody said.
 * `conference_plan` is the version of a year's grid, and the months that its paper marks.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table conference_type (
      id                   integer generated always as identity primary key,
      municipality_id      integer not null references municipality,
      code                 text not null default '' check (code ~ '^[a-z0-9_]{0,40}$'),
      name                 text not null constraint conference_type_name_is_bounded check (char_length(name) between 1 and 60),
      name_en              text not null default '' check (char_length(name_en) <= 100),
      level                text not null check (level in ('individual', 'area', 'municipality')),
      subtype              text check (subtype in ('self_reliance', 'difficult_case')),
      organizer            text not null default '' check (char_length(organizer) <= 100),
      role                 text not null default '' check (char_length(role) <= 500),
      members              text not null default '' check (char_length(members) <= 500),
      council              text check (council in ('tier1', 'tier2')),
      started_fiscal_year  integer check (started_fiscal_year between 1950 and 2999),
      from_fiscal_year     integer not null check (from_fiscal_year between 1950 and 2999),
      to_fiscal_year       integer check (to_fiscal_year between 1950 and 2999),
      position             integer not null default 1 check (position between 1 and 999),
      version              integer not null default 1,
      constraint conference_type_subtype_is_of_cases check (subtype is null or level = 'individual'),
      constraint conference_type_ends_after_it_began check (to_fiscal_year is null or to_fiscal_year >= from_fiscal_year)
    );
    create index conference_type_of_municipality on conference_type (municipality_id, position, id);
    create unique index conference_type_code_once on conference_type (municipality_id, code) where code <> '';

    create table conference_type_function (
      type_id          integer not null references conference_type on delete cascade,
      municipality_id  integer not null references municipality,
      function         text not null check (function in ('case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation')),
      primary key (type_id, function)
    );
    create index conference_type_function_of_municipality on conference_type_function (municipality_id);

    create table conference_frequency (
      id               integer generated always as identity primary key,
      type_id          integer not null references conference_type on delete cascade,
      municipality_id  integer not null references municipality,
      scope            text not null check (scope in ('municipality', 'center')),
      times_min        integer check (times_min between 0 and 999),
      times_max        integer check (times_max between 1 and 999),
      per              text check (per in ('year', 'month')),
      every_months     integer check (every_months between 1 and 60),
      source           text not null default '' check (char_length(source) <= 200),
      since            date,
      constraint conference_frequency_is_times_or_months check ((times_max is not null and times_min is not null and per is not null) <> (every_months is not null)),
      constraint conference_frequency_most_is_not_less check (times_max is null or times_max >= times_min)
    );
    create index conference_frequency_of_type on conference_frequency (type_id, id);
    create index conference_frequency_of_municipality on conference_frequency (municipality_id);

    create table conference_type_area (
      type_id          integer not null references conference_type on delete cascade,
      municipality_id  integer not null references municipality,
      organization_id  integer not null references organization,
      primary key (type_id, organization_id)
    );
    create index conference_type_area_of_organization on conference_type_area (organization_id);
    create index conference_type_area_of_municipality on conference_type_area (municipality_id);

    create table conference_plan (
      municipality_id  integer not null references municipality,
      fiscal_year      integer not null check (fiscal_year between 1950 and 2999),
      marked_from      date,
      marked_to        date,
      saved_by         integer references person,
      saved_at         timestamptz not null,
      version          integer not null default 1,
      primary key (municipality_id, fiscal_year),
      constraint conference_plan_marks_a_window check ((marked_from is null) = (marked_to is null) and (marked_from is null or marked_to >= marked_from))
    );
    create index conference_plan_saved_by on conference_plan (saved_by) where saved_by is not null;

    create table conference (
      id               integer generated always as identity primary key,
      municipality_id  integer not null references municipality,
      type_id          integer not null references conference_type,
      organization_id  integer references organization,
      fiscal_year      integer not null check (fiscal_year between 1950 and 2999),
      position         integer check (position between 1 and 99),
      held_on          date,
      state            text not null default 'planned' check (state in ('planned', 'held', 'canceled')),
      state_reason     text not null default '' check (char_length(state_reason) <= 200),
      meeting_kind     text not null default 'regular' check (meeting_kind in ('regular', 'as_needed')),
      mode             text not null default 'on_site' check (mode in ('on_site', 'partly_online', 'online')),
      cases_discussed  integer check (cases_discussed between 0 and 999),
      people           integer check (people between 0 and 9999),
      remark           text not null default '' check (char_length(remark) <= 1000),
      recorded_by      integer references person,
      recorded_at      timestamptz,
      version          integer not null default 1,
      constraint conference_held_has_a_day check (state <> 'held' or held_on is not null),
      constraint conference_day_lies_in_its_year check (held_on is null or held_on between make_date(fiscal_year, 4, 1) and make_date(fiscal_year + 1, 3, 31)),
      constraint conference_only_held_has_cases check (state = 'held' or (cases_discussed is null and people is null))
    );
    create unique index conference_has_one_place_in_the_grid on conference (municipality_id, fiscal_year, type_id, coalesce(organization_id, 0), position) where position is not null;
    create index conference_of_municipality on conference (municipality_id, fiscal_year, held_on, id);
    create index conference_by_year on conference (fiscal_year, held_on, id);
    create index conference_by_day on conference (held_on, id);
    create index conference_of_type on conference (type_id, held_on);
    create index conference_of_organization on conference (organization_id, held_on) where organization_id is not null;
    create index conference_recorded_by on conference (recorded_by) where recorded_by is not null;

    create table attendee_kind (
      code              text primary key check (code ~ '^[a-z0-9_]{1,40}$'),
      label             text not null,
      label_en          text not null,
      part              text not null check (part in ('participant', 'organizer', 'observer')),
      position          integer not null,
      from_fiscal_year  integer not null default 2000,
      to_fiscal_year    integer
    );
    insert into attendee_kind (code, label, label_en, part, position) values
      ('person', '本人', 'The person themselves', 'participant', 1),
      ('family', '家族', 'Family', 'participant', 2),
      ('resident', '地域住民（民生委員含む）', 'Residents (with welfare commissioners)', 'participant', 3),
      ('care_manager', '介護支援専門員', 'Care managers', 'participant', 4),
      ('day_service', '通所系サービスの担当者', 'Day services', 'participant', 5),
      ('home_visit_service', '訪問系サービスの担当者', 'Home-visit services', 'participant', 6),
      ('welfare_equipment', '福祉用具事業者', 'Welfare equipment providers', 'participant', 7),
      ('medical', '医療関係者', 'Medical staff', 'participant', 8),
      ('pt_ot', '理学療法士または作業療法士', 'Physical or occupational therapists', 'participant', 9),
      ('dietitian', '管理栄養士', 'Registered dietitians', 'participant', 10),
      ('public_health_nurse', '地域担当保健師', 'Public health nurses of the area', 'participant', 11),
      ('community_coordinator', '地域支援コーディネーター', 'Community support coordinators', 'participant', 12),
      ('supervising_center', '統括支援センター（アドバイザー）', 'Supervising support center (adviser)', 'participant', 13),
      ('public_assistance', '保護課ケースワーカー', 'Public assistance caseworkers', 'participant', 14),
      ('other', 'その他', 'Others', 'participant', 15),
      ('organizer', '主催者（地域包括支援センターなど）', 'Organizer (support center and so on)', 'organizer', 16),
      ('observer', 'オブザーバー', 'Observers', 'observer', 17);

    create table conference_attendance (
      conference_id    integer not null references conference on delete cascade,
      municipality_id  integer not null references municipality,
      kind             text not null references attendee_kind,
      people           integer not null check (people between 0 and 9999),
      primary key (conference_id, kind)
    );
    create index conference_attendance_of_municipality on conference_attendance (municipality_id);

    create table conference_person (
      conference_id    integer not null references conference on delete cascade,
      municipality_id  integer not null references municipality,
      person_id        integer not null references person,
      role             text not null check (role in ('chair', 'adviser', 'case_presenter', 'secretariat', 'other')),
      primary key (conference_id, person_id)
    );
    create index conference_person_of_person on conference_person (person_id, conference_id);
    create index conference_person_of_municipality on conference_person (municipality_id);

    create table care_case (
      id               integer generated always as identity primary key,
      conference_id    integer not null references conference on delete cascade,
      municipality_id  integer not null references municipality,
      number           integer not null check (number between 1 and 99),
      managed_by       text not null check (managed_by in ('support_center', 'care_manager_office', 'other')),
      care_level       text check (care_level in ('none', 'target', 'support_1', 'support_2', 'care_1', 'care_2', 'care_3', 'care_4', 'care_5')),
      age_band         text check (age_band in ('under_65', '65_74', '75_84', '85_94', 'over_95')),
      is_again         boolean not null default false,
      summary          text not null default '' check (char_length(summary) <= 2000),
      summary_checked  boolean not null default false,
      follow_up_on     date,
      followed_up_on   date,
      follow_up_note   text not null default '' check (char_length(follow_up_note) <= 1000),
      version          integer not null default 1,
      constraint care_case_number_once unique (conference_id, number)
    );
    create index care_case_of_municipality on care_case (municipality_id, follow_up_on);

    create table care_case_reason (
      case_id          integer not null references care_case on delete cascade,
      municipality_id  integer not null references municipality,
      reason           text not null check (reason in ('support_level_certified', 'perceived_difficulty', 'community_issue', 'care_plan_review', 'other')),
      primary key (case_id, reason)
    );
    create index care_case_reason_of_municipality on care_case_reason (municipality_id);

    create table care_case_function (
      case_id          integer not null references care_case on delete cascade,
      municipality_id  integer not null references municipality,
      function         text not null check (function in ('case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation')),
      primary key (case_id, function)
    );
    create index care_case_function_of_municipality on care_case_function (municipality_id);

    create table conference_case_count (
      conference_id    integer not null references conference on delete cascade,
      municipality_id  integer not null references municipality,
      dimension        text not null check (dimension in ('managed_by', 'reason', 'function')),
      code             text not null,
      cases            integer not null check (cases between 0 and 999),
      primary key (conference_id, dimension, code)
    );
    create index conference_case_count_of_municipality on conference_case_count (municipality_id);
  `)
  const walled = ['conference_type', 'conference_type_function', 'conference_frequency', 'conference_type_area', 'conference_plan', 'conference', 'conference_attendance',
    'conference_person', 'care_case', 'care_case_reason', 'care_case_function', 'conference_case_count']
  for (const table of walled) await behindTheWall(db, table, ours)
}
